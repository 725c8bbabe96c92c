"""The users of a Slack workspace, by id: what they are called, and every form of them that must be hidden."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.model.incident import Person
from kb.sources.desk_values import JsonObject, child, line
from kb.sources.people import person

_SLACKBOT = "USLACKBOT"


@dataclass(slots=True, kw_only=True)
class Users:
    """People and bots by id; grows while messages bring people whom the list does not know."""

    people: dict[str, tuple[Person, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    bots: set[str] = field(default_factory=lambda: {_SLACKBOT})

    def add(self, user: JsonObject, ident: str) -> None:
        """Take in a user of the list, or the profile a message carries."""
        profile = user.get("profile") if isinstance(user.get("profile"), dict) else {}
        shown = [
            line(child(each, name)) for name in ("real_name", "display_name") for each in (user, profile)
        ]
        called = line(user.get("name"))
        names = list(dict.fromkeys(name for name in shown if name))
        self.names[ident] = (names or [called or ident])[0]
        if user.get("is_bot") is True or ident == _SLACKBOT:
            self.bots.add(ident)
            return
        first = person(self.names[ident], email=line(child(profile, "email")), user=called)
        others = [person(name) for name in names[1:] if name != called]
        self.people[ident] = tuple(each for each in (first, *others) if each)

    def meet(self, message: JsonObject) -> None:
        """Take in the author of a message whom the list does not know, as somebody of another workspace."""
        ident, profile = line(message.get("user")), message.get("user_profile")
        if ident and ident not in self.names and isinstance(profile, dict):
            self.add(profile, ident)

    def name(self, ident: str) -> str:
        """Give what a user is called; the id of one nobody knows."""
        return self.names.get(ident) or ident

    def forms(self, ident: str) -> tuple[Person, ...]:
        """Give every form of a user; a bot is nobody."""
        if ident in self.bots:
            return ()
        return self.people.get(ident) or (Person(name="", user=ident),)


def users(listed: Iterable[JsonObject]) -> Users:
    """Read users.json."""
    found = Users()
    for user in listed:
        if ident := line(user.get("id")):
            found.add(user, ident)
    return found
