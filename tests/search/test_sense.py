"""Words and meaning together: what moves, what stays, and what meaning may bring."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.article import Audience
from kb.model.search import Document, Filters, Request
from kb.search.memory_index import MemoryIndex
from kb.search.ranking import Ranked
from kb.search.sense import CANDIDATES, Sense, fuse
from kb.search.vectors import make
from tests.search import corpus
from tests.search.invented_meaning import InventedMeaning


def a_page(id: str, title: str, body: str = "", kind: str = "page", **fields: str) -> Document:
    """Make a page of a title and a body."""
    told = {name: text for name, text in ({"title": title, "body": body} | fields).items() if text}
    return Document(id=id, title=title, url=id, kind=kind, audience=Audience.USERS, fields=told)


PAGES = (
    a_page("pay", "Reading your wage statement", "It shows salary and deductions.", codes="PAY-2207"),
    a_page("door", "What the canteen shows", "The hours and the menu."),
    a_page("leave", "Vacation is not approved", "A manager left."),
    a_page("print", "The badge printer is offline", "Put paper in. It shows a light."),
)


def an_index(weight: float = 0.5, pages: tuple[Document, ...] = PAGES) -> MemoryIndex:
    """Index pages with the invented meaning."""
    pytest.importorskip("numpy", reason="numpy, of the extra `semantic`, is not installed")
    meaning = InventedMeaning()
    return MemoryIndex(pages, sense=Sense(meaning, make(pages, meaning, weight=weight)))


def ids(index: MemoryIndex, text: str, **asked: object) -> list[str]:
    return [hit.id for hit in index.search(Request(text=text, **asked)).hits]  # type: ignore[arg-type]


ranks = st.lists(st.floats(0, 1000), max_size=60).map(
    lambda scores: [Ranked(number, score) for number, score in enumerate(sorted(scores, reverse=True))]
)
weights = st.floats(0, 1)


def test_words_that_are_far_ahead_keep_the_first_place() -> None:
    ranked = [Ranked(7, 30.0), Ranked(3, 6.0)]

    fused = fuse(ranked, [0.2, 0.6], weight=0.5)

    assert [one.number for one in fused] == [7, 3]


def test_meaning_decides_between_documents_that_words_find_alike() -> None:
    ranked = [Ranked(7, 30.0), Ranked(3, 28.0)]

    fused = fuse(ranked, [0.2, 0.6], weight=0.5)

    assert [one.number for one in fused] == [3, 7]


def test_meaning_that_finds_nothing_near_changes_nothing() -> None:
    ranked = [Ranked(7, 30.0), Ranked(3, 29.0), Ranked(5, 1.0)]

    assert [one.number for one in fuse(ranked, [-0.3, 0.0, -0.1], weight=0.7)] == [7, 3, 5]


@given(ranks, st.data())
def test_no_weight_is_the_order_of_words(ranked: list[Ranked], data: st.DataObject) -> None:
    near = data.draw(st.lists(st.floats(-1, 1), min_size=len(ranked), max_size=len(ranked)))

    fused = fuse(ranked, near, weight=0.0)

    assert {one.number for one in fused} == {one.number for one in ranked}
    assert all(
        ranked[one.number].score >= ranked[other.number].score - 0.001 * ranked[0].score
        for one, other in pairwise(fused)
    )


@given(ranks, weights, st.data())
def test_fusing_loses_no_document_and_its_scores_fall(
    ranked: list[Ranked], weight: float, data: st.DataObject
) -> None:
    near = data.draw(st.lists(st.floats(-1, 1), min_size=len(ranked), max_size=len(ranked)))

    fused = fuse(ranked, near, weight)

    assert sorted(one.number for one in fused) == sorted(one.number for one in ranked)
    scores = [one.score for one in fused]
    assert scores == sorted(scores, reverse=True)


def test_a_page_that_means_it_comes_before_one_that_only_shares_a_word() -> None:
    """Three pages hold `shows`, one of them in its title; another is about pay."""
    question = "the screen shows no remuneration"

    assert ids(MemoryIndex(PAGES), question)[0] == "door"
    assert ids(an_index(), question)[0] == "pay"


def test_a_page_that_no_word_finds_is_found_by_what_it_means() -> None:
    question = "holiday pending"

    answer = an_index().search(Request(text=question))

    assert not MemoryIndex(PAGES).search(Request(text=question)).hits
    assert [hit.id for hit in answer.hits] == ["leave"]
    assert answer.found == 1
    assert answer.facets["type"] == (("page", 1),)
    assert answer.closest == ()


def test_why_a_page_was_found_says_how_near_it_is() -> None:
    (hit,) = an_index().search(Request(text="holiday", explain=True)).hits

    assert hit.matched == ()
    assert "how near its meaning is: 1.00 of 1" in hit.bonuses


def test_what_meaning_brings_passes_the_filters() -> None:
    answer = an_index().search(Request(text="holiday", filters=Filters(type=frozenset({"guide"}))))

    assert answer.hits == ()
    assert answer.found == 0
    assert answer.facets["type"] == (("page", 1),)


def test_a_question_far_from_everything_brings_nothing() -> None:
    answer = an_index().search(Request(text="xyzzy plugh"))

    assert answer.hits == ()
    assert len(answer.closest) == 3


@pytest.mark.parametrize("question", ["PAY-2207", "pay2207 vacation holiday", "what the canteen shows"])
def test_codes_and_whole_titles_are_left_to_words(question: str) -> None:
    assert ids(an_index(weight=0.9), question) == ids(MemoryIndex(PAGES), question)


def test_a_base_that_meaning_does_not_help_is_answered_by_words() -> None:
    question = "the screen shows no remuneration"

    assert an_index(weight=0.0).search(Request(text=question)) == MemoryIndex(PAGES).search(
        Request(text=question)
    )


def test_pages_of_an_answer_follow_each_other() -> None:
    """Asking for ten at a time gives the same order as asking for all, beyond the candidates too."""
    pages = tuple(
        a_page(
            f"{number:03}", f"Page {number}", "wage " * (number % 7) + "shows the light " * (number % 5 + 1)
        )
        for number in range(CANDIDATES + 25)
    )
    index = an_index(pages=pages)

    whole = index.search(Request(text="light on the payslip", limit=100))
    parts = [
        hit
        for offset in range(0, 100, 10)
        for hit in index.search(Request(text="light on the payslip", offset=offset)).hits
    ]

    assert len(whole.hits) == CANDIDATES + 25
    assert [hit.id for hit in parts] == [hit.id for hit in whole.hits]
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)


def test_what_words_answer_well_meaning_does_not_spoil() -> None:
    """Every judged question of the invented company still finds its page first, or as high as words do."""
    pages = corpus.pages()
    index, words = an_index(pages=pages), MemoryIndex(pages)

    for question, wanted in corpus.judged().items():
        assert ids(index, question).index(wanted) <= ids(words, question).index(wanted), question


def test_any_text_is_a_question() -> None:
    index = an_index()

    @given(st.text(max_size=200))
    def ask(text: str) -> None:
        answer = index.search(Request(text=text))
        assert answer.found >= len(answer.hits)

    ask()
    assert [hit.id for hit in index.search(Request(text="holiday \ud800")).hits] == ["leave"]


def test_without_a_sense_nothing_of_it_is_loaded() -> None:
    code = "import sys, kb.search.answering, kb.search.memory_index\nprint('numpy' in sys.modules)"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert out == "False\n"
