"""The site's own script and style sheet, told that a server answers."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.site.feedback import STYLE
from kb.web.answers import FRESH, still_has, tag

FIRST_LINE = b"globalThis.kbServed = true;\n"
"""Stands before the script only as it is served: the file itself works without a server."""

SCRIPT = "assets/kb/search.js"


LAST_LINES = b"""
.kb-feedback, .kb-feedback__ask { display: block !important; }
.kb-feedback__ask ~ .kb-feedback__ways { display: none; }
@media print { .kb-feedback { display: none !important; } }
"""
"""Stand behind the style sheet of feedback only as it is served: without a server nobody takes a vote."""


def script(request: Request, site: Path) -> Response:
    """Give the search script with its first line; raise HTTPException where the site has none."""
    return _given(request, FIRST_LINE + _read(site / SCRIPT), "text/javascript")


def style(request: Request, site: Path, *, takes_votes: bool) -> Response:
    """Give the style sheet of feedback, with its last lines where votes are taken; raise HTTPException like `script`."""
    return _given(request, _read(site / STYLE) + (LAST_LINES if takes_votes else b""), "text/css")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise HTTPException(404) from error


def _given(request: Request, content: bytes, media: str) -> Response:
    etag = tag(content.decode("utf-8", "replace"))
    known = still_has(request, etag)
    return known or Response(content, media_type=media, headers={"ETag": etag, **FRESH})
