"""What proves a bundle: its seal, its manifest, the commit that brought it, and the tag that names all three."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kb.archive import bag, sealing
from kb.errors import InputError
from kb.io.git import Repository

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


def damage(place: Path, tags: Tags, repository: Repository) -> tuple[str, ...]:
    """Say in plain words what is wrong with a bundle; nothing when it is what was archived."""
    if place.is_symlink() or not place.is_dir():
        return (f"missing: the whole bundle, {place}",)
    lines = [*_against_seal(place), *_against_manifest(place), *_against_tag(place, tags, repository)]
    return tuple(dict.fromkeys(lines))  # seal, manifest and commit find the same change


def _against_seal(place: Path) -> Iterator[str]:
    try:
        yield from sealing.damage(sealing.read(place), place)
    except ValueError as error:
        yield f"{'missing' if str(error) == 'is missing' else 'changed'}: {sealing.SEAL} ({error})"


def _against_manifest(place: Path) -> Iterator[str]:
    if not (place / bag.MANIFEST).is_file():
        yield f"missing: {bag.MANIFEST}"
        return
    try:
        yield from bag.damage(bag.read_manifest(place), place)
    except InputError as error:
        yield f"changed: {bag.MANIFEST} ({error.problem})"


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
