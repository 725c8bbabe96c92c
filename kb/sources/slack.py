"""A Slack export, folder or zip: each thread that looks like an incident becomes one."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io.files import walk
from kb.io.zips import is_zip, open_archive
from kb.model.account import Notice, Rejection, Skip
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
from kb.sources.base import Reading, Record
from kb.sources.desk_values import JsonObject, attachments, line, number, objects
from kb.sources.slack_export import Export

SYSTEM = "slack"

_QUIET = {
    "channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive",
    "channel_unarchive", "group_join", "group_leave", "group_topic", "group_purpose", "group_name", "pinned_item",
    "unpinned_item", "bot_add", "bot_remove", "reminder_add", "channel_convert_to_private", "channel_posting_permissions",
    "huddle_thread", "sh_room_created", "ekm_access_denied",
}  # fmt: skip
_GONE = {"tombstone", "message_deleted"}
_TS = re.compile(r"\d{1,12}(?:\.\d{1,12})?")


class Slack:
    """Reads the export of a Slack workspace, as Slack or an archiver writes it."""

    name = "slack-export"
    product = "Slack"
    reads = "a workspace's export, zip or folder; threads that look like incidents"
    how_to_export = (
        "A workspace owner: workspace name > Tools & settings > Workspace settings > Import/Export Data > Export. "
        "Name the zip as it is, or the folder it unpacks to."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the files' names say all
        """Whether a folder or a zip has people or channels at its root, and folders with a file a day."""
        if path.is_dir():
            listed = {name for name in ("users.json", "channels.json") if (path / name).is_file()}
            if not listed:
                return False
            return slack_export.is_export({file.relative_to(path).as_posix() for file in walk(path)})
        if not is_zip(path):
            return False
        try:
            with open_archive(path):
                pass
            with slack_export.opened(path) as export:
                return slack_export.is_export(set(export.names))
        except InputError:
            return False

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an export has."""
        return (
            "a Slack export is a zip or folder with channels.json, users.json and a folder of days a channel"
        )

    def claims(self, folder: Path, settings: HarvestSettings) -> Iterator[Path]:  # noqa: ARG002
        """Everything below belongs to the export."""
        yield from walk(folder)

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """
        Yield one record a thread and one a message outside threads; replies are entries of their thread.

        One channel is held in memory at a time.
        """
        with slack_export.opened(path) as export:
            yield from export.problems
            try:
                known = slack_export.people(export)
                names, private = slack_export.channels(export)
            except InputError as error:
                raise InputError(error.problem, path=path, line=error.line, hint="export it again") from error
            total = 0
            for channel, days in export.days().items():
                reader = _Channel(
                    export=export,
                    channel=channel,
                    people=known,
                    channels=names,
                    private=channel in private or bool(re.fullmatch("[DG][A-Z0-9]{6,20}", channel)),
                    settings=settings,
                )
                yield from reader.records(days)
                total += reader.messages
        yield Notice(path=path, code="messages", message=f"{total:,} messages")


