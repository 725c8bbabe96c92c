"""`POST /api/feedback`: a reader's vote, from this site's own pages only."""

import json
import logging
import time
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kb.errors import KbError
from kb.flows.ballots import Ballot, Ballots, is_cookie, new_cookie
from kb.flows.counter import Counter
from kb.model.envelope import envelope
from kb.model.signal import Reason
from kb.site.feedback import THANKS
from kb.web.answers import Json, wrong
from kb.web.turnstile import Busy, Turnstile

COOKIE = "kb_reader"
MOST = 8192
"""Bytes of a body that are taken."""
FIELDS = 20

_DAYS = 180 * 24 * 3600  # seconds that a reader is known
_FORM = "application/x-www-form-urlencoded"
_LOG = logging.getLogger(__name__)
_HELPED = {"yes": True, "no": False, "true": True, "false": False}


class Turned(Exception):  # noqa: N818 - it is what happens to a vote, and is answered
    """A vote is not taken; `status` is the answer's."""

    def __init__(self, status: int, problem: str, hint: str) -> None:
        self.status = status
        self.problem = problem
        self.hint = hint
        super().__init__(problem)


async def feedback(request: Request, counter: Counter, gate: Turnstile, ballots: Ballots) -> Response:
    """
    Take a vote. A form without a script is led back to its page, everybody else gets JSON.

    The first time a reader is asked to come again with a cookie; who comes again without one keeps none, and is
    known for the day only.
    """
    started = time.monotonic()
    try:
        ballot, url = await _read(request, counter, gate, ballots)
        cookie = request.cookies.get(COOKIE, "")
        if not is_cookie(cookie) and "again" not in request.query_params:
            return _come_again(request)
        if not ballots.may_vote():
            raise Turned(429, "there are too many votes", "try again in a minute")
        kept = await run_in_threadpool(
            ballots.cast,
            ballot,
            cookie=cookie,
            address=_address(request),
            agent=request.headers.get("user-agent", ""),
        )
    except Turned as turned:
        return _turned(request, turned)
    except (Busy, KbError) as error:  # what it says may name a database, which is no reader's business
        _LOG.warning("a vote is not kept: %s", str(error) or "too many at once")
        return _turned(request, Turned(503, "votes cannot be kept just now", "try again in a moment"))
    if _is_plain_form(request):
        return RedirectResponse(
            f"../{quote(url, safe='/')}#{THANKS}", 303, headers={"Cache-Control": "no-store"}
        )
    body = envelope(
        "feedback",
        ok=True,
        counts={"votes": 1},
        words_kept=kept,
        elapsed_ms=round((time.monotonic() - started) * 1000),
    )
    return Json(body, headers={"Cache-Control": "no-store"})


async def _read(request: Request, counter: Counter, gate: Turnstile, ballots: Ballots) -> tuple[Ballot, str]:
    """Give what was filled in and the address of its page; raise Turned for what is not taken."""
    if not _is_own(request):
        raise Turned(403, "votes come from this site's own pages", "use the form at the foot of an article")
    if not ballots.is_open:
        raise Turned(503, "votes are not kept here", "tell whoever looks after this site")
    if not ballots.may_ask(_address(request)):
        raise Turned(429, "there are too many votes from here", "try again in a minute")
    ballot = _ballot(_fields(request.headers.get("content-type", ""), await _body(request)))
    url = await gate.through(lambda: counter.url_of(ballot.article))
    if url is None:
        raise Turned(404, "there is no such page", "give the id of an article as page")
    return ballot, url


def _is_own(request: Request) -> bool:
    """Whether a page of this site sent it, as far as a browser tells; who tells nothing is not believed."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin"):
        return False
    if origin in (None, "null"):  # a strict referrer policy hides it
        return site == "same-origin"
    # without the scheme: a proxy in front may have taken off TLS
    return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST:
            raise Turned(413, "that is too long", "say it in fewer words")
    return body


def _fields(kind: str, body: bytes) -> dict[str, str]:
    """Read a form or an object; raise Turned for anything else."""
    kind = kind.partition(";")[0].strip().lower()
    try:
        if kind == _FORM:
            text = body.decode("utf-8", "replace")
            return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS))
        if kind == "application/json":
            told = json.loads(body)
            if isinstance(told, dict):
                return {name: _text(value) for name, value in told.items()}
    except (ValueError, RecursionError) as error:
        raise Turned(400, "the vote cannot be read", "send page, helped, reason and text") from error
    raise Turned(415, "the vote is neither a form nor a JSON object", "send page, helped, reason and text")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _ballot(fields: dict[str, str]) -> Ballot:
    helped, reason = fields.get("helped", ""), fields.get("reason", "")
    if helped not in _HELPED:
        raise Turned(400, "it is not said whether the page helped", "give helped as yes or no")
    if reason and reason not in list(Reason):
        raise Turned(400, "there is no such reason", f"give one of {', '.join(Reason)}")
    return Ballot(
        article=fields.get("page", ""),
        helped=_HELPED[helped],
        reason=Reason(reason) if reason else None,
        words=fields.get("text", ""),
    )


def _come_again(request: Request) -> Response:
    """Give a cookie, and have the same vote sent again with it; browsers do that by themselves."""
    answer = RedirectResponse("feedback?again=1", 307, headers={"Cache-Control": "no-store"})
    answer.set_cookie(
        COOKIE,
        new_cookie(),
        max_age=_DAYS,
        path=None,  # as far as this address goes
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def _is_plain_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith(_FORM) and "text/html" in request.headers.get(
        "accept", ""
    )


def _turned(request: Request, turned: Turned) -> Response:
    more = {"Cache-Control": "no-store"} | ({"Retry-After": "60"} if turned.status in (429, 503) else {})
    if _is_plain_form(request):
        return PlainTextResponse(f"{turned.problem}: {turned.hint}\n", turned.status, headers=more)
    return wrong(turned.problem, turned.hint, status=turned.status, headers=more)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
