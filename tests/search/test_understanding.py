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


def test_only_a_changed_page_is_understood_anew(tmp_path, monkeypatch):
    understood: list[str] = []

    class Counted(Subjects):
        def vectors(self, texts: Sequence[str]) -> Any:
            understood.extend(texts)
            return super().vectors(texts)

    understanding(monkeypatch, Counted)
    beside = Understanding("subjects", tmp_path / "cache")
    index = WhooshIndex(tmp_path / "index", beside)
    few = list(some(5))
    index.write(few)
    before = vectors.read(generations.current(tmp_path / "index") / vectors.FILE, "subjects 1")
    understood.clear()
    few[0] = replace(few[0], fields=few[0].fields | {"issue": "It is about a wage."})

    index.write(few)

    after = vectors.read(generations.current(tmp_path / "index") / vectors.FILE, "subjects 1")
    assert "It is about a wage." in " ".join(understood)
    assert not any(few[1].title in text for text in understood)
    wage = Subjects().vectors(["wage"])[0]
    assert after.similarities(wage, [few[0].id])[0] > before.similarities(wage, [few[0].id])[0]


def test_without_a_provider_an_index_goes_by_words(tmp_path, monkeypatch):
    WhooshIndex(tmp_path, understanding(monkeypatch)).write(pages())

    assert WhooshIndex(tmp_path).search(asked("offer letter")).hits[0].id == "kb-00000001"
