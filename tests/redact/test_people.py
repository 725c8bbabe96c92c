"""People are hidden in every form of their names; words that are also names stay."""

import pytest

from kb.model.incident import Person
from kb.redact.base import person
from tests.redact.words import ALL, GRANT, JANE, PEOPLE, ZOE, by_one, redacted, redactors


@pytest.mark.parametrize(
    "form",
    [
        "Jane Smith",
        "Smith, Jane",
        "JANE SMITH",
        "jane smith",
        "Smith Jane",
        "J. Smith",
        "Smith, J.",
        "Jane S.",
        "Jane",
        "Smith",
        "jsmith2",
        "jane.smith",
        "jane_smith",
        "janesmith",
        "@jsmith2",
        "[~jsmith2]",
        "Ja\u200bne Sm\u200bith",
        "Jáne",
    ],
)
def test_a_person_of_the_record_is_hidden_in_every_form(form: str) -> None:
    assert redacted(f"asked {form} about it", JANE) == "asked [person A] about it"


def test_a_possessive_keeps_its_ending() -> None:
    assert redacted("Jane's and Zoe's screens", JANE, ZOE) == "[person A]'s and [person B]'s screens"


@pytest.mark.parametrize(
    "form", ["Zoë Müller-Łukasz", "Zoe Muller-Lukasz", "ZOË MÜLLER-ŁUKASZ", "Zoe\u0308 Müller"]
)
def test_diacritics_do_not_matter(form: str) -> None:
    assert redacted(form, ZOE) == "[person A]"


@pytest.mark.parametrize(
    "text",
    [
        "Will you grant access? Grant Access to the Grant page.",
        "will grant access soon",
        "smith and jane are here",  # one name alone needs its capital
        "Smithson and Janet",
    ],
)
def test_words_that_are_names_stay(text: str) -> None:
    assert redacted(text, JANE, GRANT) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Will, thanks", "Hi [person B], thanks"),
        ("hi will, thanks", "hi [person B], thanks"),
        ("Regards,\nWill", "Regards,\n[person B]"),
        ("Will Grant said", "[person B] said"),
        ("I asked Grant to check", "I asked [person B] to check"),
        ("Grant confirmed it works", "[person B] confirmed it works"),
    ],
)
def test_names_that_are_words_are_hidden_where_they_read_as_names(text: str, expected: str) -> None:
    assert redacted(text, JANE, GRANT) == expected


def test_letters_follow_the_record_and_go_past_z() -> None:
    everybody = tuple(Person(name=f"Testname{chr(97 + n // 26)}{chr(97 + n % 26)} Family") for n in range(30))

    assert redacted("Testnameaa, Testnamebd", *everybody) == "[person A], [person AD]"
    assert [person(n) for n in (0, 25, 26, 701, 702)] == [
        "[person A]",
        "[person Z]",
        "[person AA]",
        "[person ZZ]",
        "[person AAA]",
    ]


def test_the_same_person_written_twice_has_one_letter() -> None:
    twice = (Person(name="Jane Smith"), Person(name="Smith, Jane", email="jane.smith@example.com"), GRANT)

    assert redacted("Jane Smith; Will Grant", *twice) == "[person A]; [person B]"


def test_a_name_two_people_share_has_no_letter() -> None:
    namesakes = (Person(name="Jane Smith"), Person(name="Jane Kowalska"))

    assert redacted("Jane, J. Smith", *namesakes) == "[person], [person A]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Tomasz,", "Hi [person],"),
        ("Hello Tomasz and Petra!", "Hello [person] and [person]!"),
        ("Dear Mrs. Nowak,", "Dear Mrs. [person],"),
        ("Thanks, Maria.", "Thanks, [person]."),
        ("Kind regards\n\nPetra Nowak\nHR", "Kind regards\n\n[person]\nHR"),
        ("Regards, Petra", "Regards, [person]"),
        ("Mit freundlichen Grüßen\nJürgen Weiß", "Mit freundlichen Grüßen\n[person]"),
        ("this is Petra from HR", "this is [person] from HR"),
        ("My name is Petra Nowak and", "My name is [person] and"),
        ("I am Petra from payroll", "I am [person] from payroll"),
        ("[~pnowak] see @petra.nowak or @Petra please", "[person] see [person] or [person] please"),
        ("Hi Tomasz, I told Tomasz before.", "Hi [person], I told [person] before."),
    ],
)
def test_strangers_are_hidden_where_letters_name_them(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hi all, hello team, dear everyone, Hi there,",
        "Hello Payroll Team, dear Service Desk,",
        "Thanks in advance. Thanks again. Thank you, Support",
        "Regards,\nHR Service Desk",
        "I am Working on it. I am Unable to log in. This is Workday.",
        "Good Morning, Happy Monday. Best Practice\nis",
        "@param name and @Override\n and @media and @here",
        "Hi Workday Support,",
    ],
)
def test_greetings_without_a_name_stay(text: str) -> None:
    assert redacted(text) == text


def test_a_list_of_the_house_hides_full_names_only() -> None:
    house = (Person(name="Mark Page", user="mpage"), Person(name="Petra Nowak", user="pnowak7"))

    text = "Petra Nowak (pnowak7) and Nowak, Petra; Petra; mark page; Mark Page; Nowak"

    assert (
        by_one(PEOPLE, text, extra=house)
        == "[person] ([person]) and [person]; Petra; mark page; [person]; Nowak"
    )


def test_queues_and_machines_are_nobody() -> None:
    machines = (Person(name="Workday Integration"), Person(name="System"), Person(name="HR Service Desk"))

    assert (
        redacted("The System sent it to HR Service Desk", *machines)
        == "The System sent it to HR Service Desk"
    )


@pytest.mark.parametrize(
    "form", ["Anna-Lena von der Heide", "A. von der Heide", "von der Heide", "Anna Heide", "Anna"]
)
def test_names_of_many_words_are_found_whole(form: str) -> None:
    assert redacted(form, Person(name="Dr. Anna-Lena von der Heide (HR)")) == "[person A]"


def test_names_without_blanks_between_words_are_found() -> None:
    assert redacted("请联系王小明处理", Person(name="王小明")) == "请联系[person A]处理"


def test_allowed_names_are_shown() -> None:
    own = redactors(allow=("Johnson Controls",))

    assert (
        redacted("Johnson at Johnson Controls", Person(name="Ann Johnson"), by=own)
        == "[person A] at Johnson Controls"
    )


def test_placeholders_are_never_touched() -> None:
    text = "[person A] [person] [email] Person A [person B]'s"

    assert redacted(text, Person(name="Person Mail"), by=ALL).count("[person A]") >= 1
    assert by_one(PEOPLE, "[email] [person Q]", Person(name="Email Person")) == "[email] [person Q]"
