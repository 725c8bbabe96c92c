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


SHARED = 3
"""How many terms two incidents must share before they are compared: one rare word in common proves nothing."""


def group(
    incidents: Iterable[RedactedIncident],
    *,
    anchors: Mapping[str, frozenset[IncidentRef]],
    likeness: float,
    min_incidents: int,  # noqa: ARG001 - the caller leaves smaller groups undrafted and counts them
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

    homes = _anchored(place, anchors)
    loose = [number for number in range(len(resolved)) if number not in homes]
    sums = {
        article: total(weighed[number] for number, home in sorted(homes.items()) if home == article)
        for article in sorted(set(homes.values()))
    }
    sizes = Counter(homes.values())
    for number in list(loose):
        best = _nearest_article(weighed[number], sums, sizes, least)
        if best is not None:
            homes[number] = best
            loose.remove(number)

    clusters = _joined(loose, weighed, least)
    clusters = _with_duplicates(clusters, resolved, place, homes)

    by_article: defaultdict[str, list[int]] = defaultdict(list)
    for number, article in homes.items():
        by_article[article].append(number)
    made = [
        _made(sorted(members), resolved, texts, article) for article, members in sorted(by_article.items())
    ]
    made += [_made(members, resolved, texts, None) for members in clusters]
    return tuple(
        sorted(made, key=lambda each: (each.article_id is None, each.article_id or "", each.incidents[0].ref))
    )


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


def _nearest_article(
    vector: Mapping[str, float],
    sums: Mapping[str, Mapping[str, float]],
    sizes: Mapping[str, int],
    least: float,
) -> str | None:
    best, closest = None, least
    for article, together in sums.items():
        alike = dot(vector, together) / sizes[article]
        if alike > closest or (alike == closest and best is None):
            best, closest = article, alike
    return best


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


def _with_duplicates(
    clusters: list[list[int]],
    resolved: Sequence[RedactedIncident],
    place: Mapping[IncidentRef, int],
    homes: dict[int, str],
) -> list[list[int]]:
    """Bring an incident that names the one it repeats to that one's group, whatever its words."""
    at = {number: cluster for cluster in clusters for number in cluster}
    for number, incident in enumerate(resolved):
        target = place.get(incident.duplicate_of) if incident.duplicate_of else None
        if target is None or target == number or number in homes:
            continue
        at[number].remove(number)
        if target in homes:
            homes[number] = homes[target]
        else:
            at[target].append(number)
            at[number] = at[target]
    return sorted(sorted(cluster) for cluster in clusters if cluster)


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
