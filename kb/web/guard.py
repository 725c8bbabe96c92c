"""Stands before every answer: whom the server answers at all, how much it takes in, what each answer carries."""

import ipaddress
import re
import time
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.site.policy import Policy
from kb.web.metrics import Metrics
from kb.web.pages import is_document

LARGEST_BODY = 64 * 1024
"""Bytes of the largest request body: a remark is a few sentences."""

AT_ONCE = 200
"""Requests that are answered at the same time."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    # to others nothing; our own forms must be able to say that they are ours
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
OF_DOCUMENTS = (
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
)

_POLICY = (b"content-security-policy", Policy().header.encode())


class Guard:
    """
    Answer only those who call the server by a name of its own, so that no other site's name leads here.

    Known are this machine's loopback names, the address the request came in at, and what `hosts` names. What is
    too large or one too many is turned away before it is read.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] = (), metrics: Metrics | None = None) -> None:
        self.app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}
        self._metrics = metrics or Metrics()
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say why not, and add to what comes back what each answer carries."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.monotonic()
        status = 500

        async def add(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = dict(message["headers"])
                page = is_document(told.get(b"content-type", b"").decode("latin-1"))
                all_of_them = (*HEADERS, *(OF_DOCUMENTS if page else ()), _POLICY)
                extra = [each for each in all_of_them if each[0] not in told]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        refused = self._refusal(scope)
        self._running += 1
        try:
            await (refused or self.app)(scope, _bounded(receive), add)
        finally:
            self._running -= 1
            self._metrics.count(scope["path"], status, time.monotonic() - started)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if not self._is_ours(headers.getlist("host"), scope):
            return PlainTextResponse(
                "this server does not answer to that name; its settings say to which: [serve] hosts\n", 421
            )
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return PlainTextResponse("too large\n", 413, headers={"Connection": "close"})
        if self._running >= AT_ONCE:
            return PlainTextResponse("try again in a moment\n", 503, headers={"Retry-After": "2"})
        return None

    def _is_ours(self, told: list[str], scope: Scope) -> bool:
        if not told:
            return True  # HTTP/1.0; no browser does it
        name = _name(told[0])
        server = scope.get("server")
        return len(told) == 1 and (name in self._hosts or bool(server and name == str(server[0]).lower()))


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            return {"type": "http.disconnect"}  # whoever reads it stops
        return message

    return bounded


_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^:\[\]]+?)\.?)(?::[0-9]*)?", re.IGNORECASE)


def _name(host: str) -> str:
    """Give the name without its port, in small letters; "" where it is none."""
    found = _HOST.fullmatch(host)
    return (found[1] or found[2]).lower() if found else ""


def is_near(scope: Scope) -> bool:
    """Whether a request comes from this machine itself, and not through a server in front that passed it on."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    if not client or "x-forwarded-for" in headers or "forwarded" in headers:
        return False
    try:
        return ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
