"""
What people type, made into terms to look up: exact first, then endings, beginnings, words run together and typing
errors; synonyms always.

Nothing in a query is an operator. `engine.js` follows this module to the letter.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.search.analysis import Token, stem_among, tokens
from kb.search.lexicon import Lexicon
from kb.search.synonyms import NONE, Synonyms
from kb.search.weighing import CODE, SYNONYM, title_key

LENGTH = 4_000  # characters of a query that are read
TOKENS = 60  # words of it that are cut
SCORED = 20  # the rarest of these that are scored
CORRECTED = 4  # words of it that are compared with the whole vocabulary
APART = 4  # words of it that are taken for compounds

PREFIX_LETTERS = 3
HEAD_LETTERS = 5  # of a word that may begin a compound
PART_LETTERS = 4  # of a part of a compound
UMLAUTS = 4  # letters of a word that may each stand for another
JOINTS = ("", "s", "es", "n", "en", "e", "er")  # between its parts
COMPLETIONS = 8
NEAREST = 3
PART = 0.4  # what a part of a known compound counts, and a word that says nothing in one language only
JOINED = 0.6  # "log in" for "login"
SPLIT = 0.8  # "offerletter" for "offer letter"
COMPLETED = 0.8
SAME = 0.8  # a synonym
PAIR = 0.15  # what two neighbours count that a document also has side by side
MISTYPED = {1: 0.8, 2: 0.6}


_UMLAUT = re.compile("ae|oe|ue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term that may stand for a word: what it counts, up to 1, and how it came to stand there."""

    term: str
    factor: float
    how: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a query, with the terms that may stand for it."""

    surface: str
    terms: tuple[Term, ...]
    weight: float = 1.0
    frequency: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What is looked up for one query.

    `title` and `codes` are terms that name a document exactly, `pairs` terms of neighbouring words.
    """

    words: tuple[Word, ...] = ()
    pairs: tuple[str, ...] = ()
    title: str = ""
    codes: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()


def plan(query: str, lexicon: Lexicon, synonyms: Synonyms = NONE) -> Plan:
    """Decide what to look up for a query, whatever it holds."""
    found = _cut(query[:LENGTH])
    if not found:
        return Plan()
    silent = lexicon.silent(token.surface for token in found)
    content = [token for token in found if token.surface not in silent]
    asked = content or found
    weak = lexicon.stop_words if content else frozenset()
    last = max(token.position for token in found)
    joined = _joined(found, lexicon)
    same = _same(found, lexicon, synonyms)
    known_wholes = {t.position for t in asked if not t.part and lexicon.frequency(t.surface)}
    compounds = {t.position for t in asked if t.part}
    words: dict[str, Word] = {}
    corrected: list[tuple[str, str]] = []
    apart = 0
    for token in asked:
        if token.surface in words:
            continue
        whole_known = token.position in known_wholes
        others = (*joined.get(token.position, ()), *same.get(token.position, ()))
        if token.position in compounds and not token.part and not whole_known and not others:
            continue  # its parts stand for it
        terms = _exact(token.surface, lexicon)
        if not terms and (token.position == last or _is_head(token.surface, lexicon)):
            terms = _completed(token.surface, lexicon)
        halves = () if terms or token.part else _split(token.surface, lexicon)
        compound = lexicon.compounds and not (terms or halves or token.part) and apart < APART
        if compound:
            apart += 1
            halves = _compound(token.surface, lexicon)
        for half in halves:
            run = tuple(replace(term, factor=SPLIT, how="split") for term in _part(half, lexicon))
            frequency = max(lexicon.frequency(term.form) for term in run)
            words.setdefault(half, Word(surface=half, terms=run, frequency=frequency))
        if halves:
            continue
        if not terms and not others and len(corrected) < CORRECTED:
            terms = _nearest(token.surface, lexicon)
            if terms:
                corrected.append((token.surface, terms[0].form))
        if compound and not terms and not others:
            terms = _within(token.surface, lexicon)
        if terms or others:
            words[token.surface] = Word(
                surface=token.surface,
                terms=(*terms, *others),
                weight=PART if (token.part and whole_known) or token.surface in weak else 1.0,
                frequency=max((lexicon.frequency(each.form) for each in (*terms, *others)), default=0),
            )
    rarest = sorted(words.values(), key=lambda word: word.frequency)[:SCORED]
    scored = {word.surface for word in rarest}
    wholes = [token for token in found if not token.part and token.surface not in silent]
    stems = [(lexicon.stems(token.surface) or (token.surface,))[0] for token in wholes]
    return Plan(
        words=tuple(word for word in words.values() if word.surface in scored),
        pairs=tuple(dict.fromkeys(f"{left} {right}" for left, right in pairwise(stems))),
        title=title_key(stems),
        codes=tuple(dict.fromkeys(CODE + t.surface for t in asked if not t.part and _has_digit(t.surface))),
        corrected=tuple(corrected),
    )


