"""
What every document is, by its number: small enough to be held whole, so that filters and counts read no document.

Numbers may have holes, where an engine has taken a document out.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.model.search import FACETS, Document, Filters

LEVELS = 12
"""How many levels there are: they run from 0 to 11: 4 for confidence, 5 for the incidents it solved, 2 for being fresh."""

PER_LEVEL = 0.01  # the most proven pages gain 11 %
LATER = {"incident": 0.6, "bundle": 0.8}
"""Types that tell what happened and not what to do; they come after pages that answer as well."""

_CONFIDENCE = {"validated": 4, "": 2, "not-validated": 2, "wip": 0}
_FRESH = ((30, 2), (180, 1))  # days behind the newest page


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document: `standing` is its level but for freshness, `digest` names its content."""

    id: str
    type: str
    confidence: str
    language: str
    products: tuple[str, ...]
    standing: int
    changed: date | None
    digest: str = ""


def row(document: Document, digest: str = "") -> Row:
    """Take from a document what filters and bonuses ask for."""
    return Row(
        id=document.id,
        type=document.type or document.kind,
        confidence=document.confidence,
        language=document.language,
        products=document.products,
        standing=_CONFIDENCE.get(document.confidence, 2) + min(5, max(0, document.evidence).bit_length()),
        changed=document.changed,
        digest=digest,
    )


class Table:
    """Rows by number; nothing changes once it is made."""

    def __init__(self, rows: Iterable[Row | None]) -> None:
        self.rows: Sequence[Row | None] = tuple(rows)

    @cached_property
    def documents(self) -> int:
        """How many documents there are."""
        return sum(row is not None for row in self.rows)

    def name(self, number: int) -> str:
        """Give the id of a document."""
        found = self.rows[number]
        return found.id if found else ""

    @cached_property
    def lifts(self) -> tuple[float, ...]:
        """Give what each document's score is multiplied with: gently more for proven pages, less for what is no answer."""
        return tuple(
            (1 + PER_LEVEL * level) * LATER.get(row.type if row else "", 1.0)
            for level, row in zip(self.levels, self.rows, strict=True)
        )

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """Give how proven each document is: confidence, incidents solved, and freshness beside the newest page."""
        newest = max((row.changed for row in self.rows if row and row.changed), default=None)
        return tuple(_level(row, newest) if row else 0 for row in self.rows)

    @cached_property
    def traits(self) -> tuple[tuple[int, ...], tuple[dict[str, tuple[str, ...]], ...]]:
        """Number the different (product, type, confidence, language); give each document's number, and what it means."""
        kinds: dict[tuple[tuple[str, ...], ...], int] = {}
        numbers = []
        for row in self.rows:
            values = _values(row) if row else ()
            numbers.append(kinds.setdefault(values, len(kinds)))
        return tuple(numbers), tuple(dict(zip(FACETS, values, strict=False)) for values in kinds)

    def passing(self, filters: Filters, but: str = "") -> frozenset[int]:
        """Give the trait numbers that pass the filters, one facet's own left out if named."""
        wanted = {name: getattr(filters, name) for name in FACETS if name != but}
        return frozenset(
            number
            for number, trait in enumerate(self.traits[1])
            if all(not values or values & set(trait.get(name, ())) for name, values in wanted.items())
        )

    def facets(self, held: Counter[int], filters: Filters) -> dict[str, tuple[tuple[str, int], ...]]:
        """Count the values of each facet among documents given as trait number → count; most frequent first."""
        counted: dict[str, tuple[tuple[str, int], ...]] = {}
        for name in FACETS:
            counts: Counter[str] = Counter()
            passing = self.passing(filters, but=name)
            for number, count in held.items():
                if number in passing:
                    for value in self.traits[1][number].get(name, ()):
                        if value:
                            counts[value] += count
            counted[name] = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
        return counted

    def dump(self) -> str:
        """Write it down."""
        return json.dumps([_dumped(row) for row in self.rows], separators=(",", ":"))


def parse(text: str) -> Table:
    """Read what `Table.dump` wrote."""
    return Table(_parsed(values) if values else None for values in json.loads(text))


def _dumped(row: Row | None) -> list[object]:
    if row is None:
        return []
    changed = row.changed.isoformat() if row.changed else ""
    return [row.id, row.type, row.confidence, row.language, row.products, row.standing, changed, row.digest]


def _parsed(values: list[object]) -> Row:
    id, type, confidence, language, products, standing, changed, digest = values
    assert isinstance(products, list)
    return Row(
        id=str(id),
        type=str(type),
        confidence=str(confidence),
        language=str(language),
        products=tuple(products),
        standing=int(str(standing)),
        changed=date.fromisoformat(str(changed)) if changed else None,
        digest=str(digest),
    )


def _values(row: Row) -> tuple[tuple[str, ...], ...]:
    return row.products, (row.type,), (row.confidence,), (row.language,)


def _level(row: Row, newest: date | None) -> int:
    if row.changed is None or newest is None:
        return row.standing
    age = (newest - row.changed).days
    return row.standing + next((bonus for days, bonus in _FRESH if age <= days), 0)