@dataclass(slots=True, kw_only=True)
class _Channel:
    """One channel while it is read."""

    export: Export
    channel: str
    people: Mapping[str, Person]
    channels: Mapping[str, str]
    private: bool
    settings: HarvestSettings
    messages: int = 0

    def records(self, days: Sequence[str]) -> Iterator[Record]:
        """Gather the channel's messages, then judge each thread in the order they began."""
        roots: dict[str, list[tuple[str, JsonObject]]] = {}
        order: list[tuple[str, str]] = []
        seen: set[str] = set()
        quiet: list[Record] = []
        for day in days:
            try:
                found = self.export.json(day)
            except InputError as error:
                yield Rejection(path=self.export.path, line=error.line or 0, reason=f"{day}: {error.problem}")
                continue
            for message in found if isinstance(found, list) else [found]:
                self.messages += 1
                if not isinstance(message, dict) or not _TS.fullmatch(line(message.get("ts"))):
                    quiet.append(
                        Rejection(path=self.export.path, line=0, reason=f"{day}: a message without its time")
                    )
                    continue
                stamp, root = line(message["ts"]), line(message.get("thread_ts")) or line(message["ts"])
                if reason := self.quiet(message, stamp, seen):
                    quiet.append(Skip(path=self.export.path, line=0, reason=reason))
                    continue
                seen.add(stamp)
                if root not in roots:
                    roots[root] = []
                    order.append((root, day))
                roots[root].append((day, message))
        yield from quiet
        for root, day in order:
            yield self.thread(root, day, sorted(roots[root], key=lambda pair: _moment_key(pair[1])))

    def quiet(self, message: JsonObject, stamp: str, seen: set[str]) -> str:
        """Say why a message is none of anybody's words."""
        subtype = line(message.get("subtype"))
        if subtype in _QUIET:
            return "joined, left or renamed"
        if subtype in _GONE or message.get("hidden") is True:
            return "deleted"
        return "broadcast of a reply" if stamp in seen else ""

    def thread(self, root: str, day: str, found: Sequence[tuple[str, JsonObject]]) -> Record:
        """Judge one thread."""
        path = self.export.path
        if self.private and not self.settings.chat.include_private:
            return Skip(path=path, line=0, reason="private conversation")
        first = found[0][1]
        if line(first.get("ts")) != root:
            return Skip(path=path, line=0, reason="thread without its beginning")
        met: dict[Person, None] = {}
        messages = [self.message(message, met) for _, message in found]
        if len(found) == 1 and not number(first.get("reply_count")):
            return Skip(
                path=path, line=0, reason="bots only" if messages[0].is_bot else "message without a thread"
            )
        verdict = threads.judge(messages, self.settings.chat)
        if verdict.reason:
            return Skip(path=path, line=0, reason=f"thread: {verdict.reason}")
        description = messages[0].text
        summary = " ".join(description.partition("\n")[0].split())
        if not summary:
            return Skip(path=path, line=0, reason="thread: no words")
        files = [file for _, message in found for file in self.files(message)]
        digest = hashlib.sha256("".join(slack_export.digest(message) for _, message in found).encode())
        answer = verdict.answer
        return Incident(
            ref=IncidentRef(SYSTEM, f"{self.key()}-{root}"),
            summary=summary[:300],
            description=description,
            status=Status.RESOLVED if verdict.solved else Status.OPEN,
            status_raw="solved" if verdict.solved else "",
            resolution=messages[answer].text if answer is not None else "",
            resolution_kind=verdict.kind,
            group="" if self.private else self.channel,
            reporter=messages[0].author,
            resolver=messages[answer].author if answer is not None else "",
            opened_at=messages[0].at,
            resolved_at=verdict.solved_at,
            updated_at=max((message.at for message in messages if message.at), default=None),
            attachments=tuple(dict.fromkeys(files)),
            entries=tuple(
                Entry(at=each.at, author=each.author, kind=EntryKind.INTERNAL, text=each.text)
                for each in messages[1:]
                if each.text
            ),
            people=tuple(met),
            raw=RawPointer(path=path, item=day, sha256=digest.hexdigest()),
        )

    def key(self) -> str:
        """Name the channel in a reference; a private one by a digest, since its name is people's names."""
        if not self.private:
            return re.sub(r"[^\w.-]+", "-", self.channel)
        return hashlib.sha256(self.channel.encode()).hexdigest()[:10]

    def message(self, message: JsonObject, met: dict[Person, None]) -> threads.Message:
        """Make Markdown of a message, meeting its author and everybody it names."""
        user = line(message.get("user"))
        for identity in (user, *sorted(slack_text.mentions(message))):
            if identity in self.people:
                met[self.people[identity]] = None
            elif identity:
                met[Person(name="", user=identity)] = None
        reactions = objects(message.get("reactions"))
        is_bot = not user or line(message.get("subtype")) == "bot_message"
        return threads.Message(
            at=_moment(message),
            author=self.name(user) if not is_bot else line(message.get("username")) or "bot",
            text=slack_text.markdown(message, self.name, self.channels),
            ticked=any(
                line(each.get("name")).partition("::")[0] in self.settings.chat.solved_reactions
                for each in reactions
            ),
            is_bot=is_bot,
        )

    def name(self, identity: str) -> str:
        found = self.people.get(identity)
        return (found.name or found.user or found.email) if found else identity

    def files(self, message: JsonObject) -> Iterator[Attachment]:
        """Name the message's files, with their digest where the export holds them."""
        for item in objects(message.get("files")):
            (shown,) = attachments(
                [{"name": item.get("name") or item.get("title"), "size": item.get("size")}]
            )
            inside = f"{self.channel}/attachments/{line(item.get('id'))}-{shown.name}"
            other = f"__uploads/{line(item.get('id'))}/{shown.name}"
            for name in (inside, f"attachments/{line(item.get('id'))}-{shown.name}", other):
                if name in self.export.names:
                    try:
                        data = self.export.read(name)
                    except InputError:
                        break
                    shown = Attachment(
                        name=shown.name, sha256=hashlib.sha256(data).hexdigest(), size=len(data)
                    )
                    break
            yield shown


def _moment(message: JsonObject) -> datetime | None:
    seconds = line(message.get("ts")).partition(".")[0]
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _moment_key(message: JsonObject) -> tuple[int, str]:
    whole, _, part = line(message.get("ts")).partition(".")
    return int(whole), part


SOURCE = Slack()
