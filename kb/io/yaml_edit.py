"""Changes to YAML that leave every other byte: the edits are computed from the parser's marks."""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kb.io.yaml_read import Node
from kb.io.yaml_write import block, entry, inline, item_text, plain

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#.*)?")
_DASH = re.compile(r"[ ]*-[ \t]*")


class Edit(NamedTuple):
    """Put `text` in place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


class CannotEdit(Exception):  # noqa: N818 - a signal between two modules, not an error anybody sees
    """The field is written in a way that has no lines of its own."""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Make edits that do not overlap; insertions at one place keep their order."""
    out, position = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        out += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*out, text[position:]])


def same(old: Any, new: object) -> bool:
    """Whether a value as read already says this; a field left empty says "", [] and {} alike."""
    wanted = plain(new)
    return bool(old == wanted) or (not old and not wanted)


class Editor:
    """Computes the edits for one front matter; `newline` ends each line it writes."""

    def __init__(self, text: str, newline: str) -> None:
        self.text = text
        self.newline = newline

    def change(
        self,
        node: Node | None,
        changes: Mapping[str, object | None],
        *,
        order: Sequence[str] = (),
        nested: bool = False,
    ) -> list[Edit]:
        """Change, add (after its predecessor in `order`, else last) and remove (None) fields of a mapping."""
        fields = {key.text: (key, value) for key, value in node.fields} if node else {}
        if node and node.style:
            raise CannotEdit
        edits: list[Edit] = []
        new: list[str] = []
        for field_name, value in changes.items():
            if field_name not in fields:
                new += [field_name] if value is not None else []
                continue
            key, old = fields[field_name]
            if self.text[self.line_start(key) : key.start].strip():
                raise CannotEdit  # an explicit key, `? name`
            if value is None:
                edits.append(Edit(self.line_start(key), self.line_end(old), ""))
            elif not same(old.value(), value):
                edits += self.set_value(key, old, value)
        rank = {field_name: number for number, field_name in enumerate(order)}
        indent = " " * (node.fields[0][0].column if node and node.fields else 0)
        for field_name in sorted(new, key=lambda item: rank.get(item, len(rank))):
            lines = entry(field_name, changes[field_name])
            place = self.place(node, rank, field_name, nested)
            edits.append(Edit(place, place, self.lines(lines, indent)))
        return edits

    def set_value(self, key: Node, old: Node, value: object) -> list[Edit]:
        """Replace one value, item by item where both are lists or both are mappings in block style."""
        if not old.style and value:
            try:
                if old.kind == "map" and isinstance(value, Mapping):
                    gone = {inner.text: None for inner, _ in old.fields if inner.text not in value}
                    return self.change(old, {**gone, **value}, nested=True)
                if old.kind == "list" and isinstance(value, Sequence) and not isinstance(value, str):
                    return self.set_items(old, value)
            except CannotEdit:
                pass  # then as a whole
        return [self.set_whole(key, old, value)]

    def set_items(self, old: Node, values: Sequence[object]) -> list[Edit]:
        """Keep the lines of items that stay, with their comments."""
        for item in old.items:
            if not _DASH.fullmatch(self.text[self.line_start(item) : item.start]):
                raise CannotEdit
        first = old.items[0]
        dash = self.text.index("-", self.line_start(first)) - self.line_start(first)
        before = [repr(item.value()) for item in old.items]
        after = [repr(plain(value)) for value in values]
        edits: list[Edit] = []
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for what, low, high, new_low, new_high in matcher.get_opcodes():
            if what == "equal":
                continue
            gone = old.items[low:high]
            edits += [Edit(self.line_start(item), self.line_end(item), "") for item in gone]
            if new_high > new_low:
                place = self.line_end(old.items[low - 1]) if low else self.line_start(first)
                lines = [f"- {item_text(value)}" for value in values[new_low:new_high]]
                edits.append(Edit(place, place, self.lines(lines, " " * dash)))
        return edits

    def set_whole(self, key: Node, old: Node, value: object) -> Edit:
        """Replace a value as one; a comment on the field's first line stays."""
        colon = self.text.index(":", key.end)
        gap = self.text[colon + 1 : old.start]
        on_name_line = not _BREAK.search(gap)
        end = self.content_end(old)
        if old.style in ("|", ">"):
            header = _BLOCK_HEADER.match(self.text, old.start)
            comment = (header["comment"] if header else "") or ""
        elif on_name_line:
            comment = self.text[old.end : end]
        else:
            break_at = _BREAK.search(self.text, colon)
            comment = self.text[colon + 1 : break_at.start() if break_at else end]
        comment = comment if comment.strip() else ""
        listed = old.style == "{" and bool(old.items) and on_name_line
        lines = None if listed and self.is_flat(value) else block(value)
        if lines is not None:
            indent = " " * (key.column + 2)
            text = self.lines(lines, indent).removesuffix(self.newline)
            return Edit(colon + 1, end, f"{comment}{self.newline}{text}")
        one_line = self.flow_list(old, value) if listed and self.is_flat(value) else item_text(value)
        blank = gap if on_name_line and gap else " "
        return Edit(colon + 1, end, f"{blank}{one_line}{comment}")

    def flow_list(self, old: Node, value: object) -> str:
        """Write `[a, b]` with the items that stay as they were written."""
        assert isinstance(value, Sequence)
        written = {item.text: self.text[item.start : item.end] for item in old.items if item.kind == "text"}
        known = {text: source for text, source in written.items() if not _BREAK.search(source) and source}
        return "[" + ", ".join(known.get(plain(item)) or inline(item) for item in value) + "]"

    def is_flat(self, value: object) -> bool:
        """Whether this is a filled list of texts."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            return False
        return bool(value) and all(isinstance(plain(item), str) for item in value)

    def place(self, node: Node | None, rank: Mapping[str, int], field_name: str, nested: bool) -> int:
        """Find where a new field goes."""
        if node is None or not node.fields:
            return len(self.text)
        mine = rank.get(field_name)
        before = [value for key, value in node.fields if mine is not None and rank.get(key.text, mine) < mine]
        if before:
            return self.line_end(before[-1], whole=True)
        return self.line_end(node.fields[-1][1], whole=True) if nested else len(self.text)

    def lines(self, lines: Sequence[str], indent: str) -> str:
        """Join lines, each ended."""
        return "".join(f"{indent}{line}{self.newline}" for line in lines)

    def line_start(self, node: Node) -> int:
        """Where the line a node begins on begins."""
        return node.start - node.column

    def content_end(self, node: Node) -> int:
        """Where the line a node ends on ends, without its line break."""
        found = _BREAK.search(self.text, node.end)
        return found.start() if found else len(self.text)

    def line_end(self, node: Node, *, whole: bool = False) -> int:
        """Where the line after a node begins; `whole` counts the blank lines of a block scalar to it."""
        if whole and node.tail > node.end:
            return node.tail
        found = _BREAK.search(self.text, node.end)
        return found.end() if found else len(self.text)
