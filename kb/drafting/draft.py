"""Draft an article from a group: extractive, each statement with its receipt, the same bytes each time."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from kb.drafting import answer as answers
from kb.drafting.answer import Answer
from kb.drafting.body import write_body
from kb.drafting.issue import symptoms
from kb.drafting.likeness import codes
from kb.drafting.problem import asks_how
from kb.drafting.receipts import Receipts
from kb.drafting.remarks import is_wish
from kb.drafting.telling import Telling, is_offer, telling
from kb.drafting.title import choose, clean, spoken, title, wordings
from kb.drafting.ways import Way, ways
from kb.model.article import Article, ArticleType, Audience, Confidence
from kb.model.group import IncidentGroup
from kb.model.incident import RedactedIncident, ResolutionKind
from kb.model.prose import slug
from kb.model.receipt import PassageKind

MOST_WORDINGS = 12

_NO_PLACE = re.compile(
    r"v?\d+(?:\.[\w-]+)+|(?:general|other|misc(?:ellaneous)?|none|n/?a|unknown|default|all|tbd|-+)",
    re.IGNORECASE,
)


def draft(
    group: IncidentGroup,
    *,
    created: date,
    owner: str = "",
    taken: frozenset[str] = frozenset(),
    boilerplate: tuple[str, ...] = (),
) -> Article:
    """Make an article of a group; `taken` are ids that exist already."""
    incidents = group.incidents
    found = [each for each in (answers.find(incident, boilerplate) for incident in incidents) if each]
    told = ways(_fitting(found, incidents))
    environment = _environment(incidents)
    asked = wordings(incidents)
    issue = choose(asked or _described(incidents), environment, spoken(incidents))
    name = title(issue, environment)
    kind = _type(told, issue)
    identity = _identity(incidents, taken)
    receipts = Receipts()
    body = write_body(incidents, issue, environment, told, kind, receipts)
    days = [incident.opened_at.astimezone(UTC).date() for incident in incidents if incident.opened_at]
    return Article(
        id=identity,
        path=f"{kind.folder}/{slug(issue)}-{identity}.md",
        title=name,
        type=kind,
        confidence=Confidence.NOT_VALIDATED if told else Confidence.WIP,
        audience=Audience.SUPPORT,
        owner=owner or _most_common(incident.group for incident in incidents),
        environment=environment,
        error_codes=_codes(incidents),
        also_asked_as=tuple(each for each in asked if each != issue)[:MOST_WORDINGS],
        evidence=tuple(incident.ref for incident in incidents),
        first_seen=min(days, default=None),
        last_seen=max(days, default=None),
        created=created,
        tags=tuple(slug(each) for each in environment),
        receipts=tuple(receipts.made),
        body=body,
    )


def growth(article: Article, group: IncidentGroup) -> Article:
    """Give the article with what a group adds to it: evidence, wordings, codes and dates, never its text."""
    evidence = tuple(sorted({*article.evidence, *(incident.ref for incident in group.incidents)}))
    new = [incident for incident in group.incidents if incident.ref not in article.evidence]
    if not new:
        return article
    known = {each.casefold() for each in (*article.also_asked_as, article.title)}
    more = [
        each for each in wordings(new) if each.casefold() not in known and not article.title.startswith(each)
    ]
    days = [incident.opened_at.astimezone(UTC).date() for incident in new if incident.opened_at]
    first = [day for day in (article.first_seen, *days) if day]
    last = [day for day in (article.last_seen, *days) if day]
    return replace(
        article,
        evidence=evidence,
        also_asked_as=(*article.also_asked_as, *more)[: max(MOST_WORDINGS, len(article.also_asked_as))],
        error_codes=tuple(dict.fromkeys((*article.error_codes, *_codes(new)))),
        first_seen=min(first, default=None),
        last_seen=max(last, default=None),
    )


def _identity(incidents: Sequence[RedactedIncident], taken: frozenset[str]) -> str:
    """Mint an id from the earliest incident, so that two branches that harvest the same week agree."""
    earliest = min(incidents, key=lambda each: (each.opened_at or datetime.max.replace(tzinfo=UTC), each.ref))
    seed = hashlib.sha256(str(earliest.ref).encode()).hexdigest()
    length = 8
    while f"kb-{seed[:length]}" in taken:
        length += 2
    return f"kb-{seed[:length]}"


def _fitting(found: Sequence[Answer], incidents: Sequence[RedactedIncident]) -> list[Answer]:
    """Leave out where something new is to be had, which ends nobody's trouble, unless all wished for it."""
    if all(is_wish(incident) for incident in incidents):
        return list(found)
    return [each for each in found if not (is_wish(each.incident) and is_offer(each.text))]


def _described(incidents: Sequence[RedactedIncident]) -> tuple[str, ...]:
    """Give what descriptions say first, where every summary is empty or names somebody."""
    return tuple(clean(each.text) for incident in incidents for each in symptoms(incident.description)[:1])


def _type(told: Sequence[Way], issue: str) -> ArticleType:
    """
    Choose by what most answers of the way shown first are; a question answered without steps is a FAQ.

    Where no system says what ended its incident, an issue that asks how or where is a question.
    """
    if not told:
        return ArticleType.TROUBLESHOOTING
    kinds = Counter(each.resolution_kind for each in told[0].told)
    if kinds[ResolutionKind.WORKAROUND] > kinds[ResolutionKind.FIX]:
        return ArticleType.KNOWN_ERROR
    asks = asks_how(issue) and not kinds[ResolutionKind.FIX] and _instructs(told[0])
    if asks or kinds[ResolutionKind.HOW_TO] > kinds[ResolutionKind.FIX]:
        steps = sum(each.kind is PassageKind.STEP for each in told[0].best.passages)
        return ArticleType.HOW_TO if steps >= 2 else ArticleType.FAQ
    return ArticleType.TROUBLESHOOTING


def _instructs(way: Way) -> bool:
    return any(telling(each.text) is Telling.INSTRUCTION for each in way.best.passages)


def _environment(incidents: Sequence[RedactedIncident]) -> tuple[str, ...]:
    """Name what at least a third of the incidents name, the most frequent first."""
    named = Counter(
        name
        for incident in incidents
        for name in dict.fromkeys(incident.environment)
        if not _NO_PLACE.fullmatch(name)
    )
    often = [
        name
        for name, count in sorted(named.items(), key=lambda item: (-item[1], item[0]))
        if count * 3 >= len(incidents)
    ]
    return tuple(often[:4])


def _codes(incidents: Sequence[RedactedIncident]) -> tuple[str, ...]:
    told = Counter(code for incident in incidents for code in codes(incident))
    return tuple(code for code, _ in sorted(told.items(), key=lambda item: (-item[1], item[0]))[:6])


def _most_common(names: Iterable[str]) -> str:
    told = Counter(name for name in names if name)
    return min(told, key=lambda name: (-told[name], name)) if told else ""
