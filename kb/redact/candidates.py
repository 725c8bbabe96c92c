"""What in a finished article may still be a person's name, for a person to decide."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kb.redact.spans import Words
from kb.redact.view import BLANK, fold, view
from kb.redact.vocabulary import ACRONYMS, KNOWN, places
from kb.redact.words import ORDINARY, TITLES


class Reason(StrEnum):
    """Why it may be a name, the surest first."""

    ADDRESSED = "told or asked"
    TITLED = "after a title"
    ACTS = "does something"
    PAIR = "two names"
    SINGLE = "a capital in mid-sentence"
    BEGINS = "begins a sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A word or two at a place: `line` is 1-based, `context` the piece of that line around it."""

    line: int
    word: str
    context: str
    reason: Reason


class _Token(NamedTuple):
    text: str
    start: int
    end: int


_TOKEN = re.compile(r"[^\W\d_]+(?:['-](?!s\b)[^\W\d_]+)*")
_NAME = re.compile(r"(?:Mc|Mac|O'|D'|L')?[A-Z][a-z]+(?:['-](?:[A-Z][a-z]+|[a-z]{1,4}))*\Z")
_CODE = re.compile(r"(?<!`)(`{1,8})(?!`)[^`\n]{1,400}\1")
_NOT_READ = re.compile(
    r"https?://[^\s<>]{1,2000}|\]\([^()\s]{1,2000}\)|\[\^[^\]\s]{1,99}\]|<!--.{0,400}?-->|&#?\w{1,31};"
    r"|\\\[[a-z][a-z ]{1,30}(?: [A-Z]{1,3})?\\\]"
)
# a label is short; what is longer is said by somebody, and is read
_LABEL = re.compile(
    r"\*\*[^*\n]{1,60}\*\*|\"[^\"\n]{1,60}\"|(?<![\w'])'[^'\n]{1,60}'(?!\w)|\\?\[[^\[\]\n]{1,60}\\?\]"
)
_FENCE = re.compile(r"\s{0,12}(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_FOOTNOTE = re.compile(r"\s{0,3}\[\^[^\]\s]{1,99}\]:")
_NEW_SENTENCE = re.compile(
    rf"(?:\A\W{{0,24}}\Z|[.!?:;|…>][\"')*_\]]{{0,3}}[\s{BLANK}]|(?:\A|\s)[-–*•+]\s)[\s{BLANK}\"'(*_>#\[\\.0-9)+-]*\Z"
)
_ACTS = re.compile(
    r"'s\b| (?:(?:has|had|will|can|could|also|then|already|just) )?(?:said|says|confirmed|confirms|asked|asks|called"
    r"|told|tells|mentioned|reported|replied|wrote|tried|checked|thinks|wants|knows|fixed|restarted|reset|opened"
    r"|closed|changed|found|sent|did|does|updated|approved|resolved|gave|helped|looked|saw|set|removed|added)\b"
)
_INITIALS = re.compile(r"\b(?:by|asked|ask|told|tell|cc|contact|per|see) ([A-Z](?:\.? ?[A-Z]){1,2})\b\.?")
_INITIAL = re.compile(r"(?<![\w.])[A-Z]\.(?: ?[A-Z]\.)? ?(?=[A-Z][a-z])")

_VERBS = "ask tell call phone email mail ping thank contact inform notify remind"
_SPOKEN = frozenset(verb + end for verb in _VERBS.split() for end in ("", "s", "ed", "ing")) | {
    "told",
    "telling",
    "cc",
    "pinged",
    "notified",
}
_WHERE = frozenset(("in", "at", "near", "within", "outside", "inside", "across", "around"))
_SURE = (Reason.ADDRESSED, Reason.TITLED, Reason.ACTS)
_ENDS = ("s", "es", "ed", "d", "ing", "ly")
_AROUND = 40


