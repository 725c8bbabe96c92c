"""A site on loopback with a counter that answers, falls ill or keeps silent, as a test tells it."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kb.model.search import FACETS, Document, Filters, Request
from kb.search.memory_index import MemoryIndex
from kb.search.wire import answer_values


class Counter(http.server.ThreadingHTTPServer):
    """Serves a folder, and where `documents` are given also `/api/search`, as `kb serve` does."""

    daemon_threads = True

    def __init__(self, folder: Path, documents: Sequence[Document] = ()) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, directory=folder))
        self.index = MemoryIndex(documents) if documents else None
        self.asked: list[dict[str, list[str]]] = []
        self.mood = "well"  # or ill, garbled, silent
        self.awake = threading.Event()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def answer(self, query: dict[str, list[str]]) -> dict[str, Any]:
        assert self.index
        request = Request(
            text=query["q"][0],
            limit=int(query["limit"][0]),
            offset=int(query["offset"][0]),
            filters=Filters(**{facet: frozenset(query.get(facet, ())) for facet in FACETS}),
            explain="explain" in query,
        )
        return {"schema": "kb/1"} | answer_values(self.index.search(request), explain=request.explain)


class _Handler(http.server.SimpleHTTPRequestHandler):
    server: Counter

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if self.server.index and path.path == "/api/search":
            query = parse_qs(path.query)
            self.server.asked.append(query)
            if self.server.mood == "silent":
                self.server.awake.wait(20)
            if self.server.mood == "ill":
                return self.send_error(500)
            body = "<html>" if self.server.mood == "garbled" else json.dumps(self.server.answer(query))
            return self._give(body.encode())
        if self.server.index and path.path == "/assets/kb/search.js":
            script = (Path(self.directory) / "assets/kb/search.js").read_bytes()
            return self._give(b"globalThis.kbServed = true;\n" + script)
        return super().do_GET()

    def _give(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # nobody waits any more
            self.wfile.write(body)


@contextmanager
def counter(folder: Path, documents: Sequence[Document] = ()) -> Iterator[Counter]:
    """Open a counter and close it again."""
    server = Counter(folder, documents)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.awake.set()
        server.shutdown()
        server.server_close()
        thread.join()
