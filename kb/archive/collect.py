"""Gather the raw text files of a log folder; what cannot be archived is named with its reason."""

import codecs
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError

LARGEST = 50_000_000
"""Bytes a single log may have."""

TEXT = frozenset(
    {
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
    }
)


@dataclass(frozen=True, slots=True)
class Raw:
    """
    Unredacted logs, (path below the folder, text), sorted; keep them in memory.

    `refused` are the others, (path, reason), for showing only: what no terminal can print is replaced.
    """

    files: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]


def collect(folder: Path) -> Raw:
    """
    Read the text files below a folder, following no links and entering no hidden folder.

    Text is taken as UTF-8, as UTF-16 when a byte order mark says so, else as Windows-1252; it comes out
    in NFC with Unix line ends and no control characters, and otherwise as it is.
    """
    if not folder.exists():
        raise InputError("no such folder", path=folder, hint="name the folder that holds the logs")
    if not folder.is_dir():
        raise InputError(
            "is a file; a bundle is made of a folder", path=folder, hint=f"kb archive add {folder.parent}"
        )
    files: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    for path in _everything(folder):
        name = path.relative_to(folder).as_posix()
        shown = name.encode("utf-8", "replace").decode()
        reason, text = ("its name is not UTF-8", "") if shown != name else _read(path)
        if reason:
            refused.append((shown, reason))
        else:
            files.append((name, text))
    return Raw(tuple(files), tuple(refused))


def _everything(folder: Path) -> list[Path]:
    found: list[Path] = []
    for where, folders, names in os.walk(folder, followlinks=False):
        closed = [name for name in folders if name.startswith(".") or (Path(where) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(closed))
        found += [Path(where) / name for name in closed]
        found += [Path(where) / name for name in sorted(names)]
    return sorted(found)


def _read(path: Path) -> tuple[str, str]:
    """Give (reason, "") or ("", text)."""
    if path.is_symlink():
        return "a link", ""
    if path.name.startswith("."):
        return "a hidden folder" if path.is_dir() else "a hidden file", ""
    if not path.is_file():
        return "not a plain file", ""
    if path.suffix.lower() not in TEXT:
        return f"not a text file ({path.suffix or 'no suffix'})", ""
    try:
        if path.stat().st_size > LARGEST:
            return f"larger than {LARGEST // 1_000_000} MB", ""
        content = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}", ""
    try:
        return "", _normal(_decoded(content))
    except ValueError as error:
        return f"not text: {error}", ""


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    if b"\0" in content:
        raise ValueError("it holds NUL bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _normal(text: str) -> str:
    """Do what comparing names needs, and nothing that a table or a log would miss."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)
