"""
A CSV file in, rows out; the door both CSV readers go through.

Python's `csv` reads on when a quote is never closed: one stray quote swallows all rows up to the next one,
without a word. So each record is held against the physical lines it took: a record that breaks the grammar,
or has the wrong number of cells over several lines, costs itself only, and reading goes on at the next line
that begins like a record.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kb.errors import ConfigError, InputError
from kb.io.lines import head, lines
from kb.model.account import Rejection, Skip
from kb.model.prose import clean

FIELD_LIMIT = 2**31 - 1
RECORD_LIMIT = 32 * 1024 * 1024
"""The longest record in characters; what is longer is a quote that was never closed."""

_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")

HEADER_LIMIT = 512 * 1024
"""The longest header in characters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with as many cells as the header, and the line it begins at."""

    line: int
    cells: Sequence[str]


def header(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> tuple[str, ...]:
    """Give the first row that is not blank, cleaned; raise InputError when there is none."""
    csv.field_size_limit(FIELD_LIMIT)
    for cells in _lenient(_bounded(path, encoding), delimiter):
        if any(cell.strip() for cell in cells):
            return tuple(clean(cell) for cell in cells)
    raise InputError("empty file: there is no header", path=path, hint="export it again")


def peek(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> tuple[str, ...]:
    """Give the header when there is one to be had, else nothing; for `sniff`."""
    if not path.is_file() or not head(path):
        return ()
    try:
        return header(path, delimiter=delimiter, encoding=encoding)
    except (InputError, ConfigError):
        return ()


def rows(
    path: Path, *, key: int, seed: Iterable[str] = (), delimiter: str = ",", encoding: str = "utf-8"
) -> Iterator[Row | Rejection | Skip]:
    """
    Yield what each record below the header becomes, in the file's order.

    `key` is the index of the column with the record's own number; `seed` holds keys as they may look
    (`INC1`), and the keys met on the way are learned: a damaged region ends where a line has one of that shape.
    """
    csv.field_size_limit(FIELD_LIMIT)
    pending = _Pending(lines(path, encoding))
    width = _skip_header(pending, delimiter, path)
    begins = _Begins(key=key, width=width, shapes={_shape(example) for example in seed}, delimiter=delimiter)
    while True:
        start = pending.line
        cells, problem = _next_record(pending, delimiter)
        if cells is None and not problem:
            return
        if cells is not None and not _says_something(cells):
            pending.accept()
            yield Skip(path=path, line=start, reason="blank row")
        elif cells is not None and len(cells) == width and not _swallows(cells, pending.taken, begins):
            pending.accept()
            begins.shapes.add(_shape(cells[key]))
            yield Row(start, cells)
        else:
            begins.learn(pending.taken[0])
            pending.resume(begins, within=cells is not None)
            problem = problem or _count(cells or (), width)
            yield Rejection(path=path, line=start, reason=f"{problem}{_span(start, pending.line)}")


def _says_something(cells: Sequence[str]) -> bool:
    return any(cell and not cell.isspace() for cell in cells)


def _skip_header(pending: "_Pending", delimiter: str, path: Path) -> int:
    """Read up to the header and give its number of cells, 0 when the file ends before."""
    while True:
        start = pending.line
        cells, problem = _next_record(pending, delimiter)
        pending.accept()
        if problem:
            raise InputError(f"the header cannot be read: {problem}", path=path, line=start)
        if cells is None or any(cell.strip() for cell in cells):
            return len(cells or ())


def _count(cells: Sequence[str], width: int) -> str:
    if len(cells) == width:
        return "a quote is not closed, or the number has a line break"
    return f"{len(cells)} cells where the header has {width}"


def _swallows(cells: Sequence[str], taken: Sequence[str], begins: "_Begins") -> bool:
    """
    Whether a record of several lines took in another one, though its cells happen to be as many as they should.

    The quote that ended it was then meant to open a cell, so it stands behind a delimiter or a line end.
    """
    if len(taken) == 1:
        return False
    if "\n" in cells[begins.key].strip():
        return True
    if begins.key or "\n" in cells[0] or _shape(cells[0]) not in begins.shapes:
        begins.learn(taken[0])
    ends = (begins.delimiter, "\n")
    if not [cell for cell in cells if cell.endswith(ends) and "\n" in cell]:
        return False
    return any(map(begins, begins.candidates(taken)))


def _span(start: int, end: int) -> str:
    return f" (lines {start} to {end - 1})" if end - start > 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begins:
    """Whether a physical line begins like a record; `shapes` grows with the keys that were met."""

    key: int
    width: int
    shapes: set[str]
    delimiter: str

    def learn(self, line: str) -> None:
        """Take in the key of a line that begins a record, broken or not."""
        found = _first([line], self.delimiter)[self.key : self.key + 1]
        self.shapes.update(_shape(cell) for cell in found)

    def candidates(self, taken: Sequence[str]) -> Iterable[str]:
        """Give the lines behind the first, without those of which one glance says that they begin no record."""
        shapes = "".join(self.shapes)
        if (
            self.key
            or self.width < 2
            or not shapes
            or '"' in shapes
            or "" in self.shapes
            or len(shapes) > 2000
        ):
            return taken[1:]
        text = "".join(taken)
        places = [
            match.start() + 1 for match in _glance(frozenset(self.shapes), self.delimiter).finditer(text)
        ]
        return [text[at : (text.find("\n", at) + 1) or len(text)] for at in places]

    def __call__(self, line: str) -> bool:
        # without taking the line apart: as many cells as marks and one more, at most
        if line.count(self.delimiter) < max(self.key, min(1, self.width - 1)):
            return False
        if self.key == 0 and (cell := _simple_first(line, self.delimiter)) is not None:
            shape = _shape(cell)
        else:
            cells = _first([line], self.delimiter)
            if len(cells) <= self.key or len(cells) < min(2, self.width):
                return False
            shape = _shape(cells[self.key])
        if "9" in shape and shape in self.shapes:
            return True
        # a key without a digit may be any word, so the line must be a whole row
        return (shape in self.shapes or not self.shapes) and _whole(line, self.delimiter) == self.width


@lru_cache(maxsize=64)
def _glance(shapes: frozenset[str], delimiter: str) -> re.Pattern[str]:
    """
    Find where a line begins whose first cell has one of the shapes, or is quoted in no plain way.

    Nothing in it tries the same character twice: the lines are anybody's.
    """
    mark = re.escape(delimiter)
    forms = "|".join(_form(shape) for shape in sorted(shapes))
    blank = r"[^\S\n]*+"
    return re.compile(rf'\n(?:{blank}(?:"{blank})?+(?:{forms}){blank}"?{mark}|"[^"\n]*+"[^{mark}\n])')


def _form(shape: str) -> str:
    return "".join({"a": r"[^\W\d_]+", "9": r"\d+"}.get(letter) or re.escape(letter) for letter in shape)


def _simple_first(line: str, delimiter: str) -> str | None:
    """Give the first of several cells where its end is plain to see; None where only the whole line tells."""
    cell, mark, _ = line.partition(delimiter)
    if not mark or "\r" in line.removesuffix("\r\n"):
        return None
    if '"' not in cell:
        return cell
    bare = cell[1:-1]
    return bare if cell[0] == cell[-1] == '"' and len(cell) > 1 and '"' not in bare else None


def _first(taken: Sequence[str], delimiter: str) -> list[str]:
    """Cut a physical line into cells, whatever its quotes say."""
    return next(_lenient(taken[:1], delimiter), [])


def _shape(text: str) -> str:
    """Say how a key looks: `INC0012` and `INC7` → `a9`, `AB-12` → `a-9`."""
    text = text.strip()
    if "\n" in text or len(text) > 200:
        return ""
    return _LETTERS.sub("a", _DIGITS.sub("9", text))


def _whole(line: str, delimiter: str) -> int:
    try:
        found = list(csv.reader([line], strict=True, delimiter=delimiter))
    except csv.Error:
        return 0
    return len(found[0]) if len(found) == 1 else 0


@dataclass(slots=True)
class _Pending:
    """Physical lines, those the present record took among them; they can be given back."""

    source: Iterator[str]
    line: int = 1
    taken: list[str] = field(default_factory=list)
    returned: deque[str] = field(default_factory=deque)

    def record(self) -> Iterator[str]:
        """Yield the lines of one record for as long as somebody asks for more."""
        take, size = self.taken.append, 0
        while self.returned:
            text = self.returned.popleft()
            take(text)
            size += len(text)
            yield text
            if size > RECORD_LIMIT:
                raise _TooLongError
        for text in self.source:
            take(text)
            size += len(text)
            yield text
            if size > RECORD_LIMIT:
                raise _TooLongError

    def accept(self) -> None:
        """Count the record's lines as read."""
        self.line += len(self.taken)
        self.taken = []

    def resume(self, begins: Callable[[str], bool], *, within: bool) -> None:
        """Give up the record's first line, and go on at the next one that begins like a record."""
        for index, text in enumerate(self.taken[1:], start=1):
            if begins(text):
                self.returned.extendleft(reversed(self.taken[index:]))
                del self.taken[index:]
                self.accept()
                return
        self.accept()
        if within:
            return  # the grammar held, so the next record begins where this one ended
        for text in self.rest():
            if begins(text):
                self.returned.appendleft(text)
                return
            self.line += 1

    def rest(self) -> Iterator[str]:
        """Yield what nobody has taken, without taking it."""
        while self.returned:
            yield self.returned.popleft()
        while (text := next(self.source, None)) is not None:  # `yield from` would close the source with this
            yield text


