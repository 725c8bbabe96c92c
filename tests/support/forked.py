"""
`kb` run in forks of one warm process, so that a run under strace counts none of Python's own imports.

Asked and answered in lines of JSON; `Forked` is the asking side.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

_ROOT = Path(__file__).parents[2]
_LATE = ("git", "git.repo.base", "bagit", "bs4", "charset_normalizer", "phonenumbers", "snowballstemmer")
_ATTACHED = b"attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: its exit code, negative for a signal, and all that it printed."""

    code: int
    said: str


class Forked:
    """The warm process; leave it as a context."""

    def __enter__(self) -> Self:
        environment = {**os.environ, "PYTHONPATH": f"{_ROOT}:{_ROOT / 'plugins'}", "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forked"],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def run(
        self,
        folder: Path,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        strace: Sequence[str] = (),
    ) -> Ended:
        """Run `kb` in a folder; with options for strace, under it from its first own step on."""
        assert self._process.stdin and self._process.stdout
        asked = {
            "folder": os.fspath(folder),
            "arguments": list(arguments),
            "environment": dict(environment),
            "strace": list(strace),
        }
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        return Ended(code=told["code"], said=told["said"])


def _child(asked: Mapping[str, object], said: int) -> int:
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.close(said)
    os.chdir(str(asked["folder"]))
    environment = asked["environment"]
    arguments = asked["arguments"]
    assert isinstance(environment, dict) and isinstance(arguments, list)
    os.environ.update(environment)
    from kb.cli.main import main

    if asked["strace"]:
        os.kill(os.getpid(), signal.SIGSTOP)  # until strace holds it
    try:
        return main(arguments)
    except BaseException:
        traceback.print_exc()
        return 99
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        with contextlib.suppress(OSError):
            sys.stderr.flush()


def _run(asked: Mapping[str, object]) -> dict[str, object]:
    handle = os.memfd_create("said")
    pid = os.fork()
    if pid == 0:
        os._exit(_child(asked, handle))
    tracer = None
    options = asked["strace"]
    assert isinstance(options, list)
    if options:
        os.waitpid(pid, os.WUNTRACED)
        tracer = subprocess.Popen(["strace", *options, "-p", str(pid)], stderr=subprocess.PIPE)
        assert tracer.stderr
        first = tracer.stderr.readline()
        if _ATTACHED not in first:
            os.kill(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGCONT)
    _, status = os.waitpid(pid, 0)
    if tracer:
        tracer.communicate()
    os.lseek(handle, 0, os.SEEK_SET)
    with os.fdopen(handle, "rb") as file:
        said = file.read().decode("utf-8", "replace")
    return {"code": os.waitstatus_to_exitcode(status), "said": said}


def _warm() -> None:
    for path in sorted((_ROOT / "kb").rglob("*.py")):
        if path.parent.name in (
            "cli",
            "flows",
            "archive",
            "lessons",
            "articles",
            "io",
            "ledger",
            "redact",
            "drafting",
        ):
            with contextlib.suppress(ImportError):
                importlib.import_module(".".join(path.relative_to(_ROOT).with_suffix("").parts))
    for name in _LATE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


if __name__ == "__main__":
    _warm()
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)
