"""A whole incident goes through, or nothing does."""

from pathlib import Path

import pytest

from kb.errors import RefusedError
from kb.model.incident import Attachment, Entry, EntryKind, Person, RawPointer
from kb.redact.base import Known, Redaction
from kb.redact.incident import redact_incident, redact_text
from tests.redact.words import ALL, GRANT, JANE, PATTERNS
from tests.support.build import an_incident, at

CANARY = "canary@example.com"


class Raises:
    name = "guest"

    def redact(self, text: str, known: Known) -> Redaction:
        raise ValueError(f"cannot read {text}")


class NeverSatisfied:
    name = "guest"

    def redact(self, text: str, known: Known) -> Redaction:
        return Redaction(text=text + "!", counts=(("redacted", 1),))


class SaysNothing:
    name = "guest"

    def redact(self, text: str, known: Known) -> None:
        return None


def a_full_incident():
    return an_incident(
        summary=f"Jane cannot log in {CANARY}",
        description=f"Hi Will,\n{CANARY} password: Welcome123!\nRegards,\nJane",
        resolution=f"Called Smith, Jane {CANARY}",
        status_raw=f"Closed by {CANARY}",
        environment=("Workday", CANARY),
        category=CANARY,
        group=f"Team {CANARY}",
        reporter="Smith, Jane",
        resolver="Will Grant",
        attachments=(Attachment(name="jane_smith_cv.pdf", size=9), Attachment(name=f"{CANARY}.txt")),
        entries=(
            Entry(at=at("2026-09-01"), author="Will Grant", kind=EntryKind.INTERNAL, text=f"Jane {CANARY}"),
            Entry(at=None, author="Petra Nowak", kind=EntryKind.PUBLIC, text="Petra was here"),
            Entry(at=None, author="System", kind=EntryKind.PUBLIC, text="closed"),
        ),
        extra=(("u_note", f"see {CANARY}"), ("u_empty", "")),
        people=(JANE, GRANT),
        raw=RawPointer(path=Path("export.csv"), line=7),
    )


def test_every_text_of_the_incident_is_redacted() -> None:
    safe, counts = redact_incident(a_full_incident(), ALL)

    shown = repr(safe)
    assert not any(
        word in shown for word in ("canary", "Jane", "Smith", "Grant", "Petra", "Welcome", "export.csv")
    )
    assert safe.summary == "[person A] cannot log in [email]"
    assert safe.description == "Hi [person B],\n[email] password: [password]\nRegards,\n[person A]"
    assert (safe.reporter, safe.resolver) == ("[person A]", "[person B]")
    assert [entry.author for entry in safe.entries] == ["[person B]", "[person C]", "System"]
    assert safe.entries[1].text == "[person C] was here"
    assert safe.attachments == (Attachment(name="[person A]_cv.pdf", size=9), Attachment(name="[email]"))
    assert safe.extra == (("u_note", "see [email]"), ("u_empty", ""))
    assert (safe.people, safe.raw) == ((), None)
    assert counts["email"] == 10
    assert counts["password"] == 1
    assert list(counts) == sorted(counts)


def test_facts_stay() -> None:
    before = an_incident()

    after, counts = redact_incident(before, ALL)

    assert after == before
    assert counts == {}


def test_a_redacted_incident_stays_as_it_is() -> None:
    once, _ = redact_incident(a_full_incident(), ALL)

    again, counts = redact_incident(once, ALL)

    assert again == once
    assert counts == {}


def test_a_stranger_greeted_in_one_text_is_hidden_in_the_others() -> None:
    incident = an_incident(description="Hi Tomasz,\nplease look", resolution="Done by Tomasz")

    safe, _ = redact_incident(incident, ALL)

    assert safe.resolution == "Done by [person]"


def test_a_key_cut_in_two_by_the_fields_is_hidden_in_both() -> None:
    begin, end = "-----BEGIN " + "PRIVATE KEY-----", "-----END PRIVATE KEY-----"
    incident = an_incident(
        description=f"{begin}\nMIIEpAIBAAKCAQEA1234567890abcdef", resolution=f"rest {end} done"
    )

    safe, _ = redact_incident(incident, ALL)

    assert safe.description == "[private key]"
    assert safe.resolution.endswith("done")


def test_a_text_that_holds_the_mark_between_fields_is_redacted_too() -> None:
    incident = an_incident(description=f"a\n\x02\nb {CANARY}", resolution=CANARY)

    safe, _ = redact_incident(incident, ALL)

    assert safe.description == "a\n\x02\nb [email]"
    assert safe.resolution == "[email]"


@pytest.mark.parametrize(
    "reporter", ["Jane Smith", "Smith, Jane (HR)", "jane.smith@example.com", r"CONTOSO\jsmith2", "jsmith2"]
)
def test_whoever_is_named_in_any_way_gets_the_letter_of_the_record(reporter: str) -> None:
    incident = an_incident(reporter=reporter, description="Jane and Will Grant", people=(GRANT, JANE))

    safe, _ = redact_incident(incident, ALL)

    assert safe.reporter == "[person A]"
    assert safe.description == "[person A] and [person B]"


def test_whoever_has_a_letter_keeps_it_when_a_later_export_names_more_people() -> None:
    """Else a receipt would no longer hold, though nobody changed the words it stands for."""

    def exported(*authors: str, resolver: str = "", listed: tuple[Person, ...]) -> list[str]:
        remarks = tuple(
            Entry(at=at(f"2026-09-{day:02}"), author=name, kind=EntryKind.PUBLIC, text=f"{name} was here")
            for day, name in enumerate(authors, start=1)
        )
        incident = an_incident(reporter="Jane Smith", resolver=resolver, entries=remarks, people=listed)
        return [entry.text for entry in redact_incident(incident, ALL)[0].entries]

    petra, omar = Person(name="Petra Nowak"), Person(name="Omar Haddad")
    before = exported("Petra Nowak", "Jane Smith", listed=(JANE, petra))
    after = exported(
        "Petra Nowak", "Jane Smith", "Omar Haddad", resolver="Will Grant", listed=(omar, GRANT, JANE, petra)
    )

    assert before == ["[person B] was here", "[person A] was here"]
    assert after == [*before, "[person C] was here"]


def test_people_of_the_house_are_hidden() -> None:
    incident = an_incident(description="Petra Nowak approved it")

    safe, _ = redact_incident(incident, ALL, extra_people=[Person(name="Nowak, Petra")])

    assert safe.description == "[person] approved it"


@pytest.mark.parametrize("guest", [Raises(), NeverSatisfied(), SaysNothing()])
def test_a_redactor_that_fails_stops_everything(guest) -> None:
    """Nothing is returned, the message names redactor or record, and quotes not a word of the text."""
    incident = an_incident("INC0049999", description=CANARY)

    with pytest.raises(RefusedError) as refused:
        redact_incident(incident, (guest, *ALL))

    assert "servicenow:INC0049999" in str(refused.value)
    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.code == 5


def test_without_redactors_nothing_passes() -> None:
    with pytest.raises(RefusedError):
        redact_text("anything", ())


def test_a_text_is_redacted_and_counted() -> None:
    text, counts = redact_text(f"{CANARY} and {CANARY}, Jane", ALL, people=[JANE])

    assert text == "[email] and [email], [person A]"
    assert counts == {"email": 2, "person": 1}


def test_the_error_names_the_redactor() -> None:
    with pytest.raises(RefusedError, match=r"'guest' failed on the text: ValueError at test_incident\.py"):
        redact_text("x", (PATTERNS, Raises()))
