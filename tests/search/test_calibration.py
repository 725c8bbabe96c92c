"""How much meaning counts is measured on a base's own questions, and it is off where it does not help."""

from dataclasses import replace

import pytest

from kb.model.article import Audience
from kb.model.search import Document
from kb.search.calibration import ENOUGH, UNMEASURED, weighed
from kb.search.vectors import make
from tests.search.invented_meaning import InventedMeaning

pytest.importorskip("numpy", reason="numpy, of the extra `semantic`, is not installed")

SAID = (
    ("payslip", "wage", "salary statement"),
    ("password", "login", "sign account"),
    ("vacation", "holiday", "leave absence"),
    ("printer", "paper", "print badge"),
    ("iban", "bank", "transfer"),
    ("candidate", "applicant", "hire recruiting"),
)


def a_base(*, own_words: bool) -> list[Document]:
    """Make pages asked for by words of another page's kind, or by their own."""
    pages = []
    for number in range(ENOUGH + 4):
        title, asked, body = SAID[number % len(SAID)]
        said = f"system {number // 6} {title if own_words else asked}"
        fields = {"title": f"{title} system {number // 6}", "also_asked_as": said, "body": body}
        pages.append(
            Document(
                id=f"{number:02}",
                title=fields["title"],
                url="",
                kind="article",
                audience=Audience.USERS,
                fields=fields,
            )
        )
    return pages


def measured(pages: list[Document]) -> float:
    meaning = InventedMeaning()
    return weighed(pages, meaning, make(pages, meaning)).weight


def test_meaning_is_on_where_readers_say_it_otherwise() -> None:
    assert measured(a_base(own_words=False)) > 0


def test_meaning_is_off_where_words_are_as_good() -> None:
    assert measured(a_base(own_words=True)) == 0.0


def test_a_base_too_small_to_ask_gets_the_usual_weight() -> None:
    assert measured(a_base(own_words=True)[: ENOUGH - 1]) == UNMEASURED


def test_pages_without_other_wordings_are_asked_by_their_titles() -> None:
    """The body says with other words what the title says; words alone find the system, not the problem."""
    pages = [
        replace(
            page, fields={"title": page.title, "body": f"About {page.fields['body']} in {page.title[-8:]}."}
        )
        for page in a_base(own_words=False)
    ]

    assert measured(pages) > 0


def test_the_measure_does_not_depend_on_the_order_of_pages() -> None:
    pages = a_base(own_words=False)

    assert measured(pages) == measured(pages[::-1])


def test_the_same_pages_are_not_asked_again() -> None:
    meaning = InventedMeaning()
    pages = a_base(own_words=False)
    before = weighed(pages, meaning, make(pages, meaning))
    vectors = make(pages, meaning)
    meaning.computed.clear()

    again = weighed(pages, meaning, vectors, before=before)
    computed = list(meaning.computed)
    weighed(pages[1:], meaning, make(pages[1:], meaning), before=before)

    assert again.weight == before.weight
    assert computed == []
    assert meaning.computed
