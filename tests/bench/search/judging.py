"""
How long `kb search test` takes in a large base: 500 articles of 300 words with four incidents each.

Run by hand: `.venv/bin/python -m tests.bench.search.judging`; `--articles N`, `--incidents N` for each of them.
"""

import argparse
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kb import config
from kb.articles import markdown
from kb.flows.search_test import run
from kb.io.files import write_if_changed
from kb.ledger.repository import Ledger
from kb.model.article import Audience, Confidence, Receipt
from kb.model.incident import EntryKind, IncidentRef
from kb.model.prose import digest
from tests.bench.search.synthetic import Base
from tests.support.build import a_redacted_incident, an_article


def main() -> None:
    """Write the base, test it and print how long that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--incidents", type=int, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, Base(), given.articles, given.incidents)
        settings = config.load(root)
        cpu, wall = time.process_time(), time.perf_counter()
        found = run(settings, Audience.SUPPORT)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        count = len(found.outcomes)
        print(f"{count:,} judgements in {found.documents:,} documents: {wall:.1f} s, {cpu:.1f} s of CPU")
        print(f"{1000 * cpu / count:.1f} ms of CPU a judgement; hit@3 {found.scores.hit_at_3:.3f}")


def write(root: Path, base: Base, articles: int, incidents: int) -> None:
    """Write articles with receipts, each of its incidents in words of its own and one of the article's."""
    (root / "kb.toml").write_text("", encoding="utf-8")
    told = []
    for number in range(articles):
        page = base.document(number)
        refs = tuple(IncidentRef("servicenow", f"INC{number:05}{each}") for each in range(incidents))
        asked = [f"{base.question(4, page)} {base.question(2)}".capitalize() for _ in refs]
        opened = datetime(2026, 1 + number % 12, 1, tzinfo=UTC)
        told += [
            (a_redacted_incident(ref=ref, summary=text, description=page.summary, opened_at=opened), None)
            for ref, text in zip(refs, asked, strict=True)
        ]
        receipts = tuple(
            Receipt(
                label=f"r{place}",
                ref=refs[0],
                field="description",
                kind=EntryKind.PUBLIC,
                at=opened,
                sha256=digest(page.summary),
            )
            for place in (1, 2)
        )
        issue, rest = page.fields["issue"].split(". ", 1)
        article = replace(
            an_article(page.id),
            title=page.title,
            confidence=Confidence.VALIDATED,
            environment=page.products,
            error_codes=(page.fields["codes"],),
            also_asked_as=tuple(asked),
            evidence=refs,
            receipts=receipts,
            body=f"## Issue\n\n{issue}.[^r1] {rest}[^r2]\n\n## Resolution\n\n{page.fields['resolution']}\n\n"
            "[^r1]: ServiceNow.\n[^r2]: ServiceNow.\n",
        )
        write_if_changed(root / "content" / article.path, markdown.render(article))
    ledger = Ledger(root / "archive" / "incidents")
    ledger.save(ledger.merge(told))


if __name__ == "__main__":
    main()
