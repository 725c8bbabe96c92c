"""Names of files that may name somebody: written down as digests, and found again among the files that are there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kb.io.files import walk


def hidden(path: Path) -> str:
    """Give what stands for a path on disk."""
    return hashlib.sha256(str(path).encode(errors="replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Names:
    """The paths that a digest may mean; whatever is there no more is called after the first of the places."""

    places: tuple[Path, ...]
    known: dict[str, Path]

    @classmethod
    def below(cls, places: Iterable[Path]) -> Self:
        """Know some files and folders, and everything in the folders."""
        named = tuple(places)
        known = {hidden(place): place for place in named}
        for place in named:
            for file in walk(place) if place.is_dir() else ():
                known[hidden(file)] = file
                for folder in file.parents:
                    if folder == place or hidden(folder) in known:
                        break
                    known[hidden(folder)] = folder
        return cls(named, known)

    def __getitem__(self, digest: str) -> Path:
        """Give the path; raise KeyError for what is no digest."""
        if len(digest) != 32 or not self.places:
            raise KeyError(digest)
        return self.known.get(digest, self.places[0])
