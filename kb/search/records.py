"""Byte strings by number, in files that are mapped and never read whole."""

import mmap
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

_PLACE = 8  # bytes of an offset


class Writer:
    """
    Writes records one after the other, and where each ends behind the last.

    The file is whole only once the `with` block is left without an error.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._ends = array("Q")
        self._end = 0

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if error is None:
                self._ends.append(len(self._ends))
                self._ends.tofile(self._file)

    def append(self, record: bytes | memoryview) -> None:
        """Add the record of the next number."""
        self._file.write(record)
        self._end += len(record)
        self._ends.append(self._end)


class Records:
    """Gives the records of one file by number, as views of the mapped file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        count = int(self._view[-_PLACE:].cast("Q")[0])
        self._ends = array("Q", self._view[len(self._view) - (count + 1) * _PLACE : -_PLACE].tobytes())

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[memoryview]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> memoryview:
        return self._view[self._ends[number - 1] if number else 0 : self._ends[number]]


class Shelf:
    """
    Records of one kind in two files: `base`, which is taken over as it is, and `tail`, which is written again with more.

    A change then costs what changed lately, not what there is.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self.base = Records(folder / f"{kind}.base")
        self.tail = Records(folder / f"{kind}.tail")

    def __getitem__(self, number: int) -> memoryview:
        return self.base[number] if number < len(self.base) else self.tail[number - len(self.base)]
