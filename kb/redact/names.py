"""Where the forms of people's names stand in a text, and whose they are."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from kb.model.incident import Person
from kb.redact.base import PERSON, person
from kb.redact.forms import Shape, Style, forms, is_service, split_name, words_of
from kb.redact.spans import Span
from kb.redact.view import View
from kb.redact.words import PARTICLES


class Form(NamedTuple):
    """The words of one form, folded and in lower case, and what stands for them."""

    words: tuple[str, ...]
    style: Style
    placeholder: str


class Names:
    """All forms of a number of people, to be looked up by their first word."""

    def __init__(self, people: Iterable[tuple[str, "Forms"]]) -> None:
        """Know people by what stands for each; nothing is worked out before a text holds the word."""
        self.pictures: list[Form] = []
        self._owners: dict[str, list[tuple[str, Forms]]] = {}
        self._by_first: dict[str, dict[int, dict[tuple[str, ...], list[Form]]]] = {}
        self._authors: dict[str, str | None] = {}
        for placeholder, its in people:
            for first in its.by_first:
                if first in self._owners:
                    self._owners[first].append((placeholder, its))
                else:
                    self._owners[first] = [(placeholder, its)]
            for word in its.pictures:
                self.pictures.append(Form((word,), Style.PICTURES, placeholder))
        if len(self.pictures) > 1:
            owners: dict[str, str] = {}
            for form in self.pictures:
                if owners.setdefault(form.words[0], form.placeholder) != form.placeholder:
                    owners[form.words[0]] = PERSON
            self.pictures = [Form((word,), Style.PICTURES, owners[word]) for word in sorted(owners)]

    def _starting_with(self, word: str) -> Mapping[int, Mapping[tuple[str, ...], Sequence[Form]]]:
        """Give the forms that begin with a word by how many words they have, the most first, then by their words, the surest first."""
        if word not in self._owners:
            return {}
        if word not in self._by_first:
            owners: dict[Shape, str] = {}
            for placeholder, its in self._owners[word]:
                for form in its.by_first[word]:
                    # where two people share it, it is a person, yet we cannot say which
                    if owners.setdefault(form, placeholder) != placeholder:
                        owners[form] = PERSON
            known = [Form(words, style, placeholder) for (words, style), placeholder in owners.items()]
            sized: dict[int, dict[tuple[str, ...], list[Form]]] = {}
            for each in sorted(known, key=_surest):
                sized.setdefault(len(each.words), {}).setdefault(each.words, []).append(each)
            self._by_first[word] = sized
        return self._by_first[word]

    def lookup(self, text: str) -> str | None:
        """Give the placeholder of somebody who is called exactly this, in any style; None when nobody is."""
        words = words_of(text)
        sized = self._starting_with(words[0]) if words else {}
        found = sized.get(len(words), {}).get(words, ())
        return found[0].placeholder if found else None

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
        for size, by_words in self._starting_with(seen.words[place]).items():
            forms = by_words.get(tuple(seen.words[place : place + size]), ())
            here = [seen.word(number) for number in range(place, place + size)] if forms else []
            for form in forms:
                if _fits(form, here, seen.text):
                    return form
        return None


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
    return Forms.of(forms(somebody))


def _record_names(people: tuple[Person, ...]) -> Names:
    return Names(
        (person(place), _forms_of(somebody))
        for place, same in enumerate(distinct(people))
        for somebody in same
    )


_SURE = (Style.WHOLE, Style.CAPITALS, Style.PICTURES)


def _house_names(people: tuple[Person, ...]) -> Names:
    return Names(
        (PERSON, Forms.of(shape for shape in forms(somebody) if _is_sure_alone(*shape)))
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
