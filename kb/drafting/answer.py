"""Find what solved an incident: the passages that say so, without chatter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.drafting.boilerplate import says_nothing
from kb.model.incident import Entry, EntryKind, RedactedIncident, ResolutionKind
from kb.model.prose import fold
from kb.model.receipt import Passage, PassageKind, passages

_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|moin|hallo)\b[^.!?]{0,60}[,.!:–-]*$"
)
_LEADING_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon)|moin|hallo)\b[^,.!?\n]{0,30}[,.!–-]+\s*", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"^(?:(?:kind|best|warm|many)\s+)?(?:regards|greetings|wishes|cheers|rgds|br|mfg|thanks|thank you|thx|ty)\b[^.?]{0,60}$"
)
_CHATTER = re.compile(
    r"(?:^(?:thanks|thank you|thx|many thanks|sorry|apologies|great|perfect|super|ok|okay|sure|no worries|you'?re welcome|np|well done)\b)"
    r"|let (?:me|us) know|please try again|try again|feel free|any (?:other )?questions|have a (?:nice|good|great)|looking into|"
    r"look into (?:it|this)|will (?:check|investigate|look|get back|come back)|closing (?:the|this)|close (?:the|this) (?:ticket|incident|issue)|"
    r"(?:ticket|incident|issue) (?:closed|reopened|reassigned|assigned|updated)|reassign|assigned to|escalat|"
    r"(?:caller|user|requester|she|he|they) (?:confirmed|confirms|is happy|are happy)|confirmed (?:by|with) (?:the )?(?:caller|user)|"
    r"called (?:the )?(?:caller|user)|left (?:a )?(?:message|voicemail)|no answer|waiting for|any (?:news|update)|"
    r"^(?:merged|pr|pull request|build (?:passed|failed|succeeded)|commit|fixed in commit|see (?:also )?https?|https?://\S+$)|"
    r"^(?:done|fixed|resolved|solved|works? now|working now|all good)[.! ]*$|"
    r"^clos(?:ed|ing)\b|^cleaning up\b|should not have been closed|^(?:fix |pr )?verified\b|\bfix (?:is |was |has been )?verified\b|"
    r"^(?:moved|moving) (?:this|it|the) |^(?:waiting|pending)\b|^(?:back ?port|merge)(?:ed)? to\b"
)
_HEADERS = frozenset(
    (
        "description", "problem description", "problem", "issue", "details", "steps", "steps to reproduce", "reproduction steps",
        "notes", "note", "environment", "testing environment", "test environment", "expected", "expected result", "expected results",
        "expected behavior", "actual", "actual result", "actual results", "actual behavior", "test case", "test code", "sample code",
        "summary", "background", "workaround", "solution", "resolution", "cause", "root cause", "logs", "log", "attachment", "update",
    )
)  # fmt: skip
_VERSIONS = re.compile(r"\b(?:ver(?:sion)?|npm|cli|sdk|os)\b\.?\s?:? ?v?\d+\.\d+", re.IGNORECASE)
_THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|works (?:now|again|fine)|that (?:fixed|solved|did|worked)|solved it|fixed it|it works|all good)\b"
)
_CUE = re.compile(
    r"\b(?:fix(?:ed)?|resolv|solution|solved|workaround|root cause|because|caused by|please (?:open|go|click|set|select|use|sign|clear|delete|remove|add|run|change)|"
    r"chang(?:e|ed)|correct(?:ed)?|updat(?:e|ed)|add(?:ed)?|remov(?:e|ed)|re-?start|reset|re-?run|re-?generat|rebuil|upgrad|install|enabl|disabl|"
    r"set (?:the|to|it)|need(?:s|ed)? to|you (?:can|have to|should)|turn(?:ed)? o|clear(?:ed)?|replac|revert|switch|assign(?:ed)? the|granted|mapped|rescind|correctly now)"
)
_CAUSE = re.compile(
    r"\b(?:because|caused by|due to|root cause|the reason|reason was|cause:|cause was|as a result of|was missing|were missing|had been|had not been)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\[(?:person(?: [A-Z]{1,2})?|email|phone|iban|card|national id|date of birth|id)\]")
_SECRET = re.compile(r"\[(?:password|secret|token|private key)\]")
_LOG_LINE = re.compile(r"^\s*(?:at [\w.$]+\(|\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[\w+\] )")

LONGEST_CODE = 20
"""Lines of a block of code that are quoted; a longer one is a log, not an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What solved one incident: the passages worth quoting, and where they stand."""

    incident: RedactedIncident
    field: str
    kind: EntryKind
    at: datetime | None
    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        """All passages as one text, to compare answers by."""
        return "\n".join(passage.text for passage in self.passages)


def find(incident: RedactedIncident, boilerplate: tuple[str, ...] = ()) -> Answer | None:
    """Give the answer of a resolved incident, or None when nobody wrote one down."""
    if incident.resolution_kind is ResolutionKind.DUPLICATE:
        return None
    if not says_nothing(incident.resolution, boilerplate):
        kept = worth_quoting(passages(incident.resolution))
        if kept:
            at = incident.resolved_at or incident.closed_at or incident.updated_at
            return Answer(incident, "resolution", EntryKind.PUBLIC, at, kept)
    entry = _solving_entry(incident, boilerplate)
    if entry is None:
        return None
    return Answer(incident, "entry", entry.kind, entry.at, worth_quoting(passages(entry.text)))


def _solving_entry(incident: RedactedIncident, boilerplate: tuple[str, ...]) -> Entry | None:
    """Take the remark before the reporter's thanks, else the last one that tells what was done."""
    entries = incident.entries
    for number in range(len(entries) - 1, 0, -1):
        entry = entries[number]
        if entry.author == incident.reporter and len(entry.text) < 400 and _THANKS.search(fold(entry.text)):
            for before in reversed(entries[:number]):
                if before.author != incident.reporter and _tells(before, boilerplate):
                    return before
    for entry in reversed(entries):
        if _tells(entry, boilerplate):
            return entry
    return None


