"""
What stands beside Zammad's tickets: articles, users, groups, states and priorities.

All of it that a folder's files hold is kept in memory while the folder is read, the articles as text; a file of one
ticket's articles, found by the number in its name, only while its ticket is.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kb.errors import InputError
from kb.model.incident import Person
from kb.sources import zammad_kinds as kinds
from kb.sources.desk_folder import Folder, state
from kb.sources.desk_values import ident, line
from kb.sources.people import person
from kb.sources.zammad_article import Article, article
from kb.sources.zammad_kinds import Answer, Kind


@dataclass(slots=True)
class Beside:
    """What is known by id; `articles` by the ticket's."""

    people: MutableMapping[str, Person] = field(default_factory=dict)
    groups: MutableMapping[str, str] = field(default_factory=dict)
    states: MutableMapping[str, str] = field(default_factory=dict)
    priorities: MutableMapping[str, str] = field(default_factory=dict)
    articles: MutableMapping[str, list[Article]] = field(default_factory=dict)

    def take(self, answer: Answer) -> None:
        """Keep what the objects of an answer tell beside its tickets."""
        for kind, part in answer.parts:
            value = part.value
            if not isinstance(value, dict):
                continue
            key = ident(value.get("id"))
            if kind is Kind.ARTICLE:
                found = article(value, part.line)
                self.articles.setdefault(found.ticket, []).append(found)
            elif kind is Kind.USER and key:
                name = " ".join(filter(None, (line(value.get("firstname")), line(value.get("lastname")))))
                who = person(
                    "" if name == "-" else name,
                    email=line(value.get("email")),
                    user=line(value.get("login")).strip("-"),
                )
                if who:
                    self.people.setdefault(key, who)
            elif (names := self._names(kind)) is not None and key and (told := line(value.get("name"))):
                names.setdefault(key, told)

    def _names(self, kind: Kind) -> MutableMapping[str, str] | None:
        return {Kind.GROUP: self.groups, Kind.STATE: self.states, Kind.PRIORITY: self.priorities}.get(kind)

    def over(self, known: "Beside") -> "Beside":
        """Put this, an answer's own, over what the folder tells."""
        both = {key: [*found, *known.articles.get(key, ())] for key, found in self.articles.items()}
        return Beside(
            people=ChainMap(self.people, known.people),
            groups=ChainMap(self.groups, known.groups),
            states=ChainMap(self.states, known.states),
            priorities=ChainMap(self.priorities, known.priorities),
            articles=ChainMap(both, known.articles),
        )


@lru_cache(maxsize=2)
def companions(folder: Folder) -> Beside:
    """Gather what the files without tickets hold."""
    return _gathered(
        path for path in folder.looked_at if kinds.is_ours(path) and not kinds.holds_tickets(path)
    )


def of_ticket(ticket: str, folder: Folder) -> list[Article]:
    """Gather the articles of files that carry the ticket's number in their name and are not looked at anyway."""
    paths = [path for path in folder.numbered(ticket) if path not in _first(folder)]
    return _gathered(path for path in paths if kinds.holds_articles(path)).articles.get(ticket, [])


@lru_cache(maxsize=2)
def _first(folder: Folder) -> frozenset[Path]:
    return frozenset(folder.looked_at)


def _gathered(paths: Iterable[Path]) -> Beside:
    found = Beside()
    for path in paths:
        try:
            for answer in kinds.answers(path):
                if isinstance(answer, Answer):
                    found.take(answer)
        except (InputError, RecursionError):
            continue  # it is read by itself too, and says then what is wrong
    return found


@lru_cache(maxsize=2)
def numbers(folder: Folder) -> Mapping[str, str]:
    """Give the numbers of all tickets of the folder by id."""
    return {
        key: shown
        for path in folder.looked_at
        if kinds.holds_tickets(path)
        for key, shown in ids(path).items()
    }


def ids(path: Path) -> Mapping[str, str]:
    """Give the numbers of a file's tickets by id; none for a file without tickets."""
    return kinds.ticket_numbers(path, *state(path)) if kinds.holds_tickets(path) else {}
