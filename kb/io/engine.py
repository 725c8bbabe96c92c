"""Run a site generator: its own process, a staging folder, and the old site until the new one is whole."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from kb.errors import ConfigError, StateError
from kb.io.folders import staged, swap
from kb.model.article import Audience

ENGINES = ("mkdocs",)
SHOWN = 12
"""How many of the generator's complaints are repeated."""

_COMPLAINT = re.compile(r"(?:WARNING|ERROR|CRITICAL)\s+-\s+(?P<text>.*)")
_LOG_LINE = re.compile(r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+-\s")


def build(
    root: Path,
    out: Path,
    *,
    audience: Audience,
    engine: str = "mkdocs",
    strict: bool = True,
    finish: Callable[[Path], None] | None = None,
) -> None:
    """
    Build one audience's site of the workspace `root` into `out`.

    `finish` gets the folder of the new site before anybody reads it. A failed build leaves the old site as it was and raises StateError with what the generator said.
    """
    if engine not in ENGINES:
        raise ConfigError(f"no site generator named {engine!r}", hint=f"known: {', '.join(ENGINES)}")
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        raise ConfigError(
            "no such file; it says how the site is built",
            path=configuration,
            hint="copy the one that this makes: kb init /tmp/fresh",
        )
    if importlib.util.find_spec("mkdocs") is None:
        raise StateError("MkDocs is not installed", hint="pip install hypercare-kb")
    staging = staged(out)
    try:
        _run_mkdocs(configuration, staging, audience=audience, strict=strict)
        if finish:
            finish(staging)
        swap(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _run_mkdocs(configuration: Path, staging: Path, *, audience: Audience, strict: bool) -> None:
    # -P: a file of the workspace never stands in for a library.
    command = [sys.executable, "-P", "-m", "mkdocs", "build", "--clean"]
    command += ["--strict"] if strict else ["--no-strict"]
    command += ["-f", str(configuration), "-d", str(staging)]
    environment = {**os.environ, "KB_AUDIENCE": audience.value, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command,
        cwd=configuration.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise StateError(
            f"the site was not built:\n{complaints(done.stderr + done.stdout)}",
            path=configuration,
            hint="mend what is named above; the site built before is still there",
        )


def complaints(log: str) -> str:
    """Pick MkDocs' warnings and errors, with the lines that belong to them; its last lines when there are none."""
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines() if line.strip()]
    picked: list[str] = []
    belongs = False
    for line in lines:
        found = _COMPLAINT.match(line)
        if found:
            picked.append(f"  {found['text']}")
        elif belongs and not _LOG_LINE.match(line) and not line.startswith("Aborted with"):
            picked.append(f"    {line.strip()}")
        belongs = bool(found) or (belongs and not _LOG_LINE.match(line))
    picked = picked or [f"  {line}" for line in lines[-SHOWN:]]
    left = len(picked) - SHOWN
    return "\n".join([*picked[:SHOWN], *([f"  … and {left} more lines"] if left > 0 else [])])
