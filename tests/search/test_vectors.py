"""Vectors stand in a plain file: what is written is read back, what is damaged is noticed, what is known is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import StateError
from kb.search.vectors import FILE, Vectors, make, pieces, read
from tests.search import corpus
from tests.search.invented_meaning import InventedMeaning

np = pytest.importorskip("numpy", reason="numpy, of the extra `semantic`, is not installed")


def the_vectors() -> Vectors:
    return make(corpus.pages(), InventedMeaning(), weight=0.5)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    written = the_vectors()
    written.write(tmp_path / FILE)

    found = read(tmp_path / FILE, "invented 1")

    assert found.counts == written.counts
    assert found.weight == 0.5
    assert (found.rows == written.rows).all()


def test_the_same_pages_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    make(corpus.pages(), InventedMeaning()).write(tmp_path / "one")
    make(corpus.pages()[::-1], InventedMeaning()).write(tmp_path / "two")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(
    "damage",
    ["cut", "flipped", "emptied", "other", "gone", "pickle", "nested", "weightless", "backwards", "older"],
)
def test_a_damaged_file_is_an_error_that_says_what_to_do(tmp_path: Path, damage: str) -> None:
    path = tmp_path / FILE
    the_vectors().write(path)
    data = path.read_bytes()
    changed = {
        "cut": data[:-2],
        "flipped": data[:-1] + bytes([data[-1] ^ 1]),
        "emptied": b"",
        "other": b'{"format":"of somebody else"}\n',
        "pickle": b"cos\nsystem\n(S'true'\ntR.",
        "nested": b"[" * 100_000 + b"\n",
        "weightless": data.replace(b'"weight":0.5', b'"weight":NaN', 1),
        "older": data.replace(b'"asked":"",', b"", 1),
        "backwards": data.replace(b'"counts":[', b'"counts":[["x",9],["y",-9],', 1),
    }
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(changed[damage])

    with pytest.raises(StateError) as caught:
        read(path, "invented 1")

    assert caught.value.path == path
    assert "kb build" in (caught.value.hint or "")


def test_vectors_of_another_provider_are_not_compared(tmp_path: Path) -> None:
    the_vectors().write(tmp_path / FILE)

    with pytest.raises(StateError, match="of invented 1, not of invented 2"):
        read(tmp_path / FILE, "invented 2")


def test_a_page_that_did_not_change_is_not_computed_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "invented"
    pages = corpus.pages()
    fresh = make(pages, InventedMeaning(), cache=cache)
    changed = replace(pages[0], fields=pages[0].fields | {"title": "Another title"})
    again = InventedMeaning()

    same = make(pages, again, cache=cache)
    computed = list(again.computed)
    make((changed, *pages[1:]), again, cache=cache)

    assert computed == []
    assert (same.rows == fresh.rows).all()
    assert again.computed == list(pieces(changed))


def test_a_cache_serves_several_audiences_and_does_not_grow_for_ever(tmp_path: Path) -> None:
    cache = tmp_path / "invented"
    pages = corpus.pages()
    other = [
        replace(page, title=f"{page.title} too", fields=page.fields | {"title": "Too"}) for page in pages
    ]
    make(pages, InventedMeaning(), cache=cache)
    make(other, InventedMeaning(), cache=cache)
    again = InventedMeaning()

    make(pages, again, cache=cache)
    for number in range(600):
        make([replace(pages[0], fields={"title": f"Page {number}"})], again, cache=cache)

    assert again.computed == [f"Page {number}" for number in range(600)]
    assert len(read(cache).counts) < 400


def test_a_broken_or_foreign_cache_is_made_again(tmp_path: Path) -> None:
    cache = tmp_path / "invented"
    pages = corpus.pages()
    cache.write_bytes(b"nonsense")
    make(pages, InventedMeaning(), cache=cache)
    later = InventedMeaning("2")

    make(pages, later, cache=cache)

    assert later.computed
    assert read(cache, "invented 2").maker == "invented 2"


def test_a_long_page_has_a_vector_for_each_passage() -> None:
    page = corpus.page(1)
    long = replace(
        page, fields={"title": "Long", "body": "\n".join(f"Sentence {n} is here." for n in range(60))}
    )

    found = pieces(long)

    assert found[0] == "Long"
    assert len(found) == 5
    assert all(len(text) <= 400 for text in found)
    assert " ".join(found[1:]).count("Sentence") == 60


def test_the_nearest_are_found_among_all() -> None:
    meaning = InventedMeaning()

    found = the_vectors().nearest(meaning.vectors(["salary statement"])[0], 3)

    assert [near for _, near in found] == sorted((near for _, near in found), reverse=True)
    assert {corpus.an_id("3"), corpus.an_id("17")} <= {id for id, _ in found} | {corpus.an_id("24")}


def test_a_base_without_pages_has_no_vectors(tmp_path: Path) -> None:
    make((), InventedMeaning(), cache=tmp_path / "cache").write(tmp_path / FILE)

    found = read(tmp_path / FILE, "invented 1")

    assert found.nearest(InventedMeaning().vectors(["salary"])[0], 3) == []
    assert found.similarities(InventedMeaning().vectors(["salary"])[0], ["gone"]) == [0.0]
