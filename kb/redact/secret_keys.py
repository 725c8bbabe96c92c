"""Private keys: in every armour, cut off at either end, on one line, in JSON, in XML."""

import re
from base64 import b64decode
from binascii import Error
from bisect import bisect_right
from collections.abc import Iterator

from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_KIND = "[private key]"
_ARMOUR = r"-{4,5} ?(?:%s) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}"
_BEGIN = re.compile(_ARMOUR % "BEGIN")
_END = re.compile(_ARMOUR % "END")
_LONGEST = 20_000
_BASE64 = r"(?:[A-Za-z0-9+/]{16,4096}={0,2}|[A-Za-z0-9+/]{1,15}={1,2}|=[A-Za-z0-9+/]{4})"
_KEY_LINE = re.compile(
    rf"[ \t>|]*(?:{_BASE64}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): [^\n]{{0,200}})?\\?[ \t\r]*$",
    re.MULTILINE,
)
_PUTTY = re.compile(
    rf"private-lines:[ \t]{{0,3}}[0-9]{{1,3}}(?:\r?\n|\\n)(?:[ \t>|]{{0,20}}{_BASE64}[ \t\r]{{0,9}}(?:\n|\\n|\Z)){{0,200}}"
    r"(?:[ \t>|]{0,20}private-(?:mac|hash):[ \t]{0,3}[0-9a-f]{8,200})?",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{20,100000}={0,2}")
_XML_NUMBER = re.compile(r"<(d|p|q|dp|dq|inverseq)>\s{0,40}([a-z0-9+/=\s]{16,4000}?)\s{0,40}</\1>")
_JWK_NUMBER = re.compile(r"\"(?:d|p|q|dp|dq|qi|k)\"\s{0,4}:\s{0,4}\"([\w-]{16,4000})\"")


def private_keys(seen: View) -> Iterator[Span]:
    """Find private keys; public ones and certificates stay."""
    text, lower = seen.text, seen.lower
    if "PRIVATE KEY" in text:
        yield from _armoured(text)
    if "private-lines:" in lower:
        for found in _PUTTY.finditer(text):
            yield Span(found.start(), found.end(), _KIND)
    if "LS0tLS1CRUdJTi" in text:  # an armour's first line, in base64
        for found in _WRAPPED.finditer(text):
            if _holds_private_key(found.group()):
                yield Span(found.start(), found.end(), _KIND)
    if "rsakeyvalue" in lower:
        for found in _XML_NUMBER.finditer(lower):
            yield Span(*found.span(2), _KIND)
    if '"kty"' in text:
        for found in _JWK_NUMBER.finditer(text):
            yield Span(*found.span(1), _KIND)


def _armoured(text: str) -> Iterator[Span]:
    ends = [found.span() for found in _END.finditer(text)]
    stops = [end for _, end in ends]
    done, closed = 0, set[int]()
    for begin in _BEGIN.finditer(text):
        if begin.start() < done:
            continue
        place = bisect_right(stops, begin.end())
        if place < len(stops) and stops[place] - begin.end() < _LONGEST:
            done = stops[place]
            closed.add(place)
        else:
            done = _cut_off(text, begin.end())
        yield Span(begin.start(), done, _KIND)
    for place, (start, end) in enumerate(ends):
        if place not in closed and start >= done:
            yield Span(_head_missing(text, start), end, _KIND)
            done = end


def _cut_off(text: str, end: int) -> int:
    """Find the end of a key without its last line: as far as the lines look like one."""
    if text.startswith("\\n", end) or (end < len(text) and text[end] not in "\r\n \t\"'\\"):
        found = re.compile(r"(?:\\[nr]|[A-Za-z0-9+/=])*").match(text, end)  # on one line
        return found.end() if found else end
    start = text.find("\n", end) + 1
    if not start:
        return len(text) if not re.search(r"[\"'\s]", text[end : end + 1]) else end
    end = start - 1
    while start < len(text) and (line := _KEY_LINE.match(text, start)) is not None:
        if line.group().strip():
            end = line.end()
        start = line.end() + 1
    return end


def _head_missing(text: str, start: int) -> int:
    """Find where a key without its first line begins: as far up as the lines look like one."""
    begin = start
    for _ in range(200):
        above = text.rfind("\n", max(0, begin - 4200), max(0, begin - 1))
        line = text[above + 1 : begin]
        if (
            begin == 0
            or not line.strip(" \t>|\r\n")
            or BLANK in line
            or not _KEY_LINE.match(line.rstrip("\n"))
        ):
            break
        begin = above + 1
    return begin + (len(text[begin:start]) - len(text[begin:start].lstrip(" \t>|")))


def _holds_private_key(wrapped: str) -> bool:
    try:
        return b"PRIVATE KEY" in b64decode(wrapped[:96][: len(wrapped[:96]) // 4 * 4])
    except (Error, ValueError):
        return False
