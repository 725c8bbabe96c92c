"""Build one audience's search index and site, refusing what redaction would still hide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.config import Settings
from kb.flows.generate import generate
from kb.flows.index import index
from kb.flows.portal import Knowledge, assemble_from, read, search_box, searchable
from kb.flows.published import refuse_leftovers, refuse_too_wide
from kb.flows.quarantine import Quarantined, quarantine
from kb.flows.synonyms import synonyms_of
from kb.io.engine import MKDOCS, put, require
from kb.io.press import Press
from kb.model.article import Audience
from kb.model.portal import Asset, Portal
from kb.model.progress import Progress, Silent
from kb.model.search import Document
from kb.search.base import KeptBackend


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What was built for whom; `index_changed` is false when the index already held these documents."""

    audience: Audience
    engine: str
    site: Path
    pages: int
    documents: int
    index_changed: bool
    quarantined: tuple[Quarantined, ...] = ()
    dry_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a site in place was made of, and a process that can render its pages again, where there can be one."""

    settings: Settings
    knowledge: Knowledge
    portal: Portal
    found: tuple[Document, ...]
    press: Press | None


def build_index(settings: Settings, audience: Audience, engine: KeptBackend) -> None:
    """
    Bring the index of one audience up to date without building the site.

    Raise RefusedError as `build` does, before anything is written.
    """
    knowledge = read(settings, audience)
    refuse_too_wide(knowledge.articles, audience, settings)
    found = searchable(knowledge, audience)
    refuse_leftovers((), found, (), settings)
    engine.write(found, synonyms_of(settings))


def bring_up_to_date(
    settings: Settings, audience: Audience, found: Sequence[Document], progress: Progress
) -> bool:
    """Make these documents, and only these, findable; return whether anything changed."""
    return index(settings, audience).write(found, synonyms_of(settings), progress)


def build(
    settings: Settings,
    audience: Audience,
    *,
    today: date,
    engine: str = MKDOCS,
    dry_run: bool = False,
    indexed: bool = True,
    progress: Progress | None = None,
    keep: Callable[[Standing], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> BuildReport:
    """
    Bring `.kb/index/` and `site/` of one audience up to date.

    Raise RefusedError, and leave both as they were, when a page still holds a secret or personal data, links to
    a narrower one, or is shown to more people than its state allows. A site that only its own search box searches need
    not be `indexed`. `keep` gets what the site in place was made of; once `stopped` is true the build gives up with StateError.
    """
    require(engine)
    progress = progress or Silent()
    progress.start("reading")
    knowledge = read(settings, audience)
    refuse_too_wide(knowledge.articles, audience, settings)
    made = assemble_from(knowledge, settings, audience, today=today)
    portal, quarantined = quarantine(made, settings, keep=not dry_run)
    found = searchable(knowledge, audience)
    changed = False
    box: tuple[Asset, ...] = ()

    def meanwhile() -> None:
        nonlocal changed, box
        # while pages are rendered into a folder that nobody else can read, and that goes when this raises
        refuse_leftovers(portal.pages, found, portal.assets, settings)
        if indexed:
            progress.start("indexing")
            changed = bring_up_to_date(settings, audience, found, progress)
        box = search_box(found, settings)
        progress.start(f"building the site of {len(portal.pages)} pages")

    def kept(press: Press | None) -> None:
        assert keep is not None
        keep(Standing(settings=settings, knowledge=knowledge, portal=portal, found=found, press=press))

    if dry_run:
        refuse_leftovers(portal.pages, found, portal.assets, settings)
    else:
        generate(
            settings,
            portal,
            engine=engine,
            meanwhile=meanwhile,
            put_besides=lambda site: put(site, box),
            keep=kept if keep else None,
            stopped=stopped,
        )
    return BuildReport(
        audience=audience,
        engine=engine,
        site=settings.site(audience),
        pages=len(portal.pages),
        documents=len(found),
        index_changed=changed,
        quarantined=quarantined,
        dry_run=dry_run,
    )
