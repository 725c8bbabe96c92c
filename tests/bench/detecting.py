"""
What proposed detectors find, and how long many of them take.

Run by hand: `python -m tests.bench.detecting quality [FOLDER…]` for the invented incidents of
tests/drafting/labelled, the sample project and other labelled sets (as tests/bench/grouping.py reads them): each
problem of two incidents and more is cut in two by day, a detector is proposed from the earlier half, and looked for in
all the rest. Recall is the share of the later half it finds; precision the share of that problem among all it
finds beside its evidence. `python -m tests.bench.detecting speed` looks for 200 lessons among 20,000 incidents.
"""

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kb.flows.detecting import field
from kb.lessons.proposing import propose
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.lesson import Detector, Lesson, LessonStatus
from tests.bench.grouping import sets

LEAST = 2


def quality(folders: list[str]) -> None:
    """Print a line for each set and each part of what is proposed."""
    for name, (incidents, label) in sets(folders):
        _quality(name, incidents, label)


def _quality(
    name: str, incidents: Mapping[IncidentRef, RedactedIncident], label: Mapping[IncidentRef, str]
) -> None:
    problems: defaultdict[str, list[IncidentRef]] = defaultdict(list)
    old = datetime(1970, 1, 1, tzinfo=UTC)
    for ref in sorted(incidents, key=lambda each: (incidents[each].opened_at or old, each)):
        problems[label[ref]].append(ref)
    chosen = [refs for refs in problems.values() if len(refs) >= LEAST]
    ground = field(incidents.values())
    print(f"\n{name}: {len(incidents)} incidents, {len(chosen)} problems of {LEAST} and more")
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for refs in chosen:
        half = len(refs) // 2
        evidence, later = refs[:half], frozenset(refs[half:])
        made = propose(evidence, ground)
        for part, detector in {
            "all": made,
            "codes": Detector(codes=made.codes),
            "phrases": Detector(phrases=made.phrases),
            "likeness": Detector(likeness=made.likeness),
            "within": replace(made, components=_shared(evidence, incidents)),
        }.items():
            found = {match.ref for match in ground.find(detector, evidence)}
            beside = found.difference(evidence)
            for at, number in enumerate(
                (len(beside & later), len(later), len(beside), len(found & set(evidence)))
            ):
                sums[part][at] += number
    own = sum(len(refs) // 2 for refs in chosen)
    for part, (hit, later_all, found_all, evidence_found) in sums.items():
        print(
            f"{part:9} recall {hit / later_all:.3f} ({hit} of {later_all})"
            f"  precision {hit / (found_all or 1):.3f} ({hit} of {found_all})  evidence found {evidence_found} of {own}"
        )


def _shared(
    evidence: Sequence[IncidentRef], incidents: Mapping[IncidentRef, RedactedIncident]
) -> tuple[str, ...]:
    """Give the components that all of the evidence has, which are not proposed."""
    return tuple(sorted(frozenset.intersection(*(frozenset(incidents[ref].environment) for ref in evidence))))


def speed() -> None:
    """Print how long laying out and looking takes, with the most memory it took."""
    _, (incidents, _) = next(sets([]))
    base = sorted(incidents.values(), key=lambda each: each.ref)
    start = date(2026, 1, 1)
    many = [
        replace(
            base[number % len(base)],
            ref=IncidentRef("bench", f"{number:06}"),
            summary=f"{base[number % len(base)].summary} at site word{number % 997}",
            description=f"{base[number * 7 % len(base)].description} word{number % 4999} again",
            opened_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number % 300),
        )
        for number in range(20_000)
    ]
    small = field(many[:2000])
    lessons = []
    for number in range(200):
        evidence = tuple(many[number * 9 + step].ref for step in range(3))
        lessons.append(
            Lesson(
                id=f"lesson-{number}",
                path="",
                title="",
                status=LessonStatus.APPLIED,
                evidence=evidence,
                applied_on=start + timedelta(days=150),
                detector=propose(evidence, small),
            )
        )
    began = time.process_time()
    ground = field(many)  # type: ignore[arg-type]
    _ = ground.vectors, ground.stems
    laid = time.process_time()
    found = sum(len(ground.recurred(lesson)) for lesson in lessons)
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(lessons)} lessons, {len(many):,} incidents: laid out in {laid - began:.1f} s of CPU,"
        f" looked for in {done - laid:.1f} s; {found:,} matches; {peak:.0f} MB at most"
    )


if __name__ == "__main__":
    speed() if sys.argv[1:2] == ["speed"] else quality(sys.argv[2:])
