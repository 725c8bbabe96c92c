"""Atlassian Document Format (the rich text of Jira's REST v3) in, Markdown out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kb.model.prose import clean


def to_markdown(document: object, mention: Callable[[str], str] = lambda account: account) -> str:
    """Render a document; `mention` names an account id. What is unknown gives the text within it."""
    return clean(_Writer(mention).block(document))


def mentions(document: object) -> Iterator[tuple[str, str]]:
    """Yield account id and shown name of everybody mentioned."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if node.get("type") == "mention":
                yield _attr(node, "id"), _attr(node, "text").lstrip("@")
            waiting.append(node.get("content"))


def _attr(node: dict[str, Any], name: str) -> str:
    attrs = node.get("attrs")
    value = attrs.get(name) if isinstance(attrs, dict) else None
    return str(value) if isinstance(value, str | int | float) else ""


def _children(node: dict[str, Any]) -> list[Any]:
    content = node.get("content")
    return content if isinstance(content, list) else []


class _Writer:
    def __init__(self, mention: Callable[[str], str]) -> None:
        self.mention = mention

    def block(self, node: object) -> str:
        if isinstance(node, str):
            return node
        if not isinstance(node, dict):
            return ""
        children = _children(node)
        match node.get("type"):
            case "paragraph":
                return self.inline(children)
            case "heading":
                return f"**{self.inline(children).strip()}**"
            case "codeBlock":
                return fence(self.plain(children), _attr(node, "language"))
            case "blockquote":
                return prefixed(self.blocks(children), "> ", "> ")
            case "bulletList" | "taskList" | "decisionList":
                return "\n".join(prefixed(self.block(item), "- ", "  ") for item in children)
            case "orderedList":
                numbered = enumerate(children, start=1)
                return "\n".join(prefixed(self.block(item), f"{n}. ", "   ") for n, item in numbered)
            case "table":
                return self.table(children)
            case "rule":
                return ""
            case "expand" | "nestedExpand":
                return f"{_attr(node, 'title')}\n\n{self.blocks(children)}"
            case "taskItem" | "decisionItem":
                return self.inline(children)
            case "media":
                return f"(image: {_attr(node, 'alt') or _attr(node, 'id') or 'attached'})"
            case _ if children:
                return self.blocks(children)
            case _:
                return self.inline([node])

    def blocks(self, nodes: Iterable[object]) -> str:
        return "\n\n".join(text for node in nodes if (text := self.block(node)).strip())

    def table(self, rows: Iterable[object]) -> str:
        out: list[str] = []
        for row in rows:
            cells = [self.block(cell) for cell in _children(row)] if isinstance(row, dict) else []
            out.append(table_row(cells))
            if len(out) == 1:
                out.append("|" + " --- |" * len(cells))
        return "\n".join(out)

    def plain(self, nodes: Iterable[object]) -> str:
        return "".join(
            node["text"] for node in nodes if isinstance(node, dict) and isinstance(node.get("text"), str)
        )

    def inline(self, nodes: Iterable[object]) -> str:
        out: list[str] = []
        for node in nodes:
            if not isinstance(node, dict):
                continue
            match node.get("type"):
                case "text":
                    out.append(self.marked(node))
                case "hardBreak":
                    out.append("\n")
                case "mention":
                    named = self.mention(_attr(node, "id")) or _attr(node, "text").lstrip("@")
                    out.append(f"@{named}")
                case "emoji":
                    out.append(_attr(node, "text") or _attr(node, "shortName"))
                case "inlineCard" | "blockCard" | "embedCard":
                    out.append(_attr(node, "url"))
                case "status" | "placeholder":
                    out.append(_attr(node, "text"))
                case "date":
                    out.append(_attr(node, "timestamp"))
                case _:
                    out.append(self.block(node) if _children(node) else "")
        return "".join(out)

    def marked(self, node: dict[str, Any]) -> str:
        text = node.get("text")
        text = text if isinstance(text, str) else ""
        marks = node.get("marks")
        for mark in marks if isinstance(marks, list) else []:
            kind = mark.get("type") if isinstance(mark, dict) else None
            if not text.strip():
                break
            if kind == "code":
                text = f"`{text}`"
            elif kind == "strong":
                text = f"**{text.strip()}**"
            elif kind == "em":
                text = f"_{text.strip()}_"
            elif kind == "link" and (url := _attr(mark, "href")) and url != text:
                text = f"[{text}]({url})"
        return text


def fence(code: str, language: str = "") -> str:
    """Put code between fences longer than any run of backticks in it."""
    ticks = "```"
    while ticks in code:
        ticks += "`"
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
