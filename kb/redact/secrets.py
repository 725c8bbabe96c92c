"""Hides what opens a door: keys, tokens, cookies, passwords in settings, links, commands and prose."""

import re
from collections.abc import Iterator

from kb.config import RedactSettings
from kb.redact.assignments import assignments, named
from kb.redact.base import Known, Redaction
from kb.redact.secret_codes import codes
from kb.redact.secret_commands import commands
from kb.redact.secret_headers import headers
from kb.redact.secret_keys import private_keys
from kb.redact.secret_links import userinfo
from kb.redact.secret_recovery import recovery
from kb.redact.secret_told import told
from kb.redact.secret_vendors import long_words, vendor_tokens
from kb.redact.spans import RuleRedactor, Span
from kb.redact.view import View


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of secrets."""
    return _SecretRedactor("secrets", _find, allow=settings.allow)


def _find(seen: View, _: Known) -> Iterator[Span]:
    long, places = long_words(seen), named(seen)
    yield from private_keys(seen)
    yield from headers(seen)
    yield from vendor_tokens(seen, long)
    yield from userinfo(seen)
    yield from commands(seen, names=bool(places))
    yield from assignments(seen, places)
    yield from told(seen, places)
    yield from codes(seen)
    yield from recovery(seen, long)


_UNQUOTED = re.compile(r"(\"\s{0,20}:\s{0,20})(\[(?:password|secret|token|private key)\])(?=\s{0,20}[,}\n])")


class _SecretRedactor(RuleRedactor):
    """The rules, and quotes around what stands for a number: `{"pin": 4711}` stays JSON."""

    def redact(self, text: str, known: Known) -> Redaction:
        answer = super().redact(text, known)
        if not answer.counts:
            return answer
        return Redaction(text=_UNQUOTED.sub(r'\1"\2"', answer.text), counts=answer.counts)
