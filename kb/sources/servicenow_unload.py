"""
A ServiceNow XML file in, its records out one by one, each with the line it begins at.

The file is cut into records by their own tags before anything is parsed, so that a record that is no XML costs
itself only, and no entity can be declared: a document type is refused.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from kb.errors import InputError
from kb.io.lines import incremental

CHUNK = 1024 * 1024
RECORD_LIMIT = 64 * 1024 * 1024
"""The longest record that is read, in characters."""

KNOWN = ("incident", "sys_journal_field", "sys_attachment", "sys_attachment_doc")

_NAME = r"[A-Za-z_][\w.\-]{0,100}"
_MARK = re.compile(
    rf"<(?P<other>!--|\?|!DOCTYPE|!ENTITY|!)|<(?P<slash>/?)(?P<name>{_NAME})(?=[\s/>])", re.IGNORECASE
)
# A tag that another tag follows is a record; a field of that name has text behind it.
_RECORD = r"<(?:incident|sys_journal_field)(?:\s[^<>]{0,300})?>\s{0,200}<(?!/)"
_KNOWN = re.compile(rf"<(?:{'|'.join(KNOWN)})(?=[\s/>])")
_HAS_FIELD = re.compile(rf"<{_NAME}[^<>]{{0,2000}}>\s{{0,1000}}<")
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}encoding=["']([A-Za-z0-9_.\-]{1,40})["']""")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(
    r"&#(?:x0{0,8}(?:[0-8bcef]|1[0-9a-f])|0{0,8}(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE
)
_OWN = ("utf-8", "utf8", "us-ascii", "windows-1252", "cp1252", "iso-8859-1", "latin1")


_ONCE = ("number", "sys_id")  # twice in one record, it is two whose tags between them are lost


@dataclass(frozen=True, slots=True)
class Part:
    """A record's text, or in `problem` why it is none; `table` is its tag."""

    line: int
    table: str
    text: str
    problem: str = ""


