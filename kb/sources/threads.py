"""
A conversation in, whether it is an incident, whether it was solved, and by which messages.

The rule is ours and stands in the manual (about/threads.md): a thread is an incident when it begins with a question
or a report of trouble and somebody else answers; it is solved when somebody ticks it, or says so. The words it goes by
are in `threads_words`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache

from kb.config import ChatSettings
from kb.model.incident import ResolutionKind
from kb.model.prose import fold
from kb.sources import threads_words as words

NO_THREAD = "message without a thread"
NO_WORDS = "thread: no words"
NO_QUESTION = "thread: no question"
NO_REPLIES = "thread: no replies"
ANNOUNCEMENT = "thread: announcement"
BOTS_ONLY = "bots only"

_LOOKED_AT = 5000
"""How much of one message is searched for words, in characters."""

_TELLING = 3
"""How many words a reply needs to be an answer, besides those of thanks and relief."""

_SELF_HELP = 2
"""How many the one who asked needs to tell the way out, where the helper did not."""

_TOGETHER = 6
"""How many messages somebody may send one after the other to tell one answer."""

_LINK = re.compile(r"(?:https?|ftp|mailto|tel):[^\s<>()]{1,3000}")
_ASKING = re.compile(r"\?(?!\w)")
_CODE = re.compile(r"```.{0,20000}?(?:```|\Z)|`[^`\n]{1,500}`", re.DOTALL)
_QUOTE = re.compile(r"^\s{0,3}>.*$", re.MULTILINE)
_SENTENCE = re.compile(r"[^.!?\n]{1,5000}[.!?]{0,5}")
_CLAUSE = re.compile(
    r"[,;:()\u2013\u2014]|\s-\s|(?<!\w)(?:but|and|aber|und|doch|mais|et|pero|ale|lecz)(?!\w)"
)
_CALLED = re.compile(r"@[\w.-]{1,50}")
_EMOJI = re.compile(r":[a-z0-9_+'-]{1,50}:")
_WORD = re.compile(r"\w{2,}")
_STRAIGHT = str.maketrans(dict.fromkeys("‘’ʼ´′", "'"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    One message as the rule sees it.

    `who` tells authors apart where names may not; `ticked` says that a reaction marks it as done, `ticked_at` when,
    where the product knows.
    """

    at: datetime | None
    author: str
    text: str
    who: str = ""
    ticked: bool = False
    ticked_at: datetime | None = None
    is_bot: bool = False

    @property
    def speaker(self) -> str:
        """Who said it."""
        return self.who or self.author


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What a thread is.

    `reason` says why it is no incident, empty when it is one; `asked` is the place of the message that asks.
    `answer` is the place of the message that solved it, `told` all places that tell the answer, in order.
    """

    reason: str = ""
    asked: int = 0
    solved: bool = False
    solved_at: datetime | None = None
    answer: int | None = None
    told: tuple[int, ...] = ()
    kind: ResolutionKind = ResolutionKind.NONE


class _Says(Enum):
    """What a message says about the trouble."""

    NOTHING = 0
    SOLVED = 1
    NOT_HELPED = 2
    STILL = 3


def judge(messages: Sequence[Message], settings: ChatSettings) -> Verdict:
    """Judge a thread by its messages in time order, the first of which began it."""
    if not messages or all(message.is_bot for message in messages):
        return Verdict(reason=BOTS_ONLY)
    if len(messages) == 1:
        return Verdict(reason=NO_THREAD)
    asked = _asked(messages)
    if asked is None:
        return Verdict(reason=ANNOUNCEMENT if _is_news(messages[0].text) else NO_QUESTION)
    asker = messages[0].speaker
    replies = [each for each in messages[1:] if not each.is_bot and each.speaker != asker]
    if len(replies) < max(1, settings.min_replies):
        return Verdict(reason=NO_REPLIES)
    return outcome(messages, settings, asked=asked)


def is_tick(name: str, settings: ChatSettings) -> bool:
    """Whether a reaction, by its name or as the character itself, marks something as done."""
    return _reaction(name) in {_reaction(each) for each in settings.solved_reactions}


def _reaction(name: str) -> str:
    """Drop skin tones, colons and the mark that only chooses a picture."""
    return name.strip(": ").partition("::")[0].replace("\ufe0f", "").replace(" ", "_").casefold()


def _asked(messages: Sequence[Message]) -> int | None:
    """Find the message that asks: the first, or what its author adds before anybody else speaks."""
    for place, message in enumerate(messages):
        if message.speaker != messages[0].speaker:
            return None
        if asks(message.text):
            return place
    return None


def asks(text: str) -> bool:
    """Whether a message asks something or reports trouble; news of something planned or mended do not."""
    bare = _bare(text)
    if _ASKING.search(bare):
        return True
    if words.PLANNED.search(bare):
        return False
    begins = _EMOJI.sub("", _CALLED.sub("", bare)).lstrip(" ,:;.!-*_\n")
    if match := words.GREETING.match(begins):
        begins = begins[match.end() :]
    return bool(words.ASKS.match(begins)) or any(_is_trouble(clause) for clause in _CLAUSE.split(bare))


def _is_trouble(clause: str) -> bool:
    """Whether a part of a sentence tells of trouble that is neither denied nor over."""
    mended = words.MENDED.search(clause)
    if mended and not words.DENIED.search(clause[: mended.end()]):
        return False
    return bool(words.TROUBLE.search(words.NO_TROUBLE.sub(" ", clause)))


def _is_news(text: str) -> bool:
    bare = _bare(text)
    called = re.search(r"@(?:here|channel|everyone|all|team)\b", bare)
    return bool(
        called or words.PLANNED.search(bare) or words.NEWS.search(bare[:60]) or words.MENDED.search(bare)
    )


def headline(text: str, limit: int = 300) -> str:
    """Choose the line that says what it is about: the first that asks, else the first with words; no greeting."""
    lines = [" ".join(line.split()) for line in _CODE.sub("", text[:_LOOKED_AT]).split("\n")]
    lines = [line for line in lines if _WORD.search(line) and not line.startswith(">")]
    if not lines:
        lines = [" ".join(line.split()) for line in text[:_LOOKED_AT].split("\n") if _WORD.search(line)]
    chosen = next((line for line in lines if asks(line)), lines[0] if lines else "")
    chosen = re.sub(r"^(?:@(?:here|channel|everyone)\b[\s,:!-]*|#{1,6}\s)", "", chosen)
    if match := words.SALUTE.match(chosen):
        rest = chosen[match.end() :]
        chosen = rest[:1].upper() + rest[1:] if _WORD.search(rest) else chosen
    if len(chosen) > limit:
        chosen = f"{chosen[:limit].rpartition(' ')[0] or chosen[:limit]} \u2026"
    return chosen


def outcome(messages: Sequence[Message], settings: ChatSettings, *, asked: int = 0) -> Verdict:
    """
    Say whether a conversation was solved, and by which of its messages; the last word counts.

    A tick on the first message speaks of the whole thread and has no date: it counts unless the thread ends in
    trouble that nobody answered.
    """
    asker = messages[0].speaker
    solved_by: int | None = None
    by_tick = False
    ends_in_trouble = False
    for place, message in enumerate(messages):
        says = _says(message.text, settings.solved_words) if place else _Says.NOTHING
        if message.is_bot and not message.ticked:
            continue
        if place and message.ticked:
            solved_by, by_tick, ends_in_trouble = place, True, False
        elif says is _Says.SOLVED:
            solved_by, by_tick, ends_in_trouble = place, False, False
        elif says is _Says.STILL or (says is _Says.NOT_HELPED and message.speaker == asker):
            solved_by, ends_in_trouble = None, True
        elif message.speaker != asker:
            ends_in_trouble = False
    if solved_by is None and messages[0].ticked and not ends_in_trouble:
        solved_by, by_tick = 0, True
    if solved_by is None:
        return Verdict(asked=asked)
    told = _told(messages, solved_by, by_tick=by_tick, more=settings.solved_words)
    answer = told[-1] if told else None
    moment = messages[solved_by].ticked_at or messages[solved_by].at
    if solved_by == 0 and answer is not None:  # the tick was put after the answer, whenever that was
        moment = messages[0].ticked_at or messages[answer].at
    is_around = any(_is_workaround(messages[place].text) for place in told)
    kind = ResolutionKind.WORKAROUND if is_around else ResolutionKind.FIX
    return Verdict(asked=asked, solved=True, solved_at=moment, answer=answer, told=told, kind=kind)


def _told(
    messages: Sequence[Message], solved_by: int, *, by_tick: bool, more: Sequence[str]
) -> tuple[int, ...]:
    """Choose the messages that tell the answer; none when nobody told one."""
    said = messages[solved_by]
    asker = messages[0].speaker
    substance = _substance(said.text, more)
    is_stall = _is_stall(said.text)
    if solved_by and by_tick and substance >= _TELLING and not is_stall:
        return (solved_by,)
    before = _before(messages, solved_by or len(messages), more)
    bare = _bare(said.text)
    if not before:
        tells = substance >= _TELLING or (said.speaker != asker and not is_stall)
    elif said.speaker == asker:
        helper = messages[before[-1]].text
        is_unanswered = _is_question(helper) or _is_stall(helper)
        tells = substance >= _SELF_HELP and (is_unanswered or bool(words.FOUND_OUT.search(bare)))
    else:
        is_helper = said.speaker == messages[before[-1]].speaker
        tells = substance >= _TELLING and (is_helper or not words.POINTS_BACK.search(bare))
    return (solved_by,) if solved_by and tells else before


def _before(messages: Sequence[Message], end: int, more: Sequence[str]) -> tuple[int, ...]:
    """Find the last answer of a helper in front of `end`: the last telling message and those right before it."""
    asker = messages[0].speaker
    places = [
        place
        for place in range(1, end)
        if messages[place].speaker != asker and not messages[place].is_bot and messages[place].text.strip()
    ]
    helpful = [place for place in places if not _is_stall(messages[place].text)]
    telling = [place for place in helpful if _substance(messages[place].text, more) >= _TELLING]
    last = (telling or helpful or places)[-1:]
    answers = [place for place in telling if not _is_question(messages[place].text)]
    if not last or last[0] not in answers:
        return tuple(last)
    run = [last[0]]
    while run[0] - 1 in answers and len(run) < _TOGETHER:
        if messages[run[0] - 1].speaker != messages[run[0]].speaker:
            break
        run.insert(0, run[0] - 1)
    return tuple(run)


def _is_stall(text: str) -> bool:
    """Whether a message only says that somebody will look, or has the same."""
    bare = _bare(text)
    found = words.STALLS.search(bare)
    return bool(found) and len(_WORD.findall(words.STALLS.sub(" ", bare))) < _TELLING * 2


def _is_question(text: str) -> bool:
    return text.rstrip(" *_`\n").endswith("?")


def _is_workaround(text: str) -> bool:
    return bool(words.WORKAROUND.search(words.NO_WORKAROUND.sub(" ", _bare(text))))


def _substance(text: str, more: Sequence[str]) -> int:
    """Count the words besides relief, thanks and whom it is said to."""
    bare = _EMOJI.sub(" ", _CALLED.sub(" ", _bare(text)))
    bare = words.POLITE.sub(" ", _solved(tuple(more)).sub(" ", bare))
    return len(_WORD.findall(bare))


def says_solved(text: str, more: Sequence[str] = ()) -> bool:
    """Whether a message says that it works now; a question, a condition and a denial do not."""
    return _says(text, more) is _Says.SOLVED


def _says(text: str, more: Sequence[str]) -> _Says:
    """Give the last thing a message says about the trouble; code and quotations say nothing."""
    bare = _CODE.sub(" ", _QUOTE.sub("", _folded(text)))
    if words.TICKS_IN_TEXT.search(bare) and len(_WORD.findall(_EMOJI.sub(" ", bare))) < _TELLING:
        return _Says.SOLVED
    said = _Says.NOTHING
    for sentence in _SENTENCE.findall(_EMOJI.sub(" ", _LINK.sub(" ", bare))):
        if sentence.endswith("?"):
            continue
        for clause in _clauses(sentence):
            found = _clause(clause, more)
            said = said if found is _Says.NOTHING else found
    return said


def _clauses(sentence: str) -> Iterator[str]:
    """Cut a sentence where a denial or a condition ends; a condition reaches over the comma that follows it."""
    hedge = ""
    for part in _CLAUSE.split(sentence):
        clause = part.strip()
        if not clause:
            continue
        yield f"{hedge}{clause}"
        match = words.HEDGED.search(clause)
        found = match[0].strip() if match else ""
        hedge = f"{found} " if found in words.CONDITIONS and found != clause and not hedge else ""


def _clause(clause: str, more: Sequence[str]) -> _Says:
    hedge = words.HEDGED.search(clause)
    before = clause[: hedge.start()] if hedge else clause  # what comes in front of a condition stands
    if words.STILL.search(before):
        return _Says.STILL
    found = next(_relief(before, tuple(more)), None)
    if (
        found
        and not words.DENIED.search(before[: found.start()])
        and not words.DENIED_BEHIND.match(clause[found.end() : found.end() + 60])
    ):
        return _Says.SOLVED
    return _Says.NOT_HELPED if words.NOT_HELPED.search(before) or (found and not hedge) else _Says.NOTHING


def _relief(clause: str, more: tuple[str, ...]) -> Iterator[re.Match[str]]:
    yield from _solved(more).finditer(clause)
    yield from words.SOLVED_ALONE.finditer(clause)


@lru_cache(maxsize=16)
def _solved(more: tuple[str, ...]) -> re.Pattern[str]:
    own = [r"\s{1,5}".join(map(re.escape, _folded(each).split())) for each in more if each.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join([words.SOLVED, *own])})(?!\w)")


def _folded(text: str) -> str:
    """Fold case and diacritics, and make apostrophes straight."""
    return _fold(text[:_LOOKED_AT])


@lru_cache(maxsize=64)
def _fold(text: str) -> str:
    """Fold once what is asked of again and again while a thread is judged."""
    return (text.lower() if text.isascii() else fold(text.translate(_STRAIGHT))).strip()


def _bare(text: str) -> str:
    """Fold, and leave out links, whose letters mean nothing."""
    return _LINK.sub(" ", _folded(text))


def joined(messages: Sequence[Message], places: Iterable[int]) -> str:
    """Give the words of some of the messages as one text."""
    return "\n\n".join(text for place in places if (text := messages[place].text))
