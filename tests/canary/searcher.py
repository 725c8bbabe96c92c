"""
Find strings in every byte below a folder, however they are written.

A string is looked for as its words: case, accents and what stands between two words do not matter, so that
`Zoë Quill`, `zoe.quill`, `zoe-quill` and `ZOË_QUILL` are one. Each file is read raw and in every coding it may
hide a text in; what unpacks is unpacked, and what comes out is looked at again.
"""

import binascii
import hashlib
import html
import io
import json
import quopri
import re
import subprocess
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kb.errors import StateError
from kb.search import generations, whoosh_index

DEEPEST = 5
"""How many times what was unpacked is unpacked again."""
LARGEST = 64_000_000
"""Bytes that one packed thing may become."""
MOST_STREAMS = 400
"""How many places of a file are tried as the start of a zlib stream."""


class Found(NamedTuple):
    """A string, the place it stands in, and the form it has there."""

    string: str
    where: str
    form: str


class Look(NamedTuple):
    """One way to read some bytes: its name, and what comes out."""

    form: str
    text: bytes


@dataclass(frozen=True, kw_only=True)
class Needle:
    """A string, and the words it is looked for by."""

    string: str
    words: bytes


def words(text: str) -> bytes:
    """Reduce a text to its words: folded, one blank between two, and nothing else."""
    if not text.isascii():
        apart = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
        text = _NO_WORD.sub(" ", apart.casefold())
    return _bare(text.encode("utf-8", "surrogatepass"))


_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_NO_WORD = re.compile(r"[\W_]+")


def _bare(text: bytes) -> bytes:
    return b" ".join(text.translate(_BLANK).split())


_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "œ": "oe"})
_BLANK = bytes(byte if byte >= 128 or chr(byte).isalnum() else 32 for byte in bytes(range(256)).lower())


class Searcher:
    """Looks for some strings; the same bytes are looked at once, wherever they stand."""

    def __init__(self, strings: Iterable[str]) -> None:
        """Take the strings; one without a word in it could be found anywhere and is refused."""
        self._needles = [Needle(string=each, words=words(each)) for each in dict.fromkeys(strings)]
        short = [each.string for each in self._needles if len(each.words) < 5]
        assert not short, f"too short to mean anything where they are found: {short}"
        self._groups = _grouped(self._needles)
        self._known: dict[bytes, tuple[tuple[str, str], ...]] = {}
        self.bytes = 0

    def folder(self, folder: Path) -> list[Found]:
        """Search every file below, its name, all that Git holds, and search indexes as their readers see them."""
        found: list[Found] = []
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            found += self._of(name, name.encode(), "name")
            if path.is_symlink():
                found += self._of(name, str(path.readlink()).encode(), "link")
            elif path.is_file():
                found += self._of(name, path.read_bytes(), "")
            elif path.name == ".git":
                found += self.repository(path.parent, name)
            elif (path / "CURRENT").is_file():
                found += self.index(path, name)
        return list(dict.fromkeys(found))

    def text(self, text: str, where: str) -> list[Found]:
        """Search a text, as what a command printed."""
        return list(self._of(where, text.encode("utf-8", "surrogateescape"), ""))

    def repository(self, folder: Path, name: str = ".git") -> list[Found]:
        """Search all objects of a repository, packed ones and those nobody refers to."""
        return [
            found
            for kind, digest, content in git_objects(folder)
            for found in self._of(f"{name}/{kind} {digest[:12]}", content, "git object")
        ]

    def index(self, folder: Path, name: str) -> list[Found]:
        """Search terms and stored cards of a Whoosh index, opened as `kb search` opens it."""
        return list(self._of(name, "\n".join(whoosh_texts(folder)).encode(), "whoosh"))

    def _of(self, where: str, content: bytes, form: str) -> Iterator[Found]:
        for string, how in self.content(content):
            yield Found(string, where, f"{form} {how}".strip())

    def content(self, content: bytes) -> tuple[tuple[str, str], ...]:
        """Give (string, form) of what some bytes hold."""
        key = hashlib.sha256(content).digest()
        if key not in self._known:
            self.bytes += len(content)
            self._known[key] = tuple(dict.fromkeys(self._judge(content)))
        return self._known[key]

    def _judge(self, content: bytes) -> Iterator[tuple[str, str]]:
        seen: set[bytes] = set()
        told: set[str] = set()
        for form, text in looks(content):
            key = hashlib.sha256(text).digest()
            if key in seen:
                continue
            seen.add(key)
            for group in (needles for piece, needles in self._groups if piece in text):
                for each in group:
                    if each.string not in told and each.words in text:
                        told.add(each.string)
                        exact = not form and each.string.encode() in content
                        yield each.string, form or ("raw" if exact else "folded")


def _grouped(needles: Iterable[Needle]) -> list[tuple[bytes, list[Needle]]]:
    """Put needles that have five bytes in common together, so that a text without them is soon done with."""
    pieces = {each: {each.words[at : at + 5] for at in range(len(each.words) - 4)} for each in needles}
    groups: list[tuple[bytes, list[Needle]]] = []
    while pieces:
        common, _ = Counter(piece for found in pieces.values() for piece in found).most_common(1)[0]
        groups.append((common, [each for each, found in pieces.items() if common in found]))
        pieces = {each: found for each, found in pieces.items() if common not in found}
    return groups


