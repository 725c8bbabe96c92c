"""A file's bytes in, decoded physical lines out; one at a time, so that memory stays bounded."""

import codecs
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from kb.errors import ConfigError, InputError

LINE_LIMIT = 32 * 1024 * 1024
"""The longest physical line that is read as one, in bytes or characters."""

HEAD = 256 * 1024
"""How much of a file is looked at to recognise it, in bytes."""

_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def head(path: Path) -> bytes:
    """Read the beginning of a file; empty when it cannot be read or is a folder."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def tail(path: Path, size: int = 4096) -> bytes:
    """Read the end of a file; empty when it cannot be read or is a folder."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - size))
            return file.read(size)
    except OSError:
        return b""


def decode(data: bytes) -> str:
    """Decode as UTF-8, else as Windows-1252 with U+FFFD for the five bytes it leaves undefined."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def lines(path: Path, encoding: str = "utf-8", *, limit: int = LINE_LIMIT) -> Iterator[str]:
    """
    Yield the physical lines with their ends; a byte order mark wins over `encoding` and is dropped.

    UTF-8 is decided line by line, since exports mix it with Windows-1252: a line that is not UTF-8
    is read as the other. Lines end at LF; at CR where the beginning of the file has no LF;
    after `limit` bytes in any case.
    """
    start = head(path)
    wide = _WIDE.get(start[:2])
    try:
        with path.open("rb") as file:
            if wide or not _is_utf8(encoding, start):
                yield from _wide_lines(file, wide or encoding, path, limit)
            elif b"\r" in start and b"\n" not in start:
                yield from (f"{decode(part)}\n" for part in _split_at_cr(file))
            else:
                if start.startswith(codecs.BOM_UTF8):
                    file.seek(len(codecs.BOM_UTF8))
                while line := file.readline(limit):
                    yield decode(line)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def _is_utf8(encoding: str, start: bytes) -> bool:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:  # ValueError: a NUL in the name
        raise ConfigError(
            f"unknown encoding {encoding!r}", hint='encoding = "utf-8" or "cp1252" in [[harvest.map]]'
        ) from error
    return name in ("utf-8", "utf-8-sig", "ascii") or start.startswith(codecs.BOM_UTF8)


def _wide_lines(file: BinaryIO, encoding: str, path: Path, limit: int) -> Iterator[str]:
    try:
        with TextIOWrapper(file, encoding=encoding, errors="replace", newline="\n") as text:
            while line := text.readline(limit):
                yield line
    except LookupError as error:
        raise ConfigError(f"{encoding!r} is not an encoding of text") from error
    except UnicodeError as error:  # a codec that cannot replace
        raise InputError(f"is not {encoding}", path=path, hint="set encoding in [[harvest.map]]") from error


def _split_at_cr(file: BinaryIO) -> Iterator[bytes]:
    rest = b""
    if file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    while block := file.read(HEAD):
        *whole, rest = (rest + block).split(b"\r")
        yield from whole
        if len(rest) > LINE_LIMIT:
            yield rest
            rest = b""
    if rest:
        yield rest


def incremental(start: bytes) -> codecs.IncrementalDecoder:
    """
    Give a decoder for a file that begins with `start`, to be fed in pieces of any size.

    UTF-16 goes by its mark; else UTF-8 without its mark, a byte that is none read as Windows-1252.
    """
    wide = _WIDE.get(start[:2])
    if wide:
        return codecs.getincrementaldecoder(wide)(errors="replace")
    return codecs.getincrementaldecoder("utf-8-sig")(errors=_MIXED)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


_MIXED = "kb-windows-1252"
codecs.register_error(_MIXED, _as_windows)
