"""A text file as decoded text, a large one piece by piece, each cut where nothing that belongs together is torn."""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from kb.io.lines import incremental

PIECE = 1_000_000
"""Letters that are redacted at once: what that takes is many times the text."""

WHOLE = 2 * PIECE
"""Bytes a file may have that cannot be cut."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TABLES = frozenset((".csv", ".tsv"))
_KEY = "-----BEGIN "
_LONGEST_KEY = 50_000


def pieces(path: Path) -> Iterator[str]:
    """
    Read a text file; raise ValueError in plain words for what is not text, or cannot be cut.

    Text is taken as UTF-8, as UTF-16 when a byte order mark says so, else as Windows-1252; it comes out in NFC with
    Unix line ends and no control characters, and otherwise as it is.
    """
    suffix = path.suffix.lower()
    if path.stat().st_size <= (WHOLE if suffix == ".json" else PIECE):
        yield _normal(_decoded(path.read_bytes()))
        return
    if suffix == ".json":
        raise ValueError(
            f"JSON larger than {WHOLE // 1_000_000} MB, which cannot be read in pieces; JSON Lines can"
        )
    yield from map(_normal, _cut(_stream(path), is_table=suffix in _TABLES))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ValueError(f"not text: {error}") from error
    if b"\0" in content:
        raise ValueError("not text: it holds NUL bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _normal(text: str) -> str:
    """Do what comparing names needs, and nothing that a table or a log would miss."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def _stream(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        start = file.read(PIECE)
        is_wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        decoder = io.IncrementalNewlineDecoder(incremental(start), translate=True)
        while start:
            if b"\0" in start and not is_wide:
                raise ValueError("not text: it holds NUL bytes")
            yield decoder.decode(start)
            start = file.read(PIECE)
        yield decoder.decode(b"", final=True)


def _cut(stream: Iterator[str], *, is_table: bool) -> Iterator[str]:
    waiting = ""
    for block in stream:
        waiting += block
        while len(waiting) >= PIECE:
            end = _boundary(waiting, is_table=is_table)
            if end:
                yield waiting[:end]
                waiting = waiting[end:]
                continue
            if len(waiting) > 2 * PIECE:
                raise ValueError(
                    "has no place at which it can be read in pieces: a line or a cell without an end"
                )
            break
    if waiting:
        yield waiting


def _boundary(text: str, *, is_table: bool) -> int:
    """Find where a piece may end: behind a blank line if there is one near, else behind a line; 0 for nowhere."""
    end = text.rfind("\n", 0, PIECE) + 1
    if is_table:
        quotes = text.count('"', 0, end)
        while end and quotes % 2:  # within a cell
            before = text.rfind("\n", 0, end - 1) + 1
            quotes -= text.count('"', before, end)
            end = before
        return end
    begun = text.rfind(_KEY, max(0, end - _LONGEST_KEY), end)
    if begun >= 0 and text.find("-----END ", begun, end) < 0:  # a key's lines are one thing
        end = text.rfind("\n", 0, begun) + 1
    blank = text.rfind("\n\n", max(0, end - PIECE // 10), end) + 2
    return blank if blank > 1 else end
