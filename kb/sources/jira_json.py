"""Jira's and Jira Service Management's REST answers: a search, a list, one issue, or a folder of such files."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import files, json_items
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import desk_folder, jira_issue, jira_pages
from kb.sources.base import Reading, Record

DEPTH = 2
"""How many folders below the named one are entered."""

_ASKED = 200
_FIELDS = frozenset(
    [
        "summary",
        "status",
        "issuetype",
        "project",
        "created",
        "updated",
        "reporter",
        "assignee",
        "priority",
        "resolution",
        "resolutiondate",
        "description",
    ]
)
_BARE = frozenset({"expand", "id", "self", "key"})
_NEXT = "fetch the next pages too (startAt or nextPageToken), and put them into the same folder"


class JiraJson:
    """Reads issues as Jira's REST API gives them, v2 (wiki markup) or v3 (documents), with their comments."""

    name = "jira-json"
    product = "Jira"
    reads = "REST JSON v2 and v3: a search answer, issues as a list or JSON Lines, one issue, or a folder of issues"
    how_to_export = (
        "Save the answer of /rest/api/2/search?jql=project=KEY&fields=*all&maxResults=1000&expand=names as a file "
        "(page with startAt; in the Cloud /rest/api/3/search/jql, and page with nextPageToken), or one "
        "/rest/api/2/issue/KEY-1 answer a file in a folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it begins like a search answer, issues or one issue; of a folder, whether one of its files does."""
        if path.is_dir():
            return any(_is_ours(file) for file in islice(_near(path), _ASKED))
        return _is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an answer of Jira has."""
        return 'a Jira export is JSON with "issues", or issues, that have "key" and "fields"'

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
    """Whether a file holds issues by the fields they have, or an answer without any; other trackers have issues too."""
    found = json_items.signature(path)
    if any(_has_issues(found, prefix) for prefix in ("", "[].", "issues[].", "[].issues[].")):
        return True
    held = {name.removeprefix("issues[].") for name in found if name.startswith("issues[].")}
    if held:
        return "key" in held <= _BARE  # the first is broken off, or no fields were asked for
    return "issues" in found and ("isLast" in found or {"startAt", "total"} <= found)


def _has_issues(found: frozenset[str], prefix: str) -> bool:
    if f"{prefix}fields" not in found or any(name.startswith(f"{prefix}fields[]") for name in found):
        return False
    below = {name.removeprefix(f"{prefix}fields.") for name in found if name.startswith(f"{prefix}fields.")}
    known = {name for name in below if name in _FIELDS or name.startswith("customfield_")}
    return bool(known or not below) if f"{prefix}key" in found else len(known) > 1


def _issues(path: Path) -> Iterator[Reading]:
    """Yield the issues of one file; a list of whole answers holds one answer at a time."""
    around = _around(path)
    found = json_items.signature(path)
    single = {"key", "fields"} <= found and "[].key" not in found
    names = _names(around)
    count, answers = 0, 0
    for item in json_items.items(path, under=("issues",)):
        answer = item.value if isinstance(item.value, dict) and not jira_issue.is_issue(item.value) else {}
        if isinstance(answer.get("issues"), list):
            answers += 1
            around = {**around, **{name: value for name, value in answer.items() if name != "issues"}}
            for value in answer["issues"]:
                count += 1
                raw = RawPointer(path=path, line=item.line, sha256=_digest(value, count))
                yield _record(json_items.Item(item.line, value, item.problem), raw, _names(answer))
            continue
        count += 1
        line = 0 if single and not item.under else item.line
        yield _record(item, RawPointer(path=path, line=line, sha256=item.sha256), names)
    page = _page(around)
    if answers or "[].issues" in found:
        page = replace(page, start=0)  # all of them together begin with the first
    if problem := jira_pages.missing(path, page, count, _page_of):
        yield Notice(path=path, code=CUT, message=problem, hint=_NEXT)


def _digest(value: object, number: int) -> str:
    try:
        text = repr(value)
    except RecursionError:
        text = f"nested too deeply, {number}"
    return sha256(text.encode(errors="replace")).hexdigest()


def _names(around: Mapping[str, Any]) -> dict[str, str]:
    names = around.get("names")
    return (
        {name: value for name, value in names.items() if isinstance(value, str)}
        if isinstance(names, dict)
        else {}
    )


def _around(path: Path) -> dict[str, Any]:
    """Give what stands around the list of issues: how many there are, and the names of fields."""
    if not {"issues", "[].issues"} & json_items.signature(path):
        return {}
    return json_items.envelope(path, under=("issues",))


def _page(around: Mapping[str, Any]) -> jira_pages.Page:
    start, total, last = around.get("startAt"), around.get("total"), around.get("isLast")
    goes_on = not last if isinstance(last, bool) else bool(around.get("nextPageToken")) or None
    return jira_pages.Page(
        start=start if type(start) is int else None,
        total=total if type(total) is int else None,
        goes_on=goes_on,
    )


def _page_of(path: Path) -> jira_pages.Page | None:
    if not _is_ours(path) or "issues" not in json_items.signature(path):
        return None
    return _kept(path, desk_folder.state(path))


@lru_cache(maxsize=1024)
def _kept(path: Path, _state: tuple[int, int]) -> jira_pages.Page | None:
    try:
        return _page(_around(path))
    except InputError:
        return None  # it says so itself when it is read


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
