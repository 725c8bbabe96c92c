"""What an export holds of one field in, its text out: the same text whatever the shape of the export."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kb.sources import servicenow_words as words
from kb.sources.flatten import leaf

_STORED = re.compile(r"(?!1970-01-)\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?")
_SYS_ID = re.compile(r"[0-9a-f]{32}")
_SHOWN = re.compile(r"""["']display_value["']: (?:'([^']*)'|"([^"]*)")""")
_KEPT = re.compile(r"""["']value["']: (?:'([^']*)'|"([^"]*)")""")
_TEXT_OF_DICT = 4000
"""How much of a cell is looked at for the text of a dict."""


def is_sys_id(text: str) -> bool:
    """Whether a text is the product's own name of a record, which tells a reader nothing."""
    return len(text) == 32 and _SYS_ID.fullmatch(text) is not None


def chosen(display: str, value: str) -> str:
    """Of the two forms of a field take the date as stored (UTC), all else as shown; 1970 is how durations are kept."""
    if not display or (value and _STORED.fullmatch(value)):
        return value
    return display


def of_cell(cell: str) -> str:
    """Give a cell's text; a reference exported as the text of a dict gives what it holds."""
    if not cell.startswith(("{'", '{"')):
        return cell
    shown, kept = (pattern.search(cell, 0, _TEXT_OF_DICT) for pattern in (_SHOWN, _KEPT))
    if not shown and not kept:
        return cell
    return chosen(*("" if found is None else found[1] or found[2] or "" for found in (shown, kept)))


def of_json(value: Any) -> str:
    """Give a JSON value's text: plain, `{link, value}`, `{display_value, link}` or with both forms."""
    if isinstance(value, dict) and ("value" in value or "display_value" in value):
        return chosen(leaf(value.get("display_value")), leaf(value.get("value")))
    return leaf(value)


def stored(value: Any) -> str:
    """Give a JSON value as the database keeps it, the displayed form only where there is no other."""
    if isinstance(value, dict):
        return leaf(value.get("value")) or leaf(value.get("display_value"))
    return leaf(value)


def is_displayed(record: Mapping[str, Any]) -> bool:
    """
    Whether a JSON record was exported as people see it, so that its dates are in their format and zone.

    With `sysparm_display_value=all` both forms are there; with `true` references lack the value, and the state is
    a word; with `false` the state is a number.
    """
    references = [value for value in record.values() if isinstance(value, dict)]
    if any("display_value" in value for value in references):
        return not any("display_value" in value and "value" in value for value in references)
    states = [leaf(record[name]) for name in ("state", "incident_state", "priority") if record.get(name)]
    return any(not state.strip().isdecimal() for state in states)


def of_row(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Give a row by field name, without what is blank; of repeated columns the first that says something."""
    values: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=True):
        if cell and name not in values and not cell.isspace():
            values[name] = of_cell(cell) if cell[0] == "{" else cell
    return values


def columns(header: Sequence[str]) -> list[str]:
    """Turn headers, field names or labels, into field names."""
    return [words.column(name) for name in header]
