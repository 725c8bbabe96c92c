"""
One command, stopped or refused at each of its steps on the disk, by strace: which steps, and what came of it.

A point is one system call of `kb` itself or of one of its calls of Git. Git's calls are counted by a small script
that stands before Git on the path, so that a fault hits one process and no other.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from tests.support.forked import Ended, Forked

CALLS = {
    "write": "write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,ftruncate",
    "openat": "openat",
    "rename": "rename,renameat,renameat2",
    "link": "link,linkat,symlink,symlinkat",
    "fsync": "fsync,fdatasync,sync_file_range",
    "unlink": "unlink,unlinkat,rmdir",
    "mkdir": "mkdir,mkdirat",
}
_NAMES = [name for names in CALLS.values() for name in names.split(",")]
KILL, KILL_ALL, EIO, ENOSPC = "KILL", "KILL-ALL", "EIO", "ENOSPC"
_NO_SPACE = {"write", "openat", "rename", "link", "fsync", "mkdir"}
_LINE = re.compile(r"^(?:(?P<pid>\d+) +)?(?P<call>\w+)\((?P<rest>.*)$")
_PATH_FIRST = re.compile(r'^"(?!/)')
_MOMENT = "1788300000"  # a day of the sample

_SHIM = """#!/bin/sh
read n < "$KB_FAULTS/count"; n=$((n+1)); echo $n > "$KB_FAULTS/count"
if [ "$KB_FAULTS_GIT" = all ]; then
  exec strace -f -y -o "$KB_FAULTS/git-$n" -e trace=$KB_FAULTS_TRACE {git} "$@"
elif [ "$KB_FAULTS_GIT" = $n ]; then
  strace -f -o /dev/null -e trace=$KB_FAULTS_CALL -e inject=$KB_FAULTS_CALL:$KB_FAULTS_ACTION {git} "$@"
  code=$?
  [ $code != 137 ] || [ -z "$KB_FAULTS_PARENT" ] || kill -9 $PPID
  [ $code != 137 ] || kill -9 $$
  exit $code
fi
exec {git} "$@"
"""


def needed() -> None:
    """Skip where strace cannot hold a process; in CI that is a failure."""
    try:
        done = subprocess.run(
            ["strace", "-o", "/dev/null", "-e", "trace=none", "true"], capture_output=True, check=False
        )
        fine = done.returncode == 0
    except FileNotFoundError:
        fine = False
    if fine:
        return
    if os.environ.get("KB_STRACE") == "required":
        pytest.fail("CI needs strace, and it is not installed or may not trace")
    pytest.skip("no strace on this machine, or it may not trace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The N-th call of a kind in `kb` (git 0) or in its n-th call of Git, and what is done to it."""

    git: int
    call: str
    nth: int
    action: str
    line: str = field(default="", compare=False)

    def __str__(self) -> str:
        where = f"git {self.git}" if self.git else "kb"
        return f"{self.action} at {where} {self.call} {self.nth}: {self.line[:150]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A command in a workspace that `prepare` makes; `look` says what is wrong after a fault, for this command alone."""

    name: str
    prepare: Callable[[Path], None]
    command: tuple[str, ...]
    look: Callable[["Bench", Path], Iterator[str]] | None = None
    once: bool = False  # run again after all is done, it does the same once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that counts of a workspace: files, the commit one stands on, tags, and what is staged."""

    files: Mapping[str, bytes]
    head: str
    tags: str
    staged: str
    status: str


