"""Draft an article from a group: extractive, each statement with its receipt, the same bytes each time."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from kb.drafting import answer as answers
from kb.drafting.answer import Answer
from kb.drafting.likeness import codes, dot, unit, words
from kb.drafting.markdown import escape, fence
from kb.drafting.title import choose, clean, title, wordings
from kb.model.article import Article, ArticleType, Audience, Confidence, Receipt
from kb.model.group import IncidentGroup
from kb.model.incident import EntryKind, IncidentRef, RedactedIncident, ResolutionKind
from kb.model.prose import digest, slug
from kb.model.receipt import Passage, PassageKind, passages

MOST_WORDINGS = 12
MOST_ISSUE = 3
MOST_STEPS = 12

_FIELDS = {
    "summary": "summary",
    "description": "description",
    "resolution": "resolution notes",
    "entry": "a remark",
}
_SYSTEMS = {"servicenow": "ServiceNow", "jira": "Jira"}


@dataclass(slots=True)
class _Receipts:
    """Numbers the passages in the order they are quoted."""

    made: list[Receipt] = field(default_factory=list)

    def quote(
        self, passage: str, incident: RedactedIncident, name: str, kind: EntryKind, at: datetime | None
    ) -> str:
        for known in self.made:
            if known.ref == incident.ref and known.field == name and known.sha256 == digest(passage):
                return f"[^{known.label}]"
        label = f"r{len(self.made) + 1}"
        self.made.append(
            Receipt(label=label, ref=incident.ref, field=name, kind=kind, at=at, sha256=digest(passage))
        )
        return f"[^{label}]"

    def notes(self) -> list[str]:
        lines = []
        for receipt in self.made:
            system = _SYSTEMS.get(receipt.ref.system, receipt.ref.system)
            day = f", {receipt.at.astimezone(UTC):%-d %B %Y}" if receipt.at else ""
            lines.append(
                f"[^{receipt.label}]: {escape(system)} {escape(receipt.ref.key)}, {_FIELDS[receipt.field]}{day}."
            )
        return lines


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
    chosen = _most_typical(found)
    kind = _type(found)
    environment = _environment(incidents)
    told = wordings(incidents)
    issue = choose(told, environment)
    name = title(issue, environment)
    identity = _identity(incidents, taken)
    receipts = _Receipts()
    body = _body(incidents, issue, environment, chosen, found, kind, receipts)
    days = [incident.opened_at.astimezone(UTC).date() for incident in incidents if incident.opened_at]
    return Article(
        id=identity,
        path=f"{kind.folder}/{slug(issue)}-{identity}.md",
        title=name,
        type=kind,
        confidence=Confidence.NOT_VALIDATED if chosen else Confidence.WIP,
        audience=Audience.SUPPORT,
        owner=owner or _most_common(incident.group for incident in incidents),
        environment=environment,
        error_codes=_codes(incidents),
        also_asked_as=tuple(each for each in told if each != issue)[:MOST_WORDINGS],
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


def _type(found: Sequence[Answer]) -> ArticleType:
    kinds = Counter(each.incident.resolution_kind for each in found)
    if kinds[ResolutionKind.WORKAROUND] > kinds[ResolutionKind.FIX]:
        return ArticleType.KNOWN_ERROR
    if kinds[ResolutionKind.HOW_TO] > kinds[ResolutionKind.FIX]:
        return ArticleType.HOW_TO
    return ArticleType.TROUBLESHOOTING


def _environment(incidents: Sequence[RedactedIncident]) -> tuple[str, ...]:
    """Name what at least a third of the incidents name, the most frequent first."""
    named = Counter(name for incident in incidents for name in dict.fromkeys(incident.environment))
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


def _most_typical(found: Sequence[Answer]) -> Answer | None:
    """Choose the answer most like the others; steps and a readable length count for it, names against it."""
    if not found:
        return None
    bags = [unit(Counter(words(each.text))) for each in found]

    def worth(number: int) -> float:
        alike = sum(dot(bags[number], bag) for other, bag in enumerate(bags) if other != number) / max(
            1, len(found) - 1
        )
        text = found[number].text
        length = len(text.split())
        steps = sum(passage.kind is PassageKind.STEP for passage in found[number].passages)
        readable = 0.15 if 12 <= length <= 120 else -0.15 if length < 6 or length > 250 else 0.0
        close_note = 0.1 if found[number].field == "resolution" else 0.0
        names = 0.2 if answers.is_personal(text) else 0.0
        return alike + (0.15 if steps >= 2 else 0.0) + readable + close_note - names

    best = max(range(len(found)), key=lambda n: (round(worth(n), 9), found[n].incident.ref))
    return found[best]


def _other_way(chosen: Answer, found: Sequence[Answer]) -> Answer | None:
    """Give another answer that two or more incidents tell and that shares next to nothing with the chosen one."""
    mine = unit(Counter(words(chosen.text)))
    unlike = [
        each
        for each in found
        if dot(mine, unit(Counter(words(each.text)))) < 0.05 and not answers.is_personal(each.text)
    ]
    for each in unlike:
        bag = unit(Counter(words(each.text)))
        if any(dot(bag, unit(Counter(words(other.text)))) > 0.3 for other in unlike if other is not each):
            return _most_typical(unlike)
    return None


def _body(
    incidents: Sequence[RedactedIncident],
    issue: str,
    environment: Sequence[str],
    chosen: Answer | None,
    found: Sequence[Answer],
    kind: ArticleType,
    receipts: _Receipts,
) -> str:
    parts = ["## Issue", _issue(incidents, issue, receipts)]
    if environment:
        parts += ["## Environment", "\n".join(f"- {escape(name)}" for name in environment)]
    heading = "## Workaround" if kind is ArticleType.KNOWN_ERROR else "## Resolution"
    if chosen is None:
        parts += [
            heading,
            "No resolution is known yet.",
        ]
    else:
        causes = [
            each
            for each in chosen.passages
            if each.kind is PassageKind.SENTENCE and answers.is_cause(each.text)
        ]
        if causes and len(causes) < len(chosen.passages):
            parts += ["## Cause", " ".join(_sentence(each, chosen, receipts) for each in causes[:2])]
        rest = tuple(
            each
            for each in chosen.passages
            if not (len(causes) < len(chosen.passages) and each in causes[:2])
        )
        parts += [heading, _steps(rest, chosen, receipts)]
        other = _other_way(chosen, found)
        if other is not None:
            parts += ["### Another way that helped", _steps(other.passages, other, receipts)]
    return "\n\n".join(parts) + "\n\n" + "\n".join(receipts.notes()) + "\n"


def _issue(incidents: Sequence[RedactedIncident], issue: str, receipts: _Receipts) -> str:
    """Tell the issue in a requestor's words: the description that says most about it and least about a person."""
    target = unit(Counter(words(" ".join(f"{i.summary} {i.description}" for i in incidents))))
    best: tuple[float, IncidentRef] | None = None
    quoted: tuple[RedactedIncident, list[Passage]] | None = None
    for incident in incidents:
        kept = [
            each
            for each in answers.worth_quoting(passages(incident.description))
            if each.kind is not PassageKind.CODE
            and not answers.is_personal(each.text)
            and _is_plain(each.text)
        ][:MOST_ISSUE]
        if not kept:
            continue
        text = " ".join(each.text for each in kept)
        score = dot(target, unit(Counter(words(text)))) + (0.1 if 8 <= len(text.split()) <= 60 else 0.0)
        if best is None or (round(score, 9), incident.ref) > best:
            best, quoted = (round(score, 9), incident.ref), (incident, kept)
    if quoted is None:
        for incident in incidents:
            if clean(incident.summary) == issue:
                return f"{escape(issue)}. {receipts.quote(incident.summary, incident, 'summary', EntryKind.PUBLIC, incident.opened_at)}"
        return f"{escape(issue)}."
    incident, kept = quoted
    lines = []
    for each in kept:
        note = receipts.quote(each.text, incident, "description", EntryKind.PUBLIC, incident.opened_at)
        lines.append(f"{_worded(each.text)}{note}")
    return " ".join(lines)


