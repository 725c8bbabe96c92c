"""Finds names that no rule knows, with a spaCy pipeline the project has chosen (the extra `names`)."""

import importlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.config import RedactSettings
from kb.errors import ConfigError
from kb.redact.base import PERSON, Known
from kb.redact.spans import RuleRedactor, Span
from kb.redact.view import BLANK, View
from kb.redact.words import NOT_A_NAME

_INSTALL = "pip install 'hypercare-kb[names]'"
_LABELS = frozenset(("PERSON", "PER", "persName"))
"""What pipelines call people: English, most other languages, Polish."""

_PIECE = re.compile(r"[^\x02]{1,20000}(?:\s|(?=\x02)|\Z)|[^\x02]{1,20000}")
"""One field of the record at a time: what a pipeline says depends on nothing else, and its memory stays small."""

_LETTERS = re.compile(r"[^\W\d_][\w'. -]*")
_NOT_NEEDED = ("parser", "tagger", "lemmatizer", "attribute_ruler", "morphologizer", "textcat")


def redactor(settings: RedactSettings) -> RuleRedactor:
    """Make the redactor; raise ConfigError when spaCy or the pipeline is not there, for then nothing may pass."""
    recognise = lru_cache(maxsize=512)(_recogniser(settings.model))

    def find(seen: View, _known: Known) -> Iterator[Span]:
        if seen.lower == seen.text:
            return  # no capital, no name
        for piece in _PIECE.finditer(seen.text):
            for start, end in recognise(piece.group()):
                yield Span(piece.start() + start, piece.start() + end, PERSON)

    return RuleRedactor("recogniser", find, allow=settings.allow, by_part=False)


def _recogniser(model: str) -> Any:
    pipeline = _load(model)

    def recognise(text: str) -> tuple[tuple[int, int], ...]:
        if not any(char.isupper() for char in text):
            return ()
        # a placeholder is read as a pause, so that no name is made of what stands on both its sides
        found = pipeline(text.replace(BLANK, ","))
        return tuple(
            place
            for entity in found.ents
            if entity.label_ in _LABELS
            for place in _names(text, entity.start_char, entity.end_char)
        )

    return recognise


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Trim what the pipeline took for a name to the name: no placeholder, no `'s`, no code, no ordinary word."""
    for found in _LETTERS.finditer(text, start, end):
        name = found.group().rstrip("'. -").removesuffix("'s")
        words = name.lower().split()
        if not name or not any(char.isupper() for char in name) or any(char.isdigit() for char in name):
            continue
        if "_" in name or all(word.strip("'.-") in NOT_A_NAME for word in words):
            continue
        yield found.start(), found.start() + len(name)


def _load(model: str) -> Any:
    if "/" in model and not Path(model).is_absolute():
        raise ConfigError(
            f"[redact] model is {model!r}, which is neither a package nor an absolute path",
            hint="write the whole path, as /opt/models/en_names",
        )
    try:
        spacy: Any = importlib.import_module("spacy")
    except ImportError as error:
        raise ConfigError(
            f"[redact] model is {model!r}, and spaCy is not installed", hint=_INSTALL
        ) from error
    try:
        pipeline = spacy.load(model, exclude=_NOT_NEEDED)
    except Exception as error:  # a pipeline is a package of its own and may fail in any way
        raise ConfigError(
            f"[redact] model {model!r} cannot be loaded: {' '.join(str(error).split())[:200]}",
            hint=f"{_INSTALL}, then install the pipeline: python -m spacy download {Path(model).name}",
        ) from error
    pipeline.max_length = 10**6
    return pipeline
