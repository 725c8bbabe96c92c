"""Whether an answer of Zendesk is one page of several, and the others are not there."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io import json_items
from kb.model.account import CUT, Notice
from kb.sources import zendesk_beside as beside
from kb.sources import zendesk_kinds as kinds
from kb.sources.desk_folder import Folder, state
from kb.sources.desk_values import child

PAGE = 1000
"""How many tickets a page of the incremental export by time holds, unless it is the last."""

_HINT = "fetch the pages that follow too, and put them into the same folder"
_MARKS = {"next_page", "end_of_stream", "after_url", "after_cursor", "end_time", "meta", "count"}


def notice(path: Path, found: int, folder: Folder, *, what: str = "tickets") -> Notice | None:
    """
    Say that more is to come, by the answer's own word, unless the files beside it evidently hold it.

    They do when together they have as many tickets as the answer counts, or, where it does not count, when one of
    them says that it is the last page.
    """
    marks = _marks(path)
    total = _total(marks)
    if not _goes_on(marks, found):
        return None
    if what == "tickets" and _is_beside(path, total, folder):
        return None
    told = f"{found:,} {what} of {total:,}" if total is not None and total > found else ""
    return Notice(path=path, code=CUT, message=told or f"{found:,} {what}, and more pages follow", hint=_HINT)


def _marks(path: Path) -> Mapping[str, Any]:
    """Give what an answer says of itself as a page."""
    return _kept_marks(path, *state(path))


@lru_cache(maxsize=512)
def _kept_marks(path: Path, _size: int, _modified: int) -> Mapping[str, Any]:
    under = kinds.members(path)
    if not under:
        return {}
    try:
        told = json_items.envelope(path, under=under)
    except InputError:
        return {}
    return {name: value for name, value in told.items() if name in _MARKS}


def _total(marks: Mapping[str, Any]) -> int | None:
    """Give how many tickets there are in all; the incremental export counts its page only."""
    total = marks.get("count")
    is_whole = type(total) is int and "end_time" not in marks and "end_of_stream" not in marks
    return total if is_whole else None


def _goes_on(marks: Mapping[str, Any], found: int) -> bool:
    """Whether an answer is not the last page; the surest of its marks decides."""
    if isinstance(marks.get("end_of_stream"), bool):
        return marks["end_of_stream"] is False
    if "end_time" in marks:
        return bool(marks.get("next_page")) and found >= PAGE
    if isinstance(child(marks.get("meta"), "has_more"), bool):
        return child(marks.get("meta"), "has_more") is True
    total = _total(marks)
    return bool(marks.get("next_page")) or (total is not None and total > found)


def _is_beside(path: Path, total: int | None, folder: Folder) -> bool:
    pages = [page for page in folder.looked_at if kinds.holds_tickets(page)]
    told = {page: _marks(page) for page in pages}
    if total is not None:
        same = [page for page in pages if _total(told[page]) == total]
        return len({ticket for page in same for ticket in beside.ids(page)}) >= total
    return any(
        page != path and marks and not _goes_on(marks, len(beside.ids(page))) for page, marks in told.items()
    )
