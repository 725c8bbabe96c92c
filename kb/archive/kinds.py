"""What a file is by its content, whatever its name says, and which kinds may be kept as they are."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from kb.io.pictures import metadata
from kb.io.stripping import stripped

HEAD = 4096
"""Bytes of a file that tell what it is."""

TEXT = frozenset(
    [
        ".md",
        ".txt",
        ".log",
        ".csv",
        ".tsv",
        ".json",
        ".jsonl",
        ".ndjson",
        ".eml",
        ".mbox",
        ".html",
        ".xml",
        ".yml",
        ".yaml",
    ]
)
"""What is read as text, redacted and kept."""

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive, or an office file"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office file, which may hold macros"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a script"),
    (b"\x1f\x8b", "a packed file"),
    (b"BZh", "a packed file"),
    (b"\xfd7zXZ", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"SQLite format 3", "a database"),
)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:[!?]|(?:svg|html|script|body|head)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """A kind of file that redaction cannot look into; one that a policy lets in is kept as it is."""

    named: str
    starts: bytes
    is_picture: bool = True


OPAQUE = {
    ".png": Opaque(named="a PNG picture", starts=b"\x89PNG\r\n\x1a\n"),
    ".jpg": Opaque(named="a JPEG picture", starts=b"\xff\xd8\xff"),
    ".jpeg": Opaque(named="a JPEG picture", starts=b"\xff\xd8\xff"),
    ".pdf": Opaque(named="a PDF", starts=b"%PDF-", is_picture=False),
}
"""Suffix → what the file must be. Only these can be let in: of them we know how to tell that they are what they say."""


def told(start: bytes) -> str:
    """Say what a file is by its beginning; "" when it may be text."""
    for mark, words in _STARTS:
        if start.startswith(mark):
            return words
    return ""


def no_text(start: bytes) -> str:
    """Say what a file is that calls itself text; "" when it may be."""
    return told(start) if b"\0" in start or start.startswith((b"%PDF-", b"PK\x03\x04")) else ""


def mistaken(suffix: str, start: bytes) -> str:
    """Say why a file is not what its suffix says; "" when it is."""
    wanted = OPAQUE[suffix]
    if start.startswith(wanted.starts):
        return ""
    found = told(start) or ("a page with markup" if _MARKUP.match(start) else "something else")
    return f"called {suffix}, and is {found}"


def kept(suffix: str, content: bytes) -> bytes:
    """
    Give what may be kept of a picture or PDF: a picture without what it tells of who made it, and where.

    Raise ValueError in plain words for one that is damaged, that holds something that runs, or that still names
    somebody.
    """
    if OPAQUE[suffix].is_picture:
        clean = stripped(content)
        if left := metadata(clean):
            raise ValueError(f"tells {left[0]}, which cannot be taken out")
        return clean
    for part in _parts(content):
        if found := _ACTIVE.search(part):
            raise ValueError(f"a PDF with {_NAMED[found[1].lower()]}")
        if _SAYS_WHO.search(part):
            raise ValueError("a PDF that names its author; print it to PDF anew")
    return content


_NAMED = {
    b"javascript": "a program in it",
    b"js": "a program in it",
    b"launch": "an order to start a program",
    b"embeddedfile": "another file in it",
    b"embeddedfiles": "another file in it",
    b"richmedia": "a player in it",
    b"xfa": "a form that runs",
    b"encrypt": "a lock on it, so that nobody can look into it",
}
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt)\b", re.IGNORECASE)
_SAYS_WHO = re.compile(rb"/Author\s*(?:\(\s*[^)\s]|<\s*[0-9A-Fa-f])|<dc:creator>")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_INFLATED = 20_000_000


def _parts(content: bytes) -> Iterator[bytes]:
    """Give a PDF's bytes, names written out (ISO 32000-1 7.3.5), then each packed stream; too much of it is refused."""
    yield _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    spent = 0
    for found in _STREAM.finditer(content):
        if content[found.end() : found.end() + 1] not in (b"\x78", b"\x58", b"\x48", b"\x68"):
            continue  # no zlib header
        unpacking = zlib.decompressobj()
        try:
            part = unpacking.decompress(memoryview(content)[found.end() :], _INFLATED - spent)
        except zlib.error:
            continue
        spent += len(part)
        if spent >= _INFLATED:
            raise ValueError("a PDF that unpacks to more than can be looked through")
        yield _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
