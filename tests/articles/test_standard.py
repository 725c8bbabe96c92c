"""How an article reads, whose words it has, which names it had, and how good it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.articles import markdown
from kb.articles.standard.check import check
from kb.articles.standard.own import mark, statements, unmarked
from kb.articles.standard.prose import prose, reading_ease
from kb.articles.standard.score import CRITERIA, PASS, by_owner, scores
from kb.model.article import Article, Confidence, Finding, Guide, OwnWords, Receipt
from kb.model.incident import EntryKind, IncidentRef
from kb.model.prose import digest
from tests.support.build import a_redacted_incident, an_article

TODAY = date(2026, 11, 24)
INCIDENT = a_redacted_incident(
    "INC0048001", resolution="publish the layout again. Generate the document once more; it has text now."
)
LEDGER = {INCIDENT.ref: INCIDENT}


def a_receipt(label: str = "r1", text: str = "publish the layout again.") -> Receipt:
    return Receipt(
        label=label, ref=INCIDENT.ref, field="resolution", kind=EntryKind.PUBLIC, at=None, sha256=digest(text)
    )


def an_answer(resolution: str, **changes: Any) -> Article:
    body = f"## Issue\n\nThe letter is white.\n\n## Resolution\n\n{resolution}\n"
    values: dict[str, Any] = {"title": "Offer letter is blank – Workday Recruiting", "body": body}
    return an_article(**values | changes)


def found(*articles: Article, guides: Sequence[tuple[str, str]] = ()) -> list[Finding]:
    texts = {article.path: markdown.render(article) for article in articles} | dict(guides)
    pages = [Guide(path=path, title="A page", body=text) for path, text in guides]
    return list(check(articles, pages, ledger=LEDGER, files=frozenset(), texts=texts, today=TODAY))


def of(code: str, *articles: Article, **more: Any) -> list[Finding]:
    return [each for each in found(*articles, **more) if each.code == code]


# how it reads


def test_an_article_is_a_page_or_less() -> None:
    assert of("KB115", an_answer("Press the button. " * 200))
    assert not of("KB115", an_answer("Press the button. " * 100))
    code = "Press it.\n\n```\n" + "word " * 900 + "\n```\n"
    assert not of("KB115", an_answer(code))


PLAIN = (
    "Open the letter. Press the green button. Wait until the text is there. Then send the page to her. " * 5
)
HARD = (
    "Notwithstanding organisational considerations, the reconfiguration of interdependent authorisation "
    "infrastructures necessitates comprehensive administrative collaboration regarding identification. "
) * 6


def test_words_are_plain() -> None:
    assert not of("KB116", an_answer(PLAIN))
    assert of("KB116", an_answer(HARD))
    assert not of("KB116", an_answer(HARD, confidence=Confidence.ARCHIVED))


def test_reading_ease_is_flesch_s() -> None:
    plain, hard = reading_ease(PLAIN), reading_ease(HARD)
    assert plain is not None
    assert hard is not None
    assert plain > 80
    assert hard < 0
    assert reading_ease("Too short to tell.") is None
    # 70 words of one syllable in sentences of seven: 206.835 - 1.015 * 7 - 84.6
    assert reading_ease("The cat sat on the red mat. " * 10) == pytest.approx(206.835 - 7.105 - 84.6)


def test_code_footnotes_and_addresses_are_no_words() -> None:
    body = "See [the form](https://example.com/x).[^r1] Run `abc`.\n\n```\nlong line\n```\n\n[^r1]: ServiceNow INC1.\n"
    assert prose(body).split() == ["See", "the", "form.", "Run", "."]


@pytest.mark.parametrize(
    "step",
    ["The layout is published again.", "The old scheme was ended by Payroll.", "The cache is then cleared."],
)
def test_a_step_says_what_to_do(step: str) -> None:
    finding = of("KB117", an_answer(f"1. Open the page.\n2. {step}"))
    assert [each.line for each in finding] == [
        markdown.render(an_answer(f"1. Open the page.\n2. {step}")).split("\n").index(f"2. {step}") + 1
    ]


@pytest.mark.parametrize(
    "step",
    [
        "Publish the layout.",
        "Published the layout again.",
        "In Workday, open the page that is shown.",
        "The page shows a green tick.",
    ],
)
def test_a_step_with_a_verb_is_one(step: str) -> None:
    assert not of("KB117", an_answer(f"1. {step}\n2. Wait."))


def test_a_sentence_outside_of_steps_may_be_passive() -> None:
    assert not of("KB117", an_answer("The layout is published every night."))


# whose words it has


def test_a_sentence_a_person_adds_is_found_once_for_the_page() -> None:
    article = an_answer(
        "1. Publish the layout again.[^r1]\n2. Call the desk.\n\n[^r1]: ServiceNow INC0048001.",
        receipts=(a_receipt(),),
    )
    (finding,) = of("KB113", article)
    assert "2 statements" in finding.message  # the issue, too
    text = markdown.render(article)
    assert text.split("\n")[finding.line - 1] == "The letter is white."


def test_marked_words_are_marked_once_and_only_the_front_matter_changes() -> None:
    article = an_answer("Call the desk.")
    text = markdown.render(article).replace("id: kb", "# mine 🙂\nid: kb", 1)

    marked = mark(article, text, LEDGER, TODAY)
    now = markdown.parse(marked, path=article.path)

    assert [each.on for each in now.own_words] == [TODAY, TODAY]
    assert marked.replace(marked[marked.index("own_words:") : marked.index("evidence:")], "") == text
    assert mark(now, marked, LEDGER, date(2027, 1, 1)) == marked
    assert not of("KB113", now)


def test_a_marked_sentence_that_is_changed_is_a_new_one() -> None:
    article = an_answer("Call the desk.")
    now = markdown.parse(mark(article, markdown.render(article), LEDGER, TODAY), path=article.path)
    later = replace(now, body=now.body.replace("Call the desk", "Call the desk before noon"))

    again = markdown.parse(mark(later, markdown.render(later), LEDGER, date(2027, 1, 1)), path=article.path)

    assert [each.on for each in again.own_words] == [TODAY, date(2027, 1, 1)]


def test_what_only_looks_different_is_the_same_statement() -> None:
    (one,), (other,) = statements("Call the  **desk**!"), statements("call the desk.")
    assert one.sha256 == other.sha256


def test_a_quoted_sentence_that_somebody_rewrote_is_their_own() -> None:
    quoted = an_answer("Publish the layout again.[^r1]\n\n[^r1]: X.", receipts=(a_receipt(),))
    shorter = replace(quoted, body=quoted.body.replace("layout again", "layout"))
    other = replace(
        quoted, body=quoted.body.replace("Publish the layout again", "Reinstall the whole browser")
    )

    assert [each.text for each in unmarked(quoted, LEDGER)] == ["The letter is white."]
    assert [each.text for each in unmarked(shorter, LEDGER)] == ["The letter is white."]
    assert [each.text for each in unmarked(other, LEDGER)] == [
        "The letter is white.",
        "Reinstall the whole browser.",
    ]


def test_what_states_nothing_needs_no_receipt() -> None:
    body = (
        "## Issue\n\n<!-- Say what\nthey see. -->\n\n## Environment\n\n- Workday Recruiting\n\n"
        "## Resolution\n\nNo resolution is known yet.\n\n```\nrm -r cache\n```\n\n![A button](a.png)\n\n"
        "Ask for the form.[^own]\n\n[^own]: It lies at the desk.\n"
    )
    assert unmarked(an_article(body=body), LEDGER) == ()


def test_two_sentences_in_a_line_are_two_statements_with_their_own_marks() -> None:
    found = list(statements("It is white.[^r1][^r2] The code is WDR-5031.[^r3] Call us."))
    assert [(each.text, each.labels) for each in found] == [
        ("It is white.", ("r1", "r2")),
        ("The code is WDR-5031.", ("r3",)),
        ("Call us.", ()),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Call us.", "Open `it`. Wait!", "# Head", "- item", "> quote", "```\nx\n```", "", "1. step"]
        ),
        max_size=8,
    )
)
def test_marking_twice_changes_nothing(lines: list[str]) -> None:
    article = an_article(body="\n".join(["## Issue", "", *lines]))
    once = mark(article, markdown.render(article), LEDGER, TODAY)
    now = markdown.parse(once, path=article.path)
    assert unmarked(now, LEDGER) == ()
    assert mark(now, once, LEDGER, TODAY) == once


# flags, orphans, old names


def test_a_flag_is_shown_where_it_stands() -> None:
    article = an_answer("Wait.", flagged=("INC9 was opened again after it was solved like this.",))
    (finding,) = of("KB114", article)
    assert "INC9" in finding.message
    assert "INC9" in markdown.render(article).split("\n")[finding.line - 1]


def test_a_guide_nobody_links_to_is_an_orphan() -> None:
    pages = (
        ("index.md", "# Home\n\n[One](about/one.md) and [two](about/two/).\n"),
        ("about/one.md", "# One\n"),
        ("about/two.md", "# Two\n\n[Three](three.md#x)\n"),
        ("about/three.md", "# Three\n"),
        ("about/lost.md", "# Lost\n\n[Home](../index.md)\n"),
        ("guides/listed.md", "# Listed\n"),
        ("worklist.md", "# Worklist\n\n<!-- Made by `kb worklist --page` -->\n"),
    )
    assert [each.path for each in of("KB119", guides=pages)] == ["content/about/lost.md"]


def test_an_old_name_leads_to_one_article() -> None:
    one = an_answer("Wait.", aliases=("kb-00000001", "faq/old.md"))
    other = an_answer("Wait.", id="kb-0a1b2c3e", aliases=("faq/old.md", one.id))
    assert [each.message for each in of("KB120", one, other)] == [
        f"the alias faq/old.md is also a name of {one.id}",
        f"the alias {one.id} is also a name of {one.id}",
    ]


def test_whose_duplicate_an_article_is_can_be_told() -> None:
    lost = an_answer("Wait.", duplicate_of="kb-99999999")
    itself = an_answer("Wait.", supersedes=("kb-0a1b2c3d",))
    merged = an_answer("Wait.", id="kb-0a1b2c3e", aliases=("kb-99999999",))
    assert "nowhere" in of("KB120", lost)[0].message
    assert "stands for itself" in of("KB120", itself)[0].message
    assert not of("KB120", lost, merged)


# the score


def test_the_weights_sum_up_to_a_hundred() -> None:
    assert sum(each.points for each in CRITERIA) == 100


def test_an_article_loses_points_for_what_is_wrong_with_it_and_no_others() -> None:
    good = an_answer(
        "Publish the layout again.[^r1]\n\n[^r1]: X.", receipts=(a_receipt(),), also_asked_as=("White",)
    )
    own = OwnWords(sha256=next(statements("The letter is white.")).sha256, on=TODAY)
    good = replace(good, own_words=(own,))
    long = replace(good, title="Blank", id="kb-0a1b2c3e", path="faq/x-kb-0a1b2c3e.md", owner="Payroll")

    worst, best = scores([good, long], found(good, long))

    assert (best.article.id, best.points, best.lost) == (good.id, 100, ())
    assert worst.lost == (("has a title that names issue and environment", 15),)
    assert (worst.points, worst.passes) == (85, True)
    assert [(each.owner, each.mean) for each in by_owner([worst, best])] == [
        ("Payroll", 85),
        (good.owner, 100),
    ]


def test_without_an_answer_nothing_passes() -> None:
    empty = an_answer("No resolution is known yet.", also_asked_as=("White",), confidence=Confidence.WIP)
    (score,) = scores([empty], [])
    assert score.points < PASS


def test_retired_articles_are_not_scored() -> None:
    assert scores([an_answer("Wait.", confidence=Confidence.ARCHIVED)], []) == ()


def test_evidence_in_two_systems_is_no_twin() -> None:
    refs = (IncidentRef("jira", "A-1"), IncidentRef("servicenow", "A-1"))
    assert len(of("KB103", an_answer("Wait.", evidence=refs))) == 2
