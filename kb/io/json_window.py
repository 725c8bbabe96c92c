"""A text file too large to hold in, the piece of it that is being looked at out."""

import codecs
import re
from typing import BinaryIO

from kb.io.lines import incremental

CHUNK = 1024 * 1024
"""How much is read at a time, in bytes."""

BLANK = re.compile(r"[ \t\r\n]*")


class Window:
    """The piece of the file that is being looked at: `at` is the place in `text`, `line` its line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._bytes: codecs.IncrementalDecoder | None = None
        self.text = ""
        self.at = 0
        self.line = 1
        self.ended = False

    def fill(self) -> bool:
        """Read on, as much again as is held; drop what lies behind. False at the end of the file."""
        if self.ended:
            return False
        data = self._file.read(max(CHUNK, len(self.text) - self.at))
        self._bytes = self._bytes or incremental(data)
        more = self._bytes.decode(data, final=not data)
        self.ended = not data
        if more:
            self.text, self.at = self.text[self.at :] + more, 0
        return bool(more) or bool(data)

    def move(self, to: int) -> None:
        """Go on to a place, counting lines."""
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def line_at(self, place: int) -> int:
        """Give the line of a place further on."""
        return self.line + self.text.count("\n", self.at, place)

    def peek(self) -> str:
        """Go over blanks and give the next character, "" at the end."""
        while True:
            match = BLANK.match(self.text, self.at)
            self.move(match.end() if match else self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.fill():
                return self.text[self.at : self.at + 1]

    def takes(self, mark: str) -> bool:
        """Go over a mark when it is the next character."""
        if self.peek() != mark:
            return False
        self.move(self.at + 1)
        return True

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go to the next match, reading on as needed; to the end when there is none."""
        while True:
            if match := pattern.search(self.text, self.at):
                self.move(match.start())
                return match
            self.move(max(self.at, len(self.text) - 2000))  # a match may straddle the pieces
            if not self.fill():
                self.move(len(self.text))
                return None
