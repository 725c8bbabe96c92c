"""A checklist as a Markdown file with boxes to tick."""

from collections.abc import Iterator

from kb.model.checklist import Checklist
from kb.site.words import words

MARK = "<!-- Made by `kb lessons checklist`; it is written anew each time. -->"
"""Stands in every file made here, and so in none that a person wrote."""


def checklist_file(told: Checklist) -> str:
    """Write it; every text stays words, whatever it holds."""
    return "\n\n".join(_parts(told)) + "\n"


def _parts(told: Checklist) -> Iterator[str]:
    yield MARK
    yield f"# {words(told.title)}"
    yield words(told.intro)
    phase = ""
    for topic in told.topics:
        if topic.phase != phase:
            phase = topic.phase
            yield f"## {words(phase)}"
        yield f"### {words(topic.name)}"
        yield "\n".join(
            "\n".join(
                f"{'- [ ] ' if not at else '      '}{words(text)}  " for at, text in enumerate(texts)
            ).rstrip()
            for texts in (
                [text for text in (line.todo, line.why, line.standing) if text] for line in topic.lines
            )
        )
