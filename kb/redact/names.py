"""Every form a person's name takes in a text, and where those forms stand."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from kb.model.incident import Person
from kb.redact.base import PERSON, person
from kb.redact.spans import Span
from kb.redact.view import WORD, View, fold
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


class Form(NamedTuple):
    """The words of one form, folded and in lower case, and what stands for them."""

    words: tuple[str, ...]
    style: Style
    placeholder: str


Shape = tuple[tuple[str, ...], Style]
"""The words of a form, folded and in lower case, and how sure it is."""


class Names:
    """All forms of a number of people, to be looked up by their first word."""

    def __init__(self, people: Iterable[tuple[str, "Forms"]]) -> None:
        """Know people by what stands for each; nothing is worked out before a text holds the word."""
        self.pictures: list[Form] = []
        self._owners: dict[str, list[tuple[str, Forms]]] = {}
        self._by_first: dict[str, list[Form]] = {}
        self._authors: dict[str, str | None] = {}
        for placeholder, forms in people:
            for first in forms.by_first:
                if first in self._owners:
                    self._owners[first].append((placeholder, forms))
                else:
                    self._owners[first] = [(placeholder, forms)]
            for word in forms.pictures:
                self.pictures.append(Form((word,), Style.PICTURES, placeholder))
        if len(self.pictures) > 1:
            owners: dict[str, str] = {}
            for form in self.pictures:
                if owners.setdefault(form.words[0], form.placeholder) != form.placeholder:
                    owners[form.words[0]] = PERSON
            self.pictures = [Form((word,), Style.PICTURES, owners[word]) for word in sorted(owners)]

    def _starting_with(self, word: str) -> Sequence[Form]:
        """Give the forms that begin with a word, the longest and surest first."""
        if word not in self._owners:
            return ()
        if word not in self._by_first:
            owners: dict[Shape, str] = {}
            for placeholder, forms in self._owners[word]:
                for form in forms.by_first[word]:
                    # where two people share it, it is a person, yet we cannot say which
                    if owners.setdefault(form, placeholder) != placeholder:
                        owners[form] = PERSON
            known = [Form(words, style, placeholder) for (words, style), placeholder in owners.items()]
            known.sort(key=_surest)
            self._by_first[word] = known
        return self._by_first[word]

    def lookup(self, text: str) -> str | None:
        """Give the placeholder of somebody who is called exactly this, in any style; None when nobody is."""
        words = _words_of(text)
        for form in self._starting_with(words[0]) if words else ():
            if form.words == words:
                return form.placeholder
        return None

    def lookup_author(self, name: str) -> str | None:
        """Give the placeholder of a whole display name, also as `Jane Smith (HR)`, an address or an account."""
        if name not in self._authors:
            found = (known for form in _names_of(name) if (known := self.lookup(form)))
            self._authors[name] = next(found, None)
        return self._authors[name]

    def find(self, seen: View) -> Iterator[tuple[Span, Style]]:
        """Find the forms in a text, the longest at each place."""
        for picture in self.pictures:
            for found in re.finditer(re.escape(picture.words[0]), seen.lower):
                yield Span(*found.span(), picture.placeholder), picture.style
        hits = [place for place, word in enumerate(seen.words) if word in self._owners]
        free = 0
        for place in hits:
            if place < free or (form := self._at(place, seen)) is None:
                continue
            free = place + len(form.words)
            start, end = seen.word(place)[0], seen.word(free - 1)[1]
            if form.style is Style.INITIAL and seen.text[end : end + 1] == "." and len(form.words[-1]) == 1:
                end += 1
            if seen.text[start - 1 : start] == "@" and seen.text[start - 2 : start - 1] in (
                "",
                " ",
                "\n",
                "(",
            ):
                start -= 1
            yield Span(start, end, form.placeholder), form.style

    def _at(self, place: int, seen: View) -> Form | None:
        for form in self._starting_with(seen.words[place]):
            size = len(form.words)
            if size == 1 or tuple(seen.words[place : place + size]) == form.words:
                here = [seen.word(number) for number in range(place, place + size)]
                if _fits(form, here, seen.text):
                    return form
        return None


@lru_cache(maxsize=20_000)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(fold(text).lower()))


@lru_cache(maxsize=20_000)
def _names_of(name: str) -> tuple[str, ...]:
    """Give what a whole display name may be looked up by: itself, without titles and asides, and as an account."""
    given, family = split_name(name)
    return name, " ".join(given + family), name.rpartition("\\")[2].partition("@")[0]


def _surest(form: Form) -> tuple[int, Style, tuple[str, ...]]:
    return -len(form.words), form.style, form.words


def _fits(form: Form, here: list[tuple[int, int]], text: str) -> bool:
    gaps = [text[left[1] : right[0]] for left, right in pairwise(here)]
    if form.style is Style.ACCOUNT:
        return all(len(gap) == 1 and gap in "._-'+" for gap in gaps)
    if any(len(gap) > 3 or gap.strip(" \t\n.,'-_") for gap in gaps):
        return False
    if form.style is Style.WHOLE:
        return True
    if form.style is Style.LETTERS:
        return _is_signed(text, *here[0])
    if not all(
        _has_capital(text[start]) or word in PARTICLES
        for word, (start, _) in zip(form.words, here, strict=True)
    ):
        return False
    if form.style is Style.INITIAL:
        return _is_initial(form.words, gaps, text[here[-1][1] : here[-1][1] + 1])
    return True


_SPEAKS = re.compile(r"(?:\A|[\n\x02>|]|[.!?)\]] ?)[ \t]{0,4}(?:[-–~/]{1,2} ?)?\Z")
_ENDS_THERE = re.compile(r"[.:]?[ \t]{0,4}(?:\Z|[\n\x02])|: ")


def _is_signed(text: str, start: int, end: int) -> bool:
    """Whether initials stand where somebody signs or speaks: alone at the end of a line, or before a colon."""
    return (
        text[start:end].isupper()
        and _SPEAKS.search(text, max(0, start - 8), start) is not None
        and _ENDS_THERE.match(text, end) is not None
    )


def _has_capital(char: str) -> bool:
    return char.isupper() or char.lower() == char.upper()  # scripts without case


def _is_initial(words: tuple[str, ...], gaps: list[str], after: str) -> bool:
    if len(words[0]) == 1:  # "I" and "A" begin sentences
        return "." in gaps[0] or words[0] not in "ai"
    return after == "." or ("," in gaps[-1] and words[-1] not in "ai")


class Remembered:
    """Keeps the last answer: a record's texts come one after the other with the same people."""

    def __init__(self, make: Callable[[tuple[Person, ...]], Names]) -> None:
        self._make = make
        self._last: tuple[tuple[Person, ...], Names] | None = None

    def __call__(self, people: tuple[Person, ...]) -> Names:
        """Know these people."""
        last = self._last
        if last is None or (last[0] is not people and last[0] != people):
            self._last = last = people, self._make(people)
        return last[1]


