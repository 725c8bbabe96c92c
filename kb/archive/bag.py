"""A folder as a BagIt bag (RFC 8493), and what differs from its manifest."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from kb.errors import InputError
from kb.io.files import read_text
from kb.model.bundle import Manifest

MANIFEST = "manifest-sha256.txt"


def make(folder: Path, info: Mapping[str, str]) -> None:
    """Turn a folder of files into a bag, in place; the same files and info give the same bytes."""
    import bagit

    bagit.make_bag(str(folder), bag_info=dict(info), checksums=["sha256", "sha512"])


def read_manifest(folder: Path) -> Manifest:
    """Read a bag's list of files; raise InputError naming the line that is none."""
    path = folder / MANIFEST
    entries = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name.startswith("data/"):
            raise InputError("not a line of a manifest", path=path, line=number)
        entries.append((_decoded(name), digest))
    return Manifest(entries=tuple(sorted(entries)))


def _decoded(name: str) -> str:
    return name.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def digest_of(folder: Path) -> str:
    """Give the SHA-256 of the manifest as it stands on disk, "" when it is missing."""
    path = folder / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def damage(manifest: Manifest, root: Path) -> Iterator[str]:
    """Yield one line for each payload file that is missing, changed or was added."""
    listed = dict(manifest.entries)
    for name, digest in listed.items():
        path = root / name
        if path.is_symlink() or not path.is_file():
            yield f"missing: {name}"
        elif _digest(path) != digest:
            yield f"changed: {name}"
    for path in sorted((root / "data").rglob("*")):
        name = path.relative_to(root).as_posix()
        if (path.is_file() or path.is_symlink()) and name not in listed:
            yield f"added: {name}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
