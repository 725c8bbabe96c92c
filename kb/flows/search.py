"""Ask the index of one audience."""

from kb.config import Settings
from kb.flows.index import index
from kb.model.article import Audience
from kb.model.search import Answer, Request


def search(request: Request, *, settings: Settings, audience: Audience) -> Answer:
    """Answer a request from the index of one audience; raise StateError when there is none to read."""
    return index(settings, audience).search(request)
