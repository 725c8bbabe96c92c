"""Many articles that look like a harvest's: invented words, incidents and receipts behind them, products and codes."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from kb.articles import markdown
from kb.model.article import Article, ArticleType, Audience, Confidence, Receipt
from kb.model.incident import EntryKind, IncidentRef
from tests.bench.crowd import SYLLABLES
from tests.support.build import an_article

START = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)


def write_many(workspace: Path, number: int, *, products: Sequence[str] = ("Payroll", "Absence")) -> None:
    """Write so many articles into the content of a workspace."""
    for article in many(number, products):
        path = workspace / "content" / article.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown.render(article), encoding="utf-8")


def many(number: int, products: Sequence[str]) -> Iterator[Article]:
    """Make articles, the same ones every time; their words fall in frequency as in prose."""
    chance = random.Random(5)
    vocabulary = sorted(
        {"".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))) for _ in range(12_000)}
    )
    chance.shuffle(vocabulary)
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(vocabulary))))

    def said(shortest: int, longest: int) -> str:
        return " ".join(
            chance.choices(vocabulary, cum_weights=weights, k=chance.randint(shortest, longest))
        ).capitalize()

    before: list[str] = []
    for each in range(number):
        kind = chance.choices(list(ArticleType), (6, 2, 1, 2))[0]
        product = products[each % len(products)]
        refs = tuple(IncidentRef("servicenow", f"INC{each * 10 + n:07}") for n in range(chance.randint(1, 9)))
        at = START + timedelta(hours=each % 6000)
        path = f"{kind.folder}/{'-'.join(said(3, 5).lower().split())}-kb-{each:08x}.md"
        code = f"WD-{chance.randint(1000, 9999)}" if chance.random() < 0.3 else ""
        steps = "\n".join(f"{n}. {said(8, 25)}.[^r{n % 3 + 1}]" for n in range(1, chance.randint(3, 7)))
        parts = [f"## Issue\n\n{said(15, 45)}.[^r1] {said(10, 30)}."]
        if code:
            parts.append(f"```text\nERROR {code} {said(3, 8).lower()}\n```")
        parts.append(f"## Environment\n\n- {product}")
        if chance.random() < 0.6:
            parts.append(f"## Cause\n\n{said(15, 40)}.[^r2]")
        parts.append(f"## Resolution\n\n{steps}")
        if before and chance.random() < 0.3:
            parts.append(f"See [{said(3, 5)}](../{chance.choice(before)}).")
        if chance.random() < 0.1:
            rows = "\n".join(f"| {said(1, 3)} | {said(2, 5)} |" for _ in range(4))
            parts.append(f"| {said(1, 2)} | {said(1, 2)} |\n|---|---|\n{rows}")
        before.append(path)
        yield an_article(
            f"kb-{each:08x}",
            path=path,
            type=kind,
            title=f"{said(4, 8)} – {product}",
            confidence=chance.choices(list(Confidence), (1, 6, 6, 1))[0],
            audience=Audience.SUPPORT,
            environment=(product,),
            error_codes=(code,) if code else (),
            also_asked_as=tuple(said(4, 10) for _ in range(chance.randint(1, 7))),
            evidence=refs,
            first_seen=at.date(),
            last_seen=at.date() + timedelta(days=chance.randint(0, 40)),
            created=date(2026, 1, 10) + timedelta(days=each % 300),
            receipts=tuple(
                Receipt(
                    label=f"r{n}",
                    ref=refs[n % len(refs)],
                    field="resolution",
                    kind=EntryKind.PUBLIC,
                    at=at,
                    sha256=f"{each * 4 + n:064x}",
                )
                for n in range(1, 4)
            ),
            body="\n\n".join(parts) + "\n",
        )
