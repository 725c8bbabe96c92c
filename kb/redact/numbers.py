"""Numbers that name a person or an account: IBAN, payment card, national ids, dates of birth."""

import re
from collections.abc import Iterator

from kb.redact.spans import Span
from kb.redact.view import View

_IBAN = re.compile(r"[0-9]{2}(?<=[A-Za-z]{2}[0-9]{2})[ -]?[A-Za-z0-9][A-Za-z0-9 -]{9,38}")
_IBAN_SHAPE = re.compile(r"[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[0-9]{1,3})?(?!\w)")
_IBAN_NEAR = re.compile(r"\biban\b.{0,20}\Z", re.DOTALL)
_CARD = re.compile(r"[0-9](?:[ -]?[0-9]){12,18}(?![\w-]|[.,][0-9])")
_CARD_NEAR = re.compile(r"\b(?:card|visa|mastercard|amex|maestro|pan)\b.{0,24}\Z", re.DOTALL)
# the digits first: they are rarer than letters
_NI = re.compile(r"[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d](?![\w-])")
_NI_PREFIX = re.compile(
    r"(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\Z", re.IGNORECASE
)
_ELEVEN = re.compile(r"[0-9](?:[0-9]{10}|[0-9] [0-9]{3} [0-9]{3} [0-9]{3})(?![\w-]|[.,][0-9])")
_SSN = re.compile(r"-(?<=[0-9]{3}-)[0-9]{2}-[0-9]{4}(?![\w-])")

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    r"[0-9]{1,4} ?[./-] ?[0-9]{1,2} ?[./-] ?[0-9]{2,4}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\.?,? [0-9]{{4}}|{_MONTH}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
    rf"|[0-9]{{1,2}}[-/]{_MONTH}[-/][0-9]{{2,4}}"
)
_BORN = re.compile(
    r"\b(?:dob|d\.o\.b\.?|born|date[ _-]?of[ _-]?birth|birth[ _-]?(?:date|day)|geb\.|geboren|geburtsdatum|data urodzenia)"
    rf"[\s:=|\"'(,\[]{{0,6}}(?:is |was |on |am |as |to ){{0,2}}[\"']?({_DATE})(?![0-9])"
)


def numbers(seen: View) -> Iterator[Span]:
    """Find numbers whose own checksum says what they are, or that stand behind their name."""
    if not seen.has_digits:
        return
    yield from _births(seen)
    yield from _ibans(seen)
    yield from _cards(seen)
    yield from _national_ids(seen)


def _births(seen: View) -> Iterator[Span]:
    lower = seen.lower
    if "b" in lower and (
        "born" in lower
        or "dob" in lower
        or "birth" in lower
        or "geb" in lower
        or "urodz" in lower
        or "d.o.b" in lower
    ):
        for found in _BORN.finditer(lower):
            yield Span(*found.span(1), "[date of birth]")


def _ibans(seen: View) -> Iterator[Span]:
    for found in _IBAN.finditer(seen.text):
        start = found.start() - 2
        if not _begins(seen.text, start):
            continue
        if end := _iban_end(seen.text, start, found.end()):
            yield Span(start, end, "[iban]")
        elif _IBAN_NEAR.search(seen.lower, max(0, start - 26), start):
            shape = _IBAN_SHAPE.match(seen.text, start)
            if shape is not None:  # mistyped, yet somebody's
                yield Span(start, shape.end(), "[iban]")


def _iban_end(text: str, start: int, end: int) -> int:
    """Find where the IBAN ends, for words behind it may look like its last groups; 0 when it is none."""
    from stdnum import iban

    size = 0
    stops = []
    for stop in range(start, end):
        if text[stop] not in " -":
            size += 1
            if 15 <= size <= 34 and not text[stop + 1 : stop + 2].isalnum():
                stops.append(stop + 1)
    for stop in reversed(stops):
        if _is_checked(text[start:stop]) and iban.is_valid(text[start:stop]):
            return stop
    return 0


def _is_checked(number: str) -> bool:
    """Take the checksum of ISO 7064 at once: most candidates are none, and the library is slow to say so."""
    if not number.isascii():
        return False
    compact = number.replace(" ", "").replace("-", "")
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def _cards(seen: View) -> Iterator[Span]:
    from stdnum import luhn

    for found in _CARD.finditer(seen.text):
        if not _begins(seen.text, found.start()):
            continue
        digits = found.group().replace(" ", "").replace("-", "")
        near = _CARD_NEAR.search(seen.lower, max(0, found.start() - 36), found.start())
        if near or (_is_issued(digits) and luhn.is_valid(digits)):
            yield Span(*found.span(), "[card]")


def _is_issued(digits: str) -> bool:
    # ISO/IEC 7812: the first digits name the network, and each network has its lengths
    head = int(digits[:4])
    match len(digits):
        case 13:
            return digits[0] == "4"
        case 14:
            return 3000 <= head < 3060 or digits[:2] in ("36", "38", "39")
        case 15:
            return digits[:2] in ("34", "37")
        case 16:
            networks = digits[0] == "4" or 5100 <= head < 5600 or 2221 <= head <= 2720
            return networks or digits[:2] in (
                "35",
                "50",
                "56",
                "57",
                "58",
                "60",
                "62",
                "63",
                "64",
                "65",
                "67",
            )
        case 18 | 19:
            return digits[0] == "4" or digits[:2] in ("50", "56", "57", "58", "62", "63", "67")
        case _:
            return False


def _national_ids(seen: View) -> Iterator[Span]:
    text = seen.text
    for found in _NI.finditer(text):
        prefix = _NI_PREFIX.search(text, max(0, found.start() - 4), found.start())
        if prefix is not None:
            yield Span(prefix.start(), found.end(), "[national id]")
    for found in _ELEVEN.finditer(text):
        if _begins(text, found.start()) and _is_eleven(found.group()):
            yield Span(*found.span(), "[national id]")
    for found in _SSN.finditer(text):
        if _begins(text, found.start() - 3) and _is_ssn(text[found.start() - 3 : found.end()]):
            yield Span(found.start() - 3, found.end(), "[national id]")


def _begins(text: str, start: int) -> bool:
    before = text[start - 1 : start] if start else ""
    return not before.isalnum() and before not in ("_", ".", ",", "-", "+")


def _is_eleven(number: str) -> bool:
    from stdnum.de import idnr
    from stdnum.pl import pesel

    return bool(idnr.is_valid(number) or pesel.is_valid(number))


def _is_ssn(number: str) -> bool:
    from stdnum.us import ssn

    return bool(ssn.is_valid(number))
