"""An article's or a lesson's state, in words a reader understands."""

from datetime import date

from kb.model.article import Article, ArticleType, Confidence
from kb.model.lesson import Lesson, LessonStatus
from kb.model.review import due
from kb.site.words import CONFIDENCE, attribute, confirmed, day, sentence

LESSON = {
    LessonStatus.OBSERVED: "Observed",
    LessonStatus.VALIDATED: "Validated",
    LessonStatus.ACTION_AGREED: "Action agreed",
    LessonStatus.APPLIED: "Applied",
    LessonStatus.EFFECTIVE: "Effective",
    LessonStatus.RECURRED: "Came back",
}


STOP = '<span class="kb-stop">.</span> '
"""A full stop for those who hear the page; those who see it see a badge."""


def state_line(*parts: str, kind: str) -> str:
    """Write a state as one HTML line; the first part is what counts and is set in bold."""
    first, *rest = (attribute(part) for part in parts if part)
    return f'<div class="kb-state kb-state-{kind}"><p>{" · ".join([f"<strong>{first}</strong>", *rest])}</p></div>'


def article_state(article: Article) -> str:
    """Say in two sentences how far an article is trusted and why, when somebody last looked at it, and who looks after it."""
    trust = (
        f"<strong>{CONFIDENCE[article.confidence]}</strong>{STOP}{attribute(sentence(confirmed(article)))}"
    )
    who = attribute(article.owner)
    if article.last_reviewed_on:
        # nothing says who looked: the group that looks after it is not a proof that it did
        reviewed = (
            f"Last reviewed on {day(article.last_reviewed_on)}.{f' Looked after by {who}.' if who else ''}"
        )
    else:
        reviewed = f"Never reviewed.{f' Looked after by {who}.' if who else ' Nobody looks after it yet.'}"
    return (
        f'<div class="kb-state kb-state-{article.confidence.value}"><p>{trust}</p>'
        f'<p class="kb-reviewed">{reviewed}</p></div>'
    )


def lesson_state(lesson: Lesson, today: date) -> str:
    """Say how far a lesson has come and whose turn it is."""
    return state_line(
        LESSON[lesson.status],
        f"phase {lesson.phase}" if lesson.phase else "",
        f"scope {lesson.scope}" if lesson.scope else "",
        f"observed on {day(lesson.observed_on)}" if lesson.observed_on else "",
        f"owner {lesson.owner}" if lesson.owner else "no owner",
        until(lesson, today),
        kind=lesson.status.value,
    )


def until(lesson: Lesson, today: date) -> str:
    """Say until when a lesson's action is due, or since when it is applied; "" where neither is known."""
    if lesson.status.is_done:
        return f"applied on {day(lesson.applied_on)}" if lesson.applied_on else ""
    return lesson.until(today)


def banners(article: Article, today: date) -> list[str]:
    """Warn of what a reader must know before relying on an article, as admonitions."""
    if article.confidence is Confidence.ARCHIVED:
        return [
            '!!! warning "Retired"\n\n    This article is kept so that links to it still work. '
            "It may be out of date, and search does not offer it."
        ]
    out = []
    if article.confidence is Confidence.WIP:
        out.append(
            '!!! info "No answer yet"\n\n    The problem is known, but nobody has written down what solves it.'
        )
    elif article.type is ArticleType.KNOWN_ERROR:
        out.append(
            '!!! info "Known error"\n\n    The problem is understood but not mended yet. '
            "Until then, work around it as told here."
        )
    until = due(article.last_reviewed_on or article.created, article.review_in)
    if until and until < today:
        out.append(
            '!!! warning "Review overdue"\n\n    '
            f"This article was to be reviewed by {day(until)}. Check the steps before you rely on them."
        )
    return out
