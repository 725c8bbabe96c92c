"""Where the index of an audience stands; apart, because searching must load nothing else."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from kb import registry
from kb.config import Settings
from kb.model.article import Audience
from kb.search.base import KeptBackend
from kb.search.understanding import NOTHING, Understanding


def index(settings: Settings, audience: Audience) -> KeptBackend:
    """Name the index of one audience; it may not be there yet. One process opens each once and shares it."""
    return _index(settings.search.engine, settings.derived, audience, settings.search.meaning)


@lru_cache(maxsize=16)
def _index(engine: str, derived: Path, audience: Audience, meaning: str) -> KeptBackend:
    make: Callable[[Path, Understanding], KeptBackend] = registry.load("kb.search_backends", engine)
    beside = Understanding(meaning, derived / "cache" / "vectors") if meaning else NOTHING
    return make(derived / "index" / audience.value, beside)
