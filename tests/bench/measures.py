"""
How long the measures take over a large ledger, step by step.

Run by hand: `python -m tests.bench.measures [INCIDENTS]` (100,000 when not told). The ledger is invented: incidents of
500 problems over a year, of which 400 have an article. Git holds nothing. Groups are taken as they were invented:
grouping is the harvest's work, which `tests.bench.grouping` times, and what it gave is kept.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

from kb.articles import markdown
from kb.config import Settings
from kb.flows.measured import Asked, tables
from kb.ledger.jsonl import render
from kb.ledger.repository import Ledger
from kb.model.article import Article
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident, Status
from kb.reports.query import catalogue, figures
from tests.support.build import a_redacted_incident, an_article

PROBLEMS = 500
WRITTEN = 400
START = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2027, 1, 1)


def main() -> None:
    """Print one line a step: how long it took, and how much work of processors that was."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(root=Path(folder))
        fill(settings, count)
        made = Path(folder) / "tables"
        made.mkdir()
        measures = tuple(catalogue().values())
        timed("reading the ledger", lambda: Ledger(settings.incidents).load())
        with mock.patch("kb.flows.measured.waiting", groups):
            timed("all tables", lambda: tables(settings, made, Asked(today=TODAY)))
        timed("one measure", lambda: figures(made, measures[:1]))
        timed("all measures", lambda: figures(made, measures))
        timed("all measures and their rows", lambda: figures(made, measures, rows=True))


def timed(name: str, step: Callable[[], object]) -> None:
    """Take a step, and print how long it took."""
    wall, work = time.perf_counter(), time.process_time()
    step()
    print(f"{name:28} {time.perf_counter() - wall:6.1f} s, {time.process_time() - work:6.1f} s of processors")


def groups(
    settings: Settings,
    articles: Sequence[Article],
    ledger: Mapping[IncidentRef, RedactedIncident],
    progress: object,
) -> tuple[IncidentGroup, ...]:
    """Group what no article answers by the problem it was invented for."""
    known = {ref for article in articles for ref in article.evidence}
    found: dict[str, list[RedactedIncident]] = {}
    for ref, each in ledger.items():
        if ref not in known and each.is_resolved:
            found.setdefault(each.category, []).append(each)
    return tuple(IncidentGroup(incidents=tuple(each)) for each in found.values())


def fill(settings: Settings, count: int) -> None:
    """Write the ledger and the articles."""
    random.seed(7)
    words = [f"{a}{b}{c}" for a in "bdfgklmn" for b in "aeiou" for c in ("rt", "lm", "nd", "sk", "pf", "xt")]
    problems = [random.sample(words, 6) for _ in range(PROBLEMS)]
    evidence: dict[int, list[IncidentRef]] = {}
    months: dict[str, list[str]] = {}
    for number in range(count):
        problem = random.randrange(PROBLEMS)
        each = _incident(number, problems[problem])
        if each.is_resolved and problem < WRITTEN and random.random() < 0.8:
            evidence.setdefault(problem, []).append(each.ref)
        assert each.opened_at
        months.setdefault(f"{each.opened_at:%Y-%m}", []).append(render(each))
    settings.incidents.mkdir(parents=True)
    for month, lines in months.items():
        (settings.incidents / f"{month}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    for problem, refs in evidence.items():
        id_ = f"kb-{problem:08x}"
        article = an_article(
            id_, path=f"faq/{id_}.md", title=" ".join(problems[problem]), evidence=tuple(sorted(refs))
        )
        path = settings.content / article.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown.render(article))


def _incident(number: int, problem: list[str]) -> RedactedIncident:
    opened = START + timedelta(minutes=random.randrange(365 * 24 * 60))
    is_open = random.random() < 0.05
    said = random.sample(problem, 4)
    return a_redacted_incident(
        f"INC{number:07}",
        summary=" ".join(said),
        description=f"{' '.join(said)} since this morning. " * 6,
        resolution=f"Did {problem[0]} and then {problem[1]} again.",
        status=Status.OPEN if is_open else Status.CLOSED,
        category=problem[0] + problem[1],
        group=f"Team {random.randrange(12)}",
        opened_at=opened,
        resolved_at=None if is_open else opened + timedelta(minutes=random.randrange(1, 20_000)),
        reopen_count=random.choice((None, 0, 0, 1)),
        sla_met=random.choice((None, True, False)),
        extra=(("satisfaction.score", random.choice(("good", "bad", "offered"))),),
    )


if __name__ == "__main__":
    main()
