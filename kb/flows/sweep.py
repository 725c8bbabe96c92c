"""Look for what redaction would hide in everything Git holds or would take: the work tree, the index, the history."""

import codecs
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from kb.config import Settings
from kb.errors import InputError
from kb.flows.exports import find
from kb.flows.harvest import known_people, rules_digest
from kb.io.files import walk, write_if_changed
from kb.io.git import Repository
from kb.model.article import Finding
from kb.model.progress import Progress, Silent
from kb.redact.base import Redactor
from kb.redact.leftovers import HouseNames, leftovers
from kb.sources.base import Source

LARGEST = 100_000_000
"""Bytes of a file or object that are looked into; a larger one is reported."""

_EXPORTS = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".xlsx", ".zip", ".mbox", ".eml"})
_TRAILER = re.compile(r"^[A-Z][A-Za-z-]{2,40}-by: .*$", re.MULTILINE)
_JSON = (".json", ".jsonl", ".ndjson")
_ESCAPED = re.compile(r"\\[nrt]")
_NAMED_ON_PURPOSE = ("archive/allowed_signers", "proof/allowed_signers")  # who may sign
_BETWEEN = "\n\x02\n"  # no rule reaches from one text of a record into the next

Reader = Callable[[], bytes]


@dataclass(slots=True)
class Swept:
    """What was found, and how much was looked at; `excluded` and `binary` are files nobody looked into."""

    findings: list[Finding] = field(default_factory=list)
    looked_at: int = 0
    known_clean: int = 0
    excluded: int = 0
    binary: int = 0


