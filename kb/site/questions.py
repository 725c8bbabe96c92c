"""A product's questions: each opens in place and has an address of its own."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.model.article import Article, ArticleType, Confidence
from kb.model.portal import Page
from kb.model.prose import slug
from kb.site.lists import made, page_path, paged, pager, short_title
from kb.site.receipts import with_receipts
from kb.site.sections import sections
from kb.site.shelf import Shelf, product_path, products, ranked
from kb.site.words import CONFIDENCE, confirmed, count, link, sentence, shortened, unmarked, words

ANSWERS = ("workaround", "resolution", "answer", "solution")
STEPS = 8
KNOWN = "known-issues.md"
TITLES = {"troubleshooting": "Something does not work", "faq": "How do I…?"}
LONGEST = 240
"""How many steps or paragraphs of an answer are shown in place, and how many characters of each."""

_STEP = re.compile(r"^ {0,3}(?:[-*+]|(\d+)[.)])\s+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCED = re.compile(
    r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)


def product_pages(shelf: Shelf) -> Iterator[Page]:
    """Make the pages of each product: what goes wrong, what people ask, each with its answer."""
    for name, group in products(shelf.offered).items():
        if name:
            yield from _pages(name, group, shelf)


def _pages(name: str, group: list[Article], shelf: Shelf) -> Iterator[Page]:
    path = product_path(name)
    order = sorted(ranked(group), key=lambda article: article.type.folder != "troubleshooting")
    about = f"{count(len(group), 'answer')} on {name}. Each opens where it stands."
    pages = paged(path, order, lambda article, here: question(article, shelf, here, name))
    for number, page in enumerate(pages, start=1):
        here = page_path(path, number)
        parts: list[str] = []
        for folder, title in TITLES.items():
            if mine := [entry for article, entry in page if article.type.folder == folder]:
                parts += [f"## {title}", *mine]
        crumb = f'<div class="kb-crumbs"></div>\n\n{link("Products", "products/index.md", source=here)}'
        yield made(here, name, about, *parts, pager(path, number, len(pages)), above=crumb)


def question(article: Article, shelf: Shelf, source: str, product: str = "") -> str:
    """Write one question that opens in place; the address ending in its article's id opens it, too."""
    title = words(short_title(article, product)).replace('"', "&quot;")
    anchor = slug(article.id, limit=80)
    lines = [f'??? question "{title}"', "", f'    <span id="{anchor}"></span>']
    lines[-1] += f"**{CONFIDENCE[article.confidence]}.** {sentence(confirmed(article))}"
    for step in answer(with_receipts(article, shelf)[0]):
        lines += ["", f"    {step}"]
    whole = link("Read the whole answer", article.path, source=source)
    lines += ["", f"    {whole} · [Link to this question](#{anchor})"]
    return "\n".join(lines)


class Step(NamedTuple):
    """One step or paragraph of an answer in plain words: its number, 0 without one, and whether it is of a list."""

    number: int
    is_item: bool
    text: str


def answer(body: str) -> list[str]:
    """Write the answer's steps, numbered where they are; the issue where nobody has an answer yet."""
    found: list[str] = []
    for step in steps(body, "issue"):
        if len(found) == STEPS:
            return [*found, "…"]
        mark = f"{step.number}. " if step.number else "- " if step.is_item else ""
        found.append(f"{mark}{words(step.text)}")
    return found


def steps(body: str, otherwise: str = "") -> Iterator[Step]:
    """
    Give the answer's steps in plain words; those of another part where nobody has an answer yet.

    Marks, pictures, code blocks and footnotes stay on the article's own page.
    """
    parts = dict(reversed(sections(body)))  # of two with one name the first counts
    name = next((each for each in ANSWERS if each in parts), otherwise)
    text = _FENCED.sub("", _COMMENT.sub("", parts.get(name, "")))
    text = "\n".join(
        line for line in text.splitlines() if not re.match(r"\s{0,3}(?:#|\[\^|\||>|!!!|\?\?\?)", line)
    )
    number = 0
    for block in _blocks(text):
        mark = _STEP.match(block)
        if plain := shortened(unmarked(_STEP.sub("", block, count=1)), LONGEST):
            is_numbered = bool(mark and mark[1])
            number += is_numbered
            yield Step(number if is_numbered else 0, bool(mark), plain)


def _blocks(text: str) -> Iterator[str]:
    """Give paragraphs and list items, each on one line."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if block and (not line.strip() or _STEP.match(line)):
            yield " ".join(part if n == 0 else part.strip() for n, part in enumerate(block))
            block = []
        if line.strip():
            block.append(line)


def known_issues(shelf: Shelf) -> Iterator[Page]:
    """Make the page of what is known and not mended: known errors with their workarounds, and what nobody has solved."""
    intro = "What is known and not mended yet, and how to work meanwhile."
    unsolved = [article for article in shelf.offered if article.confidence is Confidence.WIP]
    known = [
        article
        for article in shelf.offered
        if article.type is ArticleType.KNOWN_ERROR and article.confidence is not Confidence.WIP
    ]
    if not known and not unsolved:
        yield made(KNOWN, "Known issues", intro, "*None: every problem written down here has an answer.*")
        return
    pages = paged(KNOWN, [*known, *unsolved], lambda article, here: question(article, shelf, here))
    for number, page in enumerate(pages, start=1):
        parts: list[str] = []
        for title, articles in (("Known errors", known), ("No answer yet", unsolved)):
            ids = {article.id for article in articles}
            if mine := [entry for article, entry in page if article.id in ids]:
                parts += [f"## {title}", *mine]
        here = page_path(KNOWN, number)
        yield made(here, "Known issues", intro, *parts, pager(KNOWN, number, len(pages)))


def product_list(shelf: Shelf) -> Iterator[Page]:
    """Make the list of all products."""
    path = "products/index.md"
    intro = "What people ask and what goes wrong, product by product."
    numbers = {name: len(group) for name, group in products(shelf.offered).items() if name}
    if not numbers:
        yield made(path, "Products", intro, "*No product yet.*")
        return

    def line(name: str, here: str) -> str:
        return f"- {link(name, product_path(name), source=here)}\n\n    {count(numbers[name], 'answer')}\n"

    pages = paged(path, sorted(numbers, key=str.casefold), line)
    for number, page in enumerate(pages, start=1):
        cards = '<div class="kb-cards kb-tiles"></div>\n\n' + "\n".join(entry for _, entry in page)
        yield made(page_path(path, number), "Products", intro, cards, pager(path, number, len(pages)))
