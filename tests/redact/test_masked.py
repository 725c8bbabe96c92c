"""A name that stands alone in the people file is hidden from the first harvest on."""

import pytest

from kb.config import RedactSettings
from kb.model.incident import Person
from kb.redact.base import Known
from kb.redact.incident import redact_incident
from kb.redact.load import load_redactors
from kb.redact.masked import mask, redactor
from tests.support.build import an_incident


@pytest.mark.parametrize(
    ("word", "text", "hidden"),
    [
        ("Marek", "Ask Marek, or MAREK's friend.", "Ask [person], or [person]'s friend."),
        ("Marek", "a marek, Marekson and Marék", "a marek, Marekson and [person]"),
        ("Anne-Marie", "Anne-Marie did it", "[person] did it"),
        ("O'Brien", "Mr O'Brien", "Mr [person]"),
        ("MK", "by MK, not Mkb", "by [person], not Mkb"),
        ("Grant", "grant it to Grant", "grant it to [person]"),
    ],
)
def test_one_name_is_hidden_where_it_has_its_capital(word: str, text: str, hidden: str) -> None:
    known = Known(extra=(Person(name=word),))

    assert redactor(RedactSettings()).redact(text, known).text == hidden


def test_somebody_known_better_is_left_to_the_other_rules() -> None:
    known = Known(extra=(Person(name="Marek", user="mnowak1"), Person(name="Zofia Baran")))

    assert redactor(RedactSettings()).redact("Marek and Zofia", known).text == "Marek and Zofia"


def test_an_allowed_word_stands() -> None:
    settings = RedactSettings(allow=("Marek Tower",))
    known = Known(extra=(Person(name="Marek"),))

    assert redactor(settings).redact("Marek in Marek Tower", known).text == "[person] in Marek Tower"


@pytest.mark.parametrize("word", ["Marek", "Marek Nowak", "J. Nowak", "MK"])
def test_masking_and_harvesting_hide_the_same(word: str) -> None:
    text = f"Ask {word} to do it; {word} knows how."
    incident = an_incident(description=text, people=())
    hide, people = mask((word,))

    masked = hide.redact(text, Known(extra=tuple(people))).text
    harvested, _ = redact_incident(incident, load_redactors(RedactSettings()), extra_people=people)

    assert masked == harvested.description == "Ask [person] to do it; [person] knows how."
