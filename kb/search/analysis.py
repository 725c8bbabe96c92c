"""
How words are cut, once for every engine.

`engine.js` follows `chunks` and `cut` to the letter; stemming happens only where documents are indexed, and
every index carries the stems of the surface forms it knows.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import NamedTuple

from kb.model.prose import fold

VERSION = 3
"""Raise it when words are cut, stemmed or weighed differently: every index is then made again."""

LONGEST = 40  # letters of a word that count; the rest is noise such as keys and hashes
PARTS = 16  # parts of a compound that count

_JOINS = "-_./\\\\:@&\u2010\u2011"
_CHUNK = re.compile(rf"[^\W_]+(?:[{_JOINS}'’][^\W_]+)*(?:\+\+|#)?")
_JOIN = re.compile(rf"[{_JOINS}]")
_POSSESSIVE = re.compile(r"['’][sS]$")
_APOSTROPHE = re.compile(r"['’]")
_DROPPED = re.compile(rf"(?<![0-9])\.|\.(?![0-9])|[{_JOINS.replace('.', '')}]")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s")


class Token(NamedTuple):
    """One word: as it stands (folded), its place among the runs of the text, and whether it is a part of a longer one."""

    surface: str
    position: int
    part: bool


def tokens(text: str) -> list[Token]:
    """Cut a text into words; compounds give themselves and then their parts, at the same position."""
    found: list[Token] = []
    for position, chunk in enumerate(chunks(text)):
        found += [Token(word, position, number > 0) for number, word in enumerate(cut(chunk))]
    return found


def chunks(text: str) -> list[str]:
    """Find the runs of letters and digits, with what joins them (`WDR-5031`, `can't`, `/var/log/app.log`)."""
    return _CHUNK.findall(text if text.isascii() else unicodedata.normalize("NFKC", text))


def places(text: str) -> list[tuple[int, int, str]]:
    """Find the runs as `chunks` does, with where each begins and ends in the text as it is."""
    return [(match.start(), match.end(), match[0]) for match in _CHUNK.finditer(text)]


@lru_cache(maxsize=200_000)
def cut(chunk: str) -> tuple[str, ...]:
    """Fold one run; the whole comes first, joined (`wdr5031`), then its parts (`wdr`, `5031`)."""
    if chunk.isascii() and chunk.isalpha() and (chunk.islower() or chunk[1:].islower()):
        return (chunk.lower()[:LONGEST],)  # most runs are plain words
    chunk = _APOSTROPHE.sub("", _POSSESSIVE.sub("", chunk))
    segments = [segment for segment in _JOIN.split(chunk) if segment]
    whole = fold(_DROPPED.sub("", chunk))[:LONGEST]
    parts: list[str] = []
    for segment in segments:
        bare = segment.rstrip("+#")
        humps = _CAMEL.findall(bare) if bare.isascii() and not _PLURAL_ACRONYM.fullmatch(bare) else []
        if len(segments) > 1:
            parts.append(fold(segment)[:LONGEST])
        if len(humps) > 1:
            parts += [fold(hump)[:LONGEST] for hump in humps]
    long_enough = [part for part in parts if len(part) > 1][:PARTS]
    return tuple(dict.fromkeys(word for word in (whole, *long_enough) if word))


def stem_among(word: str, is_stem: Callable[[str], bool], endings: Collection[str]) -> str:
    """
    Find the stem of a word that no document holds, among the stems that are there, or "".

    The static engine has no stemmer, so no engine uses one for such a word.
    """
    if len(word) == 3 and word.isalpha() and word.endswith("s") and is_stem(word[:2]):
        return word[:2]  # pcs, cvs
    if len(word) < 4 or not word.isalpha():
        return ""
    for length in range(len(word), max(2, len(word) - 8), -1):
        head, tail = word[:length], word[length:]
        doubled = len(tail) > 1 and tail[0] == head[-1] and tail[1:] in endings
        if (not tail or tail in endings or doubled) and is_stem(head):
            return head
        soft = head[:-1] + "i" if head.endswith("y") and not tail else ""
        if soft and is_stem(soft):
            return soft
    return ""
