"""A table that a command makes anew each time it is asked."""

from collections.abc import Sequence
from pathlib import Path

from kb.io.cells import as_csv as as_csv
from kb.io.files import write_made


def write_table(
    path: Path, columns: Sequence[str], text: str, *, what: str, option: str, dry_run: bool
) -> bool:
    """Write the table and tell whether it changed; raise RefusedError for a file that is no such table."""
    head = ",".join(columns)
    return write_made(
        path,
        text,
        is_ours=lambda old: old.removeprefix("\ufeff").startswith(head),
        what=what,
        option=option,
        dry_run=dry_run,
    )
