"""What the counter counts about itself, in Prometheus' text format; nothing that leads to a reader."""

import threading
import time
from collections import Counter
from collections.abc import Iterator

from kb import __version__

TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
"""Seconds; a search that takes longer is given up."""

SEARCHES = frozenset({"search", "suggest", "find"})

_ROUTES = {
    "/healthz": "health",
    "/metrics": "metrics",
    "/api/search": "search",
    "/api/suggest": "suggest",
    "/find/": "find",
}


def route_of(path: str) -> str:
    """Name the kind of address, one of few: what was asked or read is not counted."""
    if known := _ROUTES.get(path):
        return known
    if path.startswith("/api/"):
        return "api"
    return "asset" if path.startswith("/assets/") else "page"


class Metrics:
    """Counters of one process; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started = time.time()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds: dict[str, list[float]] = {}

    def count(self, path: str, status: int, seconds: float) -> None:
        """Take in one answered request; how long it took, for searches that were answered."""
        route = route_of(path)
        with self._lock:
            self._requests[route, status] += 1
            if route in SEARCHES and status == 200:
                buckets = self._seconds.setdefault(route, [0.0] * (len(BUCKETS) + 2))
                for number, limit in enumerate(BUCKETS):
                    buckets[number] += seconds <= limit
                buckets[-2] += 1
                buckets[-1] += seconds

    def text(self, *, index: bool, site: bool) -> str:
        """Write it all down; `index` and `site` say whether each can be read now."""
        with self._lock:
            return "\n".join([*self._lines(index, site), ""])

    def _lines(self, index: bool, site: bool) -> Iterator[str]:
        yield from _head("kb_info", "gauge", "The version that runs.")
        yield f'kb_info{{version="{__version__}"}} 1'
        yield from _head("kb_start_time_seconds", "gauge", "When this process began, in Unix time.")
        yield f"kb_start_time_seconds {self._started:.0f}"
        yield from _head("kb_index_ready", "gauge", "Whether search has an index to answer from.")
        yield f"kb_index_ready {int(index)}"
        yield from _head("kb_site_ready", "gauge", "Whether there is a built site.")
        yield f"kb_site_ready {int(site)}"
        yield from _head("kb_requests_total", "counter", "Answered requests by kind of address and status.")
        for (route, status), times in sorted(self._requests.items()):
            yield f'kb_requests_total{{route="{route}",status="{status}"}} {times}'
        yield from _head("kb_search_seconds", "histogram", "How long answered searches took.")
        for route, buckets in sorted(self._seconds.items()):
            for limit, within in zip((*map(str, BUCKETS), "+Inf"), buckets, strict=False):
                yield f'kb_search_seconds_bucket{{route="{route}",le="{limit}"}} {within:.0f}'
            yield f'kb_search_seconds_sum{{route="{route}"}} {buckets[-1]:.6f}'
            yield f'kb_search_seconds_count{{route="{route}"}} {buckets[-2]:.0f}'


def _head(name: str, kind: str, words: str) -> tuple[str, str]:
    return f"# HELP {name} {words}", f"# TYPE {name} {kind}"
