"""What ServiceNow calls things: column labels, states, priorities, close codes."""

import re
from functools import lru_cache

from kb.model.incident import ResolutionKind, Status
from kb.model.prose import fold

REQUIRED = ("number", "short_description", "state")

_LABELS = {
    "additional_comments": "comments",
    "additional_comments_customer_visible": "comments",
    "additional_comments_and_work_notes": "comments_and_work_notes",
    "assignee": "assigned_to",
    "business_services": "business_service",
    "caller": "caller_id",
    "close_code": "close_code",
    "close_notes": "close_notes",
    "change_request": "rfc",
    "channel": "contact_type",
    "closed": "closed_at",
    "configuration_item": "cmdb_ci",
    "created": "sys_created_on",
    "created_by": "sys_created_by",
    "duration": "business_duration",
    "incident_state": "incident_state",
    "last_reopened_by": "reopened_by",
    "on_hold_reason": "hold_reason",
    "opened": "opened_at",
    "opened_for": "caller_id",
    "parent_incident": "parent_incident",
    "resolution_code": "close_code",
    "resolution_notes": "close_notes",
    "resolve_time": "resolve_time",
    "resolved": "resolved_at",
    "problem": "problem_id",
    "service": "business_service",
    "tags": "sys_tags",
    "task_type": "sys_class_name",
    "updated": "sys_updated_on",
    "updated_by": "sys_updated_by",
}

JOURNALS = ("work_notes", "comments", "comments_and_work_notes")

# Columns that hold people; the first two are the requestor and, in order, who resolved it.
REPORTER = ("caller_id",)
RESOLVER = ("resolved_by", "assigned_to")
DISPLAY_NAMES = ("opened_by", "closed_by", "reopened_by", "requested_by", "u_requested_for", "requested_for")
USER_NAMES = ("sys_updated_by", "sys_created_by")
PEOPLE_LISTS = ("watch_list", "work_notes_list", "additional_assignee_list")

_STATES = {
    Status.OPEN: "1 2 3 4 5 new open active assigned pending neu offen",
    Status.RESOLVED: "6 resolved solved gelost resolu resuelto",
    Status.CLOSED: "7 closed geschlossen ferme cerrado",
    Status.CANCELLED: "8 canceled cancelled abgebrochen storniert annule cancelado",
}
_STATE = {word: status for status, words in _STATES.items() for word in words.split()} | {
    "in progress": Status.OPEN,
    "work in progress": Status.OPEN,
    "on hold": Status.OPEN,
    "awaiting problem": Status.OPEN,
    "awaiting user info": Status.OPEN,
    "awaiting evidence": Status.OPEN,
    "in bearbeitung": Status.OPEN,
    "wartend": Status.OPEN,
    "closed complete": Status.CLOSED,
    "closed incomplete": Status.CLOSED,
    "closed skipped": Status.CANCELLED,
}

# What the database keeps where people see a word.
_STATE_LABELS = {
    "1": "New",
    "2": "In Progress",
    "3": "On Hold",
    "6": "Resolved",
    "7": "Closed",
    "8": "Canceled",
}
_SCALES = {
    name: {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"} for name in ("impact", "urgency", "severity")
}

_PRIORITIES = {"critical": 1, "high": 2, "moderate": 3, "medium": 3, "low": 4, "planning": 5}

# Both generations of codes; a file can mix them after an upgrade.
_CODES = {
    "solved (work around)": ResolutionKind.WORKAROUND,
    "solved remotely (work around)": ResolutionKind.WORKAROUND,
    "solved (permanently)": ResolutionKind.FIX,
    "solved remotely (permanently)": ResolutionKind.FIX,
    "not solved (not reproducible)": ResolutionKind.NONE,
    "not solved (too costly)": ResolutionKind.WONT_FIX,
    "closed/resolved by caller": ResolutionKind.NONE,
    "duplicate": ResolutionKind.DUPLICATE,
    "known error": ResolutionKind.WORKAROUND,
    "no resolution provided": ResolutionKind.NONE,
    "resolved by caller": ResolutionKind.NONE,
    "resolved by change": ResolutionKind.FIX,
    "resolved by problem": ResolutionKind.FIX,
    "resolved by request": ResolutionKind.FIX,
    "solution provided": ResolutionKind.FIX,
    "user error": ResolutionKind.HOW_TO,
    "workaround provided": ResolutionKind.WORKAROUND,
}


@lru_cache(maxsize=4096)
def column(header: str) -> str:
    """Turn a header, field name or label, into the field's name: `Short description` → `short_description`."""
    name = re.sub(r"[^a-z0-9.]+", "_", fold(header)).strip("_")
    return _LABELS.get(name, name)


def state_label(state: str) -> str:
    """Give a state as people see it: `7` → `Closed`; anything else stays."""
    return _STATE_LABELS.get(state, state)


def scale(name: str, text: str) -> str:
    """Give impact, urgency and severity as people see them: `2` → `2 - Medium`; anything else stays."""
    return _SCALES[name].get(text, text) if name in _SCALES else text


@lru_cache(maxsize=1024)
def status(state: str) -> Status | None:
    """Read a state, number or label; None when it is one of this instance's own."""
    word = fold(state).strip()
    numbered = re.match(r"(\d)(?:\.0)?(?: *-.*)?$", word)
    return _STATE.get(numbered[1] if numbered else word)


@lru_cache(maxsize=1024)
def priority(text: str) -> int | None:
    """Read `3 - Moderate`, `3`, `P3` or `Moderate`; None for anything else."""
    match = re.match(r"\s*[Pp]?([1-5])(?![\d])", text)
    return int(match[1]) if match else _PRIORITIES.get(fold(text).strip())


@lru_cache(maxsize=1024)
def resolution_kind(code: str, *, has_notes: bool) -> ResolutionKind:
    """
    Read a close code of either generation.

    An unknown or missing code with notes counts as a fix: the notes say what was done, and the code's column
    is often not in the list.
    """
    word = " ".join(fold(code).split())
    if word in _CODES:
        return _CODES[word]
    if "work around" in word or "workaround" in word:
        return ResolutionKind.WORKAROUND
    if "duplicate" in word:
        return ResolutionKind.DUPLICATE
    if word.startswith(("not solved", "unresolved", "no ")):
        return ResolutionKind.NONE
    return ResolutionKind.FIX if has_notes else ResolutionKind.NONE
