"""A file or folder in, which of it are mails out: an mbox, one mail, a Maildir, or a folder of the first two."""

import codecs
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kb.errors import InputError
from kb.io.lines import head
from kb.model.account import Rejection, Skip
from kb.sources.mail_box import Span, begins, spans
from kb.sources.mail_fields import KNOWN, TELLING, field_name, parse

ASKED = 200
"""How many files of a folder are opened to recognise it."""

_PLACES = ("new", "cur")
_ENDINGS = {".eml", ".mbox", ".mbx"}
_LOOKED = 64 * 1024
# a saved web page, a Python package and a catalogue of translations begin like mails
_NO_MAIL = {b"snapshot-content-location", b"metadata-version", b"project-id-version"}


def is_mbox(start: bytes) -> bool:
    """Whether a file that begins so is an mbox: a line `From …`, then a head."""
    return begins(start)


def is_mail(start: bytes, *, wanted: int = 2) -> bool:
    """Whether a file that begins so is one mail: at its top fields mails have, two at least and one of them telling."""
    data = start.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")[:_LOOKED]
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    first = field_name(data[:1000])
    if not first or first in _NO_MAIL or first[:1].isdigit():  # a log's line may begin with the hour
        return False
    names = {name.encode() for name, _ in parse(data)[0].pairs}
    return len(names & KNOWN) >= wanted and bool(names & TELLING) and not names & _NO_MAIL


def is_folder(folder: Path) -> bool:
    """Whether a folder is a Maildir, or most of the files at its top are mails and two at least."""
    if is_maildir(folder):
        return True
    files = list(islice(_top(folder), ASKED))
    mails = sum(_is_ours(file) for file in files)
    return mails >= 2 and mails * 2 > len(files)


def is_maildir(folder: Path) -> bool:
    """Whether a folder has `cur` and `new`, and mails in them."""
    if not all((folder / place).is_dir() and not (folder / place).is_symlink() for place in _PLACES):
        return False
    return any(is_mail(head(file)) for place in _PLACES for file in islice(_top(folder / place), 20))


def claims(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that `inside` speaks of."""
    if is_maildir(folder):
        for place in ("cur", "new", "tmp"):
            yield from _top(folder / place)
        return
    yield from (file for file in _top(folder) if _is_ours(file) or file.suffix.lower() in _ENDINGS)


def inside(path: Path) -> Iterator[Span | Rejection | Skip]:
    """Yield the mails of a file or folder in the order of its names; raise InputError for a file that is none."""
    if not path.is_dir():
        yield from _of_file(path)
        return
    is_box = is_maildir(path)
    for file in claims(path):
        if is_box and (reason := _left_out(file)):
            yield Skip(path=file, line=0, reason=reason)
            continue
        try:
            yield from _of_file(file)
        except InputError as error:
            yield Rejection(path=file, line=error.line or 0, reason=error.problem)


def hidden_folders(path: Path) -> list[str]:
    """Name the folders of a Maildir that stand inside it, as `.Sent`."""
    if not path.is_dir() or not is_maildir(path):
        return []
    try:
        with os.scandir(path) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.name.startswith(".")
                and entry.is_dir(follow_symlinks=False)
                and is_maildir(Path(entry.path))
            )
    except OSError:
        return []


def _of_file(path: Path) -> Iterator[Span | Rejection]:
    start = head(path)
    if is_mbox(start):
        yield from spans(path)
    elif is_mail(start, wanted=1):
        try:
            yield Span(path=path, start=0, size=path.stat().st_size)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    else:
        raise InputError(
            "no mail: neither the head of one nor an mbox" if start.strip() else "empty file",
            path=path,
            hint="save mails as .eml or .mbox; Outlook's own .msg and .pst cannot be read",
        )


def _left_out(file: Path) -> str:
    """Say why a mail of a Maildir is not looked at, by its place and flags."""
    if file.parent.name == "tmp":
        return "not delivered yet"
    _, _, flags = file.name.rpartition(":2,") if ":2," in file.name else file.name.rpartition(";2,")
    if flags == file.name:
        return ""
    return "marked as deleted" if "T" in flags else "a draft" if "D" in flags else ""


def _top(folder: Path) -> Iterator[Path]:
    """Yield the files at the top of a folder, as others walk it, without its subfolders."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    except OSError:
        return
    yield from (folder / name for name in names if not name.startswith("."))


def _is_ours(file: Path) -> bool:
    start = head(file)
    return is_mail(start) or is_mbox(start)
