"""The incidents behind articles: found by how somebody types them, counted, and who has them."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kb.errors import ConfigError
from kb.model.article import Article
from kb.model.incident import IncidentRef, RedactedIncident
from kb.redact.base import tally


def hidden(incidents: Iterable[RedactedIncident]) -> tuple[tuple[str, int], ...]:
    """Count what was hidden in the texts an article may quote."""
    return tuple(tally(text for incident in incidents for text in _texts(incident)).items())


def known(
    refs: Iterable[IncidentRef], ledger: Mapping[IncidentRef, RedactedIncident]
) -> list[RedactedIncident]:
    """Give the records of references that the ledger has, sorted."""
    return [ledger[ref] for ref in sorted(set(refs)) if ref in ledger]


def find(names: Sequence[str], ledger: Collection[IncidentRef]) -> tuple[IncidentRef, ...]:
    """
    Find incidents by `system:key` or by the key alone, whatever its case; each once, sorted.

    Raise ConfigError with near matches for one that is not in the ledger, or is in two systems.
    """
    by_name: dict[str, list[IncidentRef]] = {}
    for ref in sorted(ledger):
        for name in (str(ref), ref.key):
            by_name.setdefault(name.casefold(), []).append(ref)
    found: set[IncidentRef] = set()
    for name in names:
        matches = by_name.get(name.strip().casefold(), [])
        if len(matches) > 1:
            raise ConfigError(
                f"{name} names incidents of {len(matches)} systems",
                hint=f"say which: {', '.join(map(str, matches))}",
            )
        if not matches:
            near = difflib.get_close_matches(name.casefold(), by_name, n=3, cutoff=0.7)
            close = list(dict.fromkeys(str(by_name[each][0]) for each in near))
            raise ConfigError(
                f"no incident {name!r} in the ledger",
                hint=f"did you mean {', '.join(close)}?" if close else "harvest it first: kb harvest EXPORT",
            )
        found.add(matches[0])
    return tuple(sorted(found))


def holders(articles: Iterable[Article]) -> Mapping[IncidentRef, Article]:
    """Map each incident to the article that answered it."""
    return {ref: article for article in articles for ref in article.evidence}


def _texts(incident: RedactedIncident) -> Iterator[str]:
    yield from (incident.summary, incident.description, incident.resolution)
    yield from (entry.text for entry in incident.entries)
