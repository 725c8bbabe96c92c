"""What a person says in an article that no incident says: found by its receipts, marked by its digest."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kb.articles import markdown
from kb.articles.links import without_code_blocks
from kb.articles.sections import sections
from kb.articles.standard.page import Found, PageText, Records
from kb.io import frontmatter
from kb.model.article import Article, OwnWords, Receipt
from kb.model.prose import digest, fold, sentences
from kb.model.receipt import fields, passages

ENOUGH = 0.5
"""Share of a statement's words that its receipts must hold for it to be theirs."""

_NOTE = re.compile(r"^[ ]{0,3}\[\^[^\]\s]{1,99}\]:[^\n]*(?:\n[ \t]+[^\n]*)*", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKS = re.compile(r"((?:\[\^[^\]\s]{1,99}\])+)")
_LABEL = re.compile(r"\[\^([^\]\s]{1,99})\]")
_ENDED = re.compile(r"([.!?:;…]?)((?:\[\^[^\]\s]{1,99}\])+)(?=\s|$)")
_ITEM = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+|(?:!!!|\?\?\?\+?)[^\n]*$)?")
_WORD = re.compile(r"[^\W_]+")
_FIXED = re.compile(
    r"no (?:resolution|workaround) is known yet\.?"
    r"|when this was drafted, \d+ of \d+ incidents (?:was|were) solved like this\.?"
    r"|as recorded:?",
    re.IGNORECASE,
)
"""Sentences that a draft writes by itself; the second one's marks are its proof."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or step: its words without marks, the labels it cites, and its 1-based line in the body."""

    text: str
    labels: tuple[str, ...]
    line: int

    @property
    def sha256(self) -> str:
        """Digest its words; blanks, case and punctuation do not matter."""
        return digest(" ".join(_WORD.findall(fold(self.text))))


def statements(body: str) -> Iterator[Statement]:
    """Yield what a body states; headings, code, comments, footnotes and the environment's list state nothing."""
    masked = _blanked(_NOTE, _blanked(_COMMENT, without_code_blocks(body)))
    places = {
        number
        for part in sections(body)
        if fold(part.title).strip(" :") == "environment"
        for number in range(part.line, part.line + part.text.count("\n") + 3)
    }
    for number, line in enumerate(masked.split("\n")):
        if number in places or line.lstrip().startswith(("#", "|", "![", "---", "===")):
            continue
        for bare, labels in cited(_ITEM.sub("", line, count=1).strip()):
            if _WORD.search(bare) and not _FIXED.fullmatch(bare):
                yield Statement(bare, labels, number + 1)


def cited(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Cut a line into sentences without marks, each with the labels it cites."""
    # the mark stands behind the full stop, and a sentence ends with its mark
    for sentence in sentences(_ENDED.sub(r"\2\1", text)):
        yield " ".join(_MARKS.sub("", sentence).split()), tuple(_LABEL.findall(sentence))


def unmarked(article: Article, records: Records) -> tuple[Statement, ...]:
    """List the statements that neither a receipt nor a mark accounts for, in the order they stand."""
    receipts = {receipt.label: receipt for receipt in article.receipts}
    marked = {each.sha256 for each in article.own_words}
    quoted = {label: _quoted(receipt, records) for label, receipt in receipts.items()}
    return tuple(
        each
        for each in statements(article.body)
        if each.sha256 not in marked and not _is_proved(each, receipts, quoted, article.body)
    )


def own_words(article: Article, page: PageText, records: Records, _today: date) -> Found:
    """Yield that there are statements nobody accounts for, once for the page."""
    found = unmarked(article, records)
    if found:
        shift = page.text.count("\n") - article.body.count("\n")
        count = f"{len(found)} statements have" if len(found) > 1 else "1 statement has"
        message = f"{count} no receipt and no mark, the first: “{_short(found[0].text)}”"
        yield "KB113", max(1, found[0].line + shift), message


def mark(article: Article, text: str, records: Records, today: date) -> str:
    """Give the page with its unmarked statements marked, and marks of statements that are gone left out."""
    new = dict.fromkeys(each.sha256 for each in unmarked(article, records))
    stated = {each.sha256 for each in statements(article.body)}
    kept = [each for each in article.own_words if each.sha256 in stated]
    own = [*kept, *(OwnWords(sha256=each, on=today) for each in new)]
    if tuple(own) == article.own_words:
        return text
    values = [markdown.own_words_values(each) for each in own] or None
    return frontmatter.replace_fields(text, {"own_words": values}, path=article.path, order=markdown.ORDER)


def _is_proved(
    statement: Statement, receipts: Mapping[str, Receipt], quoted: Mapping[str, str | None], body: str
) -> bool:
    """Whether what it cites says it; a footnote that somebody explains is a source of their own."""
    words = set(_WORD.findall(fold(statement.text)))
    for label in statement.labels:
        if label not in receipts:
            if f"[^{label}]:" in body:
                return True
            continue
        passage = quoted[label]
        if passage is None:
            return True  # the receipt itself is found to be wrong
        if len(words & set(_WORD.findall(fold(passage)))) >= ENOUGH * len(words):
            return True
    return False


def _quoted(receipt: Receipt, records: Records) -> str | None:
    """Give the passage a receipt is for, None when it does not hold."""
    incident = records.get(receipt.ref)
    if incident is None:
        return None
    for text in fields(incident, receipt.field):
        if receipt.field == "summary" and digest(text) == receipt.sha256:
            return text
        for passage in passages(text):
            if digest(passage.text) == receipt.sha256:
                return passage.text
    return None


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