class Forms(NamedTuple):
    """The forms of one person by their first word, and those in a script without blanks between words."""

    by_first: Mapping[str, Sequence[Shape]]
    pictures: tuple[str, ...]

    @classmethod
    def of(cls, forms: Iterable[Shape]) -> Self:
        """Sort forms in; each counts once."""
        by_first: dict[str, list[Shape]] = {}
        pictures = []
        for words, style in dict.fromkeys(forms):
            if style is Style.PICTURES:
                pictures.append(words[0])
            else:
                by_first.setdefault(words[0], []).append((words, style))
        return cls(by_first, tuple(pictures))


@lru_cache(maxsize=20_000)  # an agent stands in thousands of records
def _forms_of(somebody: Person) -> Forms:
    return Forms.of(_forms(somebody))


def _record_names(people: tuple[Person, ...]) -> Names:
    return Names(
        (person(place), _forms_of(somebody))
        for place, same in enumerate(distinct(people))
        for somebody in same
    )


_SURE = (Style.WHOLE, Style.CAPITALS, Style.PICTURES)


def _house_names(people: tuple[Person, ...]) -> Names:
    return Names(
        (PERSON, Forms.of(shape for shape in _forms(somebody) if _is_sure_alone(*shape)))
        for somebody in people
    )


def _is_sure_alone(words: tuple[str, ...], style: Style) -> bool:
    return style in _SURE or (style is Style.ACCOUNT and _is_telling(words))


record_names = Remembered(_record_names)
"""The people of one record, each under the letter of its place."""

house_names = Remembered(_house_names)
"""A whole house: full names, and user names that are no word."""


def _is_telling(words: tuple[str, ...]) -> bool:
    return len(words) > 1 or any(c.isdigit() for c in words[0])


def distinct(people: Iterable[Person]) -> list[list[Person]]:
    """Put the entries that are the same person together, in order of first appearance."""
    groups: list[list[Person]] = []
    by_key: dict[tuple[str, ...], list[Person]] = {}
    for somebody in people:
        if is_service(somebody.name) and not (somebody.email or somebody.user):
            continue
        keys = _keys(somebody)
        group = next((by_key[key] for key in keys if key in by_key and _may_be(by_key[key], somebody)), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(somebody)
        for key in keys:
            by_key.setdefault(key, group)
    return groups


@lru_cache(maxsize=20_000)
def _keys(somebody: Person) -> tuple[tuple[str, ...], ...]:
    keys: list[tuple[str, ...]] = [("mail", somebody.email.casefold())] if somebody.email else []
    if somebody.user:
        keys.append(("user", somebody.user.casefold()))
    given, family = split_name(somebody.name)
    if given or family:
        keys.append(("name", *sorted(given + family)))
    return tuple(keys)


def _may_be(group: list[Person], somebody: Person) -> bool:
    """Tell namesakes apart: two addresses are two people, unless one user name joins them."""
    users = {known.user.casefold() for known in group if known.user}
    mails = {known.email.casefold() for known in group if known.email}
    if somebody.user and users:
        return somebody.user.casefold() in users
    return not (somebody.email and mails) or somebody.email.casefold() in mails


@lru_cache(maxsize=20_000)
def is_service(name: str) -> bool:
    """Tell whether a display name is a queue or a machine, not a person."""
    words = _words_of(name)
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


def _forms(somebody: Person) -> Iterator[Shape]:
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
