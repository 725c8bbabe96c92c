"""Jira's CSV: one row an issue, headers that repeat, comments as `date;author;body`."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import stamps, table
from kb.model.account import CUT, Notice
from kb.model.incident import Attachment, Person, RawPointer
from kb.model.prose import clean, fold
from kb.sources import jira_wiki
from kb.sources.base import Reading
from kb.sources.jira_parts import Comment, Parts
from kb.sources.people import person

LIMIT = 1000
"""Rows at which Jira's own export stops unless an administrator says otherwise."""
SURVEYED = 2000
"""How many rows are looked at before the first is read, to learn how the file writes dates."""

_REQUIRED = ("summary", "issue key")
_DATES = ("created", "updated", "resolved", "due date", "last viewed")
_LINK = re.compile(r"(inward|outward) issue link \((.{1,80})\)")
_CUSTOM = re.compile(r"custom field \((.{1,200})\)")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}-\d{1,12}")
_NOTES = {"resolution notes", "resolution note", "resolution details"}
_ONE = {
    "summary", "issue key", "description", "environment", "status", "status category", "resolution", "issue type",
    "project name", "project key", "priority", "reporter", "assignee", "creator", "created", "updated", "resolved",
    "reporter id", "assignee id", "creator id", "issue id", "project type", "project lead", "project lead id",
    "project description", "project url", "status category changed", "last viewed", "votes",
}  # fmt: skip
_ACCOUNTS = (("reporter", "reporter id"), ("assignee", "assignee id"), ("creator", "creator id"))


