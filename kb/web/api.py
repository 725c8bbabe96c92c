"""`/api/`: search, suggestions, votes, and what they are described by."""

import time
from collections.abc import Awaitable, Callable

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from kb import __version__
from kb.errors import KbError
from kb.flows.ballots import Ballots
from kb.flows.counter import Counter
from kb.model.envelope import envelope
from kb.search.wire import report
from kb.web.answers import FRESH, Json, busy, still_has, tag, wrong
from kb.web.feedback import feedback
from kb.web.openapi import description
from kb.web.parameters import Wrong, request_of, typed_of
from kb.web.turnstile import Busy, Turnstile

COMPRESSED = Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
"""For what is made at each request; files of the site are compressed once for all readers."""

Endpoint = Callable[[Request], Awaitable[Response]]


def api(counter: Counter, turnstile: Turnstile, ballots: Ballots, *, origins: tuple[str, ...] = ()) -> Mount:
    """Make all routes below `/api`; only these `origins` may ask from other sites' pages."""

    def freshness(request: Request) -> dict[str, str]:
        state = counter.state()
        etag = {"ETag": tag(__version__, state, str(request.query_params))} if state else {}
        return etag | FRESH

    async def search(request: Request) -> Response:
        started = time.monotonic()
        asked = request_of(request.query_params)
        fresh = freshness(request)
        if (known := still_has(request, fresh.get("ETag", ""))) is not None:
            return known
        answer = await turnstile.through(lambda: counter.search(asked))
        values = report(answer, explain=asked.explain)
        body = envelope("search", elapsed_ms=_since(started), **values)
        return Json(body, headers=fresh)

    async def suggest(request: Request) -> Response:
        started = time.monotonic()
        typed, limit = typed_of(request.query_params)
        fresh = freshness(request)
        if (known := still_has(request, fresh.get("ETag", ""))) is not None:
            return known
        offered = await turnstile.through(lambda: counter.suggest(typed, limit))
        body = envelope(
            "suggest",
            ok=bool(offered),
            counts={"suggestions": len(offered)},
            items=[{"text": each.text, "url": each.url, "id": each.id} for each in offered],
            query=typed,
            elapsed_ms=_since(started),
        )
        return Json(body, headers=fresh)

    async def vote(request: Request) -> Response:
        return await feedback(request, counter, turnstile, ballots)

    async def openapi(request: Request) -> Response:
        etag = tag(__version__, "openapi")
        return still_has(request, etag) or Json(description(), headers={"ETag": etag, **FRESH})

    cors = Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "HEAD"], max_age=600)
    return Mount(
        "/api",
        routes=[
            Route("/search", guarded(search), methods=["GET"]),
            Route("/suggest", guarded(suggest), methods=["GET"]),
            Route("/feedback", guarded(vote), methods=["POST"]),
            Route("/openapi.json", openapi, methods=["GET"]),
        ],
        middleware=[COMPRESSED, *([cors] if origins else [])],
    )


def guarded(endpoint: Endpoint) -> Endpoint:
    """Turn what goes wrong into the answer that says so."""

    async def safe(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Wrong as error:
            return wrong(error.problem, error.hint)
        except Busy:
            return busy()
        except KbError as error:
            return wrong(error.problem, error.hint or "", status=503, headers={"Retry-After": "30"})

    return safe


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
