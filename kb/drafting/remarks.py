"""Which remark of a record tells what solved it: the one before the reporter's thanks, else the one that says most."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.drafting.boilerplate import says_nothing
from kb.drafting.noise import (
    header,
    is_asking,
    is_dangling,
    is_diagnosis,
    is_dress,
    is_sample,
    is_setback,
    is_story,
    is_talk,
    is_test,
    is_work,
    without_greeting,
)
from kb.drafting.quoting import worth_quoting
from kb.drafting.telling import Telling, is_offer, is_release, telling
from kb.model.incident import Entry, RedactedIncident, ResolutionKind
from kb.model.prose import fold
from kb.model.receipt import Passage, PassageKind, passages

_THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|works (?:now|again|fine)|that (?:fixed|solved|did|worked)|solved it|fixed it|it works|all good)\b"
)
_WORKED = re.compile(
    r"\b(?:works (?:now|again|fine)|that (?:fixed|solved|did|worked)|solved it|fixed it|it works|all good|helped|did the trick)\b"
)
_BUT = re.compile(
    r"\b(?:but|however|still|not|no|none|again|yet|unfortunately|will|would|would be|please|can|could)\b|n't\b|n’t\b|\?"
)
_OWN_FIX = re.compile(
    r"\b(?:fix(?:ed)?|solv(?:ed|es|ing)|solution|resolved|workaround|work around|turns out|the culprit|the real error)\b"
)
_WISH = re.compile(
    r"\b(?:new feature|feature request|feature|enhancement|improvement|story|epic|task|sub-?task|wish|change request)\b"
)
_OBSERVED = re.compile(
    r"^(?:i|it|we) (?:still |now |then )?(?:get|got|see|saw|gets|shows?|returns?|observe|notice)\b|\b(?:observe|notice|note) (?:that |the |how )?\b|\bit (?:still|now) (?:shows?|returns?)\b"
)
_IF = re.compile(r"\b(?:if|in case)\b[^,.;!?]{1,80}")
_REFUTED = re.compile(
    r"^\W{0,3}(?:i'?m |i am |i have )?re-?open(?:ed|ing)\b|\bstill (?:[\w'’-]{1,16} ){0,4}not\b|\bstill (?:no|seeing|see|having|have|getting|get|facing|face|happens|happening|occurs|fails?|crash\w*|the same|there|an issue|exists?|broken|present)\b|"
    r"\b(?:did|does|do|is|are|was|has|have) ?n[o'’]t (?:work|help|fix|solve|resolve|change)|\bnot (?:fixed|solved|resolved|working|helping)\b|\bsame (?:error|issue|problem|result)\b|\bno (?:luck|change)\b|"
    r"\b(?:problem|issue|error|crash) (?:persists|remains|exists|continues|is back)\b|\b(?:can'?t|cannot|could ?n[o'’]t) get (?:it|this|that|the \w{2,12}) to work\b"
)
_OPTIONS = re.compile(
    r"\b(?:possible|several|some|two|three|these|following|our|the) (?:options|possibilities|alternatives|approaches)\b"
)
_TO_BE_HAD = re.compile(
    r"^(?:it|this|that|they|these|those)\b.{0,40}\b(?:available|included|published|shipped)\b"
)
_NAMED_VERSION = re.compile(r"[A-Za-z][\w.-]*@v?\d+(?:\.\d+)+")
SHORTEST = 6
"""Words an answer from a conversation has at least."""

LONGEST = 180
"""Words an answer from a conversation has at most; a longer one is a discussion."""


@dataclass(frozen=True, slots=True)
class Told:
    """A remark that solved it, what of it is worth quoting, and whether the reporter said that it helped."""

    entry: Entry
    passages: tuple[Passage, ...]
    confirmed: bool


def solving(incident: RedactedIncident, boilerplate: tuple[str, ...]) -> Told | None:
    """Give the remark before the reporter's thanks, else the one that tells most of what was done."""
    return _confirmed(incident, boilerplate) or _most_telling(incident, boilerplate)


