"""What was found when a bundle was held against all that proves it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed a seal: `by` as the list of signers names them, `key` the fingerprint of their key."""

    by: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """
    When a seal is known to have stood, at the latest.

    `proven` by an authority's certificate, else its bare word; `through` is the later bundle whose timestamp it is.
    """

    at: datetime
    proven: bool
    through: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One bundle's: what is wrong with it, and what could not be shown either way."""

    name: str
    fingerprint: str = ""
    damage: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()
    signed: Signed | None = None
    stamped: Stamped | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """All that was verified; `damage` is of the archive as a whole, `notes` are worth knowing and no harm."""

    bundles: tuple[Proof, ...]
    damage: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def damaged(self) -> int:
        """How many bundles are not what was archived."""
        return sum(1 for each in self.bundles if each.damage)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.damage and not self.damaged
