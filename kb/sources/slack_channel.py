"""One channel of a Slack export in, a record for each thread and for each message outside threads out."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kb.config import ChatSettings
from kb.errors import InputError
from kb.model.account import Skip
from kb.model.incident import (
    Attachment,
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    Person,
    RawPointer,
    Status,
)
from kb.sources import slack_export, slack_text, threads
from kb.sources.base import Record
from kb.sources.desk_values import JsonObject, attachments, child, line, number, objects
from kb.sources.slack_export import Channel, Export
from kb.sources.slack_people import Users

SYSTEM = "slack"

_QUIET = {
    "app_conversation_join", "bot_add", "bot_disable", "bot_enable", "bot_remove", "channel_archive",
    "channel_canvas_updated", "channel_convert_to_private", "channel_convert_to_public", "channel_join", "channel_leave",
    "channel_name", "channel_posting_permissions", "channel_purpose", "channel_topic", "channel_unarchive",
    "ekm_access_denied", "group_archive", "group_join", "group_leave", "group_name", "group_purpose", "group_topic",
    "group_unarchive", "huddle_thread", "joiner_notification", "joiner_notification_for_inviter", "pinned_item",
    "reminder_add", "sh_room_created", "sh_room_shared", "tabbed_canvas_updated", "unpinned_item",
}  # fmt: skip
_GONE = {"tombstone", "message_deleted"}
_COPIES = {"thread_broadcast", "reply_broadcast"}
_TS = re.compile(r"\d{1,12}(?:\.\d{1,12})?")


@dataclass(frozen=True, slots=True)
class _Said:
    """A message with the day file it stood in."""

    day: str
    value: JsonObject

    @property
    def key(self) -> tuple[int, str]:
        """Give its place in time; `ts` is a number with a fraction, but as text, since it is an id."""
        whole, _, part = line(self.value.get("ts")).partition(".")
        return int(whole), part

    @property
    def is_gone(self) -> bool:
        """Whether somebody deleted it."""
        return line(self.value.get("subtype")) in _GONE or self.value.get("hidden") is True


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads a channel; `messages` counts what its files held, `replies` those that are entries of a thread."""

    export: Export
    channel: Channel
    users: Users
    names: Mapping[str, str]
    settings: ChatSettings
    messages: int = 0
    replies: int = 0
    seen: set[str] = field(default_factory=set)

    def records(self) -> Iterator[Record]:
        """Gather the messages of all days, since a reply stands on its own day; then judge in the order they began."""
        gathered: dict[str, list[_Said]] = {}
        order: list[str | Record] = []
        for day in self.channel.days:
            for found in self.day(day):
                if not isinstance(found, _Said):
                    order.append(found)
                    continue
                root = line(found.value.get("thread_ts")) or line(found.value.get("ts"))
                if root not in gathered:
                    gathered[root] = []
                    order.append(root)
                gathered[root].append(found)
        for each in order:
            yield self.record(each, gathered.pop(each)) if isinstance(each, str) else each

    def day(self, day: str) -> Iterator[_Said | Record]:
        """Yield the messages of one day, and what is none."""
        try:
            found = self.export.json(day)
        except InputError as error:
            yield self.export.rejection(day, error.problem, error.line or 0)
            return
        for place, value in enumerate(found if isinstance(found, list) else [found], start=1):
            self.messages += 1
            if not isinstance(value, dict) or not _TS.fullmatch(line(value.get("ts"))):
                yield self.export.rejection(day, f"message {place} has no time")
            elif line(value.get("subtype")) in _QUIET:
                yield self.skip("joined, left or renamed")
            elif (stamp := line(value["ts"])) in self.seen:
                is_copy = line(value.get("subtype")) in _COPIES
                yield self.skip("broadcast of a reply" if is_copy else "same message twice")
            elif (
                line(value.get("subtype")) == "reply_broadcast"
            ):  # how it was until 2017: a copy with a time of its own
                yield self.skip("broadcast of a reply")
            else:
                self.seen.add(stamp)
                yield _Said(day, value)

    def skip(self, reason: str) -> Skip:
        """Leave a record out; a channel has no lines worth naming."""
        return Skip(path=self.export.path, line=0, reason=reason)

    def record(self, root: str, found: Sequence[_Said]) -> Record:
        """Judge one thread, or one message outside threads."""
        try:
            return self.thread(root, sorted(found, key=lambda said: said.key))
        except RecursionError:
            return self.export.rejection(found[0].day, "nested too deeply")

    def thread(self, root: str, found: Sequence[_Said]) -> Record:
        """Judge the messages of a thread, in order of time."""
        first = found[0]
        self.replies += len(found) - 1
        if self.channel.private and not self.settings.include_private:
            return self.skip("private conversation")
        if line(first.value.get("ts")) != root:
            self.replies += 1
            return self.skip("thread without its beginning")
        if first.is_gone:
            return self.skip("deleted")
        alive = [said.value for said in found if not said.is_gone]
        met: dict[Person, None] = {}
        messages = [self.message(value, met) for value in alive]
        verdict = threads.judge(messages, self.settings)
        if verdict.reason == threads.NO_THREAD and number(first.value.get("reply_count")):
            return self.skip("thread: its replies are not in the export")
        if verdict.reason:
            return self.skip(verdict.reason)
        summary = threads.headline(messages[verdict.asked].text)
        if not summary:
            return self.skip(threads.NO_WORDS)
        digest = hashlib.sha256("".join(slack_export.digest(said.value) for said in found).encode())
        answer = messages[verdict.answer] if verdict.answer is not None else None
        return Incident(
            ref=IncidentRef(SYSTEM, f"{self.key()}-{root}"),
            summary=summary,
            description=threads.joined(messages, range(verdict.asked + 1)),
            status=Status.RESOLVED if verdict.solved else Status.OPEN,
            status_raw="solved" if verdict.solved else "",
            resolution=threads.joined(messages, verdict.told),
            resolution_kind=verdict.kind,
            group="" if self.channel.private else self.channel.name,
            reporter=messages[0].author,
            resolver=answer.author if answer else "",
            opened_at=messages[0].at,
            resolved_at=verdict.solved_at,
            updated_at=max((at for value in alive for at in _moments(value)), default=None),
            attachments=tuple(dict.fromkeys(file for value in alive for file in self.files(value))),
            entries=tuple(
                Entry(at=each.at, author=each.author, kind=EntryKind.INTERNAL, text=each.text)
                for each in messages[verdict.asked + 1 :]
                if each.text
            ),
            people=tuple(met),
            raw=RawPointer(path=self.export.path, item=first.day, sha256=digest.hexdigest()),
        )

    def key(self) -> str:
        """Name the channel in a reference; a private one by a digest, since its name is people's names."""
        if not self.channel.private:
            return re.sub(r"[^\w.-]+", "-", self.channel.name)
        return hashlib.sha256(self.channel.folder.encode(errors="replace")).hexdigest()[:10]

    def message(self, value: JsonObject, met: dict[Person, None]) -> threads.Message:
        """Make Markdown of a message, meeting its author and everybody it names."""
        self.users.meet(value)
        user = line(value.get("user")) or line(child(value, "comment", "user"))
        is_bot = self.is_bot(value, user)
        for ident in (user, *sorted(slack_text.mentions(value))):
            if ident and not (is_bot and ident == user):
                met.update(dict.fromkeys(self.users.forms(ident)))
        met.update(dict.fromkeys(Person(name=name) for name in slack_text.quoted(value)))
        bot = (
            line(value.get("username"))
            or line(child(value, "bot_profile", "name"))
            or self.users.names.get(user, "bot")
        )
        reactions = objects(value.get("reactions"))
        return threads.Message(
            at=_moment(value.get("ts")),
            author=bot if is_bot else self.users.name(user),
            who=user or bot,
            text=slack_text.markdown(value, self.users.name, self.names),
            ticked=any(threads.is_tick(line(each.get("name")), self.settings) for each in reactions),
            is_bot=is_bot,
        )

    def is_bot(self, value: JsonObject, user: str) -> bool:
        """Whether a program spoke; people who post through an app are people."""
        if not user or user in self.users.bots or line(value.get("subtype")) == "bot_message":
            return True
        return bool(value.get("bot_id")) and user not in self.users.people

    def files(self, value: JsonObject) -> Iterator[Attachment]:
        """Name the files of a message, with their digest where the export holds them."""
        for item in (*objects(value.get("files")), *objects([value.get("file")])):
            name, ident = line(item.get("name")) or line(item.get("title")), line(item.get("id"))
            if not name:
                continue  # deleted, or kept back by the plan of the workspace
            (shown,) = attachments([{"name": name, "size": item.get("size")}])
            held = (
                f"{self.channel.folder}/attachments/{ident}-{shown.name}",
                f"attachments/{ident}-{shown.name}",
                f"__uploads/{ident}/{shown.name}",
                f"{self.channel.folder}/__uploads/{ident}/{shown.name}",
            )
            yield self.digested(shown, next((place for place in held if place in self.export.names), ""))

    def digested(self, shown: Attachment, place: str) -> Attachment:
        """Give the file its digest when its bytes can be read; it is named all the same."""
        try:
            data = self.export.read(place) if place else None
        except InputError:
            data = None  # named all the same
        if data is None:
            return shown
        return Attachment(name=shown.name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def _moments(value: JsonObject) -> Iterator[datetime]:
    """Give when a message was said, and when it was changed; a reaction has no date."""
    for stamp in (value.get("ts"), child(value, "edited", "ts")):
        if moment := _moment(stamp):
            yield moment


def _moment(stamp: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(line(stamp).partition(".")[0]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
