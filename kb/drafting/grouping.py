"""
Put incidents together that one article would answer.

Known articles come first: an incident joins the article whose evidence it is most like. The rest is
joined from the most alike pair down, and two groups become one only when their incidents are alike *on
average*: a chain of near neighbours is not enough, because an article that mixes two problems is worse
than two articles. The average of a large group is weighed against how far its own incidents lie apart,
half-way between average and centroid linkage, so that a problem told in many ways still finds its own.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kb.drafting.likeness import Vector, codes, dot, total, vectors, weigh, words
from kb.drafting.neighbours import Index
from kb.drafting.templates import Stems, stems
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident

DEFAULT_LIKENESS = 0.24
"""Likeness two groups need; chosen on labelled incidents, see tests/bench/grouping.py."""

PLACE = 0.3
"""What a word still counts that only names the incident's own environment, which counts by itself."""

UNTOLD = 0.85
"""How alike an incident counts that nobody said the answer of: only half of what makes a problem is known of it."""

COMMON = 0.5
"""A term that more than this share of the incidents hold brings no two together and proves nothing."""

FEW = 40
"""With fewer incidents no term counts as common: half of them may well have one problem."""

NEIGHBOURS = 40
"""How many of the most alike incidents each one is compared with."""


_NEW = "\x00new-"
"""Marks a group that no article answers yet."""

SHARED = 3
"""How many terms two incidents must share before they are compared: one rare word in common proves nothing."""


class _Space(NamedTuple):
    """The incidents as vectors, the terms that prove nothing among them, and how alike is alike."""

    vectors: Sequence[Vector]
    common: frozenset[str]
    least: float


def group(
    incidents: Iterable[RedactedIncident],
    *,
    anchors: Mapping[str, frozenset[IncidentRef]],
    likeness: float,
    min_incidents: int,
) -> tuple[IncidentGroup, ...]:
    """
    Group the resolved incidents; the order they come in does not matter.

    `anchors` maps an article's id to its evidence. `likeness` 0 takes the built-in value. Groups of one
    are returned too; the caller decides from which size on a problem is drafted.
    """
    least = likeness or DEFAULT_LIKENESS
    resolved = sorted((each for each in incidents if each.is_resolved), key=lambda each: each.ref)
    place = {incident.ref: number for number, incident in enumerate(resolved)}
    told = stems(resolved)
    texts = [_weighed(each, its) for each, its in zip(resolved, told, strict=True)]
    space = _Space(
        [_damped(vector, its) for vector, its in zip(vectors(texts), told, strict=True)],
        _common(texts),
        least,
    )
    copies = _copies(resolved, place)

    homes = _anchored(place, anchors)
    loose = [number for number in range(len(resolved)) if number not in homes and number not in copies]
    fresh: set[str] | None = None
    while True:
        # Ends where a second run begins: what is left is unlike every group, and unlike each other.
        loose = _attached(loose, homes, copies, space, fresh)
        clusters = _joined(loose, space)
        big = [cluster for cluster in clusters if len(cluster) >= min_incidents]
        if not big:
            break
        for cluster in big:
            homes.update(dict.fromkeys(cluster, f"{_NEW}{cluster[0]:09}"))
        fresh = {f"{_NEW}{cluster[0]:09}" for cluster in big}
        loose = [number for number in loose if number not in homes]

    at = {number: cluster for cluster in clusters for number in cluster}
    for number, target in copies.items():
        if number in homes:
            continue  # somebody has linked it already
        if target in homes:
            homes[number] = homes[target]
        else:
            at[target].append(number)

    by_home: defaultdict[str, list[int]] = defaultdict(list)
    for number, home in homes.items():
        by_home[home].append(number)
    made = [
        _made(sorted(members), resolved, texts, None if home.startswith(_NEW) else home)
        for home, members in sorted(by_home.items())
    ]
    made += [_made(sorted(members), resolved, texts, None) for members in clusters]
    return tuple(
        sorted(made, key=lambda each: (each.article_id is None, each.article_id or "", each.incidents[0].ref))
    )


@lru_cache(maxsize=10_000)
def _naming(environment: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term for name in environment for term in words(name))


def _weighed(incident: RedactedIncident, told: Stems) -> dict[str, float]:
    weighed = weigh(incident, *told)
    for term in _naming(incident.environment):
        if term in weighed:
            weighed[term] *= PLACE
    return weighed


def _damped(vector: Vector, told: Stems) -> Vector:
    return vector if told.resolution else {term: weight * UNTOLD for term, weight in vector.items()}


def _common(texts: Sequence[Vector]) -> frozenset[str]:
    if len(texts) < FEW:
        return frozenset()
    held = Counter(term for text in texts for term in text)
    return frozenset(term for term, count in held.items() if count > COMMON * len(texts))


def _copies(resolved: Sequence[RedactedIncident], place: Mapping[IncidentRef, int]) -> dict[int, int]:
    """Map each incident that names the one it repeats to that one: it goes along, whatever its words."""
    copies: dict[int, int] = {}
    for number, incident in enumerate(resolved):
        target = place.get(incident.duplicate_of) if incident.duplicate_of else None
        if target is not None and target != number:
            copies[number] = target
    for number in list(copies):  # a chain leads to its end; a circle is no copy of anything
        seen = {number}
        while number in copies and copies[number] in copies:
            end = copies[copies[number]]
            if end in seen:
                del copies[number]
                break
            seen.add(end)
            copies[number] = end
    return copies


