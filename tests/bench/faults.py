"""
Commands stopped and refused at each of their steps on the disk: `python -m tests.bench.faults [NAME…]`.

Prints for each command and action how many points there are, and every point after which something was wrong.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.crashes import SCENARIOS
from tests.support.faults import Bench, Scenario
from tests.support.forked import Forked

stop: list[int] = []
"""Filled by SIGTERM: then the point at hand is the last one, and the figures so far are printed."""


def whole(scenario: Scenario, folder: Path, forked: Forked, *, every: int, first: int, only: str) -> int:
    """Try the points of one scenario and print what came of them; give how many went wrong."""
    bench = Bench.of(scenario, folder, forked)
    points = [each for each in bench.points() if only in str(each)][first::every]
    tried: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    start = time.monotonic()
    for point in points:
        if stop:
            break
        wrong = bench.try_at(point)
        tried[point.action] += 1
        if wrong:
            bad[point.action] += 1
            print(f"  {scenario.name}: {point}", *wrong, sep="\n      ", flush=True)
    told = ", ".join(f"{action} {count} ({bad[action]} wrong)" for action, count in sorted(tried.items()))
    seconds = time.monotonic() - start
    print(
        f"{scenario.name}: {sum(tried.values())} of {len(points)} points, {sum(bad.values())} wrong, {bench.missed} not reached, {seconds:.0f} s: {told}",
        flush=True,
    )
    return sum(bad.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="scenarios; all when none is named")
    parser.add_argument("--every", type=int, default=1, help="try each N-th point only")
    parser.add_argument("--first", type=int, default=0, help="begin at this point")
    parser.add_argument("--only", default="", help="try points in whose words this stands")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _: stop.append(number))
    chosen = [each for each in SCENARIOS if not options.names or each.name in options.names]
    with tempfile.TemporaryDirectory(prefix="kb-faults-") as name, Forked() as forked:
        bad = sum(
            whole(each, Path(name), forked, every=options.every, first=options.first, only=options.only)
            for each in chosen
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
