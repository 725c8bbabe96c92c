"""Passwords and keys that somebody wrote down: `password = x`, `--token x`, "the password is x"."""

import re
from collections.abc import Iterator

from kb.redact.spans import Span
from kb.redact.view import BLANK, View
from kb.redact.words import NO_SECRET

_NAMES_PASSWORD = (
    "password|passwort|passwd|passphrase|passcode|kennwort|contrasena|mot de passe"  # noqa: S105 - its names
    "|(?<![a-z])(?:haslo|pwd|pass|pw)"
)
_NAMES_KEY = (
    "secret[_-]?access[_-]?key|access[_-]?key(?:[_-]?id)?|shared[_-]?access[_-]?key|account[_-]?key|api[_-]?key"
    "|client[_-]?secret|private[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|secret[_-]?key|secret"
    "|credentials?"
)
_NAMES_TOKEN = "token"  # noqa: S105 - a word for it
_HINTS = (
    "pass",
    "pw",
    "secret",
    "key",
    "token",
    "kennwort",
    "contrasena",
    "haslo",
    "credential",
    "pin",
    "otp",
    "verif",
)

_QUOTED = rf"\"(?P<double>[^\"\n{BLANK}]{{1,400}})\"|'(?P<single>[^'\n{BLANK}]{{1,400}})'|`(?P<tick>[^`\n{BLANK}]{{1,400}})`"
_BARE = rf"(?P<bare>[^\s\"'`,;<>(){BLANK}][^\s\"'`;<>{BLANK}]*)"
_ASSIGNED = re.compile(
    rf"(?:(?P<password>{_NAMES_PASSWORD}|(?<![a-z])(?:pin(?: code)?|otp|verification code))|(?P<secret>{_NAMES_KEY})|(?P<token>{_NAMES_TOKEN}))"
    r"[0-9]?[*_]{0,2}[\"']?(?P<sign>[ \t]{0,3}(?:=>|:=|==?|:(?!/))[ \t*_]{0,4}|>(?=[^<>\n]{1,200}</)|[ \t])"
    rf"(?:{_QUOTED}|{_BARE})"
)
_STAND_IN = re.compile(
    r"[\$%{<\[(].*|[*x.•_?-]+|(?:your|my|the|some)[-_ ]?\w*|\.\.\.|process\.env.*|os\.environ.*|getenv.*|self\..*|this\..*|changeme"
)
_PATH = re.compile(r"~?/[\w.-]+/|[A-Za-z]:\\")
_CODE = re.compile(
    r"[A-Z]{1,5}[-_#]?[0-9]{2,}|[a-z]{1,4}[-_#]?[0-9]{4,}|[A-Za-z]{1,10}[-#][0-9]+|v?[0-9]+(?:[./:-][0-9]+)*"
    r"|[0-9]+(?:st|nd|rd|th|[a-zA-Z]{1,6}|x|%)?|(?i:(?:sha|md|base|utf-?|oauth|sso|mfa|2fa|saml|win)[0-9.]+\w{0,3})"
)


def assignments(seen: View) -> Iterator[Span]:
    """Find the values of settings, options and elements whose names say password, key or token."""
    lower = seen.lower
    if not any(hint in lower for hint in _HINTS):
        return
    for found in _ASSIGNED.finditer(lower):
        kind = "[password]" if found["password"] else "[secret]" if found["secret"] else "[token]"
        group = found.lastgroup or "bare"
        start, end = found.span(group)
        if group == "bare":
            end = start + len(_trim(seen.text[start:end]))
        value = seen.text[start:end]
        if _is_hidden(value, found, group == "bare", lower):
            yield Span(start, end, kind)


