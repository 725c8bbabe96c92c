"""Each sentence stands under the heading it belongs to."""

from datetime import date

import pytest

from kb.drafting.draft import draft
from kb.drafting.language import language
from kb.model.article import ArticleType
from kb.model.group import IncidentGroup
from kb.model.incident import RedactedIncident, ResolutionKind
from tests.support.build import a_redacted_incident

TODAY = date(2026, 11, 23)


def a_body(*incidents: RedactedIncident) -> str:
    return draft(IncidentGroup(incidents=incidents), created=TODAY).body


def a_section(body: str, heading: str) -> str:
    return body.split(f"## {heading}\n\n")[1].split("\n\n## ")[0].split("\n\n[^")[0]


@pytest.mark.parametrize(
    "state",
    [
        "The drivers were not in the audience of the course.",
        "The provider had changed its address.",
        "The form does not accept blanks.",
        "The filter excluded hires of the current month.",
    ],
)
def test_how_things_stood_is_the_cause_of_what_was_done(state: str) -> None:
    body = a_body(a_redacted_incident(resolution=f"{state} Changed the setting and ran the job again."))

    assert a_section(body, "Cause").startswith(state)
    assert a_section(body, "Resolution").startswith("Changed the setting and ran the job again.")


def test_without_a_deed_nothing_is_a_cause() -> None:
    body = a_body(a_redacted_incident(resolution="The drivers were not in the audience of the course."))

    assert "## Cause" not in body
    assert "The drivers were not in the audience" in a_section(body, "Resolution")


def test_how_things_are_now_is_no_cause() -> None:
    body = a_body(a_redacted_incident(resolution="Entries within a minute are now dropped. Week 40 cleaned."))

    assert "## Cause" not in body


def test_what_came_before_is_no_deed() -> None:
    note = (
        "The error comes from the new client because it has no printer list. When the client was updated, the old list was removed. "
        "Install the printer list from the software centre."
    )

    body = a_body(a_redacted_incident(resolution=note))

    assert "the old list was removed" in a_section(body, "Cause")
    assert a_section(body, "Resolution").startswith("Install the printer list")


def test_a_note_of_what_was_done_comes_before_one_that_only_tells_why() -> None:
    body = a_body(
        a_redacted_incident("INC1", resolution="The flow of the job title to the directory was off."),
        a_redacted_incident("INC2", resolution="Flow of the job title to the directory enabled."),
    )

    assert "Flow of the job title to the directory enabled." in a_section(body, "Resolution")


def test_an_answer_that_is_soon_out_of_date_comes_last() -> None:
    body = a_body(
        a_redacted_incident(
            "INC2",
            resolution="1. Until midnight type the postcode without its hyphen.\n2. From tomorrow the rule takes it.",
        ),
        a_redacted_incident(
            "INC1", resolution="Corrected the rule of the postcode, so that its hyphen is taken."
        ),
    )

    assert "Corrected the rule of the postcode" in a_section(body, "Resolution")


def test_a_question_of_where_is_a_faq_where_no_system_says_what_ended_it() -> None:
    asked = a_redacted_incident(
        summary="Where do I get a proof of employment",
        resolution="Open My documents and choose Proof of employment.",
        resolution_kind=ResolutionKind.NONE,
    )
    broken = a_redacted_incident(
        summary="Where is my payslip",
        resolution="The payslips were published late: printing had been scheduled after the release.",
        resolution_kind=ResolutionKind.NONE,
    )

    assert draft(IncidentGroup(incidents=(asked,)), created=TODAY).type is ArticleType.FAQ
    assert draft(IncidentGroup(incidents=(broken,)), created=TODAY).type is ArticleType.TROUBLESHOOTING


def test_an_issue_that_leans_on_nothing_has_the_summary_before_it() -> None:
    body = a_body(
        a_redacted_incident(
            summary="Camera picture disappears after a while",
            description="This happens at every terminal with two lenses.",
        )
    )

    assert a_section(body, "Issue").startswith("Camera picture disappears after a while.[^r1] This happens")


def test_what_its_author_would_do_is_no_issue() -> None:
    body = a_body(
        a_redacted_incident(
            description="The import fails when a badge is unknown. I think we need to add a check to the import. We should log it too."
        )
    )

    assert a_section(body, "Issue") == "The import fails when a badge is unknown.[^r1]"


def test_a_wish_is_told_although_it_is_a_proposal() -> None:
    body = a_body(
        a_redacted_incident(
            summary="Add a filter", description="We should add a filter for the site to the team page."
        )
    )

    assert "We should add a filter for the site" in a_section(body, "Issue")


