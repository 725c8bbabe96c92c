"""Run a site generator: its own process, a staging folder, and the old site until the new one is whole."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from kb.errors import ConfigError, StateError
from kb.io.folders import staged, swap
from kb.model.article import Audience

MKDOCS, PROPERDOCS, ZENSICAL = "mkdocs", "properdocs", "zensical"
ENGINES = {
    MKDOCS: "hypercare-kb",
    PROPERDOCS: "'hypercare-kb[properdocs]'",
    ZENSICAL: "'hypercare-kb[zensical]'",
}
"""The site generators by the name of their package, and what brings it."""

MADE = "site"
"""The folder beside its configuration in which Zensical builds: it takes no other."""

SHOWN = 12
"""How many of the generator's complaints are repeated."""

_COMPLAINT = re.compile(r"(?:(?:WARNING|ERROR|CRITICAL)\s+-|(?:Warning|Error|RuntimeError):)\s+(?P<text>.*)")
_LOG_LINE = re.compile(r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+-\s|Traceback |Build (?:started|finished)")


def require(engine: str) -> None:
    """Raise ConfigError for a generator that is not known, and StateError for one that is not installed."""
    if engine not in ENGINES:
        raise ConfigError(f"no site generator named {engine!r}", hint=f"known: {', '.join(ENGINES)}")
    if importlib.util.find_spec(engine) is None:
        raise StateError(f"{engine} is not installed", hint=f"pip install {ENGINES[engine]}")


def configured(root: Path) -> Path:
    """Give the file that says how a workspace's site is built."""
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        raise ConfigError(
            "no such file; it says how the site is built",
            path=configuration,
            hint="copy the one that this makes: kb init /tmp/fresh",
        )
    return configuration


def build(
    root: Path,
    out: Path,
    *,
    audience: Audience,
    engine: str = "mkdocs",
    strict: bool = True,
    finish: Callable[[Path], None] | None = None,
    written: Path | None = None,
    looked_at: str = "",
) -> None:
    """
    Build one audience's site of the workspace `root` into `out`.

    `written` is the configuration that people write, where the one in `root` was made from it. `finish` gets the
    folder of the new site before anybody reads it; `looked_at` is the digest of the portal that was looked through for
    what must not be published, so that a generator that runs the plugin need not do so again. A failed build leaves
    the old site as it was and raises StateError with what the generator said.
    """
    require(engine)
    configuration = configured(root)
    staging = staged(out)
    try:
        command = _command(engine, configuration, staging, strict=strict)
        done = _run(command, root, {"KB_AUDIENCE": audience.value, "KB_LOOKED_AT": looked_at})
        if done.returncode:
            raise StateError(
                f"the site was not built:\n{complaints(done.stderr + done.stdout)}",
                path=written or configuration,
                hint="mend what is named above; the site built before is still there",
            )
        if engine == ZENSICAL:
            _fetch(root / MADE, staging)
        if finish:
            finish(staging)
        swap(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _command(engine: str, configuration: Path, staging: Path, *, strict: bool) -> list[str]:
    # -P: a file of the workspace never stands in for a library.
    command = [sys.executable, "-P", "-m", engine, "build", "--clean", "-f", str(configuration)]
    if engine == ZENSICAL:
        return [*command, *(["--strict"] if strict else [])]
    return [*command, "--strict" if strict else "--no-strict", "-d", str(staging)]


def _fetch(made: Path, staging: Path) -> None:
    """Take what was built elsewhere; a generator that ends well and makes nothing has failed."""
    if not made.is_dir():
        raise StateError("the site was not built: the generator ended without a word", path=made)
    try:
        staging.rmdir()
        shutil.move(made, staging)
        staging.chmod(0o755)
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=staging) from error


def _run(command: list[str], root: Path, told: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=root,
        env={**os.environ, **told, "NO_MKDOCS_2_WARNING": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def complaints(log: str) -> str:
    """Pick a generator's warnings and errors, with the lines that belong to them; its last lines when there are none."""
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
