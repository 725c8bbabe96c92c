"""
Other ways to find incidents that one article would answer, beside ours, on the same labelled sets.

Run by hand: `.venv/bin/python -m tests.bench.approaches [FOLDER…]`; folders as for `tests.bench.grouping`. Token
based fuzzy matching needs rapidfuzz and MinHash datasketch: what is not installed is left out.
Each way joins the pairs above its threshold, the most alike first: `single` joins whatever is linked by one
pair, `average` asks for likeness on average. The best threshold of each is shown, which flatters them all.
"""

import importlib.util
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from kb.drafting.grouping import DEFAULT_LIKENESS, group
from kb.drafting.likeness import codes, dot, terms, vectors, words
from kb.drafting.neighbours import Index
from kb.model.incident import IncidentRef, RedactedIncident
from tests.bench.grouping import b_cubed, sets

Pairs = Mapping[tuple[int, int], float]
MOST_FUZZY = 3000
STEPS = [step / 20 for step in range(2, 20)]


def tfidf(incidents: list[RedactedIncident]) -> Pairs:
    """Cosine of weighted terms, compared where weighty terms are shared."""
    weighed = vectors([terms(incident) for incident in incidents])
    index: Index[int] = Index()
    found = {}
    for number, vector in enumerate(weighed):
        for other in index.near(vector, most=60, least=0.02):
            found[other, number] = dot(vector, weighed[other])
        index.add(number, vector)
    return found


def hybrid(incidents: list[RedactedIncident]) -> Pairs:
    """The same, raised where an error code is shared and lowered where the environments differ."""
    told = [frozenset(codes(incident)) for incident in incidents]
    places = [frozenset(incident.environment) for incident in incidents]
    found = {}
    for (one, other), score in tfidf(incidents).items():
        if told[one] & told[other]:
            score += 0.2
        if places[one] and places[other] and not places[one] & places[other]:
            score -= 0.1
        found[one, other] = score
    return found


def fuzzy(incidents: list[RedactedIncident]) -> Pairs:
    """Token set ratio of the words (rapidfuzz), all pairs."""
    from rapidfuzz.fuzz import token_sort_ratio  # type: ignore[import-not-found, unused-ignore]

    texts = [_text(incident) for incident in incidents]
    return {
        (one, other): token_sort_ratio(texts[one], texts[other]) / 100
        for one, other in combinations(range(len(texts)), 2)
    }


def minhash(incidents: list[RedactedIncident]) -> Pairs:
    """Estimated Jaccard likeness of the sets of words (datasketch, 128 permutations), all that share a band."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found, unused-ignore]

    lsh = MinHashLSH(threshold=0.2, num_perm=128)
    made = []
    found = {}
    for number, incident in enumerate(incidents):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([word.encode() for word in set(_text(incident).split())])
        for other in lsh.query(sketch):
            found[other, number] = sketch.jaccard(made[other])
        lsh.insert(number, sketch)
        made.append(sketch)
    return found


def _text(incident: RedactedIncident) -> str:
    return " ".join(words(f"{incident.summary} {incident.description} {incident.resolution}"))


def single(count: int, pairs: Pairs, least: float) -> list[int]:
    """Join whatever is linked."""
    home = list(range(count))

    def root(number: int) -> int:
        while home[number] != number:
            home[number] = home[home[number]]
            number = home[number]
        return number

    for (one, other), score in pairs.items():
        if score >= least:
            a, b = sorted((root(one), root(other)))
            home[b] = a
    return [root(number) for number in range(count)]


def average(count: int, pairs: Pairs, least: float) -> list[int]:
    """Join groups that are alike on average; a pair that was not compared counts as unlike."""
    home = list(range(count))
    members = {number: [number] for number in range(count)}
    sums: dict[int, dict[int, float]] = {number: {} for number in range(count)}
    for (one, other), score in pairs.items():
        sums[one][other] = sums[other][one] = score
    for (one, other), score in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if score < least:
            break
        a, b = sorted((home[one], home[other]))
        if a == b or sums[a].get(b, 0.0) / (len(members[a]) * len(members[b])) < least:
            continue
        for number in members[b]:
            home[number] = a
        members[a] += members.pop(b)
        for third, more in sums.pop(b).items():
            del sums[third][b]
            if third != a:
                sums[a][third] = sums[third][a] = sums[a].get(third, 0.0) + more
    return home


def show(
    name: str, refs: Iterable[IncidentRef], home: Iterable[int], label: Mapping[IncidentRef, str]
) -> tuple[float, str]:
    """Give F1 and a line of the table."""
    at = dict(zip(refs, home, strict=True))
    precision, recall = b_cubed(at, label)
    f1 = 2 * precision * recall / (precision + recall)
    groups: defaultdict[int, set[str]] = defaultdict(set)
    sizes: defaultdict[int, int] = defaultdict(int)
    for ref, number in at.items():
        groups[number].add(label[ref])
        sizes[number] += 1
    mixed = sum(len(found) > 1 for found in groups.values())
    return (
        f1,
        f"{name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {sum(n > 1 for n in sizes.values())} | {mixed}",
    )


WAYS: tuple[tuple[str, Callable[[list[RedactedIncident]], Pairs], str], ...] = (
    ("TF-IDF", tfidf, "snowballstemmer"),
    ("TF-IDF, codes, environments", hybrid, "snowballstemmer"),
    ("token sort ratio", fuzzy, "rapidfuzz"),
    ("MinHash", minhash, "datasketch"),
)


def main() -> None:
    """Print a table a set."""
    for title, (incidents, label) in sets(sys.argv[1:]):
        made = [incidents[ref] for ref in sorted(incidents)]
        refs = [incident.ref for incident in made]
        print(f"\n{title}: {len(made)} incidents, {len(set(label.values()))} problems")
        print("way | precision | recall | F1 | groups | mixed | seconds")
        start = time.perf_counter()
        groups = group(made, anchors={}, likeness=0.0, min_incidents=2)
        seconds = time.perf_counter() - start
        at = {incident.ref: number for number, each in enumerate(groups) for incident in each.incidents}
        print(
            show(f"ours ({DEFAULT_LIKENESS})", refs, [at[ref] for ref in refs], label)[1], f"| {seconds:.1f}"
        )
        for name, way, needs in WAYS:
            if not importlib.util.find_spec(needs):
                print(f"{name}: {needs} is not installed")
                continue
            if way is fuzzy and len(made) > MOST_FUZZY:
                print(f"{name}: left out, it compares all with all")
                continue
            start = time.perf_counter()
            pairs = way(made)
            seconds = time.perf_counter() - start
            for how in (single, average):
                best = max(
                    show(f"{name}, {how.__name__} ≥ {least:.2f}", refs, how(len(made), pairs, least), label)
                    for least in STEPS
                )
                print(best[1], f"| {seconds:.1f}")


if __name__ == "__main__":
    main()
