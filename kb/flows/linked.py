"""Which file somebody gives for which link, from `URL=FILE` and from a table."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.errors import ConfigError, InputError
from kb.io.files import read_text


def linked(told: Sequence[str], table: Path | None) -> tuple[tuple[str, Path], ...]:
    """Pair links with files that are there; raise ConfigError or InputError naming what is not."""
    return (*map(_pair, told), *(_rows(table) if table else ()))


def _pair(told: str) -> tuple[str, Path]:
    """Cut at the last `=` behind which a file stands: links and files may hold one."""
    places = [place for place, sign in enumerate(told) if sign == "="]
    for place in reversed(places):
        if place and Path(told[place + 1 :]).is_file():
            return told[:place], Path(told[place + 1 :])
    raise ConfigError(
        f"--link {told!r} names no file that is there", hint="write --link https://wiki.example/page=page.md"
    )


def _rows(table: Path) -> Iterator[tuple[str, Path]]:
    rows = csv.DictReader(io.StringIO(read_text(table).removeprefix("\ufeff"), newline=""))
    if rows.fieldnames is None or not {"link", "file"} <= {*rows.fieldnames}:
        raise InputError("has no columns link and file", path=table, line=1, hint="its first line: link,file")
    for row in rows:
        file = table.parent / (row["file"] or "")
        if not row["link"] or not file.is_file():
            raise InputError(f"no link, or no such file: {row['file']!r}", path=table, line=rows.line_num)
        yield row["link"], file