def _is_plain(text: str) -> bool:
    return bool(re.search(r"[a-zA-Z]{3}", text)) and len(text) < 500


def _worded(text: str) -> str:
    """Write a passage as a sentence: inert, without its greeting, with a capital and an end."""
    bare = answers.without_greeting(text)
    first = bare.split(" ", 1)[0]
    # a name such as iPhone or appcd-plugin keeps its own case
    return _ended(escape(bare[:1].upper() + bare[1:] if first.isalpha() and first.islower() else bare))


def _ended(text: str) -> str:
    return text if re.search(r"[.!?:…)»”\"]$", text) else f"{text}."


def _sentence(passage: Passage, source: Answer, receipts: _Receipts) -> str:
    note = receipts.quote(passage.text, source.incident, source.field, source.kind, source.at)
    return f"{_worded(passage.text)}{note}"


def _steps(found: Sequence[Passage], source: Answer, receipts: _Receipts) -> str:
    """Number what were steps; leave sentences a paragraph; keep code in its place."""
    numbered = sum(each.kind is PassageKind.STEP for each in found) >= 2
    blocks: list[str] = []
    prose: list[str] = []
    number = 0
    for each in found[:MOST_STEPS]:
        if each.kind is PassageKind.STEP and numbered:
            if prose:
                blocks.append(" ".join(prose))
                prose = []
            number += 1
            line = f"{number}. {_sentence(each, source, receipts)}"
            if number > 1:
                blocks[-1] += f"\n{line}"
            else:
                blocks.append(line)
        elif each.kind is PassageKind.CODE:
            note = receipts.quote(each.text, source.incident, source.field, source.kind, source.at)
            prose.append(f"As recorded:{note}")
            blocks += [" ".join(prose), fence(each.text)]
            prose = []
            numbered = numbered and number == 0
        else:
            prose.append(_sentence(each, source, receipts))
    if prose:
        blocks.append(" ".join(prose))
    return "\n\n".join(blocks)
