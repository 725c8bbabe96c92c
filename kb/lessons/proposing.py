"""A detector proposed from a lesson's evidence: what its incidents share and the rest of the ledger rarely says."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kb.lessons.detector import Field, Reading, dot, mean, texts
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.lesson import Detector
from kb.model.prose import fold

SHARED = 0.5
"""A code or phrase is proposed that so many of the evidence say, and two of them at least."""

OTHERS = 2
"""So many other incidents for each of the evidence may say it, or be as like: the same thing, told again."""

FEW = 0.005
"""In a large ledger this share of the others may, too."""

CLOSE = 0.75
"""
How like the evidence an incident must be, as a share of how like each other its own incidents are.

Chosen with `OTHERS` and `LEAST` on the half for tuning of the labelled incidents: tests/bench/detecting.py.
"""

ALONE = 0.35
"""How like a single incident one must be, for which nothing tells how its own kind differs."""

LEAST = 0.25
"""Less likeness than this says nothing."""

LONGEST, PHRASES, CODES = 3, 4, 3

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_APART = re.compile(r"[ \t\n]{1,3}|[-/]")


def propose(evidence: Iterable[IncidentRef], field: Field) -> Detector:
    """
    Propose what finds the evidence and few others; an empty detector where none of it is in the ledger.

    No components are proposed: measured, they lose more of what comes back than of what does not (tests/bench/detecting.py).
    """
    refs = sorted({ref for ref in evidence if ref in field.place})
    if not refs:
        return Detector()
    incidents = [field.incidents[field.place[ref]] for ref in refs]
    allowed = _allowed(len(refs), len(field.incidents))
    return Detector(
        codes=_rare(_shared(map(field.reading.codes, incidents)), "codes", refs, field, allowed)[:CODES],
        phrases=_apart(
            _rare(_phrases(incidents, field.reading), "phrases", refs, field, allowed), field.reading
        ),
        likeness=_likeness(refs, field, allowed),
    )


def _allowed(evidence: int, every: int) -> int:
    return max(OTHERS * evidence, int(FEW * every))


def _shared(said: Iterable[Iterable[str]]) -> list[str]:
    """Give what enough of them say, what most say first."""
    each = [frozenset(one) for one in said]
    counts = Counter(term for one in each for term in one)
    enough = max(min(2, len(each)), math.ceil(SHARED * len(each)))
    return sorted((t for t, n in counts.items() if n >= enough), key=lambda term: (-counts[term], term))


def _rare(
    wanted: Sequence[str], what: str, refs: Sequence[IncidentRef], field: Field, allowed: int
) -> tuple[str, ...]:
    """Keep what few others say; what finds most of the evidence comes first, then what finds fewest others."""
    known = frozenset(refs)
    found: dict[str, tuple[int, int]] = {}
    for each in wanted:
        matches = field.find(Detector(**{what: (each,)}), ())  # type: ignore[arg-type]
        own = sum(match.ref in known for match in matches)
        if own and len(matches) - own <= allowed:
            found[each] = (-own, len(matches) - own)
    return tuple(sorted(found, key=lambda each: (*found[each], -len(each), each)))


def _phrases(incidents: Sequence[RedactedIncident], reading: Reading) -> list[str]:
    """Give the phrases that enough of the incidents ask with, each as it was written most often."""
    if len(incidents) < 2:
        return []
    written: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    holders: list[set[tuple[str, ...]]] = []
    for incident in incidents:
        held: set[tuple[str, ...]] = set()
        for text in texts(incident)[:2]:  # the answer comes later than the question
            for stems, surface in _runs(text, reading):
                held.add(stems)
                written[stems][surface] += 1
        holders.append(held)
    names = {" ".join(stems): stems for stems in written}
    shared = _shared({" ".join(stems) for stems in held} for held in holders)
    return [_written(written[names[each]]) for each in shared]


def _written(surfaces: Mapping[str, int]) -> str:
    return min(surfaces, key=lambda each: (-surfaces[each], len(each), each))


def _runs(text: str, reading: Reading) -> Iterator[tuple[tuple[str, ...], str]]:
    """Cut a text into runs of two words and more that say something, with how they are written."""
    found = [(m.start(), m.end(), tuple(reading.words(m[0]))) for m in _WORD.finditer(text)]
    for first, (start, _, stems) in enumerate(found):
        if not stems:
            continue
        said = stems
        for before, (begin, end, more) in pairwise(found[first:]):
            if not _APART.fullmatch(text, before[1], begin):
                break
            said += more
            if len(said) > LONGEST:
                break
            surface = " ".join(text[start:end].split())
            if more and tuple(reading.words(surface)) == said:
                yield said, fold(surface)


def _apart(phrases: Sequence[str], reading: Reading) -> tuple[str, ...]:
    """Keep the first few phrases that do not hold each other's words."""
    kept: list[tuple[str, frozenset[str]]] = []
    for phrase in phrases:
        stems = frozenset(reading.words(phrase))
        if all(len(stems & other) < 2 for _, other in kept):
            kept.append((phrase, stems))
    return tuple(phrase for phrase, _ in kept[:PHRASES])


def _likeness(refs: Sequence[IncidentRef], field: Field, allowed: int) -> float:
    """Find how like the evidence is near enough: as its own incidents are to the rest of it, and as few others are."""
    vectors = [field.vectors[field.place[ref]] for ref in refs]
    own = [
        dot(vector, mean([*vectors[:number], *vectors[number + 1 :]]))
        for number, vector in enumerate(vectors)
    ]
    near = CLOSE * sorted(own)[(len(own) - 1) // 2] if len(own) > 1 else ALONE
    known = {field.place[ref] for ref in refs}
    alike = field.alike(refs, LEAST)
    others = sorted((score for number, score in alike.items() if number not in known), reverse=True)
    beyond = others[allowed] + 0.01 if len(others) > allowed else 0.0
    return round(max(near, beyond, LEAST), 2)
