"""
Every word form that an index holds: how many documents have it, and which stems it leads to.

One line a form, sorted: `form frequency [stem [stem …]]`; the stem is left out where it is the form itself.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from kb.search.languages import DEFAULT, compounds, endings, own_stop_words, stop_words, umlauts


class Lexicon:
    """Looks forms up; safe to share between threads, as nothing changes once it is made."""

    def __init__(
        self, forms: Mapping[str, tuple[int, tuple[str, ...]]], languages: frozenset[str] = frozenset()
    ) -> None:
        self._forms = forms
        self.stop_words = stop_words(languages)
        self.endings = endings(languages)
        self.compounds = compounds(languages)
        self.umlauts = umlauts(languages)
        # Where only one language is written, its stop words are nobody else's words.
        self._foreign = (
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
        foreign = {code: said & words for code, words in self._foreign.items()}
        alone = {
            word for found in foreign.values() if len(found) == 1 for word in found if self.frequency(word)
        }
        together = {word for found in foreign.values() if len(found) > 1 for word in found}
        return frozenset(silent - (alone - together))

    def frequency(self, surface: str) -> int:
        """Say in how many documents a form stands; 0 when in none."""
        found = self._forms.get(surface)
        return found[0] if found else 0

    def stems(self, surface: str) -> tuple[str, ...]:
        """Give the stems a form leads to, one for each language it is written in."""
        found = self._forms.get(surface)
        return found[1] if found else ()

    def is_stem(self, term: str) -> bool:
        """Say whether any form leads to a stem."""
        return term in self._stems

    def starting_with(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Give the forms that begin so, with their frequencies, sorted."""
        forms = self._sorted
        for number in range(bisect_left(forms, prefix), len(forms)):
            form = forms[number]
            if not form.startswith(prefix):
                return
            yield form, self._forms[form][0]

    def but_for_first(self, tail: str) -> Iterable[tuple[str, int]]:
        """Give the forms that are one letter and then this."""
        return [(letter + tail, self._forms[letter + tail][0]) for letter in self._tails.get(tail, "")]

    def lines(self) -> Iterator[tuple[str, str]]:
        """Write it down, as (form, line)."""
        for form in self._sorted:
            frequency, stems = self._forms[form]
            told = "" if stems == (form,) else " " + " ".join(stems)
            yield form, f"{form} {frequency}{told}"

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._forms)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem for _, stems in self._forms.values() for stem in stems)

    @cached_property
    def _tails(self) -> dict[str, str]:
        tails: dict[str, str] = {}
        for form in self._sorted:
            if len(form) > 3:
                tails[form[1:]] = tails.get(form[1:], "") + form[0]
        return tails


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


def parse(text: str) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Read what `lines` wrote."""
    forms: dict[str, tuple[int, tuple[str, ...]]] = {}
    for line in text.split("\n"):
        if line:
            form, frequency, *stems = line.split(" ")
            forms[form] = (int(frequency), tuple(stems) or (form,))
    return forms
