"""
A conversation in, whether it is an incident, whether it was solved, and by which reply.

The rule is ours and stands in the manual (about/threads.md): a thread is an incident when its first message asks
something or reports trouble and somebody else answered; it is solved when somebody ticks it, or says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from kb.config import ChatSettings
from kb.model.incident import ResolutionKind
from kb.model.prose import fold

NO_QUESTION = "no question"
NO_REPLIES = "no replies"
BOT_ONLY = "bots only"

_LOOKED_AT = 5000
"""How much of one message is searched for words, in characters."""

_ASKS = re.compile(
    r"\?|^(?:\W{0,5}(?:hi|hello|hey|hallo|dear|all|team|everyone|morning|guten tag|moin)\b\W{1,5}){0,4}"
    r"(?:how|what|why|where|when|who|which|can|could|is|are|does|do|did|has|anyone|anybody|any idea|help|please help|"
    r"wie|was|warum|wieso|wo|wann|wer|welche[rs]?|kann|konnte|hat|gibt es|"
    r"comment|pourquoi|est-ce|quel(?:le)?s?|qui|como|por que|donde|cuando|jak|dlaczego|czy|gdzie|kto)\b"
)
_TROUBLE = re.compile(
    r"\b(?:errors?|fail(?:s|ed|ing|ure)?|broken?|breaks|crash(?:es|ed)?|cannot|can't|cant|unable|stuck|missing|wrong|blank|empty|"
    r"denied|rejected|blocked|locked|slow|down|hangs?|issues?|problems?|trouble|incident|outage|bug|not (?:\w{1,20} )?work(?:ing)?|"
    r"(?:does|do|did|is|are|was)(?:n't|nt| not)|won't|"
    r"fehler(?:meldung)?|fehlt|kaputt|geht nicht|funktioniert nicht|klappt nicht|gesperrt|problem|storung|"
    r"erreur|panne|bloque|marche pas|fonctionne pas|probleme|fallo|no funciona|falla|error|problema|"
    r"blad|nie dziala|awaria|brak)\b"
)
_SOLVED = (
    "fixed it|that fixed|this fixed|is fixed|it's fixed|its fixed|fixed now|now fixed|all fixed|got fixed|"
    "that worked|this worked|it worked|works now|working now|now works|now working|works again|working again|it works|that works|"
    "that did it|did the trick|solved|resolved|sorted|problem gone|problem is gone|all good now|all good again|that helped|"
    "hat geholfen|hat geklappt|geht jetzt|jetzt geht|geht wieder|funktioniert jetzt|jetzt funktioniert|funktioniert wieder|"
    "klappt jetzt|jetzt klappt|gelost|behoben|erledigt|"
    "ca marche|ca fonctionne|resolu|regle|ya funciona|funciona ahora|resuelto|solucionado|arreglado|"
    "juz dziala|teraz dziala|dziala|rozwiazane|naprawione"
)
_NOT = re.compile(
    r"(?:\b(?:not|never|no|isn't|hasn't|haven't|wasn't|didn't|doesn't|don't|didnt|doesnt|cannot|can't|if|when|once|until|unless|"
    r"hope|hopefully|whether|could be|should be|must be|to be|get it|"
    r"nicht|kein|keine|noch nicht|nie|wenn|sobald|falls|pas|jamais|si|cuando|nie|jesli)\b[^.!?\n]{0,25})$"
)
_STILL = re.compile(
    r"\b(?:still (?:\w{1,20} )?(?:not|broken|fails?|failing|the same|happens|happening|an? (?:issue|problem|error)|wrong|blank|empty|missing|open|"
    r"see|seeing|get|getting)|(?:is |it's |its )?back again|(?:broken|fails|failing|happening|happened) again|not working again|spoke too soon|"
    r"immer noch|schon wieder|geht wieder nicht|toujours|encore (?:en panne|une erreur)|sigue (?:sin|igual|fallando)|otra vez|nadal)\b"
)
_AROUND = re.compile(
    r"\b(?:work ?-?arounds?|for now|in the meantime|meanwhile|temporar(?:y|ily)|until (?:it|this|that|the)|"
    r"umgehung|vorlaufig|bis dahin|contournement|en attendant|provisional|mientras|obejscie|tymczasow\w{0,4})\b"
)
_WORDS = re.compile(r"\w{2,}")
_TELLING = 4
"""How many words a reply needs to be more than a word of thanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as the rule sees it; `ticked` says that a reaction marks it as done."""

    at: datetime | None
    author: str
    text: str
    ticked: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What a thread is.

    `reason` says why it is no incident, empty when it is one; `answer` is the place of the message that solved it.
    """

    reason: str = ""
    solved: bool = False
    solved_at: datetime | None = None
    answer: int | None = None
    kind: ResolutionKind = ResolutionKind.NONE


