"""Every form a person's name, user name and mail address take in a text."""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache

from kb.model.incident import Person
from kb.redact.view import WORD, fold
from kb.redact.words import ORDINARY, PARTICLES, SERVICE, SUFFIXES, TITLES

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>| [-|/–—] .*")


class Style(IntEnum):
    """How sure a form is by itself; the lower, the sooner it is tried."""

    WHOLE = 0  # two names together, in any case
    CAPITALS = 1  # two names together that are also words: each with a capital
    INITIAL = 2  # J. Smith, Smith, J.
    ACCOUNT = 3  # a user name or the first half of a mail address
    SINGLE = 4  # one name, with a capital
    DOUBTFUL = 5  # one name that is also a word or very short: only beside a greeting or another name
    PICTURES = 6  # a name in a script without blanks between words
    LETTERS = 7  # JS, for Jane Smith: only where somebody signs or speaks


Shape = tuple[tuple[str, ...], Style]
"""The words of a form, folded and in lower case, and how sure it is."""


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """Cut a text into words, folded and in lower case."""
    return tuple(WORD.findall(fold(text).lower()))


@lru_cache(maxsize=20_000)
def is_service(name: str) -> bool:
    """Tell whether a display name is a queue or a machine, not a person."""
    words = words_of(name)
    return bool(words) and all(word in SERVICE or word.isdigit() for word in words)


def split_name(name: str) -> tuple[list[str], list[str]]:
    """Cut a display name into given and family names, folded and in lower case, without titles and asides."""
    text = _ASIDE.sub(" ", fold(name).lower())
    if "@" in text:
        return [], []
    family_part, comma, given_part = text.partition(",")
    if comma and not all(word in SUFFIXES for word in WORD.findall(given_part)):
        return _plain(given_part), _plain(family_part)
    words = _plain(family_part)
    if len(words) < 2:
        return words, []
    cut = next((place for place, word in enumerate(words) if place and word in PARTICLES), len(words) - 1)
    return words[:cut], words[cut:]


def _plain(text: str) -> list[str]:
    words = [word.strip(".,'") for word in text.split()]
    return [word for word in words if WORD.search(word) and word not in TITLES and word not in SUFFIXES]


def forms(somebody: Person) -> Iterator[Shape]:
    """Yield every form a person's name, user name and address take, some of them twice."""
    yield from _forms_as_written(somebody)
    for other in _spellings(somebody.name):
        yield from _forms_as_written(Person(name=other))


_UMLAUTS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "å": "aa",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Ø": "Oe",
        "Å": "Aa",
    }
)
_WRITTEN_OUT = re.compile(r"(?<=[^\W\d_aeiouq])(ae|oe|ue)(?=[^\W\d_aeiou])", re.IGNORECASE)


def _spellings(name: str) -> Iterator[str]:
    """Give the name as those write it who have no umlauts, and as those who have: Müller, Mueller."""
    composed = unicodedata.normalize("NFC", name)
    if (without := composed.translate(_UMLAUTS)) != composed:
        yield without
    elif _WRITTEN_OUT.search(composed):
        yield _WRITTEN_OUT.sub(lambda found: found.group()[0], composed)


def _forms_as_written(somebody: Person) -> Iterator[Shape]:
    given, family = split_name(somebody.name)
    service = is_service(somebody.name)
    if not service:
        if given and family:
            yield from _together(given, family)
        yield from _alone(given, family)
    accounts = {somebody.user.rpartition("\\")[2].partition("@")[0], somebody.email.partition("@")[0]}
    if "@" in somebody.name:
        accounts.add(somebody.name.partition("@")[0])
    elif len(given) + len(family) == 1 and not service:
        accounts.add(somebody.name)
    for account in sorted(accounts):
        words = tuple(WORD.findall(fold(account).lower()))
        if words and _is_account(words):
            yield words, Style.ACCOUNT


