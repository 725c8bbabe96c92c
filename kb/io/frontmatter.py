"""Front matter: read it as texts, write it anew, or change single fields and leave every other byte."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kb.errors import InputError
from kb.io.yaml_edit import CannotEdit, Editor, apply, same
from kb.io.yaml_read import Node, compose
from kb.io.yaml_write import entry, plain

_BOM = "\ufeff"
_OPEN = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)


def split(text: str, *, path: str | None = None) -> tuple[str, str, int]:
    """
    Cut into front matter (without its `---` lines), body, and the 1-based line the body begins on.

    A text that does not begin with `---` is all body. Raise InputError when the closing `---` is missing.
    """
    start, end, body = _bounds(text, path)
    return text[start:end], text[body:], text.count("\n", 0, body) + 1


def parse(text: str, *, path: str | None = None) -> tuple[dict[str, Any], str]:
    """
    Read the fields and the body; a value is a text, a list or a dict, and an empty one is "".

    Raise InputError with the exact line for anything that is not plain, unambiguous YAML.
    """
    root, body = _read(text, path)
    return (root.value() if root else {}), body


class Places:
    """Where the fields of one text stand; it is read once, however often it is asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = 0
        self._root: Node | None = None
        self._broken = 0
        try:
            self._start, end, _ = _bounds(text, None)
            self._root = compose(text[self._start : end], first_line=2)
        except InputError as error:
            self._broken = error.line or 1

    def line(self, *where: str | int) -> int:
        """Tell the 1-based line of a field, or of an item in it, as `line("evidence", 2)`; 1 when absent."""
        node, place = self._root, None
        for step in where:
            if node is None:
                break
            if isinstance(step, int):
                node = node.items[step] if step < len(node.items) else None
                place = node.start if node else place
            else:
                found = next((pair for pair in node.fields if pair[0].text == step), None)
                place = found[0].start if found else place
                node = found[1] if found else None
        if place is None:
            return self._broken or 1
        return self._text.count("\n", 0, self._start + place) + 1


def line_of(text: str, *where: str | int) -> int:
    """Tell the line of one field, as `Places` does."""
    return Places(text).line(*where)


def render(fields: Mapping[str, object]) -> str:
    """Write a new front matter with its `---` lines; fields that are None are left out."""
    lines = [line for name, value in fields.items() if value is not None for line in entry(name, value)]
    return "".join(f"{line}\n" for line in ("---", *lines, "---"))


def replace_fields(
    text: str,
    changes: Mapping[str, object | None],
    *,
    path: str | None = None,
    order: Sequence[str] = (),
) -> str:
    """
    Change the named top-level fields (None removes one) and leave every other byte.

    A field that already says the same is not touched, so that the text comes back identical. A new
    field stands after its predecessor in `order`, else last. Missing front matter is made.
    """
    if not _OPEN.match(text):
        wanted = {name: value for name, value in changes.items() if value is not None}
        bom, rest = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
        first_break = text.find("\n")
        made = render(wanted) if wanted else ""
        return (
            bom + (made.replace("\n", "\r\n") if text[first_break - 1 : first_break] == "\r" else made) + rest
        )
    start, end, _ = _bounds(text, path)
    front = text[start:end]
    root = compose(front, path=path, first_line=2)
    before = root.value() if root else {}
    newline = "\r\n" if text[:start].endswith("\r\n") else "\n"
    try:
        edits = Editor(front, newline).change(root, changes, order=order)
        changed = apply(front, edits)
        after = compose(changed) if edits else root
    except (CannotEdit, InputError):
        after = None
        changed = ""
    if not _holds(before, after, changes):
        first = next((name for name in changes if name in before), "")
        raise InputError(
            "front matter is written in a way that cannot be changed in place",
            path=path,
            line=line_of(text, first),
            hint="write each field as `name: value` on a line of its own",
        )
    return text[:start] + changed + text[end:]


def _holds(before: dict[str, Any], after: Node | None, changes: Mapping[str, object | None]) -> bool:
    """Whether the new fields are the old ones with the changes, and nothing else."""
    now = after.value() if after else {}
    others = {name: value for name, value in before.items() if name not in changes}
    if {name: value for name, value in now.items() if name not in changes} != others:
        return False
    return all(
        name not in now if value is None else name in now and same(now[name], plain(value))
        for name, value in changes.items()
    )


def _read(text: str, path: str | None) -> tuple[Node | None, str]:
    start, end, body = _bounds(text, path)
    return compose(text[start:end], path=path, first_line=2), text[body:]


def _bounds(text: str, path: str | None) -> tuple[int, int, int]:
    """Find where the front matter begins and ends, and where the body begins."""
    opened = _OPEN.match(text)
    if not opened:
        return 0, 0, (1 if text.startswith(_BOM) else 0)
    closed = _CLOSE.search(text, opened.end())
    if not closed:
        raise InputError(
            "front matter is not closed", path=path, line=1, hint="put a line --- below the last field"
        )
    return opened.end(), closed.start(), closed.end()
