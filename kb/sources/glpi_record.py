"""The named texts of one GLPI ticket in, an Incident out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from kb.io import stamps
from kb.io.html import is_html, to_markdown
from kb.model.account import Rejection
from kb.model.incident import (
    Attachment,
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    Person,
    RawPointer,
    ResolutionKind,
    Status,
)
from kb.model.prose import clean
from kb.sources import glpi_words as words
from kb.sources.base import Record
from kb.sources.desk_values import in_order
from kb.sources.people import person

SYSTEM = "glpi"

_MANY = re.compile(r"\$\$##\$\$|\n|<br\s{0,9}/?>")
_WITH_ID = re.compile(r"\$#\$.*", re.DOTALL)
_AROUND = re.compile(
    r"\b(?:work ?-?around|contournement|umgehung|solucion temporal|solucao de contorno|aggiramento|provisional|"
    r"temporar(?:y|ily))",
    re.IGNORECASE,
)
_DATES = ("opened_at", "resolved_at", "closed_at", "updated_at", "due_at")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,']\d{3}){1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """What hangs on a ticket beside its own texts; a solution is an entry until the last one is chosen."""

    entries: Sequence[Entry] = ()
    solutions: Sequence[Entry] = ()
    people: Sequence[Person] = ()
    reporters: Sequence[Person] = ()
    resolvers: Sequence[Person] = ()
    groups: Sequence[str] = ()
    links: Sequence[str] = ()
    duplicates: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()


def prose(text: str) -> str:
    """
    Give rich text as Markdown.

    The product keeps it encoded, sometimes twice; it is decoded until it has tags, at most twice, so that
    what people wrote about tags stays.
    """
    for _ in range(2):
        if "&" not in text or is_html(text):
            break
        text = unescape(text)
    return clean(to_markdown(text)) if is_html(text) else clean(text)


def plain(text: str) -> str:
    """Give one line of a text that may be encoded; the blank that stands for nothing is nothing."""
    return " ".join(clean(unescape(text)).replace("\u00a0", " ").split())


def parts(text: str) -> Iterator[str]:
    """Yield the values of a cell that may hold several; an id behind a value is dropped."""
    for part in _MANY.split(text):
        if told := plain(_WITH_ID.sub("", part)):
            yield told


def people_of(text: str) -> list[Person]:
    """Name those of a cell that may hold several; a number is somebody too."""
    found = (person("", user=part) if part.isdigit() else person(part) for part in parts(text))
    return [who for who in found if who]


def key_of(text: str) -> str:
    """Give a ticket's number without what stands between thousands."""
    key = re.sub(r"\s", "", text[:200])
    return re.sub(r"\D", "", key) if _THOUSANDS.fullmatch(key) else key


def record(
    values: Mapping[str, str],
    raw: RawPointer,
    *,
    extra: Sequence[tuple[str, str]] = (),
    hanging: Hanging | None = None,
    month_first: bool = False,
) -> Record:
    """Make an incident of texts by role; dates name no zone, so UTC is assumed and marked."""
    hanging = hanging or Hanging()
    key = key_of(values.get("key", ""))
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
    state = plain(values.get("status", ""))
    dates = {name: _date(values.get(name, ""), month_first=month_first) for name in _DATES}
    original = next((other for other in hanging.duplicates if other != key), "")
    status = words.status(state) or (
        Status.CLOSED if dates["closed_at"] else Status.RESOLVED if dates["resolved_at"] else Status.OPEN
    )
    ended = status in (Status.RESOLVED, Status.CLOSED)
    told = prose(values.get("resolution", ""))
    offered = in_order(entry for entry in hanging.solutions if entry.text)
    resolution = told or (offered[-1].text if offered else "")
    entries = [*hanging.entries, *(offered if told else offered[:-1])]
    reporters = list(hanging.reporters) or people_of(values.get("reporter", ""))
    resolvers = list(hanging.resolvers) or people_of(values.get("resolver", ""))
    everybody = (*reporters, *resolvers, *people_of(values.get("reporter", "")), *hanging.people)
    unread = [(name, values[name]) for name in _DATES if values.get(name, "").strip() and dates[name] is None]
    priority = words.priority(plain(values.get("priority", "")))
    if priority is None:
        unread.append(("priority", values.get("priority", "")))
    links = dict.fromkeys(other for other in (*hanging.duplicates, *hanging.links) if other != key)
    return Incident(
        ref=IncidentRef(SYSTEM, key),
        summary=summary,
        description=description,
        status=status,
        status_raw=words.NUMBERS.get(state, state),
        resolution=resolution,
        resolution_kind=_kind(resolution, ended=ended, is_duplicate=bool(original)),
        category=plain(values.get("category", "")),
        priority=priority,
        group=", ".join(dict.fromkeys([*parts(values.get("group", "")), *hanging.groups])),
        reporter=_shown(reporters),
        resolver=_shown(resolvers) if ended else "",
        opened_at=dates["opened_at"],
        resolved_at=dates["resolved_at"] if ended else None,
        closed_at=dates["closed_at"] if status is Status.CLOSED else None,
        updated_at=dates["updated_at"],
        zone_assumed=any(dates.values()),
        sla_met=_in_time(dates) if ended else None,
        duplicate_of=IncidentRef(SYSTEM, original) if original and ended else None,
        links=tuple(IncidentRef(SYSTEM, other) for other in links),
        attachments=tuple(dict.fromkeys(hanging.attachments)),
        entries=in_order((*_remarks(values.get("remarks", "")), *entries)),
        extra=tuple((name, found) for name, text in (*unread, *extra) if (found := prose(text))),
        people=tuple(dict.fromkeys(everybody)),
        raw=raw,
    )


def _kind(resolution: str, *, ended: bool, is_duplicate: bool) -> ResolutionKind:
    """GLPI's types of solutions are everybody's own, so the text decides between fix and workaround."""
    if not ended:
        return ResolutionKind.NONE
    if is_duplicate:
        return ResolutionKind.DUPLICATE
    return ResolutionKind.WORKAROUND if _AROUND.search(resolution[:5000]) else ResolutionKind.FIX


def _remarks(text: str) -> Iterator[Entry]:
    """Yield the remarks of a search's cell, without date, author, or word on who may read them."""
    for part in text.split("$$##$$"):
        if found := prose(_WITH_ID.sub("", part)):
            yield Entry(at=None, author="", kind=EntryKind.INTERNAL, text=found)


def _in_time(dates: Mapping[str, datetime | None]) -> bool | None:
    due, done = dates["due_at"], dates["resolved_at"] or dates["closed_at"]
    return done <= due if due and done else None


def _date(text: str, *, month_first: bool) -> datetime | None:
    text = clean(text)
    return stamps.iso(text)[0] or stamps.parse(text, month_first=month_first)


def _shown(found: Sequence[Person]) -> str:
    return next((who.name or who.email or who.user for who in found), "")
