"""Microsoft Teams' messages as the Graph API gives them: each thread that looks like an incident becomes one."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.config import HarvestSettings
from kb.io import json_items
from kb.io.html import to_markdown
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import Entry, EntryKind, Incident, IncidentRef, Person, RawPointer, Status
from kb.model.prose import clean
from kb.sources import desk_folder, threads
from kb.sources.base import Reading, Record
from kb.sources.desk_values import JsonObject, attachments, child, line, moment, objects, text
from kb.sources.people import person

SYSTEM = "teams"
UNDER = ("value",)

_AT = re.compile(r"<at\b[^>]{0,200}>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_ATTACHMENT = re.compile(r"<attachment\b[^>]{0,200}>(?:</attachment>)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    """A message with its place."""

    value: JsonObject
    path: Path
    line: int


class Teams:
    """Reads the messages of Teams' channels and chats, replies inside or beside."""

    name = "teams-json"
    product = "Microsoft Teams"
    reads = "Graph API messages as JSON, replies inside or beside; threads that look like incidents"
    how_to_export = (
        "Save /v1.0/teams/TEAM/channels/CHANNEL/messages?$expand=replies page by page (follow @odata.nextLink) as "
        "files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds messages of the Graph API."""
        return path.is_file() and _is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a message has."""
        return 'a Teams message has "messageType", "createdDateTime" and "body.contentType"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """
        Yield one record a thread; replies are entries, wherever in the folder they stand.

        The messages of the file are held in memory, and the replies of the files beside it.
        """
        roots: list[_Found] = []
        replies: dict[str, list[JsonObject]] = {}
        own: set[str] = set()
        for found in _messages(path):
            if isinstance(found, Rejection):
                yield found
                continue
            parent = line(found.value.get("replyToId"))
            if parent:
                replies.setdefault(parent, []).append(found.value)
            else:
                roots.append(found)
                own.add(line(found.value.get("id")))
        elsewhere: set[str] = set()
        for file in _pages(path):
            for found in _messages(file):
                if isinstance(found, Rejection):
                    continue
                parent = line(found.value.get("replyToId"))
                if not parent:
                    elsewhere.add(line(found.value.get("id")))
                elif parent in own:
                    replies.setdefault(parent, []).append(found.value)
        for root in roots:
            inside = objects(root.value.get("replies"))
            yield _thread(root, [*inside, *replies.pop(line(root.value.get("id")), [])], settings)
        for parent, lost in replies.items():
            if parent not in elsewhere:
                for _ in lost:
                    yield Skip(path=path, line=0, reason="thread without its beginning")
        if json_items.envelope(path, under=UNDER).get("@odata.nextLink") and next(_pages(path), None) is None:
            yield Notice(
                path=path,
                code=CUT,
                message=f"{len(roots):,} threads, and more pages follow",
                hint="fetch what @odata.nextLink names too, into the same folder",
            )


def _pages(path: Path) -> Iterator[Path]:
    """Yield the files beside this one that hold messages too."""
    for file in desk_folder.beside(path).looked_at:
        if file != path and _is_ours(file):
            yield file


def _messages(path: Path) -> Iterator[_Found | Rejection]:
    for item in json_items.items(path, under=UNDER):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
        else:
            yield _Found(item.value, path, item.line)


def _thread(root: _Found, replies: Sequence[JsonObject], settings: HarvestSettings) -> Record:
    value = root.value
    if line(value.get("messageType")) != "message":
        return Skip(path=root.path, line=root.line, reason="written by Teams itself")
    if value.get("deletedDateTime"):
        return Skip(path=root.path, line=root.line, reason="deleted")
    if not line(value.get("id")):
        return Rejection(path=root.path, line=root.line, reason="a message without an id")
    met: dict[Person, None] = {}
    said = {
        line(each.get("id")): each for each in replies if line(each.get("messageType")) in ("message", "")
    }
    alive = [each for each in said.values() if not each.get("deletedDateTime")]
    alive.sort(key=lambda each: line(each.get("createdDateTime")))
    messages = [_message(each, met, settings) for each in (value, *alive)]
    if len(messages) == 1:
        return Skip(path=root.path, line=root.line, reason="message without a thread")
    verdict = threads.judge(messages, settings.chat)
    if verdict.reason:
        return Skip(path=root.path, line=root.line, reason=f"thread: {verdict.reason}")
    description = messages[0].text
    summary = line(value.get("subject")) or " ".join(description.partition("\n")[0].split())
    if not summary:
        return Skip(path=root.path, line=root.line, reason="thread: no words")
    answer = verdict.answer
    digest = hashlib.sha256(json.dumps([value, *alive], sort_keys=True).encode(errors="replace")).hexdigest()
    channel = line(child(value, "channelIdentity", "channelId"))
    moments = [each.at for each in messages if each.at]
    return Incident(
        ref=IncidentRef(SYSTEM, line(value.get("id"))),
        summary=summary[:300],
        description=description,
        status=Status.RESOLVED if verdict.solved else Status.OPEN,
        status_raw="solved" if verdict.solved else "",
        resolution=messages[answer].text if answer is not None else "",
        resolution_kind=verdict.kind,
        priority={"urgent": 1, "high": 2}.get(line(value.get("importance"))),
        group=channel,
        reporter=messages[0].author,
        resolver=messages[answer].author if answer is not None else "",
        opened_at=messages[0].at,
        resolved_at=verdict.solved_at,
        updated_at=max(moments, default=None),
        attachments=tuple(
            dict.fromkeys(
                file
                for each in (value, *alive)
                for file in attachments(
                    [item for item in objects(each.get("attachments")) if line(item.get("name"))]
                )
            )
        ),
        entries=tuple(
            Entry(at=each.at, author=each.author, kind=EntryKind.INTERNAL, text=each.text)
            for each in messages[1:]
            if each.text
        ),
        people=tuple(met),
        raw=RawPointer(path=root.path, line=root.line, sha256=digest),
    )


def _message(value: JsonObject, met: dict[Person, None], settings: HarvestSettings) -> threads.Message:
    sender = child(value, "from", "user")
    author = line(child(sender, "displayName"))
    if who := person(author, user=line(child(sender, "id"))):
        met[who] = None
    for mention in objects(value.get("mentions")):
        named = line(child(mention, "mentioned", "user", "displayName")) or line(mention.get("mentionText"))
        if who := person(named, user=line(child(mention, "mentioned", "user", "id"))):
            met[who] = None
    ticks = {line(each.get("reactionType")).casefold() for each in objects(value.get("reactions"))}
    ticks |= {
        line(each.get("displayName")).casefold().replace(" ", "_") for each in objects(value.get("reactions"))
    }
    return threads.Message(
        at=moment(value.get("createdDateTime")),
        author=author,
        text=_words(value),
        ticked=bool(ticks & {each.casefold() for each in settings.chat.solved_reactions}),
        is_bot=not isinstance(sender, dict),
    )


def _words(value: JsonObject) -> str:
    content = text(child(value, "body", "content"))
    if line(child(value, "body", "contentType")).lower() != "html":
        return content
    content = _ATTACHMENT.sub("", _AT.sub(lambda match: f"@{match[1]}", content))
    return clean(to_markdown(content))


def _is_ours(path: Path) -> bool:
    return json_items.looks_like(
        path, ("messageType", "createdDateTime", "body", "body.contentType"), under=UNDER
    )


SOURCE = Teams()
