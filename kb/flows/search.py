"""Ask the index of one audience, and make it anew where it cannot be read."""

import threading
from collections.abc import Callable

from kb.config import Settings
from kb.errors import StateError
from kb.flows.index import index
from kb.model.article import Audience
from kb.model.search import Answer, Request
from kb.search.base import KeptBackend

_mending = threading.Lock()


def search(
    request: Request,
    *,
    settings: Settings,
    audience: Audience,
    engine: KeptBackend | None = None,
    tell: Callable[[str], None] | None = None,
) -> Answer:
    """
    Answer a request from the index of one audience.

    An index that is damaged or of another version is made anew, once, and `tell` hears so: it is a cache
    of what stands in the workspace. Raise what building raises where that cannot be shown to this audience.
    """
    engine = engine or index(settings, audience)
    try:
        return engine.search(request)
    except StateError as error:
        if engine.is_missing():
            raise
        with _mending:
            try:
                return engine.search(request)  # another thread may have mended it meanwhile
            except StateError:
                if tell:
                    tell(f"{error.problem}; making it anew from the workspace")
                _mend(engine, settings, audience)
    return engine.search(request)


def _mend(engine: KeptBackend, settings: Settings, audience: Audience) -> None:
    from kb.flows.build import build_index  # reads everything; a search that goes well needs none of it

    build_index(settings, audience, engine)