def _attached(
    loose: Sequence[int],
    homes: dict[int, str],
    copies: Mapping[int, int],
    space: _Space,
    fresh: set[str] | None,
) -> list[int]:
    """
    Bring incidents to the group they are most like, until none moves; return those that stay alone.

    `fresh` are the groups they have not been compared with yet, None for all.
    """
    left = list(loose)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for number, home in sorted(homes.items()):
        if number not in copies:
            members[home].append(number)
    changed = set(members) if fresh is None else fresh & set(members)
    middles: dict[str, Vector] = {}
    roots: dict[str, float] = {}
    while changed:
        index: Index[str] = Index(space.common)
        for home in sorted(changed):
            together = total(space.vectors[number] for number in members[home])
            middles[home] = {term: weight / len(members[home]) for term, weight in together.items()}
            roots[home] = math.sqrt(_length(middles[home]))
            index.add(home, middles[home])
        found = {}
        for number in left:
            best = _nearest(number, index, members, middles, roots, space)
            if best is not None:
                found[number] = best
        homes.update(found)
        left = [number for number in left if number not in found]
        for number, home in found.items():
            members[home].append(number)
        changed = set(found.values())  # the others have told already whom they are like
    return left


def _nearest(
    number: int,
    index: Index[str],
    members: Mapping[str, Sequence[int]],
    middles: Mapping[str, Vector],
    roots: Mapping[str, float],
    space: _Space,
) -> str | None:
    """Name the group an incident is most like on average, and like one of its incidents for good reason."""
    vector = space.vectors[number]
    near = index.near(vector, most=NEIGHBOURS, least=space.least / 3)
    alike = {home: dot(vector, middles[home]) / roots[home] for home in near}
    for home in sorted(alike, key=lambda each: (-round(alike[each], 9), each)):
        if alike[home] < space.least:
            return None
        if any(_share_enough(vector, space.vectors[other], space.common) for other in members[home]):
            return home
    return None


def _anchored(
    place: Mapping[IncidentRef, int], anchors: Mapping[str, frozenset[IncidentRef]]
) -> dict[int, str]:
    """Give each incident that is evidence already to its article, the first by id where two claim it."""
    homes: dict[int, str] = {}
    for article in sorted(anchors):
        for ref in sorted(anchors[article]):
            if ref in place:
                homes.setdefault(place[ref], article)
    return homes


def _joined(numbers: Sequence[int], space: _Space) -> list[list[int]]:
    """Agglomerate by average likeness, the most alike pairs first."""
    pairs = _pairs(numbers, space)
    home = {number: number for number in numbers}
    members = {number: [number] for number in numbers}
    sums: dict[int, dict[str, float]] = {}
    refused: dict[tuple[int, int], int] = {}  # how many they were when they were found unlike
    changed = True
    while changed:
        changed = False
        for _, one, other in pairs:
            a, b = sorted((home[one], home[other]))
            size = len(members[a]) + len(members[b]) if a != b else 0
            if a == b or refused.get((a, b)) == size:
                continue
            one_sum, other_sum = sums.get(a, space.vectors[a]), sums.get(b, space.vectors[b])
            average = dot(one_sum, other_sum) / (len(members[a]) * len(members[b]))
            spread = _length(one_sum) * _length(other_sum) / (len(members[a]) * len(members[b]))
            if average < space.least * math.sqrt(spread):
                refused[a, b] = size
                continue
            for number in members[b]:
                home[number] = a
            members[a] = sorted(members[a] + members.pop(b))
            sums[a] = total((sums.get(a, space.vectors[a]), sums.pop(b, space.vectors[b])))
            changed = True
    return [members[number] for number in sorted(members)]


def _length(vector: Vector) -> float:
    """Measure a vector; the mean of unlike ones is short."""
    return math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0


def _pairs(numbers: Sequence[int], space: _Space) -> list[tuple[float, int, int]]:
    """Find the pairs that are alike and share enough to be, the most alike first."""
    index: Index[int] = Index(space.common)
    found: dict[tuple[int, int], float] = {}
    for number in numbers:  # each is compared with those before it, so each pair is looked at once
        vector = space.vectors[number]
        for other in index.near(vector, most=NEIGHBOURS, least=space.least / 3):
            score = round(dot(vector, space.vectors[other]), 9)
            if score >= space.least and _share_enough(vector, space.vectors[other], space.common):
                found[other, number] = score
        index.add(number, vector)
    return sorted((-score, one, other) for (one, other), score in found.items())


def _share_enough(one: Vector, other: Vector, common: frozenset[str]) -> bool:
    """Whether two incidents share more than a chance word: a code, or several terms besides the environment."""
    shared = [term for term in one if term in other and term not in common]
    if any(term.startswith("code:") for term in shared):
        return True
    return sum(not term.startswith("env:") for term in shared) >= SHARED


def _made(
    members: Sequence[int],
    resolved: Sequence[RedactedIncident],
    texts: Sequence[Vector],
    article: str | None,
) -> IncidentGroup:
    incidents = tuple(resolved[number] for number in members)
    reason = "" if article else _reason(incidents, [texts[n] for n in members])
    return IncidentGroup(incidents=incidents, article_id=article, reason=reason)


def _reason(incidents: Sequence[RedactedIncident], texts: Sequence[Vector]) -> str:
    if len(incidents) == 1:
        return "the only one of its kind"
    told = Counter(code for incident in incidents for code in codes(incident))
    shared = Counter(term for text in texts for term in text if ":" not in term)
    often = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    reasons = []
    if told and told.most_common(1)[0][1] > 1:
        code = min(told, key=lambda each: (-told[each], each))
        reasons.append(f"same error code {code}")
    places = Counter(name for incident in incidents for name in dict.fromkeys(incident.environment))
    if places and 2 * max(places.values()) > len(incidents):
        reasons.append(f"same environment {min(places, key=lambda each: (-places[each], each))}")
    reasons.append("alike in: " + ", ".join(term for term, count in often[:5] if count > 1))
    return "; ".join(reasons)
