"""Hides what has a shape of its own: addresses, numbers, and the words and patterns a project declares."""

import re
from collections.abc import Iterator

from kb.config import RedactSettings
from kb.errors import ConfigError
from kb.redact.addresses import accounts, emails, links, machines
from kb.redact.base import Known
from kb.redact.numbers import numbers
from kb.redact.phones import check_region, phones
from kb.redact.spans import RuleRedactor, Span, Words
from kb.redact.view import View


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of shapes; raise ConfigError for a pattern or a country that cannot be."""
    region = settings.phone_region
    if not check_region(region):
        raise ConfigError(
            f"redact.phone_region is {region!r}, not a country's ISO code", hint='write phone_region = "GB"'
        )
    denied = Words(settings.deny)
    declared = [_compile(pattern) for pattern in settings.patterns]

    def find(seen: View, _: Known) -> Iterator[Span]:
        yield from (Span(start, end, "[redacted]") for start, end in denied.find(seen))
        for pattern in declared:
            yield from (Span(*found.span(), "[id]") for found in pattern.finditer(seen.text) if found.group())
        yield from emails(seen)
        yield from links(seen)
        yield from accounts(seen)
        yield from machines(seen)
        yield from numbers(seen)
        yield from phones(seen, region)

    return RuleRedactor("patterns", find, allow=settings.allow)


def _compile(pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"redact.patterns holds {pattern!r}, not a regular expression: {error}") from error
    if compiled.match(""):
        raise ConfigError(f"redact.patterns holds {pattern!r}, which matches nothing at all")
    return compiled
