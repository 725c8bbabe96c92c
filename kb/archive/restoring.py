"""A bundle as Git keeps it, out of its objects and not of the work tree, held against its seal before it is anywhere."""

import filecmp
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb.archive import bag, proof, sealing
from kb.archive.names import check_files
from kb.archive.store import Archive
from kb.errors import ConfigError, RefusedError, StateError
from kb.io.git import Repository
from kb.model.progress import Progress


def restore_to(
    archive: Archive, name: str, paths: Sequence[str], folder: Path, *, dry_run: bool, progress: Progress
) -> tuple[Path, tuple[str, ...]]:
    """
    Write a bundle, or some of its files, as a new folder of its name; give that folder and what is in it.

    Raise RefusedError where one stands already. The whole bundle is fetched and checked first, whatever is asked for.
    """
    target = folder / name
    if os.path.lexists(target):
        raise RefusedError(
            "is there already, and is not written over", path=target, hint="name another folder"
        )
    if target.resolve().is_relative_to(archive.folder.resolve()):
        raise RefusedError(
            "is where the archive itself stands", path=folder, hint=f"kb archive restore {name} --in-place"
        )
    with _fetched(archive, name, _above(folder), progress) as made:
        chosen = _chosen(tuple(bag.contents(made)), paths)
        if not dry_run:
            _keep_only(made, chosen)
            _move(made, target)
    return target, chosen


def restore_in_place(
    archive: Archive, name: str, *, dry_run: bool, progress: Progress
) -> tuple[bool, Path | None]:
    """
    Put a damaged or removed bundle's folder back, unless it is whole; tell whether it was not.

    What stood there is moved to the folder that is given. Git's index is not touched.
    """
    place = archive.folder / name
    there = os.path.lexists(place)
    with _fetched(archive, name, archive.workshop, progress) as made:
        if there and _is_alike(made, place):
            return False, None
        aside = _free(archive.workshop.parent / "replaced" / name)
        if not dry_run:
            if there:
                _move(place, aside)
            _move(made, place)
    return True, aside if there else None


def _is_alike(made: Path, place: Path) -> bool:
    """Whether a bundle is as it was, its seal and all beside it included."""
    if place.is_symlink() or not place.is_dir():
        return False
    was, now = ({path.relative_to(top) for path in top.rglob("*")} for top in (made, place))
    return was == now and all(_same(made / path, place / path) for path in was)


def _same(one: Path, other: Path) -> bool:
    if other.is_symlink() or one.is_dir() is not other.is_dir():
        return False
    return one.is_dir() or (other.is_file() and filecmp.cmp(one, other, shallow=False))


def _keep_only(made: Path, chosen: Sequence[str]) -> None:
    for path in bag.contents(made).keys() - set(chosen):
        (made / path).unlink()
    for folder in sorted((path for path in made.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


@contextmanager
def _fetched(archive: Archive, name: str, workshop: Path, progress: Progress) -> Iterator[Path]:
    """Give a bundle as its tag names it, checked, in a folder that goes away unless it is moved."""
    tags = archive.tags()
    if proof.TAG + name not in tags:
        raise StateError(
            f"no tag {proof.TAG}{name} says what the bundle was",
            hint="if another clone has it: git fetch --tags",
        )
    commit, message = tags[proof.TAG + name]
    blobs = archive.repository.blobs(commit, archive.folder / name)
    if not blobs or not proof.named(message):
        raise StateError(f"the tag {proof.TAG}{name} names no bundle", hint=f"kb archive verify {name}")
    check_files(blobs)
    try:
        workshop.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}@", dir=workshop) as aside:
            made = Path(aside) / name
            progress.start(f"restoring {name}", len(blobs))
            _write(archive.repository, blobs, made, progress)
            _check(made, name, message)
            yield made
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}",
            path=error.filename or workshop,
            hint="check the disk and its permissions",
        ) from error


def _write(repository: Repository, blobs: Mapping[str, str], made: Path, progress: Progress) -> None:
    for path, blob in sorted(blobs.items()):
        target = made / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            repository.copy(blob, file)
            file.flush()
            os.fsync(file.fileno())
        progress.advance()


def _check(made: Path, name: str, message: str) -> None:
    """Raise StateError unless what Git kept is what was sealed and what the tag names."""
    wrong: list[str] = []
    try:
        sealed = sealing.read(made)
    except ValueError as error:
        if not proof.is_older(made, message):
            wrong.append(f"{sealing.SEAL} {error}")
        else:
            wrong += bag.damage(bag.read_manifest(made), made)
    else:
        wrong += [] if sealed.name == name else [f"the seal is that of {sealed.name}"]
        wrong += sealing.damage(sealed, made)
    if proof.named(message) != bag.digest_of(made):
        wrong.append("the tag names another manifest")
    if proof.named(message, proof.SEAL) != proof.seal_digest(made):
        wrong.append("the tag names another seal")
    if wrong:
        raise StateError(
            f"what Git keeps of the bundle {name} is not what was archived: {wrong[0]}",
            hint="git fsck, and restore it from another clone",
        )


def _chosen(files: Sequence[str], paths: Sequence[str]) -> tuple[str, ...]:
    """Give the files that are asked for, by their path in the bundle or below its payload, or by a folder's."""
    if not paths:
        return tuple(files)
    found: dict[str, None] = {}
    for path in paths:
        plain = path.strip("/")
        tried = (plain, f"{bag.PAYLOAD}/{plain}")
        here = [
            file for file in files if file in tried or file.startswith(tuple(f"{each}/" for each in tried))
        ]
        if not here:
            raise ConfigError(f"the bundle holds no {path!r}", hint="see its files: kb archive show")
        found |= dict.fromkeys(here)
    return tuple(sorted(found))


def _above(folder: Path) -> Path:
    """Give the nearest folder that exists, on whose disk the new one will be."""
    return next(each for each in (folder, *folder.absolute().parents) if each.is_dir())


def _free(path: Path) -> Path:
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _move(made: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    made.rename(target)