def _cut(query: str) -> list[Token]:
    seen: dict[tuple[str, bool], Token] = {}
    for token in tokens(query):
        if len(seen) == TOKENS:
            break
        seen.setdefault((token.surface, token.part), token)
    return list(seen.values())


def _joined(found: list[Token], lexicon: Lexicon) -> dict[int, list[Term]]:
    """Find neighbours that documents also write as one word, by the places of both."""
    wholes = [token for token in found if not token.part]
    terms: dict[int, list[Term]] = {}
    for left, right in pairwise(wholes):
        both = left.surface + right.surface
        if right.position == left.position + 1 and lexicon.frequency(both):
            for place in (left.position, right.position):
                terms.setdefault(place, []).extend(
                    Term(term=term, factor=JOINED, how="joined", form=both) for term in lexicon.stems(both)
                )
    return terms


def _same(found: list[Token], lexicon: Lexicon, synonyms: Synonyms) -> dict[int, list[Term]]:
    """Find the groups of synonyms that the query names, by the places of their words."""
    wholes = [token for token in found if not token.part]
    terms: dict[int, list[Term]] = {}
    for number, token in enumerate(wholes):
        forms = (token.surface, *lexicon.stems(token.surface))
        if len(forms) == 1:  # no document holds it
            forms = (*forms, stem_among(token.surface, synonyms.by_first.__contains__, lexicon.endings))
        for member in next((synonyms.by_first[form] for form in forms if form in synonyms.by_first), ()):
            run = wholes[number : number + len(member.words)]
            if len(run) == len(member.words) and all(
                _says(each.surface, word, term, lexicon)
                for each, word, term in zip(run, member.words, member.stems, strict=True)
            ):
                said = Term(
                    term=SYNONYM + member.group, factor=SAME, how="synonym", form=" ".join(member.words)
                )
                for each in run:
                    terms.setdefault(each.position, []).append(said)
                break
    return terms


def _says(surface: str, word: str, term: str, lexicon: Lexicon) -> bool:
    """Whether a word of a query is a form of a word of a synonym."""
    stems = lexicon.stems(surface)
    if surface == word or term in (surface, *stems):
        return True
    return not stems and bool(stem_among(surface, (word, term).__contains__, lexicon.endings))


def _exact(surface: str, lexicon: Lexicon) -> tuple[Term, ...]:
    for form in (surface, *(_typed_as_two(surface) if lexicon.umlauts else ())):
        terms = _known(form, lexicon)
        if terms:
            return terms if form == surface else tuple(replace(term, how="form") for term in terms)
    return ()


def _known(surface: str, lexicon: Lexicon) -> tuple[Term, ...]:
    stems = lexicon.stems(surface)
    if stems:
        return tuple(Term(term=term, factor=1.0, how="exact", form=surface) for term in stems)
    term = stem_among(surface, lexicon.is_stem, lexicon.endings)
    return (Term(term=term, factor=1.0, how="form", form=surface),) if term else ()


def _typed_as_two(surface: str) -> tuple[str, ...]:
    """Write `ae`, `oe` and `ue` as the letter they may stand for, folded: all of them, then each alone."""
    places = [match.start() for match in _UMLAUT.finditer(surface)][:UMLAUTS]
    every = _UMLAUT.sub(lambda match: match[0][0], surface)
    each = [surface[: place + 1] + surface[place + 2 :] for place in places]
    return tuple(dict.fromkeys((every, *each))) if places else ()


def _is_head(surface: str, lexicon: Lexicon) -> bool:
    """Whether a word that no document holds may begin a compound wherever it stands in the query."""
    return lexicon.compounds and len(surface) >= HEAD_LETTERS


