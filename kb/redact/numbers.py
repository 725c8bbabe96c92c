"""Long numbers that say themselves what they are: payment cards, and national ids with a strong shape or checksum."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.redact.cards import is_card
from kb.redact.spans import Span
from kb.redact.validity import is_valid
from kb.redact.view import View

_RUN = re.compile(r"[0-9](?:[ ./-]?[0-9])*")
_NINES = str.maketrans("012345678", "9" * 9)
# how a country writes its number (one digit is a 9), and what knows its checksum
_MASKS = {
    "999-99-9999": ("us.ssn",),
    "99999999999": ("de.idnr", "pl.pesel", "no.fodselsnummer", "be.nn"),
    "99 999 999 999": ("de.idnr",),
    "999999 99999": ("no.fodselsnummer",),
    "99.99.99-999.99": ("be.nn",),
    "99.99.99-999-99": ("be.nn",),
    "99.99.99.999.99": ("be.nn",),
    "999.9999.9999.99": ("ch.ssn",),
    "999 9999 9999 99": ("ch.ssn",),
    "9999999999999": ("ch.ssn", "za.idnr"),
    "999999 9999 999": ("za.idnr",),
    "999.999.999-99": ("br.cpf",),
    "999999/9999": ("cz.rc",),
    "999999/999": ("cz.rc",),
    "999999-9999": ("se.personnummer", "is_.kennitala"),
    "99999999-9999": ("se.personnummer",),
    "999999-9999999": ("kr.rrn",),
    "9999 999999": ("at.vnr",),
    "9 99 99 99 999 999 99": ("fr.nir",),
    "999999999999999": ("fr.nir",),
    "999999-99-9999": ("my.nric",),
    "99.999.999-9": ("cl.rut",),
    "9.999.999-9": ("cl.rut",),
    "999999999999999999": ("cn.ric",),
}
_CARDS = ("9999 9999 9999 9999", "9999-9999-9999-9999", "9999 999999 99999")
_GOES_ON = re.compile(r"[\w-]|[.,/][0-9]")
_BLANK = re.compile(" ")
_MOST_PARTS = 10
_COUNTED = re.compile(
    r"(?:\b(?:order|invoice|po|ticket|case|incident|rows?|document|doc|batch|build|request|req|asset|account|ref|reference"
    r"|event|job|run|trace|transaction|message|thread|timestamp|time|ts|bytes|size|serial|imei|part|tracking|barcode|ean)"
    r"(?:[ _]?(?:number|numbers|no|nr|id|ids))?[\"']?[.:=# ]{0,3}[\"']?|[$€£=#])\Z"
)


class Run(NamedTuple):
    """Digits, with single signs between them: what numbers of all kinds are looked for in."""

    start: int
    end: int


def runs(seen: View) -> list[Run]:
    """List the runs of digits, walking once through the text."""
    return [Run(*found.span()) for found in _RUN.finditer(seen.text)] if seen.has_digits else []


def numbers(seen: View, all_runs: Iterable[Run]) -> Iterator[Span]:
    """Find payment cards and national ids that need no word before them."""
    text = seen.text
    for start, end in all_runs:
        size = end - start
        if size == 2:
            if text[end : end + 1] in _CF_MONTHS and (found := _CF.match(text, start)):
                yield from _checked(text, start - 6, found.end(), "it.codicefiscale")
        elif size > 5:
            if size > 8:
                yield from _in_run(seen, start, end)
            if text[end : end + 2].strip(" 0123456789./"):
                yield from _with_letters(text, start, end)


def _in_run(seen: View, start: int, end: int) -> Iterator[Span]:
    """Try the run as a whole, then its parts: `row 3 4111 1111 1111 1111`."""
    text = seen.text
    if not begins(text, start) or _GOES_ON.match(text, end):
        return
    if placeholder := _kind(seen, start, end):
        yield Span(start, end, placeholder)
        return
    edges = [start, *(found.end() for found in _BLANK.finditer(text, start, end)), end + 1]
    if not 2 < len(edges) <= _MOST_PARTS:
        return
    done = start
    for place, first in enumerate(edges[:-1]):
        for last in reversed(edges[place + 1 :]):
            if (
                first >= done
                and last - 1 - first > 8
                and (placeholder := _kind(seen, first, last - 1, part=True))
            ):
                yield Span(first, last - 1, placeholder)
                done = last


def begins(text: str, start: int) -> bool:
    """Tell whether a number begins there rather than goes on."""
    before = text[start - 1 : start] if start else ""
    return not before.isalnum() and before not in ("_", ".", ",", "-", "+")


def _kind(seen: View, start: int, end: int, *, part: bool = False) -> str:
    number = seen.text[start:end]
    mask = number.translate(_NINES)
    size = mask.count("9")
    is_bare = size == len(mask)
    names = _MASKS.get(mask, ())
    counted = names and is_bare and _COUNTED.search(seen.lower, max(0, start - 32), start)
    if not counted and any(is_valid(name, number) for name in names):
        return "[national id]"
    if 13 <= size <= 19 and "." not in mask and "/" not in mask and (not part or is_bare or mask in _CARDS):
        digits = number.replace(" ", "").replace("-", "")
        if is_card(digits, seen.lower, start):
            return "[card]"
    return ""


# each begins with digits, which are rarer than letters: its letters before are looked for behind
_MIXED = re.compile(
    r"[0-9]{2} ?[0-9]{2} ?[0-9]{2}(?:(?P<nino> ?[A-Da-d])"
    r"|(?P<curp>[HM][A-Z]{5}[0-9A-Z][0-9])|(?P<hetu>[-+A-FU-Y][0-9]{3}[0-9A-Y])|(?P<dni>[0-9]{1,2}-?[A-Z])|(?P<svnr>[0-9]{2}[A-Z][0-9]{3})"
    r")(?![\w-])"
)
# Italy's tax code; but for the year its digits may be written as letters
_CF_MONTHS = tuple("ABCDEHLMPRST")
_CF = re.compile(r"[0-9]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z](?![\w-])")
_NI_PREFIX = re.compile(
    r"(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\Z", re.IGNORECASE
)
_CHECKS = {"curp": (4, "mx.curp"), "hetu": (0, "fi.hetu"), "svnr": (0, "de.svnr"), "dni": (0, "es.dni")}


def _with_letters(text: str, begin: int, stop: int) -> Iterator[Span]:
    for found in _MIXED.finditer(text, begin, stop + 12):
        if found.start() > stop - 6:
            break
        kind = found.lastgroup or ""
        if kind == "nino":
            prefix = _NI_PREFIX.search(text, max(0, found.start() - 4), found.start())
            if prefix is not None:
                yield Span(prefix.start(), found.end(), "[national id]")
            continue
        size, name = _CHECKS[kind]
        if kind == "dni" and text[found.start() - 1 : found.start()] in ("X", "Y", "Z"):
            size, name = 1, "es.nie"
        yield from _checked(text, found.start() - size, found.end(), name)


def _checked(text: str, start: int, end: int, name: str) -> Iterator[Span]:
    if start >= 0 and begins(text, start) and is_valid(name, text[start:end]):
        yield Span(start, end, "[national id]")
