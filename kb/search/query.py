"""
What people type, made into terms to look up: exact first, then endings, beginnings and typing errors.

Nothing in a query is an operator. `search.js` follows this module to the letter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from kb.search.analysis import STOP_WORDS, Token, stem, stem_among, tokens
from kb.search.weighing import CODE, TITLE, title_keys

LENGTH = 4_000  # characters of a query that are read
TOKENS = 60  # words of it that are cut
SCORED = 20  # the rarest of these that are scored
CORRECTED = 4  # words of it that are compared with the whole vocabulary

PREFIX_LETTERS = 3
COMPLETIONS = 8
NEAREST = 3
PART = 0.4  # what a part of a known compound counts
JOINED = 0.6  # "log in" for "login"
COMPLETED = 0.8
MISTYPED = {1: 0.8, 2: 0.6}


class Lexicon(Protocol):
    """The surface forms an index holds, and the stems they lead to."""

    def frequency(self, surface: str) -> int:
        """Say in how many documents a surface form stands; 0 when in none."""

    def starting_with(self, prefix: str) -> Iterable[tuple[str, int]]:
        """Give the surface forms that begin so, with their frequencies."""

    def is_stem(self, term: str) -> bool:
        """Say whether a stem has postings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a query: the terms that may stand for it, each with a factor up to 1."""

    surface: str
    terms: tuple[tuple[str, float], ...]
    weight: float = 1.0
    frequency: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is looked up for one query; `title` and `codes` are terms that name a document exactly."""

    words: tuple[Word, ...] = ()
    title: str = ""
    codes: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()


def plan(query: str, lexicon: Lexicon) -> Plan:
    """Decide what to look up for a query, whatever it holds."""
    found = _cut(query[:LENGTH])
    if not found:
        return Plan()
    asked = [token for token in found if token.surface not in STOP_WORDS] or found
    last = max((token.position for token in found), default=0)
    joined = _joined(found, lexicon)
    known_wholes = {t.position for t in asked if not t.part and lexicon.frequency(t.surface)}
    compounds = {t.position for t in asked if t.part}
    words: dict[str, Word] = {}
    corrected: list[tuple[str, str]] = []
    for token in asked:
        if token.surface in words:
            continue
        whole_known = token.position in known_wholes
        if token.position in compounds and not token.part and not whole_known:
            continue  # its parts stand for it
        word = _exact(token.surface, lexicon)
        if word is None and token.position == last:
            word = _completed(token.surface, lexicon)
        if word is None and len(corrected) < CORRECTED:
            word = _nearest(token.surface, lexicon)
            if word:
                corrected.append((token.surface, word[0]))
        terms = [(term, factor) for _, term, factor in word[1]] if word else []
        terms += [(term, JOINED) for term in joined.get(token.position, ())]
        if terms:
            words[token.surface] = Word(
                surface=token.surface,
                terms=tuple(terms),
                weight=PART if token.part and whole_known else 1.0,
                frequency=lexicon.frequency(word[0]) if word else 0,
            )
    rarest = sorted(words.values(), key=lambda word: word.frequency)[:SCORED]
    scored = {word.surface for word in rarest}
    title = title_keys(found)
    return Plan(
        words=tuple(word for word in words.values() if word.surface in scored),
        title=title if title != TITLE else "",
        codes=tuple(dict.fromkeys(CODE + t.surface for t in asked if not t.part and _has_digit(t.surface))),
        corrected=tuple(corrected),
    )


_Found = tuple[str, tuple[tuple[str, str, float], ...]]
"""The surface form that was taken, and (surface, stem, factor) of each alternative."""


def _cut(query: str) -> list[Token]:
    seen: dict[tuple[str, bool], Token] = {}
    for token in tokens(query):
        if len(seen) == TOKENS:
            break
        seen.setdefault((token.surface, token.part), token)
    return list(seen.values())


def _joined(found: list[Token], lexicon: Lexicon) -> dict[int, list[str]]:
    """Find neighbours that documents also write as one word, by the places of both."""
    wholes = [token for token in found if not token.part]
    terms: dict[int, list[str]] = {}
    for left, right in pairwise(wholes):
        both = left.surface + right.surface
        if right.position == left.position + 1 and lexicon.frequency(both):
            for place in (left.position, right.position):
                terms.setdefault(place, []).append(stem(both))
    return terms


def _exact(surface: str, lexicon: Lexicon) -> _Found | None:
    if lexicon.frequency(surface):
        return surface, ((surface, stem(surface), 1.0),)
    term = stem_among(surface, lexicon.is_stem)
    return (surface, ((surface, term, 1.0),)) if term else None


def _completed(surface: str, lexicon: Lexicon) -> _Found | None:
    """Take the most frequent words that begin with the last one, as it is being typed."""
    if len(surface) < PREFIX_LETTERS:
        return None
    forms = sorted(lexicon.starting_with(surface), key=lambda form: (-form[1], form[0]))[:COMPLETIONS]
    if not forms:
        return None
    terms = {stem(form): (form, stem(form), COMPLETED) for form, _ in reversed(forms)}
    return surface, tuple(reversed(terms.values()))


def _nearest(surface: str, lexicon: Lexicon) -> _Found | None:
    """
    Take the nearest words of the vocabulary, the more frequent first.

    The first letter must be right, or changed places with the second: it seldom is wrong, and a static
    index need not load the whole vocabulary.
    """
    allowed = 0 if len(surface) < 4 or not surface.isalpha() else 1 if len(surface) < 8 else 2
    if not allowed:
        return None
    best: list[tuple[int, int, str]] = []
    letters = set(surface)
    for prefix in dict.fromkeys((surface[0], surface[1] + surface[0])):
        for form, frequency in lexicon.starting_with(prefix):
            if abs(len(form) - len(surface)) <= allowed and len(letters ^ set(form)) <= 2 * allowed:
                distance = edits(surface, form, allowed)
                if distance <= allowed and form.isalpha() and form not in STOP_WORDS:
                    best.append((distance, -frequency, form))
    if not best:
        return None
    best.sort()
    chosen = [form for distance, _, form in best if distance == best[0][0]][:NEAREST]
    factor = MISTYPED[best[0][0]]
    terms = {stem(form): (form, stem(form), factor) for form in reversed(chosen)}
    return chosen[0], tuple(reversed(terms.values()))


def _has_digit(text: str) -> bool:
    return any("0" <= letter <= "9" for letter in text)


def edits(left: str, right: str, most: int) -> int:
    """Count insertions, deletions, changes and swaps of neighbours, giving up above `most`."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        older, before = before, row
        row = [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
