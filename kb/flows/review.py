"""Go through what articles need, one after the other; each change goes through the flow that owns it."""

from datetime import date

from kb.config import Settings
from kb.errors import KbError
from kb.flows.worklist import DAYS, Desk
from kb.model.article import Article, Confidence
from kb.model.work import Work

_NEXT = {Confidence.WIP: Confidence.NOT_VALIDATED, Confidence.NOT_VALIDATED: Confidence.VALIDATED}


class Review:
    """The worklist of articles during one sitting: what is skipped comes back with the next one."""

    def __init__(
        self, settings: Settings, *, today: date, days: int = DAYS, owner: str | None = None, only: str = ""
    ) -> None:
        self._desk = Desk(settings, today=today, days=days)
        self._owner = owner
        self._only = only
        self._skipped: set[tuple[str, ...]] = set()
        self.first, self.last = self._desk.first, self._desk.last
        self.work: tuple[Work, ...] = ()
        self.articles: dict[str, Article] = {}
        self.errors: tuple[KbError, ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """Read the articles anew, as after a change."""
        articles, self.errors = self._desk.articles()
        self.articles = {article.id: article for article in articles}
        self.work = tuple(
            each
            for each in self._desk.on_articles(articles, self._owner)
            if _key(each) not in self._skipped and (not self._only or self._only in each.articles)
        )

    def skip(self, work: Work) -> None:
        """Leave something out until the next sitting."""
        self._skipped.add(_key(work))
        self.work = tuple(each for each in self.work if each != work)

    def promotion(self, work: Work) -> tuple[str, ...] | None:
        """Give the command that trusts its first article one step more; None when it is as trusted as can be."""
        article = self.articles.get(work.articles[0])
        state = _NEXT.get(article.confidence) if article else None
        return ("kb", "promote", work.articles[0], "--to", state.value) if state else None


def _key(work: Work) -> tuple[str, ...]:
    return (work.need.value, *work.articles)
