"""
What a build of many articles takes beside plain MkDocs with Material on the same Markdown, in turn in one run.

Run by hand: `.venv/bin/python -m tests.bench.scale --articles 1000`. Plain MkDocs gets the pages as files, with the
same theme, extensions and checks, and no plugin. `kb build` is measured whole, and once more without what plain
MkDocs does not make at all: the two search indexes.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb import config
from kb.flows.portal import assemble
from tests.bench.crowd import PRODUCTS
from tests.support.many import write_many

QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "NO_MKDOCS_2_WARNING": "1"}
WITHOUT = "KB_BENCH_WITHOUT"
KB = ("-c", "import sys; from kb.cli.main import main; sys.exit(main(sys.argv[1:]))")
HOOK = f"""\
import os
if os.environ.get("{WITHOUT}"):
    import kb.flows.build as made
    made.search_box = lambda *_: ()
    made.bring_up_to_date = lambda *_: False
"""


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, seconds of the processor, and the most memory any process took, in MB."""

    wall: float
    cpu: float
    peak: int


def took(folder: Path, *command: str, more: Mapping[str, str] | None = None) -> Took:
    """Run a program with this Python and measure it with the processes it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | QUIET | (more or {}),
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(wall, cpu, after.ru_maxrss // 1024)


def plain(workspace: Path, to: Path) -> None:
    """Write what the site of a workspace is made of as plain files, with its `mkdocs.yml` less the plugin."""
    settings = config.load(workspace)
    portal = assemble(settings, settings.project.audience, today=date.today())
    for page in portal.pages:
        _write(to / "content" / page.path, page.text.encode())
    for asset in portal.assets:
        if asset.path.startswith("assets/kb/") and "/index/" not in asset.path:
            _write(to / "content" / asset.path, asset.content)
    told = (workspace / "mkdocs.yml").read_text()
    (to / "mkdocs.yml").write_text(re.sub(r"^plugins:\n.*\n", "plugins: []\n", told, flags=re.MULTILINE))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def pages_of(site: Path) -> list[int]:
    """Give the size of every page, largest first."""
    return sorted((path.stat().st_size for path in site.rglob("*.html")), reverse=True)


def main() -> None:
    """Build all ways in turn, and print the least of each and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took(folder, *KB, "init", "kb")
        base = folder / "kb"
        write_many(base, asked.articles, products=PRODUCTS)
        plain(base, folder / "plain")
        (folder / "hook").mkdir()
        (folder / "hook" / "sitecustomize.py").write_text(HOOK)
        way = os.pathsep.join([str(folder / "hook"), *sys.path[:1], os.environ.get("PYTHONPATH", "")])

        def built(without: str) -> Took:
            shutil.rmtree(base / ".kb", ignore_errors=True)  # so that the index is made anew each time
            return took(base, *KB, "build", more={"PYTHONPATH": way, WITHOUT: without})

        ways: dict[str, Callable[[], Took]] = {
            "plain MkDocs": lambda: took(folder / "plain", "-m", "mkdocs", "build", "-q"),
            "kb build": lambda: built(""),
            "kb build, no search index": lambda: built("1"),
        }
        runs: dict[str, list[Took]] = {each: [] for each in ways}
        for _ in range(asked.runs):
            for each, build in ways.items():
                runs[each].append(build())
                print(f"  {each}: {runs[each][-1]}", flush=True)
        wall, cpu = (min(getattr(run, kind) for run in runs["plain MkDocs"]) for kind in ("wall", "cpu"))
        sizes = pages_of(next((base / "site").iterdir()))
        print(
            f"{asked.articles} articles, {len(sizes)} pages, the largest {sizes[0] / 1000:.0f} kB; least of {asked.runs} runs"
        )
        for each, times in runs.items():
            a, b = min(run.wall for run in times), min(run.cpu for run in times)
            print(
                f"{each:26} {a:6.1f} s ({a / wall:.2f}), {b:6.1f} s of the processor ({b / cpu:.2f}), "
                f"{max(run.peak for run in times)} MB"
            )
        print(f"load at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
