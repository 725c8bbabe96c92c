"""
Ask one state of the knowledge base what incidents asked, as the state's own search would have answered.

An incident is asked of articles that never heard of it: its own wordings, and the sentences only it is cited for, are
left out, and an article that holds this incident alone did not exist for it. So nothing answers itself, not even
where a clock was wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.articles.without import without
from kb.config import Settings
from kb.drafting.title import clean
from kb.flows.history import Held, Page
from kb.flows.synonyms import synonyms_then
from kb.model.article import Article, Audience, Confidence, Guide
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson
from kb.model.replay import Found
from kb.model.search import Document, Hit, Request
from kb.search.documents import documents
from kb.search.evaluate import DEPTH
from kb.search.leaving_out import Whole
from kb.search.scales import Scales

_ENOUGH = 2
"""How many of the right article's incidents an article of that time must have held to be that answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    One incident's words, and how its right article is known at any time: by a name, or by the incidents it answers.

    `names` are the article's id and what it was called or merged from; both are empty where nothing answers it.
    """

    ref: IncidentRef
    words: str
    names: frozenset[str] = frozenset()
    evidence: frozenset[IncidentRef] = frozenset()


@dataclass(slots=True)
class Shelf:
    """What is used again from one state to the next: each page's document, and what its words weigh."""

    scales: Scales = field(default_factory=Scales)
    made: dict[tuple[str, str, Audience], tuple[Document, ...]] = field(default_factory=dict)


class Desk:
    """Answers for one audience at one state."""

    def __init__(self, settings: Settings, held: Held, audience: Audience, shelf: Shelf) -> None:
        self._held = held
        self._audience = audience
        self._language = settings.project.language
        self._ids = {article.id: article for article in reversed(held.articles)}
        self._holders: dict[IncidentRef, list[Article]] = {}
        for article in held.articles:
            for ref in article.evidence:
                self._holders.setdefault(ref, []).append(article)
        found = {document.id: document for document in self._documents(settings, shelf)}
        self._visible = found.keys()
        self._whole = Whole(tuple(found.values()), synonyms_then(settings, held.synonyms), shelf.scales)

    def ask(self, case: Case) -> Found:
        """Search with an incident's words, and say where its right article stood."""
        right = frozenset(article.id for article in self.right(case) if article.id in self._visible)
        said = self._without(case)
        hits = self._whole.search(Request(text=case.words, limit=DEPTH), said).hits
        return _found(hits, right)

    def right(self, case: Case) -> tuple[Article, ...]:
        """Give the articles of that time that answered what the right one answers today."""
        near = [self._ids[name] for name in case.names if name in self._ids]
        near += [article for ref in case.evidence - {case.ref} for article in self._holders.get(ref, ())]
        return tuple(one for one in {each.id: each for each in near}.values() if self._answers(one, case))

    def _answers(self, article: Article, case: Case) -> bool:
        if article.confidence in (Confidence.WIP, Confidence.ARCHIVED):
            return False
        others = frozenset(article.evidence) - {case.ref}
        if article.evidence and not others:
            return False  # it was made of this incident, and cannot have been there before it
        if article.id in case.names:
            return True
        return len(others & case.evidence) >= min(_ENOUGH, len(others))

    def _without(self, case: Case) -> tuple[Document, ...]:
        """Make anew the documents of articles that were told of the incident."""
        wordings = (case.words, clean(case.words))
        near = (*self.right(case), *self._holders.get(case.ref, ()))
        less = {each.id: (each, without(each, case.ref, wordings)) for each in near}
        changed = [now for was, now in less.values() if now != was and now.id in self._visible]
        return documents(changed, (), (), audience=self._audience, language=self._language)

    def _documents(self, settings: Settings, shelf: Shelf) -> Iterable[Document]:
        content, lessons = settings.content.name, settings.lessons.name
        pages: tuple[Page, ...] = (*self._held.articles, *self._held.guides, *self._held.lessons)
        for page in pages:
            folder = lessons if isinstance(page, Lesson) else content
            path = f"{folder}/{page.path}"
            key = (path, self._held.blobs[path], self._audience)
            if key not in shelf.made:
                shelf.made[key] = self._made(page)
            yield from shelf.made[key]

    def _made(self, page: Page) -> tuple[Document, ...]:
        articles = (page,) if isinstance(page, Article) else ()
        guides = (page,) if isinstance(page, Guide) else ()
        lessons = (page,) if isinstance(page, Lesson) else ()
        return documents(articles, guides, lessons, audience=self._audience, language=self._language)


def successors(articles: Sequence[Article]) -> Mapping[str, Article]:
    """Map every id and former name to the article that answers now, duplicates followed to their end."""
    now = {article.id: article for article in articles}
    names = {alias: article for article in articles for alias in article.aliases} | now
    found: dict[str, Article] = {}
    for name, article in names.items():
        seen = {article.id}
        while (following := names.get(article.duplicate_of)) and following.id not in seen:
            article = following
            seen.add(article.id)
        found[name] = article
    return found


def _found(hits: Sequence[Hit], right: frozenset[str]) -> Found:
    rank = next((place for place, hit in enumerate(hits, start=1) if hit.id in right), 0)
    first = hits[0] if hits and rank != 1 else None
    return Found(
        existed=bool(right),
        rank=rank,
        instead=first.id if first else "",
        instead_title=first.title if first else "",
    )
