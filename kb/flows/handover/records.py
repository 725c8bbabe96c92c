"""What a pack keeps for later, in forms that any program reads: tables, texts, a calendar."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property

from kb.articles.lifecycle import only_works_around, review_due
from kb.config import Settings
from kb.flows.archive import bundles
from kb.flows.portal import PICTURES, Knowledge, read
from kb.flows.reports.facts import Facts
from kb.flows.reports.lessons import report as report_lessons
from kb.flows.search_test import asked
from kb.io.calendar import Deadline, deadlines
from kb.io.cells import as_csv
from kb.io.files import read_text, walk
from kb.ledger.jsonl import render
from kb.model.article import Article, ArticleType, Audience, Confidence, Guide
from kb.model.bundle import Bundle
from kb.model.handover import Tally
from kb.model.incident import RedactedIncident, Status
from kb.model.lesson import Lesson
from kb.model.progress import Progress
from kb.model.report import Item, Report
from kb.model.scorecard import Scorecard
from kb.reports import rendering
from kb.reports.scorecard import page, sheets
from kb.site.from_disk import settled

Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """All that one audience is handed, read once from the copy of what is committed."""

    settings: Settings
    audience: Audience
    as_of: date
    progress: Progress = field(repr=False)

    @property
    def is_team(self) -> bool:
        """Whether it is the team's own pack, which tells of incidents and holds the history."""
        return self.audience is Audience.INTERNAL

    @cached_property
    def knowledge(self) -> Knowledge:
        """Articles, guides and lessons, all of them; hand on what `articles` and the others give."""
        return read(self.settings, self.audience)

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """The articles these readers may see, by path."""
        return tuple(sorted(filter(self._is_seen, self.knowledge.articles), key=lambda each: each.path))

    @cached_property
    def guides(self) -> tuple[Guide, ...]:
        """The guides these readers may see, by path."""
        return tuple(sorted(filter(self._is_seen, self.knowledge.guides), key=lambda each: each.path))

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """The lessons these readers may see, by path."""
        return tuple(sorted(filter(self._is_seen, self.knowledge.lessons), key=lambda each: each.path))

    def _is_seen(self, page: Article | Guide | Lesson) -> bool:
        return self.audience.may_read(page.audience)

    @cached_property
    def facts(self) -> Facts:
        """What reports are made from."""
        return Facts(self.settings, today=self.as_of, progress=self.progress)

    @cached_property
    def bundles(self) -> tuple[Bundle, ...]:
        """What is archived."""
        return bundles(self.settings)

    @cached_property
    def known_errors(self) -> tuple[Article, ...]:
        """What is analysed and not mended: known errors, and articles that only work around their problem."""
        return tuple(
            each
            for each in self.articles
            if each.confidence is not Confidence.ARCHIVED
            and (each.type is ArticleType.KNOWN_ERROR or only_works_around(each))
        )

    @cached_property
    def reviews(self) -> tuple[tuple[date, Article], ...]:
        """When each article is to be looked at again, the earliest first."""
        due = ((day, each) for each in self.articles if (day := review_due(each)))
        return tuple(sorted(due, key=lambda told: (told[0], told[1].path)))

    def takes_over(self, owner: str) -> str:
        """Name who owns from now on what this one owned."""
        handover = self.settings.phases.handover
        return handover.get(owner.casefold(), handover.get("*", owner))

    @cached_property
    def tally(self) -> Tally:
        """Say what became of every incident, each in one part."""
        answered = self.facts.answered
        parts = {
            "answered by an article": 0,
            "resolved without an article": 0,
            "still open": 0,
            "cancelled or merged into others": 0,
        }
        for each in self.facts.incidents:
            parts[_fate(each, each.ref in answered)] += 1
        return Tally(total=len(self.facts.incidents), parts=tuple(parts.items()))


def _fate(incident: RedactedIncident, is_answered: bool) -> str:
    if incident.status in (Status.CANCELLED, Status.MERGED):
        return "cancelled or merged into others"
    if incident.status is Status.OPEN:
        return "still open"
    return "answered by an article" if is_answered else "resolved without an article"


