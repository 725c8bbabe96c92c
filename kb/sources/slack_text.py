"""A Slack message's text, blocks and unfurled links in, Markdown and the people it names out."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kb.model.prose import clean
from kb.sources.desk_values import JsonObject, line, objects, text

DEPTH = 12

_MARK = re.compile(r"<([^<>\n]{1,3000})>")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*(?![\w*])")
_STRIKE = re.compile(r"(?<![\w~])~(?=\S)([^~\n]{1,2000}?)(?<=\S)~(?![\w~])")
_CODE = re.compile(r"(```.{0,50000}?```|`[^`\n]{1,2000}`)", re.DOTALL)
_FENCE = re.compile(r"```[ \t]*\n?(.*?)\n?```", re.DOTALL)
_BRACKET = re.compile(r"[\[\]]")
_BREAKS_LINK = re.compile(r"[\s()]")
_KEPT = re.compile(r"\x00(\d{1,6})\x00")
_BULLET = re.compile(r"^([ \t]{0,20})[\u2022\u25e6\u25aa][ \t]{1,5}", re.MULTILINE)
_USER = re.compile(r"<@([UW][A-Z0-9]{2,20})[|>]")


def markdown(message: JsonObject, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    """
    Give a message's words; `name` makes a display name of a user id.

    Blocks count when the text is empty. What is forwarded, or put there by an app, follows the words as a quotation;
    what a link shows of itself counts only when nothing else speaks.
    """
    words = mrkdwn(text(message.get("text")), name, channels)
    if not words:
        words = "\n\n".join(
            filter(None, (_block(block, name, channels, 0) for block in objects(message.get("blocks"))))
        )
    attached = objects(message.get("attachments"))
    told = [
        shown for item in attached if not _is_preview(item) and (shown := _unfurled(item, name, channels))
    ]
    if words:
        told = ["\n".join(f"> {each}" for each in shown.split("\n")) for shown in told if shown not in words]
    elif not told:
        told = [shown for item in attached if (shown := _unfurled(item, name, channels))]
    return clean("\n\n".join(filter(None, [words, *told])))


def _is_preview(item: JsonObject) -> bool:
    """Whether an attachment is what a link shows of itself; a message that is forwarded is none."""
    if item.get("is_msg_unfurl") is True or item.get("is_share") is True:
        return False
    return bool(line(item.get("from_url")) or line(item.get("original_url")) or line(item.get("image_url")))


def mrkdwn(raw: str, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    """Make Markdown of Slack's own markup; what stands in code is left as it is."""
    out = []
    for place, part in enumerate(_CODE.split(raw.replace("\0", ""))):
        if place % 2:
            fenced = part.startswith("```")
            shown = _FENCE.sub(lambda match: f"\n```\n{match[1]}\n```\n", part) if fenced else part
            out.append(_unescape(_MARK.sub(lambda match: _plain_link(match[1]), shown)))
        else:
            out.append(_prose(part, name, channels))
    return "".join(out).strip()


def _prose(part: str, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    """Render what is no code; references are put aside, since a star in an address makes nothing bold."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(_reference(match[1], name, channels))
        return f"\0{len(kept) - 1}\0"

    part = _MARK.sub(keep, part)
    part = _BULLET.sub(r"\1- ", part)
    part = _BOLD.sub(r"**\1**", part)
    part = _STRIKE.sub(r"~~\1~~", part)
    return _unescape(_KEPT.sub(lambda match: kept[int(match[1])], part))


def _unescape(words: str) -> str:
    """Slack escapes these three and nothing else."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentions(message: JsonObject) -> set[str]:
    """Give the ids of the users a message names, in its text, its blocks and what is attached."""
    found = set(_USER.findall(text(message.get("text"))))
    stack: list[tuple[Any, int]] = [(message.get("blocks"), 0), (message.get("attachments"), 0)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, str):
            found.update(_USER.findall(value))
        elif depth > 2 * DEPTH:
            continue
        elif isinstance(value, list):
            stack += [(item, depth + 1) for item in value]
        elif isinstance(value, dict):
            if value.get("type") == "user":
                found.add(line(value.get("user_id")))
            found.add(line(value.get("author_id")))
            stack += [(item, depth + 1) for item in value.values() if isinstance(item, dict | list | str)]
    return found - {""}


def quoted(message: JsonObject) -> Iterator[str]:
    """Give the names of those whose messages are forwarded."""
    for item in objects(message.get("attachments")):
        if not _is_preview(item) and line(item.get("author_id")):
            yield from filter(None, (line(item.get(key)) for key in ("author_name", "author_subname")))


def _reference(inner: str, name: Callable[[str], str], channels: Mapping[str, str]) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        # who is not listed is called as the message calls them
        return f"@{known if (known := name(target[1:])) not in ('', target[1:]) else label or target[1:] or 'somebody'}"
    if target.startswith("#"):
        return f"#{label or channels.get(target[1:], 'channel')}"
    if target.startswith("!date^"):
        return label
    if target.startswith("!subteam^"):
        return f"@{label.removeprefix('@') or 'group'}"
    if target.startswith("!"):
        return f"@{target[1:]}"
    if target.startswith("mailto:"):
        return label or target[7:]
    if not target.startswith(("http://", "https://", "tel:")):
        return label or target
    if not label or label == target:
        return f"<{target}>" if " " not in target else target
    shown = _BRACKET.sub(lambda match: f"\\{match[0]}", label)
    return f"[{shown}]({_BREAKS_LINK.sub(lambda match: f'%{ord(match[0]):02X}', target)})"


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
    if kind == "image":
        return text(block.get("alt_text")) or _object(block.get("title"), name, channels)
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
    if kind == "date":
        return line(part.get("fallback"))
    if kind == "broadcast":
        return f"@{line(part.get('range'))}"
    if kind == "emoji":
        return f":{line(part.get('name'))}:"
    if kind == "link":
        url, label = line(part.get("url")), line(part.get("text"))
        return _reference(f"{url}|{label}", name, channels)
    words = str(part.get("text")) if isinstance(part.get("text"), str) else ""
    style = part.get("style")
    if isinstance(style, dict) and words.strip():
        for flag, mark in (("code", "`"), ("strike", "~~"), ("italic", "_"), ("bold", "**")):
            if style.get(flag) is True:  # a mark next to a blank marks nothing
                bare = words.strip()
                words = words.replace(bare, f"{mark}{bare}{mark}", 1)
    return words
