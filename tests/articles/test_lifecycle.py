"""Which states an article may take, and what changes then."""

from datetime import UTC, date, datetime

import pytest

from kb.articles.lifecycle import promotion, review_due
from kb.errors import KbError, RefusedError
from kb.model.article import Audience, Confidence, Receipt
from kb.model.incident import EntryKind, IncidentRef
from tests.support.build import an_article

TODAY = date(2026, 11, 2)


def a_receipt(label="s1", kind=EntryKind.PUBLIC):
    return Receipt(
        label=label,
        ref=IncidentRef("servicenow", "INC0048001"),
        field="entry",
        kind=kind,
        at=datetime(2026, 9, 1, tzinfo=UTC),
        sha256="0" * 64,
    )


def with_resolution(text, heading="Resolution"):
    return an_article(body=f"## Issue\n\nIt is white.\n\n## {heading}\n\n{text}\n")


def test_validating_dates_the_review():
    assert promotion(an_article(), to=Confidence.VALIDATED, today=TODAY) == {
        "confidence": "validated",
        "last_reviewed_on": TODAY,
        "review_in": "90 days",
    }


def test_validating_again_is_a_review_and_keeps_the_interval():
    article = an_article(
        confidence=Confidence.VALIDATED, review_in="1 year", last_reviewed_on=date(2026, 1, 1)
    )

    assert promotion(article, to=Confidence.VALIDATED, today=TODAY) == {"last_reviewed_on": TODAY}


def test_the_same_state_changes_nothing():
    assert promotion(an_article(), to=Confidence.NOT_VALIDATED, audience=Audience.SUPPORT, today=TODAY) == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<!-- write it here -->",
        "No resolution is known yet.",
        "*There is no known workaround.*",
        "TBD",
        "n/a",
        "### Steps",
        "[^s1]",
    ],
)
def test_what_is_no_answer_cannot_be_trusted(text):
    for state in (Confidence.VALIDATED, Confidence.NOT_VALIDATED):
        article = an_article(confidence=Confidence.WIP, body=with_resolution(text).body)
        with pytest.raises(KbError, match="has no resolution yet") as caught:
            promotion(article, to=state, today=TODAY)
        assert not isinstance(caught.value, RefusedError)


@pytest.mark.parametrize(
    "article",
    [
        with_resolution("Generate the offer again."),
        with_resolution("Use Chrome.", "Workaround"),
        with_resolution("1. Not resolved by a restart: install it anew.\n2. Sign in."),
        with_resolution("No further fix is needed. Sign out and in again."),
    ],
)
def test_an_answer_can_be_trusted(article):
    assert promotion(article, to=Confidence.VALIDATED, today=TODAY)["confidence"] == "validated"


def test_only_validated_articles_are_shown_to_users():
    for wide in (Audience.USERS, Audience.PUBLIC):
        with pytest.raises(RefusedError, match="only validated") as caught:
            promotion(an_article(), audience=wide, today=TODAY)
        assert "--to validated" in caught.value.hint
        both = promotion(an_article(), to=Confidence.VALIDATED, audience=wide, today=TODAY)
        assert both["audience"] == wide.value
    assert promotion(an_article(), audience=Audience.INTERNAL, today=TODAY) == {"audience": "internal"}


def test_internal_notes_keep_an_article_from_users():
    receipts = (a_receipt("s1"), a_receipt("s2", EntryKind.INTERNAL), a_receipt("s3", EntryKind.INTERNAL))
    article = an_article(confidence=Confidence.VALIDATED, receipts=receipts)

    with pytest.raises(RefusedError, match=r"s2, s3"):
        promotion(article, audience=Audience.USERS, today=TODAY)
    assert promotion(article, audience=Audience.INTERNAL, today=TODAY) == {"audience": "internal"}


def test_going_back_takes_the_article_from_users():
    article = an_article(confidence=Confidence.VALIDATED, audience=Audience.USERS)

    assert promotion(article, to=Confidence.WIP, today=TODAY) == {"confidence": "wip", "audience": "support"}


def test_retiring_keeps_everything_else():
    article = an_article(confidence=Confidence.VALIDATED, audience=Audience.USERS)

    assert promotion(article, to=Confidence.ARCHIVED, today=TODAY) == {"confidence": "archived"}


def test_a_retired_article_is_not_shown_to_more_people():
    with pytest.raises(RefusedError):
        promotion(an_article(), to=Confidence.ARCHIVED, audience=Audience.PUBLIC, today=TODAY)


@pytest.mark.parametrize(
    ("interval", "due"),
    [
        ("90 days", date(2024, 4, 30)),
        ("1 day", date(2024, 2, 1)),
        ("2 weeks", date(2024, 2, 14)),
        ("1 month", date(2024, 2, 29)),
        ("13 months", date(2025, 2, 28)),
        ("1 year", date(2025, 1, 31)),
        ("9999 years", None),
        ("", None),
    ],
)
def test_a_review_falls_due_after_its_interval(interval, due):
    article = an_article(last_reviewed_on=date(2024, 1, 31), review_in=interval)

    assert review_due(article) == due


def test_without_a_review_the_creation_counts_and_a_retired_article_needs_none():
    article = an_article(created=date(2026, 1, 1), review_in="1 day")

    assert review_due(article) == date(2026, 1, 2)
    assert review_due(an_article(confidence=Confidence.ARCHIVED, review_in="1 day")) is None
