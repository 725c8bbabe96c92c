"""
A JSON export in, its records one by one, each with the line it begins at and what is wrong with it.

The file is read in pieces: what is held is one record, however long the list. A record that is no JSON costs
itself only: reading goes on at the next object that has the keys its neighbours have.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io.json_shape import looks_like, signature
from kb.io.json_window import BLANK, CHUNK, Window

__all__ = ["Item", "envelope", "items", "looks_like", "signature"]

ITEM_LIMIT = 64 * 1024 * 1024
"""The longest record that is read, in characters."""

_OBJECT = re.compile(r'\{[ \t\r\n]{0,1000}"((?:[^"\\]|\\.){0,200})"[ \t\r\n]{0,1000}:')
_LINE_VALUE = re.compile(r"(?<=\n)(?=[\[{])")
_NEVER = re.compile(r"(?!)")
_EDGE = 16
"""An error this near to the end of a piece may be the cut itself: no literal is longer."""
_AHEAD = 4096
_FEWEST = 3
_TRIES = 1000
"""How many objects that begin like an element are looked at to find where reading can go on."""


@dataclass(frozen=True, slots=True)
class Item:
    """
    One value of the export; `problem` is set when it is JSON that cannot be trusted, or none at all.

    `sha256` digests its text as the file has it; `under` names the list or member it stood in, if any.
    """

    line: int
    value: Any
    problem: str = ""
    sha256: str = ""
    under: str = ""


def items(path: Path, *, under: Collection[str] = ()) -> Iterator[Item]:
    """
    Yield the elements of a list, of values one after the other, and of each list called `under` in an object.

    A member of that name that is an object is one item; an object without any of them is one item itself.
    Raise InputError for a file that is empty, does not begin like JSON, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield from _Reader(Window(file), path, frozenset(under), {}).items()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def envelope(path: Path, *, under: Collection[str]) -> dict[str, Any]:
    """
    Give what stands in the outer object beside the lists called `under`, in front of them or behind.

    Of several objects one after the other, lists are joined and of the rest the last word counts.
    """
    beside: dict[str, Any] = {}
    try:
        with path.open("rb") as file:
            for _ in _Reader(Window(file), path, frozenset(under), beside).items():
                pass
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    return beside


