"""YAML as people write it in front matter: texts, lists and mappings with their marks, and nothing that runs or grows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from kb.errors import InputError

DEPTH = 12
SIZE = 1 << 20  # characters: ten thousand incident references fit four times

# A name, date or number is what somebody typed: `no`, `00123` and `12:30` stay texts.
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
# What YAML 1.1 lets stand in a stream; found before the parser so that the line is exact.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
# Untyped on purpose: the stubs let a mark be None, an event's never is.
_NODE: Any = yaml.NodeEvent
_SCALAR: Any = yaml.ScalarEvent
_DOCUMENT: Any = yaml.DocumentStartEvent
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The parser notices these only further down; the line to mend is where they begin.
_BEGINS_EARLIER = ("quoted scalar", "simple key", "flow sequence", "flow mapping")
_HINTS = (
    ("mapping values are not allowed", 'write `name: value` lines, and quotes around a text that holds ": "'),
    ("cannot start any token", "put quotes around a text that begins with @, `, % or a tab"),
    ("expected alphabetic or numeric", "put quotes around a text that begins with * or &"),
    ("a tab character", "indent with blanks"),
    ("quoted scalar", "close the quotes"),
    ("simple key", "write `name: value`, with a blank after the colon"),
    ("flow sequence", "close the list with ]"),
    ("flow mapping", "close the braces with }"),
    ("expected key", "indent the fields alike"),
    ("block end", "indent the fields alike"),
)


@dataclass(slots=True)
class Node:
    """
    A value and where it stands: `start` and `end` count characters, `column` those since the line began.

    A collection in block style ends where its last item does, before any comment that follows;
    `tail` is where the blank lines end that a block scalar may count to itself.
    """

    kind: str  # text | list | map
    start: int
    end: int
    column: int
    tail: int = 0
    style: str = ""  # "" plain or block collection, "{" flow, "|" or ">" block scalar, a quote
    text: str = ""
    items: list["Node"] = field(default_factory=list)
    fields: list[tuple["Node", "Node"]] = field(default_factory=list)

    def value(self) -> Any:
        """Give the plain value: a text, a list or a dict."""
        if self.kind == "text":
            return self.text
        if self.kind == "list":
            return [item.value() for item in self.items]
        return {key.text: item.value() for key, item in self.fields}


class _Reader:
    def __init__(self, text: str, path: str | None, first_line: int, what: str = "front matter") -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.what = what

    def fail(self, problem: str, index: int, hint: str | None = None) -> NoReturn:
        line = self.first_line + self.text.count("\n", 0, index)
        raise InputError(f"{self.what} is not readable: {problem}", path=self.path, line=line, hint=hint)

    def read(self, kind: str = "map") -> Node | None:
        if len(self.text) > SIZE:
            self.fail(f"longer than {SIZE:,} characters", 0, "move the text below the closing ---")
        bad = _FORBIDDEN.search(self.text)
        if bad:
            self.fail(f"control character U+{ord(bad[0]):04X}", bad.start(), "delete it")
        events = self.events()
        root = None
        for event in events:
            if isinstance(event, _DOCUMENT) and (event.explicit or root is not None):
                self.fail("a second document begins", event.start_mark.index, "keep one block between ---")
            if isinstance(event, _NODE):
                root = self.node(event, events, 0)
        if root is not None and root.kind != kind:
            if root.kind == "text" and root.text == "" and root.style == "":
                return None  # comments only
            if kind == "list":
                self.fail("not a list", root.start, "write one `- …` line for each")
            self.fail("not fields of the form `name: value`", root.start, "write `name: value` lines")
        return root

    def events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            context, problem = error.context or "", error.problem or "not YAML"
            early = any(words in context for words in _BEGINS_EARLIER)
            mark = error.context_mark if early and error.context_mark else error.problem_mark
            both = f"{problem} {context}"
            hint = next((hint for words, hint in _HINTS if words in both), None)
            self.fail(f"{problem} {context}".strip(), mark.index if mark else 0, hint)
        except yaml.YAMLError as error:  # no mark: the encoding door
            self.fail(str(error).splitlines()[0], 0)

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        start = event.start_mark
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self.fail(
                "anchors (&) and aliases (*) are not read",
                start.index,
                "put quotes around a text that begins with * or &",
            )
        if event.tag is not None:
            self.fail("tags (!) are not read", start.index, "put quotes around a text that begins with !")
        if depth > DEPTH:
            self.fail(f"nested deeper than {DEPTH} levels", start.index, "flatten it")
        if isinstance(event, _SCALAR):
            style = event.style or ""
            text = "" if not style and event.value in _NOTHING else event.value
            end = tail = event.end_mark.index
            if style in ("|", ">"):
                tail -= event.end_mark.column
                end = start.index + len(self.text[start.index : end].rstrip())
            return Node("text", start.index, end, start.column, tail, style, text)
        style = "{" if event.flow_style else ""
        if isinstance(event, yaml.SequenceStartEvent):
            node = Node("list", start.index, start.index, start.column, style=style)
            for inner in events:
                if isinstance(inner, yaml.SequenceEndEvent):
                    break
                node.items.append(self.node(inner, events, depth + 1))
            return _closed(node, inner, node.items)
        node = Node("map", start.index, start.index, start.column, style=style)
        seen: dict[str, int] = {}
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            key = self.key(inner, events, depth, seen)
            node.fields.append((key, self.node(next(events), events, depth + 1)))
        return _closed(node, inner, [value for _, value in node.fields])

    def key(self, event: Any, events: Iterator[Any], depth: int, seen: dict[str, int]) -> Node:
        key = self.node(event, events, depth + 1)
        if key.kind != "text":
            self.fail("a field's name is a list or a mapping", key.start, "write `name: value`")
        if isinstance(event, _SCALAR):
            key.text = event.value  # a field may be called null
        if key.text in seen:
            line = self.first_line + self.text.count("\n", 0, seen[key.text])
            self.fail(f"{key.text!r} stands twice, first on line {line}", key.start, "keep one of them")
        seen[key.text] = key.start
        return key


def compose(text: str, *, path: str | None = None, first_line: int = 1) -> Node | None:
    """Read the fields with their marks, None when there are none; raise InputError with the exact line."""
    return _Reader(text, path, first_line).read()


def compose_list(text: str, *, path: str) -> Node | None:
    """Read a file that is a list, None when there is nothing in it; raise InputError with the exact line."""
    return _Reader(text, path, 1, "the file").read("list")


def _closed(node: Node, end: Any, children: list[Node]) -> Node:
    """Set the end; the parser says a block ends at the next token, beyond comments."""
    if children and not node.style:
        node.end, node.tail = children[-1].end, children[-1].tail
    else:
        node.end = node.tail = end.end_mark.index
    return node
