"""A detector finds what it names, however it is written, and nothing else."""

import random
from dataclasses import replace
from datetime import date

import pytest

from kb.flows.detecting import READING, field
from kb.lessons.detector import Field
from kb.lessons.proposing import propose
from kb.model.incident import IncidentRef
from kb.model.lesson import Detector, Lesson, LessonStatus
from tests.support.build import a_redacted_incident, at

EVIDENCE = (IncidentRef("servicenow", "E1"), IncidentRef("servicenow", "E2"))


def ground(*said: str, **changes: object) -> Field:
    """Lay out one incident for each text, numbered from I0."""
    return field(
        a_redacted_incident(f"I{number}", summary=text, description="", resolution="", **changes)
        for number, text in enumerate(said)
    )


def found(detector: Detector, *said: str, **changes: object) -> list[str]:
    return [match.ref.key for match in ground(*said, **changes).find(detector, ())]


@pytest.mark.parametrize("code", ["INT-331", "int 331", "INT331", "Int_331", "(INT/331)", "INT - 331:"])
def test_a_code_is_found_whatever_separates_it(code: str) -> None:
    assert found(Detector(codes=("INT-331",)), f"it says {code} again") == ["I0"]


@pytest.mark.parametrize("text", ["INT-3310", "PRINT-331", "INT x 331", "INT --- 331", "INT-331a", "331 INT"])
def test_a_code_is_a_whole_token(text: str) -> None:
    assert found(Detector(codes=("INT-331",)), text) == []


def test_figures_of_a_code_stay_apart() -> None:
    assert found(Detector(codes=("7.12",)), "version 712", "version 7-12") == ["I1"]


def test_a_code_may_stand_in_a_log() -> None:
    incident = a_redacted_incident("I0", summary="x", description="```\nERROR INT-331\n```", resolution="")

    assert field([incident]).find(Detector(codes=("INT-331",)), ())


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("carried over balance", "Carrying over the balances"),
        ("Straße gesperrt", "strasse GESPERRT"),
        ("Zürich payslip", "payslips: zurich payslips"),
        ("new badge refused", "the badge is refused"),  # `new` and `is` say nothing
    ],
)
def test_a_phrase_is_found_in_other_forms(phrase: str, text: str) -> None:
    assert found(Detector(phrases=(phrase,)), text) == ["I0"]


def test_the_words_of_a_phrase_stand_beside_each_other_in_one_text() -> None:
    detector = Detector(phrases=("badge refused",))

    assert found(detector, "refused badge", "badge at the gate refused") == []
    one = a_redacted_incident(summary="badge", description="refused", resolution="")
    assert field([one]).find(detector, ()) == ()


def test_components_narrow_and_find_nothing_by_themselves() -> None:
    said = ("INT-331 here",)

    assert found(Detector(codes=("INT-331",), components=("workday",)), *said) == [
        "I0"
    ]  # of Workday Recruiting
    assert found(Detector(codes=("INT-331",), components=("Work",)), *said) == []
    assert found(Detector(codes=("INT-331",), components=("Payroll",)), *said, category="payroll") == ["I0"]
    assert found(Detector(components=("Workday",)), *said) == []


@pytest.mark.parametrize("detector", [Detector(), Detector(codes=("---",)), Detector(phrases=("is the",))])
def test_a_detector_without_a_word_finds_nothing(detector: Detector) -> None:
    assert found(detector, "is the --- badge") == []


def test_likeness_is_to_what_the_evidence_asked_and_not_to_its_answer() -> None:
    asked = {"description": "The clock refuses the replacement badge at the gate.", "environment": ()}
    answered = {"summary": "Payslip", "description": "No payslip in the inbox.", "environment": ()}
    incidents = [
        a_redacted_incident("E1", summary="Badge refused", resolution="Registered it at the kiosk.", **asked),
        a_redacted_incident("I1", summary="badge refused", resolution="", **asked),
        a_redacted_incident("I2", resolution="Registered it at the kiosk.", **answered),
    ]

    matches = field(incidents).find(Detector(likeness=0.3), EVIDENCE)

    assert [(each.ref.key, round(each.likeness, 6)) for each in matches] == [("E1", 1), ("I1", 1)]


def test_the_shortcut_finds_what_comparing_with_everything_finds() -> None:
    rng = random.Random(7)
    words = [f"word{number}" for number in range(40)]
    incidents = [
        a_redacted_incident(
            f"I{n:02}", summary=" ".join(rng.choices(words, k=6)), description="", resolution=""
        )
        for n in range(60)
    ]
    laid = field(incidents)
    evidence = [incidents[0].ref, incidents[1].ref]
    every = laid.alike(evidence, 0.0001)

    for least in (0.1, 0.2, 0.4, 0.7):
        assert laid.alike(evidence, least) == {n: score for n, score in every.items() if score >= least}
    assert len(laid.alike(evidence, 0.2)) > 2


