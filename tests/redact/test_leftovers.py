"""What a finished text still shows is found with its line."""

from kb.redact.base import Known, Redaction
from kb.redact.leftovers import leftovers
from tests.redact.words import ALL, redactors


class Guest:
    name = "badges"

    def redact(self, text: str, known: Known) -> Redaction:
        return Redaction(text=text.replace("B-7", "[id]"), counts=(("id", 1),) if "B-7" in text else ())


def test_leftovers_are_named_by_line_and_kind() -> None:
    text = "# Title\n\nMail jane@example.com\nor call\n+44 20 7946 0018, password: Welcome123!\n"

    assert leftovers(text, ALL) == ((3, "email"), (5, "password"), (5, "phone"))


def test_names_and_greetings_are_no_leftovers() -> None:
    assert leftovers("Hi Tomasz,\nask Mr. Nowak\n", ALL) == ()


def test_what_is_allowed_is_no_leftover() -> None:
    own = redactors(allow=("hr.help@example.com",))

    assert leftovers("hr.help@example.com\nx@example.com", own) == ((2, "email"),)


def test_placeholders_are_no_leftovers() -> None:
    assert leftovers("password: [password], [email], /home/[user]/x, Bearer [token]", ALL) == ()


def test_a_key_over_many_lines_is_one_leftover() -> None:
    key = "-----BEGIN " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234567890\n-----END PRIVATE KEY-----"

    assert leftovers(f"a\n{key}\nx@example.com", ALL) == ((2, "private key"), (5, "email"))


def test_guests_are_asked_line_by_line() -> None:
    assert leftovers("a\nB-7\n", (*ALL, Guest())) == ((2, "id"),)
