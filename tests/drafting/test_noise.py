"""What is said to somebody, or about the record, stays in the record."""

from datetime import date

import pytest

from kb.drafting.draft import draft
from kb.model.article import Article
from kb.model.group import IncidentGroup
from kb.model.incident import Entry, EntryKind, IncidentRef
from kb.model.receipt import holds
from tests.support.build import a_redacted_incident, at

TODAY = date(2026, 11, 23)


def drafted(**changes: object) -> Article:
    """Draft an article from one incident, whose receipts must hold."""
    incident = a_redacted_incident(**changes)
    article = draft(IncidentGroup(incidents=(incident,)), created=TODAY)
    assert all(holds(receipt, incident) for receipt in article.receipts)
    return article


def talked(*said: tuple[str, str], **changes: object) -> str:
    """Give the body of a draft from an incident without a close note, on which these remarks were made."""
    entries = tuple(
        Entry(at=at(f"2026-09-{day:02}"), author=f"[person {who}]", kind=EntryKind.PUBLIC, text=text)
        for day, (who, text) in enumerate(said, 1)
    )
    values = {"resolution": "", "reporter": "[person A]", "entries": entries} | changes
    return drafted(**values).body


@pytest.mark.parametrize(
    "noise",
    [
        "Please reopen if it comes back.",
        "Do not hesitate to reopen the ticket if the letter is blank again.",
        "Linked to major incident MI-0071.",
        "Resolved with the major incident.",
        "Forwarded to the second level.",
        "Information given by phone.",
        "Informed the requester.",
        "Please do not reply to this mailbox.",
    ],
)
def test_what_is_said_about_the_record_is_no_part_of_an_answer(noise: str) -> None:
    body = drafted(resolution=f"Publish the template of the offer letter again. {noise}").body

    assert "Publish the template of the offer letter again." in body
    assert noise not in body


@pytest.mark.parametrize(
    "label",
    ["Analysis", "2nd level", "Answer to the caller", "Feedback from the vendor", "Status", "Close notes"],
)
def test_a_label_before_an_answer_is_cut(label: str) -> None:
    body = drafted(resolution=f"{label}: Template of the offer letter published again.").body

    assert "Template of the offer letter published again." in body
    assert f"{label}:" not in body


def test_a_farewell_that_nothing_parts_from_an_answer_is_cut() -> None:
    body = drafted(
        resolution="Publication of the offer letter was switched on Thanks for your patience."
    ).body

    assert "Publication of the offer letter was switched on.[^r" in body
    assert "patience" not in body


def test_below_a_line_of_two_hyphens_stands_the_senders_card() -> None:
    """The signature's mark of RFC 3676; a longer line parts sections, and what follows it is kept."""
    card = "--\nSent through the Tarnbridge portal.\nYour opinion counts."
    body = drafted(
        description=f"The offer letter is blank since the move\n{card}",
        resolution="Open the template of the letter\n----\nPublish the template again.",
    ).body

    assert "The offer letter is blank since the move.[^r" in body
    assert "portal" not in body
    assert "opinion" not in body
    assert "Publish the template again.[^r" in body


def test_a_mail_systems_disclaimer_is_cut() -> None:
    body = drafted(
        description="The offer letter is blank in the portal.\n\nThis e-mail and any attachment are confidential and meant for "
        "the addressee only. If you received it in error, delete it. Tarnbridge Ltd, Dock Road 4."
    ).body

    assert "blank in the portal" in body
    assert "in error" not in body
    assert "Dock Road" not in body


def test_a_heading_in_capitals_is_not_run_into_the_sentence_below_it() -> None:
    body = drafted(resolution="MOST IMPORTANT STEPS\nUpdate the reader to version 7.2 on every phone.").body

    assert "Update the reader to version 7.2 on every phone.[^r" in body
    assert "MOST IMPORTANT" not in body


@pytest.mark.parametrize(
    "setback",
    [
        "Reopened: the terminal refused my badge this morning.",
        "Sorry, the terminal is still not reachable here.",
        "I did that and it did not help.",
        "Same error on my side.",
        "Followed each step, still our kiosk is not found.",
    ],
)
def test_a_remark_that_the_next_one_refutes_is_no_answer(setback: str) -> None:
    body = talked(("B", "Restart the terminal and map the badge to its worker again."), ("C", setback))

    assert "No resolution is known yet." in body


