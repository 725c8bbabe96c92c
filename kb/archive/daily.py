"""One day of the command-center log: a line an entry, so that Git merges what two people wrote."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from kb.errors import InputError


class LogKind(StrEnum):
    """What an entry says."""

    NOTE = "note"
    DECISION = "decision"
    ACTION = "action"
    STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry, redacted; `by` and `owner` are roles or teams. Only an action has an owner and a day it is due."""

    at: time
    kind: LogKind
    by: str
    text: str
    owner: str = ""
    due: date | None = None

    def render(self) -> str:
        """Write it as a line of Markdown."""
        told = [f"owner {self.owner}"] * bool(self.owner) + ([f"due {self.due}"] if self.due else [])
        more = f" — {', '.join(told)}" if told else ""
        return f"- {self.at:%H:%M} {self.kind} ({self.by}): {self.text}{more}\n"


_LINE = re.compile(
    r"- (\d\d:\d\d) (note|decision|action|status) \(([^()]+)\): (.+?)"
    r"(?: — (?:owner ([^,\n]+?))?(?:(?:, )?due (\d{4}-\d\d-\d\d))?)?"
)
_PLAIN = re.compile(r"[^()\n,]{1,60}")


def heading(day: date, zone: str) -> str:
    """Write how a day's file begins."""
    return f"# Command-center log of {day}\n\nTimes are those of {zone}.\n\n"


def parse(text: str, path: str) -> tuple[LogEntry, ...]:
    """Read a day, by time; raise InputError naming the line that is no entry."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.startswith("- "):
            continue  # the heading, and what a merge left twice of it
        match = _LINE.fullmatch(line)
        try:
            if match is None:
                raise ValueError("is no entry")
            at, kind, by, said, owner, due = match.groups()
            found.append(
                LogEntry(
                    at=time.fromisoformat(at),
                    kind=LogKind(kind),
                    by=by,
                    text=said,
                    owner=owner or "",
                    due=date.fromisoformat(due) if due else None,
                )
            )
        except ValueError as error:
            hint = "write it as: - 09:10 decision (lead): what was decided"
            raise InputError(str(error), path=path, line=number, hint=hint) from error
    return tuple(sorted(found, key=lambda each: each.at))


def lines_of(text: str) -> tuple[str, ...]:
    """Cut a text into lines that are entries: no blank ones, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r", "\n"))
    lines = (
        "".join(c if unicodedata.category(c) != "Cc" else " " for c in line) for line in text.split("\n")
    )
    return tuple(line for each in lines if (line := " ".join(each.split())))


def is_role(told: str) -> bool:
    """Whether a name can stand in front of an entry."""
    return bool(_PLAIN.fullmatch(told)) and bool(told.strip())


def tally(entries: Iterable[LogEntry]) -> dict[str, int]:
    """Count entries by kind."""
    counts = dict.fromkeys(map(str, LogKind), 0)
    for each in entries:
        counts[each.kind] += 1
    return counts
