"""GitHub issues: the REST API's lists, a search, one issue, or what `gh issue list --json` prints."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import json_items
from kb.io.lines import decode, head
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import RawPointer
from kb.sources import desk_folder, github_issue
from kb.sources.base import Reading, Record
from kb.sources.desk_folder import Folder
from kb.sources.desk_values import JsonObject, child, number
from kb.sources.json_records import made

UNDER = ("items",)
PAGES = (30, 100, 1000)
"""How many issues a list holds that went on: what the tools give unless asked otherwise, and the most of a page."""

_REST = ("number", "title", "state", "html_url", "user.login", "comments_url")
_ONLY_GH = (
    "stateReason", "isPinned", "author.is_bot", "closedByPullRequestsReferences", "comments[].authorAssociation",
)  # fmt: skip
_ADDRESS = re.compile(
    r'"url"\s{0,9}:\s{0,9}"https?://[^/"\s]{1,100}/[\w.-]{1,100}/[\w.-]{1,100}/(?:issues|pull)/\d{1,9}"'
)
_HINT = "use gh api --paginate, or gh issue list --limit 10000"


class GitHub:
    """Reads issues, with their comments inside or in files beside; pull requests are none."""

    name = "github-json"
    product = "GitHub issues"
    reads = "REST lists, searches and single issues, or what gh issue list --json prints; comments inside or beside"
    how_to_export = (
        "gh issue list --state all --limit 10000 --json number,title,body,state,stateReason,labels,author,assignees,"
        "comments,createdAt,updatedAt,closedAt,url > issues.json; or gh api --paginate "
        '"repos/OWNER/REPO/issues?state=all&per_page=100" > issues.json, and the same for issues/comments beside it.'
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds issues or comments of GitHub."""
        return path.is_file() and (_issues(path) or _comments(path))

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an issue has."""
        return (
            'a GitHub issue has "number", "title", "state" and "html_url" with "user", or "url" with "author"'
        )

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:  # noqa: ARG002
        """
        Yield one record an issue, with the comments of the folder.

        Comments in files of their own are held in memory; one whose issue is not in the folder is skipped when its
        own file is read.
        """
        folder = desk_folder.beside(path)
        if not _issues(path) and _comments(path):
            yield from _orphans(path, folder)
            return
        known = _companions(folder)
        count = 0
        for item in json_items.items(path, under=UNDER):
            count += 1
            yield _record(item, path, folder, known)
        yield from _cut(path, count, folder)


def _record(
    item: json_items.Item, path: Path, folder: Folder, known: Mapping[str, Sequence[JsonObject]]
) -> Record:
    def make(value: JsonObject, raw: RawPointer) -> Record:
        if github_issue.is_pull_request(value):
            return Skip(path=path, line=item.line, reason="pull request")
        found = github_issue.key_of(value)
        beside = [*known.get(found[1], ()), *_numbered(found[1], folder)] if found else []
        return github_issue.incident(value, raw, beside)

    return made(item, path, make)


@lru_cache(maxsize=2)
def _companions(folder: Folder) -> dict[str, list[JsonObject]]:
    """Gather the comments of a folder by the issue they belong to."""
    found: dict[str, list[JsonObject]] = {}
    for file in folder.looked_at:
        if _comments(file):
            _gather(file, found)
    return found


def _numbered(key: str, folder: Folder) -> Sequence[JsonObject]:
    """Gather the comments of files that carry the issue's number, where a folder has too many to look at all."""
    found: dict[str, list[JsonObject]] = {}
    for file in () if folder.is_whole else folder.numbered(key.rpartition("#")[2]):
        if file not in folder.looked_at and _comments(file):
            _gather(file, found)
    return found.get(key, ())


def _gather(file: Path, found: dict[str, list[JsonObject]]) -> None:
    try:
        for item in json_items.items(file):
            if isinstance(item.value, dict) and not item.problem and (key := _issue_of(item.value)):
                found.setdefault(key, []).append(item.value)
    except InputError:
        return  # it is read by itself too, and says then what is wrong


