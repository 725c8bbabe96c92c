"""A workshop's sheets as Markdown that can be changed before it is printed."""

from collections.abc import Iterator, Sequence

from kb.model.kit import Block, Kit, Sheet, letter
from kb.site.words import words

MARK = "<!-- Made by `kb report training`; the folder is written anew each time. -->"
"""Begins the list of a kit's files, and so tells the folder from any other."""

FOR = {
    "agenda": "for the trainer",
    "demonstration": "for the trainer",
    "answers": "for the trainer: not to be handed out before",
    "exercise": "for those who take part",
    "quiz": "for those who take part",
    "handout": "to take home",
    "webinar": "to send round, or to show",
}


def sheet_text(sheet: Sheet) -> str:
    """Write one sheet; every text stays words, whatever it holds."""
    parts = [f"# {words(sheet.title)}", words(sheet.intro)]
    for block in sheet.blocks:
        parts += _block(block)
    if not sheet.blocks:
        parts.append(words(sheet.empty))
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block) -> Iterator[str]:
    yield f"## {words(block.title)}"
    yield from map(words, block.words)
    yield from (f"> {words(each)}" for each in block.quotes)
    yield "\n".join(f"{number}. {words(each)}" for number, each in enumerate(block.steps, start=1))
    yield "\n".join(f"- **{letter(place)}** {words(each)}" for place, each in enumerate(block.choices))
    yield "\n\n".join(["\\_" * 60] * block.lines)
    yield f"<{block.link}>" if block.link else ""


def contents(kit: Kit, names: Sequence[str]) -> str:
    """Say which file is for whom."""
    lines = [MARK, "", f"# {words(kit.title)}", "", f"Holds only what {kit.audience.value} may read.", ""]
    for name in names:
        stem = name.partition(".")[0]
        lines.append(f"- {name}: {FOR.get(stem, 'for calendars')}")
    return "\n".join(lines) + "\n"
