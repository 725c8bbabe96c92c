"""Meaning beside a real index on disk, with a provider small enough to read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from kb.errors import StateError
from kb.search import generations, vectors
from kb.search.understanding import Understanding
from kb.search.whoosh_index import WhooshIndex
from tests.search.corpus import asked, pages, some

np = pytest.importorskip("numpy", reason="meaning needs numpy (the extra `semantic`)")

_ABOUT = (("offer", "contract", "paper"), ("payslip", "wage", "remuneration"), ("password", "sign", "secret"))


class Subjects:
    """Knows three subjects and what people call them."""

    name = "subjects 1"
    dimension = 4

    def vectors(self, texts: Sequence[str]) -> Any:
        rows = np.zeros((len(texts), self.dimension), dtype="f4")
        for row, text in zip(rows, texts, strict=True):
            for place, words in enumerate(_ABOUT):
                row[place] = sum(word in text.lower() for word in words)
            length = float(np.sqrt((row * row).sum()))
            row /= length or 1.0
        return rows


class Later(Subjects):
    name = "subjects 2"


def understanding(monkeypatch, provider=Subjects) -> Understanding:
    monkeypatch.setattr("kb.search.understanding.load", lambda name: provider() if name else None)
    return Understanding("subjects")


def test_an_index_brings_a_page_that_no_word_of_the_question_names(tmp_path, monkeypatch):
    few = [page for page in pages() if page.id in ("kb-00000001", "kb-00000003", "kb-00000002")]
    words, both = WhooshIndex(tmp_path / "w"), WhooshIndex(tmp_path / "b", understanding(monkeypatch))
    words.write(few)
    both.write(few)

    assert not words.search(asked("remuneration")).hits
    assert [hit.id for hit in both.search(asked("remuneration")).hits] == ["kb-00000003"]


def test_vectors_of_another_version_are_not_compared(tmp_path, monkeypatch):
    WhooshIndex(tmp_path, understanding(monkeypatch)).write(some(3))

    with pytest.raises(StateError, match="subjects 1"):
        WhooshIndex(tmp_path, understanding(monkeypatch, Later)).search(asked("offer"))
    assert WhooshIndex(tmp_path, understanding(monkeypatch, Later)).write(some(3))
    assert WhooshIndex(tmp_path, understanding(monkeypatch, Later)).search(asked("offer")).hits


def test_a_changed_page_is_understood_anew_and_the_others_are_kept(tmp_path, monkeypatch):
    index = WhooshIndex(tmp_path, understanding(monkeypatch))
    few = list(some(5))
    index.write(few)
    few[0] = replace(few[0], fields=few[0].fields | {"issue": "about a wage"})
    index.write(few)

    kept = vectors.read(generations.current(tmp_path) / vectors.FILE, "subjects 1")
    assert sorted(kept.counts) == sorted(page.id for page in few)


def test_without_a_provider_an_index_goes_by_words(tmp_path, monkeypatch):
    WhooshIndex(tmp_path, understanding(monkeypatch)).write(pages())

    assert WhooshIndex(tmp_path).search(asked("offer letter")).hits[0].id == "kb-00000001"
