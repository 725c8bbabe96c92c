"""The sample project with texts that try to act, built once with each site generator for all tests of a run."""

import fcntl
import importlib.util
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from kb.articles import markdown
from kb.flows.demo import demo
from kb.model.article import Audience, Confidence
from tests.site.hostile import BLOCKS
from tests.support.build import an_article
from tests.support.workspace import kb

OTHERS = ("properdocs", "zensical")

# Left out: links to nowhere, which rightly end a build; `x` becomes an address that no generator looks up.
BODY = "\n\n".join(text for text in BLOCKS if "java\tscript" not in text and "&#106;" not in text).replace(
    "src=x ", "src=https:x "
)
HEADINGS = (
    "## Issue <b onclick=alert(1)>bold</b>\n\nx\n\n"
    "## `<script>alert(1)</script>` & <svg/onload=alert(1)> <img src=https:x onerror=alert(1)>\n\nx\n\n"
    "[a list](/faq/index.md), [from the root](/symptoms/index.md)\n"
)


def need(engine: str) -> None:
    """Skip where a generator is not installed. In CI only Zensical may be missing: not every system has it."""
    if importlib.util.find_spec(engine):
        return
    if engine != "zensical" and os.environ.get("KB_GENERATORS") == "required":
        pytest.fail(f"CI needs {engine}, and it is not installed")
    pytest.skip(f"{engine} is not installed on this machine")


def generated(shared: Path, engine: str) -> Path:
    """Give the sample project's workspace built with a generator; processes of one run share it."""
    need(engine)
    with (shared / "generators.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        source, folder = shared / "generators", shared / f"generators-{engine}"
        if not source.exists():
            _make(source)
        if not folder.exists():
            shutil.copytree(source, folder)
            done = kb(folder, "build", "--engine", engine, "--json")
            assert done.code == 0, done.err
    return folder


def _make(folder: Path) -> None:
    made = folder.with_suffix(".new")
    demo(made, build_site=False)
    with (made / "kb.toml").open("a", encoding="utf-8") as file:
        file.write('\n[feedback]\nmail = "help@tarnbridge.example"\n')
    for number, (title, body) in enumerate(
        (("<img src=x onerror=alert(1)> & <server>", BODY), ("</title><script>alert(1)</script>", HEADINGS))
    ):
        article = an_article(
            f"kb-0000000{number}",
            path=f"troubleshooting/hostile-kb-0000000{number}.md",
            title=title,
            body=f"{body}\n",
            audience=Audience.SUPPORT,
            confidence=Confidence.VALIDATED,
            aliases=(f"old/place-{number}.md",),
            environment=("Payroll <svg/onload=alert(1)>",),
            created=date(2026, 11, 1),
        )
        (made / "content" / article.path).write_text(markdown.render(article), encoding="utf-8")
    made.rename(folder)
