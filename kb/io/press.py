"""Processes of the site generator that render pages on demand, so that several share a site."""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, BinaryIO

from kb.errors import StateError
from kb.io.complaints import complaints
from kb.io.cores import cores
from kb.model.article import Audience
from kb.model.portal import Page, Portal

AT_ONCE = 50
"""Pages that are asked for at a time: few enough that processes end together."""

WORTH_IT = 300
"""Pages from which a second process is quicker, its start included."""


class Press:
    """
    One process of the generator for one portal; `close` ends it, whatever it is doing.

    Raise StateError with what the generator said where it gives no answer.
    """

    def __init__(
        self, configuration: Path, site: Path, *, audience: Audience, strict: bool, portal: bytes
    ) -> None:
        self._configuration = configuration
        self._log: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        # -P: a file of the workspace never stands in for a library.
        command = [sys.executable, "-P", "-m", "mkdocs_kb.press", str(configuration), str(site)]
        self._process = subprocess.Popen(
            [*command, "strict" if strict else "lenient"],
            cwd=configuration.parent,
            env={**os.environ, "KB_AUDIENCE": audience.value, "NO_MKDOCS_2_WARNING": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._waiting = portal  # sent with the first job: until then the process only starts

    def ask(self, job: str, *arguments: Any) -> Any:
        """Have one thing done, and give the answer."""
        self._send(self._waiting + pickle.dumps((job, *arguments)))
        self._waiting = b""
        assert self._process.stdout is not None
        try:
            return pickle.load(self._process.stdout)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError):
            self._process.wait()
            raise self.refused() from None

    def refused(self) -> StateError:
        """Make the error that repeats what the generator complained of."""
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace")
        return StateError(
            f"the site was not built:\n{complaints(said)}",
            path=self._configuration,
            hint="mend what is named above; the site built before is still there",
        )

    def again(self, site: Path, pages: Sequence[Page]) -> None:
        """Write pages whose text has changed into another folder; raise StateError where a link leads nowhere."""
        self._log.seek(0)
        self._log.truncate()  # what was said until now
        for page in pages:
            # it may be one with the file of the site that is read now
            (site / page.url / "index.html").unlink(missing_ok=True)
        if self.ask("again", str(site), pages):
            raise self.refused()

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            with contextlib.suppress(OSError):  # what nobody reads any more
                if pipe:
                    pipe.close()

    def _send(self, job: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(job)
            self._process.stdin.flush()
        except OSError:
            pass  # it has ended; what it said is asked for with the answer


class Presses:
    """As many presses as a site is worth; the first one lays out what the others share."""

    def __init__(
        self, configuration: Path, site: Path, *, audience: Audience, strict: bool, portal: Portal | None
    ) -> None:
        told = pickle.dumps(portal)
        many = portal is not None and len(portal.pages) >= WORTH_IT
        self._strict = strict
        self._shared = False
        self._all: list[Press] = []
        for _ in range(min(cores(), 4) if many else 1):
            self._all.append(Press(configuration, site, audience=audience, strict=strict, portal=told))

    def build(self) -> None:
        """Build the site; raise StateError with what the generator said."""
        first = self._all[0]
        with ThreadPoolExecutor(len(self._all)) as pool:
            laid = [pool.submit(press.ask, "shared") for press in self._all]
            paths = laid[0].result()
            self._shared = bool(paths)
            if not paths:
                first.ask("whole")
                return
            waiting: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()
            for start in range(0, len(paths), AT_ONCE):
                waiting.put(paths[start : start + AT_ONCE])
            anchors: dict[str, set[str]] = {}

            def work(press: Press) -> None:
                if press is first:
                    press.ask("rest")
                while True:
                    try:
                        anchors.update(press.ask("pages", waiting.get_nowait()))
                    except queue.Empty:
                        return

            done, _ = wait([pool.submit(work, press) for press in self._all], return_when=FIRST_EXCEPTION)
            for each in done:
                if failed := each.exception():
                    self.close()
                    raise failed
            warned = list(pool.map(lambda press: press.ask("anchors", anchors), self._all))
        for press, count in zip(self._all, warned, strict=True):
            if count and self._strict:
                raise press.refused()

    def keep_one(self) -> Press | None:
        """End all but one, and hand that over; None where pages cannot be rendered singly."""
        kept = self._all.pop(0) if self._shared else None
        self.close()
        return kept

    def close(self) -> None:
        """End them all."""
        for press in self._all:
            press.close()
        self._all = []