class Sweep:
    """All that is needed to judge a file, and what was found clean under the same rules before."""

    def __init__(
        self,
        settings: Settings,
        redactors: Sequence[Redactor],
        sources: Mapping[str, Source],
        progress: Progress | None = None,
    ) -> None:
        self._settings = settings
        self._redactors = redactors
        self._sources = sources
        self._progress = progress or Silent()
        self._people = HouseNames(known_people(settings), allow=settings.redact.allow)
        self._memory = settings.derived / "checked" / f"{rules_digest(settings, redactors)[:24]}.txt"
        self._clean = _remembered(self._memory)
        self._tables = False
        self.done = Swept()

    def tree(self) -> Swept:
        """Look at every file that Git tracks or would take; without Git, at every file of the workspace."""
        root = self._settings.root
        repository = Repository.find(root)
        if repository is None:
            derived = (self._settings.derived, root / "site", root / "dist")
            names = [
                path.relative_to(root).as_posix()
                for path in walk(root)
                if not any(path.is_relative_to(folder) for folder in derived)
            ]
            top = root
        else:
            with repository:
                names, top = list(repository.listed()), repository.root
        self._progress.start("looking for leftovers", len(names))
        for name in names:
            path = top / name
            if path.is_file() and not path.is_symlink():
                self._look(self._shown(name, top), path.read_bytes, size=path.stat().st_size, path=path)
            self._progress.advance()
        self._remember()
        return self.done

    def staged(self) -> Swept:
        """Look at what the next commit would bring, as the index has it."""
        with Repository.open(self._settings.root) as repository:
            staged = repository.staged()
            sizes = {name: size for name, _, size in repository.objects()} if len(staged) > 500 else {}
            for name, object_id in staged.items():
                self._look(
                    self._shown(name, repository.root),
                    lambda object_id=object_id: repository.content(object_id),  # type: ignore[misc]
                    size=sizes.get(object_id, 0),
                    path=repository.root / name,
                )
        return self.done

    def folder(self, folder: Path) -> Swept:
        """Look at every file that we made below a folder and others will get, by the names it has there."""
        self._tables = True
        paths = [path for path in folder.rglob("*") if path.is_file()]
        self._progress.start("looking for leftovers", len(paths))
        for path in sorted(paths):
            name = path.relative_to(folder).as_posix()
            self._name(name, "")
            self._look(name, path.read_bytes, size=path.stat().st_size, path=None)
            self._progress.advance()
        return self.done

    def history(self, tips: Sequence[str] = ()) -> Swept:
        """Look at every object Git holds, whether a branch reaches it or not, each once; with `tips` at what they lead to."""
        with Repository.open(self._settings.root) as repository:
            paths = repository.paths_of_objects(tips)
            reached = repository.reached(tips) if tips else None
            objects = [
                each
                for each in repository.objects()
                if each[1] != "tree" and (reached is None or each[0] in reached)
            ]
            self._progress.start("looking through the history", len(objects))
            for object_id, kind, size in objects:
                self._progress.advance()
                if kind == "blob":
                    name = self._shown(paths.get(object_id, ""), repository.root)
                    self._old(repository, object_id, name, size)
                elif object_id not in self._clean:
                    message = repository.content(object_id).partition(b"\n\n")[2].decode("utf-8", "replace")
                    self.done.looked_at += 1
                    found = self._judge(_TRAILER.sub("", message), f"{object_id[:12]}:{kind} message")
                    self._keep(found, object_id)
            for name, object_id in sorted({name: object_id for object_id, name in paths.items()}.items()):
                self._name(self._shown(name, repository.root), f"{object_id[:12]}:")
        self._remember()
        return self.done

    def _old(self, repository: Repository, object_id: str, name: str, size: int) -> None:
        before = len(self.done.findings)
        self._look(name, lambda: repository.content(object_id), size=size, path=None, object_id=object_id)
        new = self.done.findings[before:]
        if new:
            commit = repository.first_commit_with(object_id)
            place = (
                f"{commit[:12]}:{name}"
                if commit
                else f"{object_id[:12]}:{name or 'an object no branch reaches'}"
            )
            self.done.findings[before:] = [
                Finding(path=place, line=each.line, code=each.code, message=each.message) for each in new
            ]

    def _look(self, name: str, read: Reader, *, size: int, path: Path | None, object_id: str = "") -> None:
        if self._is_excluded(name):
            self.done.excluded += 1
            return
        if path is not None:
            self._name(name, "")
        if object_id in self._clean:
            self.done.known_clean += 1
            return
        if size > LARGEST:
            self.done.findings.append(
                _finding(name, 1, "KB204", f"is larger than {LARGEST // 10**6} MB, and nobody looked into it")
            )
            return
        content = read()
        key = (
            object_id
            or hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        )
        if key in self._clean:
            self.done.known_clean += 1
            return
        self.done.looked_at += 1
        if path is not None and self._is_raw(name, path):
            self.done.findings.append(
                _finding(name, 1, "KB203", "looks like a raw export: let Git ignore it, or archive it")
            )
            return
        text = _text(content)
        if text is None:
            self.done.binary += 1
            return
        self._keep(
            [
                each
                for before, piece in _pieces(name, text, tables=self._tables)
                for each in self._judge(piece, name, before)
            ],
            key,
        )

    def _judge(self, text: str, place: str, before: int | None = None) -> list[Finding]:
        """Judge a text; in a record all stands on the line behind `before`."""
        found = [
            (line, "KB201", f"holds {kind} that redaction hides")
            for line, kind in leftovers(text, self._redactors)
        ]
        found += [
            (line, "KB202", "names somebody whom the project's list of people hides")
            for line in self._people.lines(text)
        ]
        return [
            _finding(place, line if before is None else before + 1, code, what) for line, code, what in found
        ]

    def _name(self, name: str, before: str) -> None:
        """Judge the file's own name."""
        if not self._is_excluded(name):
            words = re.sub(r"[_/.-]+", " ", name)
            found = leftovers(name, self._redactors)
            if found or self._people.lines(words):
                code, what = ("KB201", found[0][1]) if found else ("KB202", "a name")
                self.done.findings.append(
                    _finding(f"{before}{name}", 1, code, f"the file's name holds {what}")
                )

    def _keep(self, found: list[Finding], key: str) -> None:
        if found:
            self.done.findings += found
        else:
            self._clean.add(key)

    def _is_excluded(self, name: str) -> bool:
        return name in _NAMED_ON_PURPOSE or any(
            fnmatchcase(name, pattern) for pattern in self._settings.check.exclude
        )

    def _is_raw(self, name: str, path: Path) -> bool:
        if path.suffix.lower() not in _EXPORTS or name.startswith("archive/") or not path.is_file():
            return False
        try:
            return bool(find([path], self._settings.harvest, self._sources)[0])
        except InputError:
            return False

    def _shown(self, name: str, top: Path) -> str:
        """Name a file from the workspace's root where it lies below, else from the repository's."""
        try:
            return (top / name).relative_to(self._settings.root).as_posix()
        except ValueError:
            return name

    def _remember(self) -> None:
        folder = self._memory.parent
        if folder.is_dir():
            for other in folder.glob("*.txt"):
                if other != self._memory:
                    other.unlink()
        write_if_changed(self._memory, "".join(f"{key}\n" for key in sorted(self._clean)))


def _remembered(path: Path) -> set[str]:
    try:
        return {line for line in path.read_text("ascii").split("\n") if len(line) in (40, 64)}
    except (OSError, UnicodeDecodeError):
        return set()


def _finding(path: str, line: int, code: str, message: str) -> Finding:
    return Finding(path=path, line=line, code=code, message=message)


def _text(content: bytes) -> str | None:
    """Decode a text in any usual encoding; None for what is none."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:8000]:
        if content[1:200:2].count(0) > 80 or content[0:200:2].count(0) > 80:  # UTF-16 without its mark
            return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _pieces(name: str, text: str, *, tables: bool) -> Iterator[tuple[int | None, str]]:
    r"""
    Give what people wrote, with the line before each piece, None for a text as it stands.

    Of JSON, a line is a record and its texts are unescaped: in `Team\nThanks` nobody is called that. Of our own
    `tables`, a row is one, and what stands in two cells is no sentence.
    """
    if tables and name.endswith(".csv"):
        rows = csv.reader(io.StringIO(text, newline=""))
        before = 0
        for row in rows:
            yield before, _BETWEEN.join(row)
            before = rows.line_num
        return
    if not name.endswith(_JSON):
        yield None, text
        return
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            yield number, _plain(line)


def _plain(line: str) -> str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return _ESCAPED.sub("  ", line)
    return _BETWEEN.join(_words(value)) if isinstance(value, (dict, list)) else line


def _words(value: object) -> Iterator[str]:
    waiting: list[object] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
