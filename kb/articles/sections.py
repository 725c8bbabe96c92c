"""The parts of an article's body, by their second-level headings."""

from functools import lru_cache
from typing import NamedTuple

from kb.articles.links import headings
from kb.model.prose import fold

ANSWERS = ("resolution", "workaround")


class Section(NamedTuple):
    """One part: its heading, the 1-based line of it in the body, and the text below."""

    title: str
    line: int
    text: str


@lru_cache(maxsize=8)
def sections(body: str) -> tuple[Section, ...]:
    """Cut a body at its second-level headings; a deeper heading belongs to the part it stands in."""
    lines = body.split("\n")
    tops = [heading for heading in headings(body) if heading.level <= 2]
    ends = [*(heading.line - 1 for heading in tops[1:]), len(lines)]
    return tuple(
        Section(heading.text, heading.line, "\n".join(lines[heading.line : end]).strip())
        for heading, end in zip(tops, ends, strict=False)
    )


def issue(body: str) -> str:
    """Give what the parts say that tell the issue, "" when there is none."""
    return " ".join(part.text for part in sections(body) if fold(part.title).strip(" :") == "issue")


def answers(body: str) -> tuple[Section, ...]:
    """Pick the parts that say what to do: Resolution and Workaround."""
    return tuple(part for part in sections(body) if fold(part.title).strip(" :") in ANSWERS)
