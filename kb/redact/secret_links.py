"""Passwords in addresses: `https://user:password@host`, `jdbc:oracle:thin:user/password@host`, `.pgpass`."""

import re
from collections.abc import Iterator

from kb.redact.secret_values import is_stand_in, looks_secret
from kb.redact.spans import Span
from kb.redact.view import BLANK, View

_USER, _PASSWORD, _TOKEN = "[user]", "[password]", "[token]"
_USER_PASS = re.compile(
    rf"://([^\s/:@\"'<>?#{BLANK}]{{0,128}}):([^\s/\"'<>{BLANK}\x02]{{1,256}})@(?=[\w\[{{*-])"
)
_SLASHED = re.compile(
    rf"://([^\s/:@\"'<>?#{BLANK}]{{1,64}}):([^\s@\"'<>{BLANK}\x02]{{3,128}})@(?=[\w.-]{{1,200}}(?::[0-9]|/))"
)
_USER_ONLY = re.compile(r"://([A-Za-z0-9_.~-]{20,400})(?::x-oauth-basic)?@")
_THIN = re.compile(rf"jdbc:oracle:(?:thin|oci):([\w$]{{1,64}})/([^\s@\"'{BLANK}]{{1,128}})@")
_PGPASS = re.compile(
    rf"^[ \t>|]{{0,9}}(?:[\w.-]{{0,200}}[a-z*][\w.-]{{0,200}}|\*):(?:[0-9]{{2,5}}|\*):[\w*.-]{{1,64}}:([\w*.@-]{{1,64}}|[{BLANK}]{{1,64}}):([^\s:{BLANK}]{{3,128}})$",
    re.MULTILINE | re.IGNORECASE,
)
_PGPASS_PORTS = (":5432:", ":5433:", ":6432:", ":*:")


def userinfo(seen: View) -> Iterator[Span]:
    """Find user and password before a host."""
    text = seen.text
    if "@" in text:
        if "://" in text:
            yield from _before_hosts(text)
        if "jdbc:" in text:
            for found in _THIN.finditer(text):
                yield from _both(found)
    if any(port in text for port in _PGPASS_PORTS) or "pgpass" in seen.lower:
        for found in _PGPASS.finditer(text):
            if not is_stand_in(found.group(2)) and not found.group(2).isdigit():
                yield Span(*found.span(2), _PASSWORD)


def _before_hosts(text: str) -> Iterator[Span]:
    last = -1
    for shape in (_USER_PASS, _SLASHED):
        for found in shape.finditer(text):
            if found.start() != last and not _is_variable(found.group(2)) and not found.group(2).isdigit():
                yield from _both(found)
            last = found.start()
    for found in _USER_ONLY.finditer(text):
        if looks_secret(found.group(1)) or any(c.isdigit() for c in found.group(1)):
            yield Span(*found.span(1), _TOKEN)


def _is_variable(value: str) -> bool:
    return value[:1] in "${%<" or (value[:1] in "*x" and not value.strip("*x"))


def _both(found: re.Match[str]) -> Iterator[Span]:
    if found.group(1):
        yield Span(*found.span(1), _USER)
    yield Span(*found.span(2), _PASSWORD)
