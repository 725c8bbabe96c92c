"""
What every document is, by its number: small enough to be held whole, so that filters and counts read no document.

Numbers may have holes, where an engine has taken a document out.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from kb.model.search import FACETS, Document, Filters

LEVELS = 12
"""How many levels there are: 4 for confidence, 5 for the incidents it solved, 2 for being fresh, and none."""

PER_LEVEL = 0.01  # the most proven pages gain 11 %
LATER = {"incident": 0.6, "bundle": 0.8, "lesson": 0.85, "page": 0.85}
"""Types that tell what happened, or about the base itself; they come after pages that say as well what to do."""

_CONFIDENCE = {"validated": 4, "": 2, "not-validated": 2, "wip": 0}
_FRESH = ((30, 2), (180, 1))  # days behind the newest page

Trait = tuple[tuple[str, ...], ...]
"""What a document can be filtered by, in the order of FACETS."""


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
    """Rows by number, kept as columns; nothing changes once it is made."""

    def __init__(self, rows: Iterable[Row | None] = ()) -> None:
        self._columns = _Columns()
        self._append(rows)

    def changed(self, gone: Iterable[int], rows: Iterable[Row | None]) -> "Table":
        """Give a table with some taken out and others put behind the rest."""
        table = Table()
        table._columns = self._columns.copy()
        for number in gone:
            table._columns.ids[number] = ""
        table._append(rows)
        return table

    def _append(self, rows: Iterable[Row | None]) -> None:
        columns = self._columns
        known = {_trait(each): number for number, each in enumerate(columns.traits)}
        for each in rows:
            trait: Trait = (each.products, (each.type,), (each.confidence,), (each.language,)) if each else ()
            if trait not in known:
                known[trait] = len(columns.traits)
                columns.traits.append(trait)
            columns.ids.append(each.id if each else "")
            columns.trait.append(known[trait])
            columns.standing.append(each.standing if each else 0)
            columns.changed.append(each.changed.toordinal() if each and each.changed else 0)
            columns.digests.append(each.digest if each else "")

    def __len__(self) -> int:
        """Say how many numbers there are, holes included."""
        return len(self._columns.ids)

    def __contains__(self, number: int) -> bool:
        """Whether a number has a document."""
        return bool(self._columns.ids[number])

    def row(self, number: int) -> Row:
        """Give one document's row."""
        columns = self._columns
        products, (type,), (confidence,), (language,) = columns.traits[columns.trait[number]]
        changed = columns.changed[number]
        return Row(
            id=columns.ids[number],
            type=type,
            confidence=confidence,
            language=language,
            products=tuple(products),
            standing=columns.standing[number],
            changed=date.fromordinal(changed) if changed else None,
            digest=columns.digests[number],
        )

    @cached_property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self) - self._columns.ids.count("")

    @cached_property
    def holes(self) -> frozenset[int]:
        """The numbers that have no document."""
        return frozenset(number for number, id in enumerate(self._columns.ids) if not id)

    @property
    def numbers(self) -> Iterable[int]:
        """The numbers that have a document."""
        return (number for number, id in enumerate(self._columns.ids) if id)

    @property
    def digests(self) -> Mapping[str, tuple[int, str]]:
        """Id → (number, digest)."""
        ids = enumerate(self._columns.ids)
        return {id: (number, self._columns.digests[number]) for number, id in ids if id}

    @property
    def languages(self) -> frozenset[str]:
        """The languages documents are written in."""
        return frozenset(_value(trait, "language") for trait in self._columns.traits if trait)

    def name(self, number: int) -> str:
        """Give the id of a document."""
        return self._columns.ids[number]

    @cached_property
    def lifts(self) -> Sequence[float]:
        """Give what each document's score is multiplied with: gently more for proven pages, less for what is no answer."""
        columns = self._columns
        later = [LATER.get(_value(trait, "type"), 1.0) if trait else 1.0 for trait in columns.traits]
        pairs = zip(self.levels, columns.trait, strict=True)
        return [(1 + PER_LEVEL * level) * later[trait] for level, trait in pairs]

    @cached_property
    def levels(self) -> Sequence[int]:
        """Give how proven each document is: confidence, incidents solved, and freshness beside the newest page."""
        columns = self._columns
        newest = max(columns.changed, default=0)
        fresh = {day: _fresh(newest - day) if day else 0 for day in set(columns.changed)}
        pairs = zip(columns.standing, columns.changed, strict=True)
        return [standing + fresh[day] for standing, day in pairs]

    @property
    def traits(self) -> tuple[Sequence[int], Sequence[Trait]]:
        """Give each document's trait by number, and what the numbers mean: (product, type, confidence, language)."""
        return self._columns.trait, self._columns.traits

    def passing(self, filters: Filters, but: str = "") -> frozenset[int]:
        """Give the trait numbers that pass the filters, one facet's own left out if named."""
        wanted = [frozenset() if name == but else getattr(filters, name) for name in FACETS]
        return frozenset(
            number
            for number, trait in enumerate(self._columns.traits)
            if trait
            and all(not each or each & set(values) for each, values in zip(wanted, trait, strict=True))
        )

    def facets(self, held: Counter[int], filters: Filters) -> dict[str, tuple[tuple[str, int], ...]]:
        """Count the values of each facet among documents given as trait number → count; most frequent first."""
        counted: dict[str, tuple[tuple[str, int], ...]] = {}
        for place, name in enumerate(FACETS):
            counts: Counter[str] = Counter()
            passing = self.passing(filters, but=name)
            for number, count in held.items():
                if number in passing:
                    for value in self._columns.traits[number][place]:
                        if value:
                            counts[value] += count
            counted[name] = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
        return counted

    def dump(self) -> str:
        """Write it down."""
        columns = self._columns
        return json.dumps(
            [columns.ids, columns.trait, columns.traits, columns.standing, columns.changed, columns.digests],
            separators=(",", ":"),
        )


@dataclass(slots=True)
class _Columns:
    ids: list[str] = field(default_factory=list)
    trait: list[int] = field(default_factory=list)
    traits: list[Trait] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)  # ordinal day; 0 for none
    digests: list[str] = field(default_factory=list)

    def copy(self) -> "_Columns":
        return _Columns(*(list(getattr(self, each.name)) for each in fields(self)))


def parse(text: str) -> Table:
    """Read what `Table.dump` wrote; raise ValueError where it is something else."""
    table = Table()
    columns = table._columns
    columns.ids, columns.trait, columns.traits, columns.standing, columns.changed, columns.digests = (
        json.loads(text)
    )
    columns.traits = [_trait(each) for each in columns.traits]
    return table


def _trait(values: Sequence[Sequence[str]]) -> Trait:
    return tuple(tuple(each) for each in values)


def _value(trait: Trait, name: str) -> str:
    return trait[FACETS.index(name)][0]


def _fresh(age: int) -> int:
    return next((bonus for days, bonus in _FRESH if age <= days), 0)
