"""Hides names that stand alone in the people file: what somebody masked when promoting an article."""

from collections.abc import Iterable, Iterator, Sequence

from kb.config import RedactSettings
from kb.model.incident import Person
from kb.redact.base import PERSON, Known
from kb.redact.forms import Style, split_name
from kb.redact.names import Forms, Names, house_names
from kb.redact.spans import RuleRedactor, Span
from kb.redact.view import WORD, View, fold


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor of names that the people file gives by one word, without address or user name."""

    def find(seen: View, known: Known) -> Iterator[Span]:
        if known.extra and (names := _lone_names(known.extra)):
            yield from (span for span, _ in names.find(seen))

    return RuleRedactor("masked", find, allow=settings.allow)


def mask(words: Iterable[str]) -> tuple[RuleRedactor, Sequence[Person]]:
    """Make a redactor of just these names, that hides what a harvest will hide once they are in the people file."""
    return house(), tuple(Person(name=word) for word in words)


def house(allow: Iterable[str] = ()) -> RuleRedactor:
    """Make a redactor of the people of a list: full names, telling user names, and names that stand alone in it."""

    def find(seen: View, known: Known) -> Iterator[Span]:
        yield from (span for span, _ in house_names(known.extra).find(seen))
        if names := _lone_names(known.extra):
            yield from (span for span, _ in names.find(seen))

    return RuleRedactor("masked", find, allow=allow)


class _Remembered:
    """Keeps the last answer: all records of a harvest come with the same list."""

    def __init__(self) -> None:
        self._last: tuple[tuple[Person, ...], Names | None] = ((), None)

    def __call__(self, people: tuple[Person, ...]) -> Names | None:
        """Know the names of this list that stand alone; None when none does."""
        if self._last[0] is not people and self._last[0] != people:
            forms = [
                (tuple(words), Style.SINGLE)
                for somebody in people
                if _is_alone(somebody) and (words := WORD.findall(fold(somebody.name).lower()))
            ]
            self._last = people, Names([(PERSON, Forms.of(forms))]) if forms else None
        return self._last[1]


_lone_names = _Remembered()


def _is_alone(somebody: Person) -> bool:
    given, family = split_name(somebody.name)
    return not (somebody.email or somebody.user or family) and len(given) == 1
