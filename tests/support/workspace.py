"""A workspace in a temporary folder, and the command line run in it."""

import csv
import io
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.cli.main import main
from tests.support.git import git

COLUMNS = [
    "number",
    "opened_at",
    "short_description",
    "description",
    "caller_id",
    "priority",
    "state",
    "assignment_group",
    "assigned_to",
    "cmdb_ci",
    "resolved_at",
    "close_code",
    "close_notes",
    "comments_and_work_notes",
    "sys_updated_on",
]


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def kb(folder: Path, *arguments: object) -> Done:
    """Run `kb` in a folder, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = main([str(each) for each in arguments])
    return Done(code, out.getvalue(), err.getvalue())


def a_workspace(folder: Path) -> Path:
    """Make one with `kb init`, committed by an author of its own."""
    done = kb(folder.parent, "init", folder, "--name", "Test help")
    assert done.code == 0, done.err
    git(folder, "config", "user.name", "Test Author")
    git(folder, "config", "user.email", "author@example.org")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Start")
    return folder


def an_export(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write a ServiceNow list CSV; a row may bring columns of its own."""
    rows = list(rows)
    columns = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def a_row(number: str, **changes: str) -> dict[str, str]:
    """Give a resolved incident as the product exports it."""
    row = {
        "number": number,
        "opened_at": "2026-09-01 08:00:00",
        "short_description": "Offer letter PDF is blank",
        "description": "Hi, this is Agnieszka Zielonka. The offer letter shows a white page in Chrome. Code WDR-5031.",
        "caller_id": "Agnieszka Zielonka",
        "priority": "3 - Moderate",
        "state": "Closed",
        "assignment_group": "HR Recruiting Support",
        "assigned_to": "Tobias Feldkamp",
        "cmdb_ci": "Workday Recruiting",
        "resolved_at": "2026-09-01 12:00:00",
        "close_code": "Solution provided",
        "close_notes": "1. Open the business form layout.\n2. Publish the layout again.\n3. Generate the offer letter once more.",
        "sys_updated_on": "2026-09-02 12:00:00",
    }
    return row | changes


def three_incidents() -> list[dict[str, str]]:
    """Two tellings of one problem, and one that came up once."""
    return [
        a_row("INC0048001"),
        a_row(
            "INC0048002",
            short_description="blank offer letter pdf",
            opened_at="2026-09-03 08:00:00",
            close_notes="Done",
        ),
        a_row(
            "INC0048003",
            short_description="Badge reader at the gate is dark",
            description="The reader at the north gate shows no light since the storm.",
            cmdb_ci="Building",
            close_notes="Replaced the power supply of the reader at the gate.",
        ),
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder but Git's own and what is derived."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".git", ".kb", "site"} & set(path.relative_to(folder).parts)
    }


def without_git(monkeypatch: Any, folder: Path) -> None:
    """Take Git off the path."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("PATH", os.fspath(folder))


def the_sample(folder: Path) -> Path:
    """Make the sample project's workspace without harvesting: what this repository has of it, and its accepted run."""
    root = Path(__file__).parents[2]
    for name in ("content", "lessons", "archive/incidents"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("about", "accepted.json"))
    shutil.copy(root / "kb.toml", folder / "kb.toml")
    shutil.copy(root / "kb" / "sample" / "search" / "accepted.json", folder / "content" / "_search")
    return folder
