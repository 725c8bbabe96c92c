"""
What feeds, lists, Markdown and heads add to the time of `kb build`, both ways in turn in one run.

Run by hand: `.venv/bin/python -m tests.bench.machines --articles 1000`.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from kb.articles import markdown
from kb.model.article import ArticleType, Audience, Confidence
from tests.support.build import an_article

QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
WITHOUT = "KB_BENCH_WITHOUT"
# Both ways import the same, so that only what is made differs; the generator's own process takes part.
HOOK = f"""\
import os
import kb.site.portal
if os.environ.get("{WITHOUT}"):
    kb.site.portal.for_machines = lambda shelf, pages: (list(pages), [])
"""
WORDS = (
    "offer", "letter", "payroll", "badge", "terminal", "absence", "manager", "approval", "login", "tenant", "address",
    "bank", "balance", "report", "empty", "white", "wrong", "missing", "twice", "late", "refused", "after", "before",
    "import", "transfer", "contract", "country", "template", "server", "certificate", "printer", "network", "mobile",
    "calendar", "invoice", "order", "supplier", "account",
)  # fmt: skip


def write(workspace: Path, number: int) -> None:
    """Write so many validated articles of about 300 words, in twenty products."""
    chance = random.Random(4711)

    def prose(length: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(length)).capitalize() + "."

    for each in range(number):
        kind = list(ArticleType)[each % 4]
        steps = "\n".join(f"{step}. {prose(20)}" for step in range(1, 6))
        article = an_article(
            f"kb-{each:08x}",
            path=f"{kind.folder}/page-kb-{each:08x}.md",
            type=kind,
            title=prose(6).rstrip("."),
            environment=(f"Product {each % 20}",),
            audience=Audience.PUBLIC,
            confidence=Confidence.VALIDATED,
            evidence=(),
            created=date(2026, 1, 1) + timedelta(days=each % 300),
            body=f"## Issue\n\n{prose(60)} {prose(60)}\n\n## Cause\n\n{prose(60)}\n\n## Resolution\n\n{steps}\n",
        )
        path = workspace / "content" / article.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown.render(article), encoding="utf-8")


def seconds(folder: Path, *arguments: str, more: dict[str, str]) -> float:
    """Give the CPU seconds of one run of `kb` in a folder, with the processes it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = "import sys; from kb.cli.main import main; sys.exit(main(sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | QUIET | more,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Build with and without in turn, and print the least of each and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        seconds(root, "init", "kb", more={})
        settings = root / "kb" / "kb.toml"
        settings.write_text(
            settings.read_text().replace("[project]\n", '[project]\nurl = "https://kb.example/"\n')
        )
        write(root / "kb", asked.articles)
        (root / "hook").mkdir()
        (root / "hook" / "sitecustomize.py").write_text(HOOK)
        way = os.pathsep.join([str(root / "hook"), *sys.path[:1], os.environ.get("PYTHONPATH", "")])
        sides: dict[str, list[float]] = {"": [], "1": []}
        size: dict[str, int] = {}
        build = ("build", "--audience", "public")
        seconds(root / "kb", *build, more={})  # the index is made once
        for _ in range(asked.runs):
            for without, times in sides.items():
                times.append(seconds(root / "kb", *build, more={"PYTHONPATH": way, WITHOUT: without}))
                site = root / "kb" / "site" / "public"
                size[without] = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
        whole, bare = min(sides[""]), min(sides["1"])
        print(
            f"{asked.articles} articles: {whole:.1f} s of CPU with, {bare:.1f} s without, ratio {whole / bare:.2f}"
        )
        print(f"site: {size[''] / 1e6:.1f} MB with, {size['1'] / 1e6:.1f} MB without")


if __name__ == "__main__":
    main()