def records(kept: Kept, judged: Scorecard | None) -> Iterator[tuple[str, bytes]]:
    """Give the files of `data/records/`, (path, content)."""
    yield from _pages(kept)
    yield from _lessons(kept)
    yield "known-errors.csv", _csv(("article", "title", "kind", "owner", "takes over", "since", "file"), (
        (each.id, each.title, "known error" if each.type is ArticleType.KNOWN_ERROR else "workaround only",
         each.owner, kept.takes_over(each.owner), each.first_seen or each.created, each.path)
        for each in kept.known_errors
    ))  # fmt: skip
    yield "owners.csv", _csv(("kind", "id", "title", "owner", "takes over", "file"), _owners(kept))
    yield "reviews.csv", _csv(("due", "article", "title", "who", "file"), (
        (day, each.id, each.title, kept.takes_over(each.owner), each.path) for day, each in kept.reviews
    ))  # fmt: skip
    yield "reviews.ics", _calendar(kept)
    if kept.is_team:
        yield from _of_incidents(kept)
        yield from _judgements(kept)
    if judged:
        yield from _scorecard(judged)


def _pages(kept: Kept) -> Iterator[tuple[str, bytes]]:
    """Articles and guides as Markdown, and the pictures they show; the team's as they stand, with their receipts."""
    if not kept.is_team:
        return  # the library has the Markdown of what others may read of a page
    content = kept.settings.content
    pages: tuple[Article | Guide, ...] = (*kept.articles, *kept.guides)
    for written in pages:
        yield f"articles/{written.path}", read_text(content / written.path).encode()
    for path in walk(content):
        if path.suffix.lower() in PICTURES:
            yield f"articles/{path.relative_to(content).as_posix()}", path.read_bytes()
    columns = (
        "article",
        "title",
        "state",
        "readers",
        "owner",
        "incidents",
        "first seen",
        "last seen",
        "file",
    )
    yield "articles.csv", _csv(columns, (
        (each.id, each.title, each.confidence.value, each.audience.value, each.owner, len(each.evidence),
         each.first_seen, each.last_seen, f"articles/{each.path}")
        for each in kept.articles
    ))  # fmt: skip


def _lessons(kept: Kept) -> Iterator[tuple[str, bytes]]:
    if kept.is_team:
        yield "lessons-report.html", _lessons_report(kept, "../library/")
        for each in kept.lessons:
            yield f"lessons/{each.path}", read_text(kept.settings.lessons / each.path).encode()
    columns = ("lesson", "title", "status", "scope", "phase", "owner", "due", "overdue", "file")
    yield "lessons.csv", _csv(columns, (
        (each.id, each.title, each.status.value, each.scope, each.phase, each.owner, each.due,
         "yes" if each.is_overdue(kept.as_of) else "no", f"lessons/{each.path}" if kept.is_team else "")
        for each in kept.lessons
    ))  # fmt: skip


def _lessons_report(kept: Kept, library: str) -> bytes:
    """Write what was learned as one page; `library` leads to the pages of the lessons."""
    told = without_commands(report_lessons(kept.settings, today=kept.as_of, audience=kept.audience))
    return settled(rendering.page(told, site=library)).encode()


