"""How the tests of this room ask: one text through one redactor, or through all."""

from kb.config import RedactSettings
from kb.model.incident import Person
from kb.redact import patterns, people, secrets
from kb.redact.base import Known, Redactor
from kb.redact.incident import redact_text

JANE = Person(name="Smith, Jane", email="jane.smith@example.com", user="jsmith2")
GRANT = Person(name="Will Grant", email="will.grant@example.com", user="wgrant")
ZOE = Person(name="Zoë Müller-Łukasz")


def redactors(**settings: object) -> tuple[Redactor, ...]:
    made = RedactSettings(**settings)  # type: ignore[arg-type]
    return secrets.redactor(made), patterns.redactor(made), people.redactor(made)


ALL = redactors()
SECRETS, PATTERNS, PEOPLE = ALL


def redacted(text: str, *known: Person, by: tuple[Redactor, ...] = ALL) -> str:
    """Give the text after all redactors, and after one more pass that must find nothing."""
    return redact_text(text, by, people=known)[0]


def by_one(redactor: Redactor, text: str, *known: Person, extra: tuple[Person, ...] = ()) -> str:
    return redactor.redact(text, Known(people=known, extra=extra)).text
