"""The body of a Teams message, its cards and what it forwards in, Markdown and the people it names out."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from kb.model.prose import clean
from kb.sources.desk_values import JsonObject, child, line, objects, text
from kb.sources.html import to_markdown

_AT = re.compile(r"<at\b[^>]{0,200}>(.{0,500}?)</at>", re.IGNORECASE | re.DOTALL)
_ATTACHMENT = re.compile(r"</?attachment\b[^>]{0,200}>", re.IGNORECASE)
_PICTURE = re.compile(r"<(?:emoji|img|customemoji)\b([^>]{0,1000})>", re.IGNORECASE)
_ALT = re.compile(r"\balt\s{0,5}=\s{0,5}(?:\"([^\"]{0,500})\"|'([^']{0,500})')", re.IGNORECASE)
_CODE = re.compile(r"(</?)codeblock\b[^>]{0,200}>", re.IGNORECASE)
_CARD = "application/vnd.microsoft.card."
_FORWARDED = "forwardedmessagereference"
_SAYS = ("title", "text", "altText", "value")
_CARD_LIMIT = 200_000
_CARD_PARTS = 500


def markdown(value: JsonObject) -> str:
    """Give a message's words; a card speaks when nothing else does, what is forwarded follows as a quotation."""
    content = text(child(value, "body", "content"))
    is_html = line(child(value, "body", "contentType")).lower() == "html"
    words = _from_html(content) if is_html else content
    attached = objects(value.get("attachments"))
    told = [
        _quotation(_from_html(text(found.get("originalMessageContent")))) for found in _forwarded(attached)
    ]
    if not words:
        told += [_card(item) for item in attached]
    return clean("\n\n".join(filter(None, [words, *told])))


def named(value: JsonObject) -> Iterator[tuple[str, str]]:
    """Give name and account of everybody a message mentions or forwards."""
    for mention in objects(value.get("mentions")):
        user = child(mention, "mentioned", "user")
        if user is not None or not isinstance(mention.get("mentioned"), dict):
            yield (
                line(child(user, "displayName")) or line(mention.get("mentionText")),
                line(child(user, "id")),
            )
            yield line(mention.get("mentionText")), ""
    for found in _forwarded(objects(value.get("attachments"))):
        user = child(found, "originalMessageSender", "user")
        yield line(child(user, "displayName")), line(child(user, "id"))


def _from_html(content: str) -> str:
    content = _CODE.sub(r"\1pre>", content)
    content = _ATTACHMENT.sub("", _AT.sub(lambda match: f"@{match[1]}", content))
    return clean(to_markdown(_PICTURE.sub(_described, content)))


def _described(match: re.Match[str]) -> str:
    """Put what a picture shows in its place; the picture itself needs a token to be seen."""
    found = _ALT.search(match[1])
    shown = (found[1] or found[2] or "") if found else ""
    return "" if unescape(shown).strip().casefold() in ("image", "picture") else shown


def _quotation(words: str) -> str:
    return "\n".join(f"> {each}" for each in words.split("\n")) if words else ""


def _forwarded(attached: list[JsonObject]) -> Iterator[JsonObject]:
    for item in attached:
        if line(item.get("contentType")).casefold() == _FORWARDED and isinstance(
            found := _content(item), dict
        ):
            yield found


def _content(item: JsonObject) -> Any:
    """Read the JSON an attachment holds as text; None when it is none."""
    content = item.get("content")
    if not isinstance(content, str) or len(content) > _CARD_LIMIT:
        return content if isinstance(content, dict) else None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _card(item: JsonObject) -> str:
    """Give the words of a card in their order, whatever its parts are called."""
    if not line(item.get("contentType")).startswith(_CARD):
        return ""
    out: list[str] = []
    stack: list[Any] = [_content(item)]
    for _ in range(_CARD_PARTS):
        if not stack:
            break
        part = stack.pop()
        if isinstance(part, dict):
            out += [words for key in _SAYS if isinstance(part.get(key), str) and (words := text(part[key]))]
            stack += [each for each in reversed(list(part.values())) if isinstance(each, dict | list)]
        elif isinstance(part, list):
            stack += [each for each in reversed(part) if isinstance(each, dict | list)]
    return "\n".join(dict.fromkeys(out))
