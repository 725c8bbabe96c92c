"""The issue of a group, in a requestor's own words."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from kb.drafting.language import language
from kb.drafting.likeness import dot, unit, words
from kb.drafting.noise import (
    header,
    is_asking,
    is_dangling,
    is_lead_in,
    is_personal,
    is_sample,
    is_talk,
    is_test,
)
from kb.drafting.problem import names_problem, names_symptom
from kb.drafting.quoting import worth_quoting
from kb.drafting.receipts import Place, Receipts, worded
from kb.drafting.telling import is_imperative, is_release
from kb.drafting.title import clean, spoken
from kb.model.incident import EntryKind, IncidentRef, RedactedIncident
from kb.model.prose import error_codes, fold
from kb.model.receipt import Passage, PassageKind, passages

MOST = 3
"""Sentences that are quoted."""

FEWEST = 3
"""Words a sentence needs to say what is wrong."""

LONGEST = 300
"""Characters a sentence has that reads well."""

_ASIDE = ("workaround", "solution", "resolution", "fix", "steps", "test", "expected", "environment", "sample", "reproduction", "logs", "log", "code", "user story", "acceptance", "additional", "attachment")  # fmt: skip
_PROPOSAL = re.compile(
    # what to do about it, in the eyes of who wrote it
    r"^(?:(?:so|also|basically|therefore|instead|ideally|perhaps|maybe|probably|anyway),? ){0,2}(?:[^,.]{3,60}, )?(?:i (?:think|guess|suggest|propose|believe) (?:that )?)?we(?:'ll)? (?:probably |will |would |really |just )?(?:should|needs?|could|might|must|have to|ought)\b(?! not\b)|"
    r"^i (?:think|guess|suggest|propose)\b[^.]{0,60}\b(?:should|could|would)\b|^(?:a|one|another|the) (?:[\w-]{2,12} )?(?:fix|solution|workaround) (?:is|was|would|could|should|might)\b|"
    r"^(?:this|it|that) (?:should|needs to|must|has to) be (?:fixed|solved|resolved|changed|done|addressed)\b|^to (?:solve|fix|resolve) (?:this|it|that)\b|^needs? to\b|\b(?:but|so|thus|therefore) we (?:should|need to|must|could|have to|ought to)\b|^i'?m (?:sure|certain|afraid) (?:that )?we\b"
)
_CUT_OFF = re.compile(
    r"\b(?:adding|using|calling|running|setting|typing|entering|executing|the|an?|to|with|by|from|into|like|as|of|for|via|and|or|is|are)[ *_]*$"
)
_BEGS = re.compile(
    r"(?:could|can|would|will) (?:you|anyone|anybody|someone|somebody)\b|(?:please|pls|kindly)\b"
)
_CODE = re.compile(r"`[^`]{0,400}`")
_ATTACHED = re.compile(
    r"\b(?:attach(?:ed|ment|ments|ing)|screen ?shots?|see (?:the )?(?:below|above|image|video|picture|link)|as (?:shown|seen) (?:below|above|in)|this (?:ticket|story|task|epic)|reproduc\w*|^(?:more|further|additional) (?:infos?|information|details)|here(?:'s| is) (?:the|a|an|my)|the following (?:code|sample|example))\b"
)


def tell_issue(incidents: Sequence[RedactedIncident], issue: str, receipts: Receipts) -> str:
    """Quote the description that says most about the problem and least about a person, else the summary."""
    target = unit(Counter(words(" ".join(f"{i.summary} {i.description}" for i in incidents))))
    most = spoken(incidents)
    best: tuple[float, IncidentRef] | None = None
    quoted: tuple[RedactedIncident, Sequence[Passage]] | None = None
    for incident in incidents:
        kept = symptoms(incident.description)
        if not kept:
            continue
        is_foreign = language(" ".join(each.text for each in kept)) not in ("", most)
        score = round(_worth(kept, target) - (0.3 if is_foreign else 0.0), 9)
        if best is None or (score, incident.ref) > best:
            best, quoted = (score, incident.ref), (incident, kept)
    if quoted is None:
        return _summary(incidents, issue, receipts)
    incident, told = quoted
    place = Place(incident, "description", EntryKind.PUBLIC, incident.opened_at)
    leans = is_dangling(told[0].text, opens=False)
    if not leans and (_names_it(told) or not names_problem(issue)):
        return " ".join(receipts.sentence(each.text, place) for each in told)
    # the summary opens what would not be understood, or not say what is wrong, without it
    head = next((each for each in incidents if clean(each.summary) == issue), None)
    said = [_quoted(head, issue, receipts)] if head else []
    said += [
        receipts.sentence(each.text, place) for each in told if head is None or not is_imperative(each.text)
    ]
    return " ".join(said)


def _names_it(told: Sequence[Passage]) -> bool:
    return any(names_problem(each.text) or "?" in each.text for each in told)


def symptoms(description: str) -> tuple[Passage, ...]:
    """Pick the sentences that tell what is wrong: from the one before the first that names a problem."""
    told: list[Passage] = []
    skipping = False
    found = passages(description)
    worth = {id(each) for each in worth_quoting(found, questions=True)}
    cut_off = {  # what ends such a sentence is a block of code or a list
        id(before)
        for before, after in pairwise(found)
        if before.kind is PassageKind.SENTENCE
        and after.kind is not PassageKind.SENTENCE
        and _CUT_OFF.search(before.text)
    }
    for passage in found:
        if passage.kind is not PassageKind.CODE and (name := header(passage.text)):
            skipping = name.startswith(_ASIDE)
        elif passage.kind is PassageKind.SENTENCE and is_test(passage.text):
            skipping = True
        if skipping or id(passage) not in worth or id(passage) in cut_off or passage.kind is PassageKind.CODE:
            continue
        if _is_symptom(passage) and all(fold(passage.text) != fold(each.text) for each in told):
            told.append(passage)
    plain = [each for each in told if not _PROPOSAL.search(fold(each.text))]
    if any(names_problem(each.text) for each in plain):
        told = plain  # a wish has nothing else
    named = [number for number, each in enumerate(told) if names_problem(each.text)]
    start = max(0, named[0] - 1) if named else 0
    chosen = told[start : start + MOST]
    while chosen and _says_no_more(chosen[0], chosen[1:]):
        chosen = chosen[1:]
    return tuple(chosen)


def _says_no_more(opening: Passage, rest: Sequence[Passage]) -> bool:
    """Whether the sentence that opens leans on one that is not quoted, or is a step on the way to the problem."""
    if names_problem(opening.text) or not any(names_problem(each.text) for each in rest):
        return False
    return is_dangling(opening.text, opens=True) or (
        opening.kind is PassageKind.STEP and is_imperative(opening.text)
    )


def _is_symptom(passage: Passage) -> bool:
    text = passage.text
    return (
        not is_personal(text)
        and not is_lead_in(text)
        and not is_sample(text)
        and not is_release(text)
        and not _is_request(text)
        and not _BEGS.match(fold(text))
        and not _ATTACHED.search(fold(text))
        and ((_words(text) >= FEWEST and _words(_CODE.sub(" ", text)) >= 2) or bool(error_codes(text)))
        and len(text) < 500
    )


def _words(text: str) -> int:
    return sum(bool(re.search(r"[^\W\d_]{2,}", word)) for word in text.split())


def _is_request(text: str) -> bool:
    """Whether a question asks its reader for something rather than how to do it."""
    return text.rstrip("*_ )").endswith("?") and (is_asking(text.rstrip("?*_ )")) or not names_symptom(text))


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
            return _quoted(incident, issue, receipts)
    return worded(issue)


def _quoted(incident: RedactedIncident, issue: str, receipts: Receipts) -> str:
    place = Place(incident, "summary", EntryKind.PUBLIC, incident.opened_at)
    return f"{worded(issue)}{receipts.quote(incident.summary, place)}"
