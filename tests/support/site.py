"""The sample project's sites as a whole, with the manual in them, and how a browser gets them."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb import config
from kb.flows.build import build
from kb.flows.demo import TODAY, demo
from kb.io.frontmatter import replace_fields
from kb.model.article import Audience

MANUAL = Path(__file__).parents[2] / "content" / "about"
ADDRESS = "https://kb.example/{audience}/"
BUILT = (Audience.INTERNAL, Audience.USERS, Audience.PUBLIC)
"""Support's differs from the team's in nothing that a judge looks at."""
FORMER = "troubleshooting/letters-are-white.md"
"""Where the first article once stood."""


def whole_site(factory: pytest.TempPathFactory) -> Path:
    """
    Make the sample's workspace and build its sites, once for all processes of a test run.

    It has an address, the manual, and the validated answers are for everybody, so that each site has every kind of page.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "whole-site"
    with (shared / "whole-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder)
            (folder / "made").touch()
    return folder


def _make(folder: Path) -> None:
    demo(folder, build_site=False)
    for path in (folder / "content").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("\naudience: users\n", "\naudience: public\n", 1), encoding="utf-8")
    shutil.copytree(MANUAL, folder / "content" / "about")
    article = folder / "content" / "troubleshooting" / "offer-letter-pdf-is-blank-kb-35e64855.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(replace_fields(text, {"aliases": [FORMER]}), encoding="utf-8")
    told = folder / config.FILE
    text, times = re.subn(
        r"^# url = .*", f'url = "{ADDRESS}"', told.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert times == 1
    told.write_text(text, encoding="utf-8")
    settings = config.load(folder)
    for audience in BUILT:
        build(settings, audience, today=TODAY)


@contextmanager
def serving(folder: Path, audience: Audience) -> Iterator[str]:
    """Run `kb serve` and give the address of the first page."""
    command = ["-m", "kb", "-C", str(folder), "serve", "--port", "0", "--audience", audience.value]
    server = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        told = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
        assert told
        yield f"{told[0]}/"
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=20)