def _part(surface: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Give what a part of a compound leads to; one that is no word of its own may begin others."""
    return _known(surface, lexicon) or (_completed(surface, lexicon) if _is_head(surface, lexicon) else ())


def _completed(surface: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Take the most frequent words that begin with the last one, as it is being typed."""
    if len(surface) < PREFIX_LETTERS:
        return ()
    forms = sorted(lexicon.starting_with(surface), key=lambda form: (-form[1], form[0]))[:COMPLETIONS]
    return _terms([form for form, _ in forms], COMPLETED, "begins", lexicon)


def _split(surface: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Part a word into the two known words that were run together; of several ways, the one of the most used words."""
    if len(surface) < 6 or not surface.isalpha():
        return ()
    best: tuple[int, int] | None = None
    for place in range(3, len(surface) - 2):
        left, right = lexicon.frequency(surface[:place]), lexicon.frequency(surface[place:])
        if left and right and (best is None or (min(left, right), -place) > best):
            best = (min(left, right), -place)
    return () if best is None else (surface[: -best[1]], surface[-best[1] :])


def _compound(surface: str, lexicon: Lexicon) -> tuple[str, ...]:
    """
    Part a compound: the longest known word that ends it, and what begins it, without the joint between them.

    A form of a known word is enough for both, and a beginning for the first.
    """
    for word in _spelled(surface):
        for place in range(PART_LETTERS, len(word) - PART_LETTERS + 1):
            if not _known(word[place:], lexicon):
                continue
            heads = [word[: place - len(joint)] for joint in JOINTS if word[:place].endswith(joint)]
            heads = [head for head in heads if len(head) >= PART_LETTERS]
            left = next((head for head in heads if _known(head, lexicon)), "")
            left = left or next((head for head in reversed(heads) if _part(head, lexicon)), "")
            if left:
                return left, word[place:]
    return ()


def _within(surface: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Take the longest known word that ends a compound, else the longest that begins it."""
    for word in _spelled(surface):
        ends = [word[place:] for place in range(PART_LETTERS, len(word) - HEAD_LETTERS + 1)]
        begins = [word[:place] for place in range(len(word) - PART_LETTERS, HEAD_LETTERS - 1, -1)]
        for part in (*ends, *begins):
            terms = _known(part, lexicon)
            if terms:
                return tuple(replace(term, factor=SPLIT, how="split") for term in terms)
    return ()


def _spelled(surface: str) -> tuple[str, ...]:
    """Give a word that may be a compound as it is, and with the letters its `ae` and the like stand for."""
    return (surface, *_typed_as_two(surface)[:1]) if surface.isalpha() else ()


def _nearest(surface: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """
    Take the nearest words of the vocabulary, the more frequent first.

    Where the first letter is wrong, missing or too much, all others must be right; a static index then need not
    load the whole vocabulary.
    """
    allowed = 0 if len(surface) < 4 or not surface.isalpha() else 1 if len(surface) < 8 else 2
    if not allowed:
        return ()
    best: dict[str, tuple[int, int]] = {}
    letters = set(surface)
    for prefix in dict.fromkeys((surface[0], surface[1] + surface[0])):
        for form, frequency in lexicon.starting_with(prefix):
            if abs(len(form) - len(surface)) <= allowed and len(letters ^ set(form)) <= 2 * allowed:
                distance = edits(surface, form, allowed)
                if distance <= allowed:
                    best[form] = (distance, -frequency)
    for tail in (surface[1:], surface):
        for form, frequency in lexicon.but_for_first(tail):
            best.setdefault(form, (1, -frequency))
    bare = surface[1:]
    if len(bare) > 3 and lexicon.frequency(bare):
        best.setdefault(bare, (1, -lexicon.frequency(bare)))
    right = {form: score for form, score in best.items() if form.isalpha() and form not in lexicon.stop_words}
    if not right:
        return ()
    ranked = sorted(right, key=lambda form: (right[form], form))
    distance = right[ranked[0]][0]
    chosen = [form for form in ranked if right[form][0] == distance][:NEAREST]
    return _terms(chosen, MISTYPED[distance], "mistyped", lexicon)


def _terms(forms: list[str], factor: float, how: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Give the stems of forms, each once, with the first form that leads there."""
    terms: dict[str, Term] = {}
    for form in forms:
        for term in lexicon.stems(form):
            terms.setdefault(term, Term(term=term, factor=factor, how=how, form=form))
    return tuple(terms.values())


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