def _issue_of(comment: JsonObject) -> str:
    found = github_issue.place(comment, "issue_url", "html_url")
    return f"{found[0]}#{found[1]}" if found else ""


@lru_cache(maxsize=2)
def _keys(folder: Folder) -> frozenset[str]:
    """Name the issues of a folder."""
    return frozenset(key for file in folder.looked_at if _issues(file) for key in _keys_in(file))


def _keys_in(file: Path) -> Iterator[str]:
    try:
        for item in json_items.items(file, under=UNDER):
            if isinstance(item.value, dict) and (found := github_issue.key_of(item.value)):
                yield found[1]
    except InputError:
        return


def _orphans(path: Path, folder: Folder) -> Iterator[Record]:
    """Account for the comments of a file that no issue of the folder claims."""
    is_seen = path in folder.looked_at
    apart = "" if folder.is_whole else f" among the first {desk_folder.LOOKED_AT} files"
    for item in json_items.items(path):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
            continue
        key = _issue_of(item.value)
        own = key.rpartition("#")[2]
        if (is_seen or (own and desk_folder.number(path) == own)) and (
            key in _keys(folder) or (not folder.is_whole and _has(key, own, folder))
        ):
            continue
        on_pull = "/pull/" in str(item.value.get("html_url"))
        reason = "comment on a pull request" if on_pull else f"comment without its issue{apart}"
        yield Skip(path=path, line=item.line, reason=reason)


def _has(key: str, own: str, folder: Folder) -> bool:
    return any(key in _keys_in(file) for file in folder.numbered(own) if _issues(file))


def _cut(path: Path, count: int, folder: Folder) -> Iterator[Notice]:
    around = json_items.envelope(path, under=UNDER) if "items" in json_items.signature(path) else {}
    total = number(around.get("total_count"))
    if around.get("incomplete_results") is True:
        yield Notice(
            path=path, code=CUT, message="the search itself says that its results are incomplete", hint=_HINT
        )
    elif total is not None and total > count and total > sum(_counts(path, folder, total)):
        yield Notice(path=path, code=CUT, message=f"{count:,} issues of {total:,}", hint=_HINT)
    elif not around and count in PAGES and all(each in PAGES for each in _counts(path, folder, None)):
        message = f"exactly {count:,} issues, as many as one page or an unasked limit holds"
        yield Notice(path=path, code=CUT, message=message, hint=_HINT)


def _counts(path: Path, folder: Folder, total: int | None) -> Iterator[int]:
    """Count the issues of each page in the folder that belongs to the same list: one repository, or one search."""
    own = _page(path, desk_folder.state(path))
    for file in {path, *folder.looked_at}:
        if _issues(file):
            page = _page(file, desk_folder.state(file))
            if page[1] == total and (total is not None or page[2] == own[2]):
                yield page[0]


@lru_cache(maxsize=512)
def _page(file: Path, _state: tuple[int, int]) -> tuple[int, int | None, str]:
    """Give how many issues a page holds, of how many in all, and the repository of the first."""
    if not any(name.endswith("[].number") for name in json_items.signature(file)):
        return 0, None, ""  # one issue is no page
    count, repository = 0, ""
    try:
        for item in json_items.items(file, under=UNDER):
            count += 1
            if not repository and isinstance(item.value, dict):
                repository = (github_issue.key_of(item.value) or ("", ""))[0]
        around = json_items.envelope(file, under=UNDER) if "items" in json_items.signature(file) else {}
    except InputError:
        return 0, None, ""
    return count, number(child(around, "total_count")), repository


def _issues(path: Path) -> bool:
    if json_items.looks_like(path, _REST, under=UNDER):
        return True
    if not json_items.looks_like(path, ("number", "title")):
        return False
    if any(json_items.looks_like(path, ("number", "title", each)) for each in _ONLY_GH):
        return True
    return json_items.looks_like(path, ("number", "title", "url")) and bool(
        _ADDRESS.search(decode(head(path)))
    )


def _comments(path: Path) -> bool:
    return json_items.looks_like(path, ("issue_url", "html_url", "body", "user.login"))


SOURCE = GitHub()
