"""What an article says once one incident's wording is left out."""

from datetime import UTC, datetime

import pytest

from kb.articles.without import without
from kb.model.article import Receipt
from kb.model.incident import EntryKind, IncidentRef
from tests.support.build import an_article

ONE, OTHER = IncidentRef("servicenow", "INC1"), IncidentRef("servicenow", "INC2")


def receipt(label, ref):
    return Receipt(
        label=label,
        ref=ref,
        field="description",
        kind=EntryKind.PUBLIC,
        at=datetime(2026, 9, 1, tzinfo=UTC),
        sha256="0" * 64,
    )


RECEIPTS = (receipt("r1", ONE), receipt("r2", OTHER), receipt("r3", ONE))


def less(body, **changes):
    return without(
        an_article(body=body, receipts=RECEIPTS, evidence=(ONE, OTHER), **changes),
        ONE,
        ("Offer PDF is white",),
    )


def issue(body):
    return less(f"## Issue\n\n{body}\n\n## Resolution\n\n1. Publish it.[^r1]\n\n[^r1]: INC1.\n").body.split(
        "## Resolution"
    )[0]


def test_wordings_are_known_whatever_their_case_accents_and_signs():
    found = less(
        "", also_asked_as=("offer pdf: is white!", "Óffer PDF is WHITE", "White offer pdf", "Offer is blank")
    )

    assert found.also_asked_as == ("White offer pdf", "Offer is blank")


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("The PDF is white.[^r1]", ""),
        ("The PDF is white.[^r1] It has no logo.[^r2]", "It has no logo."),
        ("It has no logo.[^r2] The PDF is white.[^r1]", "It has no logo."),
        ("The PDF is white[^r1][^r3]", ""),
        ("- The PDF is white.[^r1] No logo.[^r2]", "- No logo."),
        ("Somebody added this. The PDF is white.[^r1]", "Somebody added this."),
    ],
)
def test_a_sentence_goes_when_only_this_incident_is_cited_for_it(body, left):
    assert issue(body) == f"## Issue\n\n{left}\n\n"


@pytest.mark.parametrize(
    "body", ["The PDF is white.[^r1][^r2]", "The PDF is white.", "White.[^r2]", "White.[^unknown]"]
)
def test_what_others_said_too_or_somebody_wrote_stays(body):
    assert body in issue(body)


def test_only_the_issue_is_touched():
    body = "## Cause\n\nA draft.[^r1]\n\n## Resolution\n\n1. Publish it.[^r1]\n\n[^r1]: INC1.\n"

    assert less(body).body == body


def test_the_title_stays():
    assert less("", title="Offer PDF is white").title == "Offer PDF is white"
