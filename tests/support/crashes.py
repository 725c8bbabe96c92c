"""The commands that are stopped at each of their steps, each with a small workspace of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.support.faults import Bench, Scenario
from tests.support.git import git
from tests.support.workspace import a_workspace, an_export, kb, three_incidents

_BUNDLE = "2026-09-week"
_LESSONS = """id,Lesson,Effect,Cause,Early warning,Recommendation
1,Freeze tax codes early,Wrong tax on first pay,Codes were loaded after the freeze,Codes differ in two systems,Load them two weeks before
2,Test badges at each gate,People waited outside,Readers were not in the plan,No test at the north gate,Walk all gates before day one
"""


def _started(folder: Path) -> None:
    """Make a workspace in which somebody has staged something that is no business of ours."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    a_workspace(folder)
    for hook in (folder / ".git" / "hooks").iterdir():
        hook.unlink()
    (folder / "staged.txt").write_text("mine\n")
    git(folder, "add", "staged.txt")
    an_export(folder.parent / "in" / "incidents.csv", three_incidents())


def _logs(folder: Path) -> None:
    _started(folder)
    place = folder.parent / "logs"
    (place / "chat").mkdir(parents=True)
    (place / "2026-09-01.md").write_text("09:12 lead: started\n")
    (place / "chat" / "day one.txt").write_text("all well\n")


def _articles(folder: Path) -> None:
    _started(folder)
    done = kb(folder, "harvest", folder.parent / "in", "--min-incidents", 1)
    assert done.code == 0, done.err
    shutil.rmtree(folder / ".kb")
    git(folder, "add", "--", "content", "archive")
    git(folder, "commit", "-qm", "Harvest", "--only", "--", "content", "archive")


def _register(folder: Path) -> None:
    _started(folder)
    (folder.parent / "lessons.csv").write_text(_LESSONS)


def _day(folder: Path) -> None:
    _started(folder)
    done = kb(folder, "log", "add", "Payroll is through", "--at", "2026-09-01T09:10")
    assert done.code == 0, done.err
    shutil.rmtree(folder / ".kb")


def _handed(folder: Path) -> None:
    """Make a workspace in which everything is committed: nothing else is handed over."""
    _articles(folder)
    git(folder, "commit", "-qam", "Commit all")


def _bundles(bench: Bench, workspace: Path) -> Iterator[str]:
    """Say where there is a tag without its bundle, or half a bundle that verifies."""
    place = workspace / "archive" / "bundles"
    names = {path.name for path in place.iterdir()} if place.is_dir() else set()
    tags = set(git(workspace, "tag", "-l", "archive/*").replace("archive/", "").split())
    for name in tags - names:
        yield f"a tag without its bundle: {name}"
    for name in names:
        prefix = f"archive/bundles/{name}/"
        here = {
            path.relative_to(workspace).as_posix() for path in (place / name).rglob("*") if path.is_file()
        }
        whole = here == {path for path in bench.after.files if path.startswith(prefix)}
        fine = bench.run(workspace, "archive", "verify", name).code == 0
        if fine and not (whole and name in tags):
            yield f"half a bundle verifies: {name}"
        if name in tags and not fine:
            yield f"a bundle with its tag does not verify: {name}"


SCENARIOS = (
    Scenario(
        name="archive-add",
        prepare=_logs,
        command=("archive", "add", "{beside}/logs", "--bundle", _BUNDLE),
        look=_bundles,
    ),
    Scenario(name="harvest", prepare=_started, command=("harvest", "{beside}/in", "--min-incidents", "1")),
    Scenario(
        name="promote",
        prepare=_articles,
        command=("promote", "kb-b50dd2f6", "--to", "validated", "--no-input"),
    ),
    Scenario(name="lessons-import", prepare=_register, command=("lessons", "import", "{beside}/lessons.csv")),
    Scenario(
        name="log-add",
        prepare=_started,
        command=("log", "add", "Payroll is through", "--kind", "status"),
        once=True,
    ),
    Scenario(name="log-close", prepare=_day, command=("log", "close", "2026-09-01"), look=_bundles),
    Scenario(name="handover-build", prepare=_handed, command=("handover", "build", "acme", "--no-input")),
)
"""`{beside}` is the folder in which the workspace was prepared."""
