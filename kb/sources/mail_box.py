"""
An mbox file in, where each of its mails begins and ends out; one line in memory at a time.

A mail begins at a line `From …` that begins the file or follows an empty line (or has the date such lines have), and
is followed by fields of a head. A `Content-Length` that leads to the next beginning, or to the end, is believed.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kb.errors import InputError
from kb.model.account import Rejection
from kb.sources.mail_fields import TELLING, field_name

MAIL_LIMIT = 64 * 1024 * 1024
"""How much of one mail is read, in bytes."""

_PIECE = 64 * 1024
_BLOCK = 4 * 1024 * 1024
_LOOKED = 64 * 1024  # how far below its first line a mail's fields are looked for
_STAMP = re.compile(
    rb"From [^\r\n]{0,500}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,3}[^\r\n]{0,60}\b\d{1,2}:\d\d(?::\d\d)?\b[^\r\n]{0,60}\d{4}"
)
_QUOTED = re.compile(rb"^>(>{0,50}From )", re.MULTILINE)
_LENGTH = re.compile(rb"content-length[ \t]{0,20}:[ \t]{0,20}(\d{1,12})[ \t]{0,20}\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where one mail stands: its bytes, its line (0 where a file is one mail), and what its first line said."""

    path: Path
    start: int
    size: int
    line: int = 0
    arrived: str = ""
    is_quoted: bool = False

    def read(self) -> bytes:
        """Give the mail, at most `MAIL_LIMIT` of it, as it was before the mailbox quoted it."""
        data = self.start_of(MAIL_LIMIT)
        return _QUOTED.sub(rb"\1", data) if self.is_quoted else data

    def start_of(self, limit: int) -> bytes:
        """Give the first bytes of the mail, without empty lines before them."""
        data = self.raw(limit)
        if not self.line:
            data = data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
        return data.replace(b"\r", b"\n") if b"\n" not in data[:_PIECE] else data

    def raw(self, limit: int = MAIL_LIMIT) -> bytes:
        """Give the bytes as they stand in the file."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                return file.read(min(self.size, limit))
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=self.path) from error


def spans(path: Path) -> Iterator[Span | Rejection]:
    """Yield where each mail stands; text before the first and a count that does not agree are rejected."""
    found = hidden = 0
    try:
        with path.open("rb") as file:
            for span in _walk(file, path):
                if isinstance(span, int):
                    hidden += span
                else:
                    found += isinstance(span, Span)
                    yield span
        expected = count(path)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    if expected != found + hidden:
        yield Rejection(
            path=path, line=0, reason=f"{expected} lines begin a mail, {found + hidden} were found"
        )


def _walk(file: BinaryIO, path: Path) -> Iterator[Span | Rejection | int]:
    """Yield the mails, and a number for beginnings that stand inside one by its length."""
    at = line = 0
    begun: tuple[int, int, str] | None = None
    believed = hidden = 0
    after_blank = at_start = True
    junk = 0
    if file.read(3) == codecs.BOM_UTF8:
        at = 3
    file.seek(at)
    while piece := file.readline(_PIECE):
        line += at_start
        below = at + len(piece)
        if (
            at_start
            and piece.startswith(b"From ")
            and (after_blank or _STAMP.match(piece))
            and _follows(file, below)
        ):
            if at < believed:
                hidden += 1
            else:
                if begun:
                    yield _span(path, begun, at, believed=bool(hidden))
                    yield hidden
                begun = (below, line, piece.decode("utf-8", errors="replace"))
                hidden = 0
                believed = _believed(file, below)
            file.seek(below)
        elif begun is None and not junk and piece.strip(b" \t\r\n\0"):
            junk = line
            yield Rejection(path=path, line=line, reason="text before the first mail")
        after_blank = piece in (b"\n", b"\r\n") and at_start
        at_start = piece.endswith(b"\n")
        at = below
    if begun:
        yield _span(path, begun, at, believed=bool(hidden))
        yield hidden


def _span(path: Path, begun: tuple[int, int, str], end: int, *, believed: bool) -> Span:
    start, line, first = begun
    arrived = first[5:].strip()
    # `From name Tue Sep  8 08:05:00 2026`: the date begins at the day's name
    match = re.search(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.{0,60}", arrived)
    return Span(
        path=path, start=start, size=end - start, line=line,
        arrived=match[0] if match else "", is_quoted=not believed,
    )  # fmt: skip


def _follows(file: BinaryIO, at: int) -> bool:
    """Whether a head follows: lines that are fields, one of them telling."""
    file.seek(at)
    is_first, in_field, told, read = True, False, False, 0
    while read < _LOOKED and (line := file.readline(_PIECE)):
        read += len(line)
        name = field_name(line)
        told = name in TELLING
        if told:
            break
        is_more = in_field and line[:1] in (b" ", b"\t") and bool(line.strip())
        if not (name or is_more or (is_first and line.startswith((b">From ", b"From ")))):
            break
        is_first, in_field = False, in_field or bool(name)
    file.seek(at)
    return told


def _believed(file: BinaryIO, at: int) -> int:
    """Give where a mail ends by its own word, 0 when that leads nowhere."""
    file.seek(at)
    head = file.read(_LOOKED)
    match = re.search(rb"\r?\n\r?\n", head)
    length = _LENGTH.search(head, 0, match.end()) if match else None
    if not match or not length or (length.start() and head[length.start() - 1 : length.start()] != b"\n"):
        return 0
    end = at + match.end() + int(length[1])
    file.seek(end - 1)
    around = file.read(8)
    if not around:
        return 0
    behind = around[1:].lstrip(b"\r\n")
    at_line = around[:1] == b"\n" or around[1:2] in (b"\n", b"\r", b"")
    return end if at_line and (not behind or behind.startswith(b"From ")) else 0


def count(path: Path) -> int:
    """Count the beginnings of mails another way: by looking for the bytes, not line by line."""
    total = 0
    with path.open("rb") as file:
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        kept = b"\n\n"  # a file begins like the text after an empty line
        first = 0
        while True:
            block = file.read(_BLOCK)
            data = kept + block
            end = max(first, len(data) - 2 * _LOOKED) if block else len(data)
            at = data.find(b"\nFrom ", first)
            while 0 <= at < end:
                total += _begins(data, at)
                at = data.find(b"\nFrom ", at + 1)
            if not block:
                return total
            kept = data[max(0, end - 2) :]
            first = min(end, 2)


def _begins(data: bytes, at: int) -> bool:
    if not data.startswith(b"From ", at + 1):
        return False
    before = data[max(0, at - 2) : at]
    if not (before.endswith(b"\n") or before == b"\n\r") and not _STAMP.match(data, at + 1, at + 1 + _PIECE):
        return False
    below = data.find(b"\n", at + 1) + 1
    return bool(below and _HEAD.match(data, below, below + _LOOKED))


_HEAD = re.compile(
    rb"(?:>?From [^\n]*\n)?(?:[!-9;-~]{1,200}[ \t]{0,20}:[^\n]*\n(?:[ \t][^\n]*?[^\s][^\n]*\n)*)*?"
    rb"(?:from|date|subject|message-id|received|return-path|delivered-to)[ \t]{0,20}:",
    re.IGNORECASE,
)


def begins(start: bytes) -> bool:
    """Whether a file that begins with these bytes is an mbox."""
    return _begins(b"\n\n" + start.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n"), 1)
