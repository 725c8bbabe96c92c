"""
The heads of a mailbox in, its threads out, whatever the order of the mails.

Mails belong together when one names the other, or both name a third that is not there. An answer that names nothing
known belongs to the last mails of the same subject, when whoever began those takes part in it and they are not older
than 30 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kb.sources.mail_head import Head

WINDOW = timedelta(days=30)

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Places of mails in the list of heads, the first of the conversation first; `key` is what names it for good."""

    places: tuple[int, ...]
    key: str


def build(heads: Sequence[Head]) -> list[Thread]:
    """Put the heads together; threads come in the order of their foremost mail in the list."""
    owners = _owners(heads)
    union = _Union()
    for place in range(len(heads)):
        head = heads[place]
        node = _node(owners, head, place)
        for parent in head.parents:
            union.join(node, parent)
    groups: dict[str, list[int]] = {}
    for place, head in enumerate(heads):
        groups.setdefault(union.root(_node(owners, head, place)), []).append(place)
    ordered = [_sorted(heads, places) for places in groups.values()]
    merged = _by_subject(heads, ordered)
    threads = [Thread(places=tuple(places), key=_key(heads, owners, places[0])) for places in merged]
    return sorted(threads, key=lambda thread: min(thread.places))


def _owners(heads: Sequence[Head]) -> dict[str, int]:
    """Say which mail an id means: the earliest; a program that gives every mail one id must not join them all."""
    owners: dict[str, int] = {}
    for place, head in enumerate(heads):
        if head.own and (head.own not in owners or _order(head) < _order(heads[owners[head.own]])):
            owners[head.own] = place
    return owners


def _node(owners: dict[str, int], head: Head, place: int) -> str:
    return head.own if head.own and owners[head.own] == place else f"\0{place}"


def _order(head: Head) -> tuple[datetime, str, str]:
    return (head.at or _NEVER, head.own, head.same)


def _sorted(heads: Sequence[Head], places: list[int]) -> list[int]:
    """Order by time; the first is the one that answers none of the others."""
    ordered = sorted(places, key=lambda place: _order(heads[place]))
    known = {heads[place].own for place in places} - {""}
    begins = next((place for place in ordered if not known.intersection(heads[place].parents)), ordered[0])
    ordered.remove(begins)
    return [begins, *ordered]


def _key(heads: Sequence[Head], owners: dict[str, int], place: int) -> str:
    """Name the mail that began the thread, also when it is not there: what is named first is the oldest."""
    head = heads[place]
    if head.parents:
        return head.parents[0]
    if head.own and owners[head.own] == place:
        return head.own
    return f"{head.own}\0{head.same}"


def _by_subject(heads: Sequence[Head], groups: list[list[int]]) -> list[list[int]]:
    """Give answers that name no known mail to the conversation they must belong to."""
    latest: dict[tuple[str, str], list[int]] = {}
    ends: dict[int, datetime] = {}
    merged: list[list[int]] = []
    for group in sorted(groups, key=lambda places: _order(heads[places[0]])):
        first = heads[group[0]]
        home = _home(first, latest, ends) if first.is_answer and first.at and first.subject else None
        times = [at for place in group if (at := heads[place].at)]
        if home is None:
            home = group
            merged.append(group)
            if first.at and first.subject:
                # who began an answered conversation is not known: then everybody on it must be the same
                latest[(first.subject, _everybody(first) if first.is_answer else first.sender)] = home
        else:
            home += group
            begins, *rest = home
            home[:] = [begins, *sorted(rest, key=lambda place: _order(heads[place]))]
        if times:
            ends[id(home)] = max([*times, ends.get(id(home), times[0])])
    return merged


def _home(
    first: Head, latest: dict[tuple[str, str], list[int]], ends: dict[int, datetime]
) -> list[int] | None:
    assert first.at is not None
    found = None
    for taker in (*sorted(first.takers), _everybody(first)):
        group = latest.get((first.subject, taker))
        if group is None or not timedelta(0) <= first.at - ends[id(group)] + WINDOW <= 2 * WINDOW:
            continue
        if found is None or ends[id(group)] > ends[id(found)]:
            found = group
    return found


def _everybody(head: Head) -> str:
    return "\0".join(sorted(head.takers))


class _Union:
    """Sets of ids that grow together."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, name: str) -> str:
        top = name
        while (above := self._above.get(top, top)) != top:
            top = above
        while name != top:
            self._above[name], name = top, self._above.get(name, top)
        return top

    def join(self, one: str, other: str) -> None:
        first, second = self.root(one), self.root(other)
        if first != second:
            self._above[max(first, second)] = min(first, second)
