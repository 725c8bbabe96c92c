"""A JSON export in, its records one by one, each with the line it begins at and what is wrong with it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io.lines import decode

_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Item:
    """One value of the export; `problem` is set when it is JSON that cannot be trusted."""

    line: int
    value: Any
    problem: str = ""


def load(path: Path) -> str:
    """Read the file as text: UTF-8 or UTF-16 by its mark; raise InputError when the disk says no."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return decode(data).removeprefix("\ufeff")


def items(text: str, path: Path, *, under: str) -> Iterator[Item]:
    """
    Yield the elements of a list, or of the list called `under` in an object, else the object itself.

    Raise InputError with its line for text that is not JSON. Only one element is held at a time.
    """
    reader = _Reader(text=text, path=path)
    at = reader.blank(0)
    if text[at : at + 1] == "[":
        yield from reader.elements(at)
    elif (start := reader.find(at, under)) is not None:
        yield from reader.elements(start)
    else:
        item, end = reader.value(at)
        reader.nothing_after(end)
        yield item


class _Reader:
    """Walks the outermost level by hand and leaves everything below to the decoder."""

    def __init__(self, *, text: str, path: Path) -> None:
        self.text = text
        self.path = path
        self.problem = ""
        self.counted = (0, 1)
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=self._constant, parse_int=self._integer
        )

    def blank(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def line(self, at: int) -> int:
        """Count lines from the place last asked for; places only ever move on."""
        last, number = self.counted if self.counted[0] <= at else (0, 1)
        self.counted = (at, number + self.text.count("\n", last, at))
        return self.counted[1]

    def value(self, at: int) -> tuple[Item, int]:
        self.problem = ""
        line = self.line(at)
        try:
            value, end = self.decoder.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            raise self.broken(error.msg, error.pos) from error
        except RecursionError as error:
            raise self.broken("nested too deeply", at) from error
        return Item(line, value, self.problem), end

    def find(self, at: int, name: str) -> int | None:
        """Give the place of the list called `name` in the object that begins at `at`."""
        if self.text[at : at + 1] != "{":
            return None
        at = self.blank(at + 1)
        while self.text[at : at + 1] == '"':
            key, at = self.value(at)
            at = self.blank(self.expect(at, ":"))
            if key.value == name and self.text[at : at + 1] == "[":
                return at
            _, at = self.value(at)
            at = self.blank(at)
            if self.text[at : at + 1] != ",":
                return None
            at = self.blank(at + 1)
        return None

    def elements(self, at: int) -> Iterator[Item]:
        at = self.blank(at + 1)
        if self.text[at : at + 1] == "]":
            return
        while True:
            item, at = self.value(at)
            yield item
            at = self.blank(at)
            if self.text[at : at + 1] == "]":
                return
            at = self.blank(self.expect(at, ","))

    def expect(self, at: int, mark: str) -> int:
        at = self.blank(at)
        if self.text[at : at + 1] != mark:
            raise self.broken(f"expected {mark!r}", at)
        return at + 1

    def nothing_after(self, at: int) -> None:
        at = self.blank(at)
        if at < len(self.text):
            raise self.broken("text after the end", at)

    def broken(self, problem: str, at: int) -> InputError:
        return InputError(
            f"broken JSON: {problem}", path=self.path, line=self.line(at), hint="export it again"
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(name for index, (name, _) in enumerate(pairs) if name in dict(pairs[:index]))
            self.problem = self.problem or f"{twice[:80]!r} stands twice in one object"
        return found

    def _constant(self, word: str) -> None:
        self.problem = self.problem or f"{word} is not JSON"

    def _integer(self, digits: str) -> int:
        if len(digits) > 40:
            self.problem = self.problem or f"a number of {len(digits)} digits"
            return 0
        return int(digits)
