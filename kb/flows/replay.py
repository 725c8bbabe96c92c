"""
Ask the knowledge base, as Git held it when each incident was opened, what that incident asked.

Which article is right is known from what was linked later: the evidence of today's articles. What a state answered is
kept below `.kb/replay/` under a digest of all it depends on, so that a run that was stopped goes on where it was.
"""

import bisect
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

import kb
from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.asking import Case, successors
from kb.flows.evidence import holders
from kb.flows.history import Past
from kb.flows.replay_crew import Crew, Task
from kb.flows.waiting import waiting
from kb.io.files import write_if_changed
from kb.io.history import Moment
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience, Confidence
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident, Status
from kb.model.progress import Progress, Silent
from kb.model.prose import digest
from kb.model.replay import Asked, Found, Replayed

ROWS = "replay.jsonl"


class Every(StrEnum):
    """How finely states are told apart; one is never later than the incident."""

    COMMIT = "commit"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """
    What came of it, in the order the incidents were opened.

    `left_out` counts incidents that were not asked, by reason. `titles` and `groups` are of today: the articles, and
    what none answers. `unanswered` are articles without an answer, `stood` says since when each of the others has had
    one that support may read. `remarks` say what cannot be known.
    """

    rows: tuple[Replayed, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    unanswered: frozenset[str] = frozenset()
    stood: Mapping[str, datetime] = field(default_factory=dict)
    groups: tuple[IncidentGroup, ...] = ()
    remarks: tuple[str, ...] = ()
    commit: str = ""
    states: int = 0


def replay(
    settings: Settings,
    *,
    every: Every = Every.COMMIT,
    since: date | None = None,
    until: date | None = None,
    audience: Audience | None = None,
    workers: int = 0,
    progress: Progress | None = None,
) -> Replay:
    """
    Ask every incident opened from `since` to `until`, days included, of the state it met.

    Raise ConfigError where `since` is after `until`. `audience` asks all of them for one audience. States are asked in `workers` processes, 0 for one a core.
    """
    if since and until and since > until:
        raise ConfigError(f"{since} is after {until}", hint="give --from the earlier day")
    progress = progress or Silent()
    progress.start("reading what Git holds")
    ledger = Ledger(settings.incidents).load()
    with Past(settings) as past:
        states = list(past.files())
        if not states:
            return Replay(
                remarks=past.remarks, left_out={"nothing to ask them of": len(ledger)} if ledger else {}
            )
        head = past.held(*states[-1])
        names = successors(head.articles)
        stood = _stood(past, names)
    asked, left_out = _asked(settings, ledger, head.articles, names, since, until, audience)
    first = states[0][0].at if past.is_cut else None
    if first and (kept := [each for each in asked if each.at >= first]) != asked:
        left_out["opened before this clone begins"] = len(asked) - len(kept)
        asked = kept
    met = _met([moment for moment, _ in states], asked, every)
    answers = _answers(settings, states, asked, met, _cases(asked, head.articles, names), workers, progress)
    rows = tuple(
        Replayed(
            asked=each,
            commit=states[number][0].commit if number >= 0 else "",
            own=answers.get((each.ref, each.audience), Found()),
            team=answers.get((each.ref, _team(each.audience)), Found()),
        )
        for each, number in zip(asked, met, strict=True)
    )
    return Replay(
        rows=rows,
        left_out=left_out,
        titles={article.id: article.title for article in head.articles},
        unanswered=frozenset(a.id for a in head.articles if a.confidence is Confidence.WIP),
        stood=stood,
        groups=waiting(settings, head.articles, ledger, progress),
        remarks=past.remarks,
        commit=states[-1][0].commit,
        states=len({number for number in met if number >= 0}),
    )


def table(rows: Iterable[Replayed]) -> Iterator[dict[str, object]]:
    """Give one row an incident, for those who count: `rank` is None where it was not among ten."""
    for each in rows:
        yield {
            "incident": str(each.asked.ref),
            "week": f"{each.asked.at:%G-W%V}",
            "audience": each.asked.audience.value,
            "commit": each.commit,
            "article": each.asked.article or None,
            "existed": each.own.existed,
            "rank": each.own.rank or None,
            "existed_for_support": each.team.existed,
            "rank_for_support": each.team.rank or None,
        }


def keep(settings: Settings, rows: Sequence[Replayed]) -> bool:
    """Write the table to `.kb/replay/replay.jsonl` and tell whether it changed."""
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in table(rows))
    return write_if_changed(settings.derived / "replay" / ROWS, lines)


