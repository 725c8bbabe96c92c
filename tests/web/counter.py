"""A counter over the corpus, with an index that needs no disk."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb import config
from kb.config import Settings
from kb.model.article import Audience
from kb.model.search import Document
from kb.search.base import Store
from kb.search.memory_index import MemoryIndex
from kb.web.app import application
from tests.search import corpus

FIND = """<!doctype html><title>Search - Test help</title><link rel="stylesheet" href="../assets/kb/kb.css">
<article><h1>Search</h1><div class="kb-search" data-kb-search><p>Searching needs <a href="../faq/">JavaScript</a>.</p></div>
<p>After the box</p></article>"""
SCRIPT = b"/* the box */\n" + b"let box = 1;\n" * 200


class InMemory(MemoryIndex):
    """The reference engine, as the counter asks for one."""

    @contextmanager
    def opened(self) -> Iterator[Store]:
        yield self.store

    def state(self) -> str:
        return hashlib.sha256(repr(self._held).encode()).hexdigest()


def a_site(root: Path, *, more: str = "") -> Settings:
    """Make a workspace with a built site of four files."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "kb.toml").write_text(
        f'[project]\nname = "Test help"\ncontact = "Call **4711** or [write](mailto:help@example.org)"\n{more}'
    )
    settings = config.load(root)
    site = settings.site(Audience.SUPPORT)
    for name, content in {
        "index.html": b"<title>Home</title>",
        "404.html": b"<title>Not here</title>",
        "find/index.html": FIND.encode(),
        "assets/kb/search.js": SCRIPT,
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)
    (root / "site" / "secret.txt").write_text("outside")
    return settings


def an_application(
    settings: Settings, *, documents: Sequence[Document] | None = None, **parts: Any
) -> Starlette:
    """Make the application over some documents, by default the corpus."""
    index = InMemory(corpus.pages() if documents is None else documents)
    return application(settings, Audience.SUPPORT, **{"index": index} | parts)


def a_client(settings: Settings, **parts: Any) -> TestClient:
    """Make a client of such an application."""
    return TestClient(an_application(settings, **parts), base_url="http://127.0.0.1")


async def _whole(app: Starlette, path: str, query: bytes) -> tuple[int, bytes]:
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        await asyncio.Event().wait()  # nobody says more, and nobody hangs up

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query,
        "headers": [], "root_path": "", "scheme": "http", "server": ("127.0.0.1", 80), "http_version": "1.1",
    }  # fmt: skip
    await app(scope, receive, send)
    return said[0]["status"], b"".join(each.get("body", b"") for each in said[1:])


def raw(app: Starlette, path: str, query: str) -> tuple[int, bytes]:
    """Ask with a query string of any length, as it is; clients and servers in front refuse long ones."""
    return asyncio.run(_whole(app, path, query.encode("latin-1")))
