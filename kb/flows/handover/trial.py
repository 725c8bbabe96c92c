"""A pack tried as whoever receives it will: opened afresh, checked, and asked something; then put in its place."""

import os
from pathlib import Path

from kb.archive import pack, sealing
from kb.errors import InputError, RefusedError, StateError
from kb.flows.handover.papers import LIBRARY
from kb.flows.handover.records import Kept
from kb.flows.handover.verify import verify
from kb.flows.search import search
from kb.io.files import sync_folder
from kb.model.seal import Seal
from kb.model.search import Request


def tried(zip: Path, kept: Kept, seal: Seal) -> str:
    """
    Open a pack afresh, hold everything in it against its seal, and search it for its first article.

    Give the title that was searched for, "" where there is no article. Raise StateError where it is not what was sealed.
    """
    kept.progress.start("checking the finished pack")
    _check(zip, seal)
    with pack.opened(zip) as folder:
        return _found(kept, folder / LIBRARY)


def _check(zip: Path, seal: Seal) -> None:
    verdict = verify(zip, fingerprint=seal.fingerprint)
    if not verdict.is_whole:
        path, what = verdict.damage[0]
        raise StateError(
            f"the finished pack is not what was sealed: {path}: {what}", path=zip, hint="try again"
        )


def _found(kept: Kept, library: Path) -> str:
    offered = [each for each in kept.articles if not each.duplicate_of]
    for article in offered:
        answer = search(Request(text=article.title), settings=kept.settings, audience=kept.audience)
        if answer.hits and (library / answer.hits[0].url / "index.html").is_file():
            return article.title
        raise StateError(f"a search for {article.title!r} finds no page of the pack", hint="kb search test")
    return ""


def standing(target: Path) -> str:
    """Give the fingerprint of the pack that stands where a new one goes, "" where none does; refuse what is no pack."""
    if not os.path.lexists(target):
        return ""
    try:
        with pack.opened(target) as folder:
            return sealing.read(folder, pack.SEAL).fingerprint
    except (InputError, StateError, ValueError) as error:
        raise RefusedError(
            "is no pack, and stays as it is", path=target, hint="move it away, or give the pack another name"
        ) from error


def is_whole(target: Path, seal: Seal) -> bool:
    """Whether a pack that stands already is the one of this seal."""
    try:
        _check(target, seal)
    except (InputError, StateError):
        return False
    return True


def put(aside: Path, target: Path) -> None:
    """Put a finished pack in its place in one step."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=target, hint="check the disk"
        ) from error
