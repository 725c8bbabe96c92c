"""Indexes from A to Z: what people say, and the codes their screens show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.model.article import Article
from kb.model.portal import Page
from kb.model.prose import fold, one_line, slug
from kb.site.lists import LINES, SIZE, by_letter, made, page_path, paged, pager, short_title
from kb.site.shelf import Shelf
from kb.site.words import count, link, shortened, words

SYMPTOMS = "symptoms/index.md"
CODES = "codes/index.md"
LONGEST = 140
ANCHORS = {"0–9": "09"}
"""What the generator makes of a heading that is not all letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the index lists, and the article it leads to."""

    text: str
    article: Article


def symptom_index(shelf: Shelf) -> Iterator[Page]:
    """List every title and other wording, in the requestors' own words."""
    entries = [
        Entry(text=text, article=article)
        for article in shelf.offered
        for text in {fold(text): text for text in _wordings(article)}.values()
        if text
    ]
    intro = "What people said when it happened, from A to Z. Each line leads to its answer."
    yield from _index(SYMPTOMS, "Symptoms A–Z", intro, entries)


def _wordings(article: Article) -> list[str]:
    product = article.environment[0] if article.environment else ""
    return [one_line(text) for text in (*article.also_asked_as, short_title(article, product))]


def code_index(shelf: Shelf) -> Iterator[Page]:
    """List every error code with the articles that know it."""
    entries = [
        Entry(text=code, article=article)
        for article in shelf.offered
        for code in dict.fromkeys(one_line(code) for code in article.error_codes)
        if code
    ]
    intro = "Codes as screens and logs show them, each with what it means and what to do."
    yield from _index(CODES, "Error codes", intro, entries)


def _index(path: str, title: str, intro: str, entries: Sequence[Entry]) -> Iterator[Page]:
    if not entries:
        yield made(path, title, intro, "*Nothing here yet.*")
        return
    letters = by_letter(entries, lambda entry: entry.text)
    write = _code if path == CODES else _symptom
    whole: dict[str, list[str]] = {}
    if len(entries) <= LINES:
        whole = {letter: [write(entry, path) for entry in group] for letter, group in letters.items()}
    if whole and sum(len(line.encode()) for group in whole.values() for line in group) <= SIZE:
        parts = [f"## {letter}\n\n{_marked(group)}" for letter, group in whole.items()]
        ways = " ".join(f"[{letter}](#{ANCHORS.get(letter, letter.lower())})" for letter in whole)
        bar = f'<div class="kb-pills"></div>\n\n{ways}' if len(whole) > 1 else ""
        yield made(path, title, intro, bar, *parts, hide=("navigation", "toc"))
        return
    tiles = [
        f"- {link(letter, _letter_path(path, letter), source=path)}\n\n    {count(len(group), 'line')}\n"
        for letter, group in letters.items()
    ]
    yield made(path, title, intro, '<div class="kb-cards kb-tiles"></div>\n\n' + "\n".join(tiles))
    for letter, group in letters.items():
        first = _letter_path(path, letter)
        pages = paged(first, group, write)
        for number, page in enumerate(pages, start=1):
            here = page_path(first, number)
            crumb = f'<div class="kb-crumbs"></div>\n\n{link(title, path, source=here)}'
            bar = _bar(path, letters, here)
            text = _marked([line for _, line in page])
            yield made(
                here, f"{title}: {letter}", intro, bar, text, pager(first, number, len(pages)), above=crumb
            )


def _letter_path(path: str, letter: str) -> str:
    return f"{path.removesuffix('index.md')}{slug(letter)}.md"


def _bar(path: str, letters: dict[str, list[Entry]], source: str) -> str:
    ways = " ".join(link(letter, _letter_path(path, letter), source=source) for letter in letters)
    return f'<div class="kb-pills"></div>\n\n{ways}'


def _marked(lines: Sequence[str]) -> str:
    return '<div class="kb-ways"></div>\n\n' + "\n".join(lines)


def _symptom(entry: Entry, source: str) -> str:
    product = entry.article.environment[0] if entry.article.environment else ""
    where = f" *{words(shortened(product, LONGEST))}*" if product else ""
    return f"- {link(shortened(entry.text, LONGEST), entry.article.path, source=source)}{where}"


def _code(entry: Entry, source: str) -> str:
    title = link(shortened(entry.article.title, LONGEST), entry.article.path, source=source)
    return f"- **{words(shortened(entry.text, LONGEST))}** {title}"
