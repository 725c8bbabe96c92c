"""Ask many states on all cores; where there is little to ask, in this process."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from kb.config import Settings
from kb.errors import StateError
from kb.flows.asking import Case, Desk, Shelf
from kb.flows.history import Past
from kb.io.cores import cores
from kb.io.history import Moment
from kb.model.article import Audience
from kb.model.incident import IncidentRef
from kb.model.replay import Found

ALONE = 1_000
"""How much is asked in this process before others are called, each of which reads the states again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one state, by its number in time, is asked for one audience."""

    number: int
    audience: Audience
    cases: tuple[Case, ...]


class Asker:
    """Asks states, and keeps what they share."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._past = Past(settings)
        self._past.__enter__()
        self._states: list[tuple[Moment, Mapping[str, str]]] = list(self._past.files())
        self._shelf = Shelf()

    def ask(self, task: Task) -> dict[IncidentRef, Found]:
        """Ask one state."""
        held = self._past.held(*self._states[task.number])
        desk = Desk(self._settings, held, task.audience, self._shelf)
        return {case.ref: desk.ask(case) for case in task.cases}

    def close(self) -> None:
        """Let go of Git."""
        self._past.__exit__(None, None, None)


class Crew:
    """Those who ask; ends its processes when it is left as a context."""

    def __init__(self, settings: Settings, tasks: Sequence[Task], workers: int = 0) -> None:
        self._settings = settings
        self._tasks = tasks
        many = sum(len(task.cases) for task in tasks) > ALONE
        self._workers = (workers or cores()) if many else 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def work(self) -> Iterator[tuple[Task, dict[IncidentRef, Found]]]:
        """Give each task with its answers as they come; raise StateError when another process ended."""
        if self._workers < 2:
            yield from self._alone()
            return
        self._pool = ProcessPoolExecutor(
            self._workers,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(self._settings,),
        )
        under_way = {self._pool.submit(_ask, task): task for task in self._tasks}
        try:
            for done in as_completed(under_way):
                yield under_way[done], done.result()
        except BrokenProcessPool:
            raise StateError(
                "another process ended before its work was done",
                hint="run the command again: it goes on where it was",
            ) from None

    def _alone(self) -> Iterator[tuple[Task, dict[IncidentRef, Found]]]:
        if not self._tasks:
            return
        asker = Asker(self._settings)
        try:
            for task in self._tasks:
                yield task, asker.ask(task)
        finally:
            asker.close()


_ASKER: list[Asker] = []


def _begin(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the command, which ends the workers
    _ASKER.append(Asker(settings))


def _ask(task: Task) -> dict[IncidentRef, Found]:
    return _ASKER[0].ask(task)