def candidates(
    text: str, *, ordinary: frozenset[str], allowed: Iterable[str] = (), kept: Iterable[str] = ()
) -> tuple[Candidate, ...]:
    """
    Find what may be a name in a page of Markdown, the surest first, then by line; each place once.

    `ordinary` are words that the project writes small, folded; `allowed` words and phrases are never
    asked about, `kept` ones were decided before. A name without a capital is not found.
    """
    seen = view(text)
    free = Words(allowed).find(seen)
    decided = {fold(word) for word in kept}
    found: list[Candidate] = []
    breaks = [place for place, char in enumerate(text) if char == "\n"]
    position = 0
    fence = ""
    for line in seen.text.split("\n"):
        mark = _FENCE.match(line)
        is_code = bool(fence) or mark is not None
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        for start, end, reason in _in_line(line, ordinary, quiet=is_code or bool(_HEADING.match(line))):
            here = position + start, position + end
            if line[start:end] in decided or _is_within(*here, free):
                continue
            first, last = seen.place(*here)
            found.append(
                Candidate(
                    line=bisect_right(breaks, first) + 1,  # the view has more line ends than the file
                    word=text[first:last],
                    context=_around(text, first, last),
                    reason=reason,
                )
            )
        position += len(line) + 1
    order = list(Reason)
    return tuple(sorted(found, key=lambda each: (order.index(each.reason), each.line, each.word)))


def _in_line(line: str, ordinary: frozenset[str], *, quiet: bool) -> Iterator[tuple[int, int, Reason]]:
    """Find the places in one line; in a `quiet` one only names that are spoken to or of."""
    if len(line) < 3 or _FOOTNOTE.match(line) or line.islower():
        return
    clean = _NOT_READ.sub(_blank, _CODE.sub(_blank, line))
    labels = [found.span() for found in _LABEL.finditer(clean) if found.group().count(" ") < 5]
    tokens = [_Token(found.group(), *found.span()) for found in _TOKEN.finditer(clean)]
    shouting = _is_title_case(tokens)
    place = 0
    while place < len(tokens):
        run = _run(tokens, place, clean)
        place += len(run) or 1
        if not run:
            continue
        number = place - len(run)
        last = tokens[number - 1] if number else None
        spoken = last is not None and last.text.lower() in _SPOKEN and clean[last.end : run[0].start] == " "
        begins = bool(_NEW_SENTENCE.search(clean[max(0, run[0].start - 24) : run[0].start]))
        kept = _trimmed(run, frozenset() if spoken else ordinary, begins)
        if not kept:
            continue
        if kept[0] is not run[0]:
            last = run[run.index(kept[0]) - 1]
        start, end = kept[0].start, kept[-1].end
        reason = _reason(clean, start, end, last, names=len(kept))
        if initial := _before(clean, start):
            start, reason = initial, reason if reason in _SURE else Reason.PAIR
        single = reason in (Reason.SINGLE, Reason.BEGINS)
        if reason is None or (single and (shouting or end - start < 3)):
            continue
        if (quiet or _is_within(start, end, labels)) and reason not in _SURE:
            continue
        yield start, end, reason
    if not quiet:
        for found in _INITIALS.finditer(clean):
            letters = "".join(c for c in found.group(1) if c.isalpha())
            if letters not in ACRONYMS and letters.lower() not in ordinary:
                yield *found.span(1), Reason.ADDRESSED


def _reason(line: str, start: int, end: int, last: _Token | None, *, names: int) -> Reason | None:
    """Say why it may be a name, None where it more likely is none; `last` is the word before it."""
    gap = line[last.end : start] if last else ""
    before = last.text.lower() if last and gap in (" ", ". ") else ""
    if before in TITLES:
        return Reason.TITLED
    if gap == ". ":
        before = ""
    if before in _SPOKEN or (before == "by" and names == 1):
        return Reason.ADDRESSED
    if _ACTS.match(line, end):
        return Reason.ACTS
    if names > 1:
        return Reason.PAIR
    if not before and _NEW_SENTENCE.search(line[max(0, start - 24) : start]):
        return Reason.BEGINS
    return None if before in _WHERE else Reason.SINGLE


