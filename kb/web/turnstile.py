"""Lets a few searches run at once, and each only for so long."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

AT_ONCE = 4
WAITING = 32
SECONDS = 2.0

T = TypeVar("T")


class Busy(Exception):  # noqa: N818 - no fault of anybody: it is answered with 503
    """There are more searches than can be answered in time."""


class Turnstile:
    """
    Threads of its own, so that slow searches cannot take those that hand out pages.

    A search that takes too long is given up by its reader but holds its thread to its end: a flood of them is
    turned away at the door and does not pile up.
    """

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="kb-search")
        self._room = threading.Semaphore(at_once + waiting)
        self._seconds = seconds

    async def through(self, work: Callable[[], T]) -> T:
        """Do some work and give its result; raise Busy where there is no room, or it takes too long."""
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            running = self._threads.submit(work)
        except BaseException:
            self._room.release()
            raise
        running.add_done_callback(self._left)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(running), self._seconds)
        except TimeoutError as error:
            raise Busy from error

    def close(self) -> None:
        """Take no more work, and wait for none."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _left(self, _: "Future[Any]") -> None:
        self._room.release()
