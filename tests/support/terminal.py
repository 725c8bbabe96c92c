"""A command in a terminal of its own: keys go in, what a person sees comes out."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]")


def _as_in_a_terminal() -> None:
    """Heed interrupts, even where the tests themselves were started in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A command in a terminal of its own; keys go in, what a person sees comes out."""

    def __init__(
        self, folder: Path, *arguments: str, width: int = 0, height: int = 0, **environment: str
    ) -> None:
        self._leader, follower = pty.openpty()
        if width:
            self.resize(width, height)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kb", *arguments],
            cwd=folder,
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            preexec_fn=_as_in_a_terminal,
            env=os.environ | {"NO_COLOR": "1", "TERM": "xterm"} | environment,
        )
        os.close(follower)
        self.seen = ""

    def until(self, words: str) -> str:
        """Read until these words are on the screen."""
        end = time.monotonic() + 20
        while words not in self.seen:
            assert time.monotonic() < end, self.seen
            if select.select([self._leader], [], [], 0.2)[0] and not self._read():
                break
        assert words in self.seen, self.seen
        seen, _, self.seen = self.seen.partition(words)
        return seen + words

    def press(self, key: str) -> None:
        """Press a key once the command listens for one: what was typed before it asked is thrown away."""
        self._listens()
        os.write(self._leader, key.encode())

    def interrupt(self) -> None:
        """Interrupt it once it listens; a signal in the instant before it reads waits for the next one."""
        self._listens()
        for _ in range(5):
            os.kill(self._process.pid, signal.SIGINT)
            try:
                self._process.wait(2)
                return
            except subprocess.TimeoutExpired:
                continue

    def _listens(self) -> None:
        end = time.monotonic() + 20
        while termios.tcgetattr(self._leader)[3] & termios.ICANON:
            assert time.monotonic() < end, self.seen
            time.sleep(0.01)

    def ends(self) -> int:
        """Wait for its end and give its code."""
        end = time.monotonic() + 20
        while True:
            assert time.monotonic() < end, f"it does not end: {self.seen}"
            if select.select([self._leader], [], [], 0.2)[0] and not self._read():
                break
        code = self._process.wait(20)
        os.close(self._leader)
        return code

    def _read(self) -> bool:
        try:
            data = os.read(self._leader, 65536)
        except OSError:  # the other end is closed
            return False
        self.seen += data.decode()
        return bool(data)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    @property
    def text(self) -> str:
        """What was seen since, without what only steers the screen."""
        return _STEERING.sub("", self.seen)
