"""What can be read, and how an unknown table could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.sources.base import Source
from kb.sources.propose import Proposal, propose
from kb.sources.recognise import ORDER, recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """One source as people meet it."""

    name: str
    product: str
    reads: str
    how_to_export: str


def installed(sources: Mapping[str, Source]) -> tuple[SourceInfo, ...]:
    """Give all sources by product, in the order they are asked."""
    place = {name: number for number, name in enumerate(ORDER)}
    found = sorted(sources.values(), key=lambda each: (place.get(each.name, len(place)), each.name))
    return tuple(
        SourceInfo(name=each.name, product=each.product, reads=each.reads, how_to_export=each.how_to_export)
        for each in found
    )


def proposed(path: Path, settings: HarvestSettings, sources: Mapping[str, Source]) -> tuple[Proposal, str]:
    """Propose a map for a file, and name the source that reads it already, if one does."""
    try:
        known = recognise(path, settings, sources).name
    except InputError:
        known = ""
    return propose(path), known
