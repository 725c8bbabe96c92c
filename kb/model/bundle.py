"""A bundle: the logs of one period, and the list of its files and digests."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """
    List the files of a bundle: (path relative to the bundle, SHA-256 in lower-case hex), sorted by path.

    Renders to the bytes of BagIt's `manifest-sha256.txt` (RFC 8493 §2.1.3), the same ones every time.
    """

    entries: tuple[tuple[str, str], ...]

    def render(self) -> bytes:
        """Write one `digest  path` line for each file."""
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(self.entries)).encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of the rendered manifest, which the bundle's tag names."""
        return hashlib.sha256(self.render()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Which bundle another one takes the place of, and why."""

    old: str
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """
    One bundle as the archive knows it; `tagged` once its tag names its manifest.

    `signed` and `stamped` say that there is a signature and a timestamp, not that they hold. `redactions` counts what was hidden in it, as (kind, count), sorted; empty where it was not written down.
    """

    name: str
    files: int
    bytes: int
    digest: str
    commit: str = ""
    archived_on: str = ""
    tagged: bool = False
    redactions: tuple[tuple[str, int], ...] = ()
    fingerprint: str = ""
    signed: bool = False
    stamped: bool = False
    supersedes: Correction | None = None
    superseded_by: str = ""
