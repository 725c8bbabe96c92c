"""Gather the raw text files of a log folder; what cannot be archived is named with its reason."""

import os
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError
from kb.model.prose import clean

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
    """Unredacted logs, (path below the folder, text), sorted; keep them in memory."""

    files: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]


def collect(folder: Path) -> Raw:
    """Read the text files below a folder, following no links."""
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
        reason, text = _read(path)
        if reason:
            refused.append((name, reason))
        else:
            files.append((name, text))
    return Raw(tuple(files), tuple(refused))


def _everything(folder: Path) -> list[Path]:
    found: list[Path] = []
    for where, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        found += [Path(where) / name for name in folders if (Path(where) / name).is_symlink()]
        found += [Path(where) / name for name in sorted(names)]
    return sorted(found)


def _read(path: Path) -> tuple[str, str]:
    """Give (reason, "") or ("", text)."""
    if path.is_symlink():
        return "a link", ""
    if any(part.startswith(".") for part in path.parts[-1:]):
        return "a hidden file", ""
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
    if b"\0" in content:
        return "not text: it holds NUL bytes", ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return "", clean(text) + "\n"