class JiraCsv:
    """Reads the CSV that Jira exports from a search, all fields or the current ones."""

    name = "jira-csv"
    product = "Jira"
    reads = "CSV of a search, all fields or the current ones"
    how_to_export = (
        "Search for the issues (Filters > Advanced issue search), then Export > Export CSV (all fields). Jira stops at "
        "1,000 issues; export in parts, by date created."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - its header says all
        """Whether the header has a summary and an issue key."""
        return _delimiter(path) is not None

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name the columns that are missing."""
        found = {name.casefold() for name in table.peek(path)}
        missing = [name for name in _REQUIRED if name not in found]
        return f"a Jira CSV needs the columns Summary, Issue key; missing: {', '.join(missing)}"

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one record a row; columns nobody mapped are kept under `extra`, those that repeat joined."""
        delimiter = _delimiter(path)
        if delimiter is None:
            table.header(path)  # says so when there is nothing at all
            raise InputError(self.explain(path, settings), path=path, line=1, hint="export all fields")
        shown = table.header(path, delimiter=delimiter)
        header = [name.casefold() for name in shown]
        found = table.rows(path, key=header.index("issue key"), seed=("AB-1", "A1-1"), delimiter=delimiter)
        first = list(islice(found, SURVEYED))
        month_first = _month_first(header, [row for row in first if isinstance(row, table.Row)])
        count = 0
        for row in chain(first, found):
            count += 1
            if isinstance(row, table.Row):
                digest = sha256("\0".join(row.cells).encode(errors="replace")).hexdigest()
                raw = RawPointer(path=path, line=row.line, sha256=digest)
                yield _Row(shown, header, row.cells, month_first=month_first).parts().record(raw)
            else:
                yield row
        if count == LIMIT:
            yield Notice(
                path=path,
                code=CUT,
                message=f"exactly {LIMIT:,} rows, where Jira stops by default",
                hint="export in parts, by date created, into the same folder",
            )


def _delimiter(path: Path) -> str | None:
    for delimiter in (",", ";", "\t"):
        if set(_REQUIRED) <= {name.casefold() for name in table.peek(path, delimiter=delimiter)}:
            return delimiter
    return None


def _month_first(header: Sequence[str], rows: Sequence[table.Row]) -> bool:
    """Decide for the whole file: a reading that makes a date impossible, or an issue change before it began, loses."""
    wrong = {False: 0, True: 0}
    created, updated = (header.index(name) if name in header else -1 for name in ("created", "updated"))
    for row in rows:
        texts = [cell for name, cell in zip(header, row.cells, strict=True) if name in _DATES and cell]
        texts += [
            cell.partition(";")[0] for name, cell in zip(header, row.cells, strict=True) if name == "comment"
        ]
        for text in filter(stamps.is_ambiguous, texts):
            for reading in wrong:
                wrong[reading] += stamps.parse(text, month_first=reading) is None
        if created >= 0 and updated >= 0 and stamps.is_ambiguous(row.cells[created]):
            for reading in wrong:
                begun, changed = (
                    stamps.parse(row.cells[at], month_first=reading) for at in (created, updated)
                )
                wrong[reading] += begun is not None and changed is not None and changed < begun
    return wrong[True] < wrong[False]


class _Row:
    """One row while it is read; `all` gives every cell of a header that says something."""

    def __init__(
        self, shown: Sequence[str], header: Sequence[str], cells: Sequence[str], *, month_first: bool
    ) -> None:
        self.cells: dict[str, list[str]] = {}
        self.shown: dict[str, str] = {}
        for title, name, cell in zip(shown, header, cells, strict=True):
            if cell and not cell.isspace():
                self.cells.setdefault(name, []).append(cell)
                self.shown.setdefault(name, title)
        self.month_first = month_first
        self.mentioned: set[str] = set()

    def text(self, name: str) -> str:
        return clean(next(iter(self.cells.get(name, ())), ""))

    def line(self, name: str) -> str:
        return " ".join(self.text(name).split())

    def lines(self, name: str) -> list[str]:
        return [" ".join(clean(cell).split()) for cell in self.cells.get(name, ())]

    def date(self, text: str) -> datetime | None:
        text = clean(text)
        return stamps.iso(text)[0] or stamps.parse(text, month_first=self.month_first)

    def prose(self, text: str) -> str:
        self.mentioned.update(jira_wiki.mentions(text))
        return jira_wiki.to_markdown(text, self.named)

    def named(self, account: str) -> str:
        for name, identity in _ACCOUNTS:
            if self.line(identity) == account:
                return self.line(name)
        return account

    def parts(self) -> Parts:
        accounts = {
            self.line(identity): self.line(name) for name, identity in _ACCOUNTS if self.line(identity)
        }
        parts = Parts(
            key=self.line("issue key"),
            summary=self.line("summary"),
            description=self.prose(self.text("description")),
            status=self.line("status"),
            category=self.line("status category"),
            resolution="" if self.line("resolution").lower() == "unresolved" else self.line("resolution"),
            kind=self.line("issue type"),
            project=self.line("project name") or self.line("project key"),
            priority=self.line("priority"),
            reporter=self.line("reporter"),
            assignee=self.line("assignee"),
            environment=self.prose(self.text("environment")),
            components=[*self.lines("component/s"), *self.lines("components")],
            created=self.date(self.text("created")),
            updated=self.date(self.text("updated")),
            resolved=self.date(self.text("resolved")),
            names=accounts,
        )
        parts.zone_assumed = any((parts.created, parts.updated, parts.resolved)) and not _has_zone(
            self.text("created")
        )
        parts.comments = [self.comment(cell) for cell in self.cells.get("comment", ())]
        self.links(parts)
        parts.attachments = [file for cell in self.cells.get("attachment", ()) if (file := _attachment(cell))]
        self.rest(parts)
        self.people(parts)
        return parts

    def comment(self, cell: str) -> Comment:
        """Split `date;author;body` at the first two semicolons only: the body has its own."""
        cell = clean(cell)
        pieces = cell.split(";", 2)
        at = self.date(pieces[0]) if len(pieces) == 3 else None
        if len(pieces) < 3 or at is None:
            return Comment(at=None, author="", text=self.prose(cell))
        return Comment(at=at, author=" ".join(pieces[1].split()), text=self.prose(pieces[2]))

    def links(self, parts: Parts) -> None:
        for name in self.cells:
            match = _LINK.fullmatch(name)
            if not match:
                continue
            keys = [key for key in self.lines(name) if _KEY.fullmatch(key)]
            if "duplicate" in match[2]:
                (parts.outward if match[1] == "outward" else parts.inward).extend(keys)
            else:
                parts.links += keys
        for name in ("parent", "parent key", "sub-tasks"):
            parts.links += [key for key in self.lines(name) if _KEY.fullmatch(key)]

    def rest(self, parts: Parts) -> None:
        for name, cells in self.cells.items():
            if name in _ONE or name in (
                "comment",
                "attachment",
                "component/s",
                "components",
                "watchers",
                "watchers id",
            ):
                continue
            if _LINK.fullmatch(name):
                odd = [key for key in self.lines(name) if not _KEY.fullmatch(key)]
                parts.extra += [(self.shown[name], ", ".join(odd))] if odd else []
                continue
            custom = _CUSTOM.fullmatch(self.shown[name].casefold())
            title = self.shown[name][len("custom field (") : -1] if custom else self.shown[name]
            joined = ", ".join(self.lines(name)) if len(cells) > 1 else self.text(name)
            if custom and fold(title) in _NOTES:
                parts.notes = self.prose(self.text(name))
            else:
                parts.extra.append((title or "unnamed column", self.prose(joined) if custom else joined))
        if self.text("resolved") and parts.resolved is None:
            parts.extra.append(("Resolved", self.text("resolved")))

    def people(self, parts: Parts) -> None:
        for name, identity in (*_ACCOUNTS, ("project lead", "project lead id"), ("watchers", "watchers id")):
            accounts = self.lines(identity)
            for place, shown in enumerate(self.lines(name)):
                account = accounts[place] if place < len(accounts) else ""
                parts.people.append(_person(shown, account))
        for each in parts.comments:
            parts.people.append(
                _person(parts.named(each.author), each.author if each.author in parts.names else "")
            )
        for account in sorted(self.mentioned):
            parts.people.append(_person(parts.named(account), account if account in parts.names else ""))
        for cell in self.cells.get("attachment", ()):
            pieces = clean(cell).split(";", 3)
            if len(pieces) == 4:
                parts.people.append(_person(pieces[1].strip(), ""))


def _person(shown: str, account: str) -> Person | None:
    """Make a person of what a cell says: a name of several words, an address, or an account."""
    if " " in shown or "@" in shown or account:
        return person(shown, user=account)
    return person("", user=shown)


def _attachment(cell: str) -> Attachment | None:
    pieces = clean(cell).split(";", 3)
    name = pieces[2] if len(pieces) == 4 else pieces[-1]
    last = " ".join(name.split()).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return Attachment(name=last) if last else None


def _has_zone(text: str) -> bool:
    moment, assumed = stamps.iso(text.strip())
    return moment is not None and not assumed


SOURCE = JiraCsv()
