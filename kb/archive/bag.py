"""A folder as a BagIt bag (RFC 8493), and what differs from its manifest."""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kb.errors import InputError, StateError
from kb.io.files import read_text
from kb.model.bundle import Manifest

MANIFEST = "manifest-sha256.txt"
PAYLOAD = "data"

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"  # RFC 8493 §2.1.1


def manifest_of(files: Iterable[tuple[str, bytes]]) -> Manifest:
    """List files, (path below the payload, content), as their bag will."""
    entries = ((f"{PAYLOAD}/{path}", hashlib.sha256(content).hexdigest()) for path, content in files)
    return Manifest(entries=tuple(sorted(entries)))


def write(folder: Path, files: Iterable[tuple[str, bytes]], info: Mapping[str, str]) -> None:
    """
    Make a new folder that is a bag of files, (path below the payload, content).

    The same files and info give the same bytes. Ours and not the `bagit` library's `make_bag`, which
    declares the draft 0.97, changes the process's working directory, and does not wait for the disk.
    """
    lists: dict[str, list[tuple[str, str]]] = {"sha256": [], "sha512": []}
    count = total = 0
    for path, content in files:
        name = f"{PAYLOAD}/{path}"
        _put(folder / name, content)
        for algorithm, entries in lists.items():
            entries.append((name, hashlib.new(algorithm, content).hexdigest()))
        count += 1
        total += len(content)
    about = {**info, "Payload-Oxum": f"{total}.{count}"}
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{key}: {about[key]}\n" for key in sorted(about)).encode(),
    }
    for algorithm, entries in lists.items():
        tags[f"manifest-{algorithm}.txt"] = Manifest(entries=tuple(entries)).render()
    for algorithm in lists:
        listed = tuple((name, hashlib.new(algorithm, tags[name]).hexdigest()) for name in tags)
        _put(folder / f"tagmanifest-{algorithm}.txt", Manifest(entries=listed).render())
    for name, content in tags.items():
        _put(folder / name, content)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


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
