"""
How words are cut, once for every engine.

`search.js` follows `cut` and `fold` to the letter; stemming happens only here, when documents are
indexed, and the static index carries the stem of every surface form it knows.
"""

import re
import threading
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from kb.model.prose import fold

VERSION = 1
"""Raise it when words are cut, stemmed or weighed differently: every index is then made again."""

LONGEST = 40  # letters of a word that count; the rest is noise such as keys and hashes
PARTS = 16  # parts of a compound that count

_STOP_WORDS = (
    "a about after again all also am an and any are as at be because been before but by can cannot cant "
    "could did do does doing done dont for from get gets getting give got had has have having help hello hi "
    "how i if im in into is it its ive just know like make may me might must my need no not of on or our "
    "please should show so some such tell than thank thanks that the their them then there these they this "
    "those to too us using very want was way we were what when where which while who why will with would "
    "you your"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())

_JOINS = "-_./\\\\:@&\u2010\u2011"
_CHUNK = re.compile(rf"[^\W_]+(?:[{_JOINS}'’][^\W_]+)*(?:\+\+|#)?")
_JOIN = re.compile(rf"[{_JOINS}]")
_POSSESSIVE = re.compile(r"['’][sS]$")
_APOSTROPHE = re.compile(r"['’]")
_DROPPED = re.compile(rf"(?<![0-9])\.|\.(?![0-9])|[{_JOINS.replace('.', '')}]")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s")

# The endings that turn a stem into a word; enough for a query word no document holds.
_ENDINGS = (
    "s es ed d ing ings er ers or ors e ly y ies ied ment ments ation ations ion ions al als able ible ance ive "
    "ness"
)
ENDINGS = frozenset(_ENDINGS.split())


class Token(NamedTuple):
    """One word: as it stands (folded), its stem, its place, and whether it is a part of a longer one."""

    surface: str
    stem: str
    position: int
    part: bool


def tokens(text: str) -> list[Token]:
    """Cut a text into words; compounds give themselves and then their parts, at the same position."""
    found: list[Token] = []
    for position, chunk in enumerate(chunks(text)):
        words = cut(chunk)
        found += [Token(word, stem(word), position, number > 0) for number, word in enumerate(words)]
    return found


def chunks(text: str) -> list[str]:
    """Find the runs of letters and digits, with what joins them (`WDR-5031`, `can't`, `/var/log/app.log`)."""
    return _CHUNK.findall(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=100_000)
def cut(chunk: str) -> tuple[str, ...]:
    """Fold one run; the whole comes first, joined (`wdr5031`), then its parts (`wdr`, `5031`)."""
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


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Cut a folded English word to its stem; words with digits or signs stay whole."""
    if len(word) < 3 or not word.isalpha():
        return word
    with _lock:  # a Snowball stemmer keeps its word on itself
        return str(_stemmer()(word))


_lock = threading.Lock()


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer  # 40 ms, and not needed to cut words

    word_to_stem: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
    return word_to_stem


def stem_among(word: str, is_stem: Callable[[str], bool]) -> str:
    """
    Find the stem of a word that no document holds, among the stems that are there, or "".

    The static engine has no stemmer, so neither engine uses one for such a word.
    """
    if len(word) < 4 or not word.isalpha():
        return ""
    for length in range(len(word), max(2, len(word) - 8), -1):
        head, tail = word[:length], word[length:]
        doubled = len(tail) > 1 and tail[0] == head[-1] and tail[1:] in ENDINGS
        if (not tail or tail in ENDINGS or doubled) and is_stem(head):
            return head
        soft = head[:-1] + "i" if head.endswith("y") and not tail else ""
        if soft and is_stem(soft):
            return soft
    return ""
