"""
Every word form that an index holds: how many documents have it, and which stems it leads to.

One line a form, sorted: `form frequency [stem [stem …]]`; the stems are left out where it is the form itself. Lines
are looked up as they stand, so that opening a large lexicon costs nothing.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from kb.search.languages import DEFAULT, compounds, endings, own_stop_words, stop_words, umlauts

Forms = Mapping[str, tuple[int, tuple[str, ...]]]
"""Form → (number of documents, stems)."""


class Lexicon:
    """Looks forms up; safe to share between threads, as nothing changes once it is made."""

    def __init__(self, lines: Sequence[str], languages: frozenset[str] = frozenset()) -> None:
        """Take sorted lines, as `lines_of` and `parse` give them."""
        self._lines = lines
        self.stop_words = stop_words(languages)
        self.endings = endings(languages)
        self.compounds = compounds(languages)
        self.umlauts = umlauts(languages)
        # Where only one language is written, its stop words are nobody else's words.
        self.foreign = (
            {code: own_stop_words(code) - own_stop_words(DEFAULT) for code in sorted(languages)}
            if len(languages) > 1
            else {}
        )

    def silent(self, words: Iterable[str]) -> frozenset[str]:
        """
        Give the words of one query that say nothing.

        In a base of several languages a stop word of another language than English is one where the query has two of
        that language, or where no document says it: `door` is a word in English, and none in Dutch.
        """
        said = set(words)
        silent = said & self.stop_words
        foreign = {code: said & words for code, words in self.foreign.items()}
        alone = {
            word for found in foreign.values() if len(found) == 1 for word in found if self.frequency(word)
        }
        together = {word for found in foreign.values() if len(found) > 1 for word in found}
        return frozenset(silent - (alone - together))

    def frequency(self, surface: str) -> int:
        """Say in how many documents a form stands; 0 when in none."""
        line = self._line(surface)
        return int(line.split(" ", 2)[1]) if line else 0

    def stems(self, surface: str) -> tuple[str, ...]:
        """Give the stems a form leads to, one for each language it is written in."""
        line = self._line(surface)
        return tuple(line.split(" ")[2:]) or (surface,) if line else ()

    def is_stem(self, term: str) -> bool:
        """Say whether any form leads to a stem."""
        return bool(self._line(term) and term in self.stems(term)) or term in self._stems

    def starting_with(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Give the forms that begin so, with their frequencies, sorted."""
        lines = self._lines
        for number in range(bisect_left(lines, prefix), len(lines)):
            line = lines[number]
            if not line.startswith(prefix):
                return
            form, frequency = line.split(" ", 2)[:2]
            yield form, int(frequency)

    def but_for_first(self, tail: str) -> Iterable[tuple[str, int]]:
        """Give the forms that are one letter and then this."""
        forms = (letter + tail for letter in self._letters)
        return [(form, frequency) for form in forms if (frequency := self.frequency(form))]

    def _line(self, form: str) -> str:
        start = f"{form} "
        number = bisect_left(self._lines, start)
        line = self._lines[number] if number < len(self._lines) else ""
        return line if line.startswith(start) else ""

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem for line in self._lines for stem in line.split(" ")[2:])

    @cached_property
    def _letters(self) -> tuple[str, ...]:
        letters: list[str] = []
        number = 0
        while number < len(self._lines):
            letters.append(self._lines[number][0])
            number = bisect_left(self._lines, chr(ord(letters[-1]) + 1), lo=number)
        return tuple(letters)


def gather(documents: Iterable[Mapping[str, str]]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Count the forms of documents, each a mapping of its forms to their stems."""
    frequency: dict[str, int] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for forms in documents:
        for form, term in forms.items():
            frequency[form] = frequency.get(form, 0) + 1
            known = stems.get(form)
            if known is None:
                stems[form] = (term,)
            elif term not in known:
                stems[form] = tuple(sorted((*known, term)))
    return {form: (count, stems[form]) for form, count in frequency.items()}


def line_of(form: str, frequency: int, stems: tuple[str, ...]) -> str:
    """Write one form down."""
    return f"{form} {frequency}" if stems == (form,) else f"{form} {frequency} {' '.join(stems)}"


def lines_of(forms: Forms) -> list[str]:
    """Write forms down, sorted."""
    return sorted(line_of(form, frequency, stems) for form, (frequency, stems) in forms.items())


def parse(text: str) -> list[str]:
    """Read lines that were written down one below the other."""
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n") if text else []


def counted(
    lines: Sequence[str], gone: Iterable[Iterable[str]], come: Iterable[Mapping[str, str]]
) -> list[str]:
    """
    Count forms of single documents down and up.

    A stem stays with its form as long as any document has the form: which language of several gave it is not kept.
    """
    lexicon = Lexicon(lines)
    found: dict[str, tuple[int, tuple[str, ...]]] = {}

    def now(form: str) -> tuple[int, tuple[str, ...]]:
        return found.get(form) or (lexicon.frequency(form), lexicon.stems(form))

    for forms in gone:
        for form in forms:
            frequency, stems = now(form)
            found[form] = (frequency - 1, stems)
    for document in come:
        for form, stem in document.items():
            frequency, stems = now(form)
            stems = stems if frequency else ()
            found[form] = (frequency + 1, stems if stem in stems else tuple(sorted((*stems, stem))))
    now_lines = list(lines)
    for form, (frequency, stems) in found.items():
        start = f"{form} "
        place = bisect_left(now_lines, start)
        there = place < len(now_lines) and now_lines[place].startswith(start)
        now_lines[place : place + there] = [line_of(form, frequency, stems)] if frequency else []
    return now_lines
