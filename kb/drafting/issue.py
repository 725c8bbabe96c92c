"""The issue of a group, in a requestor's own words."""

import re
from collections import Counter
from collections.abc import Sequence

from kb.drafting.likeness import dot, unit, words
from kb.drafting.noise import header, is_lead_in, is_personal, is_sample, is_talk, is_test
from kb.drafting.problem import names_problem
from kb.drafting.quoting import worth_quoting
from kb.drafting.receipts import Place, Receipts, worded
from kb.drafting.title import clean
from kb.model.incident import EntryKind, IncidentRef, RedactedIncident
from kb.model.prose import error_codes, fold
from kb.model.receipt import Passage, PassageKind, passages

MOST = 3
"""Sentences that are quoted."""

FEWEST = 3
"""Words a sentence needs to say what is wrong."""

LONGEST = 300
"""Characters a sentence has that reads well."""

_ASIDE = ("steps", "test", "expected", "environment", "sample", "reproduction", "logs", "log", "code", "user story", "acceptance", "additional", "attachment")  # fmt: skip
_ATTACHED = re.compile(
    r"\b(?:attach(?:ed|ment|ments|ing)|screen ?shots?|see (?:the )?(?:below|above|image|video|picture|link)|as (?:shown|seen) (?:below|above|in)|this (?:ticket|story|task|epic)|reproduc\w*|here(?:'s| is) (?:the|a|an|my)|the following (?:code|sample|example))\b"
)


def tell_issue(incidents: Sequence[RedactedIncident], issue: str, receipts: Receipts) -> str:
    """Quote the description that says most about the problem and least about a person, else the summary."""
    target = unit(Counter(words(" ".join(f"{i.summary} {i.description}" for i in incidents))))
    best: tuple[float, IncidentRef] | None = None
    quoted: tuple[RedactedIncident, Sequence[Passage]] | None = None
    for incident in incidents:
        kept = symptoms(incident.description)
        if not kept:
            continue
        score = round(_worth(kept, target), 9)
        if best is None or (score, incident.ref) > best:
            best, quoted = (score, incident.ref), (incident, kept)
    if quoted is None:
        return _summary(incidents, issue, receipts)
    incident, told = quoted
    place = Place(incident, "description", EntryKind.PUBLIC, incident.opened_at)
    return " ".join(receipts.sentence(each.text, place) for each in told)


def symptoms(description: str) -> tuple[Passage, ...]:
    """Pick the sentences that tell what is wrong: from the one before the first that names a problem."""
    told: list[Passage] = []
    skipping = False
    found = passages(description)
    worth = {id(each) for each in worth_quoting(found)}
    for passage in found:
        if passage.kind is not PassageKind.CODE and (name := header(passage.text)):
            skipping = name.startswith(_ASIDE)
        elif passage.kind is PassageKind.SENTENCE and is_test(passage.text):
            skipping = True
        if skipping or id(passage) not in worth or passage.kind is PassageKind.CODE:
            continue
        if _is_symptom(passage):
            told.append(passage)
    first = next((number for number, each in enumerate(told) if names_problem(each.text)), 0)
    start = max(0, first - 1)
    return tuple(told[start : start + MOST])


def _is_symptom(passage: Passage) -> bool:
    text = passage.text
    return (
        not is_personal(text)
        and not is_lead_in(text)
        and not is_sample(text)
        and not _ATTACHED.search(fold(text))
        and (len(re.findall(r"[^\W\d_]{2,}", text)) >= FEWEST or bool(error_codes(text)))
        and len(text) < 500
    )


def _worth(kept: Sequence[Passage], target: dict[str, float]) -> float:
    text = " ".join(each.text for each in kept)
    worth = dot(target, unit(Counter(words(text))))
    worth += 0.1 if 8 <= len(text.split()) <= 60 else 0.0
    worth += 0.15 if any(names_problem(each.text) for each in kept) else 0.0
    worth -= 0.2 if any(len(each.text) > LONGEST or is_talk(each.text) for each in kept) else 0.0
    worth -= 0.1 if all(each.kind is PassageKind.STEP for each in kept) else 0.0
    return worth


def _summary(incidents: Sequence[RedactedIncident], issue: str, receipts: Receipts) -> str:
    for incident in incidents:
        if clean(incident.summary) == issue:
            place = Place(incident, "summary", EntryKind.PUBLIC, incident.opened_at)
            return f"{worded(issue)}{receipts.quote(incident.summary, place)}"
    return worded(issue)
