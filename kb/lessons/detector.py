"""
What an incident must say for its lesson to have recurred: looked for in a whole ledger at once.

Components narrow: where some are named, an incident must be of one of them. A code, a phrase or enough likeness
finds. A code is a whole token, whatever separates its letters and figures: `INT-331` is `int 331` and not
`INT-3310`. A phrase is words that stand beside each other in one text; case, diacritics, endings and words that say
nothing do not count. Likeness is the cosine of what somebody asked to the mean of what the evidence asked.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar

from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.lesson import Detector, Lesson
from kb.model.prose import fold

Vector = Mapping[str, float]
Key = TypeVar("Key", str, tuple[str, ...])

_ATOM = re.compile(r"[^\W\d_]+|\d+")
_APART = r"[\W_]{0,3}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How texts are cut into words that say something, and incidents weighed as vectors of length 1."""

    words: Callable[[str], Sequence[str]]
    codes: Callable[[RedactedIncident], Sequence[str]]
    vectors: Callable[[Sequence[RedactedIncident]], Sequence[Vector]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An incident that a detector finds, and by what; `likeness` is 0 where the detector asks for none, or for more."""

    ref: IncidentRef
    opened: date | None
    codes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    likeness: float = 0.0


class Field:
    """Incidents laid out so that many detectors are looked for at once; their order does not matter."""

    def __init__(self, incidents: Iterable[RedactedIncident], reading: Reading) -> None:
        self.incidents = tuple(sorted(incidents, key=lambda each: each.ref))
        self.place = {each.ref: number for number, each in enumerate(self.incidents)}
        self.reading = reading
        self._everything = frozenset(range(len(self.incidents)))
        self._after: dict[date, frozenset[int]] = {}

    def find(
        self, detector: Detector, evidence: Iterable[IncidentRef], *, since: date | None = None
    ) -> tuple[Match, ...]:
        """Give what a detector finds, sorted, among all or what opened after a day; of an empty one nothing."""
        within = self._later(since) if since else self._everything
        if detector.components:
            within &= self._of(detector.components)
        codes = _by_incident(detector.codes, self._saying_code)
        phrases = _by_incident(detector.phrases, self._saying)
        alike = self.alike(evidence, detector.likeness, within) if detector.likeness else {}
        return tuple(
            Match(
                ref=self.incidents[number].ref,
                opened=opened(self.incidents[number]),
                codes=tuple(codes.get(number, ())),
                phrases=tuple(phrases.get(number, ())),
                likeness=alike.get(number, 0.0),
            )
            for number in sorted(within & {*codes, *phrases, *alike})
        )

    def recurred(self, lesson: Lesson) -> tuple[Match, ...]:
        """
        Give what came back of a lesson: opened after the day it was applied on, and not its evidence.

        Of a lesson nobody applied, without that day or without a detector, nothing came back.
        """
        since = lesson.applied_on
        if not lesson.is_watched or since is None:
            return ()
        known = frozenset(lesson.evidence)
        found = self.find(lesson.detector, lesson.evidence, since=since)
        return tuple(each for each in found if each.ref not in known)

    def alike(
        self, evidence: Iterable[IncidentRef], least: float, within: frozenset[int] | None = None
    ) -> dict[int, float]:
        """Map the places of incidents, all or some, to how like the evidence they are, where that is enough."""
        middle = mean([self.vectors[self.place[ref]] for ref in evidence if ref in self.place])
        # What shares only the lightest terms cannot be like enough: no vector is longer than 1.
        terms = sorted(middle, key=lambda term: (-middle[term], term))
        rest = sum(weight * weight for weight in middle.values())
        near: set[int] = set()
        for term in terms:
            if rest < least * least:
                break
            near.update(self._holding.get(term, ()))
            rest -= middle[term] ** 2
        if within is not None:
            near &= within
        found = {number: round(dot(self.vectors[number], middle), 9) for number in near}
        return {number: score for number, score in found.items() if score >= least}

    def _later(self, since: date) -> frozenset[int]:
        if since not in self._after:
            days = ((number, opened(each)) for number, each in enumerate(self.incidents))
            self._after[since] = frozenset(number for number, day in days if day and day > since)
        return self._after[since]

    def _saying(self, phrase: str) -> Iterator[int]:
        wanted = tuple(self.reading.words(phrase))
        if not wanted:
            return
        rarest = min(wanted, key=lambda stem: (len(self._by_stem.get(stem, ())), stem))
        for number in self._by_stem.get(rarest, ()):
            if any(_stands_in(wanted, text) for text in self.stems[number]):
                yield number

    def _saying_code(self, code: str) -> Iterator[int]:
        atoms = _ATOM.findall(fold(code))
        if not atoms:
            return
        pattern = _code(tuple(atoms))
        rarest = min(atoms, key=lambda atom: (len(self._by_atom.get(atom, ())), atom))
        for number in self._by_atom.get(rarest, ()):
            if any(pattern.search(fold(text)) for text in texts(self.incidents[number])):
                yield number

    def _of(self, components: Sequence[str]) -> frozenset[int]:
        found: set[int] = set()
        for component in components:
            wanted = _names(component)
            for name, numbers in self._by_name.items():
                if wanted and _stands_in(wanted, name):
                    found.update(numbers)
        return frozenset(found)

    @cached_property
    def stems(self) -> Sequence[Sequence[tuple[str, ...]]]:
        """The words of each incident's texts."""
        return [[tuple(self.reading.words(text)) for text in texts(each)] for each in self.incidents]

    @cached_property
    def vectors(self) -> Sequence[Vector]:
        """What each incident asks, weighed by how rare its words are among all."""
        return self.reading.vectors(self.incidents)

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[int]]:
        return _inverted({stem for text in each for stem in text} for each in self.stems)

    @cached_property
    def _by_atom(self) -> Mapping[str, Sequence[int]]:
        return _inverted(
            {atom for text in texts(each) for atom in _ATOM.findall(fold(text))} for each in self.incidents
        )

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, ...], Sequence[int]]:
        return _inverted(
            {_names(name) for name in (*each.environment, each.category)} for each in self.incidents
        )

    @cached_property
    def _holding(self) -> Mapping[str, Sequence[int]]:
        return _inverted(self.vectors)


