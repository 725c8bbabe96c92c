"""Internal notes of the evidence that an article repeats word for word, with a receipt or without one."""

import html
import re
from collections.abc import Iterator, Mapping

from kb.model.article import Article
from kb.model.incident import EntryKind, IncidentRef, RedactedIncident
from kb.model.prose import fold
from kb.model.receipt import passages

RUN = 6
"""So many words in a row are no coincidence."""

_NOT_WORDS = re.compile(r"\[\^[^\]\s]{1,99}\]|<!--|-->")
_PLACEHOLDER = re.compile(r"\\?\[([a-z][a-z ]{1,30}?)(?: [A-Z]{1,3})?\\?\]")
_WORD = re.compile(r"[^\W_]+")


def repeated_notes(
    text: str, article: Article, ledger: Mapping[IncidentRef, RedactedIncident]
) -> Iterator[tuple[int, IncidentRef]]:
    """
    Yield the (1-based line, incident) wherever a page has six words in a row of an internal note.

    Case, punctuation, accents and Markdown do not matter. What the same records also say in public
    (summary, description, resolution, public entries) may be repeated.
    """
    refs = sorted({*article.evidence, *(receipt.ref for receipt in article.receipts)})
    records = [(ref, ledger[ref]) for ref in refs if ref in ledger]
    private = {
        run: ref
        for ref, incident in reversed(records)
        for entry in incident.entries
        if entry.kind is EntryKind.INTERNAL
        for passage in passages(entry.text)
        for run in _runs(_words(passage.text))
    }
    if not private:
        return
    said = {run for _, incident in records for text in _public(incident) for run in _runs(_words(text))}
    words = [(word, number) for number, line in enumerate(text.split("\n"), 1) for word in _words(line)]
    found = {
        (words[place][1], private[run])
        for place, run in enumerate(_runs([word for word, _ in words]))
        if run in private and run not in said
    }
    yield from sorted(found)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def _public(incident: RedactedIncident) -> Iterator[str]:
    yield from (incident.summary, incident.description, incident.resolution)
    yield from (entry.text for entry in incident.entries if entry.kind is EntryKind.PUBLIC)


def _words(text: str) -> list[str]:
    """Give the words as they sound: without Markdown, footnotes, accents and the letters of people."""
    bare = _PLACEHOLDER.sub(r" \1 ", _NOT_WORDS.sub(" ", html.unescape(text)))
    return _WORD.findall(fold(bare))
