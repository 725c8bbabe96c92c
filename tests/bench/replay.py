"""
How long a replay takes: a real repository of weekly states, asked for the first time and again.

Run by hand: `.venv/bin/python -m tests.bench.replay --incidents 5000 --weeks 26 --articles 1000`.
"""

import argparse
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from kb import config
from kb.articles import markdown
from kb.flows.replay import Every, Replay, replay
from kb.ledger.jsonl import render
from kb.model.article import Article, ArticleType, Audience, Confidence
from kb.model.incident import Incident, IncidentRef, Status
from kb.reports.replayed import share
from tests.bench.search_backends import vocabulary

START = datetime(2026, 3, 2, 7, tzinfo=UTC)
_DATE = "Bench <bench@example.org>"


class World:
    """Problems with words of their own; each is asked in some of them, and has an article from its second incident on."""

    def __init__(self, incidents: int, weeks: int, articles: int) -> None:
        self.chance = random.Random(7)
        words = vocabulary(self.chance)
        self.weeks = weeks
        self.own = [self.chance.sample(words, 14) for _ in range(articles)]
        self.body = [" ".join(self.chance.choices(words, k=220)) for _ in range(articles)]
        self.incidents = sorted(
            (self._incident(number) for number in range(incidents)),
            key=lambda each: each[1].opened_at or START,
        )

    def _incident(self, number: int) -> tuple[int, Incident]:
        problem = min(self.chance.randrange(len(self.own)), self.chance.randrange(len(self.own)))
        opened = START + timedelta(minutes=self.chance.randrange(self.weeks * 7 * 24 * 60))
        said = " ".join(self.chance.sample(self.own[problem], 4))
        return problem, Incident(
            ref=IncidentRef("servicenow", f"INC{number:07}"),
            summary=said,
            status=Status.RESOLVED,
            resolution=f"Restarted {said}.",
            opened_at=opened,
            resolved_at=opened + timedelta(days=1),
            updated_at=opened + timedelta(days=1),
        )

    def at(self, when: datetime) -> Iterator[Article]:
        """Give the articles that stand at a time."""
        known: dict[int, list[Incident]] = {}
        for problem, incident in self.incidents:
            if incident.resolved_at and incident.resolved_at < when:
                known.setdefault(problem, []).append(incident)
        for problem, told in sorted(known.items()):
            if len(told) > 1:
                yield self._article(problem, told)

    def _article(self, problem: int, told: Sequence[Incident]) -> Article:
        own = self.own[problem]
        id_ = f"kb-{problem:08x}"
        return Article(
            id=id_,
            path=f"troubleshooting/page-{id_}.md",
            title=" ".join(own[:6]),
            type=ArticleType.TROUBLESHOOTING,
            confidence=Confidence.VALIDATED,
            audience=Audience.USERS if problem % 2 else Audience.SUPPORT,
            also_asked_as=tuple(dict.fromkeys(each.summary for each in told))[:12],
            evidence=tuple(sorted(each.ref for each in told)),
            body=f"## Issue\n\n{' '.join(own)}\n\n## Resolution\n\n{self.body[problem]}\n",
        )


def write(root: Path, world: World) -> None:
    """Write the ledger, and a commit of each week's articles."""
    root.mkdir(parents=True)
    (root / "kb.toml").write_text("")
    months: dict[str, list[str]] = {}
    for _, incident in world.incidents:
        months.setdefault(f"{incident.opened_at:%Y-%m}", []).append(f"{render(incident)}\n")
    (root / "archive" / "incidents").mkdir(parents=True)
    for month, lines in months.items():
        (root / "archive" / "incidents" / f"{month}.jsonl").write_text("".join(sorted(lines)))
    subprocess.run(["git", "init", "-q", "--initial-branch=main", root], check=True)
    held: dict[str, str] = {}
    stream: list[str] = []
    for week in range(world.weeks):
        when = START + timedelta(weeks=week)
        stream += [
            "commit refs/heads/main",
            f"committer {_DATE} {int(when.timestamp())} +0000",
            "data 1",
            "w",
        ]
        for article in world.at(when):
            text = markdown.render(article)
            if held.get(article.path) != text:
                held[article.path] = text
                size = len(text.encode())
                stream += [f"M 100644 inline content/{article.path}", f"data {size}", text]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input="\n".join(stream).encode(), check=True)
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=root, check=True)


def run(label: str, root: Path, workers: int) -> Replay:
    """Replay once and say what it took."""
    begun, spent = perf_counter(), sum(os.times()[:4])
    done = replay(config.load(root), every=Every.COMMIT, workers=workers)
    whole = share(done.rows)
    print(
        f"{label:16} {perf_counter() - begun:6.1f} s ({sum(os.times()[:4]) - spent:.1f} s of processors)  asked {whole.asked}, {done.states} states,"
        f" found {whole.found}, there {whole.hidden}, support found {whole.team_found}, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return done


def main() -> None:
    """Make it, and measure."""
    options = argparse.ArgumentParser()
    options.add_argument("--incidents", type=int, default=5_000)
    options.add_argument("--weeks", type=int, default=26)
    options.add_argument("--articles", type=int, default=1_000)
    options.add_argument("--workers", type=int, default=0)
    options.add_argument("--alone", action="store_true", help="Once more in one process.")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "kb"
        world = World(asked.incidents, asked.weeks, asked.articles)
        write(root, world)
        print(
            f"{sum(1 for _ in (root / 'content').rglob('*.md'))} articles at the end, {os.cpu_count()} cores"
        )
        first = run("the first time", root, asked.workers)
        again = run("again", root, asked.workers)
        assert first == again
        if asked.alone:
            shutil.rmtree(root / ".kb" / "replay")
            assert run("in one process", root, 1) == first


if __name__ == "__main__":
    main()
