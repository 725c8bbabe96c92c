"""Credentials in headers and cookies: `Authorization: Basic …`, `Bearer …`, `Cookie: …`, `JSESSIONID=…`."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator

from kb.redact.secret_values import is_stand_in, matches
from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_KIND = "[token]"
_VALUE = rf"[^\s\"'<>,;\\{BLANK}\x02]"
_AUTHORIZATION = re.compile(
    rf"authorization\\?[\"'\]]{{0,3}}\s{{0,3}}[:=,]\s{{0,3}}\\?[\"']?"
    rf"(?:(?:basic|bearer|token|negotiate|digest|apikey|ssws|ntlm|aws4-hmac-sha256|sharedaccesssignature|sharedkey)\s{{1,3}})?"
    rf"({_VALUE}{{4,16000}}(?:,? ?[a-z]{{1,40}}=[\"']?{_VALUE}{{1,4000}}[\"']?){{0,20}})"
)
_BEARER = re.compile(r"(?<![\w-])(?:bearer|basic) ([\w~+/.=-]{8,16000})")
_COOKIE = re.compile(r"cookie2?\\?[\"']?\s{0,3}[:=] {0,3}\\?[\"']?([^\n\"'\\\x02]{3,8000})")
_SESSIONS = tuple(
    (stem, re.compile(rf"{shape}\\?[\"']?\s{{0,2}}[:=]\s{{0,2}}\\?[\"']?([a-z0-9%+/_-]{_VALUE}{{5,4000}})"))
    for stem, shape in (
        ("sess", r"sess(?:ion(?:[_-]?(?:id|key|token|cookie|store))?|id)"),
        ("sid", "sid"),
        ("srf", "srf(?:[_-]?token|middlewaretoken)?"),
    )
)
_SSWS = re.compile(r"(?<![A-Za-z])SSWS\s{1,3}([\w-]{20,100})")


def headers(seen: View) -> Iterator[Span]:
    """Find what a client sends to say who it is."""
    text, lower = seen.text, seen.lower
    if "authorization" in lower:
        for found in _whole(_AUTHORIZATION, "authorization", lower):
            value = text[found.start(1) : found.end(1)]
            if _is_credential(value):
                yield Span(*found.span(1), _KIND)
    if "bearer " in lower or "basic " in lower:
        for found in _BEARER.finditer(lower):
            value = text[found.start(1) : found.end(1)]
            basic = lower.startswith("basic", found.start())
            if _is_basic(value) if basic else (len(value) >= 16 and _is_credential(value)):
                yield Span(*found.span(1), _KIND)
    if "cookie" in lower:
        for found in _whole(_COOKIE, "cookie", lower):
            value = found.group(1)
            if _is_cookie(value):
                yield Span(*found.span(1), _KIND)
    for stem, shape in _SESSIONS:
        for found in matches(lower, (stem,), shape):
            value = found.group(1)
            if stem == "sid" and lower[found.start() - 1 : found.start()].isalpha():
                continue
            if any(c.isdigit() for c in value) and not is_stand_in(value) and not _is_duration(value):
                yield Span(*found.span(1), _KIND)
    if "SSWS" in text:
        yield from (Span(*found.span(1), _KIND) for found in _SSWS.finditer(text))


def _whole(shape: re.Pattern[str], stem: str, lower: str) -> Iterator[re.Match[str]]:
    return (
        found
        for found in matches(lower, (stem,), shape)
        if not lower[found.start() - 1 : found.start()].isalpha()
    )


def _is_credential(value: str) -> bool:
    if is_stand_in(value):
        return False
    return any(c.isdigit() or c in "=+/." for c in value) or not (value.islower() or value.istitle())


def _is_basic(value: str) -> bool:
    """Tell whether it is base64 of `user:password`, and not a word as in "basic authentication"."""
    try:
        plain = b64decode(value.rstrip(".") + "==", validate=False)
    except (Error, ValueError):
        return False
    return b":" in plain and all(32 <= byte < 127 or byte > 160 for byte in plain)


_PAIR = re.compile(r"(?:\A|[;,]\s{0,3})[^\s=;,]{1,128}=([^\s;,]{1,4000})")


def _is_cookie(value: str) -> bool:
    # "cookie consent version=2.1" is talk about cookies: a header has pairs and nothing else before the first
    first = _PAIR.match(value)
    return (first is not None and not is_stand_in(first.group(1))) or len(_PAIR.findall(value)) > 1


def _is_duration(value: str) -> bool:
    return re.fullmatch(r"[0-9.]{1,12}[a-z]{0,8}", value) is not None and len(value) < 9
