"""One issue as GitHub's REST API or its command line gives it in, an Incident out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.model.incident import (
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    Person,
    RawPointer,
    ResolutionKind,
    Status,
)
from kb.sources import github_text, github_words
from kb.sources.desk_values import (
    JsonObject,
    UnusableError,
    child,
    elements,
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
LAST = 5
"""How many of the last comments may say that an issue is a duplicate."""

_PLACE = re.compile(
    r"(?:/repos|https?://[^/\s]{1,100})/([\w.-]{1,100})/([\w.-]{1,100})/(?:issues|pull)/(\d{1,9})(?!\d)"
)
_SUPPORT = {"OWNER", "MEMBER", "COLLABORATOR", ""}
_DEPTH = 6
_PLACED = {
    "number", "title", "body", "body_html", "body_text", "state", "closed", "state_reason", "stateReason", "labels",
    "user", "author", "authorAssociation", "author_association", "assignee", "assignees", "comments", "commentsCount",
    "created_at", "createdAt", "updated_at", "updatedAt", "closed_at", "closedAt", "closed_by", "type", "issueType",
    "url", "html_url", "repository_url", "labels_url", "comments_url", "events_url", "timeline_url", "repository",
    "id", "node_id", "score", "text_matches", "milestone", "reactions", "reactionGroups", "locked", "isLocked",
    "active_lock_reason", "isPinned", "isPullRequest", "pull_request", "draft", "performed_via_github_app",
    "sub_issues_summary", "issue_dependencies_summary", "projectCards", "projectItems",
}  # fmt: skip


def is_pull_request(value: JsonObject) -> bool:
    """Whether an object is a pull request, which GitHub lists among the issues."""
    address = line(value.get("html_url")) or line(value.get("url"))
    return (
        isinstance(value.get("pull_request"), dict)
        or value.get("isPullRequest") is True
        or "/pull/" in address
    )


def place(value: JsonObject, *names: str) -> tuple[str, int] | None:
    """Give repository and number that the first usable address among the named fields tells."""
    for name in names:
        if match := _PLACE.search(line(value.get(name))[:1000]):
            return f"{match[1]}/{match[2]}", int(match[3])
    return None


def key_of(value: JsonObject) -> tuple[str, str] | None:
    """Give the repository of an issue, and the key that holds it; None when no address tells the repository."""
    own = number(value.get("number"))
    if own is None:
        return None
    found = place(value, "html_url", "url", "comments_url")
    repository = found[0] if found else line(child(value, "repository", "nameWithOwner"))
    if not found and not repository:
        told = (place(each, "issue_url", "url", "html_url") for each in objects(value.get("comments")))
        repository = next((each[0] for each in told if each), "")
    return (repository, f"{repository}#{own}") if repository else None


def incident(value: JsonObject, raw: RawPointer, beside: Sequence[JsonObject]) -> Incident:
    """
    Make an incident of an issue; `beside` are its comments where it does not hold them itself.

    Raise UnusableError when number, repository or words are missing.
    """
    own = number(value.get("number"))
    if own is None:
        raise UnusableError("an issue without a number")
    found = key_of(value)
    if found is None:
        raise UnusableError(f"issue {own} does not tell its repository: export its url too")
    return _Issue(value=value, repository=found[0], key=found[1]).incident(raw, beside)


@dataclass(slots=True, kw_only=True)
class _Issue:
    """One issue while it is read; `met` collects people as they appear, `aside` comments that are no remarks."""

    value: JsonObject
    repository: str
    key: str
    met: dict[Person, None] = field(default_factory=dict)
    aside: list[tuple[str, str]] = field(default_factory=list)

    def incident(self, raw: RawPointer, beside: Sequence[JsonObject]) -> Incident:
        value = self.value
        body = github_text.shown(text(value.get("body")))
        summary = line(value.get("title")) or " ".join(body.partition("\n")[0].split())
        if not summary:
            raise UnusableError(f"{self.key} has neither title nor body")
        reporter = self.meet(value.get("user") or value.get("author"))
        comments = objects(value.get("comments")) or list(beside)
        entries = in_order(entry for each in comments if (entry := self.entry(each)))
        assigned = next(iter(objects(value.get("assignees"))), value.get("assignee"))
        words = [body, *(entry.text for entry in entries)]
        for said in (*words, *(said for _, said in self.aside)):
            for login in github_text.mentioned(said):
                self.met.setdefault(Person(name="", user=login))
        labels = [line(child(each, "name") or each) for each in elements(value.get("labels"))]
        labels = [label for label in labels if label]
        reason = (line(value.get("state_reason")) or line(value.get("stateReason"))).lower()
        state = line(value.get("state")).lower()
        closed_at = moment(value.get("closed_at") or value.get("closedAt"))
        closed = state == "closed" or (not state and (value.get("closed") is True or closed_at is not None))
        kind = github_words.resolution_kind(reason, labels) if closed else ResolutionKind.NONE
        original = self.original(comments, words, known=kind is ResolutionKind.DUPLICATE) if closed else None
        resolver = self.meet(value.get("closed_by")) or self.meet(assigned)
        extra = tuple(self.unplaced(labels, comments))
        self.meet_all(value)
        return Incident(
            ref=IncidentRef(SYSTEM, self.key),
            summary=summary,
            description=body,
            status=Status.CLOSED if closed else Status.OPEN,
            status_raw=f"{state} ({reason})" if reason else state,
            resolution_kind=ResolutionKind.DUPLICATE if original else kind,
            environment=github_words.environment(labels),
            category=line(child(value, "type", "name"))
            or line(child(value, "issueType", "name"))
            or github_words.category(labels),
            priority=github_words.priority(labels),
            group=self.repository,
            reporter=reporter,
            resolver=resolver,
            opened_at=moment(value.get("created_at") or value.get("createdAt")),
            resolved_at=closed_at if closed else None,
            closed_at=closed_at if closed else None,
            updated_at=moment(value.get("updated_at") or value.get("updatedAt")),
            reopen_count=1 if reason == "reopened" else None,
            duplicate_of=original,
            links=(original,) if original else (),
            attachments=tuple(
                dict.fromkeys(file for said in words for file in github_text.attachments(said))
            ),
            entries=entries,
            extra=extra,
            people=tuple(self.met),
            raw=raw,
        )

    def meet(self, who: object) -> str:
        """Give what somebody is called, and remember them; a program is nobody."""
        login, name = line(child(who, "login")), line(child(who, "name"))
        if _is_bot(who) or login == "ghost":
            return ""
        if found := person(name, email=line(child(who, "email")), user=login):
            self.met.setdefault(found)
        return name or login

    def meet_all(self, value: object, depth: int = _DEPTH) -> None:
        """Remember everybody who stands anywhere in the record, as the author of its milestone."""
        if isinstance(value, dict):
            if "login" in value:
                self.meet(value)
            for each in value.values():
                if depth:
                    self.meet_all(each, depth - 1)
        elif isinstance(value, list) and depth:
            for each in value:
                self.meet_all(each, depth - 1)

    def entry(self, comment: JsonObject) -> Entry | None:
        """Make a remark of a comment; what a program wrote or somebody hid is none, and put aside."""
        who = comment.get("user") or comment.get("author")
        words = github_text.shown(text(comment.get("body")))
        if not words:
            return None
        author = self.meet(who)
        if _is_bot(who):
            self.aside.append(("bot comment", words))
            return None
        if comment.get("isMinimized") is True:
            why = line(comment.get("minimizedReason")).lower()
            self.aside.append((f"hidden comment ({why})" if why else "hidden comment", words))
            return None
        at = moment(comment.get("created_at") or comment.get("createdAt"))
        return Entry(at=at, author=author, kind=EntryKind.PUBLIC, text=words)

    def original(
        self, comments: Sequence[JsonObject], words: Sequence[str], *, known: bool
    ) -> IncidentRef | None:
        """Give the issue this one repeats: the last comments of the project's own people may say so."""
        if not known:
            last = sorted(comments, key=lambda each: line(each.get("created_at") or each.get("createdAt")))[
                -LAST:
            ]
            words = [
                github_text.shown(text(each.get("body")))
                for each in last
                if (line(each.get("author_association")) or line(each.get("authorAssociation"))) in _SUPPORT
            ]
        for said in reversed(words):
            if found := github_text.original(said, known=known):
                repository = found[0] or self.repository
                if repository.lower() == self.repository.lower():
                    repository = self.repository
                key = f"{repository}#{int(found[1])}"
                if key != self.key:
                    return IncidentRef(SYSTEM, key)
        return None

    def unplaced(self, labels: Sequence[str], comments: Sequence[Any]) -> Iterator[tuple[str, str]]:
        value = self.value
        told = value.get("comments") if "commentsCount" not in value else value.get("commentsCount")
        count = number(told) or 0
        votes = number(child(value, "reactions", "total_count")) or 0
        out = (
            ("labels", ", ".join(labels)),
            ("milestone", line(child(value, "milestone", "title"))),
            ("reactions", str(votes) if votes else ""),
            ("comments exported", f"{len(comments)} of {count}" if count > len(comments) else ""),
            *self.aside,
            *unplaced(value, _PLACED),
        )
        return ((name, found) for name, found in out if found)


def _is_bot(who: object) -> bool:
    login = line(child(who, "login"))
    return (
        login.endswith("[bot]")
        or login.startswith("app/")
        or child(who, "is_bot") is True
        or line(child(who, "type")) == "Bot"
    )
