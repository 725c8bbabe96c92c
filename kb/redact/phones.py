"""Telephone numbers, written with or without their country."""

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.redact.spans import Span
from kb.redact.view import View

# a digit first: texts without many of them are passed at once
_CANDIDATE = re.compile(
    r"[0-9](?<!\w[0-9])(?:[ ()./\u00b7\u2022-]{0,3}[0-9]){6,31}"
    r"(?:[ ,;(]{0,2}(?:x|ext\.?=?|extn\.?|extension|#|dw|durchwahl|poste|wewn\.?) ?[0-9]{1,6})?(?!\w|[:@][0-9])"
)
_PREFIX = re.compile(r"(?<![\w+])(?:\+ ?\(?|\( ?\+?)\Z")
_NETWORK = re.compile(r"\+ [0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?")
_RANGE = re.compile(r"[-/][0-9]{1,3}\Z")
_BROKEN = re.compile(r"  |\.\.|--|//| - | / |[./-]{2}|\([^)]*\Z|\A[^(]*\)|\) ?\)")
# what has digits and is no telephone: dates, times, versions, ticket numbers, GUIDs, hashes, amounts
_OTHER = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T ][0-9]{1,2}(?::[0-9]{2}){0,2}(?:[.,][0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    r"|(?<![0-9./-])[0-9]{1,2}([./-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})(?![0-9]|[./-][0-9])"
    r"|(?<![0-9])[0-9]{4}([./])[0-9]{1,2}\2[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?"
    r"|[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
    r"|(?:\b[A-Za-z][A-Za-z_]{0,14}[-_#]?[0-9]{2,}\b)(?:[-_.][0-9]+)*"
)
_DATE = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{4})(?: [0-9]{2})?")
_NEAR = re.compile(
    r"(?:\b(?:phone|phones|telephone|tel|mobile|mob|fax|whatsapp|telefon|telefono|telefone|telefoon|telefoonnummer|telefonnummer|telefonu|telephone"
    r"|handy|handynummer|mobil|mobilnummer|mobiltelefon|mobiel|movil|celular|cellulare|cell|cellphone|gsm|portable|komorka|komorkowy|rufnummer|ruckruf|durchwahl"
    r"|erreichbar|bereikbaar|puhelin|puh|telemovel|tlf|tfno|hotline|callback|landline|dial|ring|(?:my|his|her|their|mein|meine|mon|mi|moj) (?:number|nummer|numero|numer)(?: is| ist| est| es| to)?"
    r"|(?:call|calling|called|reach|reached|contact|text)(?: (?:me|us|him|her|them|back|on|at|under)){1,3}|\A[tmf]|[\n|] ?[tmf])\b|☎|📞|📱|✆)"
    r"[^0-9\n]{0,24}\Z"
)
_NEXT = re.compile(
    r" \(?(?:office|fax|mobile|mob|cell|home|work|phone|tel|direct|landline|handy|mobil|privat|dienstlich|portable|movil)\b"
)
_NAMED = re.compile(
    r"(?:[$€£¥#=]|\b(?:eur|usd|gbp|pln|chf|nr|no|id|line|build|version|v|ticket|case|incident|order|invoice|po|row|rows"
    r"|employee|candidate|account|ref|reference|number)[.:]?) ?\Z"
)
_AMOUNT_AFTER = re.compile(r" ?(?:[€$£%]|(?:eur|usd|gbp|pln|chf|kb|mb|gb|ms|bytes|rows|records)\b)")
_NORTH_AMERICA = re.compile(
    r"(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?:\s?(?:x|ext\.?) ?[0-9]+)?"
)
_SPLIT = re.compile(r"(?<=[0-9]{3})(?: / |[ /])(?=\+|\(?0[1-9][0-9]{2})")


def check_region(region: str) -> bool:
    """Tell whether telephone numbers of this country are known."""
    import phonenumbers

    return region in phonenumbers.SUPPORTED_REGIONS


