"""How like two incidents are: weighted terms, rare ones counting more, compared by cosine."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from kb.model.incident import RedactedIncident
from kb.model.prose import error_codes, fold

Vector = Mapping[str, float]
"""Term → weight; of length 1 unless said otherwise."""

WEIGHTS = {"summary": 1.5, "description": 1.0, "code": 3.0, "environment": 2.0, "resolution": 2.2}
"""How much a term counts by where it stands: what one article answers was mostly solved in the same words."""

LONGEST = 4000
"""Characters of a text that are looked at: a pasted log must not outweigh the words around it."""

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_PLACEHOLDER = re.compile(r"\[[a-z][a-z ]{1,20}(?: [A-Z]{1,2})?\]")
_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_NOT_A_CODE = re.compile(r"^(?:UTF|SHA|ISO|MD|COVID|RFC|BS|EN|DIN|WCAG|TLS|AES|GMT|UTC|CET)[-_]")
_STOP_WORDS = """
a about after again all also am an and any anyone are as at back be because been before being below best
between but by can can't cannot cant could did didn't do does doesn't doing don't dont down during each
even ever every few for from further get gets getting give gives go goes going got had has have having
he hello help her here hers hi him his how i i'm i've if in into is isn't issue it it's its just kind
know let like many may me more morning most much must my need needs no nor not now of off ok on once one
only or other our out over own pls please problem regards same see seems seen she should since so some
somebody someone something still such team thank thanks that that's the their them then there these they
this those though through time to today tomorrow too tried try trying under until up us use used using
very want was wasn't way we week well were what when where which while who why will with without won't
wont work working works would yes yesterday yet you your urgent asap dear day days incident ticket user
users says said tell told look looks looking happen happens happened new able unable since already error
message shows show showing gave find found inc
"""
_STOP = frozenset(_STOP_WORDS.split())


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def codes(incident: RedactedIncident) -> tuple[str, ...]:
    """Find the error codes an incident tells, without its own system's numbers and false friends."""
    own = re.match(r"[A-Za-z]+", incident.ref.key)
    prefix = f"{own[0].upper()}-" if own else "\0"
    text = f"{incident.summary}\n{incident.description}\n{incident.resolution}"
    return tuple(
        c for c in error_codes(text) if not _NOT_A_CODE.match(c) and not c.startswith((prefix, "INC"))
    )


def words(text: str) -> list[str]:
    """Cut a text into stems, without stop words, placeholders and numbers."""
    plain = without_code(text[:LONGEST])
    if "[" in plain:
        plain = _PLACEHOLDER.sub(" ", plain)
    return [term for term in map(_TERMS.__getitem__, _WORD.findall(fold(plain))) if term]


def without_code(text: str) -> str:
    """Leave code blocks out."""
    return _CODE_BLOCK.sub(" ", text) if "```" in text else text


class _Terms(dict[str, str]):
    """Word → its stem, "" for one that says nothing; worked out once a word."""

    def __missing__(self, word: str) -> str:
        plain = word.replace("’", "'")
        says = len(plain) >= 2 and not plain.isdigit() and plain not in _STOP
        term = str(_stemmer().stemWord(plain.removesuffix("'s"))) if says else ""
        if len(self) < _MOST_WORDS:
            self[word] = term
        return term


_MOST_WORDS = 200_000
_TERMS = _Terms()


def terms(incident: RedactedIncident) -> dict[str, float]:
    """Weigh the terms of an incident by where they stand; frequency counts with its logarithm."""
    return weigh(incident, words(incident.summary), words(incident.description), words(incident.resolution))


def weigh(
    incident: RedactedIncident,
    summary: Sequence[str],
    description: Sequence[str],
    resolution: Sequence[str],
) -> dict[str, float]:
    """Weigh an incident's terms, those of its texts as they are given."""
    weighed: dict[str, float] = {}
    for part, found in (("summary", summary), ("description", description), ("resolution", resolution)):
        weight = WEIGHTS[part]
        for term, count in Counter(found).items():
            more = weight if count == 1 else weight * (1 + math.log(count))
            weighed[term] = weighed.get(term, 0.0) + more
    for name in dict.fromkeys(incident.environment):
        weighed[f"env:{fold(name)}"] = WEIGHTS["environment"]
    for code, count in Counter(codes(incident)).items():
        weighed[f"code:{code}"] = WEIGHTS["code"] * (1 + math.log(count))
    return weighed


def vectors(texts: Sequence[Vector]) -> list[dict[str, float]]:
    """Weigh by rarity (idf over these texts) and bring each vector to length 1."""
    frequency: Counter[str] = Counter()
    for text in texts:
        frequency.update(text.keys())
    total = len(texts)
    idf = {term: math.log(1 + total / count) for term, count in frequency.items()}
    return [unit({term: weight * idf[term] for term, weight in text.items()}) for text in texts]


def unit(vector: Mapping[str, float]) -> dict[str, float]:
    """Bring a vector to length 1; its terms keep their order, so that sums are the same every time."""
    length = math.sqrt(sum([weight * weight for weight in vector.values()]))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def dot(one: Vector, other: Vector) -> float:
    """Multiply two sparse vectors."""
    if len(one) > len(other):
        one, other = other, one
    return sum([weight * other[term] for term, weight in one.items() if term in other])


def total(many: Iterable[Vector]) -> dict[str, float]:
    """Add vectors up."""
    out: dict[str, float] = {}
    for vector in many:
        for term, weight in vector.items():
            out[term] = out.get(term, 0.0) + weight
    return out
