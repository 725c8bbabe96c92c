"""Mail addresses: plain, encoded, quoted, and spelt out where that cannot be mistaken."""

import re
from collections.abc import Iterator

from kb.redact.spans import Span
from kb.redact.view import View

_AT = re.compile("@|%40")
_LOCAL = re.compile(r"[\w.!#$&*+?^{}~'-]{1,64}")
_QUOTED_LOCAL = re.compile(r"\"[^\"\n<>@]{1,62}\"\Z")  # RFC 5322, 3.4.1
_DOMAIN = re.compile(r"(?![0-9.]+\b)[^\W_](?:[^\W_]|-(?=[^\W_-]))*(?:\.[^\W_](?:[^\W_]|-+(?=[^\W_]))*){1,8}")
_TOP = re.compile(r"\.[^\W\d_]{2,24}\Z|\.xn--[a-z0-9]+\Z", re.IGNORECASE)


def emails(seen: View) -> Iterator[Span]:
    """Find mail addresses."""
    text = seen.text
    if "@" in text or "%40" in text:
        yield from _plain(text)
    lower = seen.lower
    if any(sign in lower for sign in _BRACKETS):
        yield from _bracketed(lower)
    if " dot " in lower and " at " in lower:
        yield from _spelt_out(lower)


def _plain(text: str) -> Iterator[Span]:
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end(), at.end() + 254)
        if domain is None or not _TOP.search(domain.group()):
            continue
        before = text[max(0, at.start() - 64) : at.start()]
        local = _LOCAL.match(before[::-1])
        if local is None:
            quoted = _QUOTED_LOCAL.search(before) if before.endswith('"') else None
            if quoted is not None:
                yield Span(at.start() - len(quoted.group()), domain.end(), "[email]")
            continue
        start = at.start() - local.end()
        name = text[start : at.start()]
        start += len(name) - len(name.lstrip("'.*_&?~"))  # quotes, emphasis and link syntax around it
        # git@ is how everybody logs in to a code host, nobody's address
        # and the user in front of a link's host is found with the link
        if start < at.start() and text[start : at.start()] != "git" and text[start - 3 : start] != "://":
            mentioned = text[start - 2 : start] == "[~" and text[domain.end() : domain.end() + 1] == "]"
            yield Span(start - 2 * mentioned, domain.end() + mentioned, "[email]")


_DOT = r"(?:\.| ?[\[({<] ?(?:dot|punkt|punto|point) ?[\])}>] ?| dot )"
_BRACKETS = ("[at]", "(at)", "{at}", "<at>", "[ at ]", "( at )")
_BRACKETED = re.compile(r"[\[({<] ?at ?[\])}>]")
_LOCAL_BEFORE = re.compile(rf"(?<![\w.+-])[\w+-]{{1,40}}(?:{_DOT}[\w+-]{{1,40}}){{0,3}} ?\Z")
_DOMAIN_AFTER = re.compile(
    rf" ?[a-z0-9][a-z0-9-]{{0,60}}(?:{_DOT}[a-z0-9-]{{1,60}}){{0,3}}{_DOT}[a-z]{{2,24}}\b"
)


def _bracketed(lower: str) -> Iterator[Span]:
    """Find `jane.smith [at] example [dot] com`."""
    for at in _BRACKETED.finditer(lower):
        local = _LOCAL_BEFORE.search(lower, max(0, at.start() - 80), at.start())
        domain = _DOMAIN_AFTER.match(lower, at.end(), at.end() + 200)
        if local is not None and domain is not None:
            yield Span(local.start(), domain.end(), "[email]")


_TOPS = "com|org|net|edu|gov|info|biz|eu|uk|de|fr|pl|es|nl|ie|it|ch|at|be|dk|se|no|fi|pt|cz|ca|us|au|in|io|example"
_SPELT_DOMAIN = re.compile(
    rf" at [a-z0-9][a-z0-9-]{{0,60}}(?: dot [a-z0-9-]{{1,60}}){{0,3}} dot (?:{_TOPS})\b"
)
_SPELT_LOCAL = re.compile(r"(?<![\w.+-])[\w+-]{1,40}(?: (?:dot|underscore|dash) [\w+-]{1,40}){0,3}\Z")
_ABOUT_MAIL = re.compile(r"\b(?:e-?mails?|mail|address|write|send|reach)\b")


def _spelt_out(lower: str) -> Iterator[Span]:
    """Find `jane dot smith at example dot com`; "look at example dot com" is a site."""
    for domain in _SPELT_DOMAIN.finditer(lower):
        local = _SPELT_LOCAL.search(lower, max(0, domain.start() - 80), domain.start())
        if local is None:
            continue
        name = local.group()
        if (
            " " in name
            or "_" in name
            or any(c.isdigit() for c in name)
            or _ABOUT_MAIL.search(lower, max(0, local.start() - 40), local.start())
        ):
            yield Span(local.start(), domain.end(), "[email]")