def _stood(past: Past, names: Mapping[str, Article]) -> dict[str, datetime]:
    """Say since when support could read an answer in each article, under whatever name."""
    found: dict[str, datetime] = {}
    for moment, article in past.articles():
        told = article.confidence is not Confidence.WIP and Audience.SUPPORT.may_read(article.audience)
        if told and article.id in names:
            found.setdefault(names[article.id].id, moment.at)
    return found


def _team(audience: Audience) -> Audience:
    """Name who helps: support, or whoever reads more."""
    return audience if audience is Audience.INTERNAL else Audience.SUPPORT


def _asked(
    settings: Settings,
    ledger: Mapping[IncidentRef, RedactedIncident],
    articles: Sequence[Article],
    names: Mapping[str, Article],
    since: date | None,
    until: date | None,
    audience: Audience | None,
) -> tuple[list[Asked], Counter[str]]:
    held = holders(articles)
    by = dict(each.split("=", 1) for each in settings.replay.asked_by)
    found: list[Asked] = []
    left_out: Counter[str] = Counter()
    for ref, incident in ledger.items():
        article = _right(incident, ledger, held, names)
        reason = _why_not(incident, article)
        if reason or incident.opened_at is None:
            left_out[reason or "without the day it was opened"] += 1
            continue
        day = incident.opened_at.astimezone(UTC).date()
        if (since and day < since) or (until and day > until):
            left_out["outside these days"] += 1
            continue
        found.append(
            Asked(
                ref=ref,
                words=" ".join(incident.summary.split()),
                at=incident.opened_at,
                audience=audience or Audience(by.get(ref.system, Audience.USERS.value)),
                article=article.id if article else "",
                resolved_at=incident.resolved_at,
            )
        )
    return sorted(found, key=lambda each: (each.at, each.ref)), left_out


def _why_not(incident: RedactedIncident, article: Article | None) -> str:
    if incident.status in (Status.CANCELLED, Status.MERGED):
        return f"{incident.status.value}, so nobody was answered"
    if not incident.is_resolved and article is None:
        return "still open, so what answers it is not known"
    return "" if incident.summary.strip() else "without a short description"


def _right(
    incident: RedactedIncident,
    ledger: Mapping[IncidentRef, RedactedIncident],
    held: Mapping[IncidentRef, Article],
    names: Mapping[str, Article],
) -> Article | None:
    """Give the article that answers an incident today; one that repeats another has the other's."""
    seen: set[IncidentRef] = set()
    one: RedactedIncident | None = incident
    while one and one.ref not in seen:
        if one.ref in held:
            return names[held[one.ref].id]
        seen.add(one.ref)
        one = ledger.get(one.duplicate_of) if one.duplicate_of else None
    return None


def _cases(
    asked: Sequence[Asked], articles: Sequence[Article], names: Mapping[str, Article]
) -> dict[IncidentRef, Case]:
    called: dict[str, set[str]] = {}
    for name, article in names.items():
        called.setdefault(article.id, set()).add(name)
    evidence: dict[str, set[IncidentRef]] = {}
    for article in articles:
        evidence.setdefault(names[article.id].id, set()).update(article.evidence)
    return {
        each.ref: Case(
            ref=each.ref,
            words=each.words,
            names=frozenset(called.get(each.article, ())),
            evidence=frozenset(evidence.get(each.article, ())),
        )
        for each in asked
    }