class _BrokenError(Exception):
    """The text at `at` is no JSON."""

    def __init__(self, problem: str, at: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.at = at


class _Reader:
    """Walks the outermost levels by hand and leaves everything below to the decoder."""

    def __init__(self, window: Window, path: Path, under: Collection[str], beside: dict[str, Any]) -> None:
        self.window = window
        self.path = path
        self.under = under
        self.beside = beside
        self.problem = ""
        self.raw = ""
        self.keys: frozenset[str] = frozenset()
        self.first = ""
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=self._constant, parse_int=self._integer
        )

    def items(self) -> Iterator[Item]:
        window = self.window
        mark = window.peek()
        if not mark:
            raise InputError("empty file", path=self.path, hint="export it again")
        if mark not in "[{":
            raise InputError(
                "broken JSON: it begins with neither [ nor {",
                path=self.path,
                line=window.line,
                hint="export it again",
            )
        while mark := window.peek():
            if mark == "[":
                yield from self.elements("")
            elif mark == "{":
                yield from self.object()
            elif mark == ",":
                window.takes(mark)  # pages pasted together
            else:
                yield self.lost(window.line, "text after the end", self.to_next_line)

    def object(self) -> Iterator[Item]:
        """Yield an outer object itself when it holds nothing of `under`, else what it holds of it."""
        window = self.window
        begins = window.line
        whole = self.whole() if not self.under else self.small()
        if whole is not None:
            yield whole
            return
        rest: dict[str, Any] = {}
        digest = hashlib.sha256()
        found, problem = False, ""
        try:
            self.expect("{")
            while window.peek() == '"':
                key = str(self.value())
                self.expect(":")
                if key in self.under and window.peek() == "[":
                    found = True
                    yield from self.elements(key)
                    if not window.peek():
                        return  # the file ends here, and the list has said so
                elif key in self.under and window.peek() == "{":
                    found = True
                    yield self.member(key)
                else:
                    self.problem = problem
                    if key in rest:
                        self.problem = self.problem or _twice(key)
                    rest[key] = self.value()
                    problem = self.problem
                    digest.update(f"{key}:{self.raw}\n".encode(errors="replace"))
                if not window.takes(","):
                    break
            self.expect("}")
        except _BrokenError as error:
            self.note(rest)
            yield self.lost(begins, error.problem, self.to_next_line, at=error.at)
            return
        self.note(rest)
        if not found:
            yield Item(begins, rest, problem, digest.hexdigest())

    def whole(self) -> Item:
        begins = self.window.line
        self.problem = ""
        try:
            value = self.value()
        except _BrokenError as error:
            return self.lost(begins, error.problem, self.to_next_line, at=error.at)
        return Item(begins, value, self.problem, _digest(self.raw))

    def small(self) -> Item | None:
        """Give the object if it ends within this piece and holds nothing of `under`; else stay where we are."""
        window = self.window
        if len(window.text) - window.at < CHUNK // 2:
            window.fill()
        self.problem = ""
        try:
            value, end = self.decoder.raw_decode(window.text, window.at)
        except (ValueError, RecursionError):
            return None
        if any(name in value for name in self.under):
            return None
        begins, raw = window.line, window.text[window.at : end]
        window.move(end)
        return Item(begins, value, self.problem, _digest(raw))

    def member(self, key: str) -> Item:
        begins = self.window.line
        self.problem = ""
        value = self.value()
        return Item(begins, value, self.problem, _digest(self.raw), key)

    def elements(self, under: str) -> Iterator[Item]:
        """Yield the elements of the list that begins here, broken ones named."""
        window = self.window
        self.keys, self.first = frozenset(), ""
        window.move(window.at + 1)
        while True:
            mark = window.peek()
            if not mark:
                yield Item(window.line, None, "broken JSON: the file ends within the list", "", under)
                return
            if mark == "]":
                window.move(window.at + 1)
                if len(self.keys) <= _FEWEST or not self.goes_on():
                    return
                yield Item(window.line, None, "broken JSON: a ] that ends nothing", "", under)
                continue
            if mark == "[" and len(self.keys) > _FEWEST and self.has_sibling() and not self.is_closed():
                window.move(window.at + 1)
                yield Item(window.line, None, "broken JSON: a [ among objects", "", under)
                continue
            begins = window.line
            self.problem = ""
            try:
                value = self.value()
            except _BrokenError as error:
                if not self.first and (match := _OBJECT.match(window.text, window.at)):
                    self.first = match[1]
                lost = self.lost(begins, error.problem, self.to_sibling, at=error.at)
            else:
                if isinstance(value, dict) and value:
                    self.keys, self.first = frozenset(value), next(iter(value))
                yield Item(begins, value, self.problem, _digest(self.raw), under)
                if window.takes(",") or window.peek() in ("]", "{", ""):
                    continue
                lost = self.lost(window.line, "expected ','", self.to_sibling)
            yield Item(lost.line, None, lost.problem, "", under)
            if not window.peek():
                return

    def value(self) -> Any:
        """Decode the value that stands here and go behind it; `raw` is its text."""
        window = self.window
        window.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(window.text, window.at)
            except json.JSONDecodeError as error:
                if self.is_cut(error) and window.fill():
                    continue
                raise _BrokenError(error.msg, error.pos) from error
            except RecursionError as error:
                raise _BrokenError("nested too deeply", window.at + 1) from error
            if end == len(window.text) and window.fill():
                continue  # a number may go on
            self.raw = window.text[window.at : end]
            window.move(end)
            return value

    def expect(self, mark: str) -> None:
        if not self.window.takes(mark):
            raise _BrokenError(f"expected {mark!r}", self.window.at)

    def lost(self, begins: int, problem: str, go_on: Callable[[int], None], *, at: int | None = None) -> Item:
        """Name what cannot be read, having gone on to where reading can."""
        window = self.window
        where = begins if at is None else window.line_at(at)
        go_on(window.at if at is None else at)
        near = f" in line {where}" if where != begins else ""
        last = window.line if window.peek() else window.line - 1
        span = f"; given up to line {last}" if last > max(begins, where) + 1 else ""
        return Item(begins, None, f"broken JSON: {problem}{near}{span}")

    def to_next_line(self, _broken: int) -> None:
        """Go to the next line that begins with a value; no text within a record can hold such a line."""
        window = self.window
        window.move(min(window.at + 1, len(window.text)))
        window.find(_LINE_VALUE)

    def to_sibling(self, broken: int) -> None:
        """Go to the next object that looks like an element of this list, or to the end of the file."""
        window = self.window
        window.move(max(window.at, min(broken, len(window.text))))
        tries = 0
        while tries < _TRIES:
            match = window.find(_OBJECT)
            if match is None:
                return
            before = window.text[max(0, window.at - 200) : window.at]
            is_next = not self.keys and before.rstrip().endswith(",")
            if self.first and match[1] != self.first and not is_next:
                window.move(match.end())
                continue
            tries += 1
            value, end = None, window.at + 1
            try:
                value, end = self.decoder.raw_decode(window.text, window.at)
            except json.JSONDecodeError as error:
                if self.is_cut(error) and window.fill():
                    continue
            except RecursionError:
                pass
            if isinstance(value, dict) and self.is_sibling(value):
                return
            window.move(end)
        window.find(_NEVER)

    def is_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether an error may only come of the piece's end."""
        window = self.window
        near = error.pos >= len(window.text) - _EDGE or error.msg.startswith("Unterminated")
        return near and len(window.text) - window.at < ITEM_LIMIT

    def goes_on(self) -> bool:
        """Whether what follows the end of a list is one more of its objects: then it was not the end."""
        window = self.window
        if window.peek() == ",":
            if not self.has_sibling():
                return False
            window.move(window.at + 1)
        match = _OBJECT.match(window.text, window.at) if window.peek() == "{" else None
        return match is not None and match[1] == self.first

    def has_sibling(self) -> bool:
        """Whether behind the mark that stands here an object begins that looks like the last one."""
        window = self.window
        if len(window.text) - window.at < _AHEAD:
            window.fill()
        blank = BLANK.match(window.text, window.at + 1)
        match = _OBJECT.match(window.text, blank.end() if blank else window.at + 1)
        return match is not None and match[1] == self.first

    def is_closed(self) -> bool:
        """Whether the value that stands here ends within this piece, and the list goes on or ends behind it."""
        window = self.window
        try:
            _, end = self.decoder.raw_decode(window.text, window.at)
        except (ValueError, RecursionError):
            return False
        blank = BLANK.match(window.text, end)
        return window.text[blank.end() if blank else end :][:1] in (",", "]")

    def is_sibling(self, value: dict[str, Any]) -> bool:
        """Whether it has most of its neighbours' keys; where none is known yet, three of its own are enough."""
        if not self.keys:
            return len(value) >= _FEWEST or next(iter(value), "") == self.first
        return len(self.keys & value.keys()) * 10 >= len(self.keys) * 6

    def note(self, values: dict[str, Any]) -> None:
        for key, value in values.items():
            known = self.beside.get(key)
            if isinstance(known, list) and isinstance(value, list):
                known.extend(value)
            else:
                self.beside[key] = value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for index, name in enumerate(names) if name in names[:index])
            self.problem = self.problem or _twice(twice)
        return found

    def _constant(self, word: str) -> None:
        self.problem = self.problem or f"{word} is not JSON"

    def _integer(self, digits: str) -> int:
        if len(digits) > 40:
            self.problem = self.problem or f"a number of {len(digits)} digits"
            return 0
        return int(digits)


def _twice(key: str) -> str:
    return f"{key[:80]!r} stands twice in one object"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
