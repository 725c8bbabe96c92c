"""What a harvest does to an article that is there: its evidence grows, and only a draft nobody touched is drafted anew."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kb.articles.lifecycle import has_answer
from kb.config import HarvestSettings
from kb.drafting.doubt import flags
from kb.drafting.draft import draft, growth
from kb.flows.evidence import hidden
from kb.ledger.repository import Merge
from kb.model.article import Article, Confidence
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident

_ANY_DAY = date.min  # what is compared or taken over of a draft does not hold the day it was made


_ASKED_FOR = " is like what it answered, although it is retired."


def grown(article: Article, group: IncidentGroup, merge: Merge, settings: HarvestSettings) -> Article:
    """
    Give the article with what this harvest adds: evidence, wordings, codes, days, counts and flags.

    A draft without an answer whose text is still as it was drafted gets the text of a new draft, once an
    incident tells what solved it; one that somebody has touched is flagged instead. So is a retired one that is
    asked for again: nobody else would answer these incidents.
    """
    after = growth(article, group)
    known = set(article.evidence)
    joined = [each for each in group.incidents if each.ref not in known]
    doubts = flags(article.evidence, joined, merge.replaced, merge.incidents, settings.boilerplate)
    if after.evidence != article.evidence:
        after = replace(after, redactions=hidden(group.incidents))
    changed = joined or any(ref in merge.replaced for ref in article.evidence)
    if changed and group.incidents and article.confidence is Confidence.WIP and not has_answer(article):
        anew = _drafted(after, group, settings)
        if anew.confidence is not Confidence.WIP:
            if _is_as_drafted(article, merge, settings):
                return anew
            told = next(receipt.ref for receipt in anew.receipts if receipt.field in ("resolution", "entry"))
            doubts = (*doubts, f"{told} tells what solved it.")
    if joined and article.confidence is Confidence.ARCHIVED and not is_asked_for(article):
        doubts = (*doubts, f"{joined[0].ref}{_ASKED_FOR}")
    more = tuple(each for each in doubts if each not in after.flagged)
    return replace(after, flagged=(*after.flagged, *more)) if more else after


def is_asked_for(article: Article) -> bool:
    """Whether a harvest has flagged a retired article because incidents ask for it again."""
    return any(each.endswith(_ASKED_FOR) for each in article.flagged)


def _drafted(after: Article, group: IncidentGroup, settings: HarvestSettings) -> Article:
    made = draft(group, created=_ANY_DAY, boilerplate=settings.boilerplate)
    return replace(after, confidence=made.confidence, receipts=made.receipts, body=made.body)


def _is_as_drafted(article: Article, merge: Merge, settings: HarvestSettings) -> bool:
    """Whether its text is to the byte what a draft from the records as they were would be."""
    was: Mapping[IncidentRef, RedactedIncident] = {**merge.incidents, **merge.replaced}
    incidents = tuple(was[ref] for ref in sorted(article.evidence) if ref in was)
    if not incidents:
        return False
    made = draft(IncidentGroup(incidents=incidents), created=_ANY_DAY, boilerplate=settings.boilerplate)
    return made.body == article.body and made.receipts == article.receipts
