"""A folder as a BagIt bag (RFC 8493), and what differs from its manifest."""

import contextlib
import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.archive.names import check_files
from kb.errors import InputError, StateError
from kb.io.files import read_text
from kb.model.bundle import Manifest

MANIFEST = "manifest-sha256.txt"
PAYLOAD = "data"

_ALGORITHMS = ("sha256", "sha512")

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"  # RFC 8493 §2.1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file's size and digests, and where it lies until it is put into a bag; nowhere when it was only looked at."""

    size: int
    sha256: str
    sha512: str
    place: Path | None = None


def part(pieces: Iterable[bytes], place: Path | None) -> Part:
    """Digest content piece by piece, and write it to a new file where one is named; what fails leaves none behind."""
    short, long, size = hashlib.sha256(), hashlib.sha512(), 0
    try:
        with place.open("xb") if place else contextlib.nullcontext() as file:
            for piece in pieces:
                short.update(piece)
                long.update(piece)
                size += len(piece)
                if file:
                    file.write(piece)
    except BaseException:
        if place:
            place.unlink(missing_ok=True)
        raise
    return Part(size=size, sha256=short.hexdigest(), sha512=long.hexdigest(), place=place)


class Filling:
    """
    A new bag that is filled file by file; without a folder its manifest is worked out, and nothing is written.

    The same files and info give the same bytes. Ours and not the `bagit` library's `make_bag`, which
    declares the draft 0.97, changes the process's working directory, and does not wait for the disk.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._parts: dict[str, Part] = {}
        self.bytes = 0

    def put(self, path: str, content: str | Part) -> None:
        """Take a text, or a file that was written beside and is moved in; `path` is below the payload."""
        check_files((path,))
        place = self._folder / PAYLOAD / path if self._folder else None
        if place:
            place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = part((content.encode(),), place)
        elif place and content.place:
            if os.path.lexists(place):
                raise StateError("stands twice", path=path)
            content.place.rename(place)
        self._parts[path] = content
        self.bytes += content.size

    def manifest(self) -> Manifest:
        """List the files as the bag does; raise RefusedError when not every system can store them together."""
        check_files(self._parts)
        return Manifest(entries=self._entries("sha256"))

    def close(self, info: Mapping[str, str], records: Mapping[str, bytes]) -> None:
        """Write what describes the bag; `records` are tag files of ours. `settle` waits for the disk."""
        assert self._folder is not None
        about = {**info, "Payload-Oxum": f"{self.bytes}.{len(self._parts)}"}
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": "".join(f"{key}: {about[key]}\n" for key in sorted(about)).encode(),
            **{
                f"manifest-{algorithm}.txt": Manifest(entries=self._entries(algorithm)).render()
                for algorithm in _ALGORITHMS
            },
            **records,
        }
        (self._folder / PAYLOAD).mkdir(parents=True, exist_ok=True)
        for algorithm in _ALGORITHMS:
            listed = tuple((name, hashlib.new(algorithm, tags[name]).hexdigest()) for name in sorted(tags))
            (self._folder / f"tagmanifest-{algorithm}.txt").write_bytes(Manifest(entries=listed).render())
        for name, content in tags.items():
            (self._folder / name).write_bytes(content)

    def _entries(self, algorithm: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            sorted((f"{PAYLOAD}/{path}", getattr(each, algorithm)) for path, each in self._parts.items())
        )


def check(folder: Path) -> None:
    """Have the `bagit` library judge a bag, its tag files included; raise StateError with its words."""
    import bagit

    logging.getLogger("bagit").setLevel(logging.CRITICAL)  # it says everything twice
    try:
        bagit.Bag(str(folder)).validate()
    except (bagit.BagError, OSError, UnicodeDecodeError) as error:
        raise StateError(f"is not a valid bag: {' '.join(str(error).split())}", path=folder) from error


def read_manifest(folder: Path) -> Manifest:
    """Read a bag's list of files; raise InputError naming the line that is none."""
    path = folder / MANIFEST
    entries: dict[str, str] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line:
            continue
        digest, _, written = line.partition("  ")
        name = _decoded(written)
        if len(digest) != 64 or not name.startswith(f"{PAYLOAD}/") or ".." in name.split("/"):
            raise InputError("not a line of a manifest", path=path, line=number)
        if name in entries:
            raise InputError(f"{name} stands twice", path=path, line=number)
        entries[name] = digest
    return Manifest(entries=tuple(sorted(entries.items())))


def _decoded(name: str) -> str:
    """Undo RFC 8493 §2.1.3: only these three are encoded."""
    return name.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def digest_of(folder: Path) -> str:
    """Give the SHA-256 of the manifest as it stands on disk, "" when it is missing."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


def description(folder: Path) -> tuple[tuple[str, str], ...]:
    """Read what a bag says of itself, (name, value), nothing when it says nothing."""
    try:
        lines = (folder / "bag-info.txt").read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ()
    parts = (line.partition(": ") for line in lines)
    return tuple((name, value) for name, colon, value in parts if colon)


def told(folder: Path, name: str) -> str:
    """Read one line of it, "" when it has none."""
    return dict(description(folder)).get(name, "")


def contents(folder: Path) -> dict[str, Path]:
    """Map every file and link below a bag to its path, sorted, following no link."""
    found: dict[str, Path] = {}
    for where, folders, names in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        for name in (*names, *links):
            path = Path(where) / name
            found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def damage(manifest: Manifest, folder: Path) -> Iterator[str]:
    """Yield one line for each payload file that is missing, changed or was added, reading piece by piece."""
    listed = dict(manifest.entries)
    there = contents(folder)
    for name, digest in listed.items():
        path = there.get(name)
        if path is None or not path.is_file():
            yield f"missing: {name}"
        elif path.is_symlink():
            yield f"a link: {name}"
        else:
            yield from _difference(name, path, digest)
    for name in there:
        if name.startswith(f"{PAYLOAD}/") and name not in listed:
            yield f"added: {name}"


def _difference(name: str, path: Path, digest: str) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                yield f"changed: {name}"
    except OSError as error:
        yield f"cannot be read: {name} ({error.strerror})"
