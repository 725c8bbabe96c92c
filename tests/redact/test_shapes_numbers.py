"""Numbers that name a person or an account, by checksum or by the word before them."""

import json

import pytest

from tests.redact.words import PATTERNS, by_one, redacted


@pytest.mark.parametrize(
    "number",
    [
        "71010112348",
        "71.01.01-123.84",
        "01017112364",
        "756.1234.5678.73",
        "7101015234080",
        "123.456.780-62",
        "710101/1236",
        "710101-1232",
        "1231 010171",
        "1 71 01 75 123 456 16",
        "110101197101011235",
        "RSSMRA71A01H501T",
        "12345670Y",
        "X1234567L",
        "010171-123R",
        "GOMC710101HDFNRL73",
        "15070649C103",
        "536-90-4399",
        "AB 12 34 56 C",
    ],
)
def test_ids_with_a_strong_shape_need_no_word(number: str) -> None:
    assert by_one(PATTERNS, f"It shows {number}, why?") == "It shows [national id], why?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aadhaar_2345 6789 0124.pdf", "Aadhaar_[national id].pdf"),
        ("mijn BSN is 123456782", "mijn BSN is [national id]"),
        ("het moet 123456782 zijn (BSN)", "het moet [national id] zijn (BSN)"),
        ("NHS number: 943 476 5919", "NHS number: [national id]"),
        ("NIF. Mine is 123456703", "NIF. Mine is [national id]"),
        ("SIN 123 456 709", "SIN [national id]"),
        ("TFN 123 456 707", "TFN [national id]"),
        ("CNP: 1710101123452, EGN: 7101011238", "CNP: [national id], EGN: [national id]"),
        ("OIB 12345678903, AMKA 01017112341", "OIB [national id], AMKA [national id]"),
        ("CPR 010171-1237", "CPR [national id]"),
        ("PPS number 7654320E", "PPS number [national id]"),
        ("social security number is 536904399", "social security number is [national id]"),
        ("Sozialversicherungsnummer 15 070649 C 103", "Sozialversicherungsnummer [national id]"),
        ('"nationalId": "AB123456C"', '"nationalId": "[national id]"'),
        ("DNI 12345670A", "DNI [national id]"),  # mistyped, yet somebody's
        ("ssn: １２３-４５-６７８９", "ssn: [national id]"),
        ("passport number: C01X00T47", "passport number: [national id]"),
        ("Führerschein-Nr: B072RRE2I55", "Führerschein-Nr: [national id]"),
        ("driving licence MORGA657054SM9IJ", "driving licence [national id]"),
    ],
)
def test_ids_near_their_names(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the BSN is missing in 123456789 rows, SSN 000-00-0000, PESEL 00000000000",
        "order 45000123456, row 71010112348",
        "IMEI 490154203237518, epoch 1700000000000",
        "passport is required since 2026-09-14",
        "national ID type for Romania, tax id field 12 chars, PAN 12 digits",
        "hash 1234567A and 12345678",
        "sin 123456789 cambios",
    ],
)
def test_what_only_counts_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Née le 07/02/1991, nato il 3 marzo 1980", "Née le [date of birth], nato il [date of birth]"),
        ("fecha de nacimiento: 12-05-1977", "fecha de nacimiento: [date of birth]"),
        ("geboortedatum 1-2-1990, ur. 12.04.1980", "geboortedatum [date of birth], ur. [date of birth]"),
        ("Birth dates: 2015-06-02 and 17/11/2018", "Birth dates: [date of birth] and [date of birth]"),
        ("12.04.1980 (DOB)", "[date of birth] (DOB)"),
        ('{"birthDate":"1980-04-12T00:00:00Z"}', '{"birthDate":"[date of birth]T00:00:00Z"}'),
        ("DOB 12/04/1980, hired 2026-09-01", "DOB [date of birth], hired 2026-09-01"),
    ],
)
def test_dates_of_birth_in_several_languages(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


def test_a_date_that_is_nobodys_birthday_stays() -> None:
    text = "DOB is missing since 2026-09-14; born digital 2026-09-01; data: 01.09.2026; date 2026-09-01"

    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Employee ID: 104822", "Employee ID: [id]"),
        ("employee number is 10482233", "employee number is [id]"),
        ("Personnel no. 4711 and 4712", "Personnel no. [id] and [id]"),
        ("Personalnummer: 00123456", "Personalnummer: [id]"),
        ("matricule 45871", "matricule [id]"),
        ("numer pracownika: 55012", "numer pracownika: [id]"),
        ("candidate C-12345", "candidate [id]"),
        ('"employeeId": "104822"', '"employeeId": "[id]"'),
    ],
)
def test_staff_numbers_behind_their_names(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "release candidate 12345 and candidate 20260914",
        "candidates 12345 of 20000, employee 2026, worker 3 of 12",
        "employee count: 10482, Employee ID is missing in 104822 rows",
        "Worker ID length 12345678, payroll number of runs 12345",
    ],
)
def test_what_counts_staff_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("row 3 4111 1111 1111 1111 failed", "row 3 [card] failed"),
        ("4111\u200b1111\u200b1111\u200b1111", "[card]"),
        ("IBAN DE89.3704.0044.0532.0130.00", "IBAN [iban]"),
        ("DE89 3704 0044\n0532 0130 00\nThanks", "[iban]\nThanks"),
        ("ＤＥ８９ 3704 0044 0532 0130 00", "[iban]"),
    ],
)
def test_accounts_and_cards_among_other_digits(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


def test_code_stays_well_formed() -> None:
    """Only the value goes: JSON can be read again, and a row of CSV keeps its columns."""
    record = {
        "mail": "jane@example.com",
        "path": "C:\\Users\\jsmith\\x",
        "born": {"dateOfBirth": "1980-04-12"},
        "ids": ["Employee ID: 104822", "+44 20 7946 0018"],
        "home": "12 High Street, Leeds LS1 4AB",
    }

    safe = json.loads(by_one(PATTERNS, json.dumps(record)))

    assert safe == {
        "mail": "[email]",
        "path": "C:\\Users\\[user]\\x",
        "born": {"dateOfBirth": "[date of birth]"},
        "ids": ["Employee ID: [id]", "[phone]"],
        "home": "[address]",
    }
    row = '100,jane@example.com,"DE89 3704 0044 0532 0130 00",+44 20 7946 0018,10.4.2.17,x'
    assert by_one(PATTERNS, row) == '100,[email],"[iban]",[phone],[ip],x'
