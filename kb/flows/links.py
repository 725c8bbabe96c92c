"""Which incident is answered where, as a table to load back into the system it came from."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import KbError
from kb.io.files import write_made
from kb.model.article import Audience
from kb.model.portal import page_url

COLUMNS = ("system", "incident", "article", "title", "path", "address", "confidence", "audience")
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")  # the wide ones are calculated as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One incident and the article that answers it; `address` is "" where no site's address is known."""

    system: str
    incident: str
    article: str
    title: str
    path: str
    address: str
    confidence: str
    audience: str


def linked(
    settings: Settings, *, site: str = "", system: str = "", audience: Audience | None = None
) -> tuple[tuple[Linked, ...], tuple[KbError, ...]]:
    """
    Pair each incident with its article, sorted; an article that cannot be read is an error beside the others.

    `audience` leaves out what its readers may not see, `system` what came from elsewhere.
    """
    articles, errors = ArticleRepository(settings.content).load()
    base = site.rstrip("/") + "/" if site else ""
    rows = [
        Linked(
            system=ref.system,
            incident=ref.key,
            article=article.id,
            title=article.title,
            path=f"content/{article.path}",
            address=f"{base}{page_url(article.path)}" if base else "",
            confidence=article.confidence.value,
            audience=article.audience.value,
        )
        for article in articles
        if audience is None or audience.may_read(article.audience)
        for ref in article.evidence
        if system in ("", ref.system)
    ]
    return tuple(sorted(rows, key=lambda row: (row.system, row.incident, row.article))), errors


def as_csv(rows: tuple[Linked, ...]) -> str:
    """Write RFC 4180; a cell that a spreadsheet would calculate gets an apostrophe first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    return out.getvalue()


def write(rows: tuple[Linked, ...], path: Path, *, dry_run: bool = False) -> bool:
    """Write the table and tell whether it changed; raise RefusedError for a file that is no such table."""
    head = ",".join(COLUMNS)
    return write_made(
        path,
        as_csv(rows),
        is_ours=lambda old: old.removeprefix("\ufeff").startswith(head),
        what="table of links",
        option="--csv",
        dry_run=dry_run,
    )


def inert_cell(value: str) -> str:
    """Give a cell that no spreadsheet calculates."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _cells(row: Linked) -> Iterator[str]:
    for name in COLUMNS:
        value = str(getattr(row, name))
        yield inert_cell(value)
