"""
What each word of each document counts: one whole number, so that every engine scores alike.

The impact of a term is BM25F's sum over fields (Robertson and Zaragoza, 2009): weight x frequency, by the field's
length against the usual one. Usual lengths are rounded to steps, so that a changed page changes no other page's
impacts until the whole base has become another one.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.model.search import Document
from kb.search.analysis import Token, chunks, cut, tokens
from kb.search.documents import WEIGHTS
from kb.search.languages import stem, stop_words
from kb.search.synonyms import NONE, Synonyms

SCALE = 10
"""Impacts are stored as whole tenths."""

TITLE = "="
CODE = "#"
SYNONYM = "~"
"""First letters of terms no text can hold: a whole title, a whole code or id, a group of synonyms."""

PAIRED = ("title", "also_asked_as", "issue")
"""Fields whose neighbouring words are terms, too: `offer letter`."""

_LONG = {"also_asked_as", "issue", "resolution", "body"}
_B_LONG = 0.75
_B_SHORT = 0.3
_STOP_WORD_FIELDS = {"title", "also_asked_as", "issue"}
TITLE_LENGTH = 120
_STEP = math.log(2) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One document's terms with their impacts, and the stem of each surface form it holds."""

    document: Document
    impacts: dict[str, int]
    surfaces: dict[str, str]


def usual_lengths(documents: Iterable[Document]) -> dict[str, int]:
    """Say how long each field usually is, in words: the average, rounded to a step of the square root of two."""
    lengths: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    for document in documents:
        for name, count in field_lengths(document).items():
            lengths[name] += count
            holders[name] += 1
    return rounded(lengths, holders)


def field_lengths(document: Document) -> dict[str, int]:
    """Count the words of each field."""
    return {name: len(chunks(text)) for name, text in document.fields.items()}


def rounded(lengths: Mapping[str, int], holders: Mapping[str, int]) -> dict[str, int]:
    """Round average lengths from their sums and the number of documents that have the field."""
    averages = {name: lengths[name] / holders[name] for name in sorted(holders) if holders[name]}
    return {
        name: max(1, round(math.exp(round(math.log(max(1.0, average)) / _STEP) * _STEP)))
        for name, average in averages.items()
    }


def weigh(document: Document, usual: Mapping[str, int], synonyms: Synonyms = NONE) -> Weighed:
    """Weigh the words of one document against the usual lengths of fields."""
    language = document.language
    silent = stop_words((language,))
    sums: dict[str, float] = {}
    surfaces: dict[str, str] = {}
    for name, weight in WEIGHTS.items():
        text = document.fields.get(name)
        if not text:
            continue
        found = chunks(text)
        b = _B_LONG if name in _LONG else _B_SHORT
        unit = weight / (1 - b + b * len(found) / usual.get(name, len(found) or 1))
        kept = name in _STOP_WORD_FIELDS
        for chunk, count in Counter(found).items():
            for surface in cut(chunk):
                if not kept and surface in silent:
                    continue
                term = surfaces.get(surface)
                if term is None:
                    term = surfaces[surface] = stem(surface, language)
                sums[term] = sums.get(term, 0.0) + unit * count
        if name in PAIRED:
            for pair, count in _pairs(text, surfaces, silent).items():
                sums[pair] = sums.get(pair, 0.0) + unit * count
        if name in ("codes", "ids"):
            sums |= {CODE + token.surface: 1.0 for token in tokens(text) if not token.part}
        for key, count in synonyms.in_text(found, language).items():
            sums[SYNONYM + key] = sums.get(SYNONYM + key, 0.0) + unit * count
    for title in (document.title, document.title.partition(" – ")[0]):
        key = title_key(stem(token.surface, language) for token in _saying(title, silent))
        if key:
            sums[key] = 1.0
    impacts = {term: max(1, min(65_535, int(value * SCALE + 0.5))) for term, value in sums.items()}
    return Weighed(document=document, impacts=impacts, surfaces=surfaces)


def weigh_all(documents: Sequence[Document], synonyms: Synonyms = NONE) -> list[Weighed]:
    """Weigh documents in the order of their ids."""
    usual = usual_lengths(documents)
    return [
        weigh(document, usual, synonyms) for document in sorted(documents, key=lambda document: document.id)
    ]


def title_key(stems: Iterable[str]) -> str:
    """Name a whole title, or a whole query, by its stems; "" for none."""
    joined = " ".join(stems)[:TITLE_LENGTH]
    return TITLE + joined if joined else ""


def _saying(text: str, silent: frozenset[str]) -> list[Token]:
    return [token for token in tokens(text) if not token.part and token.surface not in silent]


def _pairs(text: str, stems: Mapping[str, str], silent: frozenset[str]) -> Counter[str]:
    """Count neighbouring words of each line, words that say nothing left out."""
    pairs: Counter[str] = Counter()
    for line in text.split("\n"):
        wholes = [
            stems[cut(chunk)[0]] for chunk in chunks(line) if cut(chunk) and cut(chunk)[0] not in silent
        ]
        pairs.update(f"{left} {right}" for left, right in pairwise(wholes))
    return pairs
