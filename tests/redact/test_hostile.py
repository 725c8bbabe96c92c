"""Text that tries to break the redactors ends in time in proportion to its length."""

import time

import pytest

from kb.config import RedactSettings
from kb.model.incident import Incident, IncidentRef, Person, Status
from kb.redact.incident import redact_incident
from kb.redact.load import load_redactors

ALL = load_redactors(RedactSettings(deny=("Zebra",), patterns=(r"TB-\d{6}",), allow=("Workday",)))
PEOPLE = (
    Person(name="Jane Smith", email="jane.smith@example.com", user="jsmith"),
    Person(name="May Grant", user="CONTOSO\\mgrant"),
    Person(name="(.*)+$ [a-z]{9}"),
)
SHAPES = {
    "letters": "a",
    "one name": "Jane ",
    "one name, no blanks": "Jane",
    "names that are words": "May Grant ",
    "initials": "J. ",
    "greetings": "Hi ",
    "signatures": "Regards,\n",
    "mentions": "[~",
    "mentions of people": "@jane",
    "at signs": "@",
    "addresses": "a@",
    "dotted addresses": "a.a@a.a",
    "encoded at signs": "%40",
    "digits": "7",
    "digits and blanks": "7 ",
    "digits and dashes": "123-",
    "dots and digits": "1.1.",
    "colons": "a:",
    "double colons": "::1",
    "plus": "+4",
    "brackets": "[",
    "closing brackets": "]",
    "nested": "[[({<",
    "parentheses and digits": "(0)",
    "placeholders": "[person A]",
    "almost placeholders": "[person ",
    "quotes": "\"'`",
    "assignments": "password=",
    "assignments of quotes": 'token="',
    "told": "password is ",
    "keys": "key: ",
    "private keys": "-----BEGIN PRIVATE KEY-----\n",
    "ends of private keys": "-----END PRIVATE KEY-----",
    "tokens": "eyJ",
    "dotted tokens": "eyJhbGciOi.",
    "cloud keys": "AKIA",
    "cookies": "cookie: a=",
    "headers": "authorization: basic ",
    "links": "https://",
    "users in links": "://a:",
    "queries": "?token=&",
    "paths": "/home/",
    "windows paths": "C:\\Users\\",
    "backslashes": "\\",
    "accents": "e\u0301",
    "many accents": "\u0301",
    "zero width": "\u200b",
    "zero width in an address": "j\u200ba\u200b@",
    "look-alikes": "аеор",
    "wide digits": "１２",
    "one letter that folds into many": "\ufdfa",
    "private use": "\ue000",
    "marks": "\x02",
    "line ends": "\n",
    "blanks": " ",
    "tabs": "\t",
    "bank accounts": "DE89",
    "cards": "4111 ",
    "birthdays": "born on ",
    "streets": "12 Main Street, ",
    "postcodes": "12345 ",
    "pictures": "李伟",
}


def seconds(text: str) -> float:
    incident = Incident(
        ref=IncidentRef("servicenow", "INC1"),
        summary="It is broken",
        description=text,
        status=Status.OPEN,
        reporter="Jane Smith",
        people=PEOPLE,
    )
    start = time.process_time()
    safe, _ = redact_incident(incident, ALL)
    taken = time.process_time() - start
    assert "jane.smith@" not in safe.description
    return taken


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_time_grows_with_the_text_and_no_faster(shape: str) -> None:
    """Four times the text may take six times as long, and half a second more for what is noise."""
    size = 15_000 if shape == SHAPES["assignments"] else 60_000  # those take a second for each 50,000
    short = shape * (size // len(shape))
    assert seconds(short * 4) < 6 * seconds(short) + 0.5


def test_a_megabyte_on_one_line_is_no_trouble() -> None:
    line = "Jane wrote jane.smith@example.com from 10.4.2.17, call +44 1632 960123 or see https://example.com/a?b=c; "
    assert seconds(line * 10_000) < 30


def test_a_chain_of_secrets_goes_as_a_whole() -> None:
    chain = ("AK" + "IA" + "0123456789ABCDEF") * 60
    incident = Incident(
        ref=IncidentRef("map", "1"), summary=f"see {chain}, it says", status=Status.OPEN, people=PEOPLE
    )
    safe, _ = redact_incident(incident, ALL)
    assert "0123456789ABCDEF" not in safe.summary
    assert safe.summary.startswith("see [") and safe.summary.endswith(" it says")
