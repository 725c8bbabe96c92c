"""The counter as an ASGI application: the built site as it is, and search as JSON."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.config import Settings
from kb.errors import KbError
from kb.flows.search import search
from kb.model import search as asked
from kb.model.article import Audience

MAX_QUERY = 2000
"""Characters of a question that are read; a pasted error message fits, a flood does not."""

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
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


def application(settings: Settings, audience: Audience) -> Starlette:
    """Make the application for one audience's site and index."""
    site = settings.site(audience)

    async def answer(request: Request) -> Response:
        query = request.query_params.get("q", "")[:MAX_QUERY]
        limit = request.query_params.get("limit", "10")
        if not query.strip():
            return JSONResponse(
                {"error": "the question is missing", "hint": "/api/search?q=…"}, status_code=400
            )
        if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= 100):
            return JSONResponse({"error": "limit is not a number from 1 to 100"}, status_code=400)
        try:
            found = await run_in_threadpool(
                search, asked.Request(text=query, limit=int(limit)), settings=settings, audience=audience
            )
        except KbError as error:
            return JSONResponse({"error": error.problem, "hint": error.hint or ""}, status_code=503)
        hits = [
            {
                "id": h.id,
                "title": h.title,
                "url": h.url,
                "kind": h.kind,
                "confidence": h.confidence,
                "snippet": h.snippet,
            }
            for h in found.hits
        ]
        return JSONResponse(
            {"schema": "kb/1", "query": found.query, "corrected": dict(found.corrected), "hits": hits}
        )

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def not_found(_: Request, error: Exception) -> Response:
        page = site / "404.html"
        status = error.status_code if isinstance(error, HTTPException) else 404
        if status == 404 and page.is_file():
            return FileResponse(page, status_code=404)
        return PlainTextResponse(f"{status}\n", status_code=status)

    return Starlette(
        routes=[
            Route("/api/search", answer),
            Route("/healthz", health),
            Mount("/", StaticFiles(directory=Path(site), html=True)),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: not_found},
    )
