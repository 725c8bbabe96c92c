"""
An XML export in, its records one by one, each a small tree with the line it begins at.

Document types and entities are refused, since an export needs none and a bomb is made of them. Markup that is
no XML costs the record it stands in: reading goes on at the next one that begins.
"""

import codecs
import hashlib
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io.lines import head, incremental

CHUNK = 256 * 1024
DEPTH = 200
"""How deep a record may be nested."""

RECORD_LIMIT = 64 * 1024 * 1024
"""The longest record, in characters of text."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\s{0,100}<\?xml[^>]{0,500}\?>")


@dataclass(slots=True)
class Node:
    """One element: its name, attributes, own text, and what it holds; `line` is where it begins."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    sha256: str = ""

    def child(self, name: str) -> "Node | None":
        """Give the first child of a name."""
        return next((each for each in self.children if each.name == name), None)

    def texts(self, name: str) -> str:
        """Give the text of the first child of a name, "" without one."""
        found = self.child(name)
        return found.text if found else ""

    def all(self, name: str) -> list["Node"]:
        """Give the children of a name."""
        return [each for each in self.children if each.name == name]


@dataclass(frozen=True, slots=True)
class Broken:
    """A stretch of the file that is no XML; `line` is where the record it spoiled began."""

    line: int
    problem: str


def root(path: Path) -> str:
    """Give the names of the first elements, as `unload/incident`, at most three deep; "" when it is no XML."""
    text = _text(head(path))
    return "/".join(re.findall(r"<([A-Za-z_][\w.:-]{0,100})[\s>/]", _DECLARATION.sub("", text))[:3])


def begins_like_xml(path: Path) -> bool:
    """Whether the first character that is not blank opens a tag."""
    return _text(head(path)[:1000]).lstrip(" \t\r\n\ufeff").startswith("<")


def records(path: Path, names: Collection[str]) -> Iterator[Node | Broken]:
    """
    Yield each outermost element of one of the names, in the file's order.

    Raise InputError for a document type or an entity declaration, and for a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(CHUNK)
            decoder = _decoder(start)
            yield from _Reader(path, frozenset(names)).read(_chunks(file, start, decoder))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def _chunks(file: Any, start: bytes, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    data = start
    while data:
        yield _ILLEGAL.sub("", decoder.decode(data))
        data = file.read(CHUNK)
    yield _ILLEGAL.sub("", decoder.decode(b"", final=True))


def _decoder(start: bytes) -> codecs.IncrementalDecoder:
    match = _ENCODING.search(start[:1000])
    if match and start[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        try:
            name = codecs.lookup(match[1].decode("ascii")).name
            if name not in ("utf-8", "ascii"):
                return codecs.getincrementaldecoder(name)(errors="replace")
        except (LookupError, ValueError):
            pass  # an encoding nobody knows: read it as what it looks like
    return incremental(start)


def _text(data: bytes) -> str:
    try:
        return _decoder(data).decode(data)
    except (UnicodeError, ValueError):
        return data.decode("utf-8", errors="replace")


class _Target:
    """Builds the trees; `ready` holds those that are whole."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = names
        self.ready: deque[Node] = deque()
        self.open: list[Node] = []
        self.outside: list[str] = []  # open elements that records stand in
        self.texts: list[list[str]] = []
        self.size = 0
        self.line: Callable[[], int] = lambda: 0
        self.digest = hashlib.sha256()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition("}")[2]
        if not self.open and name not in self.names:
            self.outside.append(name)
            return
        if len(self.open) >= DEPTH:
            raise ValueError("nested too deeply")
        if not self.open:
            self.digest, self.size = hashlib.sha256(), 0
        node = Node(name, dict(attributes), self.line())
        self.digest.update(f"<{name}{sorted(attributes.items())}".encode(errors="replace"))
        if self.open:
            self.open[-1].children.append(node)
        self.open.append(node)
        self.texts.append([])

    def end(self, name: str) -> None:  # noqa: ARG002 - the parser's own signature
        if not self.open:
            self.outside.pop()
            return
        node = self.open.pop()
        node.text = "".join(self.texts.pop())
        self.digest.update(f">{node.text}".encode(errors="replace"))
        if not self.open:
            node.sha256 = self.digest.hexdigest()
            self.ready.append(node)

    def data(self, text: str) -> None:
        if self.open:
            self.size += len(text)
            if self.size > RECORD_LIMIT:
                raise ValueError("a record of more than 64 MB")
            self.texts[-1].append(text)

    def close(self) -> None:
        """Nothing is left to do."""


