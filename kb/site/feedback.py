"""
"Did this help?" at the foot of an article.

The place holds ways to write that work anywhere. The forms come in once the page is sanitised, as those of search do;
the style sheet shows them only as `kb serve` hands it out, so no page without a server offers what nobody takes.
"""

import re
from html import escape
from urllib.parse import quote

from kb.config import FeedbackSettings
from kb.model.article import Article, Confidence
from kb.model.prose import one_line
from kb.model.signal import REASONS
from kb.site.words import attribute

THANKS = "kb-thanks"
"""Where a browser without a script is led to after its vote; only then the words there are shown."""

STYLE = "assets/kb/feedback.css"
SCRIPT = "assets/kb/feedback.js"

MOST = 500
"""Characters that can be typed."""

_PLACE = re.compile(r'<div\b[^<>]*\bdata-kb-feedback="([a-z0-9-]{1,40})"[^<>]*>')


def feedback_place(article: Article, settings: FeedbackSettings) -> str:
    """Make the place, and in it the ways to write that the settings name; nothing below a retired article."""
    if article.confidence is Confidence.ARCHIVED:
        return ""
    ways = _ways(article, settings)
    said = f'<p class="kb-feedback__ways">Did this help? {" or ".join(ways)}.</p>' if ways else ""
    return f'<div class="kb-feedback" data-kb-feedback="{attribute(article.id)}">{said}</div>'


def _ways(article: Article, settings: FeedbackSettings) -> list[str]:
    page = article.path.removesuffix(".md")
    title = one_line(article.title)
    ways = []
    if settings.mail:
        subject, body = f"Feedback: {title}", f"Page: {title} ({article.id}, {page})\n\n"
        address = f"mailto:{settings.mail}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
        ways.append(f'<a href="{escape(address)}">Write us a mail</a>')
    if settings.issue_url:
        filled = settings.issue_url
        for name, value in (("title", title), ("id", article.id), ("page", page)):
            filled = filled.replace(f"{{{name}}}", quote(value, safe=""))
        ways.append(f'<a href="{escape(filled)}">fill in a form</a>')
    return [ways[0].replace(">fill", ">Fill"), *ways[1:]] if ways else []


def with_feedback(html: str, action: str) -> str:
    """Give the last place of a page its forms; `action` is the way to where votes go."""
    places = list(_PLACE.finditer(html))
    if not places:
        return html
    place = places[-1]
    return html[: place.end()] + _forms(place[1], action) + html[place.end() :]


def _forms(article: str, action: str) -> str:
    reasons = "".join(
        f'<label><input type="radio" name="reason" value="{reason.value}"> {escape(words)}</label>'
        for reason, words in REASONS.items()
    )
    begin = f'<form method="post" action="{escape(action)}"><input type="hidden" name="page" value="{escape(article)}">'
    return (
        '<div class="kb-feedback__ask">'
        f'<p class="kb-feedback__thanks" id="{THANKS}" tabindex="-1">Thank you, your answer is kept.</p>'
        '<div class="kb-feedback__open" role="group" aria-labelledby="kb-feedback-question">'
        '<p class="kb-feedback__question" id="kb-feedback-question">Did this help?</p>'
        f'{begin}<input type="hidden" name="helped" value="yes"><button>Yes</button></form>'
        '<details class="kb-feedback__no"><summary>No</summary>'
        f'{begin}<input type="hidden" name="helped" value="no">'
        f"<fieldset><legend>What was missing? You may leave this out.</legend>{reasons}</fieldset>"
        '<label for="kb-feedback-words">In your own words</label>'
        f'<textarea id="kb-feedback-words" name="text" rows="3" maxlength="{MOST}" autocomplete="off"'
        ' aria-describedby="kb-feedback-hint"></textarea>'
        '<p id="kb-feedback-hint">Names and private matters do not belong here: the team that writes these pages'
        " reads it, and nobody answers you.</p>"
        "<button>Send</button></form></details></div>"
        '<p class="kb-feedback__said" role="status"></p></div>'
    )
