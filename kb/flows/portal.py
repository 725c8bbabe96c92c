"""Gather everything one audience may see: the documents for search and the pages of the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TypeVar

from kb.articles.links import links
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import KbError
from kb.flows.archive import bundles
from kb.flows.published import refuse_too_wide
from kb.flows.quarantine import quarantine
from kb.flows.reports.pages import report_pages
from kb.flows.synonyms import synonyms_of
from kb.io.files import walk
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.model.article import Article, Audience, Guide
from kb.model.bundle import Bundle
from kb.model.incident import RedactedIncident
from kb.model.lesson import Lesson
from kb.model.portal import Asset, Portal, page_url
from kb.model.search import Document
from kb.search.documents import documents
from kb.search.languages import DEFAULT
from kb.search.static_index import export
from kb.site.bundle import bundle_path
from kb.site.portal import portal

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""Files that a page may show; SVG is left out because it can carry scripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What stands in the workspace, read whole; the first unreadable file ends with its error."""

    articles: tuple[Article, ...]
    guides: tuple[Guide, ...]
    lessons: tuple[Lesson, ...]
    incidents: tuple[RedactedIncident, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    language: str = DEFAULT


def read(settings: Settings, audience: Audience) -> Knowledge:
    """Read articles, guides and lessons; for the team and its support the bundles, for the team alone the incidents."""
    articles = ArticleRepository(settings.content)
    team = audience is Audience.INTERNAL
    return Knowledge(
        articles=articles.articles(),
        guides=_all_or_first_error(*articles.guides()),
        lessons=_all_or_first_error(*LessonRepository(settings.lessons).load()),
        incidents=tuple(Ledger(settings.incidents).load().values()) if team else (),
        bundles=bundles(settings) if team or audience is Audience.SUPPORT else (),
        language=settings.project.language,
    )


_T = TypeVar("_T")


def _all_or_first_error(found: tuple[_T, ...], errors: tuple[KbError, ...]) -> tuple[_T, ...]:
    if errors:
        raise errors[0]
    return found


def searchable(knowledge: Knowledge, audience: Audience) -> tuple[Document, ...]:
    """Give the documents one audience may find."""
    return documents(
        knowledge.articles,
        knowledge.guides,
        knowledge.lessons,
        audience=audience,
        bundles=[(bundle, page_url(bundle_path(bundle))) for bundle in knowledge.bundles],
        incidents=knowledge.incidents,
        language=knowledge.language,
    )


def assemble(settings: Settings, audience: Audience, *, today: date) -> Portal:
    """Make the site of one audience, before any generator sees it, however the generator was called."""
    knowledge = read(settings, audience)
    refuse_too_wide(knowledge.articles, audience, settings)
    made, _ = quarantine(assemble_from(knowledge, settings, audience, today=today), settings)
    return made


def assemble_from(knowledge: Knowledge, settings: Settings, audience: Audience, *, today: date) -> Portal:
    """Make the site of what has been read already."""
    everything: tuple[Article | Guide, ...] = (*knowledge.articles, *knowledge.guides)
    visible = [page for page in everything if audience.may_read(page.audience)]
    return portal(
        audience=audience,
        project=settings.project,
        phases=settings.phases,
        articles=knowledge.articles,
        guides=knowledge.guides,
        lessons=knowledge.lessons,
        bundles=knowledge.bundles,
        files=_pictures(visible, settings.content),
        search=export(
            searchable(knowledge, audience),
            contact=settings.project.contact,
            synonyms=synonyms_of(settings),
        ),
        today=today,
        feedback=settings.feedback,
        reports=report_pages(settings, today=today) if knowledge.incidents else (),
    )


def _pictures(pages: Sequence[Article | Guide], content: Path) -> tuple[Asset, ...]:
    """Collect the pictures that visible pages show; a picture nobody visible shows stays out."""
    wanted: set[str] = set()
    for page in pages:
        folder = PurePosixPath(page.path).parent
        for link in links(page.body):
            path = PurePosixPath(_normal((folder / link.target.partition("#")[0]).as_posix()))
            if path.suffix.lower() in PICTURES:
                wanted.add(path.as_posix())
    there = {path.relative_to(content).as_posix(): path for path in walk(content)}
    return tuple(Asset(path=name, content=there[name].read_bytes()) for name in sorted(wanted & set(there)))


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    return "/".join(parts)
