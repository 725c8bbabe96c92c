"""Hand out the built site: pages, their files, and the page about dead addresses."""

from dataclasses import replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kb.site.lost import seen_from
from kb.web.answers import is_known
from kb.web.pages import File, Site


class Shelf:
    """An ASGI application over one site; only reading is possible."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raise HTTPException where there is no such page."""
        request = Request(scope, receive)
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        answer = await run_in_threadpool(self.page, request)
        await answer(scope, receive, send)

    def page(self, request: Request) -> Response:
        """Answer with the file at the address that is asked for."""
        path: str = request.scope["path"].removeprefix("/")
        file = self._site.file(f"{path}index.html" if not path or path.endswith("/") else path)
        if file is None and path and not path.endswith("/") and self._site.is_folder(path):
            # From the last name on: it holds behind any prefix and leads to no other host.
            return RedirectResponse(f"./{quote(path.rpartition('/')[2])}/", status_code=308)
        if file is None:
            raise HTTPException(404)
        return self.answer(request, file)

    def lost(self, request: Request) -> Response | None:
        """Give the page about dead addresses, which is never kept."""
        file = self._site.file("404.html") if request.method in ("GET", "HEAD") else None
        if file and not file.rest:
            content = seen_from(file.content, request.scope["raw_path"])
            file = replace(file, content=content, size=len(content))
        return self.answer(request, file, status=404) if file else None

    def answer(self, request: Request, file: File, *, status: int = 200) -> Response:
        """Send a file once: compressed where that helps, not at all where the reader has it."""
        etag = file.tag
        headers = {"Content-Security-Policy": file.rules, "Vary": "Accept-Encoding"}
        if status == 200:
            headers |= {"ETag": etag, "Last-Modified": file.last_modified, "Cache-Control": file.caching}
            if is_known(request, etag, file.last_modified):
                if file.rest:
                    file.rest.close()
                return Response(status_code=304, headers=headers)
        else:
            headers["Cache-Control"] = "no-store"
        headers["Content-Type"] = file.type
        if file.rest and request.method == "HEAD":
            file.rest.close()
            return Response(headers=headers | {"Content-Length": str(file.size)}, status_code=status)
        if file.rest:
            headers["Content-Length"] = str(file.size)
            return StreamingResponse(file.pieces(), status_code=status, headers=headers)
        content = file.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            small = self._site.compressed(file, etag)
            if small is not None:
                content = small
                headers["Content-Encoding"] = "gzip"
        return Response(content, status_code=status, headers=headers)
