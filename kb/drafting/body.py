"""An article's body: the sections of KCS, each sentence and step with the mark of its receipt."""

from collections.abc import Sequence
from itertools import takewhile

from kb.drafting.answer import Answer
from kb.drafting.issue import tell_issue
from kb.drafting.markdown import escape, fence
from kb.drafting.receipts import Place, Receipts
from kb.drafting.telling import Telling, is_imperative, is_note, is_state, telling
from kb.drafting.ways import Way
from kb.model.article import ArticleType
from kb.model.incident import RedactedIncident
from kb.model.receipt import Passage, PassageKind

MOST_PASSAGES = 25
_INDENT = "    "  # what belongs to a step, between it and the next
MOST_CAUSES = 2
LONGEST_CAUSE = 5
"""Sentences that open an answer and tell why, together."""

NO_ANSWER = "No resolution is known yet."


def write_body(
    incidents: Sequence[RedactedIncident],
    issue: str,
    environment: Sequence[str],
    told: Sequence[Way],
    kind: ArticleType,
    receipts: Receipts,
) -> str:
    """Write the sections; what a harvest may change later (wordings, counts, dates) stands in the front matter."""
    parts = ["## Issue", tell_issue(incidents, issue, receipts)]
    if environment:
        parts += ["## Environment", "\n".join(f"- {escape(name)}" for name in environment)]
    heading = "## Workaround" if kind is ArticleType.KNOWN_ERROR else "## Resolution"
    if not told:
        parts += [heading, NO_ANSWER]
    else:
        causes, rest = _split(told[0].best)
        if causes:
            place = _place(told[0].best)
            parts += ["## Cause", " ".join(receipts.sentence(each.text, place) for each in causes)]
        parts.append(heading)
        answered = sum(len(way.told) for way in told)
        if len(told) > 1:
            parts.append(_counted(told[0], answered, receipts))
        parts.append(_steps(rest, told[0].best, receipts))
        for way in told[1:]:
            parts += ["### Another way that helped", _counted(way, answered, receipts)]
            parts.append(_steps(way.best.passages, way.best, receipts))
    return "\n\n".join(parts) + f"\n\n{receipts.notes()}\n"


def _counted(way: Way, answered: int, receipts: Receipts) -> str:
    """Say how many were solved like this when it was drafted; the marks are the proof."""
    marks = "".join(receipts.quote(each.passages[0].text, _place(each)) for each in way.told)
    were = "was" if len(way.told) == 1 else "were"
    return f"When this was drafted, {len(way.told)} of {answered} incidents {were} solved like this.{marks}"


def _place(answer: Answer) -> Place:
    return Place(answer.incident, answer.field, answer.kind, answer.at)


def _split(answer: Answer) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Part the sentences that tell why from what was done; all is resolution where nothing else is left."""
    opening = _opening_state(answer) or _opening_cause(answer)
    later = tuple(
        each
        for each in answer.passages[len(opening) :]
        if each.kind is PassageKind.SENTENCE and telling(each.text) is Telling.CAUSE
    )
    causes = (opening + later)[: max(MOST_CAUSES, min(len(opening), LONGEST_CAUSE))]
    rest = tuple(each for each in answer.passages if each not in causes)
    return (
        (causes, rest) if any(each.kind is not PassageKind.CODE for each in rest) else ((), answer.passages)
    )


def _opening_state(answer: Answer) -> tuple[Passage, ...]:
    """Take what a close note says of how things stood, before it says what was done: that is the cause."""
    if answer.field != "resolution":
        return ()
    told = tuple(
        takewhile(lambda each: each.kind is PassageKind.SENTENCE and is_state(each.text), answer.passages)
    )
    return told if any(is_note(each.text) for each in answer.passages[len(told) :]) else ()


def _opening_cause(answer: Answer) -> tuple[Passage, ...]:
    """Take all that stands before what was done, where it tells why; two sentences that are one thought stay together."""
    told = tuple(
        takewhile(
            lambda each: (
                each.kind is PassageKind.SENTENCE and telling(each.text) in (Telling.CAUSE, Telling.NOTHING)
            ),
            answer.passages,
        )
    )
    return (
        told
        if any(telling(each.text) is Telling.CAUSE for each in told) and len(told) <= LONGEST_CAUSE
        else ()
    )


def _steps(found: Sequence[Passage], answer: Answer, receipts: Receipts) -> str:
    """Number steps, list what are no steps, leave sentences a paragraph, and keep code in its place."""
    place = _place(answer)
    found = found[:MOST_PASSAGES]
    steps = [number for number, each in enumerate(found) if each.kind is PassageKind.STEP]
    is_list = len(steps) >= 2
    orders = sum(is_imperative(found[number].text) for number in steps)
    blocks: list[str] = []
    prose: list[str] = []
    listed = 0

    def flush(indent: str = "") -> None:
        if prose:
            blocks.append(indent + " ".join(prose))
            prose.clear()

    for number, each in enumerate(found):
        inside = _INDENT if is_list and listed and number < steps[-1] else ""
        if each.kind is PassageKind.STEP and is_list:
            if prose:
                flush(inside or (_INDENT if listed else ""))
            listed += 1
            mark = f"{listed}." if 2 * orders >= len(steps) else "-"
            line = f"{mark} {receipts.sentence(each.text, place)}"
            if listed > 1 and number and found[number - 1].kind is PassageKind.STEP:
                blocks[-1] += f"\n{line}"
            else:
                blocks.append(line)
        elif each.kind is PassageKind.CODE:
            prose.append(f"As recorded:{receipts.quote(each.text, place)}")
            flush(inside)
            blocks.append(fence(each.text, indent=inside))
        else:
            prose.append(receipts.sentence(each.text, place))
    flush()
    return "\n\n".join(blocks)
