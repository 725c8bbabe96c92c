"""Values as Jira's REST API writes them, of any type, in; text, persons and moments out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kb.io import stamps
from kb.model.incident import Person
from kb.model.prose import clean

_ACCOUNT = ("accountId", "name", "key", "emailAddress", "active")
_MINUTE = 60_000


def get(value: object, name: str) -> Any:
    """Give a member of an object, None of anything else."""
    return value.get(name) if isinstance(value, dict) else None


def items(value: object) -> list[Any]:
    """Give a list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def line(value: object) -> str:
    """Give text as one line, "" for anything else."""
    return " ".join(clean(value).split()) if isinstance(value, str) else ""


def name(value: object) -> str:
    """Give what an option is called, with the one chosen below it; some exports hold the name alone."""
    if not isinstance(value, dict):
        return line(value)
    found = (line(value.get(part)) for part in ("name", "value", "displayName", "key"))
    own = next((text for text in found if text), "")
    below = line(get(value.get("child"), "value"))
    return f"{own} > {below}" if own and below else own


def last_part(file: object) -> str:
    r"""Give the name of a file without folders: `../../x` and `C:\\x` are `x`."""
    return line(file).replace("\\", "/").rstrip("/").rpartition("/")[2]


def shown(who: Person | None) -> str:
    """Give what a person is called."""
    return (who.name or who.user or who.email) if who else ""


def moment(value: object) -> tuple[datetime | None, bool]:
    """Give a moment in UTC, and whether its zone had to be assumed."""
    return stamps.iso(value) if isinstance(value, str) else (None, False)


def users(value: object) -> Iterator[dict[str, Any]]:
    """Yield the user objects anywhere below, in order; a user has a name to show and an account."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting.extend(reversed(found))
        elif isinstance(found, dict):
            if isinstance(found.get("displayName"), str) and any(part in found for part in _ACCOUNT):
                yield found
            waiting.extend(reversed(found.values()))


def is_service_level(value: object) -> bool:
    """Whether a field is a service level of Jira Service Management."""
    return get(value, "completedCycles") is not None or get(value, "ongoingCycle") is not None


def cycles(value: object) -> list[dict[str, Any]]:
    """Give the cycles that are decided: the finished ones, and a running one that is over its time."""
    found = [each for each in items(get(value, "completedCycles")) if isinstance(get(each, "breached"), bool)]
    running = get(value, "ongoingCycle")
    return [*found, running] if get(running, "breached") is True else found


def service_level(value: object) -> str:
    """Say how a service level stands, as `breached after 26 h 0 min, goal 8 h 0 min`; a cycle after the other."""
    texts = [("breached" if each["breached"] else "met") + _times(each) for each in cycles(value)]
    running = get(value, "ongoingCycle")
    if isinstance(running, dict) and running.get("breached") is not True:
        texts.append(f"running{_times(running)}")
    return "; ".join(texts)


def _times(cycle: dict[str, Any]) -> str:
    elapsed, goal = _span(cycle.get("elapsedTime")), _span(cycle.get("goalDuration"))
    return (f" after {elapsed}" if elapsed else "") + (f", goal {goal}" if goal else "")


def _span(value: object) -> str:
    millis = get(value, "millis")
    if type(millis) is not int:
        return line(get(value, "friendly"))
    hours, minutes = divmod(abs(millis) // _MINUTE, 60)
    return f"{'-' if millis < 0 else ''}{hours} h {minutes} min"


def reopened(changelog: object) -> int | None:
    """
    Count how often a resolution was taken back; None when the history is not there, or not whole.

    The history comes with `expand=changelog`.
    """
    histories = get(changelog, "histories")
    if not isinstance(histories, list):
        return None
    total = get(changelog, "total")
    if type(total) is int and total > len(histories):
        return None
    return sum(
        bool(get(change, "field") == "resolution" and get(change, "from") and not get(change, "to"))
        for history in histories
        for change in items(get(history, "items"))
    )
