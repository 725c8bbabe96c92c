"""Incidents one article would answer stand together, and no others."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.drafting.grouping import group
from kb.drafting.likeness import terms
from kb.model.incident import IncidentRef, RedactedIncident, ResolutionKind, Status
from tests.drafting.labelled import read
from tests.support.build import a_redacted_incident

OFFER = [
    ("Offer letter PDF blank", "Opening the offer letter shows a white page. WDR-5031"),
    ("blank offer pdf", "candidate got an empty offer letter document, recruiter sees white page too"),
    ("Offer document is white", "The generated offer letter pdf is empty"),
]
PAYSLIP = [
    ("Payslip missing for August", "No payslip for August in the Pay worklet, Poznan site"),
    ("cannot find my payslip", "The August payslip is not listed in Pay"),
    ("No payslip after first payroll", "payslip of august is missing in Pay for our warehouse"),
]
NOISE = [
    ("Printer on third floor jams", "Paper jam in tray two"),
    ("New badge needed", "Lost my access card at the gate"),
]


def incidents() -> list[RedactedIncident]:
    return [
        a_redacted_incident(
            f"INC{number:07}", summary=summary, description=text, resolution="", environment=()
        )
        for number, (summary, text) in enumerate(OFFER + PAYSLIP + NOISE)
    ]


def grouped(given_: list[RedactedIncident], **changes: object) -> list[list[str]]:
    settings_ = {"anchors": {}, "likeness": 0.0, "min_incidents": 2} | changes
    return sorted([i.ref.key for i in each.incidents] for each in group(given_, **settings_))  # type: ignore[arg-type]


def test_different_tellings_of_one_problem_stand_together() -> None:
    found = grouped(incidents())

    assert ["INC0000000", "INC0000001", "INC0000002"] in found
    assert ["INC0000003", "INC0000004", "INC0000005"] in found


def test_what_happened_once_stays_alone() -> None:
    assert [each for each in grouped(incidents()) if len(each) == 1] == [["INC0000006"], ["INC0000007"]]


@given(st.permutations(range(8)))
@settings(max_examples=20)
def test_the_order_does_not_matter(order: list[int]) -> None:
    shuffled = [incidents()[number] for number in order]

    assert grouped(shuffled) == grouped(incidents())


LABELLED = [each for each in read()[0] if int(each.ref.key[-1], 36) % 3 == 0][:150]
HALF = frozenset(each.ref for each in LABELLED[::5])


@given(st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=12, deadline=None)
def test_no_order_of_many_incidents_changes_a_group_its_article_or_its_reason(
    chance: Random, known: bool
) -> None:
    anchors = {"kb-1": HALF} if known else {}
    shuffled = list(LABELLED)
    chance.shuffle(shuffled)

    assert len(LABELLED) > 100
    assert group(shuffled, anchors=anchors, likeness=0.0, min_incidents=2) == group(
        LABELLED, anchors=anchors, likeness=0.0, min_incidents=2
    )


def test_each_incident_of_a_group_shares_enough_with_another_one_of_it() -> None:
    """A code, or three words: no group is larger than what is written down supports."""
    groups = group(read()[0], anchors={}, likeness=0.0, min_incidents=2)
    told = {each.ref: terms(each) for each in read()[0]}

    for each in groups:
        refs = [incident.ref for incident in each.incidents]
        for ref in refs if len(refs) > 1 else []:
            shared = [[term for term in told[ref] if term in told[other]] for other in refs if other != ref]
            assert any(
                any(term.startswith("code:") for term in both) or sum(":" not in term for term in both) >= 3
                for both in shared
            ), each.reason


def test_an_incident_joins_the_article_it_is_like() -> None:
    anchors = {
        "kb-1": frozenset({IncidentRef("servicenow", "INC0000000")}),
        "kb-2": frozenset({IncidentRef("servicenow", "INC0000003")}),
    }

    found = {
        each.article_id: [i.ref.key for i in each.incidents]
        for each in group(incidents(), anchors=anchors, likeness=0.0, min_incidents=2)
    }

    assert "INC0000001" in found["kb-1"]
    assert "INC0000004" in found["kb-2"]


def test_evidence_stays_with_its_article() -> None:
    """A person who linked an incident knows better than its words."""
    anchors = {"kb-1": frozenset({IncidentRef("servicenow", "INC0000006")})}

    found = group(incidents(), anchors=anchors, likeness=0.0, min_incidents=2)

    assert [each.article_id for each in found if any(i.ref.key == "INC0000006" for i in each.incidents)] == [
        "kb-1"
    ]


def test_a_duplicate_goes_where_the_one_it_names_is() -> None:
    duplicate = a_redacted_incident(
        "INC0000009",
        summary="same as the other one",
        description="",
        resolution_kind=ResolutionKind.DUPLICATE,
        duplicate_of=IncidentRef("servicenow", "INC0000000"),
    )

    found = grouped([*incidents(), duplicate])

    assert ["INC0000000", "INC0000001", "INC0000002", "INC0000009"] in found


def test_open_incidents_are_left_out() -> None:
    assert grouped([a_redacted_incident(status=Status.OPEN)]) == []


def test_a_problem_that_hundreds_have_is_one_problem() -> None:
    """The morning sign-on failed: five hundred people say so, and among them some tell of other things."""
    told = ("cannot sign on", "sign-on loop", "login page comes back", "sign on fails since monday")
    storm = [
        a_redacted_incident(
            f"INC{number:07}",
            summary=f"{told[number % 4]} SSO-4711",
            description=f"The browser goes back to the sign on page of the portal, floor {number}",
            resolution="The certificate of the sign on page was renewed",
            environment=("Sign-on",),
        )
        for number in range(500)
    ]
    others = [
        a_redacted_incident(
            f"RITM{number:07}",
            summary=f"{chr(97 + number % 26)}{number}form {chr(97 + number % 7)}{number}list",
            description=f"field{number} of screen{number} stays grey",
            resolution="",
            environment=(),
        )
        for number in range(600)
    ]

    assert max(len(each) for each in grouped(storm + others)) == 500


def test_texts_made_of_the_same_few_words_are_no_group() -> None:
    """Half of the incidents hold each word: to share it proves nothing."""
    words = [f"word{number}" for number in range(30)]
    made = [
        a_redacted_incident(
            f"INC{number:07}",
            summary=" ".join(words[(number * step) % 30] for step in range(3, 8)),
            description=" ".join(word for place, word in enumerate(words) if (number * 7 + place * 11) % 5),
            resolution="",
            environment=(),
        )
        for number in range(200)
    ]

    assert max(len(each) for each in grouped(made)) == 1
