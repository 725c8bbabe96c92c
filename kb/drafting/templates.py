"""Sentences that a form, a signature or a habit puts under incidents of all kinds: they bring no two together."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from kb.drafting.boilerplate import says_nothing
from kb.drafting.likeness import LONGEST, dot, total, unit, without_code, words
from kb.model.incident import RedactedIncident

LEAST = 4
"""In so many incidents a sentence must stand before it can be a template."""

UNLIKE = 0.05
"""Mean cosine of what else these incidents say, below which the sentence says nothing about them."""

MOST = 24
"""How many of the incidents are compared; more would not change the answer."""

_CUT = re.compile(r"(?<=[.!?:;])\s+|\n+")


class Stems(NamedTuple):
    """The stems of an incident's texts, without what is a template."""

    summary: list[str]
    description: list[str]
    resolution: list[str]


def stems(incidents: Sequence[RedactedIncident]) -> list[Stems]:
    """
    Cut each incident's texts into stems, and leave out sentences that stand under unlike incidents.

    `Please reopen if it comes back.` is one of these. A fix that is written down in the same words each time is
    not: the incidents it stands under are alike without it.
    """
    cut = [(_parts(each.description), _parts(_answer(each))) for each in incidents]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, (described, solved) in enumerate(cut):
        for part in dict.fromkeys((*described, *solved)):
            holders[part].append(number)
    often = {part: words(part) for part, held in holders.items() if len(held) >= LEAST}
    made = [
        Stems(words(each.summary), _rest(described, often), _rest(solved, often))
        for each, (described, solved) in zip(incidents, cut, strict=True)
    ]
    nothing = _templates({part: holders[part] for part in often}, made)
    for told, (described, solved) in zip(made, cut, strict=True):
        for found, parts in ((told.description, described), (told.resolution, solved)):
            for part in parts:
                if part in often and part not in nothing:
                    found += often[part]
    return made


def _parts(text: str) -> list[str]:
    return [part for each in _CUT.split(without_code(text[:LONGEST])) if (part := each.strip().casefold())]


def _answer(incident: RedactedIncident) -> str:
    return "" if says_nothing(incident.resolution) else incident.resolution


def _rest(parts: Sequence[str], often: Mapping[str, object]) -> list[str]:
    return words("\n".join([part for part in parts if part not in often]))


def _templates(often: Mapping[str, Sequence[int]], made: Sequence[Stems]) -> frozenset[str]:
    """Find the sentences whose incidents are unlike, by all that they do not share with many."""
    if not often:
        return frozenset()
    spread: Counter[str] = Counter()
    for told in made:
        spread.update({*told.summary, *told.description, *told.resolution})

    def vector(number: int) -> Mapping[str, float]:
        told = made[number]
        bag = Counter((*told.summary, *told.description, *told.resolution))
        return unit(
            {
                term: (1 + math.log(times)) * math.log(1 + len(made) / spread[term])
                for term, times in bag.items()
            }
        )

    vectors: dict[int, Mapping[str, float]] = {}
    found: set[str] = set()
    for part, held in often.items():
        chosen = list(islice(held, MOST))
        for number in chosen:
            if number not in vectors:
                vectors[number] = vector(number)
        together = total(vectors[number] for number in chosen)
        alone = sum(1 for number in chosen if vectors[number])
        if dot(together, together) - alone < UNLIKE * len(chosen) * (len(chosen) - 1):
            found.add(part)
    return frozenset(found)
