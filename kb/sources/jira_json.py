"""Jira's and Jira Service Management's REST answers: a search, a list, one issue, or a folder of such files."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import files, json_items
from kb.io.lines import decode, head, tail
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import desk_folder, jira_issue
from kb.sources.base import Reading, Record

DEPTH = 2
"""How many folders below the named one are entered."""

_ASKED = 200
_SEARCH = re.compile(r'"issues"\s{0,20}:\s{0,20}\[')
_FIELDS = re.compile(r'"fields"\s{0,20}:\s{0,20}[{n\[]')
_START = re.compile(r'"startAt"\s{0,20}:\s{0,20}(\d{1,9})')
_LAST = re.compile(r'"isLast"\s{0,20}:\s{0,20}true')
_KEY = re.compile(r'"key"\s{0,20}:')


class JiraJson:
    """Reads issues as Jira's REST API gives them, v2 (wiki markup) or v3 (documents), with their comments."""

    name = "jira-json"
    product = "Jira"
    reads = "REST JSON: a search answer, one issue, or a folder of issues"
    how_to_export = (
        "Save the answer of /rest/api/2/search?jql=project=KEY&fields=*all&maxResults=1000&expand=names as a file "
        "(page with startAt), or one /rest/api/2/issue/KEY-1 answer a file in a folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it begins like a search answer, issues or one issue; of a folder, whether one of its files does."""
        if path.is_dir():
            return any(_is_ours(file) for file in islice(_near(path), _ASKED))
        return _is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an answer of Jira has."""
        return 'a Jira export is JSON with "issues", or issues with "key" and "fields"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """Yield one record an issue; in a folder a broken file is one rejection, what is no issue one skip."""
        if not path.is_dir():
            yield from _issues(path)
            return
        for file in files.walk(path, "*.json"):
            if _depth(file, path) > DEPTH:
                yield Skip(path=file, line=0, reason="more than two folders down")
                continue
            try:
                yield from _issues(file)
            except InputError as error:
                yield Rejection(path=file, line=error.line or 0, reason=error.problem)


def _near(folder: Path) -> Iterator[Path]:
    return (file for file in files.walk(folder, "*.json") if _depth(file, folder) <= DEPTH)


def _depth(file: Path, folder: Path) -> int:
    return len(file.relative_to(folder).parts) - 1


def _is_ours(path: Path) -> bool:
    data = head(path)
    text = data.decode("utf-16", errors="replace") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else decode(data)
    text = text.lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return False
    return bool(_SEARCH.search(text) or (_FIELDS.search(text) and _KEY.search(text)))


def _issues(path: Path) -> Iterator[Reading]:
    beside = _beside(path)
    names = {name: value for name, value in _dict(beside.get("names")).items() if isinstance(value, str)}
    single = json_items.looks_like(path, ("key", "fields")) and "[].key" not in json_items.signature(path)
    count = 0
    for item in json_items.items(path, under=("issues",)):
        count += 1
        line = 0 if single and not item.under else item.line
        yield _record(item, RawPointer(path=path, line=line, sha256=item.sha256), names)
    yield from _cut(path, beside, count)


def _beside(path: Path) -> dict[str, Any]:
    """Give what stands around the list of issues: how many there are, and the names of fields."""
    if "issues" not in json_items.signature(path):
        return {}
    return json_items.envelope(path, under=("issues",))


def _cut(path: Path, beside: Mapping[str, Any], count: int) -> Iterator[Notice]:
    """
    Say when an answer is not the last page and the next one is not beside it.

    A page counted from a start is followed by the file that starts where it ends; a page with a token by any file
    that says it is the last.
    """
    total, start = beside.get("total"), beside.get("startAt", 0)
    more = type(total) is int and type(start) is int and start + count < total
    goes_on = beside.get("isLast") is False or bool(beside.get("nextPageToken"))
    if not more and not goes_on:
        return
    pages = [each for each in desk_folder.beside(path).looked_at if each != path and _is_ours(each)]
    if any(_starts_at(each) == start + count for each in pages) if more else any(map(_is_last, pages)):
        return
    yield Notice(
        path=path,
        code=CUT,
        message=f"{count:,} issues of {total:,}" if more else f"{count:,} issues, and more pages follow",
        hint="fetch the next pages too (startAt or nextPageToken), and put them into the same folder",
    )


def _starts_at(path: Path) -> int | None:
    match = _START.search(decode(head(path)))
    return int(match[1]) if match else None


def _is_last(path: Path) -> bool:
    return bool(_LAST.search(decode(tail(path)))) or bool(_LAST.search(decode(head(path)[:2000])))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _record(item: json_items.Item, raw: RawPointer, names: Mapping[str, str]) -> Record:
    if item.problem:
        return Rejection(path=raw.path, line=item.line, reason=item.problem)
    if not jira_issue.is_issue(item.value):
        return Skip(path=raw.path, line=raw.line, reason="not an issue")
    try:
        return jira_issue.incident(item.value, raw, names)
    except jira_issue.UnusableIssueError as error:
        return Rejection(path=raw.path, line=raw.line, reason=str(error))
    except RecursionError:
        return Rejection(path=raw.path, line=raw.line, reason="nested too deeply")


SOURCE = JiraJson()