class BrokenPartError(Exception):
    """A record is not XML; `line` is the file's."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def parts(path: Path) -> Iterator[Part]:
    """
    Yield the records below the outermost element; the last part has no table and says so when the file was cut.

    Raise InputError for a document type, and for what does not begin like XML.
    """
    try:
        with path.open("rb") as file:
            yield from _Cutter(_Window(file), path).parts()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def fields(part: Part) -> dict[str, tuple[str, str]]:
    """Parse a record into name → (shown, kept); of repeated fields the first that says something."""
    found: dict[str, tuple[str, str]] = {}
    names: list[str] = []
    met: set[str] = set()
    shown = ""
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal shown
        names.append(name)
        if len(names) == 2:
            if name in met and name in _ONCE:
                raise BrokenPartError(f"broken XML: <{name}> stands twice in one record", part.line)
            met.add(name)
            shown = attributes.get("display_value", "")
            texts.clear()

    def end(name: str) -> None:
        names.pop()
        if len(names) == 1:
            value = "".join(texts)
            if (value.strip() or shown.strip()) and name not in found:
                found[name] = (shown, value)
            texts.clear()

    def refuse(*_: object) -> None:
        raise BrokenPartError("broken XML: a document type within a record", part.line)

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part.text, True)
    except expat.ExpatError as error:
        line = part.line + error.lineno - 1
        raise BrokenPartError(f"broken XML: {expat.ErrorString(error.code)} in line {line}", line) from error
    return found


class _Window:
    """The piece of the file that is being looked at, free of what no XML may hold."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        start = file.read(1024)
        file.seek(0)
        self._bytes = _decoder(start)
        self._rest = ""
        self.text = ""
        self.at = 0
        self.line = 1
        self.ended = False

    def fill(self) -> bool:
        """Read on, as much again as is held; False at the end of the file."""
        if self.ended:
            return False
        data = self._file.read(max(CHUNK, len(self.text) - self.at))
        more = self._rest + self._bytes.decode(data, final=not data)
        self.ended = not data
        cut = len(more) if self.ended else max(more.rfind("&", len(more) - 20), -1)
        cut = len(more) if cut < 0 else cut  # a reference may straddle the pieces
        more, self._rest = more[:cut], more[cut:]
        more = _REFERENCE.sub("", _FORBIDDEN.sub("", more))
        self.text, self.at = self.text[self.at :] + more, 0
        return True

    def move(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def find(self, pattern: re.Pattern[str], begin: int = 0, *, limit: int = 0) -> re.Match[str] | None:
        """
        Find a match at least `begin` characters on, reading as needed.

        With a limit, what is looked at is kept, and no more than that; without, it is dropped on the way.
        """
        while True:
            # near the end a mark may go on in the next piece
            match = pattern.search(self.text, self.at + begin)
            if match and (self.ended or match.end() < len(self.text) - 600):
                return match
            if limit and len(self.text) - self.at > limit:
                return match
            if not match:
                begin = max(begin, len(self.text) - self.at - 600)
            if not match and not limit:
                self.move(self.at + begin)
                begin = 0
            if not self.fill():
                return pattern.search(self.text, self.at + begin)


def _decoder(start: bytes) -> codecs.IncrementalDecoder:
    """Go by the mark, then by what was declared unless it is one of those that exports mix anyway."""
    declared = _DECLARED.match(start.lstrip(b"\xef\xbb\xbf \t\r\n"))
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name in _OWN or name.startswith("utf"):
        return incremental(start)
    try:
        "".encode(name)  # not every codec is one of text
        return codecs.getincrementaldecoder(name)(errors="replace")
    except (LookupError, UnicodeError):
        return incremental(start)


class _Cutter:
    """Walks over the outermost marks."""

    def __init__(self, window: _Window, path: Path) -> None:
        self.window = window
        self.path = path
        self.root = ""

    def parts(self) -> Iterator[Part]:
        window = self.window
        closed = False
        while match := window.find(_MARK):
            window.move(match.start())
            if other := match["other"]:
                self.aside(other)
            elif match["slash"]:
                closed = closed or match["name"] == self.root
                window.move(match.end())
            elif not self.root:
                self.root = match["name"]
                begin = window.find(re.compile(">"), match.end() - window.at, limit=CHUNK)
                closed = begin is not None and window.text[begin.start() - 1] == "/"
                window.move(begin.end() if begin else match.end())
            else:
                yield self.record(match["name"])
        if not self.root:
            raise InputError("not XML: there is no element", path=self.path, line=1, hint="export it again")
        if not closed:
            yield Part(window.line, "", "", f"the file ends before </{self.root}>")

    def aside(self, kind: str) -> None:
        """Go over a comment or an instruction; one that never ends is a stray mark, and costs no record."""
        window = self.window
        if kind[1:] and kind != "!--":
            raise InputError(
                "it declares a document type, which no ServiceNow export does",
                path=self.path,
                line=window.line,
                hint="export it again; such a file may make a reader load other files",
            )
        close = {"!--": "-->", "?": r"\?>"}.get(kind)
        end = window.find(re.compile(close), 2, limit=CHUNK) if close else None
        window.move(end.end() if end else window.at + 2)

    def record(self, table: str) -> Part:
        """Give the record that begins here and go behind it."""
        window = self.window
        line = window.line
        tag = window.find(re.compile("[>]"), limit=CHUNK)
        if tag is not None and window.text[tag.start() - 1] == "/":
            text = window.text[window.at : tag.end()]
            window.move(tag.end())
            if table in KNOWN or " " in text.rstrip(" />"):
                return Part(line, table, text)
            self.to_next_known()
            return Part(line, table, "", f"broken XML: <{table}/> stands outside of any record")
        end, problem = self.end(table)
        text = window.text[window.at : end]
        window.move(end)
        if not problem and table not in KNOWN and not _HAS_FIELD.match(text):
            self.to_next_known()
            return Part(line, table, "", f"broken XML: <{table}> stands outside of any record")
        return Part(line, table, "" if problem else text, problem)

    def end(self, table: str) -> tuple[int, str]:
        """Find where a record ends, and what is wrong if it is not at its own tag."""
        window = self.window
        pattern = re.compile(rf"</{re.escape(table)}\s{{0,20}}>|{_RECORD}|<!--|<!\[CDATA\[")
        begin = 1
        while match := window.find(pattern, begin, limit=RECORD_LIMIT):
            if match[0].startswith("</"):
                return match.end(), ""
            if match[0].startswith("<!"):
                begin = match.end() - window.at
                close = window.find(
                    re.compile("-->" if match[0] == "<!--" else "]]>"), begin, limit=RECORD_LIMIT
                )
                if close is not None:
                    begin = close.end() - window.at
                continue
            return match.start(), f"broken XML: <{table}> is not closed"
        if len(window.text) - window.at > RECORD_LIMIT:
            return len(window.text), "broken XML: a record without an end"
        return len(window.text), "the file ends within the record"

    def to_next_known(self) -> None:
        window = self.window
        match = window.find(_KNOWN)
        window.move(match.start() if match else len(window.text))
