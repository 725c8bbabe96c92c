"""
A ServiceNow journal cell in, dated entries out.

The cell holds all remarks as one text, newest first, each below a header `stamp - name (label)`. The stamp is in
the exporting user's format and time zone, the label in their language; `Layout` is what the file as a whole tells.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from kb.io import stamps
from kb.model.incident import Entry, EntryKind
from kb.model.prose import clean, fold
from kb.sources.html import to_markdown

_HEADER = re.compile(  # it begins with a literal character, which is what makes the search quick
    r"\n(?P<ts>\d{1,4}[-/.](?:\d{1,2}|[^\W\d_]{3,9})\.?[-/.]\d{1,4}[ T]\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)"
    r" - (?P<who>[^\n]{1,200}) \((?P<kind>[^()\n]{2,40})\)[ \t]*(?=\n|\Z)"
)
_BREAK = re.compile(r"<br\s{0,4}/?>", re.IGNORECASE)
_CODE = re.compile(r"\[code\](.*?)\[/code\]", re.IGNORECASE | re.DOTALL)

# Labels of the customer-visible journal; every other one is treated as internal, the safe side.
_PUBLIC = {
    fold(label)
    for label in (
        "Additional comments",
        "Additional comments (Customer visible)",
        "Comments",
        "Zusätzliche Kommentare",
        "Weitere Kommentare",
        "Commentaires supplémentaires",
        "Comentarios adicionales",
        "Commenti aggiuntivi",
        "Aanvullende opmerkingen",
        "Comentários adicionais",
    )
}
_QUARTER = timedelta(minutes=15)
_FARTHEST = timedelta(hours=14)
_SLACK = timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the file writes stamps: the order of day and month, and what to add to reach UTC (None: not known)."""

    month_first: bool = False
    to_utc: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """
    What one row knows of its journals: their headers' stamps, newest first, and the row's own dates in UTC.

    `dates` are date columns written like the stamps, the latest first; they tell day from month, not the zone.
    """

    stamps: tuple[str, ...]
    opened_at: datetime | None
    updated_at: datetime | None
    dates: tuple[str, ...] = ()


def headers(text: str) -> tuple[str, ...]:
    """List the stamps of a cell's headers, in its order."""
    return tuple([match["ts"] for match in _HEADER.finditer(f"\n{_plain(text)}")])


def decide(clues: Iterable[Clue]) -> Layout:
    """Weigh what the rows tell; a number over 12 outvotes everything else."""
    votes: Counter[bool] = Counter()
    seen: list[Clue] = []
    for clue in clues:
        seen.append(clue)
        unclear = [[text for text in texts if _is_unclear(text)] for texts in (clue.stamps, clue.dates)]
        if any(unclear):
            for month_first in (False, True):
                votes[month_first] += _fitness(clue, unclear, month_first=month_first)
    month_first = votes[True] > votes[False]
    return Layout(month_first=month_first, to_utc=_offset(seen, month_first=month_first))


def _is_unclear(text: str) -> bool:
    return text[4:5] != "-" and stamps.is_ambiguous(text)


def _fitness(clue: Clue, unclear: Iterable[Iterable[str]], *, month_first: bool) -> int:
    """Say how well one reading fits: a stamp that is no date at all weighs most."""
    score = 0
    for texts in unclear:
        moments = [stamps.parse(text, month_first=month_first) for text in texts]
        good = [moment for moment in moments if moment is not None]
        score -= 1000 * (len(moments) - len(good))
        score += sum(later >= earlier for later, earlier in pairwise(good))
        if clue.opened_at and clue.updated_at:
            low = stamps.shifted(clue.opened_at, -timedelta(days=1)) or clue.opened_at
            high = stamps.shifted(clue.updated_at, timedelta(days=1)) or clue.updated_at
            score += sum(5 for moment in good if low <= moment <= high)
    return score


def _offset(clues: list[Clue], *, month_first: bool) -> timedelta | None:
    """
    Find the exporter's zone: writing a remark updates the record, so the newest header is the update in their zone.

    Other updates come between, so the most frequent difference counts when at least three rows, and a third of
    those that could tell, agree on it.
    """
    found: Counter[timedelta] = Counter()
    able = 0
    for clue in clues:
        moments = [at for text in clue.stamps if (at := moment(text, month_first=month_first))]
        if not moments or clue.updated_at is None:
            continue
        able += 1
        difference = clue.updated_at - max(moments)
        rounded = round(difference / _QUARTER) * _QUARTER
        if abs(difference - rounded) <= _SLACK and abs(rounded) <= _FARTHEST:
            found[rounded] += 1
    if not found:
        return None
    best, count = min(found.items(), key=lambda pair: (-pair[1], abs(pair[0]), pair[0]))
    return best if count >= 3 and count * 3 >= able else None


def moment(text: str, *, month_first: bool = False) -> datetime | None:
    """Read a stamp, the layout of most exports without a detour."""
    if len(text) == 19 and text[4] == text[7] == "-" and text[13] == text[16] == ":":
        try:
            return datetime.fromisoformat(f"{text}+00:00")
        except ValueError:
            pass
    return stamps.parse(text, month_first=month_first)


def split(text: str, layout: Layout, *, kind: EntryKind = EntryKind.INTERNAL) -> list[Entry]:
    """Cut a cell into entries, in its order; text without a header is one undated entry of the column's own kind."""
    text = f"\n{clean(_plain(text))}"  # cleaned as a whole, so that of each part only the ends are left
    is_rich = "[/code]" in text or "[/CODE]" in text
    shift = layout.to_utc
    out: list[Entry] = []
    open_, begins = None, 0
    for match in (*_HEADER.finditer(text), None):
        words = text[begins : match.start() if match else len(text)].strip()
        if is_rich:
            words = _rich(words)
        if open_ is not None:
            stamp, who, label = open_.groups()
            at = moment(stamp, month_first=layout.month_first)
            if at is not None and shift:
                at = stamps.shifted(at, shift)
            out.append(Entry(at=at, author=who.strip(), kind=_kind(label), text=words))
        elif words:
            out.append(Entry(at=None, author="", kind=kind, text=words))
        if match:
            open_, begins = match, match.end()
    return out


def remark(text: str) -> str:
    """Clean one remark that stands alone."""
    text = clean(_plain(text))
    return _rich(text) if "[/code]" in text or "[/CODE]" in text else text


def _rich(text: str) -> str:
    """Read what the product keeps as HTML, between `[code]` and `[/code]`."""
    return clean(_CODE.sub(lambda match: to_markdown(match[1]), text))


@lru_cache(maxsize=256)
def _kind(label: str) -> EntryKind:
    return EntryKind.PUBLIC if fold(label.strip()) in _PUBLIC else EntryKind.INTERNAL


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Sort newest-first entries oldest first, undated ones in front, and drop what stands in two columns."""
    once = [entry for entry in entries if entry.text]
    if len({entry.text for entry in once}) < len(once):
        once = list(dict.fromkeys(once))
    once.reverse()
    once.sort(key=_when)
    return tuple(once)


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def _when(entry: Entry) -> datetime:
    return entry.at or _BEFORE_ALL


def _plain(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _BREAK.sub("\n", text) if "<" in text else text
