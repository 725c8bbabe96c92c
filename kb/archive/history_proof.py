"""What a pack's history proves: the state it names, each archived bundle's seal, and the chain of seals."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.archive import bag
from kb.archive.proof import MANIFEST, SEAL, TAG, named
from kb.archive.sealing import BESIDE
from kb.archive.sealing import SEAL as SEAL_FILE
from kb.io.received_git import DamagedHistoryError, ReceivedHistory
from kb.model.seal import Kind, Seal, parse

BUNDLE = "proof/history.bundle"
TOLD = "proof/history.json"
_TAGS = f"refs/tags/{TAG}"
_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_NAME = re.compile(r"refs/(heads|tags)/[\w./+-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryProof:
    """What is wrong, (path, what), how many steps and bundles were looked at, and the bundles without a seal."""

    damage: tuple[tuple[str, str], ...]
    commits: int = 0
    bundles: int = 0
    older: tuple[str, ...] = ()


def prove(folder: Path, previous: tuple[tuple[str, str], ...], private: Path) -> HistoryProof:
    """
    Read a pack's history in a private folder, and hold it against what the pack tells of it.

    `previous` are the seals that the pack's own follows. Git never runs in the pack's folder.
    """
    try:
        refs, head = _told(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return HistoryProof(damage=((TOLD, f"cannot be read: {error}"),))
    try:
        history = ReceivedHistory.read(folder / BUNDLE, private)
        there = history.refs()
        wrong = [(BUNDLE, each) for each in _unlike(refs, there)]
        commits = history.commits(head)
        seals: dict[str, Seal | None] = {}
        for name in sorted(refs.keys() & there.keys()):
            if name.startswith(_TAGS):
                wrong += _against_bundle(history, name, head, seals)
    except (DamagedHistoryError, OSError) as error:
        return HistoryProof(damage=((BUNDLE, f"is not a whole history: {error}"),))
    sealed = {name: seal for name, seal in seals.items() if seal}
    wrong += _chain(sealed, previous)
    older = tuple(name for name, seal in seals.items() if seal is None)
    return HistoryProof(damage=tuple(wrong), commits=commits, bundles=len(seals), older=older)


def _told(folder: Path) -> tuple[Mapping[str, str], str]:
    """Read names and ids; nothing else gets through, so that no word of a pack is an option to Git."""
    told: Any = json.loads((folder / TOLD).read_bytes())
    refs = {str(name): str(found) for name, found in told["refs"].items()}
    for name, found in refs.items():
        if not _ID.fullmatch(found) or not (name == "HEAD" or _NAME.fullmatch(name)):
            raise ValueError(f"{name[:80]!r} is no name of an object")
    return {name: found for name, found in refs.items() if name != "HEAD"}, refs["HEAD"]


def _unlike(told: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(told.keys() | there.keys()):
        if name not in there:
            yield f"lacks {name}"
        elif name not in told:
            yield f"has {name}, which {TOLD} does not tell"
        elif told[name] != there[name]:
            yield f"has {name} at another place than {TOLD} tells"


def _against_bundle(
    history: ReceivedHistory, tag: str, head: str, seals: dict[str, Seal | None]
) -> Iterator[tuple[str, str]]:
    """Hold the files of a tag's commit against the seal among them, and that against the tag."""
    name = tag.removeprefix(_TAGS)
    where = f"{BUNDLE}: {name}"
    try:
        commit = history.commit_of(tag)
    except DamagedHistoryError:
        yield where, "its tag names no commit"
        return
    if not history.is_before(commit, head):
        yield where, "is not part of the history that is handed over"
    files = history.files(commit)
    message = history.content(tag).decode("utf-8", "replace")
    listing = SEAL_FILE if named(message, SEAL) else bag.MANIFEST
    top = next((path for path in sorted(files) if path.endswith(f"/{name}/{listing}")), "")
    if not top:
        yield where, f"has no {listing}"
        return
    folder = top.removesuffix(listing)
    inside = _below(files, folder)
    if _below(history.files(head), folder) != inside:
        yield where, "was changed after it was archived"
    content = history.content(files[top][1])
    if named(message, SEAL if listing == SEAL_FILE else MANIFEST) != hashlib.sha256(content).hexdigest():
        yield where, f"its tag names another {listing}"
    try:
        seals[name], listed = _listed(content, sealed=listing == SEAL_FILE)
    except ValueError as error:
        yield where, f"its {listing} {error}"
        return
    if seals[name] is None:
        inside = {path: found for path, found in inside.items() if path.startswith("data/")}
    yield from ((where, each) for each in _unlike_list(history, listed, inside))


def _listed(content: bytes, *, sealed: bool) -> tuple[Seal | None, dict[str, str]]:
    """Read what a seal lists; or a manifest, for a bundle that was archived before there were seals."""
    if sealed:
        seal = parse(content)
        return seal, {entry.path: entry.sha256 for entry in seal.entries if entry.kind is not Kind.FOLDER}
    lines = (line.partition("  ") for line in content.decode().splitlines())
    return None, {path: digest for digest, _, path in lines}


def _below(files: Mapping[str, tuple[str, str]], folder: str) -> dict[str, tuple[str, str]]:
    return {path.removeprefix(folder): found for path, found in files.items() if path.startswith(folder)}


def _unlike_list(
    history: ReceivedHistory, listed: Mapping[str, str], inside: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    with history.digests() as digests:
        for path in sorted(listed.keys() | inside.keys() - set(BESIDE)):
            if path not in inside:
                yield f"missing: {path}"
            elif path not in listed:
                yield f"added: {path}"
            elif inside[path][0] not in ("100644", "100755"):
                yield f"a link: {path}"
            elif digests.of(inside[path][1]) != listed[path]:
                yield f"changed: {path}"


def _chain(seals: Mapping[str, Seal], previous: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Each seal that another follows is there, and the pack's own follows all the last ones."""
    known = {(name, seal.digest) for name, seal in seals.items()}
    followed = {each for seal in seals.values() for each in seal.previous}
    for name, _ in sorted(followed - known):
        yield BUNDLE, f"lacks the bundle {name}, which a later one follows"
    for name, _ in sorted(set(previous) - known):
        yield BUNDLE, f"lacks the bundle {name}, which the pack's seal follows"
    for name, _ in sorted(known - followed - set(previous)):
        yield BUNDLE, f"has the bundle {name}, which the pack's seal does not follow"
