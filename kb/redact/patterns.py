"""Hides what has a shape of its own: addresses, numbers, and the words and patterns a project declares."""

from collections.abc import Iterator

from kb.config import RedactSettings
from kb.errors import ConfigError
from kb.redact.accounts import accounts
from kb.redact.base import Known
from kb.redact.births import FIRST as BIRTHS
from kb.redact.births import births
from kb.redact.declared import compile_declared
from kb.redact.ibans import ibans
from kb.redact.links import links
from kb.redact.machines import machines
from kb.redact.mails import emails
from kb.redact.national_ids import FIRST as NATIONAL_IDS
from kb.redact.national_ids import national_ids
from kb.redact.numbers import numbers, runs
from kb.redact.phones import check_region, phones
from kb.redact.postal import FIRST as STREETS
from kb.redact.postal import addresses, places
from kb.redact.spans import RuleRedactor, Span, Words
from kb.redact.staff_ids import FIRST as STAFF_IDS
from kb.redact.staff_ids import staff_ids
from kb.redact.view import View

_BY_WORD = ((births, BIRTHS), (national_ids, NATIONAL_IDS), (staff_ids, STAFF_IDS), (addresses, STREETS))
"""Each with the words one of which it needs."""
_WORDS = frozenset[str]().union(*(words for _, words in _BY_WORD))


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of shapes; raise ConfigError for a pattern or a country that cannot be."""
    region = settings.phone_region
    if not check_region(region):
        raise ConfigError(
            f"redact.phone_region is {region!r}, not a country's ISO code", hint='write phone_region = "GB"'
        )
    denied = Words(settings.deny)
    declared = [compile_declared(pattern) for pattern in settings.patterns]
    domains = tuple(word.strip().lower() for word in settings.allow if word.strip().startswith("@"))

    def find(seen: View, known: Known) -> Iterator[Span]:
        yield from (Span(start, end, "[redacted]") for start, end in denied.find(seen))
        for pattern in declared:
            yield from (Span(*found.span(), "[id]") for found in pattern.finditer(seen.text) if found.group())
        for mail in emails(seen):
            if not domains or not seen.lower[mail.start : mail.end].endswith(domains):
                yield mail
        yield from accounts(seen, known)
        yield from links(seen)
        if seen.has_digits:
            digits = runs(seen)
            yield from machines(seen)
            yield from ibans(seen, digits)
            yield from numbers(seen, digits)
            words = _WORDS.intersection(seen.words)
            for by_word, needed in _BY_WORD:
                if not needed.isdisjoint(words):
                    yield from by_word(seen, words)
            yield from places(seen, digits)
            yield from phones(seen, region)

    return RuleRedactor("patterns", find, allow=settings.allow)
