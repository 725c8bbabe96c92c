"""Passwords and keys in settings: `password = x`, `--token x`, `"secret": "x"`, `<Password>x</Password>`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.redact.secret_values import is_code, is_key, is_sentence, is_stand_in, is_wordy, looks_secret, trim
from kb.redact.spans import Span
from kb.redact.view import BLANK, View

PASSWORD, SECRET, TOKEN = "[password]", "[secret]", "[token]"


class Name(NamedTuple):
    """A family of names: what to look for first, the whole name from there on, and what its value becomes."""

    stem: str
    shape: re.Pattern[str]
    kind: str
    whole: bool  # must begin a word, or a hump of one as in `dbPwd`


def _names(*rows: tuple[str, str, str, bool]) -> tuple[Name, ...]:
    return tuple(Name(stem, re.compile(shape), kind, whole) for stem, shape, kind, whole in rows)


NAMES = _names(
    ("pass", r"pass(?:words?|worte?s?|word|wd|wrd|phrase|codes?|e|ord|)(?![a-z])", PASSWORD, False),
    ("pw", r"pwd?(?![a-z])", PASSWORD, True),
    ("psw", r"psw(?:d|rd)?(?![a-z])", PASSWORD, True),
    ("kennwort", r"kennworte?s?(?![a-z])", PASSWORD, False),
    ("contrasena", r"contrasenas?(?![a-z])", PASSWORD, True),
    ("clave", r"claves?(?![a-z])", PASSWORD, True),
    ("hasl", r"hasl(?:o|a|em)(?![a-z])", PASSWORD, True),
    ("senha", r"senhas?(?![a-z])", PASSWORD, True),
    ("parola", r"parola d'ordine", PASSWORD, True),
    ("wachtwoord", r"wachtwoord(?:en)?(?![a-z])", PASSWORD, False),
    ("mdp", r"mdp(?![a-z])", PASSWORD, True),
    ("secret", r"secret(?:[_.-]?(?:access)?[_.-]?key)?s?(?![a-z])", SECRET, False),
    ("schlussel", r"schlussel(?![a-z])", SECRET, False),
    ("key", r"key(?:[_-]?data)?(?![a-z])", SECRET, False),
    ("credential", r"credentials?(?![a-z])", SECRET, False),
    ("token", r"token(?![a-z])", TOKEN, False),
    ("auth", r"auth(?![a-z])", TOKEN, True),
    ("jwt", r"jwt(?![a-z])", TOKEN, True),
    ("saml", r"saml(?:re(?:sponse|quest)|assertion)(?![a-z])", TOKEN, True),
)
_KEYS = (
    *("api", "access", "account", "shared", "secret", "private", "encryption", "encrypt", "signing", "sign"),
    *(
        "master",
        "storage",
        "auth",
        "app",
        "application",
        "service",
        "subscription",
        "admin",
        "deploy",
        "client",
        "hmac",
    ),
    *(
        "primary",
        "secondary",
        "license",
        "licence",
        "consumer",
        "integration",
        "rsa",
        "aes",
        "crypt",
        "write",
        "read",
    ),
    *(
        "ssh",
        "wpa",
        "wpa2",
        "wpa3",
        "wifi",
        "wlan",
        "host",
        "session",
        "cookie",
        "rest",
        "function",
        "host",
        "management",
        "instance",
        "tenant",
        "merchant",
    ),
)
"""What stands before `key` where it is one to a door; `primary key` is told by its value."""

_SUFFIX = re.compile(
    r"(?:[_.-]?(?:prod|production|dev|test|stage|staging|qa|uat|live|old|new|current|value|text|plain|clear|string"
    r"|base64|b64|encrypted|confirm|confirmation|repeat|primary|secondary|default|db|admin|user|root|app"
    r"|[0-9]{1,3}))?(?![a-z0-9_-])"
)
_DOUBLE = rf"\"(?P<double>(?:[^\"\\\n{BLANK}]|\\[^\n{BLANK}]){{1,4000}})\""
_QUOTED = (
    rf"\\\"(?P<escaped>[^\"\\\n{BLANK}]{{1,4000}})\\\"|(?:@|n|b|r|u|l)?(?:{_DOUBLE}|'(?P<single>[^'\n{BLANK}]{{1,4000}})')"
    rf"|`(?P<tick>[^`\n{BLANK}]{{1,400}})`|&quot;(?P<entity>[^&\n{BLANK}]{{1,400}})&quot;"
)
_BARE = rf"[\"']?(?P<bare>[^\s\"'`,;<>&(){BLANK}\x02](?:[^\s\"'`,;<>&{BLANK}\x02]|&(?!\w{{1,40}}=|quot;)|[,;](?![\w .-]{{0,40}}[=:]|\s|\Z)){{0,4000}})"
_VALUE = rf"(?:{_QUOTED}|{_BARE})"
_CLOSE = r"(?:\\?[\"'`]|[\])}*_%]|&quot;){0,4}"
_TYPED = r"(?:[ \t]?:[ \t]?(?:str|string|text|securestring|secretstr|any)\b[?!]?(?=[ \t]{0,3}=))?"
_SIGN = r"(?:[ \t]{0,20}(?P<sign>=>|:=|->|===?|=|:(?!/|:))[ \t*_]{0,20}(?:(?<==)\s{0,9}(?=[\"']))?)"
_ASSIGNED = re.compile(_CLOSE + _TYPED + _SIGN + _VALUE)
_ARGUMENT = re.compile(rf"(?:{_CLOSE}[ \t]{{0,9}},|\()\s{{0,9}}(?:{_QUOTED})")
_IN_CELL = re.compile(
    rf"{_CLOSE}[ ]{{0,20}}(?:\||\t|:?\r?\n)[ \t|:-]{{0,20}}(?P<bare>[^\s\"'`<>|{BLANK}\x02]{{5,200}})[ \t]{{0,20}}(?:\||\t|\r?\n|\Z)"
)
_AFTER = re.compile(
    rf"(?:[ \t]{{1,4}}|(?<=[a-z])=)(?:{_QUOTED}|(?P<bare>[^\s\"'`,;<>{BLANK}\x02]{{1,4000}}))"
)
_ELEMENT = re.compile(
    rf"[\w:.-]{{0,20}}(?:\s[^<>{BLANK}]{{0,300}})?>\s{{0,40}}(?:<!\[cdata\[)?(?P<bare>[^<>\]{BLANK}\x02]{{1,4000}}?)\s{{0,40}}(?:\]\]>)?\s{{0,40}}</"
)
_NAMED = re.compile(
    rf"\\?[\"']?(?:[ \t,]{{0,20}}\r?\n?[ \t,]{{0,40}}|\s[^<>\n{BLANK}]{{0,120}}?)(?<![\w.])\\?[\"']?(?:value|default|secretvalue|content)\\?[\"']?[ \t]{{0,9}}[=:][ \t]{{0,9}}{_VALUE}"
)
_NAMED_BODY = re.compile(
    rf"[\"'][^<>{BLANK}]{{0,100}}>\s{{0,40}}(?:<value>)?(?P<bare>[^<>\s{BLANK}\x02]{{1,4000}})\s{{0,40}}</"
)
_TERRAFORM = re.compile(
    rf"[\"'][ \t]{{0,9}}\{{[^{{}}{BLANK}]{{0,200}}?\bdefault[ \t]{{0,20}}=[ \t]{{0,9}}{_DOUBLE}"
)
_TAG_NAME = re.compile(r"<(?:[\w-]{1,40}:)?[\w.-]{0,60}\Z")
_GROUPS = ("double", "escaped", "single", "tick", "entity")


class Place(NamedTuple):
    """Where a name stands."""

    name: Name
    start: int
    end: int


def named(seen: View) -> list[Place]:
    """List the names of passwords, keys and tokens in a text; what most texts have none of."""
    lower = seen.lower
    places: list[Place] = []
    for name in NAMES:
        at = lower.find(name.stem)
        while at >= 0:
            found = name.shape.match(lower, at)
            if (
                found is None
                or (name.whole and not begins(seen.text, at))
                or not _is_meant(name, seen.text, lower, at)
            ):
                at = lower.find(name.stem, at + 1)
                continue
            places.append(Place(name, at, found.end()))
            at = lower.find(name.stem, found.end())
    return places


def assignments(seen: View, places: list[Place]) -> Iterator[Span]:
    """Find the values of settings, options and elements whose names say password, key or token."""
    for name, start, end in places:
        yield from _value(seen, name, start, end)


def begins(text: str, at: int) -> bool:
    """Tell whether a word begins there, or a hump of one."""
    before = text[at - 1 : at]
    return not before.isalpha() or (before.islower() and text[at].isupper())


def _is_meant(name: Name, text: str, lower: str, at: int) -> bool:
    if name.stem == "key":
        return lower[max(0, at - 24) : at].rstrip("_ .-").endswith(_KEYS)
    if name.stem == "auth":
        return lower[at - 1 : at] in ('"', "'", "_")
    if name.stem == "pass" and lower.startswith("passe", at):
        return lower.endswith(("mot de ", "mots de ", "palavra-", "palavra "), max(0, at - 9), at)
    if name.stem == "pass" and not lower.startswith(("passw", "passp", "passc", "passo"), at):
        return begins(text, at) or lower[max(0, at - 4) : at] in ("user", "root", "-key")
    return True


def _value(seen: View, name: Name, at: int, end: int) -> Iterator[Span]:
    """Find the value that stands after a name, in whatever syntax."""
    text, lower = seen.text, seen.lower
    suffix = _SUFFIX.match(lower, end)
    exact = suffix is not None
    if suffix is not None:
        end = suffix.end()
    if _TAG_NAME.search(lower, max(0, at - 64), at) and (found := _ELEMENT.match(lower, end)):
        value = text[found.start("bare") : found.end("bare")]
        if not is_stand_in(value) and ((exact and _is_value(name, value, 3)) or looks_secret(value)):
            yield Span(*found.span("bare"), name.kind)
        return
    if not exact:
        return
    for shape in (_ASSIGNED, _NAMED, _NAMED_BODY, _TERRAFORM):
        found = shape.match(lower, end)
        if found is not None and (span := _judged(seen, name, found, shape)) is not None:
            yield span
            return
        if found is not None and shape is _ASSIGNED:
            return
    if (found := _ARGUMENT.match(lower, end)) is not None:
        start, stop, _ = _place(found, text)
        value = text[start:stop]
        if looks_secret(value) if name.kind == PASSWORD else is_key(value):
            yield Span(start, stop, name.kind)
        return
    found = _AFTER.match(lower, end)
    if found is not None and (span := _after(seen, name, at, found)) is not None:
        yield span
        return
    if name.kind == PASSWORD and (found := _IN_CELL.match(lower, end)) is not None:
        value = text[found.start("bare") : found.end("bare")]
        if looks_secret(value):
            yield Span(*found.span("bare"), name.kind)


def _place(found: re.Match[str], text: str) -> tuple[int, int, bool]:
    """Tell where the value stands, and whether in quotes."""
    names = found.re.groupindex
    for group in _GROUPS:
        if group in names and found[group] is not None:
            return *found.span(group), True
    start, end = found.span("bare")
    return start, start + len(trim(text[start:end])), False


def _judged(seen: View, name: Name, found: re.Match[str], shape: re.Pattern[str]) -> Span | None:
    text, lower = seen.text, seen.lower
    start, end, quoted = _place(found, text)
    value = text[start:end]
    sign = found["sign"] if "sign" in found.re.groupindex else "="
    if not quoted and sign in (":", "->") and shape is _ASSIGNED:
        # "password: sunshine" alone on its line is one; "password: the user forgot it" is prose
        last = not lower[end : end + 40].split("\n", 1)[0].strip(" \t\r.,;|\"'`*)}]\x02")
        strength = 2 if last and text[end : end + 1] != "?" else 1
    elif not quoted and sign.startswith("=") and is_code(value) and not value[:1].isdigit():
        strength = 0
    else:
        strength = 3
    if quoted and " " in value:
        strength = min(strength, 2)
    return Span(start, end, name.kind) if _is_value(name, value, strength) else None


def _is_value(name: Name, value: str, strength: int) -> bool:
    """Judge a value: 3 where only a value can stand, 2 at a line's end, 1 in prose, 0 where code may stand."""
    if len(value) < 3 or is_stand_in(value):
        return False
    if name.kind != PASSWORD:
        if strength == 0:
            return is_key(value) and not is_code(value)
        if name.stem == "secret" and strength == 3 and looks_secret(value) and not is_code(value):
            return not is_wordy(value) or sum(c.isdigit() for c in value) > 1
        return is_key(value) or (name.stem == "auth" and len(value) >= 8 and value.endswith("="))
    if strength == 0:
        return looks_secret(value) and not is_code(value)
    if " " in value:
        return strength >= 2 and not is_sentence(value)
    return strength >= 2 or looks_secret(value)


def _after(seen: View, name: Name, at: int, found: re.Match[str]) -> Span | None:
    """Judge a value that only a blank parts from its name: an option's, `.netrc`'s, SQL's, or a sentence's."""
    text, lower = seen.text, seen.lower
    start, end, quoted = _place(found, text)
    value = text[start:end]
    before = lower[max(0, at - 40) : at]
    word = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
    option = word.startswith(("-", "/")) or before.endswith("identified by ")
    if len(value) < 3 or is_stand_in(value) or value.startswith(("-", "|")) or BLANK in value:
        return None
    if name.kind != PASSWORD:
        return Span(start, end, name.kind) if (option or quoted) and is_key(value) else None
    if option:
        hides = not is_code(value) and (quoted or len(value) > 5 or looks_secret(value))
    elif _NETRC.search(before):
        hides = True
    elif quoted:
        hides = (lower[:at].endswith((" by ", "with ")) or looks_secret(value)) and " " not in value
    else:
        hides = looks_secret(value) and not is_code(value)
    return Span(start, end, name.kind) if hides else None


_NETRC = re.compile(r"\blogin\s{1,9}\S{1,64}\s{1,9}\Z")
