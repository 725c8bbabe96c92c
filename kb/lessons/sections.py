"""A lesson's body cut into our sections and the rest, and put together again."""

from collections.abc import Mapping

from kb.lessons.found import Section
from kb.lessons.headings import cut

_BY_NAME = {section.value: section for section in Section}


def split(body: str) -> tuple[Mapping[Section, str], str]:
    """Give the text of each of our sections, in their order, and what stands elsewhere."""
    found: dict[Section | None, list[str]] = {}
    here: Section | None = None
    for piece in cut(body):
        heading = f"{'#' * piece.level} {piece.heading}" if piece.level else ""
        if 0 < piece.level < 3:
            here = _BY_NAME.get(piece.heading) if piece.level == 2 else None
            heading = "" if here else heading
        found.setdefault(here, []).extend(text for text in (heading, piece.text) if text)
    texts = {section: "\n\n".join(found[section]) for section in Section if section in found}
    return texts, "\n\n".join(found.get(None, []))


def join(sections: Mapping[Section, str], more: str) -> str:
    """Write a body as a new lesson has it."""
    parts = [part for section, text in sections.items() for part in (f"## {section.value}", text)]
    text = "\n\n".join(part for part in (*parts, more) if part)
    return f"{text}\n" if text else ""
