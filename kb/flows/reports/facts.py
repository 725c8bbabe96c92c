"""What every report is made from, read once: incidents by day, the articles that answer them, and what there is to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from kb.config import Settings
from kb.flows.measures import measure
from kb.flows.worklist import EARLIEST, Desk, Worklist
from kb.model.article import Article
from kb.model.figure import By, Figure
from kb.model.incident import IncidentRef, RedactedIncident, Status
from kb.model.progress import Progress
from kb.model.prose import count, day
from kb.model.report import Item, Link
from kb.model.work import Need, Work

SHOWN = 15
"""So many things of one kind are shown; the rest is counted."""

LATE = timedelta(days=2)
"""How old the newest incident may be before a report says that it may have missed some."""

STALE = timedelta(days=3)
"""How old it may be before new data is the first thing to ask for."""

_OVER = (Status.CANCELLED, Status.MERGED)


class Facts:
    """
    One workspace on one day: `day` is the one asked for, or the newest an incident was opened on.

    Exports come late: what a report calls today is what the ledger knows of, and never after `today`.
    """

    def __init__(
        self, settings: Settings, *, today: date, day: date | None = None, progress: Progress | None = None
    ) -> None:
        self.settings = settings
        self.today = today
        self._progress = progress
        self._desk = Desk(settings, today=today)
        self._measured: dict[tuple[tuple[str, ...], date, date, By], tuple[Figure, ...]] = {}
        self.day = max(EARLIEST, min(day or self._desk.last, today))
        self.incidents = [each for _, each in sorted(self._desk.ledger.items())]

    @property
    def by_ref(self) -> Mapping[IncidentRef, RedactedIncident]:
        """Give an incident by its reference."""
        return self._desk.ledger

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """The articles that can be read."""
        return self._desk.articles()[0]

    @cached_property
    def answered(self) -> dict[IncidentRef, Article]:
        """Which article answers an incident."""
        return {ref: article for article in reversed(self.articles) for ref in article.evidence}

    @cached_property
    def worklist(self) -> Worklist:
        """What there is to do, in order."""
        return self._desk.worklist(progress=self._progress)

    def work(self, *needs: Need) -> list[Work]:
        """Give what there is to do of some kinds, in order."""
        return [each for each in self.worklist.work if each.need in needs]

    def opened(self, since: date, until: date) -> list[RedactedIncident]:
        """Give the incidents opened on some days, both included, that were not cancelled or merged."""
        return [
            each
            for each in self.incidents
            if each.status not in _OVER and each.opened_at and since <= day_of(each.opened_at) <= until
        ]

    def resolved(self, since: date, until: date) -> list[RedactedIncident]:
        """Give the incidents resolved on some days, both included."""
        return [
            each
            for each in self.incidents
            if each.is_resolved
            and (at := each.resolved_at or each.closed_at)
            and since <= day_of(at) <= until
        ]

    def open(self) -> list[RedactedIncident]:
        """Give the incidents that were open at the end of the day."""
        return [each for each in self.incidents if self._was_open(each)]

    def _was_open(self, incident: RedactedIncident) -> bool:
        if incident.status in _OVER or (incident.opened_at and day_of(incident.opened_at) > self.day):
            return False
        ended = incident.resolved_at or incident.closed_at
        return incident.status is Status.OPEN or bool(ended and day_of(ended) > self.day)

    def aged(self) -> list[tuple[int, RedactedIncident]]:
        """Give the incidents that are open for longer than their priority allows, with their days, the most pressing first."""
        limits = self.settings.report.aged_days
        late = [
            (days, each)
            for each in self.open()
            if each.opened_at
            and (days := (self.day - day_of(each.opened_at)).days) > limits[priority_of(each) - 1]
        ]
        return sorted(late, key=lambda told: (priority_of(told[1]), -told[0], told[1].ref))

    def measured(
        self, names: Iterable[str], *, since: date, until: date, by: By = By.WEEK
    ) -> dict[str, Figure]:
        """Take measures over some days, with the rows behind them; each only once for all reports."""
        asked = (tuple(names), since, until, by)
        if asked not in self._measured:
            self._measured[asked] = measure(
                self.settings, asked[0], today=self.today, since=since, until=until, by=by, rows=True
            )
        return {each.name: each for each in self._measured[asked]}

    @property
    def is_late(self) -> bool:
        """Whether the day is the newest there is, and too long ago to say how things stand now."""
        return self.day >= self._desk.last and self.today - self._desk.last > LATE

    @property
    def is_stale(self) -> bool:
        """Whether the newest incident is so old that new data comes before all else."""
        return self.is_late and self.today - self._desk.last > STALE

    @property
    def data_ends(self) -> str:
        """Say when the data ends."""
        days = (self.today - self._desk.last).days
        return f"The data ends on {day(self._desk.last)}, {count(days, 'day')} ago"

    def lately(self, since: date) -> str:
        """Call the facts' day and the one before as people do: `since yesterday` is said only where it is true."""
        if self.today - self.day <= timedelta(days=1):
            return "since yesterday"
        return f"on {day(since)} and {day(self.day)}"

    @property
    def since_newest(self) -> str:
        """Say what is not known since the newest incident."""
        return (
            f"What happened since {self._desk.last.isoformat()}: the newest incident in the ledger was opened then, "
            "and an incident is open until an export says otherwise."
        )

    def cannot_know(self, figures: Iterable[Figure] = ()) -> Iterator[str]:
        """Say what is missing from the ledger, from the articles, and from what the figures need."""
        if not self.incidents:
            yield "The ledger holds no incident: bring some in with kb harvest."
            return
        if not any(each.opened_at for each in self.incidents):
            yield "No incident says when it was opened."
        elif self.is_late:
            yield self.since_newest
        future = [each for each in self.incidents if each.opened_at and day_of(each.opened_at) > self.today]
        if future:
            yield f"{count(len(future), 'incident')} opened after today, by a clock that is wrong: not counted."
        backwards = [each for each in self.incidents if _runs_backwards(each)]
        if backwards:
            yield (
                f"{count(len(backwards), 'incident')} resolved before being opened: see "
                "kb measures doubtful_dates --rows."
            )
        if self.day < self._desk.last:
            yield "Who was open on that day by records that changed since: the ledger holds each record's last state."
        yield from (str(error) for error in self.worklist.errors)
        yield from dict.fromkeys(f"{each.title}: {remark}." for each in figures for remark in each.remarks)


