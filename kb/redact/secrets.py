"""Hides what opens a door: keys, tokens, cookies, passwords in settings, links and prose."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from kb.config import RedactSettings
from kb.redact.assignments import assignments, told
from kb.redact.base import Known
from kb.redact.spans import RuleRedactor, Span
from kb.redact.view import BLANK, View


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of secrets."""
    return RuleRedactor("secrets", _find, allow=settings.allow)


def _find(seen: View, _: Known) -> Iterator[Span]:
    yield from _private_keys(seen)
    yield from _headers(seen)
    yield from _tokens(seen)
    yield from _links(seen)
    yield from assignments(seen)
    yield from told(seen)


_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_LONGEST = 20_000


def _private_keys(seen: View) -> Iterator[Span]:
    if "PRIVATE KEY" not in seen.text:
        return
    ends = [found.end() for found in _END.finditer(seen.text)]
    done = 0
    for begin in _BEGIN.finditer(seen.text):
        if begin.start() < done:
            continue
        place = bisect_right(ends, begin.end())
        if place < len(ends) and ends[place] - begin.end() < _LONGEST:
            done = ends[place]
        else:
            done = _cut_off(seen.text, begin.end())
        yield Span(begin.start(), done, "[private key]")


_KEY_LINE = re.compile(
    r"[ \t>|]*(?:[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{1,15}={1,2}|(?:Proc-Type|DEK-Info): [^\n]*)?[ \t]*$",
    re.MULTILINE,
)


def _cut_off(text: str, end: int) -> int:
    """Find the end of a key without its last line: as far as the lines look like one."""
    start = text.find("\n", end) + 1
    if not start:
        return len(text)
    end = start - 1
    while start < len(text) and (line := _KEY_LINE.match(text, start)) is not None:
        if line.group().strip():
            end = line.end()
        start = line.end() + 1
    return end


_VALUE = rf"[^\s\"'<>,;{BLANK}]"
_AUTHORIZATION = re.compile(
    rf"(?<![a-z])authorization[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?(?:(?:basic|bearer|token|negotiate|digest|apikey|aws4-hmac-sha256)\s{{1,3}})?"
    rf"({_VALUE}{{4,}}(?:,? ?[a-z]+=[\"']?{_VALUE}+[\"']?)*)"
)
_BEARER = re.compile(r"(?<![\w-])(?:bearer|basic) ([\w~+/.=-]{16,})")
_COOKIE = re.compile(r"(?<![\w-])(?:set-)?cookie[\"']?: {0,3}[\"']?([^\n\"']{3,8000})")
_SESSION = re.compile(
    r"(?:jsessionid|phpsessid|asp\.net_sessionid|session[_-]?id|sessid|glide_user_session|glide_session_store|connect\.sid|csrftoken|xsrf-token|x-csrf-token|x-api-key|x-auth-token)"
    rf"[\"']?\s{{0,2}}[:=]\s{{0,2}}[\"']?({_VALUE}{{6,}})"
)


def _headers(seen: View) -> Iterator[Span]:
    lower = seen.lower
    if "authorization" in lower:
        for found in _AUTHORIZATION.finditer(lower):
            value = seen.text[found.start(1) : found.end(1)]
            if any(c.isdigit() or c in "=+/." for c in value) or not (value.islower() or value.istitle()):
                yield Span(*found.span(1), "[token]")
    if "bearer " in lower or "basic " in lower:
        for found in _BEARER.finditer(lower):
            value = seen.text[found.start(1) : found.end(1)]
            if any(c.isdigit() for c in value) or not (value.islower() or value.istitle()):
                yield Span(*found.span(1), "[token]")
    if "cookie" in lower:
        for found in _COOKIE.finditer(lower):
            if "=" in found.group(1):
                yield Span(*found.span(1), "[token]")
    if any(hint in lower for hint in ("sessi", "sessid", "_ses", ".sid", "csrf", "xsrf", "x-a")):
        for found in _SESSION.finditer(lower):
            if any(c.isdigit() for c in found.group(1)):
                yield Span(*found.span(1), "[token]")


_VENDORS = (
    # what to look for first, and the shape the vendor documents
    ("eyJ", r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}"),
    ("AKIA", r"AKIA[0-9A-Z]{16}"),
    ("ASIA", r"ASIA[0-9A-Z]{16}"),
    ("gh", r"gh[opusr]_[A-Za-z0-9]{20,}"),
    ("github_pat_", r"github_pat_\w{20,}"),
    ("glpat-", r"glpat-[\w-]{15,}"),
    ("xox", r"xox[abceoprs]-[\w-]{10,}"),
    ("xapp-", r"xapp-[\w-]{10,}"),
    ("sk-", r"sk-(?:proj-|ant-)?(?=[\w-]*[0-9])[\w-]{16,}"),
    ("_live_", r"[spr]k_live_[A-Za-z0-9]{10,}"),
    ("_test_", r"[spr]k_test_[A-Za-z0-9]{10,}"),
    ("whsec_", r"whsec_[A-Za-z0-9+/=]{16,}"),
    ("AIza", r"AIza[\w-]{30,}"),
    ("ya29.", r"ya29\.[\w-]{16,}"),
    ("npm_", r"npm_[A-Za-z0-9]{30,}"),
    ("pypi-", r"pypi-AgE[\w-]{20,}"),
    ("SG.", r"SG\.[\w-]{16,}\.[\w-]{16,}"),
    ("hf_", r"hf_[A-Za-z0-9]{20,}"),
    ("dop_v1_", r"dop_v1_[a-f0-9]{32,}"),
    ("shp", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,}"),
    ("key-", r"key-[a-f0-9]{32}"),
    ("SK", r"SK[a-f0-9]{32}"),
    ("hvs.", r"hvs\.[\w-]{20,}"),
    ("ATATT", r"ATATT[\w=-]{20,}"),
    ("LTAI", r"LTAI[A-Za-z0-9]{12,}"),
    ("AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    (":AA", r"[0-9]{8,10}:AA[\w-]{30,}"),
)
_SHAPES = tuple((hint, re.compile(rf"(?<![\w-]){shape}")) for hint, shape in _VENDORS)
_HOOK = re.compile(
    r"https://(?:hooks\.slack\.com/(?:services|workflows)|[\w.-]{1,80}\.webhook\.office\.com/webhookb2|discord(?:app)?\.com/api/webhooks)"
    rf"/({_VALUE}+)"
)


def _tokens(seen: View) -> Iterator[Span]:
    text = seen.text
    absent = tuple(sign for sign in "_-." if sign not in text)
    for hint, shape in _SHAPES:
        if not hint.endswith(absent) and hint in text:
            for found in shape.finditer(text):
                yield Span(*found.span(), "[token]")
    if "hook" in text:
        for found in _HOOK.finditer(text):
            yield Span(*found.span(1), "[token]")


_USER_PASS = re.compile(rf"://([^\s/:@\"'<>?#{BLANK}]{{0,128}}):([^\s/@\"'<>{BLANK}]{{1,256}})@")
_JDBC = re.compile(rf"jdbc:oracle:thin:([\w$]{{1,64}})/([^\s@\"'{BLANK}]{{1,128}})@")


def _links(seen: View) -> Iterator[Span]:
    text = seen.text
    if "@" not in text:
        return
    if "://" in text:
        for found in _USER_PASS.finditer(text):
            if found.group(1):
                yield Span(*found.span(1), "[user]")
            yield Span(*found.span(2), "[password]")
    if "jdbc:" in text:
        for found in _JDBC.finditer(text):
            yield Span(*found.span(1), "[user]")
            yield Span(*found.span(2), "[password]")
