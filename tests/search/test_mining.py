"""Proposals for synonyms from invented evidence whose answers are known."""

import pytest

from kb.search.mining import log_likelihood, propose
from kb.search.shapes import american
from kb.search.synonyms import synonyms
from kb.search.told import Proposal, Told


def told(article: str, title: str, *wordings: str, issue: str = "", texts: tuple[str, ...] = ()) -> Told:
    """Tell of an article whose incidents are called INCa0, INCa1 and so on."""
    numbered = tuple((f"INC{article}{number}", text) for number, text in enumerate(wordings))
    return Told(article=article, title=title, issue=issue, wordings=numbered, texts=texts)


EVIDENCE = (
    told(
        "a",
        "Offer letter blank – Recruiting",
        "offer pdf is white",
        "white offer letter",
        "offer letter pdf is blank",
        "the offer letter is blank",
        "offer page white again",
    ),
    told(
        "b",
        "Notification mails in spam",
        "workday mails in junk",
        "approval mails go to junk folder",
        "mails from workday in spam",
        "spam folder has my approval mails",
    ),
    told(
        "c",
        "Payslip missing in Poland",
        "wage slip missing poland",
        "wage slip not there, poland missing",
        "payslip missing poland",
        "august payslip missing",
        "where is my payslip",
    ),
    told(
        "d",
        "Cannot work from home on Fridays",
        "wfh not possible on friday",
        "wfh request refused",
        "work from home request refused",
        "work from home friday",
    ),
    told("e", "Cost centre missing", "cost center not there", "cost centre not there", "cost center gone"),
    told("f", "Printer offline", "printer offline", "badge printer is offline", "printer does not print"),
)


def pairs(found: tuple[Proposal, ...], kind: str) -> set[tuple[str, str]]:
    return {each.words for each in found if each.kind == kind}


def test_words_that_stand_for_ours_are_found_and_nothing_else() -> None:
    assert pairs(propose(EVIDENCE), "wording") == {
        ("junk", "spam"),
        ("white", "blank"),
        ("wage slip", "payslip"),
    }


def test_a_proposal_says_what_speaks_for_it() -> None:
    (white,) = [each for each in propose(EVIDENCE) if each.words == ("white", "blank")]

    assert (white.said, white.among, white.elsewhere) == (3, 5, 0)
    assert white.articles == ("a",)
    assert white.examples == ("INCa0", "INCa1")
    assert "offer pdf is white" in white.reason
    assert white.score > 0


def test_initials_of_a_phrase_said_about_the_same_article_are_found() -> None:
    assert pairs(propose(EVIDENCE), "abbreviation") == {("wfh", "work from home")}


def test_initials_of_a_phrase_said_about_another_article_are_not() -> None:
    apart = (
        told("a", "One", "wfh refused", "wfh not possible"),
        told("b", "Two", "work from home", "work from home friday"),
    )

    assert not pairs(propose(apart), "abbreviation")


def test_two_letters_need_the_phrase_beside_them() -> None:
    plain = ("the hr report", "hr report again", "headcount report", "the headcount report")
    beside = (*plain[:3], "the headcount report (HR)")

    assert not pairs(propose([told("a", "Rows missing", *plain)]), "abbreviation")
    assert pairs(propose([told("a", "Rows missing", *beside)]), "abbreviation") == {
        ("hr", "headcount report")
    }


def test_two_spellings_of_one_word_are_found() -> None:
    assert pairs(propose(EVIDENCE), "spelling") == {("center", "centre")}


def test_what_is_in_force_is_not_proposed() -> None:
    known = synonyms([["junk", "spam"], ["centre", "center"], ["wfh", "work from home"], ["blank", "white"]])

    assert {each.words for each in propose(EVIDENCE, known)} == {("wage slip", "payslip")}


def test_a_word_beside_ours_is_no_synonym_of_it() -> None:
    evidence = told(
        "a", "Offer letter blank", "offer letter blank urgent", "blank letter urgent", "offer letter blank"
    )

    assert not pairs(propose([evidence, *EVIDENCE[1:]]), "wording") & {("urgent", "blank")}


def test_a_word_said_about_other_things_too_is_no_synonym() -> None:
    again = tuple(told(f"x{n}", f"Thing {n} is broken", f"thing {n} white", f"white {n}") for n in range(3))

    assert ("white", "blank") not in pairs(propose([*EVIDENCE, *again]), "wording")


def test_what_redaction_put_in_is_no_word_of_anybody() -> None:
    evidence = (
        told(
            "a",
            "Access for temps",
            "[person] cannot open access",
            "[person] has no access",
            "no access for temps",
        ),
        *EVIDENCE,
    )

    assert not any("person" in word for each in propose(evidence) for word in each.words)


@pytest.mark.parametrize("word", ["config", "configuratoin"])
def test_beginnings_and_typing_errors_are_left_to_search(word: str) -> None:
    evidence = told(
        "a",
        "Configuration of mail lost",
        f"mail {word} lost",
        f"my mail {word} is lost",
        "mail configuration lost",
        "configuration of my mail lost",
    )

    assert not pairs(propose([evidence, *EVIDENCE]), "wording") & {(word, "configuration")}


def test_the_order_of_articles_does_not_matter() -> None:
    assert propose(EVIDENCE) == propose(EVIDENCE[::-1])


def test_no_evidence_proposes_nothing() -> None:
    assert propose(()) == ()
    assert propose([told("a", ""), told("b", "Title alone")]) == ()


def test_log_likelihood_grows_with_the_evidence_and_is_none_where_a_word_is_rarer() -> None:
    assert log_likelihood(2, 4, 0, 100) < log_likelihood(4, 8, 0, 100)
    assert log_likelihood(1, 10, 50, 100) == 0.0
    assert log_likelihood(0, 0, 1, 1) == 0.0


@pytest.mark.parametrize(
    ("british", "plain"),
    [
        ("organisations", "organizations"),
        ("colours", "colors"),
        ("centre", "center"),
        ("catalogue", "catalog"),
        ("licence", "license"),
        ("programme", "program"),
        ("cancelled", "canceled"),
        ("payslip", "payslip"),
    ],
)
def test_spellings_are_known_by_their_endings(british: str, plain: str) -> None:
    assert american(british) == plain
