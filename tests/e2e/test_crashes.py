"""Stopped or refused at any step on the disk, a command loses nothing, and the same command again completes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crashes import SCENARIOS
from tests.support.faults import Bench, Scenario, needed, spread
from tests.support.forked import Forked

COUNTS = {"archive-add": 5, "harvest": 3, "promote": 5, "lessons-import": 2, "log-add": 3, "log-close": 2}
"""How many of its points are tried of each command; `python -m tests.bench.faults` tries them all."""


@pytest.fixture(scope="module")
def forked() -> Iterator[Forked]:
    needed()
    with Forked() as process:
        yield process


@pytest.mark.parametrize(
    "scenario", [each for each in SCENARIOS if each.name in COUNTS], ids=lambda each: each.name
)
def test_nothing_is_lost_and_the_next_run_completes(
    scenario: Scenario, forked: Forked, tmp_path: Path
) -> None:
    bench = Bench.of(scenario, tmp_path, forked)

    wrong = {str(point): bench.try_at(point) for point in spread(bench.points(), COUNTS[scenario.name])}

    assert {point: what for point, what in wrong.items() if what} == {}
    assert len(wrong) - bench.missed >= COUNTS[scenario.name]
