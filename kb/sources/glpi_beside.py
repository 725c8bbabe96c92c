"""
What hangs on GLPI's tickets: follow-ups, tasks, solutions, who and which group has a part in them, links, names.

All of it that a folder's companions hold is kept in memory while the folder is read; a file of one ticket's, found by
the number in its name, only while its ticket is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kb.errors import InputError
from kb.model.incident import Attachment, Entry, EntryKind, Person
from kb.sources import glpi_kinds as kinds
from kb.sources.desk_folder import Folder, number, state
from kb.sources.desk_values import JsonObject, ident, line, moment, objects
from kb.sources.desk_values import number as count_of
from kb.sources.glpi_record import Hanging, plain, prose
from kb.sources.people import person

_REFUSED = "4"
_PUBLIC = (0, False, "0")
_DUPLICATE = "2"
_ROLES = {"1": "reporters", "2": "resolvers"}


@dataclass(slots=True)
class Beside:
    """What was found, by the ticket's number; `people` by a user's id and login."""

    objects: dict[str, list[JsonObject]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def take(self, value: JsonObject, of: str = "") -> None:
        """Keep one object; `of` is the number in the file's name."""
        if "realname" in value:
            login = line(value.get("name"))
            name = plain(f"{line(value.get('firstname'))} {line(value.get('realname'))}")
            who = person(name, user=login)
            for key in (ident(value.get("id")), login):
                if key and who:
                    self.people.setdefault(key, who)
        elif "tickets_id_1" in value:
            for name in ("tickets_id_1", "tickets_id_2"):
                self.objects.setdefault(ident(value.get(name)), []).append(value)
        else:
            self.objects.setdefault(kinds.ticket_of(value, of), []).append(value)

    def who(self, value: object) -> Person | None:
        """Name somebody by id, or as the answer does where names stand for ids."""
        told = plain(line(value))
        if told in ("", "0", "-1"):
            return None
        found = self.people.get(told)
        if found:
            return found
        return person(told) if " " in told or "@" in told else person("", user=told)


@lru_cache(maxsize=2)
def companions(folder: Folder) -> Beside:
    """Gather what the companions of a folder hold."""
    return _gathered(
        path for path in folder.looked_at if kinds.is_ours(path) and not kinds.holds_tickets(path)
    )


def of_ticket(ticket: str, folder: Folder) -> list[JsonObject]:
    """Gather what files hold that carry the ticket's number in their name and are not looked at anyway."""
    paths = [path for path in folder.numbered(ticket) if path not in _first(folder)]
    return _gathered(path for path in paths if kinds.holds_remarks(path)).objects.get(ticket, [])


@lru_cache(maxsize=2)
def _first(folder: Folder) -> frozenset[Path]:
    return frozenset(folder.looked_at)


def _gathered(paths: Iterable[Path]) -> Beside:
    found = Beside()
    for path in paths:
        try:
            for item in kinds.objects(path):
                if isinstance(item.value, dict) and not item.problem:
                    found.take(item.value, number(path))
        except (InputError, RecursionError):
            continue  # it is read by itself too, and says then what is wrong
    return found


def ids(path: Path) -> frozenset[str]:
    """Give the numbers of a file's tickets; none for a file without."""
    return kinds.ticket_ids(path, *state(path)) if kinds.holds_tickets(path) else frozenset()


def hanging(key: str, found: Iterable[JsonObject], known: Beside, named: Iterable[object]) -> Hanging:
    """Sort what hangs on a ticket; `named` are users it names itself."""
    entries: list[Entry] = []
    solutions: list[Entry] = []
    people = [known.who(value) for value in named]
    actors: dict[str, list[Person]] = {"reporters": [], "resolvers": []}
    groups: list[str] = []
    links: list[str] = []
    duplicates: list[str] = []
    seen: set[object] = set()
    for value in found:
        if "tickets_id_1" in value:
            first, second = ident(value.get("tickets_id_1")), ident(value.get("tickets_id_2"))
            other = second if first == key else first
            is_copy = line(value.get("link")) == _DUPLICATE and first == key
            (duplicates if is_copy else links).append(other)
            continue
        people += [
            known.who(value.get(name)) for name in ("users_id_editor", "users_id_tech", "users_id_approval")
        ]
        who = known.who(value.get("users_id"))
        people.append(who)
        if mail := line(value.get("alternative_email")):
            people.append(person("", email=mail))
            who = who or person("", email=mail)
        if "content" not in value:
            role = _ROLES.get(line(value.get("type")), "")
            if role and who:
                actors[role].append(who)
            if (
                "groups_id" in value
                and line(value.get("type")) == "2"
                and (group := plain(line(value["groups_id"])))
            ):
                groups += [] if group.isdigit() else [group]
            continue
        is_solution = "solutiontypes_id" in value
        same = (
            is_solution,
            "taskcategories_id" in value,
            ident(value.get("id")) or line(value.get("content")),
        )
        content = value.get("content")
        text = prose(content) if isinstance(content, str) else ""
        if not text or same in seen:
            continue
        seen.add(same)
        is_public = is_solution or value.get("is_private") in _PUBLIC
        entry = Entry(
            at=moment(value.get("date")) or moment(value.get("date_creation")),
            author=(who.name or who.user or who.email) if who else "",
            kind=EntryKind.PUBLIC if is_public else EntryKind.INTERNAL,
            text=text,
        )
        is_answer = is_solution and line(value.get("status")) != _REFUSED
        (solutions if is_answer else entries).append(entry)
    return Hanging(
        entries=entries, solutions=solutions, people=[who for who in people if who], reporters=actors["reporters"],
        resolvers=actors["resolvers"], groups=groups, links=[each for each in links if each],
        duplicates=[each for each in duplicates if each],
    )  # fmt: skip


def attachments(value: object) -> Iterator[Attachment]:
    """Name the documents that come with a ticket, each by the last part of its name."""
    for each in objects(value):
        name = plain(line(each.get("filename")) or line(each.get("name")))
        last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
        yield Attachment(name=last if last.strip(".") else "unnamed", size=count_of(each.get("filesize")))
