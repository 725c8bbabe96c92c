"""The counter as an ASGI application: the built site as it is, search as JSON and as a page, votes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.config import Settings
from kb.errors import KbError
from kb.flows.ballots import Ballots
from kb.flows.counter import Counter, Searchable, index_of
from kb.flows.signals import Listener
from kb.io.files import read_text
from kb.model.article import Audience
from kb.site.feedback import STYLE
from kb.web.answers import wrong
from kb.web.api import api
from kb.web.find import filled
from kb.web.parameters import Wrong, request_of
from kb.web.served import SCRIPT, script, style
from kb.web.turnstile import Busy, Turnstile

SETTLING = 5.0
"""Seconds between two looks at what readers did not find."""

LISTED = ("api/pages.json", "api/pages.schema.json")
"""Files of the site that stand among the addresses of the API."""

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    # to others nothing; our own forms must be able to say that they are ours
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class SafeHeaders:
    """Add headers that keep browsers from guessing, framing and telling others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to what comes back."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self.app(scope, receive, add if scope["type"] == "http" else send)


def application(
    settings: Settings,
    audience: Audience,
    *,
    index: Searchable | None = None,
    listener: Listener | None = None,
    turnstile: Turnstile | None = None,
    ballots: Ballots | None = None,
) -> Starlette:
    """Make the application for one audience's site and index; by default the ones of the workspace."""
    site = settings.site(audience)
    heard = listener or Listener(settings, audience)
    gate = turnstile or Turnstile()
    box = ballots or Ballots(settings, audience)
    counter = Counter(
        index or index_of(settings, audience),
        heard=lambda query, answered: heard.hear(query, answered=answered),
    )
    files = StaticFiles(directory=site, html=True)

    async def find(request: Request) -> Response:
        page = site / "find" / "index.html"
        if not request.query_params.get("q", "").strip() or not page.is_file():
            return await files.get_response("find/", request.scope)
        try:
            asked = request_of(request.query_params)
            answer = await gate.through(lambda: counter.search(asked))
            html = filled(
                await run_in_threadpool(read_text, page), asked, answer, contact=settings.project.contact
            )
        except Wrong as error:
            return PlainTextResponse(f"{error.problem}: {error.hint}\n", status_code=400)
        except Busy:
            return PlainTextResponse("try again in a moment\n", 503, headers={"Retry-After": "2"})
        except KbError:
            html = None  # the page as it is leads to the lists
        if html is None:
            return await files.get_response("find/", request.scope)
        return HTMLResponse(html.encode("utf-8", "replace"), headers={"Cache-Control": "no-store"})

    async def served(request: Request) -> Response:
        return await run_in_threadpool(script, request, site)

    async def listed(request: Request) -> Response:
        return await files.get_response(request.url.path.lstrip("/"), request.scope)

    async def styled(request: Request) -> Response:
        return await run_in_threadpool(style, request, site, takes_votes=box.is_open)

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def trouble(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith("/api/"):
            return wrong(
                error.detail, "see /api/openapi.json", status=error.status_code, headers=error.headers
            )
        page = site / "404.html"
        if error.status_code == 404 and page.is_file():
            return FileResponse(page, status_code=404)
        return PlainTextResponse(
            f"{error.status_code}\n", status_code=error.status_code, headers=error.headers
        )

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        settling = asyncio.create_task(_settle(heard, box))
        try:
            yield
        finally:
            settling.cancel()
            gate.close()
            await run_in_threadpool(heard.settle, all_of_it=True)

    return Starlette(
        routes=[
            *(Route(f"/{path}", listed, methods=["GET"]) for path in LISTED),
            api(counter, gate, box, origins=settings.serve.cors),
            Route("/healthz", health, methods=["GET"]),
            Route("/find/", find, methods=["GET"]),
            Route(f"/{SCRIPT}", served, methods=["GET"]),
            Route(f"/{STYLE}", styled, methods=["GET"]),
            Mount("/", files),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: trouble},
        lifespan=life,
    )


async def _settle(listener: Listener, ballots: Ballots) -> None:
    while True:
        await run_in_threadpool(ballots.tidy)
        await asyncio.sleep(SETTLING)
        await run_in_threadpool(listener.settle)
