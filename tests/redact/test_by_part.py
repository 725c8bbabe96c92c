"""Reading again only the parts that changed hides exactly what reading everything again hides."""

from itertools import islice

from kb.config import RedactSettings
from kb.redact import patterns, people, secrets
from kb.redact.base import Redactor
from kb.redact.incident import redact_incident, redact_texts
from kb.redact.spans import RuleRedactor
from tests.redact.labelled import EMPLOYEE, SHOWN, clean, tickets


def _redactors(*, by_part: bool) -> tuple[Redactor, ...]:
    settings = RedactSettings(allow=SHOWN, patterns=(EMPLOYEE,))
    made = (secrets.redactor(settings), patterns.redactor(settings), people.redactor(settings))
    for one in made:
        one._by_part = by_part
    return made


def test_the_labelled_incidents_are_hidden_alike() -> None:
    quick, thorough = _redactors(by_part=True), _redactors(by_part=False)
    hidden = 0
    for ticket in islice(tickets(), 120):
        answer, counts = redact_incident(ticket.incident(), quick)
        assert (answer, counts) == redact_incident(ticket.incident(), thorough)
        hidden += sum(counts.values())
    assert hidden > 100


def test_texts_of_many_records_joined_to_one_are_hidden_alike() -> None:
    texts = [text.text for text in islice(clean(), 30)] + [
        remark.text for ticket in islice(tickets(), 60) for remark in ticket.incident().entries
    ]
    quick, thorough = _redactors(by_part=True), _redactors(by_part=False)
    assert redact_texts(texts, quick) == redact_texts(texts, thorough)


def test_what_shows_only_when_something_else_is_hidden_is_found_in_its_part() -> None:
    settings = RedactSettings()
    quick = patterns.redactor(settings)
    assert isinstance(quick, RuleRedactor)
    chain = "a@example.comb@example.com" * 3
    (first, last), _ = redact_texts(["nothing here", chain], [quick])
    assert first == "nothing here"
    assert "@" not in last


def test_a_text_is_never_taken_for_one_that_was_hidden_before() -> None:
    """What a redactor remembers of one text must not spare the same text when it comes again."""
    quick = _redactors(by_part=True)
    texts = ["call +44 20 7946 0958", "mail jane.doe@example.com", "nothing"]
    once, _ = redact_texts(texts, quick)
    again, _ = redact_texts(texts, quick)
    assert once == again == ("call [phone]", "mail [email]", "nothing")
