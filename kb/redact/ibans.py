"""Bank accounts: IBANs whose checksum holds, and mistyped ones that are called so."""

import re
from collections.abc import Iterable, Iterator

from kb.redact.anchors import word_set
from kb.redact.spans import Span
from kb.redact.view import View

_IBAN = re.compile(r"[0-9]{2}[ .-]?[A-Za-z0-9][A-Za-z0-9 .\t\n-]{9,40}")
_SHAPE = re.compile(r"[A-Za-z]{2}[0-9]{2}(?:[ .-]?[A-Za-z0-9]{4}){3,7}(?:[ .-]?[0-9]{1,3})?(?!\w)")
_NEAR = re.compile(
    r"(?:iban|bank account|account (?:number|no)|konto|bankverbindung|compte|rekening\w{0,6}|cuenta|conto|rachun\w{1,4})\b.{0,24}\Z",
    re.DOTALL,
)
_SIGNS = " .\t\n-"
_NO_SIGNS = str.maketrans("", "", _SIGNS)
# ISO 13616: the countries of the registry, and those that write their accounts like it
_COUNTRIES = word_set(
    """
    AD AE AL AO AT AZ BA BE BF BG BH BI BJ BR BY CF CG CH CI CM CR CV CY CZ DE DJ DK DO DZ EE EG ES FI FK FO FR GA GB
    GE GI GL GQ GR GT GW HN HR HU IE IL IQ IR IS IT JO KM KW KZ LB LC LI LT LU LV LY MA MC MD ME MG MK ML MN MR MT MU
    MZ NE NI NL NO OM PK PL PS PT QA RO RS RU SA SC SD SE SI SK SM SN SO ST SV TD TG TL TN TR UA VA VG XK YE
    """
)


def ibans(seen: View, runs: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Find IBANs among the runs of digits, each of which begins with the check digits."""
    text = seen.text
    for place, _ in runs:
        start = place - 2
        if start < 0 or text[start:place].upper() not in _COUNTRIES or text[start - 1 : start].isalnum():
            continue
        found = _IBAN.match(text, place)
        if found is None:
            continue
        if end := _end(text, start, found.end()):
            yield Span(start, end, "[iban]")
        elif _NEAR.search(seen.lower, max(0, start - 44), start):
            shape = _SHAPE.match(text, start)
            if shape is not None:  # mistyped, yet somebody's
                yield Span(start, shape.end(), "[iban]")


def _end(text: str, start: int, end: int) -> int:
    """Find where the IBAN ends, for words behind it may look like its last groups; 0 when it is none."""
    from stdnum import iban

    size = 0
    stops = []
    for stop in range(start, end):
        if text[stop] not in _SIGNS:
            size += 1
            if 15 <= size <= 34 and not text[stop + 1 : stop + 2].isalnum():
                stops.append(stop + 1)
    for stop in reversed(stops):
        number = text[start:stop].translate(_NO_SIGNS)
        if _is_checked(number) and iban.is_valid(number):
            return stop
    return 0


def _is_checked(number: str) -> bool:
    """Take the checksum of ISO 7064 at once: most candidates are none, and the library is slow to say so."""
    if not number.isascii():
        return False
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1
