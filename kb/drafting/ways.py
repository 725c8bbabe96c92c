"""The ways in which the incidents of a group were solved: answers that say the same are one way."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.drafting.answer import Answer
from kb.drafting.likeness import Vector, dot, unit, words
from kb.drafting.noise import is_personal
from kb.drafting.telling import is_note
from kb.model.receipt import PassageKind

ALIKE = 0.2
"""Cosine from which on two answers tell one way."""

UNLIKE = 0.1
"""Cosine below which a way is another one than the first; between the two it may be a paraphrase."""


_SOON_OLD = re.compile(
    # true on the day it was written
    r"\b(?:today|tonight|tomorrow|yesterday|midnight|this (?:morning|afternoon|evening|week|month)|next (?:week|month|release|version)|(?:until|by|on|next|since) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to solve it: the answer that tells it best, and all that tell it, sorted by reference."""

    best: Answer
    told: tuple[Answer, ...]


def ways(found: Sequence[Answer]) -> tuple[Way, ...]:
    """
    Give the way most incidents were solved in, and another one where a fair share of them was.

    One remark picked from talk is no second way; two incidents, or a close note of a third of them, are.
    """
    if not found:
        return ()
    answers = sorted(found, key=lambda each: each.incident.ref)
    bags = [bag(each) for each in answers]
    best = _most_typical(range(len(answers)), answers, bags)
    clusters = _clusters(bags)
    mine = next(cluster for cluster in clusters if best in cluster)
    largest = max(clusters, key=lambda cluster: (len(cluster), -cluster[0]))
    if len(largest) > len(mine):
        mine = largest
        best = _most_typical(mine, answers, bags)
    first = Way(answers[best], tuple(answers[n] for n in mine))
    others = [
        cluster for cluster in clusters if cluster is not mine and _is_another(cluster, mine, answers, bags)
    ]
    if not others:
        return (first,)
    other = max(others, key=lambda cluster: (len(cluster), -cluster[0]))
    second = answers[_most_typical(other, answers, bags)]
    return first, Way(second, tuple(answers[n] for n in other))


def bag(answer: Answer) -> Vector:
    """Weigh an answer's words, to compare it by."""
    return unit(Counter(words(answer.text)))


def _clusters(bags: Sequence[Vector]) -> list[list[int]]:
    """Put together what is alike, directly or through others."""
    home = list(range(len(bags)))
    for one in range(len(bags)):
        for other in range(one):
            if dot(bags[one], bags[other]) >= ALIKE and home[one] != home[other]:
                old, new = max(home[one], home[other]), min(home[one], home[other])
                home = [new if place == old else place for place in home]
    return [[n for n in range(len(bags)) if home[n] == place] for place in sorted(set(home))]


def _is_another(
    cluster: Sequence[int], mine: Sequence[int], answers: Sequence[Answer], bags: Sequence[Vector]
) -> bool:
    sure = [n for n in cluster if answers[n].sure and not is_personal(answers[n].text)]
    if len(sure) < 2 and not (sure and len(cluster) * 3 >= len(answers)):
        return False
    if all(len(answers[n].text.split()) < 5 and not is_note(answers[n].text) for n in cluster):
        return False  # a note as short as "Told him how" is no way of its own
    return all(dot(bags[one], bags[other]) < UNLIKE for one in cluster for other in mine)


def _most_typical(chosen: Sequence[int], answers: Sequence[Answer], bags: Sequence[Vector]) -> int:
    """Choose the answer most like the others; steps and a readable length count for it, names against it."""

    def worth(number: int) -> float:
        others = [other for other in chosen if other != number]
        alike = sum(dot(bags[number], bags[other]) for other in others) / max(1, len(others))
        answer = answers[number]
        length = len(answer.text.split())
        steps = sum(passage.kind is PassageKind.STEP for passage in answer.passages)
        readable = 0.15 if 12 <= length <= 120 else -0.15 if length < 6 or length > 250 else 0.0
        close_note = 0.1 if answer.field == "resolution" else 0.0
        sure = 0.2 if answer.sure else 0.0
        names = 0.2 if is_personal(answer.text) else 0.0
        prose = [each.text for each in answer.passages if each.kind is not PassageKind.CODE]
        helps = 0.3 if any(is_note(text) for text in prose) else 0.0  # and does not only tell why
        dated = 0.2 if _SOON_OLD.search(answer.text) else 0.0
        return alike + (0.15 if steps >= 2 else 0.0) + readable + close_note + sure + helps - names - dated

    return max(chosen, key=lambda n: (round(worth(n), 9), answers[n].incident.ref))
