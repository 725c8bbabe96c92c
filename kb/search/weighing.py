"""What each word of each document counts: one whole number, so that every engine scores alike."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.model.search import Document
from kb.search.analysis import STOP_WORDS, Token, tokens
from kb.search.documents import WEIGHTS

SCALE = 10
"""Impacts are stored as whole tenths."""

TITLE = "="
CODE = "#"
"""First letters of terms no text can hold: a whole title, and a whole code or id."""

_LONG = {"also_asked_as", "issue", "resolution", "body"}
_B_LONG = 0.75
_B_SHORT = 0.3
_STOP_WORD_FIELDS = {"title", "also_asked_as", "issue"}
TITLE_LENGTH = 120
_CONFIDENCE = {"validated": 4, "": 2, "not-validated": 2, "wip": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One document's terms with their impacts, the surface forms it holds, and its level from 0 to 9."""

    document: Document
    impacts: dict[str, int]
    surfaces: frozenset[str]
    level: int


def weigh(documents: Sequence[Document]) -> Iterator[Weighed]:
    """
    Weigh the words of the documents, in order of their ids.

    The impact is BM25F's sum over fields: weight x frequency, by the field's length against the average.
    """
    ordered = sorted(documents, key=lambda document: document.id)
    averages = _averages(ordered)
    for document in ordered:
        yield _weigh(document, averages)


def title_keys(found: Sequence[Token]) -> str:
    """Name a whole title, or a whole query, by its stems."""
    return (
        TITLE + " ".join(t.stem for t in found if not t.part and t.surface not in STOP_WORDS)[:TITLE_LENGTH]
    )


def _averages(documents: Sequence[Document]) -> dict[str, float]:
    lengths: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    for document in documents:
        for name, text in document.fields.items():
            lengths[name] += len(tokens(text))
            holders[name] += 1
    return {name: max(1.0, lengths[name] / holders[name]) for name in holders}


def _weigh(document: Document, averages: dict[str, float]) -> Weighed:
    sums: dict[str, float] = {}
    surfaces: set[str] = set()
    for name, weight in WEIGHTS.items():
        text = document.fields.get(name)
        if not text:
            continue
        found = tokens(text)
        b = _B_LONG if name in _LONG else _B_SHORT
        unit = weight / (1 - b + b * len(found) / averages[name])
        for token in found:
            if token.surface in STOP_WORDS and name not in _STOP_WORD_FIELDS:
                continue
            sums[token.stem] = sums.get(token.stem, 0.0) + unit
            surfaces.add(token.surface)
        if name in ("codes", "ids"):
            sums |= {CODE + token.surface: 1.0 for token in found if not token.part}
    for title in (document.title, document.title.partition(" – ")[0]):
        key = title_keys(tokens(title))
        if key != TITLE:
            sums[key] = 1.0
    impacts = {term: max(1, min(65_535, int(value * SCALE + 0.5))) for term, value in sums.items()}
    level = _CONFIDENCE.get(document.confidence, 2) + min(5, max(0, document.evidence).bit_length())
    return Weighed(document=document, impacts=impacts, surfaces=frozenset(surfaces), level=level)
