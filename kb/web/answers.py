"""JSON answers: the envelope, what is wrong, and nothing sent again that the reader still has."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kb.model.envelope import SCHEMA

FRESH = {"Cache-Control": "no-cache"}
"""It may be kept, and must be asked about each time: the index may have changed."""


class Json(Response):
    """JSON in UTF-8; what cannot be written in it becomes a question mark."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Write it down."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
        return text.encode("utf-8", "replace")


def wrong(
    problem: str, hint: str = "", *, status: int = 400, headers: Mapping[str, str] | None = None
) -> Json:
    """Say what is wrong and what to do."""
    body = {"schema": SCHEMA, "ok": False, "error": problem, "hint": hint}
    return Json(body, status_code=status, headers={"Cache-Control": "no-store", **(headers or {})})


def busy() -> Json:
    """Say that a search would take too long."""
    return wrong(
        "the search takes too long", "try again in a moment, with fewer words", status=503,
        headers={"Retry-After": "2"},
    )  # fmt: skip


def tag(*parts: str) -> str:
    """Make an entity tag; weak, because the bytes differ with compression and with how long it took."""
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode("utf-8", "replace")).hexdigest()[:24]}"'


def is_known(request: Request, etag: str, modified: str = "") -> bool:
    """Whether the reader already has what this tag names; without tags of its own, what was changed then."""
    told = request.headers.get("if-none-match")
    if told is None:
        return bool(modified) and request.headers.get("if-modified-since") == modified
    known = [each.strip() for each in told.split(",")]
    return bool(etag) and (etag in known or "*" in known)


def still_has(request: Request, etag: str) -> Response | None:
    """Answer 304 where the reader already has what this tag names."""
    if not is_known(request, etag):
        return None
    return Response(status_code=304, headers={"ETag": etag, **FRESH})
