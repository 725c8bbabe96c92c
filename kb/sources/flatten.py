"""A JSON object in, its leaves as text by the path of names out."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

DEPTH = 8
"""How many names deep a path goes; what lies below is kept as JSON."""


def flat(value: Mapping[str, Any], *, above: str = "", depth: int = DEPTH) -> Iterator[tuple[str, str]]:
    """
    Yield (path, text) for every leaf that says something, in the object's order.

    A list of plain values is one text, joined by commas; a list of objects is kept as JSON.
    """
    for name, found in value.items():
        path = f"{above}.{name}" if above else name
        if isinstance(found, dict) and found and depth:
            yield from flat(found, above=path, depth=depth - 1)
        elif text := leaf(found):
            yield path, text


def leaf(value: Any) -> str:
    """Give one value as text; nothing for null, and for what is empty."""
    if value is None or value in ({}, []):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return ", ".join(text for item in value if (text := leaf(item)))
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        return "nested too deeply"