def without_commands(report: Report) -> Report:
    """Leave out what to type: who reads a pack has nothing to type it into."""

    def bare(items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(replace(each, command=()) for each in items)

    sections = tuple(replace(each, items=bare(each.items)) for each in report.sections)
    return replace(report, agenda=bare(report.agenda), sections=sections)


def _owners(kept: Kept) -> Rows:
    for kind, pages in (("article", kept.articles), ("lesson", kept.lessons)):
        for each in pages:
            yield kind, each.id, each.title, each.owner, kept.takes_over(each.owner), each.path
    for guide in kept.guides:
        yield "guide", "", guide.title, guide.owner, kept.takes_over(guide.owner), guide.path


def _calendar(kept: Kept) -> bytes:
    told = (
        Deadline(
            id=f"review-{each.id}",
            title=f"Review: {each.title}",
            text=f"{each.id}, {kept.takes_over(each.owner) or 'nobody owns it'}. Is it still right? {each.path}",
            day=day,
        )
        for day, each in kept.reviews
    )
    return deadlines(told, made_on=kept.as_of, made_by="kb handover build")


def _of_incidents(kept: Kept) -> Iterator[tuple[str, bytes]]:
    incidents = kept.facts.incidents
    columns = (
        "incident",
        "summary",
        "status",
        "priority",
        "group",
        "opened",
        "resolved",
        "closed",
        "article",
    )
    yield "incidents.csv", _csv(columns, (
        (each.ref, each.summary, each.status.value, each.priority, each.group, each.opened_at, each.resolved_at,
         each.closed_at, _answer(kept, each))
        for each in incidents
    ))  # fmt: skip
    yield "incidents.jsonl", "".join(f"{render(each)}\n" for each in incidents).encode()
    yield "open-incidents.csv", _csv((*columns[:6], "article"), (
        (each.ref, each.summary, each.status.value, each.priority, each.group, each.opened_at, _answer(kept, each))
        for each in kept.facts.open()
    ))  # fmt: skip
    yield "open-work.csv", _csv(("what", "title", "why", "owner", "articles", "incidents"), (
        (each.need.value, each.title, each.why, each.owner, " ".join(each.articles), " ".join(map(str, each.incidents)))
        for each in kept.facts.worklist.work
    ))  # fmt: skip
    yield "bundles.csv", _csv(("bundle", "files", "bytes", "archived on", "sha256 of its list"), (
        (each.name, each.files, each.bytes, each.archived_on, each.digest) for each in kept.bundles
    ))  # fmt: skip


def _answer(kept: Kept, incident: RedactedIncident) -> str:
    article = kept.facts.answered.get(incident.ref)
    return article.id if article else ""


def _judgements(kept: Kept) -> Iterator[tuple[str, bytes]]:
    """What search is held to, as test collections are shared: `kb search evaluate` reads it, and other programs do."""
    told = asked(kept.settings, kept.audience)
    yield (
        "search/corpus.jsonl",
        _lines(
            {"_id": each.id, "title": each.title, "text": "\n\n".join(each.fields.values())}
            for each in told.documents
        ),
    )
    judgements = [judgement for judgement, _ in told.cases]
    yield "search/queries.jsonl", _lines({"_id": each.name, "text": each.query} for each in judgements)
    rows = ((each.name, found, "1") for each in judgements for found in sorted(each.finds))
    table = io.StringIO(newline="")
    csv.writer(table, delimiter="\t", lineterminator="\n").writerows(
        (("query-id", "corpus-id", "score"), *rows)
    )
    yield "search/qrels.tsv", table.getvalue().encode()


def _lines(rows: Iterable[Mapping[str, object]]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _csv(columns: Sequence[str], rows: Rows) -> bytes:
    """Write a table; a mark at its beginning tells spreadsheets that it is UTF-8."""
    told = as_csv(columns, ([_cell(cell) for cell in row] for row in rows))
    return f"\ufeff{told}".encode()


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _scorecard(judged: Scorecard) -> Iterator[tuple[str, bytes]]:
    """Give the scorecard as a page whose figures lead to their rows, and each criterion's rows and query beside it."""
    tables = {each.name: f"scorecard/{each.name}.csv" for each in judged.criteria}
    yield "scorecard.html", page(judged, tables).encode()
    told = {
        "as_of": judged.as_of,
        "light": judged.light.value,
        "may_end": judged.may_end,
        "criteria": [asdict(each) for each in judged.criteria],
    }
    yield "scorecard.json", f"{json.dumps(told, ensure_ascii=False, indent=1, default=str)}\n".encode()
    for name, table in sheets(judged).items():
        yield tables[name], f"\ufeff{table}".encode()
    for each in judged.criteria:
        yield f"scorecard/{each.name}.sql", f"{each.query.rstrip()}\n".encode()
