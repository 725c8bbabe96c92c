"""From one state to the next (KCS v6, technique 5.2): which fields change, or why not."""

import re
from collections.abc import Mapping
from datetime import date

from kb.articles.sections import answers
from kb.errors import KbError, RefusedError
from kb.model.article import Article, Audience, Confidence
from kb.model.incident import EntryKind
from kb.model.prose import fold
from kb.model.review import DEFAULT, due

_RAISED = {Confidence.WIP: 0, Confidence.NOT_VALIDATED: 1, Confidence.VALIDATED: 2}
_WIDE = (Audience.USERS, Audience.PUBLIC)
# What a draft without an answer says in its place, and what people write instead of one.
_NO_ANSWER = re.compile(
    r"(?:there(?: i|')s )?no (?:known |working |confirmed )?(?:resolution|workaround|answer|solution|fix)\b[^.\n]{0,80}\.?"
    r"|not (?:yet )?(?:resolved|known|solved)(?: yet)?\.?"
    r"|(?:tbd|tbc|todo|to be (?:done|defined|confirmed|written|added)|n/?a|none|unknown|pending)\W*",
    re.IGNORECASE,
)
# Comments, headings, footnotes with what they say, and emphasis are no answer by themselves.
_DRESS = re.compile(
    r"<!--.*?-->|^\[\^[^\]\s]{1,99}\]:[^\n]*(?:\n[ \t]+[^\n]*)*|\[\^[^\]\s]{1,99}\]|^#{1,6}[^\n]*|^[>!?]+[ \t]*|[*_`]",
    re.DOTALL | re.MULTILINE,
)


def promotion(
    article: Article, *, to: Confidence | None = None, audience: Audience | None = None, today: date
) -> Mapping[str, object]:
    """
    Give the front-matter fields that change; none when all is as asked already.

    Going back is allowed, and takes the article away from users and the public until it is validated
    again. Raise KbError when there is nothing to trust yet, RefusedError when a wider audience would
    see what it must not.
    """
    confidence = to or article.confidence
    readers = audience or article.audience
    raised = _RAISED.get(confidence, 0) > _RAISED.get(article.confidence, 0)
    if (confidence is Confidence.VALIDATED or raised) and not has_answer(article):
        raise KbError(
            f"{article.id} has no resolution yet, so it cannot be {confidence.value}",
            path=f"content/{article.path}",
            hint="write what restored service under ## Resolution (or ## Workaround)",
        )
    if readers in _WIDE:
        if audience is None and to and to not in (Confidence.VALIDATED, Confidence.ARCHIVED):
            readers = Audience.SUPPORT  # only validated articles are shown to users
        elif audience in _WIDE or confidence is Confidence.VALIDATED:
            _may_widen(article, confidence, readers)
    changes: dict[str, object] = {}
    if confidence is not article.confidence:
        changes["confidence"] = confidence.value
    if readers is not article.audience:
        changes["audience"] = readers.value
    if to is Confidence.VALIDATED:
        if article.last_reviewed_on != today:
            changes["last_reviewed_on"] = today
        if not article.review_in:
            changes["review_in"] = DEFAULT
    return changes


def has_answer(article: Article) -> bool:
    """Whether a Resolution or Workaround section says something."""
    return any(says_something(part.text) for part in answers(article.body))


def only_works_around(article: Article) -> bool:
    """Whether all it says is how to work meanwhile."""
    told = {fold(part.title).strip(" :") for part in answers(article.body) if says_something(part.text)}
    return told == {"workaround"}


def says_something(text: str) -> bool:
    """Whether this is an answer, and not a sentence that there is none."""
    bare = _DRESS.sub("", text)
    bare = " ".join(bare.split())
    return bool(re.search(r"\w", bare)) and not _NO_ANSWER.fullmatch(bare)


def review_due(article: Article) -> date | None:
    """Tell when it is to be looked at again, counted from its last review, else from its creation."""
    if article.confidence is Confidence.ARCHIVED:
        return None
    return due(article.last_reviewed_on or article.created, article.review_in)


def why_not(article: Article, confidence: Confidence, readers: Audience) -> str:
    """Say what keeps an article of this confidence from these readers, "" when nothing does."""
    if readers not in _WIDE:
        return ""
    if confidence is not Confidence.VALIDATED:
        return f"it is {confidence.value}, and only validated articles are shown to {readers.value}"
    internal = [receipt.label for receipt in article.receipts if receipt.kind is EntryKind.INTERNAL]
    if internal:
        return f"it quotes internal notes ({', '.join(internal)}), which {readers.value} must not read"
    return ""


def _may_widen(article: Article, confidence: Confidence, readers: Audience) -> None:
    reason = why_not(article, confidence, readers)
    if reason:
        own_words = "say it in your own words and remove these receipts from the text and the front matter"
        promote = f"kb promote {article.id} --to validated --audience {readers.value}"
        raise RefusedError(
            f"{article.id} cannot be shown to {readers.value}: {reason}",
            path=f"content/{article.path}",
            hint=own_words if confidence is Confidence.VALIDATED else promote,
        )
