"""Addresses and numbers are hidden; what only looks like one stays."""

import pytest

from kb.config import RedactSettings
from kb.errors import ConfigError
from kb.redact import patterns
from tests.redact.words import PATTERNS, by_one, redacted, redactors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail jane.smith+hr@example.co.uk now", "mail [email] now"),
        ("<jane@example.com>", "<[email]>"),
        ("[jane](mailto:jane@example.com)", "[jane](mailto:[email])"),
        ("to=jane%40example.com&x=1", "to=[email]&x=1"),
        ("jane\u200b.smith@exam\u200bple.com", "[email]"),
        ("ｊane@ｅxample.com", "[email]"),
        ("jаne@example.com", "[email]"),  # a Cyrillic а
        ("müller@exämple.de.", "[email]."),
        ("[~jane@example.com] look", "[email] look"),
        ("call +44 20 7946 0018.", "call [phone]."),
        ("+49 (0)30 901820", "[phone]"),
        ("0049 30 901820", "[phone]"),
        ("07700 900123", "[phone]"),
        ("02079460018", "[phone]"),
        ("Fax: +49 (0) 711 / 123 - 45", "Fax: [phone]"),
        ("01632 960983", "[phone]"),
        ("(020) 7946 0018 ext. 12", "[phone]"),
        ("(212) 555-0147 or 212-555-0147", "[phone] or [phone]"),
        ("phone: 69 987 88 37", "phone: [phone]"),
        ("call me on (07) 5331 0577?", "call me on [phone]?"),
        ("69 987 88 37 office", "[phone] office"),
        ("07700 900123 / 07700 900456", "[phone] / [phone]"),
        ("on 2026-09-01 08:00 07700 900123", "on 2026-09-01 08:00 [phone]"),
        ("IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF", "IBAN [iban] BIC COBADEFF"),
        ("gb33bukb20201555555555", "[iban]"),
        ("IBAN: DE89 3704 0044 0532 0130 01", "IBAN: [iban]"),  # mistyped, yet named
        ("4111 1111 1111 1111", "[card]"),
        ("5555-5555-5555-4444.", "[card]."),
        ("card number 4111 1111 1111 1112", "card number [card]"),
        ("server 10.4.2.17 is down", "server [ip] is down"),
        ("10.4.2.17:8443 and 10.4.2.0/24", "[ip]:8443 and [ip]/24"),
        ("from 2001:db8::8a2e:370:7334", "from [ip]"),
        ("fe80::1ff:fe23:4567:890a,", "[ip],"),
        ("00:1A:2B:3C:4D:5E and 00-1A-2B-3C-4D-5E and 001a.2b3c.4d5e", "[mac] and [mac] and [mac]"),
        ("/home/jsmith/file", "/home/[user]/file"),
        ("file:///Users/jsmith/x lib/Users/jsmith/y", "file:///Users/[user]/x lib/Users/[user]/y"),
        (r"C:\Users\jsmith\AppData", r"C:\Users\[user]\AppData"),
        (r"C:\\Users\\jsmith", r"C:\\Users\\[user]"),
        (r"as CONTOSO\jsmith.", r"as CONTOSO\[user]."),
        ("https://bot@example.com/x", "https://[token]@example.com/x"),
        ("https://example.com/?a=1&token=abc123", "https://example.com/?a=1&token=[token]"),
        ("DOB: 12/04/1980", "DOB: [date of birth]"),
        ("born on 3rd of May 1981.", "born on [date of birth]."),
        ("date of birth is 1980-04-12", "date of birth is [date of birth]"),
        ("geb. am 12.04.1980", "geb. am [date of birth]"),
        ("NI AB 12 34 56 C", "NI [national id]"),
        ("PESEL 44051401359", "PESEL [national id]"),
        ("SSN 536-90-4399", "SSN [national id]"),
        ("Steuer-ID 36 574 261 809", "Steuer-ID [national id]"),
    ],
)
def test_hides(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "INC0048812 and PDW-101, WDR-5031, RITM0010234, CHG0030001",
        "version 7.5.1.9, v10.20.30.40, 7.5.1.9, release 10.1.2.3, 10.20.30.40 build 7",
        "Chrome 128.0.6613.120",
        "127.0.0.1, 0.0.0.0, 255.255.255.0, ::1",
        "550e8400-e29b-41d4-a716-446655440000",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "2026-09-01T08:00:12.123+02:00, 2026-09-01 08:00:12, 01.09.2026 14:30, 09/01/2026",
        "1700000000000 and 20260901080012 and 1725177600",
        "EUR 1 234 567.89, £1,234,567.00, 12 345 678 rows",
        "SW1A 1AA, 10115 Berlin, 00-950 Warszawa",
        "cost centre 4711-0815-22, company 1000, plant 0010",
        "std::vector, a::b, 10:20:30, 10:20:30:40",
        "git@github.com:org/repo.git and npm i left-pad@1.3.0 and @angular/core",
        "https://example.com/home/dashboard",
        r"HKLM\Software and \\server\share and C:\Temp\x.log and AND\OR",
        "/home/<name>/x and C:\\Users\\Public\\x and /home/[user]/x",
        "the employee was born abroad; birthday rules apply",
        "order number 4500012345, requisition number 10482233, row 12345678",
        "https://example.com/task?id=12&code=abc&key=PDW-101",
        "0.1234567890123",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert redacted(text) == text


def test_declared_patterns_words_and_exceptions() -> None:
    """A project's own identifiers and words are hidden, what it allows is shown."""
    own = redactors(
        patterns=(r"TB-\d{6}",), deny=("Projekt Falke",), allow=("hr.help@example.com", "Grant Thornton")
    )

    text = "TB-123456 in PROJEKT FALKE, mail hr.help@example.com or x@example.com"

    assert redacted(text, by=own) == "[id] in [redacted], mail hr.help@example.com or [email]"


def test_all_addresses_of_a_domain_may_be_allowed() -> None:
    """`@robots.example.com` shows its mailboxes and no others."""
    own = redactors(allow=("@robots.example.com",))

    text = "mail hr@robots.example.com, Jobs@Robots.Example.com, x@example.com or x@robots.example.com.example.org"

    assert redacted(text, by=own) == text.replace(" x@example.com", " [email]").replace(
        "x@robots.example.com.example.org", "[email]"
    )


def test_what_holds_an_allowed_word_is_hidden_all_the_same() -> None:
    """Allowing a product's name does not show a password or an address that contains it."""
    own = redactors(allow=("Workday", "example.com"))

    assert redacted("password = Workday-2026!", by=own) == "password = [password]"
    assert redacted("jane@example.com", by=own) == "[email]"


@pytest.mark.parametrize(
    "settings",
    [{"phone_region": "XX"}, {"phone_region": "gb"}, {"patterns": ("[",)}, {"patterns": ("a*",)}],
)
def test_settings_that_cannot_be_are_named(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"redact\.(phone_region|patterns)"):
        patterns.redactor(RedactSettings(**settings))  # type: ignore[arg-type]


def test_the_region_reads_numbers_without_a_country() -> None:
    german = redactors(phone_region="DE")

    assert redacted("Durchwahl 030 901820 hier", by=german) == "Durchwahl [phone] hier"
