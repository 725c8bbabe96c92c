"""What the terminal shows: results on stdout, words on stderr, text from outside made harmless."""

import contextlib
import json
import os
import platform
import sys
import tempfile
import time
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from kb import __version__
from kb.model.envelope import envelope
from kb.model.progress import Progress, Silent

_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

P = ParamSpec("P")
R = TypeVar("R")

_started = time.monotonic()


def safe(text: str) -> str:
    """Show control and bidirectional characters as escapes, so that text from outside cannot steer the terminal."""
    return "".join(
        f"\\x{ord(c):02x}"
        if c not in "\n\t" and (unicodedata.category(c) in ("Cc", "Cs") or c in _BIDI)
        else c
        for c in text
    )


def say(text: str = "", *, bold: bool = False, color: str | None = None) -> None:
    """Print a line of a result."""
    click.secho(safe(text), bold=bold, fg=color) if (bold or color) else click.echo(safe(text))


def tell(text: str) -> None:
    """Print a line of words about the work, on stderr."""
    click.echo(safe(text), err=True)


def complain(problem: str, hint: str | None = None) -> None:
    """Print what went wrong and what to do next, on stderr."""
    click.secho("error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(safe(problem), err=True)
    if hint:
        click.secho("  hint: ", fg="cyan", nl=False, err=True)
        click.echo(safe(hint), err=True)


def log_bug(error: Exception) -> str:
    """Write the traceback to a file of the user's own and say where, with the versions a report needs."""
    versions = f"kb {__version__}, Python {platform.python_version()}, {platform.system()}"
    with contextlib.suppress(OSError):
        handle, path = tempfile.mkstemp(prefix="kb-bug-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            # the error's own words are left out: they may quote a record
            file.write(
                f"{versions}\n\n{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}\n"
            )
        return f"please report it with {path} ({versions})"
    return f"please report it ({versions})"


def report_json(
    command: str,
    *,
    ok: bool,
    counts: Mapping[str, Any] | None = None,
    items: Iterable[Any] = (),
    warnings: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> None:
    """Print the one envelope all commands share; stdout carries nothing else."""
    told = envelope(
        command,
        ok=ok,
        counts=counts,
        items=items,
        warnings=warnings,
        elapsed_ms=round((time.monotonic() - _started) * 1000),
        **more,
    )
    click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))


def table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Print columns that line up; the last one is cut to the terminal's width, never in a pipe."""
    if not rows:
        return
    cells = [[safe(cell).replace("\n", " ") for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(heads), *cells]) for i in range(len(heads))]
    width = os.get_terminal_size().columns if sys.stdout.isatty() else 10**6
    for number, row in enumerate([list(heads), *cells]):
        line = "  ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip()
        line = line if len(line) <= width else line[: width - 1] + "…"
        click.secho(line, bold=True) if number == 0 else click.echo(line)


@contextlib.contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Show a bar on stderr from the first step on; nothing where stderr is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    with contextlib.ExitStack() as open_until_done:
        yield _Late(open_until_done)


class _Late:
    """Bars that come up with the first step: what has none need not wait for the library that draws them."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self._bars: Progress | None = None

    def start(self, label: str, total: int | None = None) -> None:
        """Show a step."""
        if self._bars is None:
            from kb.cli.bars import Bars

            self._bars = self._stack.enter_context(Bars())
        self._bars.start(label, total)

    def advance(self, count: int = 1) -> None:
        """Move on."""
        if self._bars is not None:
            self._bars.advance(count)


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--json` to a command that reports."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def dry_run_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--dry-run` to a command that writes."""
    return click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")(command)


def relative(path: Path) -> str:
    """Name a path as seen from the working directory, when it lies below it."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
