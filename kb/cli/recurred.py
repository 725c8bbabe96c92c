"""How lessons that came back, and what finds them, are told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.model.incident import IncidentRef

if TYPE_CHECKING:
    from kb.flows.recurring import Recurrence
    from kb.lessons.detector import Match

SHOWN = 5
"""How many incidents of a lesson are printed; --json has all."""


def recurrence_lines(found: "Sequence[Recurrence]") -> Iterator[str]:
    """Say which lessons came back, with their incidents."""
    for each in found:
        lesson = each.lesson
        yield f"came back  {lesson.id}  {lesson.title}"
        number = len(each.matches)
        what = f"{number} incident{'' if number == 1 else 's'} since it was applied on {lesson.applied_on}"
        yield f"           {what}; owner: {lesson.owner or 'nobody'}"
        yield from (f"           {line}" for line in match_lines(each.matches, each.summaries))
        yield f"           kb lessons try {lesson.id}"


def match_lines(matches: "Sequence[Match]", summaries: Mapping[IncidentRef, str]) -> Iterator[str]:
    """Give a line for each incident that was found: when, what it is, and why."""
    for match in matches[:SHOWN]:
        yield f"{match.ref}  {match.opened or 'no day'}  {summaries[match.ref]}  ({why(match)})"
    if len(matches) > SHOWN:
        yield f"… and {len(matches) - SHOWN:,} more; --json lists all"


def why(match: "Match") -> str:
    """Say by what an incident was found."""
    told = [*match.codes, *(f"“{phrase}”" for phrase in match.phrases)]
    return ", ".join([*told, *([f"{match.likeness:.0%} alike"] if match.likeness else [])])


def recurrence_item(each: "Recurrence") -> dict[str, object]:
    """Give a lesson that came back as scripts get it."""
    return {
        "id": each.lesson.id,
        "title": each.lesson.title,
        "path": f"lessons/{each.lesson.path}",
        "owner": each.lesson.owner,
        "applied_on": each.lesson.applied_on,
        "recurrences": [str(ref) for ref in each.lesson.recurrences],
        "incidents": [match_item(match, each.summaries[match.ref]) for match in each.matches],
    }


def match_item(match: "Match", summary: str) -> dict[str, object]:
    """Give an incident that was found as scripts get it."""
    return {
        "ref": str(match.ref),
        "opened": match.opened,
        "summary": summary,
        "codes": list(match.codes),
        "phrases": list(match.phrases),
        "likeness": match.likeness,
    }
