"""What proves a bundle: its seal, its manifest, the commit that brought it, and the tag that names all three."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from kb.archive import bag, sealing
from kb.errors import InputError, StateError
from kb.io.git import Repository
from kb.model.progress import Progress
from kb.model.seal import fingerprint

TAG = "archive/"
MANIFEST = "Kb-Manifest: sha256:"
SEAL = "Kb-Seal: sha256:"

Tags = Mapping[str, tuple[str, str]]
"""Each tag's name to the commit it names and its message."""


def named(message: str, trailer: str = MANIFEST) -> str:
    """Read a digest out of a tag's message, "" when it names none."""
    lines = (line.removeprefix(trailer) for line in message.split("\n") if line.startswith(trailer))
    return next(lines, "")


def seal_digest(place: Path) -> str:
    """Give the SHA-256 of a bundle's seal as it stands on disk, "" when there is none that can be read."""
    try:
        return sealing.read(place).digest
    except ValueError:
        return ""


def fingerprint_of(place: Path) -> str:
    """Give the fingerprint of a bundle's seal as it stands on disk, "" when there is none that can be read."""
    try:
        return fingerprint(hashlib.sha256((place / sealing.SEAL).read_bytes()).hexdigest())
    except OSError:
        return ""


def damage(
    place: Path, tags: Tags, repository: Repository, progress: Progress | None = None
) -> tuple[str, ...]:
    """Say in plain words what is wrong with a bundle; nothing when it is what was archived."""
    if place.is_symlink() or not place.is_dir():
        return (f"missing: the whole bundle, {place}",)
    _, message = tags.get(TAG + place.name, ("", ""))
    lines = [*_against_lists(place, message, progress)]
    try:
        lines += _against_tag(place, tags, repository)
    except StateError as error:
        lines.append(f"Git cannot show what was committed: {error.problem}")
    return tuple(dict.fromkeys(lines))  # seal, manifest and commit find the same change


def _against_lists(place: Path, message: str, progress: Progress | None) -> Iterator[str]:
    """Hold a bundle against its seal, and its manifest against what that says, reading each file once."""
    try:
        sealed = sealing.read(place)
    except ValueError as error:
        if not is_older(place, message):
            yield f"{'missing' if str(error) == 'is missing' else 'changed'}: {sealing.SEAL} ({error})"
        yield from _against_manifest(place)
        return
    if (sealed.what, sealed.name) != ("bundle", place.name):
        yield f"the seal is that of another {sealed.what}, {sealed.name}"
    yield from sealing.damage(sealed, place, progress=progress)
    try:
        listed = bag.read_manifest(place).entries
    except InputError as error:
        yield from _no_manifest(place, error)
        return
    told = {(each.path, each.sha256) for each in sealed.entries if each.path.startswith(f"{bag.PAYLOAD}/")}
    files = {each for each in told if each[1]}
    for path in sorted({path for path, _ in files ^ set(listed)}):
        yield f"the manifest and the seal differ: {path}"


def is_older(place: Path, message: str) -> bool:
    """Whether a bundle was archived before there were seals: its tag names a manifest, and no seal."""
    return bool(named(message)) and not named(message, SEAL) and not (place / sealing.SEAL).exists()


def _against_manifest(place: Path) -> Iterator[str]:
    try:
        yield from bag.damage(bag.read_manifest(place), place)
    except InputError as error:
        yield from _no_manifest(place, error)


def _no_manifest(place: Path, error: InputError) -> Iterator[str]:
    if (place / bag.MANIFEST).is_file():
        yield f"changed: {bag.MANIFEST} ({error.problem})"
    else:
        yield f"missing: {bag.MANIFEST}"


def _against_tag(place: Path, tags: Tags, repository: Repository) -> Iterator[str]:
    tag = TAG + place.name
    if tag not in tags:
        yield f"no tag {tag}: the bundle is unfinished, or this clone has no tags (git fetch --tags)"
        return
    commit, message = tags[tag]
    if named(message) != bag.digest_of(place):
        yield f"the tag {tag} names another manifest"
    if named(message, SEAL) != seal_digest(place):
        yield f"the tag {tag} names another seal"
    if repository.blobs(commit, place):
        yield from unlike_commit(place, commit, repository)
    else:
        yield f"the tag {tag} names a commit that does not hold the bundle"


def unlike_commit(place: Path, commit: str, repository: Repository) -> Iterator[str]:
    """Name the files that are not, byte for byte, what the commit holds."""
    committed = repository.blobs(commit, place)
    there = bag.contents(place)
    plain = {name: path for name, path in there.items() if path.is_file() and not path.is_symlink()}
    ids = dict(zip(plain, repository.blob_ids(list(plain.values())), strict=True))
    for name in sorted(committed.keys() | there.keys()):
        if name not in committed:
            yield f"added: {name}"
        elif name not in there:
            yield f"missing: {name}"
        elif name not in plain:
            yield f"a link: {name}"
        elif committed[name] != ids[name]:
            yield f"changed: {name}"