def defined(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Leave out the rows: a report says how to see them."""
    return tuple(replace(each, columns=(), rows=()) for each in figures)


def day_of(moment: datetime) -> date:
    """Give the day of a moment, in UTC."""
    return moment.astimezone(UTC).date()


def priority_of(incident: RedactedIncident) -> int:
    """Give its priority from 1 to 5; 3 where the record has none."""
    return min(max(incident.priority or 3, 1), 5)


def _runs_backwards(incident: RedactedIncident) -> bool:
    return bool(incident.opened_at and incident.resolved_at and incident.resolved_at < incident.opened_at)


def linked(article: Article) -> Link:
    """Lead to an article."""
    return Link(text=article.title, page=article.path)


def told(facts: Facts, incident: RedactedIncident, why: str = "") -> Item:
    """Tell of one incident: its words, its number, where it is, and the article that answers it."""
    where = [f"priority {incident.priority}" if incident.priority else "", incident.group, why]
    article = facts.answered.get(incident.ref)
    return Item(
        text=f"{incident.summary or 'No summary'} ({incident.ref.key})",
        why=" · ".join(part for part in where if part),
        links=(linked(article),) if article else (),
    )


def to_do(facts: Facts, work: Work) -> Item:
    """Tell of one thing to do, with what to type."""
    by_id = {article.id: article for article in facts.articles}
    found = [by_id[id_] for id_ in work.articles if id_ in by_id]
    itself = [article for article in found if article.title == work.title][:1]
    return Item(
        text=work.title,
        page=itself[0].path if itself else "",
        why=f"{work.why}{f' Owner: {work.owner}.' if work.owner else ''}",
        links=tuple(linked(article) for article in found if article not in itself),
        command=work.command,
    )


def in_turn(kinds: Sequence[Sequence[Item]], limit: int) -> tuple[Item, ...]:
    """Take the first of each kind, then the second, and each page once: one long list does not push out the others."""
    longest = max(map(len, kinds), default=0)
    found: dict[str | Item, Item] = {}
    for each in (kind[turn] for turn in range(longest) for kind in kinds if turn < len(kind)):
        found.setdefault(each.page or each, each)
    return tuple(found.values())[:limit]


def some(items: Iterable[Item], *command: str) -> tuple[Item, ...]:
    """Keep what there is room for, and say how many more there are, and which command lists them."""
    found = list(items)
    if len(found) <= SHOWN:
        return tuple(found)
    return (*found[:SHOWN], Item(text=f"… and {len(found) - SHOWN:,} more", command=command))
