"""What readers said of articles: list it, take it elsewhere, answer it, forget it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.signals import Discretion
from kb.flows.table import as_csv as table_of
from kb.flows.table import write_table
from kb.model.article import Article
from kb.model.signal import REASONS, Tally, Told
from kb.signals.address import database_of
from kb.signals.votes import Votes

COLUMNS = ("vote", "day", "article", "title", "helped", "reason", "words", "audience", "answer", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Votes by article, those with most open reasons first; and each vote, newest first. `titles` is by article."""

    tallies: tuple[Tally, ...]
    told: tuple[Told, ...]
    titles: Mapping[str, str]


def votes(settings: Settings) -> Votes | None:
    """Open what is kept; None where the settings keep nothing."""
    database = database_of(settings.signals.url, settings.root)
    return Votes(database) if database else None


def feedback(settings: Settings, *, since: date | None = None, article: str = "") -> Feedback:
    """
    Give what readers said since a day, of all articles or one; raise StateError where it cannot be read.

    An article that was merged into another one is found under either's id.
    """
    articles, _ = ArticleRepository(settings.content).load()
    now_at = known_as(articles)
    wanted = now_at[article].id if article in now_at else article
    kept = votes(settings)

    def is_wanted(id_: str) -> bool:
        return not wanted or id_ == wanted or (id_ in now_at and now_at[id_].id == wanted)

    tallies = [each for each in (kept.tallies(since) if kept else ()) if is_wanted(each.article)]
    return Feedback(
        tallies=tuple(
            sorted(tallies, key=lambda each: (-each.open, -each.not_helped, -each.helped, each.article))
        ),
        told=tuple(each for each in (kept.told(since) if kept else ()) if is_wanted(each.article)),
        titles={id_: each.title for id_, each in now_at.items()},
    )


def known_as(articles: Sequence[Article]) -> Mapping[str, Article]:
    """Name articles by their ids, present and former."""
    return {alias: each for each in articles for alias in each.aliases} | {each.id: each for each in articles}


def answer(settings: Settings, id_: str, text: str, *, today: date, dry_run: bool) -> Told:
    """
    Note what was done about a vote, redacted like everything that is kept, and give the vote as it is then.

    Raise ConfigError for an id that nobody has or an answer that says nothing, RefusedError where it cannot be
    redacted.
    """
    kept, told = _found(settings, id_)
    said = Discretion(settings, None, where="the answer").kept(text, 500)
    if said is None:
        raise ConfigError("the answer says nothing", hint=f'kb feedback answer {id_} "what was done"')
    if not dry_run:
        kept.answer(id_, said, today)
    return Told(
        id=told.id, article=told.article, audience=told.audience, helped=told.helped, reason=told.reason,
        words=told.words, day=told.day, answer=said, answered=today,
    )  # fmt: skip


def forget(settings: Settings, id_: str, *, dry_run: bool) -> Told:
    """Take a vote out and give what it was; raise ConfigError for an id that nobody has."""
    kept, told = _found(settings, id_)
    if not dry_run:
        kept.forget(id_)
    return told


def _found(settings: Settings, id_: str) -> tuple[Votes, Told]:
    kept = votes(settings)
    told = {each.id: each for each in kept.told()} if kept else {}
    if kept is None or id_ not in told:
        raise ConfigError(f"there is no vote {id_!r}", hint="list them: kb feedback --all")
    return kept, told[id_]


def as_csv(found: Feedback) -> str:
    """Write each vote on a line."""
    return table_of(
        COLUMNS,
        (
            (
                each.id,
                each.day.isoformat(),
                each.article,
                found.titles.get(each.article, ""),
                "yes" if each.helped else "no",
                REASONS[each.reason] if each.reason else "",
                each.words,
                each.audience.value,
                each.answer,
                each.answered.isoformat() if each.answered else "",
            )
            for each in found.told
        ),
    )


def export(found: Feedback, path: Path, *, dry_run: bool) -> bool:
    """Write the table and tell whether it changed; raise RefusedError for a file that is no such table."""
    return write_table(
        path, COLUMNS, as_csv(found), what="table of votes", option="--export", dry_run=dry_run
    )
