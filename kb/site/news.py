"""What is new, by week, and what people have trouble with these days."""

from collections import defaultdict
from datetime import date, timedelta

from kb.model.article import Article, Confidence
from kb.model.portal import Page
from kb.model.prose import fold
from kb.site.lists import LINES, listed, made
from kb.site.shelf import Shelf, ranked
from kb.site.words import CONFIDENCE, confirmed, day, link

PATH = "whats-new.md"
WEEKS = 12
WEEK = timedelta(days=7)


def changed(article: Article) -> tuple[date, str] | None:
    """Give the last day an article was written or looked at, and which of the two; None when neither is known."""
    if article.last_reviewed_on and (not article.created or article.last_reviewed_on > article.created):
        return article.last_reviewed_on, "Reviewed"
    return (article.created, "New") if article.created else None


def latest(shelf: Shelf) -> list[tuple[date, str, Article]]:
    """List answers by their last change, newest first; days to come are somebody's typing error and left out."""
    found = [
        (*when, article)
        for article in shelf.offered
        if article.confidence is not Confidence.WIP and (when := changed(article)) and when[0] <= shelf.today
    ]
    return sorted(
        found,
        key=lambda each: (-each[0].toordinal(), -len(each[2].evidence), fold(each[2].title), each[2].id),
    )


def whats_new(shelf: Shelf) -> Page:
    """Make the page of the last weeks that saw a change, Monday first."""
    intro = "New answers and those looked at again, week by week."
    weeks: dict[date, list[tuple[date, str, Article]]] = defaultdict(list)
    for each in latest(shelf)[:LINES]:
        weeks[each[0] - timedelta(days=each[0].weekday())].append(each)
    parts = []
    for monday, changes in list(weeks.items())[:WEEKS]:
        lines = [
            f"- {link(article.title, article.path, source=PATH)}\n\n"
            f"    **{what}** on {day(when)} · {CONFIDENCE[article.confidence]}\n"
            for when, what, article in changes
        ]
        parts.append(f"## Week of {day(monday)}\n\n{listed(lines)}")
    return made(PATH, "What’s new", intro, *parts, "" if parts else "*Nothing yet.*")


def this_week(shelf: Shelf) -> tuple[date | None, list[Article]]:
    """
    Give the newest day an incident is known of, and the answers confirmed within the week before it.

    The week ends with what was harvested last, not with the calendar: a site that is built later still tells the truth.
    """
    answers = [article for article in shelf.offered if article.confidence is not Confidence.WIP]
    days = [a.last_seen for a in answers if a.last_seen and a.last_seen <= shelf.today]
    if not days:
        return None, []
    newest = max(days)
    seen = [a for a in answers if a.last_seen and newest - WEEK < a.last_seen <= newest]
    return newest, ranked(seen)


def news_line(when: date, what: str, article: Article) -> str:
    """Say in a few words what happened to an article, and how far it is trusted."""
    return f"{what} on {day(when)} · {confirmed(article)}"
