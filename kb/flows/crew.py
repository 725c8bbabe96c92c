"""
Redact many records, or many files, on all cores, in their order.

Unredacted records reach the other processes through pipes and are on no disk. The first ones are redacted
here, so that a small harvest starts no process; where the redactors cannot be sent to another process (a
guest may hold anything), all of them are.
"""

import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

from kb.errors import StateError
from kb.io.cores import cores
from kb.model.incident import Incident, Person, RedactedIncident
from kb.redact.base import Redactor
from kb.redact.incident import Counts, redact_incident

T = TypeVar("T")
R = TypeVar("R")
Redacted = tuple[RedactedIncident, Counts]
Job = Callable[[Sequence[Redactor], Any, T], R]
"""What is done with one item, with the redactors and whom one knows; a function of a module, so that it can be sent."""

ALONE = 2000
"""Records of one harvest that are redacted here before others are called, whose start takes half a second each."""

_BATCH = 100
_AHEAD = 3  # batches a worker that wait for it: reading may run so far ahead, and no further


class Crew:
    """
    Those who redact: this process, and from `alone` records on as many others as there are cores.

    `knowing` are the people that records are redacted with, or what else a job asks for. Ends its processes when it
    is left as a context.
    """

    def __init__(
        self,
        redactors: Sequence[Redactor],
        knowing: Any = (),
        *,
        alone: int = ALONE,
        workers: int | None = None,
    ) -> None:
        self._redactors = redactors
        self._knowing = knowing
        self._alone = alone
        self._workers = cores() if workers is None else workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def redact(self, incidents: Iterable[Incident]) -> Iterator[tuple[Incident, Redacted]]:
        """
        Redact incident by incident, each beside what came out of it, in the order they came.

        Raise RefusedError as `redact_incident` does, StateError when another process ended.
        """
        return self.each(_redacted, incidents)

    def each(self, job: Job[T, R], items: Iterable[T], *, batch: int = _BATCH) -> Iterator[tuple[T, R]]:
        """Do a job item by item, each beside what came of it, in the order they came; errors are those of `redact`."""
        waiting = iter(items)
        while self._alone > 0 or not self._may_call_others():
            item = next(waiting, None)
            if item is None:
                return
            self._alone -= 1
            yield item, job(self._redactors, self._knowing, item)
        try:
            yield from self._together(job, waiting, self._called(), batch)
        except BrokenProcessPool:
            raise StateError(
                "another process ended before its work was done; nothing was written",
                hint="there may be too little memory; set harvest.workers = 1 in kb.toml",
            ) from None

    def _together(
        self, job: Job[T, R], waiting: Iterator[T], pool: ProcessPoolExecutor, size: int
    ) -> Iterator[tuple[T, R]]:
        under_way: deque[tuple[list[T], Future[list[R]]]] = deque()
        while True:
            while len(under_way) < self._workers * _AHEAD and (batch := list(islice(waiting, size))):
                under_way.append((batch, pool.submit(_do, job, batch)))
            if not under_way:
                return
            batch, done = under_way.popleft()
            yield from zip(batch, done.result(), strict=True)

    def _called(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=get_context("spawn"),  # the same on every system, and safe beside threads
                initializer=_begin,
                initargs=(self._redactors, self._knowing),
            )
        return self._pool

    def _may_call_others(self) -> bool:
        if self._pool is None and self._workers > 1:
            try:
                pickle.dumps(self._redactors)
            except Exception:  # whatever a guest holds, it can still be asked here
                self._workers = 1
        return self._workers > 1


_TOOLS: tuple[Sequence[Redactor], Any] = (), ()


def _begin(redactors: Sequence[Redactor], knowing: Any) -> None:
    global _TOOLS
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the harvest, which ends the workers
    _TOOLS = redactors, knowing


def _do(job: Job[T, R], batch: list[T]) -> list[R]:
    redactors, knowing = _TOOLS
    return [job(redactors, knowing, item) for item in batch]


def _redacted(redactors: Sequence[Redactor], people: Sequence[Person], incident: Incident) -> Redacted:
    return redact_incident(incident, redactors, extra_people=people)
