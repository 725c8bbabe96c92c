"""What Jira calls things: statuses, resolutions, priorities."""

import re

from kb.model.incident import ResolutionKind, Status
from kb.model.prose import fold

_CANCELLED = re.compile(r"\b(?:cancell?ed|withdrawn|declined|rejected|abgebrochen|abgelehnt)\b")
_DONE = {
    "resolved",
    "closed",
    "done",
    "fixed",
    "complete",
    "completed",
    "solved",
    "gelost",
    "geschlossen",
    "fertig",
}
_CLOSED = {"closed", "geschlossen"}

# A decision to change nothing is `wont-fix`; no answer at all is `none`.
_RESOLUTIONS = {
    ResolutionKind.WORKAROUND: "workaround|workaround provided|known error",
    ResolutionKind.HOW_TO: "answered|how to|question answered|user error|training",
    ResolutionKind.DUPLICATE: "duplicate|duplicated|duplikat",
    ResolutionKind.WONT_FIX: (
        "won't fix|wont fix|won't do|wont do|not a bug|not our bug|invalid|works as designed|as designed|"
        "working as expected|out of scope|too costly|declined|rejected|hardware failure"
    ),
    ResolutionKind.NONE: (
        "cannot reproduce|can't reproduce|not reproducible|incomplete|unresolved|no response|cancelled|canceled|"
        "withdrawn|abandoned|obsolete|needs more info|timed out"
    ),
}
_RESOLUTION = {word: kind for kind, words in _RESOLUTIONS.items() for word in words.split("|")}

_PRIORITIES = {
    1: "highest blocker critical urgent",
    2: "high major",
    3: "medium normal moderate",
    4: "low minor",
    5: "lowest trivial planning",
}
_PRIORITY = {word: number for number, words in _PRIORITIES.items() for word in words.split()}


def status(name: str, category: str, *, resolved: bool) -> Status:
    """Read a status by its category (`new`, `indeterminate`, `done`); by its name where the export has none."""
    word = " ".join(fold(name).split())
    done = category == "done" if category else (word in _DONE or resolved or bool(_CANCELLED.search(word)))
    if not done:
        return Status.OPEN
    if _CANCELLED.search(word):
        return Status.CANCELLED
    return Status.CLOSED if word in _CLOSED else Status.RESOLVED


def resolution_kind(name: str) -> ResolutionKind:
    """Read a resolution's name; Fixed, Done, Resolved and a project's own names are fixes, no name is none."""
    word = " ".join(fold(name).replace("’", "'").split())
    return _RESOLUTION.get(word, ResolutionKind.FIX) if word else ResolutionKind.NONE


def priority(name: str) -> int | None:
    """Read `High`, `P2` or `2 - High`; None for a scheme of the project's own."""
    match = re.match(r"[Pp]?([1-5])(?!\d)", name.strip())
    return int(match[1]) if match else _PRIORITY.get(fold(name).strip())