def _met(moments: Sequence[Moment], asked: Sequence[Asked], every: Every) -> list[int]:
    """Give for each incident the number of the last state before it, -1 for none."""
    times = [moment.at for moment in moments]
    return [bisect.bisect_right(times, _since(each.at, every)) - 1 for each in asked]


def _since(at: datetime, every: Every) -> datetime:
    """Give the time whose state is asked: the incident's own, or when its day or week began, in UTC."""
    if every is Every.COMMIT:
        return at
    day = at.astimezone(UTC).date()
    if every is Every.WEEK:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, time(), UTC)


def _answers(
    settings: Settings,
    states: Sequence[tuple[Moment, Mapping[str, str]]],
    asked: Sequence[Asked],
    met: Sequence[int],
    cases: Mapping[IncidentRef, Case],
    workers: int,
    progress: Progress,
) -> dict[tuple[IncidentRef, Audience], Found]:
    """Ask every state for both audiences, or recall what it answered."""
    wanted: dict[tuple[int, Audience], dict[IncidentRef, Case]] = {}
    for each, number in zip(asked, met, strict=True):
        for audience in {each.audience, _team(each.audience)} if number >= 0 else ():
            wanted.setdefault((number, audience), {})[each.ref] = cases[each.ref]
    memory = _Memory(settings)
    found: dict[tuple[IncidentRef, Audience], Found] = {}
    tasks: list[Task] = []
    for (number, audience), some in sorted(wanted.items(), key=lambda one: (one[0][0], one[0][1].value)):
        task = Task(number=number, audience=audience, cases=tuple(some.values()))
        known = memory.recall(task, states[number][1])
        if known is None:
            tasks.append(task)
        else:
            found |= {(ref, audience): each for ref, each in known.items()}
    progress.start("asking", total=sum(len(task.cases) for task in tasks))
    with Crew(settings, tasks, workers) as crew:
        for task, answers in crew.work():
            memory.keep(task, states[task.number][1], answers)
            found |= {(ref, task.audience): each for ref, each in answers.items()}
            progress.advance(len(task.cases))
    return found


class _Memory:
    """What states answered, one file a state and audience, under what it depends on."""

    def __init__(self, settings: Settings) -> None:
        code = sorted(
            (file.as_posix(), file.stat().st_mtime_ns, file.stat().st_size)
            for file in Path(kb.__file__).parent.rglob("*.py")
        )
        rules = digest(repr((kb.__version__, code, settings.project.language, settings.search)))
        self._root = settings.derived / "replay"
        self._folder = self._root / rules[:24]
        for other in self._root.glob("*"):
            if other.is_dir() and other != self._folder:
                shutil.rmtree(other, ignore_errors=True)

    def recall(self, task: Task, files: Mapping[str, str]) -> dict[IncidentRef, Found] | None:
        try:
            lines = self._path(task, files).read_text(encoding="utf-8").splitlines()
            told = [json.loads(line) for line in lines]
            found = {IncidentRef.parse(each.pop("incident")): Found(**each) for each in told}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None  # it can be asked again
        return found if found.keys() == {case.ref for case in task.cases} else None

    def keep(self, task: Task, files: Mapping[str, str], answers: Mapping[IncidentRef, Found]) -> None:
        lines = [json.dumps({"incident": str(ref)} | asdict(each)) for ref, each in answers.items()]
        write_if_changed(self._path(task, files), "".join(f"{line}\n" for line in lines))

    def _path(self, task: Task, files: Mapping[str, str]) -> Path:
        cases = [(c.ref, c.words, sorted(c.names), sorted(c.evidence)) for c in task.cases]
        key = digest(repr((sorted(files.items()), task.audience.value, cases)))
        return self._folder / f"{key[:32]}.jsonl"
