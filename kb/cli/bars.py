"""Progress bars with rich, imported only where a terminal shows them."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


class Bars:
    """One line a step, gone when the work is done."""

    def __init__(self) -> None:
        self._progress = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", visible=False, total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a step; `total` is the number of advances it will take, when known."""
        self._progress.update(self._task, description=label, total=total, completed=0, visible=True)

    def advance(self, count: int = 1) -> None:
        """Tell that so many pieces are done."""
        self._progress.advance(self._task, count)
