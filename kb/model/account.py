"""What became of each record that was read: nothing is lost."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A record that could not be read, and where it stands; `line` is 1-based, 0 for a whole file."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """A record that was read and rightly left out, and why, in a few words that can be counted."""

    path: Path
    line: int
    reason: str


CUT = "cut"
"""The notice's code that says the source itself left records out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    Something about an export as a whole that a person must know; not a record, so it counts for nothing.

    `code` is a word to filter by, as `cut`; `hint` can be typed or done.
    """

    path: Path
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Hold the sum read = created + updated + unchanged + skipped + rejected."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: tuple[Skip, ...] = ()
    rejected: tuple[Rejection, ...] = ()

    @property
    def read(self) -> int:
        """How many records the exports held."""
        return self.created + self.updated + self.unchanged + len(self.skipped) + len(self.rejected)

    def counts(self) -> dict[str, int]:
        """Give the sum by name, as scripts get it."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": len(self.skipped),
            "rejected": len(self.rejected),
        }

    def skip_reasons(self) -> dict[str, int]:
        """Count the reasons, most frequent first, then by name."""
        counts = Counter(skip.reason for skip in self.skipped)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
