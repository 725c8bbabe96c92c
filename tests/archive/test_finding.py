"""Words are found in bundles, by an index that is made once and goes with its bundle."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from kb.archive import bag
from kb.archive.finding import Index
from kb.errors import InputError

TEXTS = {
    "day.md": "09:00 started\n09:10 lead: Zürich payroll queue timeout\n"
    + "nothing here\n" * 2000
    + "queue again\n",
    "note.txt": "A queue is not a timeouts list\n",
    "board.png": "queue timeout",
}


def a_bundle(folder: Path, name: str, texts: dict[str, str]) -> Path:
    filling = bag.Filling(folder / name)
    for path, text in texts.items():
        filling.put(path, text)
    filling.close({"Bagging-Date": str(date(2026, 8, 28))}, {})
    return folder / name


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return a_bundle(tmp_path / "bundles", "week-1", TEXTS)


def find(tmp_path: Path, words: str, *places: Path, limit: int = 9) -> list[tuple[str, int]]:
    index = Index(tmp_path / "index")
    assert len(list(index.prepare(places))) == len(places)
    return [(each.file, each.line) for each in index.find(words, places, limit)]


def test_lines_are_found_by_all_words_or_how_they_begin(tmp_path: Path, place: Path) -> None:
    assert find(tmp_path, "zurich timeo", place) == [("day.md", 2)]
    assert sorted(find(tmp_path, "queue", place)) == [("day.md", 2), ("day.md", 2003), ("note.txt", 1)]
    assert find(tmp_path, "queue absent", place) == []
    assert len(find(tmp_path, "queue", place, limit=1)) == 1


def test_what_was_found_is_marked(tmp_path: Path, place: Path) -> None:
    index = Index(tmp_path / "index")
    list(index.prepare([place]))

    [found] = index.find("payroll queue", [place], 9)

    assert [found.snippet[start:end] for start, end in found.marks] == ["payroll", "queue"]


def test_an_index_is_made_once_and_goes_with_its_bundle(tmp_path: Path, place: Path) -> None:
    other = a_bundle(tmp_path / "bundles", "week-2", {"a.md": "queue\n"})
    find(tmp_path, "queue", place, other)
    made = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "index").iterdir()}

    find(tmp_path, "queue", place, other)
    assert made == {path.name: path.stat().st_mtime_ns for path in (tmp_path / "index").iterdir()}
    shutil.rmtree(other)
    find(tmp_path, "queue", place)

    assert [path.name.partition("@")[0] for path in (tmp_path / "index").iterdir()] == ["week-1"]


@pytest.mark.parametrize("words", ['"', 'queue" OR "x', "queue NEAR(", "*", "-"])
def test_no_words_are_orders_to_the_index(tmp_path: Path, place: Path, words: str) -> None:
    try:
        find(tmp_path, words, place)
    except InputError as error:
        assert "no word" in error.problem
