"""What a replay says: the curve by week, what waiting for an article cost, what to write, and what is there and not found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef
from kb.model.replay import Found, Replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """
    Of the incidents asked: found among the first three, there and not found, or neither.

    The same for support, who may read more; asked = found + hidden + neither = team_found + team_hidden + team_neither.
    `never` are those that nothing answers to this day, a part of neither.
    """

    asked: int = 0
    found: int = 0
    hidden: int = 0
    team_found: int = 0
    team_hidden: int = 0
    never: int = 0

    @property
    def neither(self) -> int:
        """Those for which nothing stood that the requestor could read."""
        return self.asked - self.found - self.hidden

    @property
    def team_neither(self) -> int:
        """Those for which nothing stood that support could read."""
        return self.asked - self.team_found - self.team_hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One ISO week, as `2026-W36`; a week in which nothing was opened has zeros."""

    name: str
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """
    What one article's absence cost: incidents opened after its first was solved and before it stood.

    `only_for_support` are those opened while it stood, but not for who asked. `stood` is when support could first
    read an answer in it, None when never.
    """

    article: str
    solved: datetime
    stood: datetime | None
    waited: int
    only_for_support: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """
    A problem to write on: its incidents, and how many of them came after the first was solved.

    `article` is the one that is there without an answer, "" for none.
    """

    incidents: tuple[IncidentRef, ...]
    words: str
    late: int
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """An article that stood and was not among the first three: the words that missed it, and what mostly came first."""

    article: str
    asked: tuple[tuple[IncidentRef, str, int], ...]
    instead: str
    instead_title: str


def share(rows: Iterable[Replayed]) -> Share:
    """Add them up."""
    asked = found = hidden = team_found = team_hidden = never = 0
    for each in rows:
        asked += 1
        found += each.own.is_found
        hidden += _is_hidden(each.own)
        team_found += each.team.is_found
        team_hidden += _is_hidden(each.team)
        never += not each.asked.article
    return Share(
        asked=asked, found=found, hidden=hidden, team_found=team_found, team_hidden=team_hidden, never=never
    )


def curve(rows: Sequence[Replayed]) -> tuple[Week, ...]:
    """Give each week from the first to the last, those without an incident as well."""
    by_week: defaultdict[date, list[Replayed]] = defaultdict(list)
    for each in rows:
        day = each.asked.at.date()
        by_week[day - timedelta(days=day.weekday())].append(each)
    return tuple(
        Week(name=f"{monday:%G-W%V}", share=share(by_week.get(monday, ()))) for monday in _mondays(by_week)
    )


def delays(rows: Iterable[Replayed], stood: Mapping[str, datetime]) -> tuple[Delay, ...]:
    """Give each article that came late, the costliest first."""
    by_article = _by_article(rows)
    found = []
    for article, asked in by_article.items():
        solved = min((each.asked.resolved_at for each in asked if each.asked.resolved_at), default=None)
        if solved is None:
            continue
        late = [each for each in asked if each.asked.at > solved]
        waited = sum(not each.team.existed for each in late)
        only_for_support = sum(each.team.existed and not each.own.existed for each in late)
        if waited or only_for_support:
            found.append(
                Delay(
                    article=article,
                    solved=solved,
                    stood=stood.get(article),
                    waited=waited,
                    only_for_support=only_for_support,
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.waited, -each.only_for_support, each.article)))


def missing(
    groups: Iterable[IncidentGroup], rows: Iterable[Replayed], unanswered: Iterable[str]
) -> tuple[Missing, ...]:
    """Give what nothing answers and came more than once, and articles without an answer: most incidents after the first solution first."""
    found = [
        Missing(
            incidents=tuple(each.ref for each in group.incidents),
            words=group.incidents[0].summary,
            late=_late([(each.opened_at, each.resolved_at) for each in group.incidents]),
        )
        for group in groups
        if len(group.incidents) > 1
    ]
    by_article = _by_article(rows)
    for article in unanswered:
        if asked := by_article.get(article):
            found.append(
                Missing(
                    incidents=tuple(each.asked.ref for each in asked),
                    words=asked[0].asked.words,
                    late=_late([(each.asked.at, each.asked.resolved_at) for each in asked]),
                    article=article,
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.late, -len(each.incidents), each.incidents)))


def hidden(rows: Iterable[Replayed]) -> tuple[Hidden, ...]:
    """Give the articles that stood for who asked and were not found, the most often missed first: a matter of search."""
    found = []
    for article, asked in _by_article(rows).items():
        missed = [each for each in asked if _is_hidden(each.own)]
        if not missed:
            continue
        first = Counter((each.own.instead, each.own.instead_title) for each in missed if each.own.instead)
        instead, title = min(first, key=lambda each: (-first[each], each), default=("", ""))
        words = tuple((each.asked.ref, each.asked.words, each.own.rank) for each in missed)
        found.append(Hidden(article=article, asked=words, instead=instead, instead_title=title))
    return tuple(sorted(found, key=lambda each: (-len(each.asked), each.article)))


def _is_hidden(found: Found) -> bool:
    return found.existed and not found.is_found


def _by_article(rows: Iterable[Replayed]) -> Mapping[str, list[Replayed]]:
    by_article: defaultdict[str, list[Replayed]] = defaultdict(list)
    for each in rows:
        if each.asked.article:
            by_article[each.asked.article].append(each)
    return by_article


def _late(times: Sequence[tuple[datetime | None, datetime | None]]) -> int:
    solved = min((resolved for _, resolved in times if resolved), default=None)
    return sum(bool(solved and opened and opened > solved) for opened, _ in times)


def _mondays(weeks: Iterable[date]) -> Iterator[date]:
    known = sorted(weeks)
    monday = known[0] if known else date.max
    while known and monday <= known[-1]:
        yield monday
        monday += timedelta(weeks=1)
