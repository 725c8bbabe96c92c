"""Values to YAML that every reader understands alike: quoted whenever YAML 1.1 or 1.2 could see something else."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import yaml

_RESOLVERS: Mapping[str | None, Sequence[tuple[str, re.Pattern[str]]]] = (
    yaml.SafeLoader.yaml_implicit_resolvers
)
_NUMBER = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
    r"|(?:\d[\d_,]*)?\.?[\d_]*(?:[eE][-+]?\d+)?|\d[\d_]*(?::\d{1,2})+(?:\.\d*)?)"
)
_SWITCHES = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# Line breaks of YAML, what it forbids, and what turns the direction of the text around it.
_ESCAPED = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]'
)
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def plain(value: object) -> Any:
    """Reduce to what is read back: texts, lists and dicts."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", str(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    return str(value)


def scalar(value: object, *, flow: bool = False) -> str:
    """Write one value on one line; a `date` or a number stays plain, a text that looks like one is quoted."""
    text = plain(value)
    assert isinstance(text, str)
    typed = isinstance(value, bool | int | float | date) and not isinstance(value, datetime)
    return text if typed or _is_plain(text, flow) else quoted(text)


def quoted(text: str) -> str:
    """Write a text between double quotes."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def inline(value: object) -> str:
    """Write any value on one line, collections in flow style."""
    if isinstance(value, Mapping):
        pairs = ((key, item) for key, item in value.items() if item is not None)
        return "{" + ", ".join(f"{name(str(key))}: {inline(item)}" for key, item in pairs) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    return scalar(value, flow=True)


def block(value: object) -> list[str] | None:
    """Write a filled list or mapping one item a line, not indented; None for what stands on the name's line."""
    if isinstance(value, Mapping) and value:
        return [line for key, item in value.items() if item is not None for line in entry(str(key), item)]
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return [f"- {item_text(item)}" for item in value]
    return None


def item_text(value: object) -> str:
    """Write one item of a block list."""
    collection = isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str))
    return inline(value) if collection else scalar(value)


def entry(field_name: str, value: object) -> list[str]:
    """Write one field; lists of texts as block lists, mappings in lists as one flow mapping a line."""
    lines = block(value)
    if lines is None:
        return [f"{name(field_name)}: {item_text(value)}"]
    return [f"{name(field_name)}:", *(f"  {line}" for line in lines)]


def name(text: str) -> str:
    """Write a field's name."""
    return text if _NAME.fullmatch(text) and not _is_switch(text) else quoted(text)


def _is_plain(text: str, flow: bool) -> bool:
    if not text or not (text[0].isalpha() or text[0].isdigit()) or text != text.strip():
        return False
    if text.endswith(":") or ": " in text or " #" in text or _ESCAPED.search(text.replace('"', "")):
        return False
    if flow and any(sign in text for sign in ',[]{}:?"'):
        return False
    if _NUMBER.fullmatch(text) or _DATED.fullmatch(text) or _is_switch(text):
        return False
    readings = (*_RESOLVERS.get(text[0], ()), *_RESOLVERS.get(None, ()))
    return not any(pattern.match(text) for _, pattern in readings)


def _is_switch(text: str) -> bool:
    return text.casefold() in _SWITCHES


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    return _SHORT.get(sign) or (f"\\x{ord(sign):02x}" if ord(sign) < 256 else f"\\u{ord(sign):04x}")
