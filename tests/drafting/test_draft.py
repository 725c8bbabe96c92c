"""A draft says only what the incidents say, and where they say it."""

from datetime import date

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.drafting.boilerplate import says_nothing
from kb.drafting.draft import draft, growth
from kb.drafting.title import clean
from kb.model.article import ArticleType, Audience, Confidence
from kb.model.group import IncidentGroup
from kb.model.incident import Entry, EntryKind, RedactedIncident, ResolutionKind
from kb.model.receipt import PassageKind, holds, passages
from tests.support.build import a_redacted_incident, at

TODAY = date(2026, 11, 23)


def a_group(*incidents: RedactedIncident) -> IncidentGroup:
    return IncidentGroup(incidents=tuple(sorted(incidents, key=lambda each: each.ref)))


def test_steps_stay_steps_and_each_has_a_receipt_that_holds() -> None:
    incident = a_redacted_incident(
        resolution="1. Open the business form layout.\n2. Publish it again.\n3. Generate the offer."
    )

    article = draft(a_group(incident), created=TODAY)

    assert "1. Open the business form layout.[^r" in article.body
    assert "3. Generate the offer.[^r" in article.body
    assert article.receipts
    assert all(holds(receipt, incident) for receipt in article.receipts)


def test_each_sentence_of_a_step_has_the_steps_receipt() -> None:
    incident = a_redacted_incident(
        resolution="- Open the layout. The layout of the country is meant.\n- Publish it again."
    )

    body = draft(a_group(incident), created=TODAY).body

    assert "Open the layout.[^r3] The layout of the country is meant.[^r3]" in body


def test_a_receipt_does_not_hold_when_the_record_changes() -> None:
    article = draft(a_group(a_redacted_incident()), created=TODAY)
    changed = a_redacted_incident(description="Something else.", resolution="Something else was done here.")

    assert not any(holds(receipt, changed) for receipt in article.receipts)


@pytest.mark.parametrize(
    "note",
    [
        "Done",
        "Fixed.",
        "This incident is resolved.",
        "Closed before close notes were made mandatory",
        "Thanks, [person A]",
    ],
)
def test_boilerplate_never_becomes_an_answer(note: str) -> None:
    article = draft(a_group(a_redacted_incident(resolution=note)), created=TODAY)

    assert article.confidence is Confidence.WIP
    assert note not in article.body
    assert "No resolution is known yet" in article.body


def test_the_remark_before_the_thanks_is_the_answer() -> None:
    incident = a_redacted_incident(
        resolution="Fixed",
        reporter="[person A]",
        entries=(
            Entry(
                at=at("2026-09-01"),
                author="[person B]",
                kind=EntryKind.PUBLIC,
                text="Please clear the browser cache and sign in again with the new link.",
            ),
            Entry(
                at=at("2026-09-02"), author="[person A]", kind=EntryKind.PUBLIC, text="Thanks, that worked!"
            ),
        ),
    )

    article = draft(a_group(incident), created=TODAY)

    assert "Please clear the browser cache" in article.body
    assert "that worked" not in article.body
    assert article.receipts[-1].field == "entry"


def test_an_internal_note_is_marked_in_its_receipt() -> None:
    note = Entry(
        at=at("2026-09-01"),
        author="[person B]",
        kind=EntryKind.INTERNAL,
        text="Updated the security group mapping for the region.",
    )

    article = draft(a_group(a_redacted_incident(resolution="Done", entries=(note,))), created=TODAY)

    assert {receipt.kind for receipt in article.receipts if receipt.field == "entry"} == {EntryKind.INTERNAL}


def test_greetings_signatures_and_names_stay_in_the_record() -> None:
    incident = a_redacted_incident(
        description="Hi team, this is [person A] from Leeds. The offer letter is white in Chrome. Kind regards, [person A]",
        resolution="Hello [person A], regenerate the template in the business form layout. Regards, [person B]",
    )

    body = draft(a_group(incident), created=TODAY).body

    assert "person" not in body
    assert "The offer letter is white in Chrome." in body


