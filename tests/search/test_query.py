from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.search import Request
from kb.search.languages import stem
from kb.search.lexicon import Lexicon, lines_of
from kb.search.memory_index import MemoryIndex
from kb.search.query import SCORED, edits, plan
from tests.search.corpus import page


def words(**frequencies):
    """Make a vocabulary of English words."""
    return Lexicon(lines_of({form: (count, (stem(form),)) for form, count in frequencies.items()}))


VOCABULARY = words(
    offer=5, letter=9, payroll=4, payslip=7, login=3, log=2, manager=6, approval=4, the=30, wdr5031=1, wdr=4
)


def terms(query):
    return {word.surface: [term.term for term in word.terms] for word in plan(query, VOCABULARY).words}


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("offer", "offer", 0),
        ("offr", "offer", 1),
        ("ofefr", "offer", 1),
        ("payrlol", "payroll", 1),
        ("abc", "xyz", 3),
    ],
)
def test_edits_are_counted_with_swaps_as_one(left, right, distance):
    assert edits(left, right, 5) == distance


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_edits_do_not_mind_direction(left, right):
    assert edits(left, right, 9) == edits(right, left, 9)


def test_a_word_that_is_there_is_looked_up_as_it_is():
    assert terms("offer letter") == {"offer": ["offer"], "letter": ["letter"]}


def test_typing_errors_find_the_nearest_word_and_say_so():
    made = plan("ofer manger letter", VOCABULARY)

    assert made.corrected == (("ofer", "offer"), ("manger", "manager"))


@pytest.mark.parametrize("word", ["lag", "5032", "wdr5032x"])
def test_short_words_and_codes_are_not_corrected(word):
    assert plan(f"{word} letter", VOCABULARY).corrected == ()


def test_only_the_last_word_is_completed():
    assert terms("letter payr") == {"letter": ["letter"], "payr": ["payrol"]}
    assert "payr" not in terms("payr letter")


def test_stop_words_go_unless_they_are_all_there_is():
    assert terms("the offer") == {"offer": ["offer"]}
    assert terms("the") == {"the": ["the"]}


def test_two_words_written_as_one_are_found():
    assert "login" in terms("log in")["log"]
    assert "payslip" in terms("pay slip")["slip"]


def test_a_known_code_counts_more_than_its_parts():
    weights = {word.surface: word.weight for word in plan("WDR-5031", VOCABULARY).words}

    assert weights == {"wdr5031": 1.0, "wdr": 0.4}


def test_an_unknown_code_leaves_its_parts():
    assert terms("WDR-9999") == {"wdr": ["wdr"]}


def test_only_the_rarest_words_of_a_long_question_are_scored():
    held = {f"word{chr(97 + n)}": n + 1 for n in range(26)}
    many = words(**held)

    made = plan(" ".join(held), many)

    assert len(made.words) == SCORED
    assert {word.surface for word in made.words} == set(list(held)[:SCORED])


@given(st.text(max_size=300))
def test_any_text_is_a_query(text):
    made = plan(text, VOCABULARY)

    assert all(word.terms for word in made.words)


def test_letters_left_out_are_likelier_than_wrong_ones():
    vocabulary = words(over=99, offer=2, bank=50, blank=1)

    assert plan("ofer blnk form", vocabulary).corrected == (("ofer", "offer"), ("blnk", "blank"))


def test_a_short_word_keeps_its_first_letter():
    assert plan("page of things", words(wage=5, things=2)).corrected == ()


def test_the_correction_that_is_told_is_the_word_of_the_best_hit():
    told = [replace(page(1), id=f"kb-{n}", title=title, fields={"title": title}) for n, title in enumerate(
        ["Time off", "Off sick", "Day off", "Offer letter is blank"]
    )]  # fmt: skip

    answer = MemoryIndex(told).search(Request(text="offr letter blank"))

    assert answer.hits[0].title == "Offer letter is blank"
    assert answer.corrected == (("offr", "offer"),)
