"""Gather everything one audience may see: the documents for search and the pages of the site."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TypeVar

from kb.articles.links import links
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import KbError
from kb.flows.archive import bundles
from kb.flows.published import refuse_leftovers, refuse_too_wide
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
from kb.model.portal import Asset, Page, Portal, page_url
from kb.model.search import Document
from kb.search.documents import documents
from kb.search.languages import DEFAULT
from kb.search.static_index import export
from kb.site.bundle import bundle_path
from kb.site.links import Place
from kb.site.look import Look, picture
from kb.site.portal import page_again, places, portal
from kb.site.shelf import Shelf, fill

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
    articles, guides = ArticleRepository(settings.content).everything()
    team = audience is Audience.INTERNAL
    return Knowledge(
        articles=articles,
        guides=guides,
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


def with_page(knowledge: Knowledge, page: Article | Guide) -> Knowledge | None:
    """Put a page that was read again in its former self's place; None where it has none, or readers of another kind."""
    old: Article | Guide | None
    if isinstance(page, Article):
        old = next((each for each in knowledge.articles if each.path == page.path), None)
        if old is None or (old.id, old.audience) != (page.id, page.audience):
            return None
        articles = tuple(page if each is old else each for each in knowledge.articles)
        return replace(knowledge, articles=articles)
    old = next((each for each in knowledge.guides if each.path == page.path), None)
    if old is None or old.audience != page.audience:
        return None
    return replace(knowledge, guides=tuple(page if each is old else each for each in knowledge.guides))


def alone(page: Article | Guide, language: str) -> Knowledge:
    """Make what there would be to know if there were this page only."""
    if isinstance(page, Article):
        return Knowledge(articles=(page,), guides=(), lessons=(), language=language)
    return Knowledge(articles=(), guides=(page,), lessons=(), language=language)


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


def assemble(settings: Settings, audience: Audience, *, today: date, looked_at: str = "") -> Portal:
    """
    Make the site of one audience, before any generator sees it, however the generator was called.

    `looked_at` is the digest of a portal that `kb build` has looked through: the same one is not looked through
    again, and what it did not try is not tried now.
    """
    knowledge = read(settings, audience)
    refuse_too_wide(knowledge.articles, audience, settings)
    everything = assemble_from(knowledge, settings, audience, today=today)
    made, _ = quarantine(everything, settings, trials=not looked_at)
    found = searchable(knowledge, audience)
    if made.digest != looked_at:
        refuse_leftovers(made.pages, found, made.assets, settings)
    return replace(made, assets=(*made.assets, *search_box(found, settings)))


def search_box(found: Sequence[Document], settings: Settings) -> tuple[Asset, ...]:
    """Make the files that search a site without a server."""
    return export(
        found,
        contact=settings.project.contact,
        synonyms=synonyms_of(settings),
        by_words=bool(settings.search.meaning),
    )


def page_from(
    written: Article | Guide, knowledge: Knowledge, settings: Settings, audience: Audience, *, today: date
) -> Page:
    """Make one page of what has been read already, but for its head."""
    return page_again(written, _shelf(knowledge, settings, audience, today), _places(knowledge))


def assemble_from(knowledge: Knowledge, settings: Settings, audience: Audience, *, today: date) -> Portal:
    """Make the site of what has been read already, all but the files of its search box."""
    everything: tuple[Article | Guide, ...] = (*knowledge.articles, *knowledge.guides)
    visible = [page for page in everything if audience.may_read(page.audience)]
    reports = report_pages(settings, today=today) if knowledge.incidents else ()
    return portal(
        _shelf(knowledge, settings, audience, today, reports),
        _places(knowledge),
        files=_pictures(visible, settings.content),
        look=look(settings),
    )


def _shelf(
    knowledge: Knowledge, settings: Settings, audience: Audience, today: date, reports: Sequence[Page] = ()
) -> Shelf:
    return fill(
        audience=audience,
        project=settings.project,
        phases=settings.phases,
        articles=knowledge.articles,
        guides=knowledge.guides,
        lessons=knowledge.lessons,
        bundles=knowledge.bundles,
        today=today,
        feedback=settings.feedback,
        reports=reports,
    )


def _places(knowledge: Knowledge) -> tuple[Place, ...]:
    return places(knowledge.articles, knowledge.guides, knowledge.lessons)


def look(settings: Settings) -> Look:
    """Read the logo and the favicon that the settings name; raise InputError for one that may not be published."""

    def read_picture(name: str, path: str) -> Asset | None:
        return picture(name, (settings.root / path).read_bytes(), source=path) if path else None

    wanted = settings.look
    return Look(
        colour=wanted.colour,
        logo=read_picture("logo", wanted.logo),
        favicon=read_picture("favicon", wanted.favicon),
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
