"""A connection has only so long to say what it wants and to take the answer, and there are only so many of them."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SAYING = 10.0
"""Seconds a reader has to send the head of a request."""

TAKING = 60.0
"""Seconds from the head of a request to the last byte of its answer."""

CONNECTIONS = 1000
"""Open at the same time; the one that has been quiet longest makes room for the next."""

UNREAD = 256 * 1024
"""Bytes of a body that still come in after its request was answered."""

LOOKING = 1.0
"""Seconds between two looks."""


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, for readers who are not allowed to keep everybody else waiting."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to count."""
        super().connection_made(transport)
        self._cycle_then: object = None
        self._busy_then = False
        self._answered: object = None
        self._unread = 0
        self._since = self.loop.time()
        if len(self.connections) > CONNECTIONS:
            quiet = [
                each for each in self.connections if isinstance(each, PatientProtocol) and not each._busy()
            ]
            if quiet:
                min(quiet, key=lambda each: each._since).transport.abort()
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take in what is wanted; whoever goes on sending to nobody is cut off."""
        if self.cycle is not self._answered:
            self._answered, self._unread = self.cycle, 0
        if not self._busy() and self.conn.their_state is h11.SEND_BODY:
            self._unread += len(data)
            if self._unread > UNREAD:
                self.transport.abort()
                return
        super().data_received(data)

    def _busy(self) -> bool:
        return getattr(self.cycle, "response_complete", True) is False

    def _look(self) -> None:
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            return
        now, busy = self.loop.time(), self._busy()
        if busy is not self._busy_then or self.cycle is not self._cycle_then:
            self._busy_then, self._cycle_then, self._since = busy, self.cycle, now
        # The answer may be complete for us and still wait for its reader to take it.
        taking = busy or self.transport.get_write_buffer_size() > 0
        if now - self._since > (TAKING if taking else SAYING):
            self.transport.abort()
            return
        self.loop.call_later(LOOKING, self._look)