def _confirmed(incident: RedactedIncident, boilerplate: tuple[str, ...]) -> Told | None:
    entries = incident.entries
    for number in range(len(entries) - 1, 0, -1):
        thanks = entries[number]
        if thanks.author != incident.reporter or not _is_thanks(thanks.text):
            continue
        worked = bool(_WORKED.search(fold(thanks.text)))
        for before in reversed(entries[:number]):
            if before.author == incident.reporter or says_nothing(before.text, boilerplate):
                continue
            if not worked and _is_refuted(entries[entries.index(before) + 1 :]):
                continue  # they thanked for the trouble taken
            kept = _telling_part(passages(before.text), confirmed=worked)
            if kept and not _ends_asking(before.text):
                return Told(before, kept, True)
    return None


def _is_thanks(text: str) -> bool:
    plain = fold(text)
    return len(text) < 400 and bool(_THANKS.search(plain)) and not _BUT.search(plain)


def _most_telling(incident: RedactedIncident, boilerplate: tuple[str, ...]) -> Told | None:
    entries = incident.entries
    best: tuple[float, Told] | None = None
    for number, entry in enumerate(entries):
        if says_nothing(entry.text, boilerplate):
            continue
        kept = _solution(entry, incident)
        if not kept or _is_refuted(entries[number + 1 :]):
            continue
        wish = is_wish(incident)
        told = sum(_tells(each, is_wish=wish) for each in kept)
        worth = min(3, told) + 1.5 * (number + 1) / len(entries)
        if best is None or worth >= best[0]:
            best = worth, Told(entry, kept, False)
    return best[1] if best else None


def is_wish(incident: RedactedIncident) -> bool:
    """Whether somebody asked for something new, and reported no trouble."""
    return bool(_WISH.search(fold(incident.category)))


def _tells(passage: Passage, *, is_wish: bool) -> bool:
    if passage.kind is PassageKind.CODE:
        return False
    return telling(passage.text) is not Telling.NOTHING or (is_wish and is_offer(passage.text))


def _is_refuted(after: Sequence[Entry]) -> bool:
    """Whether the next remark says that the one before did not help."""
    told = next((each.text for each in after if re.search(r"\w", each.text)), "")
    said = [_IF.sub(" ", fold(each.text)) for each in passages(told)[:3] if each.kind is not PassageKind.CODE]
    return any(_REFUTED.search(each) for each in said)


def _solution(entry: Entry, incident: RedactedIncident) -> tuple[Passage, ...]:
    """Give what a remark says of the solution; nothing when it is a test, a plan, a question or a setback."""
    found = passages(entry.text)
    prose = [each for each in found if each.kind is not PassageKind.CODE]
    first = next((each.text for each in prose if not is_dress(fold(each.text).strip())), "")
    if not first or is_test(first) or _ends_asking(entry.text):
        return ()
    wish = is_wish(incident)
    kept = _telling_part(found, confirmed=False, is_wish=wish)
    if not kept:
        return ()
    said = fold(" ".join(each.text for each in kept if each.kind is not PassageKind.CODE))
    is_reporter = bool(incident.reporter) and entry.author == incident.reporter != incident.resolver
    if is_reporter and (not _OWN_FIX.search(said) or any(is_setback(each.text) for each in prose)):
        return ()
    if is_setback(prose[-1].text):
        return ()
    told = {telling(each.text) for each in kept if each.kind is not PassageKind.CODE}
    if incident.resolution_kind in (ResolutionKind.WONT_FIX, ResolutionKind.NONE):
        # nothing was changed, so only what a reader can do is an answer
        return kept if Telling.INSTRUCTION in told or _OWN_FIX.search(said) else ()
    if wish:
        # work on a wish restores nobody's service: what helps is how to use it, or since when
        return kept if Telling.INSTRUCTION in told or is_release(said) or is_offer(said) else ()
    return kept


