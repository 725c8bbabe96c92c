"""The named texts of one GLPI ticket in, an Incident out."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import unescape

from kb.io import stamps
from kb.io.html import is_html, to_markdown
from kb.model.account import Rejection
from kb.model.incident import Entry, Incident, IncidentRef, Person, RawPointer, ResolutionKind, Status
from kb.model.prose import clean
from kb.sources import glpi_words as words
from kb.sources.base import Record
from kb.sources.people import person

SYSTEM = "glpi"

_MANY = re.compile(r"\$\$##\$\$|\n|<br\s{0,9}/?>")
_AROUND = re.compile(
    r"\b(?:work ?-?around|contournement|umgehung|provisional|temporar(?:y|ily))", re.IGNORECASE
)
_DATES = ("opened_at", "resolved_at", "closed_at", "updated_at")


def prose(text: str) -> str:
    """Give rich text as Markdown; it may be encoded once or twice more than a browser would like."""
    for _ in range(2):
        if "&lt;" not in text and "&#60;" not in text and "&#38;" not in text and "&amp;lt;" not in text:
            break
        text = unescape(text)
    return clean(to_markdown(text)) if is_html(text) else clean(unescape(text))


def people_of(text: str) -> list[Person]:
    """Name those of a cell that may hold several."""
    found = (person(" ".join(clean(part).split())) for part in _MANY.split(text))
    return [who for who in found if who]


def record(
    values: Mapping[str, str],
    raw: RawPointer,
    *,
    extra: Sequence[tuple[str, str]] = (),
    entries: Sequence[Entry] = (),
    solutions: Sequence[Entry] = (),
    people: Sequence[Person] = (),
    month_first: bool = False,
) -> Record:
    """Make an incident of texts by role; dates name no zone, so UTC is assumed and marked."""
    key = re.sub(r"[\s\u00a0\u202f]", "", values.get("key", ""))
    if not key.isascii() or not key.isdigit():
        return Rejection(
            path=raw.path, line=raw.line, reason="no ID" if not key else f"{key[:40]!r} is no ID"
        )
    description = prose(values.get("description", ""))
    summary = " ".join(prose(values.get("summary", "")).split()) or " ".join(
        description.partition("\n")[0].split()
    )
    if not summary:
        return Rejection(
            path=raw.path, line=raw.line, reason=f"ticket {key} has neither title nor description"
        )
    state = " ".join(clean(values.get("status", "")).split())
    dates = {name: _date(values.get(name, ""), month_first=month_first) for name in _DATES}
    status = words.status(state) or (
        Status.CLOSED if dates["closed_at"] else Status.RESOLVED if dates["resolved_at"] else Status.OPEN
    )
    ended = status in (Status.RESOLVED, Status.CLOSED)
    last = [entry for entry in solutions if entry.text]
    resolution = prose(values.get("resolution", "")) or (last[-1].text if last else "")
    reporters, resolvers = people_of(values.get("reporter", "")), people_of(values.get("resolver", ""))
    kind = ResolutionKind.NONE
    if ended:
        kind = ResolutionKind.WORKAROUND if _AROUND.search(resolution[:5000]) else ResolutionKind.FIX
    unread = [(name, values[name]) for name in _DATES if values.get(name, "").strip() and dates[name] is None]
    ordered = sorted((*entries, *last[:-1]), key=lambda entry: entry.at or datetime(1, 1, 1, tzinfo=UTC))
    everybody = (*reporters, *resolvers, *people)
    return Incident(
        ref=IncidentRef(SYSTEM, key),
        summary=summary,
        description=description,
        status=status,
        status_raw=words.NUMBERS.get(state, state),
        resolution=resolution,
        resolution_kind=kind,
        category=" ".join(prose(values.get("category", "")).split()),
        priority=words.priority(values.get("priority", "")),
        group=", ".join(
            " ".join(clean(part).split()) for part in _MANY.split(values.get("group", "")) if part.strip()
        ),
        reporter=_shown(reporters),
        resolver=_shown(resolvers),
        opened_at=dates["opened_at"],
        resolved_at=dates["resolved_at"] if ended else None,
        closed_at=dates["closed_at"] if status is Status.CLOSED else None,
        updated_at=dates["updated_at"],
        zone_assumed=any(dates.values()),
        entries=tuple(ordered),
        extra=tuple((name, found) for name, text in (*unread, *extra) if (found := prose(text))),
        people=tuple(dict.fromkeys(everybody)),
        raw=raw,
    )


def _date(text: str, *, month_first: bool) -> datetime | None:
    text = clean(text)
    return stamps.iso(text)[0] or stamps.parse(text, month_first=month_first)


def _shown(found: Sequence[Person]) -> str:
    return next((who.name or who.email or who.user for who in found), "")
