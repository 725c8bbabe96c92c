"""Atlassian Document Format (the rich text of Jira's REST v3) in, Markdown out."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from kb.model.prose import clean

DEPTH = 40
"""How deep blocks are drawn; what is nested deeper gives its words only."""

_WORDS = frozenset(
    [
        "text",
        "hardBreak",
        "mention",
        "emoji",
        "inlineCard",
        "status",
        "placeholder",
        "date",
        "mediaInline",
        "inlineExtension",
    ]
)
_TICKS = re.compile("`{3,}")
_STATES = {"DONE": "[x] ", "TODO": "[ ] "}


def to_markdown(document: object, mention: Callable[[str], str] = lambda account: account) -> str:
    """Render a document; `mention` names an account id. What is unknown gives the text within it."""
    return clean(_Writer(mention).block(document))


def mentions(document: object) -> Iterator[tuple[str, str]]:
    """Yield account id and shown name of everybody mentioned."""
    for node in _below(document):
        if _kind(node) == "mention":
            yield _attr(node, "id"), _attr(node, "text").lstrip("@")


def _below(document: object) -> Iterator[dict[str, Any]]:
    """Yield every node, outer ones first, in the document's order."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            waiting.append(node.get("content"))


def _attr(node: dict[str, Any], name: str) -> str:
    attrs = node.get("attrs")
    value = attrs.get(name) if isinstance(attrs, dict) else None
    return str(value) if isinstance(value, str | int | float) else ""


def _kind(node: dict[str, Any]) -> str:
    kind = node.get("type")
    return kind if isinstance(kind, str) else ""


def _children(node: dict[str, Any]) -> list[Any]:
    content = node.get("content")
    return content if isinstance(content, list) else []


class _Writer:
    def __init__(self, mention: Callable[[str], str]) -> None:
        self.mention = mention
        self.depth = 0

    def block(self, node: object) -> str:
        if isinstance(node, str):
            return node
        if not isinstance(node, dict):
            return ""
        if self.depth >= DEPTH:
            return self.words(node)
        self.depth += 1
        try:
            return self.drawn(node)
        finally:
            self.depth -= 1

    def drawn(self, node: dict[str, Any]) -> str:
        children = _children(node)
        match _kind(node):
            case "paragraph" | "caption":
                return self.inline(children)
            case "heading":
                title = self.inline(children).strip().strip("*")
                return f"**{title}**" if title else ""
            case "codeBlock":
                return fence(self.plain(children), _attr(node, "language"))
            case "blockquote" | "panel":
                return prefixed(self.blocks(children), "> ", "> ")
            case "bulletList" | "taskList" | "decisionList":
                return "\n".join(self.item(child, "- ") for child in children)
            case "orderedList":
                first = _attr(node, "order")
                start = int(first) if first.isdecimal() and len(first) < 7 else 1
                return "\n".join(self.item(child, f"{n}. ") for n, child in enumerate(children, start))
            case "table":
                return self.table(children)
            case "rule":
                return ""
            case "expand" | "nestedExpand":
                title, inner = _attr(node, "title"), self.blocks(children)
                return f"{title}\n\n{inner}" if title else inner
            case "listItem":
                return self.listed(children)
            case "taskItem":
                return _STATES.get(_attr(node, "state"), "") + self.inline(children)
            case "decisionItem":
                return self.inline(children)
            case "media" | "mediaInline":
                kind = "attached" if _attr(node, "type") == "file" and not _attr(node, "alt") else "image"
                return (
                    f"({kind}: {_attr(node, 'alt') or _attr(node, 'url') or _attr(node, 'id') or 'a file'})"
                )
            case "extension" | "inlineExtension":
                return _attr(node, "text")
            case _ if children:
                return self.blocks(children)
            case _:
                return self.inline([node])

    def blocks(self, nodes: Iterable[object]) -> str:
        """Put blocks one below the other; words that stand among them make a paragraph."""
        texts = (self.inline(words) if words else self.block(node) for node, words in _grouped(nodes))
        return "\n\n".join(text for text in texts if text.strip())

    def item(self, node: object, sign: str) -> str:
        """Draw an item; a list right within a list goes on deeper."""
        if isinstance(node, dict) and _kind(node).endswith("List"):
            return prefixed(self.block(node), "   ", "   ")
        return prefixed(self.block(node), sign, " " * len(sign))

    def listed(self, nodes: Iterable[object]) -> str:
        """Put the blocks of an item together: a list follows its line at once."""
        out = ""
        for node, words in _grouped(nodes):
            text = self.inline(words) if words else self.block(node)
            if not text.strip():
                continue
            is_list = isinstance(node, dict) and _kind(node).endswith("List")
            out += ("\n" if is_list else "\n\n") + text
        return out.strip("\n")

    def table(self, rows: Iterable[object]) -> str:
        out: list[str] = []
        for row in rows:
            cells = [self.block(cell) for cell in _children(row)] if isinstance(row, dict) else []
            if not cells:
                continue
            out.append(table_row(cells))
            if len(out) == 1:
                out.append("|" + " --- |" * len(cells))
        return "\n".join(out)

    def plain(self, nodes: Iterable[object]) -> str:
        return "".join(
            node["text"] for node in nodes if isinstance(node, dict) and isinstance(node.get("text"), str)
        )

    def words(self, node: dict[str, Any]) -> str:
        """Give what a node says without drawing it."""
        return " ".join(text for each in _below(node) if (text := self.leaf(each)))

    def inline(self, nodes: Iterable[object]) -> str:
        out: list[str] = []
        for node in nodes:
            if isinstance(node, dict):
                is_outer = bool(_children(node)) and _kind(node) != "text"
                out.append(self.block(node) if is_outer else self.leaf(node))
        return "".join(out)

    def leaf(self, node: dict[str, Any]) -> str:
        match _kind(node):
            case "text":
                return self.marked(node)
            case "hardBreak":
                return "\n"
            case "mention":
                named = (
                    self.mention(_attr(node, "id")) or _attr(node, "text").lstrip("@") or _attr(node, "id")
                )
                return f"@{named}"
            case "emoji":
                return _attr(node, "text") or _attr(node, "shortName")
            case "inlineCard" | "blockCard" | "embedCard":
                return _attr(node, "url") or _linked(node)
            case "status" | "placeholder" | "inlineExtension" | "extension":
                return _attr(node, "text")
            case "date":
                return _day(_attr(node, "timestamp"))
            case "media" | "mediaInline":
                return self.block(node) if self.depth < DEPTH else f"({_attr(node, 'alt') or 'a file'})"
            case _:
                return ""

    def marked(self, node: dict[str, Any]) -> str:
        text = node.get("text")
        if not isinstance(text, str) or not text.strip():
            return text if isinstance(text, str) else ""
        found = node.get("marks")
        marks = [mark for mark in found if isinstance(mark, dict)] if isinstance(found, list) else []
        kinds = {kind for mark in marks if isinstance(kind := mark.get("type"), str)}
        inner = text.strip()
        before, _, after = text.partition(inner)
        shown = inner
        if "code" in kinds:
            shown = f"`` {inner} ``" if "`" in inner else f"`{inner}`"
        if "em" in kinds and "code" not in kinds:
            shown = f"_{shown}_"
        if "strong" in kinds and "code" not in kinds:
            shown = f"**{shown}**"
        urls = [url for mark in marks if mark.get("type") == "link" and (url := _attr(mark, "href"))]
        if urls and urls[0] != inner:
            shown = f"[{shown}]({urls[0]})"
        return f"{before}{shown}{after}"


