"""Recall over labelled spans, precision over hidden stretches, and how many clean texts were altered."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.bench.redaction.hidden import Hidden
from tests.redact.labelled import ANY, Document, Label

COVERED = 0.95
"""The share of a label's characters that must be hidden for it to count as found."""
OVERLAP = 0.5
"""The share of a hidden stretch's characters that must be labelled for it to count as right."""


class Share(NamedTuple):
    """So many of so many."""

    hits: int = 0
    total: int = 0

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else 1.0

    def __add__(self, other: tuple[object, ...]) -> "Share":
        assert isinstance(other, Share)
        return Share(self.hits + other.hits, self.total + other.total)


@dataclass(kw_only=True)
class Score:
    """
    What a redactor did to a set of documents.

    `found` counts labels by their kind, `right` counts stretches by the kind they were taken for;
    `missed` and `wrong` are for looking at, in memory or outside the project.
    """

    found: dict[str, Share] = field(default_factory=dict)
    right: dict[str, Share] = field(default_factory=dict)
    groups: dict[str, Share] = field(default_factory=dict)
    altered: Share = field(default_factory=Share)
    missed: list[tuple[Document, Label]] = field(default_factory=list)
    wrong: list[tuple[Document, Hidden]] = field(default_factory=list)

    def add(self, document: Document, hidden: Sequence[Hidden]) -> None:
        """Count one document."""
        self.altered += Share(bool(hidden), 1)
        dark = _places(hidden)
        wanted = _places(label for label in document.labels if label.kind != ANY)
        free = _places(label for label in document.labels if label.kind == ANY)
        for label in document.labels:
            if label.kind == ANY:
                continue
            places = range(label.start, label.end)
            is_found = sum(place in dark for place in places) >= COVERED * len(places)
            _count(self.found, label.kind, is_found)
            _count(self.groups, document.group, is_found)
            if not is_found:
                self.missed.append((document, label))
        for one in hidden:
            places = range(one.start, one.end)
            least = OVERLAP * len(places)
            is_right = sum(place in wanted for place in places) >= least
            if not is_right and sum(place in wanted or place in free for place in places) >= least:
                continue
            _count(self.right, one.kind, is_right)
            if not is_right:
                self.wrong.append((document, one))

    def recall(self, *kinds: str) -> Share:
        """Sum the labels of some kinds, of all when none is named."""
        return _sum(self.found, kinds)

    def precision(self, *kinds: str) -> Share:
        """Sum the stretches taken for some kinds, for any when none is named."""
        return _sum(self.right, kinds)


def score(documents: Iterable[tuple[Document, Sequence[Hidden]]]) -> Score:
    """Count what was hidden in some documents."""
    counted = Score()
    for document, hidden in documents:
        counted.add(document, hidden)
    return counted


def _places(stretches: Iterable[Hidden | Label]) -> set[int]:
    return {place for one in stretches for place in range(one.start, one.end)}


def _count(shares: dict[str, Share], key: str, hit: bool) -> None:
    shares[key] = shares.get(key, Share()) + Share(hit, 1)


def _sum(shares: dict[str, Share], kinds: Sequence[str]) -> Share:
    hits: Counter[str] = Counter()
    for kind, share in shares.items():
        if not kinds or kind in kinds:
            hits.update(hits=share.hits, total=share.total)
    return Share(hits["hits"], hits["total"])