def phones(seen: View, region: str) -> Iterator[Span]:
    """Find telephone numbers; those without a country are read as the region's."""
    if not seen.has_digits:
        return
    done = 0
    for start, end in _candidates(seen.text):
        if start >= done and _is_worth_a_look(seen.text[start:end], seen.lower, start, end):
            begin = seen.text.rfind("\n", 0, start) + 1
            done = seen.text.find("\n", start)
            done = len(seen.text) if done < 0 else done
            yield from _in_line(seen, begin, done, region)


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for found in _CANDIDATE.finditer(text):
        prefix = _PREFIX.search(text, max(0, found.start() - 3), found.start())
        yield (prefix or found).start(), found.end()


def _is_worth_a_look(number: str, lower: str, start: int, end: int) -> bool:
    """Pass over plain dates, versions and counts that nothing calls a telephone."""
    if _DATE.fullmatch(number):
        return False
    return (
        number[0] in "+0("
        or any(sign in number for sign in (" 0", "/0", " +", "("))
        or _NORTH_AMERICA.search(number) is not None
        or _is_near(lower, start, end)
        or _is_whole_line(lower, start, end)
    )


def _is_near(lower: str, start: int, end: int) -> bool:
    return _NEAR.search(lower, max(0, start - 40), start) is not None or _NEXT.match(lower, end) is not None


def _is_whole_line(lower: str, start: int, end: int) -> bool:
    """Tell whether a number stands alone, as in a signature."""
    return not (lower[max(0, start - 1) : start].strip(" \n") or lower[end : end + 1].strip(" \r\n")) and (
        start == 0 or lower[start - 1] == "\n"
    )


def _in_line(seen: View, begin: int, end: int, region: str) -> Iterator[Span]:
    line = _OTHER.sub(lambda found: "_" * len(found.group()), seen.text[begin:end])
    for first, last in _candidates(line):
        for part in _parts(line, first, last):
            start, end = begin + part[0], begin + part[1]
            if _is_phone(seen.text[start:end], seen.lower, start, end, region):
                yield Span(start, end, "[phone]")


def _parts(line: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cut two numbers written side by side."""
    number = line[first:last]
    if "+" in number[1:] or sum(c.isdigit() for c in number) > 15:
        for between in _SPLIT.finditer(line, first, last):
            yield first, between.start()
            first = between.end()
    yield first, last


def _is_phone(number: str, lower: str, start: int, end: int, region: str) -> bool:
    digits = sum(c.isdigit() for c in number)
    if not 7 <= digits <= 21:
        return False
    if number.lstrip("( ").startswith("+"):
        if _NETWORK.fullmatch(number):
            return False
        if number.startswith("+ ") and number[2:].isdigit() and not _is_near(lower, start, end):
            return False  # an offset: 0x187ce5000 + 3105044
        plain = _RANGE.sub(
            "", number.replace("(0)", " ")
        )  # not every country has the nought; 0018-20 are two lines
        return _grade(number, region) > 0 or (plain != number and _grade(plain, region) > 0)
    if number.startswith("0") and number.count(" - ") == 1:
        number = number.replace(" - ", " ")
    if _BROKEN.search(number):
        return False
    near = _is_near(lower, start, end)
    if not near and (_NAMED.search(lower, max(0, start - 12), start) or _AMOUNT_AFTER.match(lower, end)):
        return False
    separated = not number.isdigit()
    if near and (digits >= 8 or separated):
        return _grade(number, region) > 0 or (separated and number.count(".") != 1)
    if number.startswith("00"):
        return _grade(f"+{number[2:]}", region) > (0 if separated else 1)
    if _NORTH_AMERICA.fullmatch(number):
        return True
    if (
        digits > 7
        and len(re.findall("[0-9]+", number)) > 2
        and _is_whole_line(lower, start, end)
        and _grade(number, region) == 2
    ):
        return True
    if not number.startswith(("0", "(0")) or number.partition("e")[0].count(".") == 1:
        return False  # a count, an amount, a decimal fraction
    grade = _grade(number, region)
    return grade == 2 or (grade == 1 and separated and digits >= 10)


@lru_cache(maxsize=4096)
def _grade(number: str, region: str) -> int:
    """Ask the numbering plans: 2 valid, 1 possible, 0 neither."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number.replace("\u00b7", " ").replace("\u2022", " "), region)
    except phonenumbers.NumberParseException:
        return 0
    if phonenumbers.is_valid_number(parsed):
        return 2
    return 1 if phonenumbers.is_possible_number(parsed) else 0
