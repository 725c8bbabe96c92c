"""
A full-text index of one bundle, made once since a bundle never changes, and what it finds.

SQLite's own index, one file a bundle: it is filled in a fixed amount of memory however large the bundle is, and is
dropped with it. It holds no text: what is found is read from the bundle again.
"""

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kb.archive import bag
from kb.archive.kinds import TEXT
from kb.errors import InputError, StateError
from kb.model.prose import fold

_CHUNK = 8_000  # bytes that are found together: words of one query stand near one another
_SNIPPET = 160
_WORD = re.compile(r"\w+")
_TABLES = """
create table file (id integer primary key, name text);
create table chunk (id integer primary key, file integer, start integer, size integer, line integer);
create virtual table words using fts5(text, content='', detail='none', tokenize="unicode61 remove_diacritics 2");
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A line of an archived text; `marks` are what was found in `snippet`, as slices. The lower `score`, the better."""

    bundle: str
    file: str
    line: int
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float


class Index:
    """The indexes of all bundles below a folder, each made when it is first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, bundles: Sequence[Path]) -> Iterator[Path]:
        """Make what is missing, and give each bundle as it is done; indexes of bundles that are gone go too."""
        wanted = {self._of(place): place for place in bundles}
        for left in self._folder.glob("*.db*"):
            if left not in wanted:
                left.unlink(missing_ok=True)
        for index, place in wanted.items():
            if not index.is_file():
                _make(index, place)
            yield place

    def find(self, words: str, bundles: Sequence[Path], limit: int) -> tuple[Found, ...]:
        """Find the chunks that hold all words, or what begins with them; the best first."""
        wanted = tuple(dict.fromkeys(map(fold, _WORD.findall(words))))
        if not wanted:
            raise InputError(
                "holds no word to search for", path=repr(words), hint='kb archive search "payroll"'
            )
        query = " AND ".join(f'"{word}"*' if len(word) > 2 else f'"{word}"' for word in wanted)
        found: list[Found] = []
        for place in bundles:
            with closing(sqlite3.connect(f"{self._of(place).as_uri()}?mode=ro", uri=True)) as base:
                rows = base.execute(
                    "select file.name, start, size, line, bm25(words) from words join chunk on chunk.id = words.rowid "
                    "join file on file.id = chunk.file where words match ? order by rank limit ?",
                    (query, limit),
                ).fetchall()
            for name, start, size, line, score in rows:
                with suppress(OSError):  # a bundle that is damaged: verify says so
                    found.append(_shown(place, name, start, size, line, score, wanted))
        return tuple(sorted(found, key=lambda each: (each.score, each.bundle, each.file, each.line))[:limit])

    def _of(self, place: Path) -> Path:
        return self._folder.absolute() / f"{place.name}@{bag.digest_of(place)[:16]}.db"


def _make(index: Path, place: Path) -> None:
    """Fill an index aside and put it in place whole."""
    try:
        index.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=index.parent, prefix=".making-")
        os.close(handle)
        try:
            with closing(sqlite3.connect(aside, isolation_level=None)) as base:
                base.executescript("pragma journal_mode = off; pragma synchronous = off;" + _TABLES)
                base.execute("begin")
                _fill(base, place)
                base.execute("commit")
            Path(aside).rename(index)
        finally:
            Path(aside).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise StateError(
            f"the index of the archive cannot be written: {error}", path=index.parent, hint="check the disk"
        ) from error


def _fill(base: sqlite3.Connection, place: Path) -> None:
    for number, (name, _) in enumerate(bag.read_manifest(place).entries):
        path = place / name
        if path.suffix.lower() in TEXT and path.is_file() and not path.is_symlink():
            base.execute("insert into file values (?, ?)", (number, name))
            for start, text, line in _chunks(path):
                row = base.execute(
                    "insert into chunk (file, start, size, line) values (?, ?, ?, ?)",
                    (number, start, len(text), line),
                )
                base.execute(
                    "insert into words (rowid, text) values (?, ?)",
                    (row.lastrowid, fold(text.decode("utf-8", "replace"))),
                )


def _chunks(path: Path) -> Iterator[tuple[int, bytes, int]]:
    """Cut a text into runs of lines, each with its place in the file and the number of its first line."""
    start, line, size, lines = 0, 1, 0, list[bytes]()
    with path.open("rb") as file:
        while read := file.readline(_CHUNK * 8):
            lines.append(read)
            size += len(read)
            if size >= _CHUNK:
                yield start, b"".join(lines), line
                start, line = start + size, line + sum(each.endswith(b"\n") for each in lines)
                size, lines = 0, []
    if lines:
        yield start, b"".join(lines), line


def _shown(
    place: Path, name: str, start: int, size: int, line: int, score: float, words: Sequence[str]
) -> Found:
    """Read the line that holds most of the words, and mark them."""
    with (place / name).open("rb") as file:
        file.seek(start)
        lines = file.read(size).decode("utf-8", "replace").split("\n")
    looked_for = [
        re.compile(rf"\b{re.escape(word)}\w*" if len(word) > 2 else rf"\b{re.escape(word)}\b")
        for word in words
    ]
    folded = [fold(each) for each in lines]
    best = max(
        range(len(lines)), key=lambda at: (sum(bool(each.search(folded[at])) for each in looked_for), -at)
    )
    text = lines[best]
    marks = sorted(found.span() for each in looked_for for found in each.finditer(folded[best]))
    if len(folded[best]) != len(text):
        marks = []  # folding moved the letters
    begin = max(0, (marks[0][0] if marks else 0) - _SNIPPET // 3)
    begin = 0 if len(text) <= _SNIPPET else begin
    snippet = text[begin : begin + _SNIPPET]
    return Found(
        bundle=place.name,
        file=name.removeprefix(f"{bag.PAYLOAD}/"),
        line=line + best,
        snippet=snippet,
        marks=tuple((a - begin, b - begin) for a, b in marks if begin <= a and b <= begin + len(snippet)),
        score=score,
    )
