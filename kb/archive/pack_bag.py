"""What makes a pack a bag (RFC 8493): its declaration, its description, and its lists of files by two algorithms."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import IO, NamedTuple

from kb.model.bundle import Manifest

CHUNK = 1024 * 1024

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"  # RFC 8493 §2.1.1


class Listed(NamedTuple):
    """A file as the lists name it; `sha256` and `sha512` in lower-case hex."""

    path: str
    size: int
    sha256: str
    sha512: str


def listed(path: str, file: IO[bytes]) -> Listed:
    """Read a file piece by piece."""
    size, sha256, sha512 = 0, hashlib.sha256(), hashlib.sha512()
    while piece := file.read(CHUNK):
        size += len(piece)
        sha256.update(piece)
        sha512.update(piece)
    return Listed(path, size, sha256.hexdigest(), sha512.hexdigest())


def tag_files(
    payload: Sequence[Listed], others: Iterable[Listed], info: Mapping[str, str], made_on: date
) -> dict[str, bytes]:
    """Write the bag's own files, name → content; `others` are the files outside of `data/` that it lists too."""
    about = {
        "Bag-Software-Agent": "hypercare-kb",
        "Bagging-Date": made_on.isoformat(),
        **{key: " ".join(value.split()) for key, value in info.items()},
        "Payload-Oxum": f"{sum(each.size for each in payload)}.{len(payload)}",
    }
    made = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{key}: {about[key]}\n" for key in sorted(about)).encode(),
        **_lists("manifest", payload),
    }
    tags = [*others, *(listed(name, BytesIO(content)) for name, content in made.items())]
    return made | _lists("tagmanifest", tags)


def _lists(prefix: str, files: Sequence[Listed]) -> dict[str, bytes]:
    by = {
        "sha256": [(each.path, each.sha256) for each in files],
        "sha512": [(each.path, each.sha512) for each in files],
    }
    return {
        f"{prefix}-{algorithm}.txt": Manifest(entries=tuple(entries)).render()
        for algorithm, entries in by.items()
    }
