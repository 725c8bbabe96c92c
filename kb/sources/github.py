"""GitHub issues: the REST API's lists, a search, one issue, or what `gh issue list --json` prints."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kb.config import HarvestSettings
from kb.io import json_items
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import (
    Attachment,
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    Person,
    RawPointer,
    ResolutionKind,
    Status,
)
from kb.model.prose import clean
from kb.sources import desk_folder
from kb.sources.base import Reading, Record
from kb.sources.desk_values import (
    JsonObject,
    UnusableError,
    child,
    in_order,
    line,
    moment,
    number,
    objects,
    text,
    unplaced,
)
from kb.sources.people import person

SYSTEM = "github"
UNDER = ("items",)
PAGES = (30, 100, 1000)
"""How many issues a list holds that went on: what the tools give unless asked otherwise, and the most of a page."""

_HERE = re.compile(
    r"(?:/repos|github\.com|https?://[^/\s]{1,100})/([\w.-]{1,100})/([\w.-]{1,100})/(?:issues|pull)/(\d{1,12})"
)
_DUPLICATE = re.compile(
    r"\bdupl(?:icate|icated)?\s{1,3}of:?\s{1,3}(?:https?://[^/\s]{1,100}/)?(?:([\w.-]{1,100}/[\w.-]{1,100})(?:/issues/|#)|#)(\d{1,9})\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_MENTION = re.compile(r"(?<![\w/`.@])@([A-Za-z0-9][A-Za-z0-9-]{0,38})(?![\w@/-])")
_FILE = re.compile(
    r"https://[\w.-]{1,100}/(?:user-attachments|[\w.-]{1,100}/[\w.-]{1,100}/files)/[^\s)\"'<>]{1,300}"
)
_ENVIRONMENT = re.compile(
    r"(?:area|component|comp|module|product|platform|os|env|environment|browser|version|package|pkg)[:/] ?(.{1,80})",
    re.IGNORECASE,
)
_PRIORITY = re.compile(
    r"(?:priority[:/ -]*)?(?:p([0-4])|(critical|urgent|blocker|high|medium|normal|low|trivial))(?:[ -]priority)?",
    re.IGNORECASE,
)
_PRIORITIES = {
    "critical": 1,
    "urgent": 1,
    "blocker": 1,
    "high": 2,
    "medium": 3,
    "normal": 3,
    "low": 4,
    "trivial": 5,
}
_REASONS = {
    "completed": ResolutionKind.FIX,
    "not_planned": ResolutionKind.WONT_FIX,
    "duplicate": ResolutionKind.DUPLICATE,
}
_LABELS = (
    (re.compile(r"\bduplicate\b", re.IGNORECASE), ResolutionKind.DUPLICATE),
    (
        re.compile(
            r"\b(?:wont ?-?fix|won't fix|invalid|works as (?:designed|intended)|by design|not a bug)\b",
            re.IGNORECASE,
        ),
        ResolutionKind.WONT_FIX,
    ),
    (
        re.compile(r"\b(?:question|support|how-?to|help wanted: usage)\b", re.IGNORECASE),
        ResolutionKind.HOW_TO,
    ),
)
_PLACED = {
    "number", "title", "body", "state", "state_reason", "stateReason", "labels", "user", "author", "assignee", "assignees",
    "comments", "created_at", "createdAt", "updated_at", "updatedAt", "closed_at", "closedAt", "closed_by", "url", "html_url",
    "repository_url", "labels_url", "comments_url", "events_url", "timeline_url", "id", "node_id", "reactions", "reactionGroups",
    "score", "performed_via_github_app", "pull_request", "body_html", "body_text", "active_lock_reason", "locked",
    "author_association", "type", "milestone", "closed", "isPinned", "repository", "sub_issues_summary",
    "issue_dependencies_summary", "projectCards", "projectItems", "draft", "comments_list", "text_matches",
}  # fmt: skip


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
        if not _issues(path):
            yield from _orphans(path)
            return
        beside = _beside(path)
        count = 0
        for item in json_items.items(path, under=UNDER):
            count += 1
            yield _record(item, path, beside)
        yield from _cut(path, count)


def _record(item: json_items.Item, path: Path, beside: Mapping[str, list[JsonObject]]) -> Record:
    if item.problem or not isinstance(item.value, dict):
        return Rejection(path=path, line=item.line, reason=item.problem or "not an object")
    value = item.value
    if isinstance(value.get("pull_request"), dict) or "/pull/" in line(
        value.get("html_url") or value.get("url")
    ):
        return Skip(path=path, line=item.line, reason="pull request")
    try:
        return _incident(value, RawPointer(path=path, line=item.line, sha256=item.sha256), beside)
    except UnusableError as error:
        return Rejection(path=path, line=item.line, reason=str(error))
    except RecursionError:
        return Rejection(path=path, line=item.line, reason="nested too deeply")


def _incident(value: JsonObject, raw: RawPointer, beside: Mapping[str, list[JsonObject]]) -> Incident:
    own = number(value.get("number"))
    if own is None:
        raise UnusableError("an issue without a number")
    repository, key = _place(value, own)
    title = line(value.get("title"))
    body = _body(value.get("body"))
    summary = title or " ".join(body.partition("\n")[0].split())
    if not summary:
        raise UnusableError(f"issue {own} has neither title nor body")
    met: dict[Person, None] = {}
    comments = objects(value.get("comments")) or beside.get(key, [])
    author = _who(value.get("user") or value.get("author"), met)
    entries = in_order(entry for each in comments if (entry := _entry(each, met)))
    for each in (*objects(value.get("assignees")), value.get("assignee")):
        _who(each, met)
    words = [body, *(entry.text for entry in entries)]
    for said in words:
        for login in _MENTION.findall(said[:200_000]):
            met.setdefault(Person(name="", user=login))
    labels = [line(each.get("name")) for each in objects(value.get("labels")) if line(each.get("name"))]
    labels += (
        [line(each) for each in value.get("labels") or () if isinstance(each, str)]
        if isinstance(value.get("labels"), list)
        else []
    )
    closed = line(value.get("state")).lower() == "closed"
    reason = (line(value.get("state_reason")) or line(value.get("stateReason"))).lower()
    kind = _kind(reason, labels) if closed else ResolutionKind.NONE
    original = _original(words, repository, key) if kind is ResolutionKind.DUPLICATE else None
    closed_at = moment(value.get("closed_at") or value.get("closedAt"))
    assigned = next(iter(objects(value.get("assignees"))), value.get("assignee"))
    return Incident(
        ref=IncidentRef(SYSTEM, key),
        summary=summary,
        description=body,
        status=Status.CLOSED if closed else Status.OPEN,
        status_raw=f"{line(value.get('state')).lower()}{f' ({reason})' if reason else ''}",
        resolution_kind=kind,
        environment=tuple(
            dict.fromkeys(match[1] for label in labels if (match := _ENVIRONMENT.fullmatch(label)))
        ),
        category=line(child(value, "type", "name")),
        priority=next((found for label in labels if (found := _priority(label))), None),
        group=repository,
        reporter=author,
        resolver=_who(value.get("closed_by"), met) or _who(assigned, met),
        opened_at=moment(value.get("created_at") or value.get("createdAt")),
        resolved_at=closed_at if closed else None,
        closed_at=closed_at if closed else None,
        updated_at=moment(value.get("updated_at") or value.get("updatedAt")),
        duplicate_of=original,
        links=(original,) if original else (),
        attachments=tuple(
            dict.fromkeys(
                Attachment(name=url.rpartition("/")[2])
                for said in words
                for url in _FILE.findall(said[:200_000])
            )
        ),
        entries=entries,
        extra=_extra(value, labels),
        people=tuple(met),
        raw=raw,
    )


def _place(value: JsonObject, own: int) -> tuple[str, str]:
    """Give the repository and a key that holds it: numbers repeat from one to the next."""
    for name in ("html_url", "url", "comments_url"):
        if match := _HERE.search(line(value.get(name))):
            return f"{match[1]}/{match[2]}", f"{match[1]}/{match[2]}#{own}"
    return "", f"#{own}"


def _body(value: object) -> str:
    return clean(_HIDDEN.sub("", text(value)))


def _entry(value: JsonObject, met: dict[Person, None]) -> Entry | None:
    author = _who(value.get("user") or value.get("author"), met)
    if (
        author.endswith("[bot]")
        or line(child(value, "user", "type")) == "Bot"
        or value.get("isMinimized") is True
    ):
        return None
    words = _body(value.get("body"))
    if not words:
        return None
    at = moment(value.get("created_at") or value.get("createdAt"))
    return Entry(at=at, author=author, kind=EntryKind.PUBLIC, text=words)


def _who(value: object, met: dict[Person, None]) -> str:
    login, name = line(child(value, "login")), line(child(value, "name"))
    if login.endswith("[bot]"):
        return login
    found = person(name, email=line(child(value, "email")), user=login)
    if found:
        met[found] = None
    return name or login


def _kind(reason: str, labels: list[str]) -> ResolutionKind:
    for pattern, kind in _LABELS:
        if any(pattern.search(label) for label in labels) and reason in ("", "completed", "not_planned"):
            return kind
    return _REASONS.get(reason, ResolutionKind.FIX)


def _priority(label: str) -> int | None:
    match = _PRIORITY.fullmatch(label.strip())
    if not match:
        return None
    return min(5, int(match[1]) + 1) if match[1] else _PRIORITIES[match[2].lower()]


def _original(words: list[str], repository: str, key: str) -> IncidentRef | None:
    for said in reversed(words):
        for found, other in _DUPLICATE.findall(said[:200_000]):
            named = f"{found or repository}#{other}"
            if named != key:
                return IncidentRef(SYSTEM, named)
    return None


def _extra(value: JsonObject, labels: list[str]) -> tuple[tuple[str, str], ...]:
    out = [("labels", ", ".join(labels)), ("milestone", line(child(value, "milestone", "title")))]
    return tuple((name, found) for name, found in (*out, *unplaced(value, _PLACED)) if found)


def _beside(path: Path) -> dict[str, list[JsonObject]]:
    found: dict[str, list[JsonObject]] = {}
    for file in desk_folder.beside(path).looked_at:
        if file != path and _comments(file):
            for item in json_items.items(file):
                if isinstance(item.value, dict) and not item.problem:
                    found.setdefault(_issue_of(item.value), []).append(item.value)
    return found


def _issue_of(comment: JsonObject) -> str:
    for name in ("issue_url", "html_url"):
        if match := _HERE.search(line(comment.get(name))):
            return f"{match[1]}/{match[2]}#{int(match[3])}"
    return ""


def _orphans(path: Path) -> Iterator[Record]:
    known: set[str] = set()
    for file in desk_folder.beside(path).looked_at:
        if file != path and _issues(file):
            for item in json_items.items(file, under=UNDER):
                own = number(child(item.value, "number"))
                if own is not None:
                    known.add(_place(item.value, own)[1])
    for item in json_items.items(path):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
        elif _issue_of(item.value) not in known:
            yield Skip(path=path, line=item.line, reason="comment without its issue")


def _cut(path: Path, count: int) -> Iterator[Notice]:
    beside = any(file != path and _issues(file) for file in desk_folder.beside(path).looked_at)
    around = json_items.envelope(path, under=UNDER) if "items" in json_items.signature(path) else {}
    total = number(around.get("total_count"))
    hint = "use gh api --paginate, or gh issue list --limit 10000"
    if around.get("incomplete_results") is True:
        yield Notice(
            path=path, code=CUT, message="the search itself says that its results are incomplete", hint=hint
        )
    elif total is not None and total > count and not beside:
        yield Notice(path=path, code=CUT, message=f"{count:,} issues of {total:,}", hint=hint)
    elif not around and count in PAGES and not beside:
        message = f"exactly {count:,} issues, as many as one page or an unasked limit holds"
        yield Notice(path=path, code=CUT, message=message, hint=hint)


def _issues(path: Path) -> bool:
    rest = ("number", "title", "state", "html_url", "user.login")
    command = ("number", "title", "state", "url")
    return json_items.looks_like(path, (*rest, "comments_url"), under=UNDER) or (
        json_items.looks_like(path, command)
        and any(json_items.looks_like(path, (each,)) for each in ("stateReason", "createdAt", "author.login"))
        and not json_items.looks_like(path, ("messageType",))
    )


def _comments(path: Path) -> bool:
    return json_items.looks_like(path, ("issue_url", "html_url", "body", "user.login"))


SOURCE = GitHub()
