"""Jira's CSV: one row an issue, headers that repeat, comments as `date;author;body`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import stamps, table
from kb.model.account import CUT, Notice, Rejection, Skip
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
_PEOPLE = {"request participants", "approvers"}
# Columns that have a place of their own, or only repeat how Jira draws the page and the project.
_PLACED = {
    "summary", "issue key", "description", "environment", "status", "status category", "resolution", "issue type",
    "project name", "project key", "priority", "reporter", "assignee", "creator", "created", "updated", "resolved",
    "reporter id", "assignee id", "creator id", "issue id", "project type", "project lead", "project lead id",
    "project description", "project url", "status category changed", "last viewed", "votes", "comment", "log work",
    "attachment", "component/s", "components", "watchers", "watchers id",
}  # fmt: skip
_ACCOUNTS = (
    ("reporter", "reporter id"), ("assignee", "assignee id"), ("creator", "creator id"),
    ("project lead", "project lead id"), ("watchers", "watchers id"),
)  # fmt: skip
_SERVICE_LEVEL = re.compile(r"time to .{1,80}")
_LEFT = re.compile(r"(-?)\d{1,6}:\d{2}(?::\d{2})?")


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
        month_first = _month_first(header, islice(_rows(path, header, delimiter), SURVEYED))
        count = 0
        for row in _rows(path, header, delimiter):
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


def _rows(path: Path, header: Sequence[str], delimiter: str) -> Iterator[table.Row | Rejection | Skip]:
    return table.rows(path, key=header.index("issue key"), seed=("AB-1", "A1-1"), delimiter=delimiter)


def _delimiter(path: Path) -> str | None:
    for delimiter in (",", ";", "\t"):
        if set(_REQUIRED) <= {name.casefold() for name in table.peek(path, delimiter=delimiter)}:
            return delimiter
    return None


def _month_first(header: Sequence[str], rows: Iterable[table.Row | Rejection | Skip]) -> bool:
    """Decide for the whole file: a reading that makes a date impossible, or an issue change before it began, loses."""
    wrong = {False: 0, True: 0}
    created, updated = (header.index(name) if name in header else -1 for name in ("created", "updated"))
    for row in rows:
        if not isinstance(row, table.Row):
            continue
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
        self.accounts: dict[str, str] = {}
        for name, identity in _ACCOUNTS:
            accounts, names = self.lines(identity), self.lines(name)
            if len(accounts) == len(names):  # else some have no account, and nobody can tell who
                self.accounts |= zip(accounts, names, strict=True)

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
        return self.accounts.get(account, account)

    def parts(self) -> Parts:
        parts = Parts(
            key=self.line("issue key"),
            summary=self.line("summary"),
            description=self.prose(self.text("description")),
            status=self.line("status"),
            category=self.line("status category"),
            resolution="" if self.line("resolution").lower() == "unresolved" else self.line("resolution"),
            kind=self.line("issue type"),
            project=self.line("project name") or self.line("project key"),
            project_key=self.line("project key"),
            priority=self.line("priority"),
            reporter=self.line("reporter"),
            assignee=self.line("assignee"),
            environment=self.prose(self.text("environment")),
            components=[*self.lines("component/s"), *self.lines("components")],
            created=self.date(self.text("created")),
            updated=self.date(self.text("updated")),
            resolved=self.date(self.text("resolved")),
            names=self.accounts,
        )
        parts.zone_assumed = any(
            moment is not None and not _has_zone(self.text(name))
            for name, moment in (
                ("created", parts.created),
                ("updated", parts.updated),
                ("resolved", parts.resolved),
            )
        )
        parts.comments = [self.comment(cell) for cell in self.cells.get("comment", ())]
        parts.comments += [self.worklog(cell) for cell in self.cells.get("log work", ())]
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

    def worklog(self, cell: str) -> Comment:
        """Split `body;date;author;seconds` at the last three semicolons."""
        cell = clean(cell)
        pieces = cell.rsplit(";", 3)
        at = self.date(pieces[1]) if len(pieces) == 4 else None
        if len(pieces) < 4 or at is None:
            return Comment(at=None, author="", text=self.prose(cell))
        return Comment(at=at, author=" ".join(pieces[2].split()), text=self.prose(pieces[0]))

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
        """Keep what has no place of its own, and read what some custom fields mean."""
        left: list[str] = []
        for name, cells in self.cells.items():
            if name in _PLACED:
                continue
            if _LINK.fullmatch(name):
                odd = [key for key in self.lines(name) if not _KEY.fullmatch(key)]
                parts.extra += [(self.shown[name], ", ".join(odd))] if odd else []
                continue
            custom = _CUSTOM.fullmatch(name)
            title = self.shown[name][len("custom field (") : -1] if custom else self.shown[name]
            joined = ", ".join(self.lines(name)) if len(cells) > 1 else self.text(name)
            if custom and fold(title) in _NOTES:
                parts.notes = self.prose(self.text(name))
            else:
                parts.extra.append((title or "unnamed column", self.prose(joined) if custom else joined))
            if _SERVICE_LEVEL.fullmatch(custom[1] if custom else name):
                left += [match[1] for cell in self.lines(name) if (match := _LEFT.fullmatch(cell))]
        # What is left of a service level; below zero the time was over. Time left says nothing before the end.
        if "-" in left or (left and parts.resolved is not None):
            parts.sla_met = "-" not in left
        for name, moment in (
            ("created", parts.created),
            ("updated", parts.updated),
            ("resolved", parts.resolved),
        ):
            if moment is None and self.text(name):  # what is no date is still a word
                parts.extra.append((self.shown[name], self.line(name)))

    def people(self, parts: Parts) -> None:
        for name, identity in _ACCOUNTS:
            accounts, names = self.lines(identity), self.lines(name)
            if len(accounts) != len(names):
                parts.people += [person("", user=account) for account in accounts]
                accounts = [""] * len(names)
            parts.people += map(_person, names, accounts)
        for account in (*(each.author for each in parts.comments), *sorted(self.mentioned)):
            known = account in self.accounts
            parts.people.append(_person(self.named(account), account if known else ""))
        for cell in self.cells.get("attachment", ()):
            pieces = clean(cell).split(";", 3)
            if len(pieces) == 4:
                author = pieces[1].strip()
                parts.people.append(_person(self.named(author), author if author in self.accounts else ""))
        for name in self.cells:
            custom = _CUSTOM.fullmatch(name)
            if (custom[1] if custom else name) in _PEOPLE:
                parts.people += [_person(shown, "") for shown in self.lines(name)]


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