class Bench:
    """One scenario prepared and run undisturbed; each point is then tried in a fresh copy. Leave it as a context."""

    def __init__(self, scenario: Scenario, folder: Path, forked: Forked) -> None:
        self.scenario = scenario
        self._forked = forked
        self._folder = folder
        self.missed = 0
        self.before_at = (
            folder / "before" / "ws"
        )  # each copy lies two levels below, as long a path as this one
        self._faults = folder / "faults"
        self._faults.mkdir(parents=True)
        (folder / "bin").mkdir()
        shim = folder / "bin" / "git"
        shim.write_text(_SHIM.replace("{git}", str(shutil.which("git"))))
        shim.chmod(0o755)
        scenario.prepare(self.before_at)
        self.command = tuple(
            each.replace("{beside}", str(self.before_at.parent)) for each in scenario.command
        )
        self.before = picture(self.before_at)
        whole = self._copy("after")
        done = self.run(whole)
        assert done.code == 0, done.said
        self.after = picture(whole)
        again = self.run(whole)
        assert again.code == 0, again.said
        assert scenario.once or picture(whole) == self.after, "a second run changes something"

    @classmethod
    def of(cls, scenario: Scenario, folder: Path, forked: Forked) -> Self:
        """Make a bench in a folder of its own."""
        return cls(scenario, Path(tempfile.mkdtemp(prefix=f"{scenario.name}-", dir=folder)), forked)

    def run(self, workspace: Path, *more: str) -> Ended:
        """Run the command, or another one, without a fault."""
        return self._forked.run(workspace, more or self.command, environment=self._environment())

    def points(self) -> tuple[Point, ...]:
        """List every point of a run that touches the workspace."""
        workspace = self._copy("trace")
        for old in self._faults.iterdir():
            old.unlink()
        trace = ",".join(_NAMES)
        environment = self._environment(git="all", trace=trace)
        own = self._faults / "kb"
        options = ["-y", "-o", str(own), "-e", f"trace={trace}"]
        done = self._forked.run(workspace, self.command, environment=environment, strace=options)
        assert done.code == 0, done.said
        found = list(_points(0, own, workspace))
        calls = int((self._faults / "count").read_text())
        for number in range(1, calls + 1):
            found += _points(number, self._faults / f"git-{number}", workspace)
        shutil.rmtree(workspace.parent)
        return tuple(found)

    def try_at(self, point: Point) -> tuple[str, ...]:
        """Run the command with one fault, then again without; say in words all that is wrong then."""
        workspace = self._copy("trial")
        action = "signal=KILL" if point.action in (KILL, KILL_ALL) else f"error={point.action}"
        inject = f"{action}:when={point.nth}"
        if point.git:
            environment = self._environment(
                git=str(point.git), call=point.call, action=inject, parent="1" * (point.action == KILL_ALL)
            )
            options: list[str] = []
        else:
            environment = self._environment()
            options = ["-o", "/dev/null", "-e", f"trace={point.call}", "-e", f"inject={point.call}:{inject}"]
        done = self._forked.run(workspace, self.command, environment=environment, strace=options)
        wrong = [*self._ended(point, done), *(f"then: {each}" for each in self._look(workspace))]
        is_done = self.scenario.once and picture(workspace) == self.after and not any(left_behind(workspace))
        again = Ended(code=0, said="") if is_done else self.run(workspace)
        if again.code:
            wrong.append(f"again: ends with {again.code}: {again.said.strip()[-500:]}")
        wrong += (f"again: {each}" for each in _fsck(workspace))
        wrong += (f"again: {each}" for each in unlike(picture(workspace), self.after))
        wrong += (f"again: left behind: {each}" for each in left_behind(workspace))
        shutil.rmtree(workspace.parent)
        return tuple(wrong)

    def _ended(self, point: Point, done: Ended) -> Iterator[str]:
        died = -9 if point.action == KILL_ALL or (point.action == KILL and not point.git) else None
        if died is not None:
            if done.code == 0:
                self.missed += 1  # this run took fewer steps than the one that was counted
            elif done.code != died:
                yield f"was to be killed, and ended with {done.code}: {done.said.strip()[-300:]}"
        elif done.code not in (0, 4):
            yield f"ended with {done.code}: {done.said.strip()[-300:]}"
        elif done.code == 4 and ("error: " not in done.said or "hint: " not in done.said):
            yield f"told no next step: {done.said.strip()[-300:]}"
        if "Traceback" in done.said:
            yield f"a traceback: {done.said.strip()[-300:]}"

    def _look(self, workspace: Path) -> Iterator[str]:
        yield from _fsck(workspace)
        now = picture(workspace)
        for path, content in now.files.items():
            if content not in (self.before.files.get(path), self.after.files.get(path)):
                yield f"neither old nor new: {path}"
        for path in self.before.files.keys() & self.after.files.keys() - now.files.keys():
            yield f"gone: {path}"
        if now.staged != self.before.staged:
            yield f"staged is {now.staged!r}, was {self.before.staged!r}"
        for line in now.tags.splitlines():
            if line not in self.after.tags.splitlines():
                yield f"a tag of its own: {line}"
        if self.scenario.look:
            yield from self.scenario.look(self, workspace)

    def _copy(self, name: str) -> Path:
        place = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self._folder)) / "ws"
        subprocess.run(["cp", "-a", "--reflink=auto", str(self.before_at), str(place)], check=True)
        return place

    def _environment(
        self, *, git: str = "", call: str = "", action: str = "", parent: str = "", trace: str = ""
    ) -> dict[str, str]:
        (self._faults / "count").write_text("0\n")
        return {
            "PATH": f"{self._folder / 'bin'}:{os.environ['PATH']}",
            "KB_FAULTS": str(self._faults),
            "KB_FAULTS_GIT": git,
            "KB_FAULTS_CALL": call,
            "KB_FAULTS_ACTION": action,
            "KB_FAULTS_PARENT": parent,
            "KB_FAULTS_TRACE": trace,
            **FIXED,
        }


