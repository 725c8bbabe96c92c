"""Real registers and post-mortems, counted; KB_SAMPLES names the folder that holds them."""

import os
from collections import Counter
from pathlib import Path

import pytest

from kb.io.files import walk
from kb.lessons import documents, registers
from kb.lessons.found import Found
from kb.model.account import Skip

pytestmark = pytest.mark.data


@pytest.fixture
def samples() -> Path:
    folder = os.environ.get("KB_SAMPLES")
    if not folder:
        pytest.skip("KB_SAMPLES is not set")
    return Path(folder)


def test_every_row_of_the_llis_sample_is_a_lesson(samples):
    got = list(registers.read(samples / "nasa-llis-csv" / "data" / "llis.csv"))

    assert Counter(type(row).__name__ for row in got) == {"Found": 1637}
    lessons = [row for row in got if isinstance(row, Found)]
    assert len({lesson.key for lesson in lessons}) == 1637
    assert sum(lesson.observed_on is None for lesson in lessons) == 0
    assert {min(each.observed_on.year for each in lessons if each.observed_on)} == {1990}
    assert sum(not lesson.title for lesson in lessons) == 0
    assert sum(bool(lesson.people) for lesson in lessons) == 1637 - 78  # 78 times "Unknown"


@pytest.mark.parametrize(
    ("folder", "lessons", "reasons"),
    [
        (
            "postmortems-dfds",
            39,  # one of them without a suffix
            {"a paper about the folder, no lesson": 3, "a template, not filled in": 1},
        ),
        (
            "postmortems-learningequality",
            4,
            {"a paper about the folder, no lesson": 3, "a template, not filled in": 1},
        ),
    ],
)
def test_every_post_mortem_is_a_lesson_and_the_rest_has_a_reason(samples, folder, lessons, reasons):
    got = [documents.read(path) for path in walk(samples / folder)]

    assert sum(isinstance(each, Found) for each in got) == lessons
    assert Counter(each.reason for each in got if isinstance(each, Skip)) == reasons
    assert sum(isinstance(each, Found | Skip) for each in got) == len(got)
