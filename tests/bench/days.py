"""
What the daily commands take on a large base, each as a whole process: seconds, those of the processor, peak memory.

Run by hand: `.venv/bin/python -m tests.bench.days --rows 20000`. The base is harvested from the invented incidents
of `tests.bench.crowd` (20,000 of them give some 2,200 articles), then 200 more come, and an author works with it.
"""

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from kb.model.incident import Incident
from tests.bench.crowd import incidents

HEAD = (
    "number", "opened_at", "short_description", "description", "state", "close_code", "close_notes", "resolved_at",
    "closed_at", "cmdb_ci", "sys_updated_on",
)  # fmt: skip
PLAIN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "An Author",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_COMMITTER_NAME": "An Author",
    "GIT_COMMITTER_EMAIL": "author@example.org",
}


def write(path: Path, made: Iterable[Incident]) -> None:
    """Write a ServiceNow list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL)
        rows.writerow(HEAD)
        for each in made:
            at = f"{each.opened_at:%Y-%m-%d %H:%M:%S}"
            told = (each.summary, each.description, "Closed", "Solution provided", each.resolution)
            rows.writerow((each.ref.key, at, *told, at, at, each.environment[0], at))


def run(folder: Path, *arguments: str, program: tuple[str, ...] = ()) -> str:
    """Run `kb`, or another program, and give what it printed, with a line of what it took on stdout."""
    code = "from kb.cli.main import run; run()"
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [*(program or (sys.executable, "-c", code)), *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | PLAIN,
    )
    out, _ = process.communicate()
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if not program:
        print(f"{seconds:6.2f} s, {used:6.2f} s of the processor  kb {' '.join(arguments)[:60]}", flush=True)
    return out


def main() -> None:
    """Make the base and go through a day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    asked = parser.parse_args()
    made = [each for each, _ in islice(incidents(), asked.rows + 200)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "first.csv", made[: asked.rows])
        write(folder / "later.csv", made[asked.rows :])
        run(folder, "init", "kb")
        base = folder / "kb"
        run(base, "harvest", "../first.csv")
        run(base, "harvest", "../later.csv")
        run(base, "add", "-A", program=("git",))
        run(base, "commit", "-qm", "Harvest", program=("git",))
        id_ = run(base, "list").split("\n")[1].split()[0]
        for arguments in (
            ("--help",),
            ("check",),
            ("check",),
            ("check", "--score"),
            ("worklist",),
            ("worklist",),
            ("suggest", made[0].summary),
            ("suggest", made[0].summary),
            ("reviewed", id_),
            ("suggest", made[0].summary),
            ("suggest", made[0].summary),
            ("links", "--csv", "../links.csv"),
        ):
            run(base, *arguments)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"{len(list(base.glob('content/*/*.md')))} pages; the largest process took {peak} MB")


if __name__ == "__main__":
    main()
