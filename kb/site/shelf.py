"""What one audience may read, and how it hangs together."""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.config import FeedbackSettings, ProjectSettings
from kb.model.article import Article, Audience, Confidence, Guide
from kb.model.bundle import Bundle
from kb.model.lesson import Lesson
from kb.model.prose import digest, fold, slug

KNOWN_BY_KEY = 40
"""How many articles of a product or code may be proposed as related; keeps the cost in proportion to pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The nouns of one audience; nothing narrower is on it."""

    audience: Audience
    project: ProjectSettings
    articles: tuple[Article, ...]
    guides: tuple[Guide, ...]
    lessons: tuple[Lesson, ...]
    bundles: tuple[Bundle, ...]
    today: date
    feedback: FeedbackSettings

    @property
    def offered(self) -> list[Article]:
        """The articles that are not retired, most confirmed first."""
        return ranked(article for article in self.articles if article.confidence is not Confidence.ARCHIVED)

    @property
    def shows_incidents(self) -> bool:
        """Whether its readers may see which incidents stand behind a statement."""
        return self.audience in (Audience.INTERNAL, Audience.SUPPORT)


def fill(
    *,
    audience: Audience,
    project: ProjectSettings,
    articles: Sequence[Article],
    guides: Sequence[Guide],
    lessons: Sequence[Lesson],
    bundles: Sequence[Bundle],
    today: date,
    feedback: FeedbackSettings,
) -> Shelf:
    """Keep what the audience may read, in an order that does not depend on the reading order."""
    return Shelf(
        audience=audience,
        project=project,
        articles=tuple(sorted((a for a in articles if audience.may_read(a.audience)), key=lambda a: a.path)),
        guides=tuple(sorted((g for g in guides if audience.may_read(g.audience)), key=lambda g: g.path)),
        lessons=tuple(sorted((n for n in lessons if audience.may_read(n.audience)), key=lambda n: n.path)),
        # Raw logs are for those who work on them, whatever their redaction promises.
        bundles=tuple(sorted(bundles, key=lambda b: b.name)) if audience.may_read(Audience.SUPPORT) else (),
        today=today,
        feedback=feedback,
    )


def ranked(articles: Iterable[Article]) -> list[Article]:
    """Order articles by how often they helped, then by name."""
    return sorted(articles, key=lambda a: (-len(a.evidence), fold(a.title), a.id))


def products(articles: Iterable[Article]) -> dict[str, list[Article]]:
    """Group articles by the first environment they name, largest group first; `""` for none, last."""
    groups: dict[str, list[Article]] = defaultdict(list)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        name = article.environment[0] if article.environment else ""
        groups[product_path(name)].append(article)
        names[product_path(name)][name] += 1
    chosen = {path: min(counts, key=lambda name: (-counts[name], name)) for path, counts in names.items()}
    order = sorted(groups, key=lambda path: (chosen[path] == "", -len(groups[path]), chosen[path]))
    return {chosen[path]: groups[path] for path in order}


def product_path(name: str) -> str:
    """Give the path of a product's page, the same for spellings that differ in case and accents only."""
    if not name:
        return ""
    stem = slug(name)
    return f"products/{stem if stem != 'page' else f'product-{digest(name)[:8]}'}.md"


def lesson_path(lesson: Lesson) -> str:
    """Give the path of a lesson's page: lessons stand beside `content/`, their pages below `lessons/`."""
    return f"lessons/{lesson.path}"


def guide_path(guide: Guide) -> str:
    """Give the path of a guide's page; a folder's `README.md` is its index, as MkDocs has it."""
    folder, name = posixpath.split(guide.path)
    return posixpath.join(folder, "index.md") if name == "README.md" else guide.path


class Kin:
    """Finds the articles that share error codes or products."""

    def __init__(self, articles: Sequence[Article]) -> None:
        order = ranked(articles)
        self._rank = {article.id: number for number, article in enumerate(order)}
        self._title = {article.id: _title_words(article) for article in order}
        self._by: dict[str, list[Article]] = defaultdict(list)
        for article in order:
            for key in _keys(article):
                if len(self._by[key]) < KNOWN_BY_KEY:
                    self._by[key].append(article)

    def of(self, article: Article, *, limit: int = 5) -> list[Article]:
        """List the closest ones: shared codes count most, then shared title words, then products."""
        scores: Counter[str] = Counter()
        found: dict[str, Article] = {}
        for key in _keys(article):
            for other in self._by.get(key, ()):
                if other.id != article.id:
                    found[other.id] = other
                    scores[other.id] += 5 if key.startswith("code:") else 1
        mine = self._title.get(article.id) or _title_words(article)
        for id in found:
            scores[id] += 2 * len(mine & self._title[id])
        return sorted(found.values(), key=lambda other: (-scores[other.id], self._rank[other.id]))[:limit]


def _keys(article: Article) -> list[str]:
    codes = (f"code:{fold(code)}" for code in article.error_codes)
    return list(dict.fromkeys([*codes, *(f"product:{fold(name)}" for name in article.environment)]))


def _title_words(article: Article) -> set[str]:
    return {word for word in fold(article.title.partition(" – ")[0]).split() if len(word) > 4}
