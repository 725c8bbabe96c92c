"""One key at a time from a terminal, which is left as it was found."""

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = {
    "\x1b[A": "up", "\x1bOA": "up", "\x1b[B": "down", "\x1bOB": "down",
    "\x1b[5~": "page up", "\x1b[6~": "page down",
    "\x1b[H": "home", "\x1bOH": "home", "\x1b[1~": "home", "\x1b[F": "end", "\x1bOF": "end", "\x1b[4~": "end",
    "\x1b": "escape", "\r": "enter", "\n": "enter", " ": "page down",
}  # fmt: skip
_PATIENCE = 0.1
"""How long the rest of an arrow key may take, in seconds: a slow line delivers it in pieces."""


class Keys:
    """The keys typed at standard input."""

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._waiting = ""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take keys as they are typed and show none; Ctrl-C still interrupts."""
        before = termios.tcgetattr(self._fd)
        try:
            tty.setcbreak(self._fd, termios.TCSADRAIN)
            quiet = termios.tcgetattr(self._fd)
            quiet[6][termios.VSUSP] = bytes([os.fpathconf(self._fd, "PC_VDISABLE") & 0xFF])
            termios.tcsetattr(self._fd, termios.TCSADRAIN, quiet)  # Ctrl-Z would leave a strange screen
            yield
        finally:
            termios.tcsetattr(self._fd, termios.TCSADRAIN, before)
            self._waiting = ""

    def next(self, timeout: float | None = None) -> str:
        """Name the next key: `up`, `enter`, a letter; "" when none came in time, `q` when the terminal is gone."""
        if not self._waiting and not self._more(timeout):
            return ""
        while self._waiting in ("\x1b", "\x1b[", "\x1bO") or _is_begun(self._waiting):
            if not self._more(_PATIENCE):
                break
        if not self._waiting:
            return "q"
        size = _length(self._waiting)
        key, self._waiting = self._waiting[:size], self._waiting[size:]
        return _NAMES.get(key, key if len(key) == 1 else "other")

    def _more(self, timeout: float | None) -> bool:
        if not select.select([self._fd], [], [], timeout)[0]:
            return False
        try:
            found = os.read(self._fd, 256)
        except OSError:  # the other end is gone
            found = b""
        self._waiting += found.decode("utf-8", "replace")
        return bool(found) or not self._waiting


def _is_begun(text: str) -> bool:
    """Whether this is the beginning of a key's sequence and not all of it."""
    return text.startswith("\x1b[") and len(text) < 8 and not any("@" <= c <= "~" for c in text[2:])


def _length(text: str) -> int:
    if text.startswith("\x1bO") and len(text) > 2:
        return 3
    if text.startswith("\x1b["):
        end = next((at for at, c in enumerate(text[2:], start=2) if "@" <= c <= "~"), len(text) - 1)
        return end + 1
    return 1
