"""Build one audience's search index and site, refusing what redaction would still hide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.config import Settings
from kb.errors import RefusedError
from kb.flows.index import index
from kb.flows.portal import assemble_from, read, searchable
from kb.io.engine import build as run_engine
from kb.model.article import Audience
from kb.model.portal import Page
from kb.model.progress import Progress, Silent
from kb.redact.leftovers import leftovers
from kb.redact.load import load_redactors


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What was built for whom; `index_changed` is false when the index already held these documents."""

    audience: Audience
    site: Path
    pages: int
    documents: int
    index_changed: bool
    dry_run: bool


def build(
    settings: Settings,
    audience: Audience,
    *,
    today: date,
    engine: str = "mkdocs",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """
    Bring `.kb/index/` and `site/` of one audience up to date.

    Raise RefusedError when a page still holds a secret or personal data, before anything is written.
    """
    progress = progress or Silent()
    progress.start("reading")
    knowledge = read(settings)
    portal = assemble_from(knowledge, settings, audience, today=today)
    _refuse_leftovers(portal.pages, settings)
    found = searchable(knowledge, audience)
    changed = False
    if not dry_run:
        progress.start("indexing")
        changed = index(settings, audience).write(found)
        progress.start(f"building the site of {len(portal.pages)} pages")
        run_engine(settings.root, settings.site(audience), audience=audience, engine=engine)
    return BuildReport(
        audience=audience,
        site=settings.site(audience),
        pages=len(portal.pages),
        documents=len(found),
        index_changed=changed,
        dry_run=dry_run,
    )


def _refuse_leftovers(pages: Iterable[Page], settings: Settings) -> None:
    redactors = load_redactors(settings.redact)
    places = []
    for page in pages:
        places += [f"{page.path}: {kind}" for _, kind in leftovers(page.text, redactors)]
    if places:
        more = f" and {len(places) - 5} more" if len(places) > 5 else ""
        raise RefusedError(
            f"{len(places)} places still hold what redaction hides: {'; '.join(places[:5])}{more}",
            hint="mask them, or allow them in kb.toml ([redact] allow); kb check names the lines",
        )
