"""The counter as an ASGI application: the built site as it is, search as JSON and as a page, votes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from kb.config import Settings
from kb.errors import KbError
from kb.flows.ballots import Ballots
from kb.flows.counter import Counter, Searchable, index_of
from kb.flows.signals import Listener
from kb.model.article import Audience
from kb.site.feedback import STYLE
from kb.web.answers import wrong
from kb.web.api import COMPRESSED, api
from kb.web.find import filled
from kb.web.guard import Guard, is_near
from kb.web.metrics import TYPE, Metrics
from kb.web.pages import Site
from kb.web.parameters import Wrong, request_of
from kb.web.served import SCRIPT, script, style
from kb.web.shelf import Shelf
from kb.web.turnstile import Busy, Turnstile

SETTLING = 5.0
"""Seconds between two looks at what readers did not find."""

LISTED = ("api/pages.json", "api/pages.schema.json")
"""Files of the site that stand among the addresses of the API."""


def application(
    settings: Settings,
    audience: Audience,
    *,
    index: Searchable | None = None,
    listener: Listener | None = None,
    turnstile: Turnstile | None = None,
    ballots: Ballots | None = None,
    watching: bool = False,
) -> Starlette:
    """Make the application for one audience's site and index; by default the ones of the workspace. Its pages are loaded again when they change while `watching`."""
    site = Site(settings.site(audience))
    shelf = Shelf(site)
    metrics = Metrics()
    heard = listener or Listener(settings, audience)
    gate = turnstile or Turnstile()
    box = ballots or Ballots(settings, audience)
    counter = Counter(
        index or index_of(settings, audience),
        heard=lambda query, answered: heard.hear(query, answered=answered),
    )

    async def find(request: Request) -> Response:
        page = await run_in_threadpool(site.file, "find/index.html")
        if page is None or page.rest or not request.query_params.get("q", "").strip():
            return await run_in_threadpool(shelf.page, request)
        try:
            asked = request_of(request.query_params)
            answer = await gate.through(lambda: counter.search(asked))
            html = filled(
                page.content.decode("utf-8", "replace"), asked, answer, contact=settings.project.contact
            )
        except Wrong as error:
            return PlainTextResponse(f"{error.problem}: {error.hint}\n", status_code=400)
        except Busy:
            return PlainTextResponse("try again in a moment\n", 503, headers={"Retry-After": "2"})
        except KbError:
            html = None  # the page as it is leads to the lists
        if html is None:
            return shelf.answer(request, page)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": page.policy}
        return HTMLResponse(html.encode("utf-8", "replace"), headers=headers)

    async def served(request: Request) -> Response:
        return await run_in_threadpool(script, request, site, shelf, watching=watching)

    async def listed(request: Request) -> Response:
        return await run_in_threadpool(shelf.page, request)

    async def styled(request: Request) -> Response:
        return await run_in_threadpool(style, request, site, shelf, takes_votes=box.is_open)

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def measured(request: Request) -> Response:
        if not (settings.serve.metrics or is_near(request.scope)):
            raise HTTPException(404)
        there = await run_in_threadpool(site.file, "index.html")
        index = await run_in_threadpool(counter.state)
        text = metrics.text(index=bool(index), site=there is not None)
        return Response(text, headers={"Content-Type": TYPE, "Cache-Control": "no-store"})

    async def trouble(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith("/api/"):
            return wrong(
                error.detail, "see /api/openapi.json", status=error.status_code, headers=error.headers
            )
        lost = await run_in_threadpool(shelf.lost, request) if error.status_code == 404 else None
        return lost or PlainTextResponse(
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
            Route("/metrics", measured, methods=["GET"]),
            Route("/find/", find, methods=["GET"], middleware=[COMPRESSED]),
            Route(f"/{SCRIPT}", served, methods=["GET"]),
            Route(f"/{STYLE}", styled, methods=["GET"]),
            Mount("/", shelf),
        ],
        middleware=[Middleware(Guard, hosts=settings.serve.hosts, metrics=metrics)],
        exception_handlers={HTTPException: trouble},
        lifespan=life,
    )


async def _settle(listener: Listener, ballots: Ballots) -> None:
    while True:
        await run_in_threadpool(ballots.tidy)
        await asyncio.sleep(SETTLING)
        await run_in_threadpool(listener.settle)
