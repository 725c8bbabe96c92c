"""List, show and check articles."""

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.model.article import Article


def every(settings: Settings) -> tuple[Article, ...]:
    """Read all articles, those that solved most incidents first."""
    return tuple(
        sorted(ArticleRepository(settings.content).articles(), key=lambda a: (-len(a.evidence), a.id))
    )


def one(settings: Settings, name: str) -> Article:
    """Find one article by its id, the start of its id, or its file's name."""
    return ArticleRepository(settings.content).get(name)