class _TooLongError(Exception):
    """A record is longer than the limit."""


def _next_record(pending: _Pending, delimiter: str) -> tuple[list[str] | None, str]:
    """Give the cells, or what is wrong; neither at the end of the file."""
    try:
        reader = csv.reader(pending.record(), strict=True, delimiter=delimiter)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"delimiter is {delimiter!r}, not one character", hint='delimiter = ";" in [[harvest.map]]'
        ) from error
    try:
        cells = next(reader, None)
    except csv.Error as error:
        return None, _words(str(error))
    except _TooLongError:
        return None, "a quote is not closed"
    return cells, ""


def _words(problem: str) -> str:
    """Say in plain words what the csv module found."""
    if "unexpected end" in problem:
        return "a quote is not closed"
    if "expected after" in problem:
        return "text after a closing quote"
    if "new-line" in problem:
        return "a carriage return outside quotes"
    return problem


def _bounded(path: Path, encoding: str) -> Iterator[str]:
    """Yield the lines of the file's beginning."""
    size = 0
    for line in lines(path, encoding, limit=HEADER_LIMIT):
        yield line
        size += len(line)
        if size > HEADER_LIMIT:
            return


def _lenient(source: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    try:
        reader = csv.reader(source, delimiter=delimiter)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"delimiter is {delimiter!r}, not one character", hint='delimiter = ";" in [[harvest.map]]'
        ) from error
    try:
        yield from reader
    except csv.Error:
        return
