"""Where the index of an audience stands; apart, because searching must load nothing else."""

from kb.config import Settings
from kb.model.article import Audience
from kb.search.whoosh_index import WhooshIndex


def index(settings: Settings, audience: Audience) -> WhooshIndex:
    """Name the index of one audience; it may not be there yet."""
    return WhooshIndex(settings.derived / "index" / audience.value)