def _tells(entry: Entry, boilerplate: tuple[str, ...]) -> bool:
    if says_nothing(entry.text, boilerplate):
        return False
    kept = worth_quoting(passages(entry.text))
    prose = " ".join(p.text for p in kept if p.kind is not PassageKind.CODE)
    if len(prose.split()) < 6 or prose.rstrip().endswith("?"):
        return False
    return bool(_CUE.search(fold(prose)))


def worth_quoting(found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Leave out greetings, signatures, thanks, questions, status noise, long logs and requestors' own facts."""
    kept: list[Passage] = []
    for passage in found:
        plain = fold(passage.text).strip()
        if passage.kind is PassageKind.CODE:
            if passage.text.count("\n") < LONGEST_CODE and not _SECRET.search(passage.text):
                kept.append(passage)
            continue
        if kept and _SIGNATURE.match(plain):
            break  # what follows a closing formula is the sender's card
        if _is_noise(passage, plain):
            continue
        kept.append(passage)
    return tuple(kept)


def _is_noise(passage: Passage, plain: str) -> bool:
    text = passage.text
    if (
        not re.search(r"[a-z]{2}", plain)
        or _GREETING.match(plain)
        or _SIGNATURE.match(plain)
        or _LOG_LINE.match(text)
    ):
        return True
    if plain.strip(" .:-*") in _HEADERS or len(_VERSIONS.findall(text)) >= 3:
        return True  # a heading without what it heads, or the list of somebody's versions
    if passage.kind is PassageKind.SENTENCE and (_CHATTER.search(plain) or plain.endswith("?")):
        return True
    if _SECRET.search(text):
        return True
    named = len(_PERSON.findall(text))
    words = len(re.findall(r"\w+", _PERSON.sub(" ", text)))
    return bool(named) and (words < 6 or named * 4 > words)


def is_personal(text: str) -> bool:
    """Whether a sentence tells who somebody is rather than what is wrong (KCS: it stays in the record)."""
    return bool(_PERSON.search(text) or _SECRET.search(text))


def is_cause(text: str) -> bool:
    """Whether a sentence tells why."""
    return bool(_CAUSE.search(text))


def without_greeting(text: str) -> str:
    """Cut `Hi all, ` from the front of a line."""
    return _LEADING_GREETING.sub("", text, count=1)
