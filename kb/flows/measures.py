"""How good the knowledge base is, from what is on disk: tables of it, and each measure over them."""

import contextlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kb.articles.lifecycle import has_answer, review_due
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import StateError
from kb.ledger.jsonl import render
from kb.ledger.repository import Ledger
from kb.model.article import Article
from kb.model.figure import By, Figure
from kb.reports.query import chosen, figures

Row = Mapping[str, Any]


def measure(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    today: date,
    since: date | None = None,
    until: date | None = None,
    by: By = By.WEEK,
    rows: bool = False,
) -> tuple[Figure, ...]:
    """
    Take measures by name, or all there are; what lies after today, or outside the days asked for, does not count.

    Raise ConfigError for a name that no measure has. `rows` brings the rows behind each figure with it.
    """
    measures = chosen(names)
    with _folder(settings.derived / "measures") as made:
        tables(settings, made, today=today, since=since, until=until, by=by)
        return figures(made, measures, rows=rows)


@contextlib.contextmanager
def _folder(above: Path) -> Iterator[Path]:
    """Make a folder of this run's own, so that two runs never read each other's tables; it goes with the run."""
    try:
        above.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(dir=above)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=above, hint="check the disk and its permissions"
        ) from error
    with made as name:
        yield Path(name)


def tables(
    settings: Settings,
    folder: Path,
    *,
    today: date,
    since: date | None = None,
    until: date | None = None,
    by: By = By.WEEK,
) -> None:
    """Write every table that the measures read into a folder, one JSON Lines file each; the same twice gives the same bytes."""
    articles, _ = ArticleRepository(settings.content).load()
    asked = {
        "today": today,
        "since": since or date.min,
        "until": min(until or today, today),
        "by": by.value,
        "hypercare": settings.phases.hypercare or None,
        "transition": settings.phases.transition or None,
        "steady": settings.phases.steady or None,
        "min_incidents": settings.harvest.min_incidents,
    }
    _write(folder / "incidents.jsonl", map(render, Ledger(settings.incidents).load().values()))
    for name, found in {
        "settings": [asked],
        "articles": map(_article, articles),
        "links": _links(articles),
    }.items():
        _write(folder / f"{name}.jsonl", map(_line, found))


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write a table; nothing is flushed, since the folder it stands in is made and thrown away as one."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=path) from error


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str)


def _article(article: Article) -> Row:
    return {
        "id": article.id,
        "title": article.title,
        "path": article.path,
        "confidence": article.confidence,
        "audience": article.audience,
        "owner": article.owner,
        "created": article.created,
        "review_due": review_due(article),
        "has_answer": has_answer(article),
        "duplicate_of": article.duplicate_of,
    }


def _links(articles: Sequence[Article]) -> Iterator[Row]:
    for article in articles:
        for ref in article.evidence:
            yield {"article": article.id, "incident": str(ref)}