def _before(line: str, start: int) -> int:
    """Tell where the initials in front of a name begin, 0 where there are none."""
    found = _INITIAL.search(line, max(0, start - 7), start + 2)
    return found.start() if found and found.end() == start else 0


def _is_within(start: int, end: int, stretches: list[tuple[int, int]]) -> bool:
    place = bisect_right(stretches, (start, end + 1)) - 1
    return place >= 0 and end <= stretches[place][1]


def _run(tokens: list[_Token], place: int, line: str) -> list[_Token]:
    """Take the names that follow each other with one blank between them."""
    run: list[_Token] = []
    for token in tokens[place : place + 5]:
        if run and line[run[-1].end : token.start] != " ":
            break
        if not _NAME.match(token.text) or not _stands_alone(token, line):
            break
        run.append(token)
    return run


def _stands_alone(token: _Token, line: str) -> bool:
    """Tell a word from a piece of `Ti.Map`, `Read_me`, `Java8` or `/Users/Shared`."""
    before, after = line[token.start - 1 : token.start], line[token.end : token.end + 2]
    if before == "/" and line[token.start - 2 : token.start - 1].isalpha():
        before = ""  # Marek/Anna
    if before.isalnum() or (before and before in "._/\\@#$%&=<~+" and token.start):
        return False
    if after[:1].isalnum() or (after and after[0] in "_\\@(=<+~&"):
        return False
    return not (after[:1] in (".", ":") and after[1:].isalnum())


def _trimmed(run: list[_Token], ordinary: frozenset[str], begins: bool) -> list[_Token]:
    """Drop words that are no names from both ends; a name that is also a word stays beside one that is not."""
    unknown = [
        number
        for number, token in enumerate(run)
        if not _is_known(token.text, ordinary)
        and not (begins and not number and _is_derived(token.text, ordinary))
    ]
    if not unknown:
        return []
    first, last = unknown[0], unknown[-1]
    if first and _may_be_both(run[first - 1].text, first == 1 and begins):
        first -= 1
    if last + 1 < len(run) and _may_be_both(run[last + 1].text, False):
        last += 1
    return run[first : last + 1]


def _is_known(word: str, ordinary: frozenset[str]) -> bool:
    parts = re.split("['-]", word.lower())
    return all(len(part) < 2 or _is_word(part, ordinary) for part in parts) or word.lower() in TITLES


def _is_derived(word: str, ordinary: frozenset[str]) -> bool:
    """Whether a sentence begins with a form of a word: "Recalculated it". In mid-sentence Harding is a name."""
    lower = word.lower()
    stems = [stem for stem in (lower, lower.removeprefix("re"), lower.removeprefix("un")) if len(stem) > 4]
    bare = [stem.removesuffix(end) for stem in stems for end in _ENDS if stem.endswith(end)]
    return any(
        _is_word(stem, ordinary) or _is_word(f"{stem}e", ordinary)
        for stem in (*stems, *bare)
        if len(stem) > 2
    )


def _is_word(word: str, ordinary: frozenset[str]) -> bool:
    return word in KNOWN or word in ordinary or word in places()


def _may_be_both(word: str, begins: bool) -> bool:
    """Whether a word is also a name; what begins a sentence and does so often is none: "Open Nowak's list"."""
    lower = word.lower()
    return lower in ORDINARY and not (begins and lower in KNOWN)


def _is_title_case(tokens: list[_Token]) -> bool:
    """Whether a line Writes Most Words With a Capital, so that capitals say nothing."""
    long = [token for token in tokens if len(token.text) > 3]
    return len(long) > 3 and sum(token.text[0].isupper() for token in long) * 10 >= len(long) * 7


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found.group())


def _around(text: str, start: int, end: int) -> str:
    """Give the piece of the line around a place."""
    left = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    right = text.find("\n", end)
    right = min(len(text) if right < 0 else right, end + _AROUND)
    return text[left:right].strip()