def looks(content: bytes, deep: int = 0) -> Iterator[Look]:
    """Read bytes in every way; what comes out is words only."""
    for form, text in _codings(content):
        yield Look(form, words(text))
        yield from (Look(f"{form} {how}".strip(), words(plain)) for how, plain in _written_out(text))
    for form, plain in _based(content):
        yield Look(form, words(plain.decode("utf-8", "replace")))
        if b"\0" in plain:
            yield Look(f"{form} utf-16", words(plain.replace(b"\0", b"").decode("latin-1")))
    if deep < DEEPEST:
        for form, inner in _unpacked(content):
            for look in looks(inner, deep + 1):
                yield Look(f"{form} {look.form}".strip(), look.text)


def _codings(content: bytes) -> Iterator[tuple[str, str]]:
    try:
        yield "", content.decode()
    except UnicodeDecodeError:
        yield "", content.decode("utf-8", "replace")
        yield "latin-1", content.decode("latin-1")
    if b"\0" in content:
        for start in (0, 1):  # a text may begin at any byte of a binary file
            for order in ("utf-16-le", "utf-16-be"):
                yield order, content[start:].decode(order, "replace")


_U = re.compile(r"\\+u([0-9a-fA-F]{4})|\\+x([0-9a-fA-F]{2})|\\+([nrtbf/\"])")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_QUOTED = re.compile(r"=(?:[0-9A-F]{2}|\r?\n)")
_SOFT = re.compile(r"[\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]")


def _written_out(text: str) -> Iterator[tuple[str, str]]:
    if _U.search(text):
        bare = _U.sub(_sign, text)
        yield "json escapes", bare.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if _PERCENT.search(text):
        yield "percent-encoding", urllib.parse.unquote_plus(text)
    if "&" in text:
        once = html.unescape(text)
        if once != text:
            yield "entities", html.unescape(once)  # HTML in XML is escaped twice
    if _QUOTED.search(text):
        yield "quoted-printable", quopri.decodestring(text.encode()).decode("utf-8", "replace")
    if _SOFT.search(text):
        yield "without zero-width signs", _SOFT.sub("", text)


def _sign(match: re.Match[str]) -> str:
    four, two, letter = match.groups()
    if four or two:
        return chr(int(four or two, 16))
    return letter if letter in '/"' else " "


_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
_LINES = re.compile(rb"(?<=[A-Za-z0-9+/_-]{40})\\?\r?\\?n?[\r\n]{1,2}[ \t>]{0,8}(?=[A-Za-z0-9+/_-])")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _based(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "base64", _decoded(content)
    if _LINES.search(content):
        yield "base64 in lines", _decoded(_LINES.sub(b"", content))


def _decoded(content: bytes) -> bytes:
    """Decode every run, from each of its four possible starts."""
    out: list[bytes] = []
    for run in _BASE64.findall(content):
        bare = run.translate(_URL_SAFE)
        for start in range(4):
            piece = bare[start:]
            out.append(binascii.a2b_base64(piece[: len(piece) // 4 * 4]))
            rest = len(piece) % 4
            if rest > 1:
                out[-1] += binascii.a2b_base64(piece[-rest:] + b"=" * (4 - rest))
    return b"\n".join(out)


_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    if content[:2] == b"PK" or b"PK\x05\x06" in content[-66_000:]:
        yield from _zipped(content)
    for number, place in enumerate(_ZLIB.finditer(content)):
        if number >= MOST_STREAMS:
            break
        packed = place.group()[0] == 0x1F
        try:
            inner = zlib.decompressobj(31 if packed else 15).decompress(content[place.start() :], LARGEST)
        except zlib.error:
            continue
        if inner:
            yield ("gzip" if packed else "zlib"), inner


def _zipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            yield "zip names", "\n".join(box.namelist()).encode("utf-8", "surrogateescape") + box.comment
            for member in box.infolist():
                if not member.is_dir() and member.file_size < LARGEST:
                    yield "zip", box.read(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return


def git_objects(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Give (kind, id, content) of every object Git holds."""
    ask = ["git", "cat-file", "--batch-all-objects", "--unordered", "--batch"]
    told = subprocess.run(ask, cwd=folder, check=True, capture_output=True).stdout
    place = 0
    while place < len(told):
        end = told.index(b"\n", place)
        digest, kind, size = told[place:end].decode().split()
        place = end + 1 + int(size)
        yield kind, digest, told[end + 1 : place]
        place += 1


def whoosh_texts(folder: Path) -> Iterator[str]:
    """Give what the current generation of an index tells its reader: every term, and every stored card."""
    try:
        generation = generations.current(folder)
    except StateError:
        return
    engine = whoosh_index._engine()
    opened = engine.index.open_dir(
        str(generation), indexname=whoosh_index._NAME, readonly=True, schema=whoosh_index._schema()
    )
    reader = opened.reader()
    try:
        for _, term in reader.all_terms():
            yield term.decode("utf-8", "replace")
        cards = reader.column_reader("card", translate=False)
        kept = reader.column_reader("kept", translate=False)
        for number in range(reader.doc_count_all()):
            yield "\n".join(map(str, json.loads(zlib.decompress(cards[number]))))
            yield "\n".join(map(str, json.loads(zlib.decompress(kept[number]))))
    finally:
        reader.close()
        opened.close()


def explain(found: Iterable[Found], told: Mapping[str, str] | None = None) -> str:
    """List what was found for a failing test to print."""
    tell = told or {}
    return "\n".join(
        f"{each.where} [{each.form}]: {tell.get(each.string, each.string)}" for each in sorted(found)[:60]
    )
