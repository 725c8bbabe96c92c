"""Words that may be names are shown to a person; what a project or everybody writes otherwise is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.redact.candidates import Reason, candidates
from kb.redact.vocabulary import ordinary_words, places

ORDINARY = ordinary_words(
    [
        "open the offer letter template and publish it again, then the job will restart; a manager may check the"
        " business process layout in the payroll hub; the finance partner can grant it and mark it as done;"
        " the approach of the queue, the panel, the file is hard"
    ]
)


def asked(text: str, **more: object) -> list[str]:
    return [each.word for each in candidates(text, ordinary=ORDINARY, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I asked Marek to restart it.", ["Marek"]),
        ("Publish it again, told by Marek Nowak.", ["Marek Nowak"]),
        ("1. Ask J. Nowak to publish it.", ["J. Nowak"]),
        ("Marek restarted the job.", ["Marek"]),
        ("It stays in Marek's queue.", ["Marek"]),
        ("It was told to Mr Nowak.", ["Nowak"]),
        ("It was published by MK.", ["MK"]),
        ("It was published by M.K. again.", ["M.K"]),
        ("Call Anne-Marie or O'Brien.", ["Anne-Marie", "O'Brien"]),
        ("Żaneta did it.", ["Żaneta"]),
        ("The letter from Ma\u200brek.", ["Ma\u200brek"]),
        ("It goes to Marek/Zofia.", ["Marek", "Zofia"]),
        ("# Ask Marek", ["Marek"]),
        ("> Marek confirmed it.", ["Marek"]),
        ("- *Marek* may check.", ["Marek"]),
        ("I asked Grant to check.", ["Grant"]),
        ("It was handled by Jordan.", ["Jordan"]),
        ("It was the list of Harding.", ["Harding"]),
        ("See [the page](https://example.com/Marek) of Zofia.", ["Zofia"]),
        (r"It was \[person A\] Nowak.", ["Nowak"]),
        ("```text\nassigned by Marek\n```", ["Marek"]),
        ('"Ask Marek to publish it again before the end of the day."', ["Marek"]),
    ],
)
def test_what_may_be_a_name_is_asked(text: str, words: list[str]) -> None:
    assert asked(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Open the Offer Letter and publish it.",
        "## Business Process Layout",
        'Click **Zebrix Panel**, then "Frobnicate" and `Marek Nowak`.',
        r"Choose \[Frobnicate\] in the panel.",
        "It runs on Windows, in Chrome and in Polish.",
        "The letter for Germany, Poland and France on Monday, 3 August.",
        "It happens in Wroclaw and at Dover.",
        "It was restarted by HR.",
        "Ask Payroll to publish it.",
        "The NullPointer in Ti.Map, getUserName() and Java8 of MyService.",
        "The file C:\\Users\\Shared and /opt/Zebrix/Panel.",
        "[^r1]: ServiceNow INC0048001, description, 3 August 2026.",
        "<!-- Zebrix -->",
        "It was published by [person A] and [person].",
        r"It was published by \[person\].",
        "Restarted. Published again. Rechecked.",
        "The Zebrix Panel Check Every Template Again",
        "```text\nZebrix Panel Started\n```",
    ],
)
def test_what_is_no_name_is_not(text: str) -> None:
    assert asked(text) == []


def test_the_surest_come_first_with_their_line_and_what_stands_around() -> None:
    text = "The Kondal approach.\n\nThe file of Zofia Baran.\nI asked Marek to check the queue."

    found = candidates(text, ordinary=ORDINARY)

    assert [(each.line, each.word, each.reason) for each in found] == [
        (4, "Marek", Reason.ADDRESSED),
        (3, "Zofia Baran", Reason.PAIR),
        (1, "Kondal", Reason.SINGLE),
    ]
    assert found[0].context == "I asked Marek to check the queue."


def test_lines_are_those_of_the_file() -> None:
    text = "One\u2028two\x85three\n\nAsk Marek."

    assert [each.line for each in candidates(text, ordinary=ORDINARY) if each.word == "Marek"] == [3]


def test_what_was_decided_or_is_allowed_is_not_asked_again() -> None:
    text = "I asked Marek to open Zebrix Panel."

    assert asked(text, kept=("Marek",)) == ["Zebrix"]
    assert asked(text, allowed=("zebrix",)) == ["Marek"]


def test_a_kept_pair_says_nothing_of_one_of_them() -> None:
    assert asked("Ask Marek Nowak. Then ask Marek.", kept=("Marek Nowak",)) == ["Marek"]


def test_a_name_once_written_small_is_still_one() -> None:
    texts = ["please ask marek", *["I saw Marek there"] * 4, "a layout", "The Layout"]

    found = ordinary_words(texts)

    assert "layout" in found
    assert "marek" not in found


def test_places_are_known_unless_people_are_called_so() -> None:
    assert {"germany", "polish", "warsaw"} <= places()
    assert not {"jordan", "chad", "martin", "georgia"} & places()


@pytest.mark.parametrize(
    "piece",
    [
        "Marek ",
        "asked Marek ",
        '"Marek" ',
        "**Marek** ",
        "[[[Marek",
        "](",
        "<!--",
        "`",
        "M.",
        "\\[person",
        "&#",
        "Ma\u200brek ",
        "'",
        "by A.",
        "https://",
        "Marek-",
        "Marek'",
        "# ",
        "[^",
    ],
)
def test_hostile_lines_end_in_time(piece: str) -> None:
    """A megabyte of anything takes about eight times what an eighth of it takes."""
    short, long = piece * (20_000 // len(piece)), piece * (160_000 // len(piece))
    candidates(short, ordinary=ORDINARY)

    # the clock of this process alone: neighbours on the machine do not count
    began = time.process_time()
    candidates(short, ordinary=ORDINARY)
    middle = time.process_time()
    candidates(long, ordinary=ORDINARY)
    ended = time.process_time()

    assert ended - middle < 30 * (middle - began) + 0.25


@given(st.text(alphabet="Marek Nowa.[]()*`'\"\n#-:żA", max_size=200))
def test_what_is_found_stands_where_it_says(text: str) -> None:
    for each in candidates(text, ordinary=ORDINARY):
        assert each.word in text.split("\n")[each.line - 1]
        assert each.word in each.context