def texts(incident: RedactedIncident) -> tuple[str, str, str]:
    """Give the texts a code or a phrase may stand in."""
    return incident.summary, incident.description, incident.resolution


def opened(incident: RedactedIncident) -> date | None:
    """Give the day an incident was opened on, None where its record does not say."""
    return incident.opened_at.astimezone(UTC).date() if incident.opened_at else None


def mean(vectors: Sequence[Vector]) -> dict[str, float]:
    """Give the direction some vectors have together, of length 1; nothing of none."""
    together: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, weight in vector.items():
            together[term] += weight
    length = math.sqrt(sum(weight * weight for weight in together.values()))
    return {term: weight / length for term, weight in together.items()} if length else {}


def dot(one: Vector, other: Vector) -> float:
    """Multiply two sparse vectors."""
    if len(one) > len(other):
        one, other = other, one
    return sum([weight * other[term] for term, weight in one.items() if term in other])


def _by_incident(wanted: Sequence[str], saying: Callable[[str], Iterator[int]]) -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for each in wanted:
        for number in saying(each):
            found[number].append(each)
    return found


def _inverted(held: Iterable[Iterable[Key]]) -> Mapping[Key, Sequence[int]]:
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for number, each in enumerate(held):
        for key in each:
            found[key].append(number)
    return found


def _stands_in(wanted: tuple[str, ...], text: tuple[str, ...]) -> bool:
    first, length = wanted[0], len(wanted)
    return any(text[at : at + length] == wanted for at, each in enumerate(text) if each == first)


@lru_cache(maxsize=10_000)
def _code(atoms: tuple[str, ...]) -> re.Pattern[str]:
    """Match a code, its pieces apart by three separators at most; between figures there is one at least."""
    out = re.escape(atoms[0])
    for before, atom in pairwise(atoms):
        apart = r"[\W_]{1,3}" if before.isdecimal() and atom.isdecimal() else _APART
        out += apart + re.escape(atom)
    return re.compile(rf"(?<![^\W_]){out}(?![^\W_])")


@lru_cache(maxsize=10_000)
def _names(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", fold(text)))
