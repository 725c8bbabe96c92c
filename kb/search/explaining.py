"""Why a hit was found, in parts that a person can read."""

from collections.abc import Mapping, Sequence

from kb.model.search import Reason
from kb.search.base import Stored
from kb.search.documents import WEIGHTS
from kb.search.passages import Marker
from kb.search.query import Word
from kb.search.table import LEVELS


def reasons(holds: Mapping[Word, Sequence[float]], stored: Stored, marker: Marker) -> tuple[Reason, ...]:
    """Say of each word of the query that the document holds what it found there; the weightiest first."""
    total = sum(max(parts, default=0.0) for parts in holds.values())
    told = []
    for place, (word, parts) in enumerate(holds.items()):
        most = max(parts, default=0.0)
        if not most:
            continue
        term = word.terms[parts.index(most)]
        stands, found = _standing(place, stored, marker)
        how = "form" if term.how == "exact" and found and found.lower() != word.surface else term.how
        told.append(
            Reason(
                asked=word.surface,
                found=found or term.form,
                how=how,
                fields=stands,
                share=round(most / total, 3),
            )
        )
    return tuple(sorted(told, key=lambda reason: (-reason.share, reason.asked)))


def bonuses(
    *, title: bool, code: str, pairs: Sequence[str], level: int, near: float = 0.0
) -> tuple[str, ...]:
    """Say what else lifted a hit."""
    told = ["the whole title was asked for"] if title else []
    if code:
        told.append(f"it has the code {code}")
    told += [f"“{pair}” stands together" for pair in pairs]
    if level:
        told.append(f"how proven it is: {level} of {LEVELS - 1}")
    if near > 0:
        told.append(f"how near its meaning is: {near:.2f} of 1")
    return tuple(told)


def _standing(place: int, stored: Stored, marker: Marker) -> tuple[tuple[str, ...], str]:
    """Find the fields in which a word of the query stands, and its first form there."""
    fields: list[str] = []
    form = ""
    for name, text in (("title", stored.title), *stored.texts):
        for (start, end), known in marker.marks(text):
            if known == place:
                form = form or text[start:end]
                if name not in fields:
                    fields.append(name)
    return tuple(sorted(fields, key=lambda name: -WEIGHTS.get(name, 0.0))), form
