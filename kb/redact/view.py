"""A text as the rules read it: accents folded, invisible characters gone, placeholders blanked out."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from kb.redact.base import PLACEHOLDER

BLANK = "\ue000"
"""What a placeholder's characters become, so that no rule can match into one."""

WORD = re.compile(r"[^\W_]+")
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

    __slots__ = ("_original", "_places", "_starts", "_words", "has_digits", "lower", "text")

    def __init__(self, original: str, text: str) -> None:
        self._original = original
        self.text = text
        lower = text.lower()
        self.lower = lower if len(lower) == len(text) else text
        self.has_digits = _DIGIT.search(text) is not None
        self._words: list[str] | None = None
        self._places: list[re.Match[str]] | None = None
        self._starts: list[int] | None = None

    @property
    def words(self) -> list[str]:
        """The words, in lower case."""
        if self._words is None:
            self._words = WORD.findall(self.lower)
        return self._words

    def word(self, number: int) -> tuple[int, int]:
        """Tell where the word of that number stands."""
        if self._places is None:
            self._places = list(WORD.finditer(self.lower))
        return self._places[number].span()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Bring a stretch of the folded text back to the original, with the accents that follow it."""
        if self._starts is None:
            self._starts = _starts(self._original)
        if not self._starts:
            return start, end
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1)
        while last < len(self._original) and unicodedata.combining(self._original[last]):
            last += 1
        return first, last


def _starts(original: str) -> list[int]:
    """Tell where each character begins in the folded text; empty when each keeps its place."""
    others = [char for char in set(original) if not char.isascii()]
    if all(len(fold(char)) == 1 for char in others):
        return []
    starts, place = [], 0
    for char in original:
        starts.append(place)
        place += 1 if char.isascii() else len(_FOLDING[ord(char)])
    return starts


@lru_cache(maxsize=4)  # three redactors in a row read the same text
def view(text: str) -> View:
    """Look at a text the way the rules do."""
    folded = fold(text)
    if "[" in folded:
        folded = PLACEHOLDER.sub(lambda found: BLANK * len(found.group()), folded)
    return View(text, folded)