def _is_hidden(value: str, found: re.Match[str], bare: bool, lower: str) -> bool:
    if len(value) < 3 or _is_stand_in(value):
        return False
    sign = found["sign"].strip(" \t*_")
    option = not sign and lower[max(0, found.start() - 24) : found.start()].rpartition(" ")[2].startswith("-")
    name = found["password"]
    if name is None:
        return (bool(sign) or option) and _is_key(value)
    if name.startswith(("pin", "otp", "verification")):
        return value.isdigit() and 4 <= len(value) <= 8 and (bool(sign) or name != "pin")
    if looks_secret(value) or (option and len(value) > 5):
        return True
    if name == "pass" or not sign:
        return False
    # "password: sunshine" alone on its line is one; "password: the user forgot it" is prose
    last = not lower[found.end() : found.end() + 40].split("\n", 1)[0].strip(" \t.,;|\"'`*)")
    return sign != ":" or not bare or last


def _is_key(value: str) -> bool:
    """Tell a key from a name such as `my-service-account` or `getAccessToken()`."""
    digits = any(c.isdigit() for c in value)
    if " " in value or _CODE.fullmatch(value):
        return False
    return (digits and len(value) >= 8) or (len(value) >= 24 and "." not in value and "(" not in value)


_TOLD = re.compile(
    rf"(?<![a-z])(?:{_NAMES_PASSWORD}|credentials?|login|pin(?: code)?)(?: (?:for|of|on|in) [\w.@-]{{1,40}}(?: [\w.@-]{{1,40}}){{0,3}}?)?"
    rf"[ \t:=]{{1,3}}(?:(?:is|was|are|now|to|still|set|reset|changed|temporarily|currently|equals|ist|lautet|jest)[ \t:]{{1,3}}){{1,4}}"
    rf"([\"'`]?)([^\s\"'`{BLANK}]{{3,128}})"
)
_PAIR = re.compile(
    rf"(?<![a-z])(?:credentials?|logins?|user(?:name)?[ ]?[/&][ ]?(?:{_NAMES_PASSWORD}))[ \t]{{0,2}}(?:is|are|was|with|as|:|=)[ \t]{{1,3}}"
    rf"([\w.@\\-]{{1,64}}|[{BLANK}]+)(?: ?[/|:,] ?| and )([^\s\"'`{BLANK}]{{4,128}})"
)


def told(seen: View) -> Iterator[Span]:
    """Find passwords told in a sentence; "the password is wrong" tells none."""
    lower = seen.lower
    if not any(
        hint in lower for hint in ("pass", "pw", "kennwort", "credential", "login", "user", "pin", "haslo")
    ):
        return
    for found in _TOLD.finditer(lower):
        value = _trim(seen.text[found.start(2) : found.end(2)])
        quoted = found.group(1) != "" and len(value) > 3 and not _is_stand_in(value)
        is_pin = found.group().startswith("pin") and value.isdigit() and 4 <= len(value) <= 8
        if is_pin or quoted or looks_secret(value):
            yield Span(found.start(2), found.start(2) + len(value), "[password]")
    for found in _PAIR.finditer(lower):
        value = _trim(seen.text[found.start(2) : found.end(2)])
        if looks_secret(value):
            yield Span(*found.span(1), "[user]")
            yield Span(found.start(2), found.start(2) + len(value), "[password]")


def looks_secret(value: str) -> bool:
    """Tell whether a word in a sentence is a password rather than a word: digits or signs among letters."""
    if not 5 <= len(value) <= 128 or _CODE.fullmatch(value) or _is_stand_in(value):
        return False
    letters = any(c.isalpha() for c in value)
    digits = any(c.isdigit() for c in value)
    signs = any(c in "!@#$%^&*?+=~" for c in value[:-1])
    if "://" in value or value.startswith(("/", "\\")):
        return False
    return letters and (digits or signs)


def _is_stand_in(value: str) -> bool:
    return (
        value.lower() in NO_SECRET
        or _PATH.match(value) is not None
        or _STAND_IN.fullmatch(value.lower()) is not None
    )


def _trim(value: str) -> str:
    """Drop what ends a sentence, not what ends a password."""
    return value.rstrip(".,;:)]}\"'?|\\")
