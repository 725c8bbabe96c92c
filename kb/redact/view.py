"""A text as the rules read it: accents folded, invisible characters gone, placeholders blanked out."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from kb.redact.base import PLACEHOLDER

BLANK = "\ue000"
"""What a placeholder's characters become, so that no rule can match into one."""

WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"([\W_]+)")
_DIGIT = re.compile("[0-9]")
_OTHERS = re.compile(r"[^\x00-\x7f]+")  # few in most texts, and the rest is left as it is
_SPECIAL = {
    **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u2028\u2029\x85", "\n"),
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
    "ß": "ss",
    "ẞ": "SS",
    "ı": "i",
    # letters of other alphabets that look like ours, as in a disguised address
    **dict(zip("аеорсухіјѕԁһӏАВЕКМНОРСТУХІЈЅ", "aeopcyxijsdhlABEKMHOPCTYXIJS", strict=True)),
    **dict(zip("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oABEZHIKMNOPTYX", strict=True)),
}


class _Folding(dict[int, str]):
    """Folds a character when it is first met, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = folded = _fold_char(char)
        return folded


def _fold_char(char: str) -> str:
    if char.isascii():
        return char
    if char in _SPECIAL:
        return _SPECIAL[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category in ("Co", "Cs", "Cn"):
        return "\ufffd"
    if category == "Zs":
        return " "
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    parts = unicodedata.normalize("NFKD", char)
    return "".join(_SPECIAL.get(c, c) for c in parts if not unicodedata.combining(c)) or "\ufffd"


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Drop accents and invisible characters, keep the case; ASCII stays as it is."""
    return text if text.isascii() else _OTHERS.sub(_folded, text)


def _folded(found: re.Match[str]) -> str:
    return found.group().translate(_FOLDING)


class View:
    """One text, folded; offsets into `text` are brought back to the original's by `place`."""

    __slots__ = ("_original", "_places", "_uneven", "_words", "has_digits", "lower", "text")

    def __init__(self, original: str, text: str) -> None:
        self._original = original
        self.text = text
        lower = text.lower()
        self.lower = lower if len(lower) == len(text) else text
        self.has_digits = _DIGIT.search(text) is not None
        self._words: list[str] | None = None
        self._places: list[int] = []
        self._uneven: tuple[list[int], list[tuple[int, int]]] | None = None

    @property
    def words(self) -> list[str]:
        """The words, in lower case."""
        if self._words is None:
            parts = _GAP.split(self.lower)  # word, gap, word …; the first and the last may be empty
            ends = list(accumulate(map(len, parts)))
            first, last = (0 if parts[0] else 2), len(parts) - (not parts[-1])
            self._words = parts[first:last:2]
            self._places = [0, *ends[1::2]] if not first else ends[1::2]
        return self._words

    def word(self, number: int) -> tuple[int, int]:
        """Tell where the word of that number stands."""
        start = self._places[number]
        return start, start + len(self.words[number])

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Bring a stretch of the folded text back to the original, with the accents that follow it."""
        if self._uneven is None:
            self._uneven = _uneven(self._original)
        if not self._uneven[0]:
            return start, end
        first = self._begun(start) - 1
        last = self._begun(end - 1)
        while last < len(self._original) and unicodedata.combining(self._original[last]):
            last += 1
        return first, last

    def _begun(self, place: int) -> int:
        """Count the original's characters that begin at or before a place in the folded text."""
        assert self._uneven is not None
        starts, afterwards = self._uneven
        number = bisect_right(starts, place) - 1
        if number < 0:
            return place + 1
        count, follows = afterwards[number]
        return min(count + max(0, place + 1 - follows), len(self._original))


def _uneven(original: str) -> tuple[list[int], list[tuple[int, int]]]:
    """
    List the characters that fold to none or to several.

    First where each begins in the folded text, then how many of the original's characters there are up to
    and with it, and where the one after it begins.
    """
    starts: list[int] = []
    afterwards: list[tuple[int, int]] = []
    grown = 0
    for run in _OTHERS.finditer(original):
        for place, char in enumerate(run.group(), run.start()):
            if (size := len(_FOLDING[ord(char)])) != 1:
                starts.append(place + grown)
                grown += size - 1
                afterwards.append((place + 1, place + 1 + grown))
    return starts, afterwards


@lru_cache(maxsize=4)  # three redactors in a row read the same text
def view(text: str) -> View:
    """Look at a text the way the rules do."""
    folded = fold(text)
    if "[" in folded:
        folded = PLACEHOLDER.sub(lambda found: BLANK * len(found.group()), folded)
    return View(text, folded)
