"""Rules on what an article is and what it proves: title, answer, evidence, receipts, review, readers, flags."""

from collections.abc import Iterator
from datetime import date

from kb.articles import links
from kb.articles.lifecycle import has_answer, review_due, why_not
from kb.articles.notes import repeated_notes
from kb.articles.sections import answers
from kb.articles.standard.page import Found, PageText, Records
from kb.articles.standard.rules import TITLE_LENGTH
from kb.model.article import Article, Audience, Confidence
from kb.model.prose import slug
from kb.model.receipt import holds


def title(article: Article, page: PageText, _ledger: Records, _today: date) -> Found:
    """Yield what keeps a title from telling issue and environment."""
    for problem in _title_problems(article):
        yield "KB101", page.field_line("title"), problem  # asked last: most pages need no line


def _title_problems(article: Article) -> Iterator[str]:
    if not article.title.strip():
        yield "the title is missing: name the issue and the environment"
        return
    if len(article.title) > TITLE_LENGTH:
        yield f"the title has {len(article.title)} characters, more than {TITLE_LENGTH}"
    words = set(slug(article.title, limit=10_000).split("-"))
    named = any(set(slug(name).split("-")) <= words for name in article.environment)
    if not article.environment:
        yield "no environment is given: name the product it happens in"
    elif not named:
        yield f"the title does not name its environment ({', '.join(article.environment)})"


def answer(article: Article, page: PageText, _ledger: Records, _today: date) -> Found:
    """Yield where an answer is missing."""
    if article.confidence in (Confidence.WIP, Confidence.ARCHIVED) or has_answer(article):
        return
    empty = answers(page.body)
    line = page.body_line + empty[0].line - 1 if empty else page.body_line
    yield "KB102", line, f"there is no resolution, yet its confidence is {article.confidence.value}"


def evidence(article: Article, page: PageText, ledger: Records, _today: date) -> Found:
    """Yield incidents that are nowhere."""
    for ref in article.evidence:
        if ref not in ledger:
            yield "KB103", page.evidence_line(ref), f"{ref} is not in the ledger"


def footnotes(article: Article, page: PageText, _ledger: Records, _today: date) -> Found:
    """Yield marks that lead nowhere, and receipts nobody refers to."""
    used, defined = links.footnotes(page.body)
    labels = [receipt.label for receipt in article.receipts]
    for label, position in used.items():
        if label not in labels and label not in defined:
            line = page.body_position_line(position)
            yield "KB104", line, f"the footnote {label} is no receipt and is not explained"
    for number, label in enumerate(labels):
        if label not in used:
            line = page.field_line("receipts", number)
            yield "KB110", line, f"the receipt {label} is not used in the text: remove it, or cite it"


def receipts(article: Article, page: PageText, ledger: Records, _today: date) -> Found:
    """Yield receipts whose incident does not say so."""
    for number, receipt in enumerate(article.receipts):
        incident = ledger.get(receipt.ref)
        if incident is not None and holds(receipt, incident):
            continue
        what = "is not in the ledger" if incident is None else f"no longer says so in its {receipt.field}"
        yield (
            "KB105",
            page.field_line("receipts", number),
            f"{receipt.label} does not hold: {receipt.ref} {what}",
        )


def review(article: Article, page: PageText, _ledger: Records, today: date) -> Found:
    """Yield a review that is overdue."""
    due = review_due(article)
    if due is not None and due < today:
        line = page.field_line("last_reviewed_on" if article.last_reviewed_on else "review_in")
        yield "KB109", line, f"the review was due on {due.isoformat()}"


def audience(article: Article, page: PageText, _ledger: Records, _today: date) -> Found:
    """Yield why an article must not be shown so widely."""
    # a retired article was validated once; its page stays for those who have the address
    retired = article.confidence is Confidence.ARCHIVED
    confidence = Confidence.VALIDATED if retired else article.confidence
    reason = why_not(article, confidence, article.audience)
    if reason:
        yield "KB111", page.field_line("audience"), f"it is for {article.audience.value}, but {reason}"


def notes(article: Article, page: PageText, ledger: Records, _today: date) -> Found:
    """Yield repeated internal notes."""
    if article.audience.width < Audience.USERS.width:
        return
    for line, ref in repeated_notes(page.text, article, ledger):
        yield (
            "KB112",
            line,
            f"it repeats an internal note of {ref}, which {article.audience.value} must not read",
        )


def flags(article: Article, page: PageText, _ledger: Records, _today: date) -> Found:
    """Yield why somebody should look at it."""
    for number, reason in enumerate(article.flagged):
        yield "KB114", page.field_line("flagged", number), reason