@pytest.mark.parametrize(
    "noise",
    [
        "Closing ticket.",
        "Fix verified in SDK version 9.2.0.",
        "Verified the fix.",
        "Let me know if it helps.",
        "Description:",
        "Merged.",
        "Studio Ver: 5.0.0 OS Ver: 10.13 CLI Ver: 7.0.2",
    ],
)
def test_status_noise_is_no_part_of_an_answer(noise: str) -> None:
    incident = a_redacted_incident(resolution=f"Publish the template of the offer letter again. {noise}")

    body = draft(a_group(incident), created=TODAY).body

    assert "Publish the template of the offer letter again." in body
    assert noise.rstrip(".:") not in body


def test_a_draft_is_for_the_support_team() -> None:
    assert draft(a_group(a_redacted_incident()), created=TODAY).audience is Audience.SUPPORT


def test_workarounds_make_a_known_error() -> None:
    article = draft(a_group(a_redacted_incident(resolution_kind=ResolutionKind.WORKAROUND)), created=TODAY)

    assert article.type is ArticleType.KNOWN_ERROR
    assert "## Workaround" in article.body


def test_hostile_text_is_inert_in_the_body() -> None:
    incident = a_redacted_incident(
        resolution="Click <img src=x onerror=alert(1)> and [this](javascript:alert(1)) to regenerate the letter."
    )

    body = draft(a_group(incident), created=TODAY).body

    assert "<img" not in body
    assert "<a " not in markdown.markdown(body)


def test_the_same_group_gives_the_same_article() -> None:
    one, two = (
        a_redacted_incident("INC1"),
        a_redacted_incident("INC2", resolution="Published the template again, then generated the offer."),
    )

    assert draft(a_group(one, two), created=TODAY) == draft(a_group(two, one), created=TODAY)


def test_an_id_that_is_taken_is_made_longer() -> None:
    first = draft(a_group(a_redacted_incident()), created=TODAY)

    second = draft(a_group(a_redacted_incident()), created=TODAY, taken=frozenset({first.id}))

    assert second.id != first.id
    assert second.id.startswith(first.id)


def test_growing_adds_evidence_and_wordings_and_leaves_the_text() -> None:
    article = draft(a_group(a_redacted_incident("INC1")), created=TODAY)
    newer = a_redacted_incident("INC2", summary="white offer page for candidate", opened_at=at("2026-10-05"))

    grown = growth(article, a_group(a_redacted_incident("INC1"), newer))

    assert [ref.key for ref in grown.evidence] == ["INC1", "INC2"]
    assert "White offer page for candidate" in grown.also_asked_as
    assert grown.last_seen == date(2026, 10, 5)
    assert grown.body == article.body


def test_growing_with_nothing_new_changes_nothing() -> None:
    group = a_group(a_redacted_incident("INC1"))
    article = draft(group, created=TODAY)

    assert growth(article, group) == article


@pytest.mark.parametrize(
    ("told", "cleaned"),
    [
        ("URGENT!!! payslip missing", "Payslip missing"),
        ("RE: FW: cannot log in?", "Cannot log in"),
        ("PAYSLIP IS MISSING SINCE MONDAY", "Payslip is missing since monday"),
        ("[HR] INC0048001: offer blank.", "Offer blank"),
        ("!!", ""),
    ],
)
def test_titles_lose_what_says_nothing(told: str, cleaned: str) -> None:
    assert clean(told) == cleaned


def test_counted_sentences_on_one_line_are_steps() -> None:
    found = passages("Do this: 1. Open the form. 2. Save it.")

    assert [(each.kind, each.text) for each in found] == [
        (PassageKind.SENTENCE, "Do this:"),
        (PassageKind.STEP, "Open the form."),
        (PassageKind.STEP, "Save it."),
    ]


@given(st.text(max_size=300))
def test_every_sentence_of_a_draft_has_a_receipt(text: str) -> None:
    """Whatever somebody wrote: below a heading nothing stands without its source, but the environment."""
    incident = a_redacted_incident(description=text, resolution=text, environment=())

    body = draft(a_group(incident), created=TODAY).body.split("\n[^")[0]

    for block in body.split("\n\n"):
        if block.strip() and not block.startswith(("#", "`", "No resolution is known yet.")):
            assert "[^r" in block, block


@given(st.text(max_size=300))
def test_any_text_can_be_cut_and_drafted(text: str) -> None:
    incident = a_redacted_incident(description=text, resolution=text)

    article = draft(a_group(incident), created=TODAY)

    assert all(holds(receipt, incident) for receipt in article.receipts)
    assert says_nothing(text) is says_nothing(text)
