"""What to do next and why: what would have answered most incidents lately comes first."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kb.articles.lifecycle import has_answer, review_due
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.drafting.boilerplate import says_nothing
from kb.errors import KbError, StateError
from kb.flows.feedback import known_as, votes
from kb.flows.gaps import Nearest, gaps
from kb.flows.growing import is_asked_for
from kb.flows.recurring import since
from kb.flows.twins import Twins, twins
from kb.flows.waiting import waiting
from kb.io.files import write_made
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.model.article import Article, Confidence
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.lesson import Lesson, LessonStatus
from kb.model.progress import Progress
from kb.model.signal import REASONS, Gap, Told, same
from kb.model.work import Need, Work, in_order
from kb.site.worklist import MARK, worklist_page

DAYS = 28
"""How far back `lately` reaches: four weeks, so that each weekday counts the same."""

EARLIEST = date(1970, 1, 2)
"""What was opened before was so by a clock that had not been set."""

ENOUGH = 2
"""A draft that so many incidents confirm is worth somebody's look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """
    What there is to do, in order, and the days that count as lately, both included.

    `owners` are all that have something to do, `errors` the articles that cannot be read.
    """

    work: tuple[Work, ...]
    first: date
    last: date
    owners: tuple[str, ...] = ()
    errors: tuple[KbError, ...] = ()


class Desk:
    """All that is needed to say what to do, read once; the ledger is not read again."""

    def __init__(self, settings: Settings, *, today: date, days: int = DAYS) -> None:
        self.settings = settings
        self.today = today
        self.ledger = Ledger(settings.incidents).load()
        opened = [each.opened_at for each in self.ledger.values() if each.opened_at]
        # exports come days late, and a wrong clock must not empty the list
        newest = max((day for at in opened if EARLIEST <= (day := _day(at)) <= today), default=today)
        self.last = newest
        self.first = newest - timedelta(days=days - 1)

    def articles(self) -> tuple[tuple[Article, ...], tuple[KbError, ...]]:
        """Read the articles as they are now; one that cannot be read is an error beside the others."""
        return ArticleRepository(self.settings.content).load()

    def on_articles(self, articles: Sequence[Article], owner: str | None = None) -> tuple[Work, ...]:
        """Say what to do with articles that are there."""
        found = [work for article in articles if (work := self._of(article))]
        found += [self._pair(pair) for pair in twins(articles)]
        return in_order(_owned(found, owner))

    def worklist(self, owner: str | None = None, progress: Progress | None = None) -> Worklist:
        """Say all there is to do, or what one owner has to do."""
        articles, errors = self.articles()
        groups = waiting(self.settings, articles, self.ledger, progress)
        missed, more = self._gaps(articles)
        disliked, more = ([], more) if more else self._disliked(articles)  # it is one database
        lessons, broken = LessonRepository(self.settings.lessons).load()
        back = [self._came_back(each) for each in lessons if each.status is LessonStatus.RECURRED]
        found = (*back, *self.on_articles(articles), *map(self._group, groups), *missed, *disliked)
        return Worklist(
            work=in_order(_owned(found, owner)),
            first=self.first,
            last=self.last,
            owners=tuple(sorted({each.owner for each in found if each.owner})),
            errors=(*errors, *more, *broken),
        )

    def _gaps(self, articles: Sequence[Article]) -> tuple[list[Work], tuple[KbError, ...]]:
        """Say what readers searched for in vain; where that cannot be read, the rest is still worth saying."""
        try:
            asked = gaps(self.settings).gaps
            lately = {same(gap.query): gap.times for gap in gaps(self.settings, since=self.first).gaps}
        except StateError as error:
            return [], (error,)
        near = Nearest(articles)
        return [self._gap(gap, lately.get(same(gap.query), 0), near.to(gap.query)) for gap in asked], ()

    def _gap(self, gap: Gap, lately: int, nearest: Article | None) -> Work:
        times = "1 search" if gap.times == 1 else f"{gap.times} searches"
        near = f"; the nearest article is {nearest.title}" if nearest else ""
        return Work(
            need=Need.GAP,
            title=gap.query,
            why=f"{times} for it found nothing, the last on {gap.last.isoformat()}{near}.",
            command=("kb", "new", gap.query),
            articles=(nearest.id,) if nearest else (),
            searches=gap.times,
            lately=lately,
        )

    def _disliked(self, articles: Sequence[Article]) -> tuple[list[Work], tuple[KbError, ...]]:
        """Say which articles did not help, where a reader said why and nobody has answered; like `_gaps`."""
        try:
            kept = votes(self.settings)
            newest_first = kept.told() if kept else ()
        except StateError as error:
            return [], (error,)
        at = known_as(articles)
        by: dict[str, list[Told]] = {}
        for told in newest_first:
            if told.is_open and told.article in at:
                by.setdefault(at[told.article].id, []).append(told)
        return [self._did_not_help(at[id_], told) for id_, told in by.items()], ()

    def _did_not_help(self, article: Article, told: Sequence[Told]) -> Work:
        newest = told[0]
        said = newest.words or (REASONS[newest.reason] if newest.reason else "")
        times = "1 reader says" if len(told) == 1 else f"{len(told)} readers say"
        return Work(
            need=Need.DISLIKED,
            title=article.title,
            why=f"{times} why it did not help, the last on {newest.day.isoformat()}: {said}",
            command=("kb", "feedback", "--article", article.id),
            articles=(article.id,),
            incidents=article.evidence,
            votes=len(told),
            lately=self._lately(article.evidence) + sum(each.day >= self.first for each in told),
            owner=article.owner,
        )

    def _came_back(self, lesson: Lesson) -> Work:
        days = {ref: _day(at) for ref in lesson.recurrences if (at := self._opened(ref))}
        refs = since(lesson, days)
        last = max((days[ref] for ref in refs if ref in days), default=None)
        after = f" since it was applied on {lesson.applied_on.isoformat()}" if lesson.applied_on else ""
        times = f"It came back {_times(len(refs))}{after}" if refs else "Somebody says that it came back"
        seen = f", the last on {last.isoformat()}" if last else ""
        return Work(
            need=Need.RECURRED,
            title=lesson.title,
            why=f"{times}{seen}. Agree on what else to do; what is later counts from its new applied_on.",
            command=("kb", "lessons", "try", lesson.id),
            incidents=refs,
            lately=self._lately(refs),
            owner=lesson.owner,
        )

    def _opened(self, ref: IncidentRef) -> datetime | None:
        return self.ledger[ref].opened_at if ref in self.ledger else None

    def _of(self, article: Article) -> Work | None:
        """Name the most pressing need of one article."""
        if article.duplicate_of or (article.confidence is Confidence.ARCHIVED and not is_asked_for(article)):
            return None
        for need, why, command in self._needs(article):
            return Work(
                need=need,
                title=article.title,
                why=why,
                command=command,
                articles=(article.id,),
                incidents=article.evidence,
                lately=self._lately(article.evidence),
                owner=article.owner,
            )
        return None

    def _needs(self, article: Article) -> Iterator[tuple[Need, str, tuple[str, ...]]]:
        """Yield why it needs somebody, the most pressing first."""
        count = len(article.evidence)
        due = review_due(article)
        if article.flagged:
            more = f" (and {len(article.flagged) - 1} more)" if len(article.flagged) > 1 else ""
            retired = article.confidence is Confidence.ARCHIVED
            command = ("promote", article.id, "--to", "not-validated") if retired else ("edit", article.id)
            yield Need.FLAGGED, f"{article.flagged[0]}{more}", ("kb", *command)
        if not has_answer(article):
            asked = f"{_incidents(count)} asked" if count else "nobody has asked yet"
            why = f"It does not say what to do, and {asked}."
            yield Need.NO_RESOLUTION, why, ("kb", "edit", article.id)
        elif article.confidence is Confidence.WIP:
            why = "It has a resolution now, and is still marked as work in progress."
            yield Need.READY, why, ("kb", "promote", article.id, "--to", "not-validated")
        if due is not None and due < self.today:
            why = f"Its review was due on {due.isoformat()}."
            yield Need.OVERDUE, why, ("kb", "review", article.id)
        if article.confidence is Confidence.NOT_VALIDATED and count >= ENOUGH:
            why = f"{_incidents(count)} confirm it, and nobody has validated it."
            yield Need.READY, why, ("kb", "promote", article.id, "--to", "validated")

    def _pair(self, pair: Twins) -> Work:
        refs = tuple(sorted({*pair.keep.evidence, *pair.other.evidence}))
        return Work(
            need=Need.DUPLICATE,
            title=pair.keep.title,
            why=f"{pair.other.id} ({pair.other.title}) says much the same: {pair.likeness:.0%} alike.",
            command=("kb", "merge", pair.keep.id, pair.other.id),
            articles=(pair.keep.id, pair.other.id),
            incidents=refs,
            lately=self._lately(refs),
            owner=pair.keep.owner,
        )

    def _group(self, group: IncidentGroup) -> Work:
        refs = tuple(each.ref for each in group.incidents)
        first = group.incidents[0]
        silent = all(says_nothing(each.resolution) and not each.entries for each in group.incidents)
        asked = f"{_incidents(len(refs))} and no article" if len(refs) > 1 else "Seen once, and no article"
        kind = f": {group.reason}" if len(refs) > 1 and group.reason else ""
        enough = len(refs) >= self.settings.harvest.min_incidents
        return Work(
            need=Need.NO_ARTICLE if enough else Need.TOO_FEW,
            title=first.summary,
            why=f"{asked}{kind}{'; no record says what helped' if silent else ''}.",
            command=("kb", "new", first.summary, *(part for ref in refs for part in ("--from", str(ref)))),
            incidents=refs,
            lately=self._lately(refs),
            owner=_most(each.group for each in group.incidents),
        )

    def _lately(self, refs: Iterable[IncidentRef]) -> int:
        return sum(self._is_late(self.ledger.get(ref)) for ref in refs)

    def _is_late(self, incident: RedactedIncident | None) -> bool:
        return bool(incident and incident.opened_at and self.first <= _day(incident.opened_at) <= self.last)


def worklist(
    settings: Settings,
    *,
    today: date,
    days: int = DAYS,
    owner: str | None = None,
    progress: Progress | None = None,
) -> Worklist:
    """Say what to do next; `lately` are the last days up to the newest incident that is not of the future."""
    return Desk(settings, today=today, days=days).worklist(owner, progress)


def page_of(
    found: Worklist, shown: Sequence[Work], path: Path, *, content: Path, today: date, dry_run: bool
) -> bool:
    """
    Write a page of what is shown and tell whether it changed; raise RefusedError for a page of somebody's own.

    A page below `content` links to the articles.
    """
    links: dict[str, str] = {}
    if path.resolve().is_relative_to(content.resolve()):
        folder = path.resolve().parent
        for article in ArticleRepository(content).load()[0]:
            links[article.id] = Path(os.path.relpath(content.resolve() / article.path, folder)).as_posix()
    text = worklist_page(shown, first=found.first, last=found.last, today=today, links=links)
    return write_made(
        path, text, is_ours=lambda old: MARK in old, what="worklist", option="--page", dry_run=dry_run
    )


def _owned(work: Iterable[Work], owner: str | None) -> list[Work]:
    wanted = owner.strip().casefold() if owner is not None else None
    return [each for each in work if wanted is None or each.owner.casefold() == wanted]


def _most(names: Iterable[str]) -> str:
    counts: Mapping[str, int] = Counter(name for name in names if name)
    return min(counts, key=lambda name: (-counts[name], name), default="")


def _incidents(number: int) -> str:
    return f"{number} incident" if number == 1 else f"{number} incidents"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