def test_a_sentence_that_a_block_of_code_ends_is_not_quoted_without_it() -> None:
    description = "The import fails when a badge is unknown. I found that adding\n\n```\nskip = true\n```\n\nhelps nobody."

    body = a_body(a_redacted_incident(description=description))

    assert "I found that adding" not in a_section(body, "Issue")


def test_what_somebody_found_to_help_is_done_and_no_cause() -> None:
    note = "The error was ignored. Casting the number to a text fixes the issue because the list holds texts."

    body = a_body(a_redacted_incident(resolution=note))

    assert a_section(body, "Cause") == "The error was ignored.[^r3]"
    assert "Casting the number" in a_section(body, "Resolution")


def test_what_is_said_twice_or_only_typed_is_quoted_once_or_not() -> None:
    description = "- The import fails without a badge.\n- `badges import --all now`\n- The import fails without a badge."

    assert (
        a_section(a_body(a_redacted_incident(description=description)), "Issue")
        == "The import fails without a badge.[^r1]"
    )


def test_what_is_begged_for_and_a_files_name_are_no_issue() -> None:
    description = "The module code returns an error. Could you please explain this to our team.\n\n- reader-plugin/src/error-page.js"

    assert (
        a_section(a_body(a_redacted_incident(description=description)), "Issue")
        == "The module code returns an error.[^r1]"
    )


def test_a_word_of_code_names_no_problem() -> None:
    body = a_body(
        a_redacted_incident(
            summary="Badges are listed in the wrong order", description="Write the file `error.list`."
        )
    )

    assert a_section(body, "Issue").startswith("Badges are listed in the wrong order.")


def test_a_question_may_name_the_problem() -> None:
    body = a_body(
        a_redacted_incident(
            description="The profile appears twice, how do I merge the wrong one? Can you help?"
        )
    )

    assert "The profile appears twice" in a_section(body, "Issue")
    assert "help" not in a_section(body, "Issue")


def test_a_solution_is_no_issue() -> None:
    body = a_body(
        a_redacted_incident(
            description="Reader 5.1 and printer 2.0 conflict at the terminal. Reader version `5.1.2` fixes this problem."
        )
    )

    assert "5.1.2" not in a_section(body, "Issue")


def test_a_word_in_brackets_is_no_name() -> None:
    article = draft(
        IncidentGroup(incidents=(a_redacted_incident(summary="Cannot [hard] reset a reader at night"),)),
        created=TODAY,
    )

    assert article.title.startswith("Cannot [hard] reset a reader at night")


def test_where_each_summary_names_somebody_the_description_gives_the_title() -> None:
    article = draft(
        IncidentGroup(
            incidents=(
                a_redacted_incident(
                    summary="[person A] has no payslip", description="The payslip of August is missing."
                ),
            )
        ),
        created=TODAY,
    )

    assert article.title.startswith("The payslip of August is missing")


def test_a_short_note_of_what_was_done_is_a_way_of_its_own() -> None:
    notes = ["Role assigned to the new position again."] * 3 + ["Headcount released by controlling."] * 3

    body = a_body(*(a_redacted_incident(f"INC{n}", resolution=note) for n, note in enumerate(notes)))

    assert body.count("3 of 6 incidents were solved like this.") == 2
    assert "Headcount released by controlling." in body


def test_title_and_issue_are_in_the_language_most_people_wrote_in() -> None:
    foreign = a_redacted_incident(
        "INC1",
        summary="Bestätigung auf dem neuen Handy nicht möglich",
        description="Die Anfrage geht noch auf das alte Gerät und ich kann sie nicht bestätigen.",
    )
    others = [
        a_redacted_incident(
            f"INC{n}",
            summary="I cannot approve what is asked of me any more since I have the new phone",
            description="The approval goes to the old phone and I cannot confirm it.",
        )
        for n in (2, 3)
    ]

    article = draft(IncidentGroup(incidents=(foreign, *others)), created=TODAY)

    assert article.title.startswith("I cannot approve what is asked")
    assert a_section(article.body, "Issue").startswith("The approval goes to the old phone")
    assert "Bestätigung auf dem neuen Handy nicht möglich" in article.also_asked_as


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The payslip is not there", "en"),
        ("Rehire created a second worker", "en"),
        ("Die Abrechnung ist nicht da", "de"),
        ("Le bulletin n'est pas là", "fr"),
        ("Nie ma paska", "pl"),
        ("ADR-071", ""),
    ],
)
def test_the_commonest_words_tell_a_language(text: str, code: str) -> None:
    assert language(text) == code
