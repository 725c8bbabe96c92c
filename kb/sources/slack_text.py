"""A Slack message's text, blocks and unfurled links in, Markdown and the people it names out."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from kb.model.prose import clean
from kb.sources.desk_values import JsonObject, line, objects, text

DEPTH = 12

_MARK = re.compile(r"<([^<>\n]{1,3000})>")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*(?![\w*])")
_STRIKE = re.compile(r"(?<![\w~])~(?=\S)([^~\n]{1,2000}?)(?<=\S)~(?![\w~])")
_CODE = re.compile(r"(```.{0,50000}?```|`[^`\n]{1,2000}`)", re.DOTALL)
_FENCE = re.compile(r"```[ \t]*\n?(.*?)\n?```", re.DOTALL)


def markdown(message: JsonObject, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    """Give a message's words; `name` makes a display name of a user id. Blocks count when the text is empty."""
    words = mrkdwn(text(message.get("text")), name, channels)
    if not words:
        words = "\n\n".join(
            filter(None, (_block(block, name, channels, 0) for block in objects(message.get("blocks"))))
        )
    extra = [_unfurled(item, name, channels) for item in objects(message.get("attachments"))]
    if not words:
        words = "\n\n".join(filter(None, extra))
    return clean(words)


def mrkdwn(raw: str, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    """Make Markdown of Slack's own markup; what stands in code is left as it is."""
    out = []
    for place, part in enumerate(_CODE.split(raw)):
        if place % 2:
            part = (
                _FENCE.sub(lambda match: f"\n```\n{match[1]}\n```\n", part)
                if part.startswith("```")
                else part
            )
            out.append(unescape(_MARK.sub(lambda match: _plain_link(match[1]), part)))
            continue
        part = _BOLD.sub(r"**\1**", part)
        part = _STRIKE.sub(r"~~\1~~", part)
        out.append(unescape(_MARK.sub(lambda match: _reference(match[1], name, channels), part)))
    return "".join(out).strip()


def mentions(message: JsonObject) -> set[str]:
    """Give the ids of the users a message names."""
    found = set(re.findall(r"<@([UW][A-Z0-9]{2,20})[|>]", text(message.get("text"))))
    stack: list[tuple[Any, int]] = [(message.get("blocks"), 0)]
    while stack:
        value, depth = stack.pop()
        if depth > DEPTH:
            continue
        if isinstance(value, list):
            stack += [(item, depth + 1) for item in value]
        elif isinstance(value, dict):
            if value.get("type") == "user":
                found.add(line(value.get("user_id")))
            stack += [(item, depth + 1) for item in value.values() if isinstance(item, dict | list)]
    return found - {""}


def _reference(inner: str, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return f"@{name(target[1:]) or label or 'somebody'}"
    if target.startswith("#"):
        return f"#{label or channels.get(target[1:], 'channel')}"
    if target.startswith("!"):
        return label if label.startswith("@") else f"@{(label or target[1:]).partition('^')[0]}"
    if target.startswith("mailto:"):
        return label or target[7:]
    if target.startswith(("http://", "https://", "tel:")):
        return (
            f"[{label}]({target})"
            if label and label != target
            else f"<{target}>"
            if " " not in target
            else target
        )
    return inner


def _plain_link(inner: str) -> str:
    target, _, label = inner.partition("|")
    return label or target


def _unfurled(item: JsonObject, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    parts = [text(item.get(key)) for key in ("pretext", "title", "text")]
    parts += [f"{line(each.get('title'))}: {line(each.get('value'))}" for each in objects(item.get("fields"))]
    words = "\n".join(mrkdwn(part, name, channels) for part in parts if part)
    return words or mrkdwn(text(item.get("fallback")), name, channels)


def _block(block: JsonObject, name: Callable[[str], str], channels: Mapping[str, str], depth: int) -> str:
    kind = block.get("type")
    if depth > DEPTH:
        return ""
    if kind == "rich_text":
        return "\n".join(_rich(each, name, channels, depth + 1) for each in objects(block.get("elements")))
    if kind == "divider":
        return ""
    parts = [
        block.get("text"),
        block.get("title"),
        *objects(block.get("fields")),
        *objects(block.get("elements")),
    ]
    words = [_object(part, name, channels) for part in parts if part is not None]
    shown = "\n".join(filter(None, words))
    return f"**{shown}**" if kind == "header" and shown else shown


def _object(part: object, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    if not isinstance(part, dict):
        return text(part)
    inner = part.get("text")
    if isinstance(inner, dict):
        return _object(inner, name, channels)
    words = text(inner)
    return words if part.get("type") == "plain_text" else mrkdwn(words, name, channels)


def _rich(part: JsonObject, name: Callable[[str], str], channels: Mapping[str, str], depth: int) -> str:
    kind = part.get("type")
    if depth > DEPTH:
        return ""
    if kind == "rich_text_list":
        ordered = part.get("style") == "ordered"
        return "\n".join(
            f"{f'{number}.' if ordered else '-'} {_rich(each, name, channels, depth + 1)}"
            for number, each in enumerate(objects(part.get("elements")), start=1)
        )
    inner = "".join(_span(each, name, channels) for each in objects(part.get("elements")))
    if kind == "rich_text_preformatted":
        return f"```\n{inner}\n```"
    if kind == "rich_text_quote":
        return "\n".join(f"> {each}" for each in inner.split("\n"))
    return inner


def _span(part: JsonObject, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    kind = part.get("type")
    if kind == "user":
        return f"@{name(line(part.get('user_id'))) or 'somebody'}"
    if kind == "channel":
        return f"#{channels.get(line(part.get('channel_id')), 'channel')}"
    if kind == "usergroup":
        return "@group"
    if kind == "broadcast":
        return f"@{line(part.get('range'))}"
    if kind == "emoji":
        return f":{line(part.get('name'))}:"
    if kind == "link":
        url, label = line(part.get("url")), line(part.get("text"))
        return f"[{label}]({url})" if label else f"<{url}>"
    words = str(part.get("text")) if isinstance(part.get("text"), str) else ""
    style = part.get("style")
    if isinstance(style, dict) and words.strip():
        for flag, mark in (("code", "`"), ("strike", "~~"), ("italic", "_"), ("bold", "**")):
            if style.get(flag) is True:
                words = f"{mark}{words}{mark}"
    return words
