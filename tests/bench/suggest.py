"""
How often `kb suggest` names the right article, by leaving one out, and how often it names one in vain.

Run by hand, in a sample project: `python -m tests.bench.suggest DEMO` (made by `kb demo DEMO`). Each incident an article
answered is taken out of the ledger and of the evidence, the article is drafted anew from the rest, and the
incident's own words are asked: its summary alone, then all that its reporter wrote. Compared are the likeness
that is used, the search index, and both together. In vain is what is named for incidents that have no article.
"""

import csv
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb import config
from kb.articles.repository import ArticleRepository
from kb.drafting.draft import draft
from kb.flows.suggest import LEAST, Memory, score
from kb.flows.ticket import asked
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident
from kb.search.documents import documents
from kb.search.whoosh_index import WhooshIndex

ROOT = Path(__file__).parents[2]
MAIL = (
    "From: Jo Example <jo@example.com>\nTo: desk@example.com\nSubject: {summary}\n\nDear all,\n\n{description}\n\n"
    "Could you please look into it? Many thanks in advance.\n\nKind regards,\nJo Example\nTarnbridge plc, Leeds\n\n"
    "On Mon, 2 Nov 2026 at 10:00, Ann Example <ann@example.com> wrote:\n> The payslip in Poland, the badge at the clock\n"
    "> and the offer letter are all well again.\n"
)


def main() -> None:
    """Print one line for each way and kind of question."""
    settings = config.load(Path(sys.argv[1]))
    articles = ArticleRepository(settings.content).articles()
    ledger = Ledger(settings.incidents).load()
    kinds = ("summary", "whole", "mail")
    ways = ("likeness", "search", "both")
    ranks: dict[tuple[str, str], list[int]] = {(kind, way): [] for kind in kinds for way in ways}
    kept: dict[str, list[float]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        for number, (article, incident, others) in enumerate(_cases(articles, ledger)):
            left = {ref: each for ref, each in ledger.items() if ref != incident.ref}
            memory = Memory(others, left)
            index = WhooshIndex(Path(folder) / str(number))
            index.write(documents(others, (), (), audience=Audience.INTERNAL))
            for kind in kinds:
                text = asked(_question(kind, incident))
                query = memory.query(text)
                alike = {other.id: score(query, memory.known(other)) for other in others}
                found = {hit.id: hit.score for hit in index.search(text, len(others)).hits}
                for way, points in (
                    ("likeness", alike),
                    ("search", found),
                    ("both", _sum(_norm(alike), _norm(found))),
                ):
                    ranks[kind, way].append(_rank(points, article.id))
                kept[kind].append(max(alike.values()))
    for (kind, way), found_at in ranks.items():
        first = sum(rank == 1 for rank in found_at) / len(found_at)
        third = sum(rank <= 3 for rank in found_at) / len(found_at)
        print(f"{kind:8} {way:9} {len(found_at)} questions  hit@1 {first:.3f}  hit@3 {third:.3f}")
    in_vain = _in_vain(articles, ledger)
    for kind in kinds:
        answered = sum(each >= LEAST for each in kept[kind]) / len(kept[kind])
        vain = sum(each >= LEAST for each in in_vain[kind])
        print(
            f"{kind:8} from {LEAST} on: {answered:.3f} of the questions answered; in vain {vain} of {len(in_vain[kind])}"
        )


def _cases(
    articles: tuple[Article, ...], ledger: Mapping[IncidentRef, RedactedIncident]
) -> Iterator[tuple[Article, RedactedIncident, list[Article]]]:
    for article in articles:
        for ref in article.evidence:
            rest = [other for other in article.evidence if other != ref]
            if not rest:
                continue
            made = draft(
                IncidentGroup(incidents=tuple(ledger[other] for other in rest)),
                created=date(2026, 11, 23),
                owner="",
                taken=frozenset(),
                boilerplate=(),
            )
            again = replace(made, id=article.id, audience=article.audience, evidence=tuple(rest))
            yield article, ledger[ref], [again if each is article else each for each in articles]


def _question(kind: str, incident: RedactedIncident) -> str:
    if kind == "summary":
        return incident.summary
    if kind == "whole":
        return f"{incident.summary}\n{incident.description}"
    return MAIL.format(summary=incident.summary, description=incident.description)


def _in_vain(
    articles: tuple[Article, ...], ledger: Mapping[IncidentRef, RedactedIncident]
) -> Mapping[str, list[float]]:
    """Ask what has no article: incidents of problems, as a person labelled them, that no article is about."""
    with (ROOT / "tests" / "sample_truth.csv").open(encoding="utf-8") as file:
        told = {row["ref"]: row["problem"] for row in csv.DictReader(file)}
    linked = {ref for article in articles for ref in article.evidence}
    answered = {told.get(str(ref)) for ref in linked} - {None, ""}
    found: dict[str, list[float]] = {"summary": [], "whole": [], "mail": []}
    for ref, incident in ledger.items():
        if ref in linked or told.get(str(ref)) in answered:
            continue
        memory = Memory(articles, {other: each for other, each in ledger.items() if other != ref})
        for kind, scores in found.items():
            query = memory.query(asked(_question(kind, incident)))
            scores.append(max(score(query, memory.known(article)) for article in articles))
    return found


def _norm(points: Mapping[str, float]) -> Mapping[str, float]:
    most = max(points.values(), default=0) or 1
    return {name: value / most for name, value in points.items()}


def _sum(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {*one, *other}}


def _rank(points: Mapping[str, float], wanted: str) -> int:
    if points.get(wanted, 0) <= 0:
        return 10**6
    return 1 + sum(
        value > points[wanted] or (value == points[wanted] and name < wanted)
        for name, value in points.items()
    )


if __name__ == "__main__":
    main()
