"""What a pack's history proves: the state it names, each archived bundle's seal, and the chain of seals."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.archive.proof import SEAL, TAG, named
from kb.archive.sealing import BESIDE
from kb.archive.sealing import SEAL as SEAL_FILE
from kb.io.received_git import DamagedHistoryError, ReceivedHistory
from kb.model.seal import Kind, Seal, parse

BUNDLE = "proof/history.bundle"
TOLD = "proof/history.json"
_TAGS = f"refs/tags/{TAG}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryProof:
    """What is wrong, (path, what), and how many steps and bundles were looked at."""

    damage: tuple[tuple[str, str], ...]
    commits: int = 0
    bundles: int = 0


def prove(folder: Path, previous: tuple[tuple[str, str], ...], private: Path) -> HistoryProof:
    """
    Read a pack's history in a private folder, and hold it against what the pack tells of it.

    `previous` are the seals that the pack's own follows. Git never runs in the pack's folder.
    """
    try:
        refs, head = _told(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return HistoryProof(damage=((TOLD, f"cannot be read: {error}"),))
    try:
        history = ReceivedHistory.read(folder / BUNDLE, private)
        wrong = [(BUNDLE, each) for each in _unlike(refs, history.refs())]
        commits = history.commits(head)
        seals: dict[str, Seal] = {}
        for name in sorted(refs):
            if name.startswith(_TAGS):
                wrong += _against_bundle(history, name, head, seals)
    except (DamagedHistoryError, OSError) as error:
        return HistoryProof(damage=((BUNDLE, f"is not a whole history: {error}"),))
    wrong += _chain(seals, previous)
    return HistoryProof(damage=tuple(wrong), commits=commits, bundles=len(seals))


def _told(folder: Path) -> tuple[Mapping[str, str], str]:
    told: Any = json.loads((folder / TOLD).read_bytes())
    refs = {str(name): str(found) for name, found in told["refs"].items()}
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
    history: ReceivedHistory, tag: str, head: str, seals: dict[str, Seal]
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
    top = next((path for path in sorted(files) if path.endswith(f"/{name}/{SEAL_FILE}")), "")
    if not top:
        yield where, "has no seal"
        return
    folder = top.removesuffix(SEAL_FILE)
    inside = _below(files, folder)
    try:
        seal = parse(history.content(files[top][1]))
    except ValueError as error:
        yield where, f"its seal {error}"
        return
    seals[name] = seal
    if named(history.content(tag).decode("utf-8", "replace"), SEAL) != seal.digest:
        yield where, "its tag names another seal"
    if _below(history.files(head), folder) != inside:
        yield where, "was changed after it was archived"
    yield from ((where, each) for each in _against_seal(history, seal, inside))


def _below(files: Mapping[str, tuple[str, str]], folder: str) -> dict[str, tuple[str, str]]:
    return {path.removeprefix(folder): found for path, found in files.items() if path.startswith(folder)}


def _against_seal(
    history: ReceivedHistory, seal: Seal, inside: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    listed = {entry.path: entry for entry in seal.entries if entry.kind is not Kind.FOLDER}
    with history.digests() as digests:
        for path in sorted(listed.keys() | inside.keys() - set(BESIDE)):
            if path not in inside:
                yield f"missing: {path}"
            elif path not in listed:
                yield f"added: {path}"
            elif inside[path][0] not in ("100644", "100755"):
                yield f"a link: {path}"
            elif digests.of(inside[path][1]) != listed[path].sha256:
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
