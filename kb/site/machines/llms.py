"""`llms.txt` and `llms-full.txt` (llmstxt.org): what a language model is given to read, as a list and whole."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kb.model.article import ArticleType
from kb.site.links import outside_fences, rebased
from kb.site.machines.addresses import Addresses
from kb.site.machines.entries import Entry, is_offered
from kb.site.machines.portable import Portable
from kb.site.shelf import Shelf
from kb.site.words import words

_FOOTNOTE = re.compile(r"\[\^([^\]\n]{1,200})\]")

LIST, WHOLE = "llms.txt", "llms-full.txt"

SECTIONS = ("Troubleshooting", "Questions", "Guides", "Lessons", "Optional")
"""In this order; the format lets a reader who has little room leave the last one out."""

_OF_TYPE = {
    **{kind.value: "Troubleshooting" if kind.folder == "troubleshooting" else "Questions" for kind in ArticleType},
    "guide": "Guides",
    "lesson": "Lessons",
}  # fmt: skip


def llms(shelf: Shelf, listed: Iterable[Entry], addresses: Addresses) -> str:
    """List what is offered, each page as Markdown, with a line on what it is about."""
    parts = [_opening(shelf)]
    sections = _sections(shelf, listed)
    for section, entries in sections.items():
        lines = "\n".join(_line(entry, addresses) for entry in entries)
        parts.append(f"## {section}\n\n{lines}")
    return "\n\n".join(parts) + "\n"


def _line(entry: Entry, addresses: Addresses) -> str:
    about = f": {words(entry.summary)}" if entry.summary else ""
    return f"- [{words(entry.title)}]({addresses.of(entry.path)}){about}"


def llms_full(
    shelf: Shelf, listed: Iterable[Entry], pages: Mapping[str, Portable], addresses: Addresses
) -> str:
    """Write what is offered whole, one page after the other, each with the address it stands at."""

    def parts() -> Iterator[str]:
        yield f"{_opening(shelf)}\n"
        every = [entry for entries in _sections(shelf, listed).values() for entry in entries]
        for number, entry in enumerate(every, start=1):
            body = _with_own_footnotes(pages[entry.path].body, number)
            body = rebased(body, entry.path, addresses.of)
            yield f"---\n\nAddress: {addresses.of(entry.url)}\n\n{body}"

    return "\n".join(parts())


def _with_own_footnotes(body: str, number: int) -> str:
    """Tell the footnotes of one page from those of the others: in a Markdown document a label stands once."""
    return outside_fences(body, lambda piece: _FOOTNOTE.sub(rf"[^{number}-\1]", piece))


def _opening(shelf: Shelf) -> str:
    about = words(shelf.project.description)
    return f"# {words(shelf.project.name)}" + (f"\n\n> {about}" if about else "")


def _sections(shelf: Shelf, listed: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {section: [] for section in SECTIONS}
    for entry in listed:
        if is_offered(entry, shelf.audience):
            found[_OF_TYPE.get(entry.type, "Optional")].append(entry)
    return {section: entries for section, entries in found.items() if entries}
