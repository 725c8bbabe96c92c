"""Which searches count as having had no answer."""

from dataclasses import replace

import pytest

from kb.search.gaps import unanswered
from kb.search.memory_index import MemoryIndex
from tests.search import corpus

STORE = MemoryIndex(
    [replace(page, fields={**page.fields, "tags": "tarnbridge helpdesk"}) for page in corpus.pages()]
).store
"""Every page holds two words more."""


@pytest.mark.parametrize(
    "query",
    ["xylophone", "xylophone giraffe", "giraffe?", "ZBR-9999", "the giraffe", "strelitzia gardening club"],
)
def test_no_word_of_it_stands_anywhere(query: str) -> None:
    assert unanswered(query, STORE)


@pytest.mark.parametrize(
    "query", ["tarnbridge xylophone", "xylophone of the helpdesk", "helpdesk tarnbridge giraffe stripes"]
)
def test_only_very_common_words_of_it_stand_anywhere(query: str) -> None:
    assert unanswered(query, STORE)


@pytest.mark.parametrize("query", ["tarnbridge", "the helpdesk", "Helpdesk tarnbridge"])
def test_common_words_alone_are_an_answered_question(query: str) -> None:
    assert not unanswered(query, STORE)


@pytest.mark.parametrize(
    "query",
    [
        "payslip xylophone",
        "tarnbridge payslip giraffe",
        "ofer leter",
        "offerletter",
        "int",
        "WDR-5031",
        "xylophone 5031",
    ],
)
def test_one_rarer_word_in_any_form_is_enough(query: str) -> None:
    assert not unanswered(query, STORE)


@pytest.mark.parametrize("query", ["", "   ", "???", "\x00", "how do I", "what is the"])
def test_what_asks_nothing_is_no_gap(query: str) -> None:
    assert not unanswered(query, STORE)


@pytest.mark.parametrize("query", list(corpus.judged()))
def test_judged_questions_are_answered(query: str) -> None:
    assert not unanswered(query, STORE)


def test_in_a_small_base_no_word_is_common() -> None:
    store = MemoryIndex(corpus.some(4)).store

    assert not unanswered("workday xylophone", store)