def judge(messages: Sequence[Message], settings: ChatSettings) -> Verdict:
    """Judge a thread by its messages in time order, the first of which began it."""
    if not messages or all(message.is_bot for message in messages):
        return Verdict(reason=BOT_ONLY)
    asker = messages[0].author
    if not asks(messages[0].text):
        return Verdict(reason=NO_QUESTION)
    replies = [each for each in messages[1:] if not each.is_bot and each.author != asker]
    if len(replies) < settings.min_replies:
        return Verdict(reason=NO_REPLIES)
    return outcome(messages, settings)


def asks(text: str) -> bool:
    """Whether a message asks something or reports trouble."""
    bare = fold(text[:_LOOKED_AT]).strip()
    return bool(_ASKS.search(bare) or _TROUBLE.search(bare))


def outcome(messages: Sequence[Message], settings: ChatSettings) -> Verdict:
    """Say whether a conversation was solved, and by which of its messages; the last word counts."""
    asker = messages[0].author
    solved_by: int | None = None
    for place, message in enumerate(messages):
        if message.is_bot and not message.ticked:
            continue
        if message.ticked or (place and says_solved(message.text, settings.solved_words)):
            solved_by = place
        elif place and _STILL.search(fold(message.text[:_LOOKED_AT])):
            solved_by = None
    if solved_by is None:
        return Verdict()
    answer = _answer(messages, asker, solved_by)
    kind = ResolutionKind.FIX
    if answer is not None and _AROUND.search(fold(messages[answer].text[:_LOOKED_AT])):
        kind = ResolutionKind.WORKAROUND
    return Verdict(solved=True, solved_at=messages[solved_by].at, answer=answer, kind=kind)


def _answer(messages: Sequence[Message], asker: str, solved_by: int) -> int | None:
    """
    Choose the message that helped.

    A reply that somebody ticked is it; so is a long message in which a helper says that it works now. Else it is the
    last telling reply of a helper before; where that only asks back, what the asker tells of the way out.
    """
    said = messages[solved_by]
    if solved_by and said.author != asker and (said.ticked or _length(said) >= _TELLING * 2):
        return solved_by
    before = solved_by if solved_by else len(messages)
    places = [
        place
        for place in range(1, before)
        if messages[place].author != asker and not messages[place].is_bot and messages[place].text.strip()
    ]
    telling = [place for place in places if _length(messages[place]) >= _TELLING]
    best = next(iter((telling or places)[-1:]), None)
    asks_back = best is not None and messages[best].text.rstrip().endswith("?")
    if solved_by and (best is None or asks_back) and _length(said) >= _TELLING:
        return solved_by
    return best


def _length(message: Message) -> int:
    return len(_WORDS.findall(message.text[:_LOOKED_AT]))


def says_solved(text: str, more: Sequence[str] = ()) -> bool:
    """Whether a message says that it works now; a question, a condition and a negation do not."""
    bare = fold(text[:_LOOKED_AT])
    for sentence in re.split(r"(?<=[.!?\n])\s+|\n", bare):
        for found in _solved(tuple(more)).finditer(sentence):
            if not _NOT.search(sentence[: found.start()]) and not sentence.rstrip().endswith("?"):
                return True
    return False


@lru_cache(maxsize=16)
def _solved(more: tuple[str, ...]) -> re.Pattern[str]:
    words = _SOLVED.split("|") + [fold(each) for each in more if each.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)")