def test_what_to_do_if_it_still_fails_is_no_setback() -> None:
    body = talked(
        (
            "B",
            "Increase the memory of the reader by setting reader.memory to 512 in its settings file. "
            "If it still fails, restart the terminal.",
        )
    )

    assert "Increase the memory of the reader" in body
    assert "If it still fails, restart the terminal." in body


def test_a_cause_may_say_what_is_not_working() -> None:
    body = talked(
        (
            "B",
            "The reason that the badge is not detected is a wrong order of calls. Register the listener before the window opens.",
        )
    )

    assert "## Cause\n\nThe reason that the badge is not detected" in body
    assert "Register the listener before the window opens." in body


def test_a_sentence_goes_with_the_one_it_leans_on() -> None:
    body = talked(
        (
            "B",
            "Could you try [this build](https://files.example/reader.zip)? But you can use it in production as well. "
            "The terminal must be restarted after you update the reader to 2.4.",
        )
    )

    assert "But you can use it" not in body


@pytest.mark.parametrize(
    "process",
    ["Changing the catalogue requires a REL ticket.", "You need to file a release ticket for this module."],
)
def test_the_way_work_is_ordered_is_no_answer(process: str) -> None:
    assert "No resolution is known yet." in talked(("B", process))


def test_a_request_for_logs_is_no_answer_although_it_has_steps() -> None:
    body = talked(
        (
            "B",
            "We need to capture the logs in this order.\n\n1. Set the level to debug.\n2. Restart the terminal.\n3. Save the log.",
        )
    )

    assert "No resolution is known yet." in body


@pytest.mark.parametrize(
    "told",
    [
        "Fixed in reader@2.1.0.",
        "reader@2.1.0 has been published.",
        "New badge reader version 2.1.0 released.",
        "New release: https://code.example/reader/releases/tag/v2.1.0.",
    ],
)
def test_a_short_remark_that_names_the_version_is_an_answer(told: str) -> None:
    assert told in talked(("B", told))


@pytest.mark.parametrize(
    "told", ["Published v2.1.0.", "Version 2.1.0 will be released soon.", "Not released in 2.1.0."]
)
def test_a_version_of_nothing_or_of_the_future_is_none(told: str) -> None:
    assert "No resolution is known yet." in talked(("B", told))


def test_where_to_get_it_answers_a_wish_and_no_trouble() -> None:
    told = ("B", "The support for badges is available in the [reader kit](https://kits.example/reader).")

    assert "reader kit (https://kits.example/reader)" in talked(told, category="New Feature")
    assert "No resolution is known yet." in talked(told, category="Bug")


def test_where_to_get_it_does_not_answer_those_who_had_trouble() -> None:
    told = Entry(
        at=at("2026-09-01"),
        author="[person B]",
        kind=EntryKind.PUBLIC,
        text="The support for badges is available in the [reader kit](https://kits.example/reader).",
    )
    wish = a_redacted_incident("INC1", resolution="", category="Improvement", entries=(told,))
    trouble = a_redacted_incident("INC2", resolution="", category="Bug")

    body = draft(IncidentGroup(incidents=(wish, trouble)), created=TODAY).body

    assert "No resolution is known yet." in body


@pytest.mark.parametrize(
    "told",
    [
        "Side note: Update the reader to the kit of 2025, which is stable as well.",
        "For this I opened PR-41, which has put the old list of badges back.",
        "In summary, here are the possible options:\n\n- Clear the cache of the reader.\n- Ask the vendor of the reader to allow two badges.",
        "Do we have to do this to update?\n\n1. Stop the reader.\n2. Install the update of the reader.\n3. Start it again.",
        "The property is new for me. It is available since 5.0.0.",
    ],
)
def test_asides_options_questions_and_what_leans_on_something_else_are_no_answer(told: str) -> None:
    assert "No resolution is known yet." in talked(("B", told))


def test_a_workaround_in_the_description_is_offered_as_one() -> None:
    article = drafted(
        resolution="Done",
        description="The reader crashes with two badges.\n\n**Workaround**\n\nRemove the second badge from the worker's record.",
    )

    issue, rest = article.body.split("## Workaround")
    assert "Remove the second badge" not in issue
    assert "Remove the second badge from the worker's record.[^r" in rest
    assert {receipt.field for receipt in article.receipts} == {"description"}


def test_refs_of_drafted_incidents_are_kept() -> None:
    assert drafted().evidence == (IncidentRef("servicenow", "INC0048001"),)