FIXED = {
    "GIT_AUTHOR_DATE": f"{_MOMENT} +0000",
    "GIT_COMMITTER_DATE": f"{_MOMENT} +0000",
    "SOURCE_DATE_EPOCH": _MOMENT,
    "NO_COLOR": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}
"""What makes two runs alike to the last commit id."""


def spread(points: Sequence[Point], count: int) -> tuple[Point, ...]:
    """Choose some of many, always the same: of each action and each kind of call, early ones and late ones."""
    sorted_ = sorted(points, key=lambda each: (each.action, each.call, each.git, each.nth))
    step = max(1, len(points) // count)
    return tuple(sorted_[step // 2 :: step])


def _points(git: int, log: Path, workspace: Path) -> Iterator[Point]:
    """Read a trace; count each kind of call in each process, and give those that touch the workspace."""
    seen: Counter[tuple[str, str]] = Counter()
    given = set()
    for line in log.read_text(errors="replace").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        call, rest = match["call"], match["rest"]
        seen[match["pid"] or "", call] += 1
        nth = seen[match["pid"] or "", call]
        if (call, nth) in given or not _is_ours(call, rest, workspace):
            continue
        given.add((call, nth))
        kind = next(kind for kind, names in CALLS.items() if call in names.split(","))
        actions = [KILL, *([KILL_ALL] if git else []), EIO, *([ENOSPC] if kind in _NO_SPACE else [])]
        for action in actions:
            yield Point(git=git, call=call, nth=nth, action=action, line=line)


def _is_ours(call: str, rest: str, workspace: Path) -> bool:
    if "/dev/null" in rest:
        return False
    if call == "openat" and not re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest):
        return False
    return str(workspace) in rest or bool(_PATH_FIRST.match(rest))


def picture(workspace: Path) -> Picture:
    """Take a picture of a workspace."""
    files = {
        path.relative_to(workspace).as_posix(): path.read_bytes()
        for path in sorted(workspace.rglob("*"))
        if path.is_file()
        and not {".git", ".kb"} & set(path.relative_to(workspace).parts)
        and not _is_temporary(path)
    }
    return Picture(
        files=files,
        head=_git(workspace, "rev-parse", "-q", "--verify", "HEAD"),
        tags=_git(workspace, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", "refs/tags"),
        staged=_git(workspace, "ls-files", "-s", "--", "staged.txt"),
        status=_git(workspace, "status", "--porcelain", "--untracked-files=all"),
    )


def unlike(now: Picture, wanted: Picture) -> Iterator[str]:
    """Say how two pictures differ."""
    for path in sorted(now.files.keys() | wanted.files.keys()):
        if now.files.get(path) != wanted.files.get(path):
            yield f"differs from an undisturbed run: {path}"
    for name in ("head", "tags", "staged", "status"):
        if getattr(now, name) != getattr(wanted, name):
            yield f"{name} is {getattr(now, name)!r}, undisturbed {getattr(wanted, name)!r}"


def left_behind(workspace: Path) -> Iterator[str]:
    """Name temporary files and locks; Git's own unreachable objects are no harm, and it tidies them itself."""
    for path in workspace.rglob("*"):
        name = path.relative_to(workspace).as_posix()
        if name.startswith(".git/objects/"):
            continue
        if _is_temporary(path) or (name.startswith(".git/") and name.endswith(".lock")):
            yield name


def _is_temporary(path: Path) -> bool:
    return path.name.endswith(".tmp") or any(
        part.endswith((".new", ".old")) or "@" in part for part in path.parts
    )


def _fsck(workspace: Path) -> Iterator[str]:
    if said := _git(workspace, "fsck", "--full", "--strict", "--no-dangling", "--no-progress"):
        yield f"git fsck: {said}"


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **FIXED},
    )
    return (done.stdout + (done.stderr if done.returncode else "")).strip()
