"""
What archiving many files takes: memory and time, beside `git add && git commit` of the same files in the same run.

Run by hand: `.venv/bin/python -m tests.bench.archiving --files 2000 --mb 200`. The files are made up and deleted
afterwards. Memory is the resident set of the biggest process, and of all together, of what a command starts, read
from `/proc` ten times a second (Linux).
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.git import git

WORDS = [
    "payroll",
    "interface",
    "finished",
    "queue",
    "worker",
    "restarted",
    "connection",
    "timeout",
    "retry",
    "user",
    "session",
    "opened",
    "report",
    "job",
    "integration",
    "feed",
    "file",
    "loaded",
    "rows",
    "error",
    "code",
    "sync",
    "manager",
    "approves",
    "holiday",
    "request",
    "balance",
    "printed",
    "posted",
]
SAID = (
    "call me on +44 1632 960123",
    "write to r.ottoway@example.com",
    "Hi Rosalind, please look at https://wiki.example/runbook?id=7",
)
KB = (sys.executable, "-c", "import sys; from kb.cli.main import main; sys.exit(main(sys.argv[1:]))")
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and the most memory at any moment, in MB: of one process, and of all of them."""

    wall: float
    biggest: int
    together: int


def make(folder: Path, files: int, size: int) -> None:
    """Write log files of made-up lines, of different sizes, in folders of 200."""
    chance = random.Random(9)
    lines = [_line(chance, number, " ") for number in range(20_000)]
    rows = [_line(chance, number, ",") for number in range(20_000)]
    for number in range(files):
        place = folder / f"node-{number // 200:03}" / f"{number:05}.{('log', 'txt', 'md', 'csv')[number % 4]}"
        place.parent.mkdir(parents=True, exist_ok=True)
        wanted = max(200, int(size / files * chance.uniform(0.2, 1.8)))
        with place.open("w") as file:
            if place.suffix == ".csv":
                file.write("time,level,machine,job,message\n")
            while file.tell() < wanted:
                some = rows if place.suffix == ".csv" else lines
                file.write("".join(chance.choices(some, k=min(200, wanted // 100 + 1))))


def _line(chance: random.Random, number: int, between: str) -> str:
    said = f" {chance.choice(SAID)}" if number % 50 == 0 else ""
    when = f"2026-11-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:{number % 59:02}Z"
    message = f'"{" ".join(chance.choices(WORDS, k=10))}{said}"'
    return between.join((when, "INFO", f"worker-{number % 17}", f"job {number}", message)) + "\n"


def measured(folder: Path, *command: str) -> Took:
    """Run a program, and look at all the processes below it until it ends."""
    started = time.perf_counter()
    running = subprocess.Popen(command, cwd=folder, env=os.environ | QUIET, stdout=subprocess.DEVNULL)
    peaks = [0, 0]

    def look() -> None:
        while running.poll() is None:
            sizes = [*_sizes(running.pid)]
            peaks[:] = max(peaks[0], *sizes, 0), max(peaks[1], sum(sizes))
            time.sleep(0.1)

    watching = threading.Thread(target=look)
    watching.start()
    code = running.wait()
    watching.join()
    if code:
        raise SystemExit(f"{command} ended with {code}")
    return Took(time.perf_counter() - started, peaks[0] >> 10, peaks[1] >> 10)


def _sizes(pid: int) -> Iterator[int]:
    """Give the resident KB of a process and of those below it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        children = [child for task in tasks for child in task.read_text().split()]
    except OSError:
        return
    yield next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
    for child in children:
        yield from _sizes(int(child))


def main() -> None:
    """Print one line for each command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--mb", type=int, default=200)
    parser.add_argument("--large", type=int, default=0, help="one more file of so many MB")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        here = Path(made)
        raw, work, plain = here / "raw", here / "work", here / "plain"
        make(raw, told.files, told.mb * 1_000_000)
        if told.large:
            make(raw / "large", 1, told.large * 1_000_000)
        shutil.copytree(raw, plain)
        _run(here, *KB, "init", str(work), "--name", "Bench help")
        for repository in (work, plain):
            if repository is plain:
                git(plain, "init", "-q")
            git(repository, "config", "user.name", "Bench")
            git(repository, "config", "user.email", "bench@example.org")
        print(f"{told.files:,} files, {told.mb:,} MB, load {os.getloadavg()[0]:.1f}", flush=True)
        add = ("archive", "add", str(raw), "--bundle", "bench")
        for name, folder, command in (
            ("git add && git commit", plain, ("sh", "-c", "git add -A && git commit -qm all")),
            ("kb archive add", work, (*KB, *add)),
            ("kb archive verify", work, (*KB, "archive", "verify")),
            ("kb archive search", work, (*KB, "archive", "search", "rosalind timeout")),
            ("kb archive search, again", work, (*KB, "archive", "search", "queue timeout")),
        ):
            took = measured(folder, *command)
            print(
                f"{name:26} {took.wall:8.1f} s  biggest process {took.biggest:4} MB  all {took.together:4} MB",
                flush=True,
            )


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, env=os.environ | QUIET, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
