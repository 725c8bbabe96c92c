"""
How long grouping takes, and how it grows with the number of incidents.

Run by hand: `.venv/bin/python -m tests.bench.crowd --rows 5000 20000`. Incidents are made of invented words
whose frequencies fall as in prose; about half of them repeat one of many problems, each in other words. The
last line is a later harvest: 200 more incidents where articles answer the groups found before.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice

from kb.drafting.grouping import group
from kb.model.incident import Incident, IncidentRef, RedactedIncident, Status
from tests.bench.grouping import b_cubed

SYLLABLES = [
    "ba",
    "con",
    "dor",
    "el",
    "fi",
    "gra",
    "hun",
    "im",
    "jol",
    "ket",
    "lum",
    "mar",
    "nor",
    "op",
    "pre",
    "qui",
    "ros",
    "sta",
    "tel",
    "un",
    "ver",
    "wo",
    "xan",
    "yel",
    "zor",
    "tra",
    "pli",
    "sco",
]
PRODUCTS = ("Workday Payroll", "Workday Recruiting", "Workday Absence", "Sign-on", "Mobile app", "Expenses")
START = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)


def incidents() -> Iterator[tuple[RedactedIncident, str]]:
    """Make incidents without end, each with the problem it is about; the same ones every time."""
    chance = random.Random(5)
    vocabulary = sorted(
        {"".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))) for _ in range(12_000)}
    )
    chance.shuffle(vocabulary)
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(vocabulary))))

    def prose(count: int) -> list[str]:
        return chance.choices(vocabulary, cum_weights=weights, k=count)

    made = problem = 0
    while True:
        problem += 1
        told = prose(4) + chance.choices(vocabulary[200:], k=6)
        answer = prose(12) + told[:5]
        code = f"WD-{chance.randint(1000, 9999)}" if chance.random() < 0.25 else ""
        product = chance.choice(PRODUCTS)
        for _ in range(1 if chance.random() < 0.6 else min(80, int(2 + chance.paretovariate(0.9)))):
            made += 1
            summary = chance.sample(told, k=chance.randint(2, 5)) + prose(chance.randint(1, 4))
            description = prose(chance.randint(20, 60)) + chance.sample(told, k=chance.randint(3, 7))
            if code and chance.random() < 0.7:
                description.append(code)
            incident = Incident(
                ref=IncidentRef("servicenow", f"INC{made:07}"),
                summary=" ".join(summary),
                description=" ".join(description),
                resolution=" ".join([word for word in answer if chance.random() < 0.8] + prose(4)),
                environment=(product,),
                status=Status.CLOSED,
                opened_at=START + timedelta(minutes=7 * made),
            )
            yield RedactedIncident(incident), str(problem)


def main() -> None:
    """Group ever more incidents and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[5000, 20_000])
    asked = parser.parse_args()
    for rows in sorted(asked.rows):
        made = list(islice(incidents(), rows + 200))
        problem = {incident.ref: name for incident, name in made}
        first = [incident for incident, _ in made[:rows]]
        start = time.perf_counter()
        groups = group(first, anchors={}, likeness=0.0, min_incidents=2)
        seconds = time.perf_counter() - start
        home = {incident.ref: number for number, each in enumerate(groups) for incident in each.incidents}
        precision, recall = b_cubed(home, {ref: problem[ref] for ref in home})
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{rows:,} resolved: {seconds:.1f} s, {seconds / rows * 1e6:.0f} µs each, peak {peak} MB;"
            f" B-cubed precision {precision:.3f}, recall {recall:.3f}"
        )
        anchors = {
            f"kb-{number}": frozenset(incident.ref for incident in each.incidents)
            for number, each in enumerate(groups)
            if len(each.incidents) > 1
        }
        start = time.perf_counter()
        group([incident for incident, _ in made], anchors=anchors, likeness=0.0, min_incidents=2)
        print(f"  200 more, {len(anchors):,} articles known: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
