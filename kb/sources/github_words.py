"""What GitHub and its users call things: reasons of closing, and labels."""

import re
from collections.abc import Iterable

from kb.model.incident import ResolutionKind
from kb.model.prose import fold

_REASONS = {
    "completed": ResolutionKind.FIX,
    "not_planned": ResolutionKind.WONT_FIX,
    "duplicate": ResolutionKind.DUPLICATE,
}

# What a whole label has to be, but for a prefix as `resolution:`; `area: duplicates` says nothing of the kind.
_PREFIX = re.compile(
    r"(?:kind|type|resolution|status|state|reason|closed|triage|close reason|[rst])\s?[:/]\s?"
)
_LABELS = {
    ResolutionKind.DUPLICATE: "duplicate|duplicated|dup|dupe",
    ResolutionKind.WORKAROUND: "workaround|has workaround|workaround available|known error|known issue",
    ResolutionKind.WONT_FIX: (
        "wontfix|wont fix|won't fix|wont do|won't do|invalid|not a bug|by design|as designed|works as designed|"
        "works as intended|working as designed|working as intended|not planned|out of scope|declined|rejected"
    ),
    ResolutionKind.HOW_TO: "question|support|support request|how to|howto|usage|user error|answered",
    ResolutionKind.NONE: (
        "stale|inactive|abandoned|no response|needs info|needs more info|incomplete|cannot reproduce|can't reproduce|"
        "not reproducible"
    ),
}
_LABEL = {word: kind for kind, words in _LABELS.items() for word in words.split("|")}

_CATEGORY = re.compile(r"(?:kind|type)[:/] ?(.{1,60})", re.IGNORECASE)
_CATEGORIES = {
    "bug",
    "enhancement",
    "feature",
    "feature request",
    "question",
    "documentation",
    "incident",
    "task",
}
_ENVIRONMENT = re.compile(
    r"(?:area|component|comp|module|product|platform|os|env|environment|browser|version|package|pkg|service|app)"
    r"[:/] ?(.{1,80})",
    re.IGNORECASE,
)
_PRIORITY = re.compile(
    r"(?:(?P<scheme>priority|prio|severity|sev|urgency)[:/ _-]{0,3})?"
    r"(?:(?P<p>p)?(?P<digit>[0-5])|(?P<word>critical|urgent|blocker|high|medium|normal|low|trivial))(?:[ -]priority)?"
)
_WORDS = {
    "critical": 1,
    "urgent": 1,
    "blocker": 1,
    "high": 2,
    "medium": 3,
    "normal": 3,
    "low": 4,
    "trivial": 5,
}


def resolution_kind(reason: str, labels: Iterable[str]) -> ResolutionKind:
    """Read why an issue was closed; a label says it more exactly than "completed" and "not planned" do."""
    if reason not in ("", "completed", "not_planned"):
        return _REASONS.get(reason, ResolutionKind.FIX)
    found = {_LABEL.get(_PREFIX.sub("", _word(label), count=1)) for label in labels}
    for kind in _LABELS:
        # one that was completed in the end was once thought stale
        if kind in found and (kind is not ResolutionKind.NONE or reason != "completed"):
            return kind
    return _REASONS.get(reason, ResolutionKind.FIX)


def environment(labels: Iterable[str]) -> tuple[str, ...]:
    """Give what labels as `area: payroll` and `component/login` name."""
    return tuple(dict.fromkeys(match[1] for label in labels if (match := _ENVIRONMENT.fullmatch(label))))


def category(labels: Iterable[str]) -> str:
    """Give the first label that is a kind of issue, as `bug` or `kind/bug`."""
    for label in labels:
        if match := _CATEGORY.fullmatch(label):
            return match[1]
        if label.lower() in _CATEGORIES:
            return label
    return ""


def priority(labels: Iterable[str]) -> int | None:
    """Give 1 to 5 for `P0` to `P4`, `severity: 1` or `priority/high`; None when no label says it."""
    for label in labels:
        match = _PRIORITY.fullmatch(fold(label).strip())
        if match and match["word"]:
            return _WORDS[match["word"]]
        if match and match["p"]:
            return min(5, int(match["digit"]) + 1)  # schemes that call it P begin at 0
        if match and match["scheme"]:
            return max(1, int(match["digit"]))
    return None


def _word(label: str) -> str:
    """Fold a label: `Won’t-Fix ❌` → `won't fix`."""
    return " ".join(re.sub(r"[^\w':/]|_", " ", fold(label).replace("’", "'")).split())
