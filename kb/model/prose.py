"""Small laws of text shared by every room: slugs, whitespace, sentences, digests."""

import hashlib
import re
import unicodedata
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'“(\[])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|no|nr|approx|Mr|Mrs|Ms|Dr|St)\.|\b[A-Z]\.)$")
_BREAKS = re.compile(r"\n{3,}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
ERROR_CODE = re.compile(r"\b[A-Z]{2,8}[-_]\d{2,6}\b|\bORA-\d{5}\b|\b0x[0-9A-Fa-f]{6,8}\b")


def clean(text: str) -> str:
    """Normalise to NFC and Unix line ends; drop control characters, trailing blanks and second empty lines."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text.strip()  # most texts are one line with nothing to drop
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").isprintable():
        text = _CONTROL.sub("", text)
        text = "\n".join([line.rstrip() for line in text.split("\n")])
    elif " \n" in text:  # no other blank is printable
        text = "\n".join([line.rstrip() for line in text.split("\n")])
    return _BREAKS.sub("\n\n", text).strip() if "\n\n\n" in text else text.strip()


def one_line(text: str) -> str:
    """Put a text on one line, without what no reader can see."""
    text = clean(text)
    return " ".join((text if text.isascii() else _UNPRINTABLE.sub("", text)).split())


def fold(text: str) -> str:
    """Lower the case and drop diacritics: `Straße` → `strasse`, `Zürich` → `zurich`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    return folded.translate(_SINGLE)


_SINGLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def slug(text: str, *, limit: int = 60) -> str:
    """Make a name for a file or an anchor: a–z, 0–9 and hyphens, cut at a word, never empty."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    out = ""
    for word in words:
        longer = f"{out}-{word}" if out else word
        if len(longer) > limit:
            break
        out = longer
    return out or (words[0][:limit] if words else "page")


def sentences(text: str) -> list[str]:
    """Cut prose into sentences; line breaks inside a paragraph count as blanks."""
    out: list[str] = []
    for part in _SENTENCE_END.split(" ".join(text.split())):
        if out and _ABBREVIATION.search(out[-1]):
            out[-1] = f"{out[-1]} {part}"
        elif part:
            out.append(part)
    return out


def error_codes(text: str) -> tuple[str, ...]:
    """Find codes such as `WDR-5031`, in order of appearance, each once."""
    return tuple(dict.fromkeys(ERROR_CODE.findall(text)))


def digest(text: str) -> str:
    """Give the SHA-256 of the text as UTF-8, in lower-case hex; half a surrogate pair counts as a question mark."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def day(when: date) -> str:
    """Write a date as `2 September 2026`, in any locale."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def count(number: int, one: str, many: str = "") -> str:
    """Write `1 incident` or `1,204 incidents`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
