"""Texts that stay texts in XML, HTML and JSON, whatever they hold."""

import html
import json
from typing import Any

from kb.model.prose import one_line

_ACTIVE = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")


def xml(text: str) -> str:
    """Write a text into XML or HTML, between tags or between quotes, on one line."""
    return html.escape(one_line(text))


def inert_json(value: Any) -> str:
    """Write JSON in which nothing can end a script, open a tag, or break a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, written in _ACTIVE:
        text = text.replace(sign, written)
    return text


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what holds nothing."""
    return {name: value for name, value in values.items() if value not in ("", None, [], ())}
