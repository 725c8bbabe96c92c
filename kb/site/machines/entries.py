"""What programs are told of each page that somebody wrote: one entry each, the same in every list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from kb.config import ProjectSettings
from kb.model.article import Article, Audience, Confidence, Guide
from kb.model.bundle import Bundle
from kb.model.lesson import Lesson
from kb.model.portal import page_url
from kb.model.prose import one_line
from kb.site.bundle import bundle_path
from kb.site.machines.addresses import Addresses
from kb.site.machines.portable import Portable
from kb.site.shelf import Shelf, guide_path, lesson_path

_IDS = UUID("5f0c7a0e-2b0b-4c55-9a3e-6d1f8f2b7c41")
"""Never change it: readers of feeds would see every answer again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page as its front matter has it; texts are plain, on one line; `body` is its Markdown as written."""

    id: str
    path: str
    title: str
    type: str
    audience: Audience
    language: str
    summary: str = ""
    owner: str = ""
    confidence: Confidence | None = None
    products: tuple[str, ...] = ()
    reviewed_on: date | None = None
    created: date | None = None
    changed: date | None = None
    body: str = ""

    @property
    def url(self) -> str:
        """The page's address relative to the site's root."""
        return page_url(self.path)

    @property
    def retired(self) -> bool:
        """Whether it is kept for those who have the address, and offered to nobody."""
        return self.confidence is Confidence.ARCHIVED


def entries(shelf: Shelf, pages: Mapping[str, Portable]) -> tuple[Entry, ...]:
    """List the articles, guides, lessons and bundles of one audience, by path; what one is about, its page says."""
    made = [
        *(_of_article(each, shelf) for each in shelf.articles),
        *(_of_guide(each, shelf) for each in shelf.guides),
        *(_of_lesson(each, shelf) for each in shelf.lessons),
        *(_of_bundle(each, shelf) for each in shelf.bundles),
    ]
    told = (replace(entry, summary=one_line(pages[entry.path].about)) for entry in made)
    return tuple(sorted(told, key=lambda entry: entry.path))


def is_answer(entry: Entry, audience: Audience) -> bool:
    """Whether an article says what to do, and says it surely enough for these readers."""
    if audience.width >= Audience.USERS.width:
        return entry.confidence is Confidence.VALIDATED
    return entry.confidence in (Confidence.VALIDATED, Confidence.NOT_VALIDATED)


def is_offered(entry: Entry, audience: Audience) -> bool:
    """Whether it is worth reading for a program: answers, and what people wrote by hand."""
    return is_answer(entry, audience) or (entry.confidence is None and entry.type != "bundle")


def name_of(project: ProjectSettings) -> str:
    """Give the base's name as a text that is never empty."""
    return one_line(project.name) or "Knowledge base"


def lasting_id(name: str) -> str:
    """Give the id of an entry or a feed that stays what it is when title, address and path change."""
    return uuid5(_IDS, name).urn


def pages_json(shelf: Shelf, listed: tuple[Entry, ...], addresses: Addresses) -> dict[str, Any]:
    """List the pages as `api/pages.json` does; its schema stands beside it."""
    return {
        "schema": "kb/1",
        "name": name_of(shelf.project),
        "description": one_line(shelf.project.description),
        "audience": shelf.audience.value,
        "counts": {"pages": len(listed)},
        "items": [
            {
                "id": entry.id,
                "title": entry.title,
                "type": entry.type,
                "confidence": entry.confidence.value if entry.confidence else None,
                "audience": entry.audience.value,
                "owner": entry.owner,
                "products": list(entry.products),
                "language": entry.language,
                "reviewed_on": _iso(entry.reviewed_on),
                "changed_on": _iso(entry.changed),
                "url": addresses.of(entry.url),
                "markdown": addresses.of(entry.path),
            }
            for entry in listed
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _of_article(article: Article, shelf: Shelf) -> Entry:
    days = (article.created, article.last_reviewed_on, article.last_seen)
    return Entry(
        id=one_line(article.id),
        path=article.path,
        title=one_line(article.title) or one_line(article.id),
        type=article.type.value,
        audience=article.audience,
        language=one_line(article.language) or shelf.project.language,
        owner=one_line(article.owner),
        confidence=article.confidence,
        products=tuple(one_line(name) for name in article.environment),
        reviewed_on=article.last_reviewed_on,
        created=article.created,
        changed=max((day for day in days if day), default=None),
        body=article.body,
    )


def _of_guide(guide: Guide, shelf: Shelf) -> Entry:
    path = guide_path(guide)
    return Entry(
        id=one_line(guide.path.removesuffix(".md")),
        path=path,
        title=one_line(guide.title) or path,
        type="guide" if path.startswith("guides/") else "page",
        audience=guide.audience,
        language=one_line(guide.language) or shelf.project.language,
        owner=one_line(guide.owner),
        body=guide.body,
    )


def _of_lesson(lesson: Lesson, shelf: Shelf) -> Entry:
    return Entry(
        id=one_line(lesson.id),
        path=lesson_path(lesson),
        title=one_line(lesson.title) or one_line(lesson.id),
        type="lesson",
        audience=lesson.audience,
        language=shelf.project.language,
        owner=one_line(lesson.owner),
        created=lesson.observed_on,
        changed=lesson.observed_on,
        body=lesson.body,
    )


def _of_bundle(bundle: Bundle, shelf: Shelf) -> Entry:
    return Entry(
        id=one_line(f"bundle {bundle.name}"),
        path=bundle_path(bundle),
        title=one_line(bundle.name),
        type="bundle",
        audience=Audience.SUPPORT,
        language=shelf.project.language,
    )
