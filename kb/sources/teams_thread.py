"""One thread of Microsoft Teams in, an Incident or a reason why it is none out."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kb.config import ChatSettings
from kb.model.account import Rejection, Skip
from kb.model.incident import Entry, EntryKind, Incident, IncidentRef, Person, RawPointer, Status
from kb.model.prose import digest
from kb.sources import teams_text, threads
from kb.sources.base import Record
from kb.sources.desk_values import JsonObject, attachments, child, is_naive, line, moment, objects
from kb.sources.people import person
from kb.sources.teams_pages import channel

SYSTEM = "teams"

_PRIORITY = {"urgent": 1, "high": 2}
_FIRST = datetime(1, 1, 1, tzinfo=UTC)


def record(
    value: JsonObject, apart: Sequence[JsonObject], path: Path, at: int, settings: ChatSettings
) -> Record:
    """Judge a thread by its first message, which may hold replies, and those that stand apart."""
    try:
        return _judged(value, apart, path, at, settings)
    except RecursionError:
        return Rejection(path=path, line=at, reason="nested too deeply")


def _judged(
    value: JsonObject, apart: Sequence[JsonObject], path: Path, at: int, settings: ChatSettings
) -> Record:
    if line(value.get("messageType")) != "message":
        return Skip(path=path, line=at, reason="written by Teams itself")
    if not line(value.get("id")):
        return Rejection(path=path, line=at, reason="a message without an id")
    if value.get("chatId") and not channel(value) and not settings.include_private:
        return Skip(path=path, line=at, reason="private conversation")
    if value.get("deletedDateTime"):
        return Skip(path=path, line=at, reason="deleted")
    met: dict[Person, None] = {}
    said = [value, *_replies([*objects(value.get("replies")), *apart])]
    messages = [_message(each, met, settings) for each in said]
    verdict = threads.judge(messages, settings)
    if verdict.reason:
        return Skip(path=path, line=at, reason=verdict.reason)
    summary = line(value.get("subject"))[:300] or threads.headline(messages[verdict.asked].text)
    if not summary:
        return Skip(path=path, line=at, reason=threads.NO_WORDS)
    answer = messages[verdict.answer] if verdict.answer is not None else None
    text = json.dumps(said, sort_keys=True).encode(errors="replace")
    return Incident(
        ref=IncidentRef(SYSTEM, _key(value)),
        summary=summary,
        description=threads.joined(messages, range(verdict.asked + 1)),
        status=Status.RESOLVED if verdict.solved else Status.OPEN,
        status_raw="solved" if verdict.solved else "",
        resolution=threads.joined(messages, verdict.told),
        resolution_kind=verdict.kind,
        priority=_PRIORITY.get(line(value.get("importance")).casefold()),
        group=channel(value).partition("@")[0],
        reporter=messages[0].author,
        resolver=answer.author if answer else "",
        opened_at=messages[0].at,
        resolved_at=verdict.solved_at,
        updated_at=max((at for each in said for at in _moments(each)), default=None),
        zone_assumed=is_naive(each.get("createdDateTime") for each in said),
        attachments=tuple(
            dict.fromkeys(
                file
                for each in said
                for file in attachments(
                    [item for item in objects(each.get("attachments")) if line(item.get("name"))]
                )
            )
        ),
        entries=tuple(
            Entry(at=each.at, author=each.author, kind=EntryKind.INTERNAL, text=each.text)
            for each in messages[verdict.asked + 1 :]
            if each.text
        ),
        people=tuple(met),
        raw=RawPointer(path=path, line=at, sha256=hashlib.sha256(text).hexdigest()),
    )


def _key(value: JsonObject) -> str:
    """Name a thread: an id is the moment in milliseconds, so that only channel and id together are one thread's."""
    found = channel(value)
    return f"{digest(found)[:8]}#{line(value.get('id'))}" if found else line(value.get("id"))


def _replies(found: Sequence[JsonObject]) -> list[JsonObject]:
    """Order the replies that people wrote and left, each once, also where it stands both inside and beside."""
    once: dict[str, JsonObject] = {}
    for place, each in enumerate(found):
        once.setdefault(line(each.get("id")) or f"#{place}", each)
    kept = [
        each
        for each in once.values()
        if line(each.get("messageType")) in ("message", "") and not each.get("deletedDateTime")
    ]
    return sorted(kept, key=lambda each: moment(each.get("createdDateTime")) or _FIRST)


def _moments(value: JsonObject) -> list[datetime]:
    """Give when a message was said, and when its words were changed; `lastModifiedDateTime` moves with a reaction."""
    found = (moment(value.get(name)) for name in ("createdDateTime", "lastEditedDateTime"))
    return [each for each in found if each]


def _message(value: JsonObject, met: dict[Person, None], settings: ChatSettings) -> threads.Message:
    """Make Markdown of a message, meeting its author and everybody it names."""
    user = child(value, "from", "user")
    author, ident = line(child(user, "displayName")), line(child(user, "id"))
    named = [(author, ident), *teams_text.named(value)]
    met.update(dict.fromkeys(who for name, of in named if (who := person(name, user=of))))
    is_bot = not isinstance(user, dict)
    ticks = [
        each
        for each in objects(value.get("reactions"))
        if any(threads.is_tick(line(each.get(name)), settings) for name in ("reactionType", "displayName"))
    ]
    return threads.Message(
        at=moment(value.get("createdDateTime")),
        author=line(child(value, "from", "application", "displayName")) or "bot"
        if is_bot
        else author or ident,
        who=ident,
        text=teams_text.markdown(value),
        ticked=bool(ticks),
        ticked_at=max((at for each in ticks if (at := moment(each.get("createdDateTime")))), default=None),
        is_bot=is_bot,
    )