def _grouped(nodes: Iterable[object]) -> Iterator[tuple[object, list[object]]]:
    """Yield (node, []) for a block, and (None, nodes) for words that stand side by side."""
    words: list[object] = []
    for node in nodes:
        if isinstance(node, dict) and _kind(node) in _WORDS:
            words.append(node)
            continue
        if words:
            yield None, words
            words = []
        yield node, []
    if words:
        yield None, words


def _linked(node: dict[str, Any]) -> str:
    """Give the address in a card's data (JSON-LD)."""
    attrs = node.get("attrs")
    data = attrs.get("data") if isinstance(attrs, dict) else None
    url = data.get("url") if isinstance(data, dict) else None
    return url if isinstance(url, str) else ""


def _day(stamp: str) -> str:
    """Write a date, which is given in milliseconds since 1970, as `2026-03-08`."""
    try:
        return f"{datetime.fromtimestamp(int(stamp) / 1000, UTC):%Y-%m-%d}"
    except (ValueError, OverflowError, OSError):
        return stamp


def fence(code: str, language: str = "") -> str:
    """Put code between fences longer than any run of backticks in it."""
    ticks = "`" * max((len(run) + 1 for run in _TICKS.findall(code)), default=3)
    word = language if language.replace("+", "").replace("#", "").replace("-", "").isalnum() else ""
    body = code.strip("\r\n")
    return f"{ticks}{word.lower()}\n{body}\n{ticks}"


def prefixed(text: str, first: str, rest: str) -> str:
    """Put `first` before the first line and `rest` before the others."""
    lines = text.strip("\n").split("\n")
    return "\n".join(f"{first if index == 0 else rest}{line}".rstrip() for index, line in enumerate(lines))


def table_row(cells: Iterable[str]) -> str:
    """Write one row of a Markdown table; line ends and bars within cells are replaced."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "/") for cell in cells) + " |"