class _Reader:
    """Feeds the parser; after a break it starts another one at the next record."""

    def __init__(self, path: Path, names: Collection[str]) -> None:
        self.path = path
        self.target = _Target(names)
        self.begins = re.compile(rf"<(?:{'|'.join(re.escape(name) for name in sorted(names))})[\s>/]")
        self.parser: Any = None
        self.before = 0  # lines that earlier parsers have read
        self.fed = 0  # bytes that the present one was fed

    def read(self, chunks: Iterator[str]) -> Iterator[Node | Broken]:
        from defusedxml.common import DefusedXmlException

        self.begin(1)
        lost: int | None = None  # the line a spoiled record began at
        problem = ""
        line = 1
        for chunk in chunks:
            rest = chunk
            while rest:
                if lost is not None:
                    match = self.begins.search(rest)
                    if match is None:
                        line += rest.count("\n")
                        break
                    line += rest.count("\n", 0, match.start())
                    rest = rest[match.start() :]
                    yield Broken(lost, problem)
                    lost = None
                    self.begin(line)
                before = self.fed
                self.fed += len(rest.encode())
                try:
                    self.parser.feed(rest)
                    line += rest.count("\n")
                    rest = ""
                except DefusedXmlException as error:
                    raise InputError(
                        "declares a document type or an entity, which an export does not need",
                        path=self.path,
                        line=self.line(),
                        hint="export it again; do not trust this file",
                    ) from error
                except (SyntaxError, ValueError) as error:
                    broke = self.line()
                    lost = self.target.open[0].line if self.target.open else broke
                    problem = f"broken XML in line {broke}: {_words(error)}"
                    skipped = self.place(rest, before)
                    line += rest.count("\n", 0, skipped)
                    rest = rest[skipped:]
                    yield from self.drain()
                    self.target.open.clear()
                    self.target.texts.clear()
            yield from self.drain()
        if lost is not None:
            yield Broken(lost, problem)
        elif self.target.open:
            yield Broken(self.target.open[0].line, "broken XML: the file ends within a record")
        elif self.target.outside:
            yield Broken(line, "broken XML: the file ends before its last tag")

    def begin(self, line: int) -> None:
        """Make a parser that stands at a line, within the elements that are open there."""
        from defusedxml.ElementTree import DefusedXMLParser

        around, self.target.outside = self.target.outside, []
        self.parser = DefusedXMLParser(target=self.target, forbid_dtd=True)
        opening = "".join(f"<{name}>" for name in around)
        self.parser.feed(opening)
        self.fed = len(opening.encode())
        self.before = line - 1
        self.target.line = self.line

    def line(self) -> int:
        return self.before + int(self.parser.parser.CurrentLineNumber)

    def place(self, text: str, before: int) -> int:
        """Give where in the text the parser stopped, at least one character on; it counts bytes from its own start."""
        stopped = max(0, int(self.parser.parser.CurrentByteIndex) - before)
        return min(len(text), len(text.encode()[:stopped].decode(errors="ignore")) + 1)

    def drain(self) -> Iterator[Node]:
        while self.target.ready:
            yield self.target.ready.popleft()


def _words(error: Exception) -> str:
    return str(error).partition(": line")[0][:200]
