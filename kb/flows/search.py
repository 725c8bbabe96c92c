"""Ask one audience's index."""

from kb.config import Settings
from kb.flows.index import index
from kb.model.article import Audience
from kb.model.search import Answer


def search(query: str, *, settings: Settings, audience: Audience, limit: int = 10) -> Answer:
    """Answer a question in a reader's words; raise StateError when there is no index yet."""
    return index(settings, audience).search(query, limit)
