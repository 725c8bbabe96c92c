"""How a flow tells that it is getting on, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Hears of steps and of their pieces."""

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a step; `total` is the number of advances to come, None when unknown."""

    def advance(self, count: int = 1) -> None:
        """Tell that so many pieces are done."""


class Silent:
    """Hears and says nothing."""

    def start(self, label: str, total: int | None = None) -> None:
        """Ignore a step."""

    def advance(self, count: int = 1) -> None:
        """Ignore a piece."""
