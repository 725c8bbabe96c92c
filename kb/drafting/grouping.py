"""
Put incidents together that one article would answer.

Known articles come first: an incident joins the article whose evidence it is most like. The rest is
joined from the most alike pair down, and two groups become one only when their incidents are alike *on
average* (average linkage): a chain of near neighbours is not enough, because an article that mixes two
problems is worse than two articles.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kb.drafting.likeness import Vector, codes, dot, terms, total, vectors
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident

DEFAULT_LIKENESS = 0.21
"""Average cosine two groups need; chosen on the sample project, see tests/bench/grouping.py."""

COMMON = 0.2
"""A term that more than this share of the incidents holds brings no pair together by itself."""

NEIGHBOURS = 40
"""How many of the most alike incidents each one is compared with."""


_NEW = "\x00new-"
"""Marks a group that no article answers yet."""

SHARED = 3
"""How many terms two incidents must share before they are compared: one rare word in common proves nothing."""


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
    texts = [terms(incident) for incident in resolved]
    weighed = vectors(texts)
    copies = _copies(resolved, place)

    homes = _anchored(place, anchors)
    loose = [number for number in range(len(resolved)) if number not in homes and number not in copies]
    while True:
        # Ends where a second run begins: what is left is unlike every group, and unlike each other.
        loose = _attached(loose, homes, copies, weighed, least)
        clusters = _joined(loose, weighed, least)
        big = [cluster for cluster in clusters if len(cluster) >= min_incidents]
        if not big:
            break
        for cluster in big:
            homes.update(dict.fromkeys(cluster, f"{_NEW}{cluster[0]:09}"))
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
    weighed: Sequence[Mapping[str, float]],
    least: float,
) -> list[int]:
    """Bring incidents to the group they are most like, until none moves; return those that stay alone."""
    left = list(loose)
    while True:
        members: defaultdict[str, list[int]] = defaultdict(list)
        for number, home in sorted(homes.items()):
            if number not in copies:
                members[home].append(number)
        sums = {home: total(weighed[number] for number in members[home]) for home in sorted(members)}
        found = {}
        for number in left:
            best = _nearest(number, members, sums, weighed, least)
            if best is not None:
                found[number] = best
        if not found:
            return left
        homes.update(found)
        left = [number for number in left if number not in found]


def _nearest(
    number: int,
    members: Mapping[str, Sequence[int]],
    sums: Mapping[str, Mapping[str, float]],
    weighed: Sequence[Mapping[str, float]],
    least: float,
) -> str | None:
    """Name the group an incident is most like on average, and like one of its incidents for good reason."""
    vector = weighed[number]
    alike = {home: dot(vector, together) / len(members[home]) for home, together in sums.items()}
    for home in sorted(alike, key=lambda each: (-alike[each], each)):
        if alike[home] < least:
            return None
        if any(_share_enough(vector, weighed[other]) for other in members[home]):
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


def _joined(numbers: Sequence[int], weighed: Sequence[Mapping[str, float]], least: float) -> list[list[int]]:
    """Agglomerate by average likeness, the most alike pairs first."""
    pairs = _pairs(numbers, weighed, least)
    home = {number: number for number in numbers}
    members = {number: [number] for number in numbers}
    sums = {number: dict(weighed[number]) for number in numbers}
    changed = True
    while changed:
        changed = False
        for _, one, other in pairs:
            a, b = sorted((home[one], home[other]))
            if a == b:
                continue
            average = dot(sums[a], sums[b]) / (len(members[a]) * len(members[b]))
            if average < least:
                continue
            for number in members[b]:
                home[number] = a
            members[a] = sorted(members[a] + members.pop(b))
            sums[a] = total((sums[a], sums.pop(b)))
            changed = True
    return [members[number] for number in sorted(members)]


def _pairs(
    numbers: Sequence[int], weighed: Sequence[Mapping[str, float]], least: float
) -> list[tuple[float, int, int]]:
    """Find the pairs worth looking at through the terms they share; common terms bring none together."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for number in numbers:
        for term in weighed[number]:
            index[term].append(number)
    most = max(8, int(len(numbers) * COMMON)) if len(numbers) < 2000 else 400
    found: dict[tuple[int, int], float] = {}
    for number in numbers:
        scores: defaultdict[int, float] = defaultdict(float)
        for term, weight in weighed[number].items():
            if len(index[term]) <= most:
                for other in index[term]:
                    if other != number:
                        scores[other] += weight * weighed[other][term]
        for other, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:NEIGHBOURS]:
            if score >= least / 2 and _share_enough(weighed[number], weighed[other]):
                found[min(number, other), max(number, other)] = round(dot(weighed[number], weighed[other]), 9)
    pairs = [(score, one, other) for (one, other), score in found.items() if score >= least]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _share_enough(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two incidents share more than a chance word: a code, or several terms besides the environment."""
    shared = [term for term in one if term in other]
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
    return IncidentGroup(
        incidents=incidents, article_id=article, reason=_reason(incidents, [texts[n] for n in members])
    )


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
    reasons.append("alike in: " + ", ".join(term for term, count in often[:5] if count > 1))
    return "; ".join(reasons)
