"""Which incident is answered where, as a table to load back into the system it came from."""

from dataclasses import dataclass
from pathlib import Path

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import KbError
from kb.flows.table import as_csv as table_of
from kb.flows.table import write_table
from kb.model.article import Audience
from kb.model.portal import page_url

COLUMNS = ("system", "incident", "article", "title", "path", "address", "confidence", "audience")


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
    """Write each link on a line."""
    return table_of(COLUMNS, ([str(getattr(row, name)) for name in COLUMNS] for row in rows))


def write(rows: tuple[Linked, ...], path: Path, *, dry_run: bool = False) -> bool:
    """Write the table and tell whether it changed; raise RefusedError for a file that is no such table."""
    return write_table(path, COLUMNS, as_csv(rows), what="table of links", option="--csv", dry_run=dry_run)
