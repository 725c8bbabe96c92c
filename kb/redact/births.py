"""Dates of birth: dates that stand behind a word for it, in the languages of our neighbours."""

import re
from collections.abc import Iterator

from kb.redact.anchors import anchors, word_set
from kb.redact.spans import Span
from kb.redact.view import View

_MONTH = r"[a-z]{3,12}"  # of any language: a word for birth stands before it
_DATE = (
    r"(?:[0-9]{1,4} ?[./-] ?[0-9]{1,2} ?[./-] ?[0-9]{2,4}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th|er|\.|º)? ?(?:of |de |di )?{_MONTH}\.?,? (?:de |di )?[0-9]{{4}}"
    rf"|{_MONTH}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
    rf"|[0-9]{{1,2}}[-/. ]{_MONTH}[-/. ][0-9]{{2,4}}|(?:19|20)[0-9]{{6}})(?![0-9])"
)
_WORDS = (
    r"dobs?|d\.o\.b\.?|born|dates?[ _-]?of[ _-]?birth|birth[ _-]?(?:date|day)s?"
    r"|geb\.|geboren|geburtsdat(?:um|en)|geburtstag|geboortedatum|geb\.?datum"
    r"|nee?|date de naissance|naissance|nacid[oa]|nacimiento|nat[oa]|nascita|nascid[oa]|nascimento"
    r"|data urodzenia|urodzon[ya]|ur\.|fodt|fodd|fodselsdato|fodelsedatum|syntynyt|syntymaaika|narozen[ay]?|narozeni"
    r"|nascut[a]?|data nasterii|szuletesi"
)
_BORN = re.compile(
    rf"(?:{_WORDS})(?![a-z])[\s:=|\"'(,\[;*_]{{0,6}}(?:(?:is|was|on|am|as|to|le|el|il|em|op|dnia|den|the|a|i|ist|est|es|of|for) ){{0,3}}[\"'*_]{{0,3}}"
    rf"({_DATE})"
)
_AND = re.compile(rf",? (?:and|und|et|y|e|i|en|og|och|oraz|&|resp\.) (?:le |el |il |am |on )?({_DATE})")
_BEFORE = re.compile(rf"(?<![0-9./-])({_DATE}) ?[(,]? ?(?:(?:is|as|my|his|her|their|the) ){{0,2}}\Z")
_NAME = re.compile(r"(?:dob|date of birth|d\.o\.b|geb\.|geboren|geburtsdatum)\b")
FIRST = word_set(
    """
    born dob dobs birth birthdate birthdates birthday birthdays dateofbirth geb geboren geburtsdatum geburtsdaten geburtstag
    geboortedatum ne nee naissance nacido nacida nacimiento nato nata nascita nascido nascida nascimento urodzenia
    urodzony urodzona ur fodt fodd fodselsdato fodelsedatum syntynyt syntymaaika narozen narozena narozeny narozeni
    nascut nascuta data dates date nasterii szuletesi d gebdatum datesofbirth fecha
    """
)


def births(seen: View, words: frozenset[str]) -> Iterator[Span]:
    """Find dates of birth, where some of FIRST are among the text's words."""
    lower = seen.lower
    for place in anchors(seen, FIRST & words):
        found = _BORN.match(lower, place)
        if found is not None:
            yield Span(*found.span(1), "[date of birth]")
            end = found.end()
            while (other := _AND.match(lower, end)) is not None:
                yield Span(*other.span(1), "[date of birth]")
                end = other.end()
        elif _NAME.match(lower, place):
            date = _BEFORE.search(lower, max(0, place - 40), place)
            if date is not None:
                yield Span(*date.span(1), "[date of birth]")
