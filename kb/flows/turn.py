"""
A turn at writing: one at a time in a workspace, and first of all what a killed one left is tidied and finished.

Who only reads needs none.
"""

import contextlib
import functools
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import ParamSpec, TypeVar

from kb.config import Settings
from kb.io.files import read_text, sweep, write_if_changed
from kb.io.git import Repository
from kb.io.lock import locked

P = ParamSpec("P")
R = TypeVar("R")

_LOCK = "lock"
_UNFINISHED = "unfinished.json"
_HAND_OVER = re.compile(r"handover@\d+-")  # takes no turn, may be at work, and tidies after itself


@contextlib.contextmanager
def writing(settings: Settings, what: str, *, dry_run: bool = False) -> Iterator[str]:
    """
    Have the workspace to oneself, under the name of a command; not on a dry run, and once within another turn.

    Gives the name of a command before that did not end well, "" for none: what it left is tidied and finished. Raise StateError that says who writes when that takes too long.
    """
    if dry_run:
        yield ""
        return
    with locked(settings.derived / _LOCK, what) as lock:
        write_if_changed(settings.derived / ".gitignore", "*\n")  # whatever the workspace's own one says
        cut, lock.cut = lock.cut, None
        if cut:
            _tidy(settings)
            finish(settings)
        yield cut.what if cut else ""


def writes(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a use case have its turn, whose `settings` and `dry_run` are among its keywords."""

    def wrap(flow: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(flow)
        def turned(*arguments: P.args, **named: P.kwargs) -> R:
            settings = named["settings"]
            assert isinstance(settings, Settings)
            with writing(settings, what, dry_run=bool(named.get("dry_run"))):
                return flow(*arguments, **named)

        return turned

    return wrap


@contextlib.contextmanager
def committing(
    settings: Settings, message: str, paths: Iterable[Path], last: Mapping[Path, str | None]
) -> Iterator[None]:
    """
    Note what is to be committed before it is written, so that a kill between the two is mended.

    `last` are the files that are written last, with their whole text, None for one that goes: when they stand so,
    everything is written. Raise StateError when the disk says no: nothing has been written then.
    """
    note = settings.derived / _UNFINISHED
    told = {
        "message": message,
        "paths": [_name(path, settings) for path in paths],
        "last": {_name(path, settings): _digest(text) for path, text in last.items()},
    }
    write_if_changed(note, json.dumps(told), mode=0o600)
    yield
    note.unlink(missing_ok=True)


def finish(settings: Settings) -> None:
    """Commit what a killed command had written whole and not committed; anything else is left as it stands."""
    note = settings.derived / _UNFINISHED
    if not note.is_file():
        return
    with writing(settings, "finishing what was interrupted"):
        told = _noted(note)
        if told:
            message, paths, last = told
            whole = all(_digest(_text(settings.root / name)) == digest for name, digest in last.items())
            repository = Repository.find(settings.root) if whole else None
            if repository:
                with repository:
                    if repository.has_identity():
                        repository.check_ready()
                        repository.commit_paths([settings.root / name for name in paths], message)
        note.unlink(missing_ok=True)


def _noted(note: Path) -> tuple[str, tuple[str, ...], Mapping[str, str]] | None:
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        paths = tuple(map(str, told["paths"]))
        last = {str(name): str(digest) for name, digest in told["last"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not last or any(Path(name).is_absolute() or ".." in Path(name).parts for name in (*paths, *last)):
        return None
    return str(told["message"]), paths, last


def _name(path: Path, settings: Settings) -> str:
    return path.relative_to(settings.root).as_posix()


def _digest(text: str | None) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text is not None else ""


def _text(path: Path) -> str | None:
    return read_text(path) if path.exists() else None


def _tidy(settings: Settings) -> None:
    """Sweep where we write; never in a bundle, whose files may be called anything."""
    for folder in (settings.content, settings.lessons, settings.incidents, settings.derived):
        sweep(folder)
    for left in (settings.derived / "tmp").glob("*@*"):  # half a bundle, made aside
        if not _HAND_OVER.match(left.name):
            shutil.rmtree(left, ignore_errors=True)
    for folder in {settings.root, (settings.root / settings.redact.people).parent}:
        sweep(folder, deep=False)
