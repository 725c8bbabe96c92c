"""An article as it would be had it not been told one incident's wording: what that incident's own test asks."""

import re
from collections.abc import Collection
from dataclasses import replace

from kb.articles.sections import sections
from kb.articles.standard.own import cited
from kb.model.article import Article
from kb.model.incident import IncidentRef
from kb.model.prose import fold

_WORD = re.compile(r"[^\W_]+")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]+")


def without(article: Article, ref: IncidentRef, wordings: Collection[str]) -> Article:
    """
    Leave out the other wordings that are this incident's, and the sentences of the issue that only it is cited for.

    The title stays: it is what the article is called. Case, accents and punctuation of a wording do not matter.
    """
    own = {_words(each) for each in wordings}
    asked = tuple(each for each in article.also_asked_as if _words(each) not in own)
    return replace(article, also_asked_as=asked, body=_less(article, ref))


def _less(article: Article, ref: IncidentRef) -> str:
    cites = {receipt.label: receipt.ref for receipt in article.receipts}
    lines = article.body.split("\n")
    for part in sections(article.body):
        if fold(part.title).strip(" :") != "issue":
            continue
        for number in range(part.line, len(lines)):
            if lines[number].startswith(("# ", "## ")):
                break
            if "[^" in lines[number] and not lines[number].startswith("[^"):
                lines[number] = _kept(lines[number], cites, ref)
    return "\n".join(lines)


def _kept(line: str, cites: dict[str, IncidentRef], ref: IncidentRef) -> str:
    lead = match[0] if (match := _ITEM.match(line)) else ""
    told = list(cited(line[len(lead) :].strip()))
    kept = [text for text, labels in told if not labels or any(cites.get(label) != ref for label in labels)]
    if len(kept) == len(told):
        return line
    return lead + " ".join(kept) if kept else ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))
