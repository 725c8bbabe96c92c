"""What a case of the contract says about its source."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.sources.base import Source


def quoted(text: str) -> str:
    """Write a text into a CSV cell."""
    return text.replace('"', '""')


def escaped(text: str) -> str:
    """Write a text into a JSON string."""
    return json.dumps(text)[1:-1]


def plain(text: str) -> str:
    """Write a text as it is."""
    return text


@dataclass(frozen=True, kw_only=True)
class Case:
    """
    A source, and how to write an export of its kind that holds incidents of the given keys.

    `words` is the description each written incident has, in one piece in the file, and `escape` how another text is
    put in its place ("" when texts cannot be swapped in the raw file, as in a zip). `damaged` gives the file that
    damage is done to. `is_text` says that `raw.line` can be held against the file's own lines, `repeats`
    that a key may stand twice in one export: in a conversation the same message is the same message. `anonymous`
    says that the product knows its people by an account only, or has no requestor.
    """

    source: Source
    write: Callable[[Path, list[str]], Path]
    keys: tuple[str, ...]
    name: str = ""
    words: str = ""
    escape: Callable[[str], str] = plain
    damaged: Callable[[Path], Path] = lambda path: path
    is_text: bool = True
    repeats: bool = True
    anonymous: bool = False

    def __str__(self) -> str:
        return self.name or self.source.name
