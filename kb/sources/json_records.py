"""One object of a JSON export in, what becomes of it out; what can go wrong with one is the same everywhere."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io import json_items
from kb.io.json_items import Item
from kb.model.account import Rejection
from kb.model.incident import RawPointer
from kb.sources.base import Record
from kb.sources.desk_values import JsonObject, UnusableError


def made(item: Item, path: Path, make: Callable[[dict[str, Any], RawPointer], Record]) -> Record:
    """Give what `make` makes of an object; anything else, UnusableError and absurd nesting become a rejection."""
    if item.problem or not isinstance(item.value, dict):
        return Rejection(path=path, line=item.line, reason=item.problem or "not an object")
    try:
        return make(item.value, RawPointer(path=path, line=item.line, sha256=item.sha256))
    except UnusableError as error:
        return Rejection(path=path, line=item.line, reason=str(error))
    except RecursionError:
        return Rejection(path=path, line=item.line, reason="nested too deeply")


def held(path: Path, *, under: Collection[str] = ()) -> Iterator[JsonObject]:
    """Yield the sound objects of a companion; it is read by itself too, and says then what is wrong with it."""
    try:
        for item in json_items.items(path, under=under):
            if isinstance(item.value, dict) and not item.problem:
                yield item.value
    except InputError:
        return
