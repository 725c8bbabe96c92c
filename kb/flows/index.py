"""Where the index of an audience stands; apart, because searching must load nothing else."""

from functools import lru_cache
from pathlib import Path

from kb.config import Settings
from kb.model.article import Audience
from kb.search.whoosh_index import WhooshIndex


def index(settings: Settings, audience: Audience) -> WhooshIndex:
    """Name the index of one audience; it may not be there yet. One process opens each once and shares it."""
    return _index(settings.derived / "index" / audience.value)


@lru_cache(maxsize=16)
def _index(folder: Path) -> WhooshIndex:
    return WhooshIndex(folder)
