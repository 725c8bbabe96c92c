"""The tables that measures read: the ledger's own lines, and what articles, Git, readers and lessons say, one row each."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.articles.lifecycle import has_answer, review_due
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import KbError, StateError
from kb.flows.feedback import known_as, votes
from kb.flows.gaps import misses
from kb.flows.history import Past
from kb.flows.phases import to_move
from kb.flows.twins import twins
from kb.flows.waiting import waiting
from kb.io.files import read_text
from kb.ledger.jsonl import render
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.model.article import Article
from kb.model.figure import By
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.progress import Progress

Row = Mapping[str, Any]

_REPLAYED = ("incident", "audience", "article", "existed", "rank", "existed_for_support", "rank_for_support")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which days count, both included and none after today, and what one period is."""

    today: date
    since: date | None = None
    until: date | None = None
    by: By = By.WEEK


@dataclass(frozen=True, slots=True)
class Tables:
    """What is to be said of the tables, by name; those that are `missing` could not be had, and stand empty."""

    remarks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)


def tables(
    settings: Settings,
    folder: Path,
    asked: Asked,
    *,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Tables:
    """
    Write every table that measures read into a folder, one JSON Lines file each; the same twice gives the same bytes.

    `only` names those that are needed; the others stand empty.
    """
    made = _Made(settings, progress)
    _write(folder / "settings.jsonl", [_line(_asked(settings, asked))])
    for name, rows in made.by_name().items():
        _write(folder / f"{name}.jsonl", rows() if only is None or name in only else ())
    return made.said


class _Made:
    """The tables of one workspace; what several need is read once."""

    def __init__(self, settings: Settings, progress: Progress | None) -> None:
        self._settings = settings
        self._progress = progress
        self.said = Tables()

    def by_name(self) -> Mapping[str, Callable[[], Iterable[str]]]:
        """Map each table to what makes its lines."""
        made: dict[str, Callable[[], Iterable[Row]]] = {
            "articles": self.articles_told,
            "links": self.links,
            "groups": self.groups,
            "states": self.states,
            "misses": self.misses,
            "votes": self.votes,
            "lessons": self.lessons,
            "twins": self.twins,
            "training": self.training,
            "replay": self.replay,
        }
        lines = {name: lambda rows=rows: map(_line, rows()) for name, rows in made.items()}
        return {"incidents": lambda: map(render, self.ledger.values()), **lines}

    @cached_property
    def ledger(self) -> Mapping[IncidentRef, RedactedIncident]:
        return Ledger(self._settings.incidents).load()

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        found, errors = ArticleRepository(self._settings.content).load()
        for table in ("articles", "links", "groups", "twins"):
            self._left_out(table, errors)
        return found

    def articles_told(self) -> Iterator[Row]:
        takes_over = {article.id: new for article, new in to_move(self._settings, self.articles)}
        return (_article(each, takes_over.get(each.id, "")) for each in self.articles)

    def links(self) -> Iterator[Row]:
        for article in self.articles:
            for ref in article.evidence:
                yield {"article": article.id, "incident": str(ref)}

    def groups(self) -> Iterator[Row]:
        for article in self.articles:
            for ref in article.evidence:
                yield {"group": article.id, "article": article.id, "incident": str(ref)}
        for group in waiting(self._settings, self.articles, self.ledger, self._progress):
            first = str(group.incidents[0].ref)
            for each in group.incidents:
                yield {"group": first, "article": None, "incident": str(each.ref)}

    def states(self) -> Iterator[Row]:
        with Past(self._settings) as past:
            self.said.remarks["states"] = past.remarks
            if not past.moments:
                self.said.missing.add("states")
            yield from _states((held.at, held.articles) for held in past.states())

    def misses(self) -> Iterator[Row]:
        kept = misses(self._settings)
        if kept is None:
            return self._missing("misses", "the settings keep no searches (signals.url is empty)")
        try:
            found, left_out = kept.each(), kept.left_out()
        except StateError as error:
            return self._missing("misses", str(error))
        if left_out:
            self.said.remarks["misses"] = (f"{left_out} more were counted and not kept",)
        return ({"query": m.query, "audience": m.audience, "at": m.at, "times": m.times} for m in found)

    def votes(self) -> Iterator[Row]:
        kept = votes(self._settings)
        if kept is None:
            return self._missing("votes", "the settings keep no votes (signals.url is empty)")
        try:
            told = sorted(kept.told(), key=lambda each: (each.day, each.id))
        except StateError as error:
            return self._missing("votes", str(error))
        now = {id_: each.id for id_, each in known_as(self.articles).items()}
        return (
            {
                "article": now.get(each.article, each.article),
                "audience": each.audience,
                "helped": each.helped,
                "day": each.day,
            }
            for each in told
        )

    def lessons(self) -> Iterator[Row]:
        found, errors = LessonRepository(self._settings.lessons).load()
        self._left_out("lessons", errors)
        names = ("id", "title", "path", "status", "phase", "owner", "observed_on", "due")
        return ({name: getattr(lesson, name) for name in names} for lesson in found)

    def twins(self) -> Iterator[Row]:
        for pair in twins(self.articles):
            yield {"keep": pair.keep.id, "other": pair.other.id, "likeness": round(pair.likeness, 6)}

    def training(self) -> Iterator[Row]:
        teams = {" ".join(new.split()).casefold(): new for new in self._settings.phases.handover.values()}
        for held in self._settings.handover.training:
            name = " ".join(held.team.split())
            team = teams.get(name.casefold())
            row = {"team": team or name, "takes_over": team is not None, "on": held.on}
            yield {**row, "by": held.by, "people": held.people or None}
        trained = {" ".join(held.team.split()).casefold() for held in self._settings.handover.training}
        for key in sorted(teams.keys() - trained):
            yield {"team": teams[key], "takes_over": True}

    def replay(self) -> Iterator[Row]:
        path = self._settings.derived / "replay" / "replay.jsonl"
        if not path.is_file():
            return self._missing("replay", "no replay was made yet: kb replay")
        try:
            rows = [json.loads(line) for line in read_text(path).split("\n") if line]
            return iter([{name: row[name] for name in _REPLAYED} for row in rows])
        except (KbError, ValueError, KeyError, TypeError):
            return self._missing("replay", "the last replay cannot be read; make it again: kb replay")

    def _missing(self, table: str, why: str) -> Iterator[Row]:
        self.said.remarks[table] = (why,)
        self.said.missing.add(table)
        return iter(())

    def _left_out(self, table: str, errors: Iterable[KbError]) -> None:
        self.said.remarks[table] = tuple(f"left out: {error}" for error in errors)


def _states(held: Iterable[tuple[datetime, tuple[Article, ...]]]) -> Iterator[Row]:
    """Give each article's states one after the other; one begins where a field that counts changes."""
    since: dict[str, tuple[datetime, Row]] = {}
    for at, articles in held:
        now = {each.id: each for each in articles}
        for id_ in sorted({*since, *now}):
            state = _state(now[id_]) if id_ in now else None
            begun, before = since.get(id_, (at, None))
            if state == before:
                continue
            if before is not None:
                yield {**before, "from": begun, "until": at}
                del since[id_]
            if state is not None:
                since[id_] = (at, state)
    for _, (begun, state) in sorted(since.items()):
        yield {**state, "from": begun, "until": None}


def _state(article: Article) -> Row:
    return {
        "article": article.id,
        "confidence": article.confidence,
        "audience": article.audience,
        "owner": article.owner,
    }


def _asked(settings: Settings, asked: Asked) -> Row:
    return {
        "today": asked.today,
        "since": asked.since or date.min,
        "until": min(asked.until or asked.today, asked.today),
        "by": asked.by,
        "hypercare": settings.phases.hypercare or None,
        "transition": settings.phases.transition or None,
        "steady": settings.phases.steady or None,
        "min_incidents": settings.harvest.min_incidents,
    }


def _article(article: Article, goes_to: str) -> Row:
    return {
        "id": article.id,
        "title": article.title,
        "path": article.path,
        "type": article.type,
        "confidence": article.confidence,
        "audience": article.audience,
        "owner": article.owner,
        "goes_to": goes_to,
        "created": article.created,
        "review_due": review_due(article),
        "has_answer": has_answer(article),
        "duplicate_of": article.duplicate_of,
    }


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    """Write a day or a moment; those of one table are all in UTC."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _write(path: Path, lines: Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=path) from error
