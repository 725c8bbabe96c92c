"""A site generator that builds a whole site and ends."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from kb.errors import StateError
from kb.io.complaints import complaints

MADE = "site"
"""The folder beside its configuration in which a generator builds that takes no other."""


class Program:
    """
    One run of a generator; `told` is what its environment says besides, `written` the configuration that people know.

    With `fetched` it builds where it likes, and what it made is moved into `site`.
    """

    def __init__(
        self,
        engine: str,
        configuration: Path,
        site: Path,
        *,
        strict: bool,
        fetched: bool,
        told: Mapping[str, str],
        written: Path,
    ) -> None:
        self._made = configuration.parent / MADE if fetched else None
        self._site = site
        self._written = written
        # -P: a file of the workspace never stands in for a library.
        command = [sys.executable, "-P", "-m", engine, "build", "--clean", "-f", str(configuration)]
        if not fetched:
            command += ["-d", str(site)]
        self._process = subprocess.Popen(
            [*command, *_strictness(strict, fetched)],
            cwd=configuration.parent,
            env={**os.environ, **told, "NO_MKDOCS_2_WARNING": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )

    def build(self) -> None:
        """Wait for it; raise StateError with what the generator said."""
        said, complained = self._process.communicate()
        if self._process.returncode:
            raise StateError(
                f"the site was not built:\n{complaints(complained + said)}",
                path=self._written,
                hint="mend what is named above; the site built before is still there",
            )
        if self._made:
            _fetch(self._made, self._site)

    def keep_one(self) -> None:
        """Give nothing: it has ended."""

    def close(self) -> None:
        """End it, whatever it is doing."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def _strictness(strict: bool, fetched: bool) -> list[str]:
    if strict:
        return ["--strict"]
    return [] if fetched else ["--no-strict"]


def _fetch(made: Path, site: Path) -> None:
    """Take what was built elsewhere; a generator that ends well and makes nothing has failed."""
    if not made.is_dir():
        raise StateError("the site was not built: the generator ended without a word", path=made)
    try:
        site.rmdir()
        shutil.move(made, site)
        site.chmod(0o700)  # nobody else reads it before it is finished
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=site) from error
