"""What a reader of exports promises."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from kb.config import HarvestSettings
from kb.model.account import Rejection, Skip
from kb.model.incident import Incident

Record: TypeAlias = Incident | Rejection | Skip
"""What becomes of one record of an export; each record of the file is exactly one of the three."""


class Source(Protocol):
    """
    Reads one kind of export. Register an instance under the `kb.sources` entry point.

    `name` stands in `--source` and in the entry point; `how_to_export` says in a sentence or two
    how a person gets such a file out of the product.
    """

    name: str
    how_to_export: str

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:
        """Say whether this is ours, from a bounded head of the content; `path` may be a folder."""
        ...

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Record]:
        """
        Yield the records in the export's order; never skip one silently.

        Raise InputError only when the file as a whole cannot be read, ConfigError when settings do not fit it.
        """
        ...


@runtime_checkable
class Explains(Protocol):
    """Can also say why a file is not its own; a source without this is just named."""

    def explain(self, path: Path, settings: HarvestSettings) -> str:
        """Give one clause, as "a ServiceNow list CSV needs the columns …; missing: …"."""
        ...