def _is_account(words: tuple[str, ...]) -> bool:
    if all(word in SERVICE or word in ORDINARY for word in words):
        return False
    size = sum(map(len, words))
    return size >= 5 if all(word.isdigit() for word in words) else size >= 4


def _together(given: list[str], family: list[str]) -> Iterator[Shape]:
    first, middle, last = _words(given[:1]), _words(given[1:]), _words(family)
    core = tuple(word for word in last if word not in PARTICLES) or last
    style = Style.WHOLE if _is_sure(first, core) else Style.CAPITALS
    for words in {(*first, *last), (*first, *middle, *last), (*last, *first), (*last, *first, *middle)}:
        yield words, style
    if middle:
        yield (*first, *(word[0] for word in middle), *last), style
    if len(core) > 1 or core != last:
        yield (*first, core[-1]), style
        yield (*first, core[0]), style
    joined = ("".join(first + last), "".join(last + first))
    if len(joined[0]) >= 8:
        yield from (((word,), Style.ACCOUNT) for word in joined)
    initial = first[0][0]
    short = (f"{initial}{''.join(core)}", f"{''.join(core)}{initial}", f"{initial}{core[-1]}")
    yield from (((word,), Style.ACCOUNT) for word in set(short) if len(word) >= 6 and word not in ORDINARY)
    for words in {(initial, *last), (initial, core[-1]), (*last, initial)}:
        yield words, Style.INITIAL
    yield (*first, core[0][0]), Style.INITIAL
    for letters in {initial + core[0][0], initial + core[-1][0]}:
        if letters.isascii() and letters.upper() not in _NOT_INITIALS:
            yield (letters,), Style.LETTERS
    if middle:
        yield (initial, middle[0][0], *last), Style.INITIAL


_NOT_INITIALS = frozenset(
    [
        "AD",
        "AI",
        "AM",
        "AP",
        "API",
        "AV",
        "BI",
        "CA",
        "CC",
        "CD",
        "CI",
        "CV",
        "DB",
        "DC",
        "DE",
        "EC",
        "EN",
        "EU",
        "FI",
        "FR",
        "FY",
        "GB",
        "GL",
        "GP",
        "HQ",
        "HR",
        "IC",
        "ID",
        "IE",
        "IM",
        "IO",
        "IP",
        "IT",
        "JS",
        "KB",
        "LB",
        "MB",
        "MD",
        "MS",
        "NA",
        "NB",
        "NO",
        "OK",
        "ON",
        "OR",
        "OS",
        "OT",
        "PA",
        "PC",
        "PH",
        "PL",
        "PM",
        "PO",
        "PR",
        "PS",
        "PT",
        "QA",
        "RE",
        "SA",
        "SD",
        "SE",
        "SI",
        "SO",
        "SQ",
        "SW",
        "TA",
        "TB",
        "TO",
        "TS",
        "UI",
        "UK",
        "UN",
        "US",
        "UX",
        "VM",
        "VP",
        "WD",
        "WO",
    ]
)


def _is_sure(first: tuple[str, ...], last: tuple[str, ...]) -> bool:
    words = first + last
    return any(len(word) > 2 and word not in ORDINARY for word in words)


def _alone(given: list[str], family: list[str]) -> Iterator[Shape]:
    last = _words(family)
    if len(last) > 1 and last[0] in PARTICLES and last[-1] not in ORDINARY:
        yield last, Style.WHOLE
    for name in (*given, *family):
        words = _words([name])
        if len(words) > 1:  # Anne-Marie, and Anne
            yield words, Style.SINGLE
        for word in words:
            if word in PARTICLES or len(word) < 2 or word in SERVICE:
                continue
            if not word.isascii() and word.lower() == word.upper():
                yield (word,), Style.PICTURES
            doubtful = len(word) < 3 or word in ORDINARY
            yield (word,), Style.DOUBTFUL if doubtful else Style.SINGLE


def _words(names: list[str]) -> tuple[str, ...]:
    return tuple(word for name in names for word in WORD.findall(name))
