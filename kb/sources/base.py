"""What a reader of exports promises."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from kb.config import HarvestSettings
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Incident

Record: TypeAlias = Incident | Rejection | Skip
"""What becomes of one record of an export; each record of the file is exactly one of the three."""

Reading: TypeAlias = Record | Notice
"""What reading yields: the records, and now and then a word on the export as a whole."""


class Source(Protocol):
    """
    Reads one kind of export. Register an instance under the `kb.sources` entry point.

    `name` stands in `--source` and in the entry point; `how_to_export` says in a sentence or two
    how a person gets such a file out of the product. `product` is what people call it, as `ServiceNow`;
    `reads` names the shapes it understands, as `list CSV, field names or labels`. A source that never looks at
    the files beside the one it reads may say `has_companions = False`: an unchanged file is then known for itself.
    """

    name: str
    product: str
    reads: str
    how_to_export: str

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:
        """Say whether this is ours, from a bounded head of the content; `path` may be a folder."""
        ...

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """
        Yield the records in the export's order; never skip one silently.

        A companion file, as comments that belong to the issues beside it, is recognised by the same source;
        what of it found its record yields nothing when read by itself, the rest is skipped with a reason.

        Raise InputError only when the file as a whole cannot be read, ConfigError when settings do not fit it.
        """
        ...


@runtime_checkable
class Explains(Protocol):
    """Can also say why a file is not its own; a source without this is just named."""

    def explain(self, path: Path, settings: HarvestSettings) -> str:
        """Give one clause, as "a ServiceNow list CSV needs the columns …; missing: …"."""
        ...


@runtime_checkable
class ReadsFolders(Protocol):
    """Also reads some folders as a whole, as a mailbox or the export of a chat; `sniff` and `read` take folders too."""

    name: str
    product: str
    reads: str
    how_to_export: str

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:
        """Say whether this folder, or file, is ours."""
        ...

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield the records of the folder, or file."""
        ...

    def claims(self, folder: Path, settings: HarvestSettings) -> Iterator[Path]:
        """Yield the files below the folder that `read` accounts for; nobody else is asked about them."""
        ...
