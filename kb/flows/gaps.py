"""What readers looked for and did not find."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.config import Settings
from kb.errors import ConfigError
from kb.model.article import Article, Confidence
from kb.model.signal import Gap
from kb.search.analysis import tokens
from kb.search.languages import DEFAULT, stop_words
from kb.signals.address import database_of
from kb.signals.misses import Misses


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Searches without an answer, most often asked first; `left_out` were counted and not kept."""

    gaps: tuple[Gap, ...] = ()
    left_out: int = 0


def misses(settings: Settings) -> Misses | None:
    """Open what is kept; None where the settings keep nothing."""
    database = database_of(settings.signals.url, settings.root)
    return Misses(database) if database else None


def gaps(settings: Settings, *, since: date | None = None) -> Gaps:
    """List what was asked without an answer since a day; raise StateError where it cannot be read."""
    kept = misses(settings)
    return Gaps(gaps=kept.gaps(since), left_out=kept.left_out(since)) if kept else Gaps()


def forget(settings: Settings, query: str, *, dry_run: bool) -> int:
    """Take out all searches for something and say how many; raise ConfigError where nobody searched for it."""
    kept = misses(settings)
    count = kept.count(query) if kept else 0
    if kept is None or not count:
        raise ConfigError(f"nobody searched for {query!r} in vain", hint="list what is kept: kb gaps")
    return count if dry_run else kept.forget(query)


class Nearest:
    """Finds the article whose title shares most with a query; words of few titles say more."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {
            article.id: article
            for article in articles
            if article.confidence is not Confidence.ARCHIVED and not article.duplicate_of
        }
        self._words = {id_: _words(article.title) for id_, article in self._articles.items()}
        self._titles = Counter(word for words in self._words.values() for word in words)

    def to(self, query: str) -> Article | None:
        """Give it, or None where no title shares a word."""
        asked = _words(query)
        worth = {
            id_: sum(1 / self._titles[word] for word in sorted(asked & words))
            for id_, words in self._words.items()
            if asked & words
        }
        best = min(worth, key=lambda id_: (-worth[id_], id_), default=None)
        return self._articles[best] if best else None


def _words(text: str) -> frozenset[str]:
    said = {token.surface for token in tokens(text)}
    return frozenset(said - stop_words(frozenset({DEFAULT})))