def test_what_shares_only_the_lightest_word_is_found_where_that_is_enough() -> None:
    said = {"description": "", "resolution": "", "environment": ()}
    incidents = [
        a_redacted_incident("E1", summary="alpha bravo charlie delta", **said),
        a_redacted_incident("I1", summary="delta", **said),
        a_redacted_incident("I2", summary="echo", **said),
    ]
    laid = field(incidents)
    score = laid.alike(EVIDENCE, 0.0001)[1]

    assert laid.alike(EVIDENCE, score - 1e-6) == {0: 1, 1: score}
    assert laid.alike(EVIDENCE, score + 1e-6) == {0: 1}


def applied(**changes: object) -> Lesson:
    values = {
        "id": "lesson-x",
        "path": "x.md",
        "title": "x",
        "status": LessonStatus.APPLIED,
        "evidence": (IncidentRef("servicenow", "E1"),),
        "applied_on": date(2026, 10, 1),
        "detector": Detector(codes=("INT-331",)),
    }
    return Lesson(**values | changes)  # type: ignore[arg-type]


def later() -> list:
    said = {"summary": "INT-331", "description": "", "resolution": ""}
    return [
        a_redacted_incident("E1", **said, opened_at=at("2026-10-05")),
        a_redacted_incident("I1", **said, opened_at=at("2026-10-01 23:59")),
        a_redacted_incident("I2", **said, opened_at=at("2026-10-02")),
        a_redacted_incident("I3", **said, opened_at=None),
    ]


def test_only_what_opened_after_the_day_and_is_no_evidence_came_back() -> None:
    assert [each.ref.key for each in field(later()).recurred(applied())] == ["I2"]


@pytest.mark.parametrize(
    "changes",
    [{"status": LessonStatus.ACTION_AGREED}, {"applied_on": None}, {"detector": Detector()}],
)
def test_of_what_nobody_applied_nothing_came_back(changes: dict) -> None:
    assert field(later()).recurred(applied(**changes)) == ()


def test_the_order_of_incidents_does_not_matter() -> None:
    incidents = [
        a_redacted_incident(
            f"I{n}", summary=f"Badge {n} refused at gate {n % 3}", description=f"word{n % 5} INT-331"
        )
        for n in range(30)
    ]
    detector = Detector(codes=("INT-331",), phrases=("badge refused",), likeness=0.2)
    evidence = [incidents[0].ref, incidents[4].ref]
    shuffled = random.Random(3).sample(incidents, len(incidents))

    assert field(incidents).find(detector, evidence) == field(shuffled).find(detector, evidence[::-1])
    assert propose(evidence, field(incidents)) == propose(evidence[::-1], field(shuffled))


def others(number: int = 40) -> list:
    return [
        a_redacted_incident(
            f"O{n:02}",
            summary=f"Something else {n} is slow",
            description=f"Thing{n} of word{n % 7} does not open.",
            environment=("Workday",),
        )
        for n in range(number)
    ]


def test_what_the_evidence_shares_and_others_rarely_say_is_proposed() -> None:
    said = {"environment": ("Workday",)}
    evidence = [
        a_redacted_incident(
            "E1", summary="Tax code lost", description="ERR-77 after the tax codes were loaded", **said
        ),
        a_redacted_incident("E2", summary="Wrong tax code", description="It says ERR-77 again. Why?", **said),
    ]

    made = propose(EVIDENCE, field([*evidence, *others()]))

    assert made.codes == ("ERR-77",)
    assert made.phrases == ("tax code",)
    assert 0.25 <= made.likeness < 1
    assert {each.ref for each in field([*evidence, *others()]).find(made, EVIDENCE)} == set(EVIDENCE)


def test_what_everybody_says_is_not_proposed() -> None:
    said = {"description": "ERR-77: does not open.", "environment": ("Workday",)}
    evidence = [a_redacted_incident(key, summary=f"{key} lost", **said) for key in ("E1", "E2")]
    rest = [replace(each, description="ERR-77: does not open.") for each in others()]

    made = propose(EVIDENCE, field([*evidence, *rest]))  # type: ignore[list-item]

    assert (made.codes, made.phrases) == ((), ())


def test_nothing_is_proposed_from_evidence_that_is_nowhere() -> None:
    assert propose(EVIDENCE, field(others(3))) == Detector()


def test_a_proposed_phrase_is_written_as_people_wrote_it() -> None:
    """No stem, no words of two sentences, no placeholder."""
    evidence = [
        a_redacted_incident(
            "E1", summary="Carried over balances lost. Badge", description="[person A] carried"
        ),
        a_redacted_incident(
            "E2", summary="The carried over balances. Badge", description="[person B] carried"
        ),
    ]

    made = propose(EVIDENCE, field([*evidence, *others()]))

    assert made.phrases == ("carried over balances",)
    assert READING.words(made.phrases[0])
