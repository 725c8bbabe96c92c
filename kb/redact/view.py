"""A text as the rules read it: accents folded, invisible characters gone, placeholders blanked out."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb.redact.base import PLACEHOLDER

BLANK = "\ue000"
"""What a placeholder's characters become, so that no rule can match into one."""

WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile("[0-9]")
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
    return text if text.isascii() else text.translate(_FOLDING)


@dataclass(frozen=True)
class View:
    """One text, folded; offsets into `text` are brought back to the original's by `place`."""

    original: str
    text: str

    @cached_property
    def lower(self) -> str:
        """The folded text in lower case, of the same length."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else self.text

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words, folded and in lower case."""
        return frozenset(WORD.findall(self.lower))

    @cached_property
    def words(self) -> list[tuple[str, int, int]]:
        """Each word with its start and end."""
        return [(found.group(), found.start(), found.end()) for found in WORD.finditer(self.lower)]

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is any digit."""
        return _DIGIT.search(self.text) is not None

    @cached_property
    def _starts(self) -> list[int]:
        # where each original character begins in the folded text
        starts, place = [], 0
        for char in self.original:
            starts.append(place)
            place += 1 if char.isascii() else len(_FOLDING[ord(char)])
        return starts

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Bring a stretch of the folded text back to the original, with the accents that follow it."""
        if self.original.isascii():
            return start, end
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1)
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return first, last


@lru_cache(maxsize=4)  # three redactors in a row read the same text
def view(text: str) -> View:
    """Look at a text the way the rules do."""
    folded = fold(text)
    if "[" in folded:
        folded = PLACEHOLDER.sub(lambda found: BLANK * len(found.group()), folded)
    return View(text, folded)