def _telling_part(found: Sequence[Passage], *, confirmed: bool, is_wish: bool = False) -> tuple[Passage, ...]:
    """Cut to what lies between the first and the last sentence that tell something."""
    if any(is_diagnosis(each.text) for each in found if each.kind is not PassageKind.CODE):
        return ()
    found = _without_tests(found)
    kept = _rooted(worth_quoting(found, _is_aside if confirmed else is_talk), found)
    while kept and _leans_on_nothing(kept[0], found):
        kept = kept[1:]
    telltale = [number for number, each in enumerate(kept) if _tells(each, is_wish=is_wish)]
    solid = [number for number in telltale if telling(kept[number].text) is not Telling.CAUSE]
    if not solid:
        return ()
    last = telltale[-1]
    while last + 1 < len(kept) and kept[last + 1].kind is not PassageKind.SENTENCE:
        last += 1  # the code and the steps that a telling sentence announces
    part = kept[telltale[0] : last + 1]
    if _leans_on_nothing(part[0], found):
        part = kept[: last + 1]
    words = sum(len(each.text.split()) for each in part if each.kind is not PassageKind.CODE)
    if words < SHORTEST and not any(_names_version(each.text) for each in part):
        return ()
    return part if words <= LONGEST and 2 * len(telltale) >= _sentences(part) else ()


def _names_version(text: str) -> bool:
    """Whether a short sentence tells which version of what helps: `Fixed in reader@2.1.0.`"""
    return is_release(text) and (
        bool(_NAMED_VERSION.search(text)) or len(re.findall(r"[^\W\d_]{2,}", text)) >= 4
    )


def _rooted(kept: Sequence[Passage], found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Leave out a sentence that leans on the one before it where that one is not quoted: `But you can …`."""
    stays = {id(each) for each in kept}
    for before, each in pairwise(found):
        leans = each.kind is PassageKind.SENTENCE and is_dangling(each.text, opens=True)
        if leans and id(before) not in stays and not is_release(each.text):
            stays.discard(id(each))
    return tuple(each for each in kept if id(each) in stays)


def _without_tests(found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Cut the steps of a test, or those somebody asks about: all from the sentence that announces them, and steps that observe or use a sample."""
    out: list[Passage] = []
    for number, passage in enumerate(found):
        if passage.kind is PassageKind.SENTENCE:
            follows = found[number + 1 : number + 2]
            asks = _ends_asking(passage.text) and any(each.kind is PassageKind.STEP for each in follows)
            if asks or _announces_test(passage.text):
                break
        out.append(passage)
    steps = [fold(each.text) for each in out if each.kind is PassageKind.STEP]
    if any(_OBSERVED.search(step) or is_sample(step) for step in steps):
        return tuple(each for each in out if each.kind is PassageKind.SENTENCE)
    return tuple(out)


def _announces_test(text: str) -> bool:
    """Whether what follows is a test, or what might be done."""
    return (
        bool(_OPTIONS.search(fold(text)))
        or is_test(text)
        or header(text).startswith(("steps", "test", "expected", "actual", "reproduction"))
    )


def _is_aside(text: str) -> bool:
    return is_asking(text) or is_work(text) or is_story(without_greeting(text))


def _leans_on_nothing(passage: Passage, found: Sequence[Passage]) -> bool:
    """Whether a sentence leans on one before it that is not quoted; `It is fixed in 2.1` needs none."""
    if passage.kind is not PassageKind.SENTENCE:
        return False
    opens = passage is found[0]
    if is_release(passage.text):
        return not opens and bool(_TO_BE_HAD.match(fold(passage.text)))
    return is_dangling(passage.text, opens=opens)


def _sentences(part: Sequence[Passage]) -> int:
    return sum(each.kind is PassageKind.SENTENCE for each in part)


def _ends_asking(text: str) -> bool:
    return text.rstrip(" *_)").endswith("?")
