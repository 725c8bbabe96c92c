"""Signs that an export lacks records: a round number of rows, a full sheet, a hole in the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import Incident
from kb.sources.base import Reading

LIMITS = (10_000, 1_000)
"""Where the product stops by default: an export, and a page of its services."""

CELLS = 500_000
"""Where its Excel export stops."""

LEAST = 20
"""How many numbers a list needs before a hole in them says something."""

FEW_HOLES = 5
WIDE_HOLE = 3

_AGAIN = "export the rest too, with a filter on Number or Opened, and put both files into one folder"


@dataclass(slots=True)
class Watch:
    """
    Looks at the records as they pass, and keeps a few counts.

    A hole in the numbers is told only when the list is sorted by number, all numbers are of one kind, at least
    `LEAST` of them, and 1 % to 20 % of the span is missing, in at most `FEW_HOLES` holes or in holes of
    `WIDE_HOLE` numbers on average. A filter leaves many small holes, or far more missing than that.
    """

    path: Path
    width: int = 0
    rows: int = 0
    _rejected: int = 0
    _prefix: str | None = None
    _numbers: int = 0
    _first: int = 0
    _last: int = 0
    _steps: set[bool] = field(default_factory=set)
    _is_one_kind: bool = True
    _missing: int = 0
    _holes: int = 0
    _examples: list[str] = field(default_factory=list)

    def over(self, readings: Iterator[Reading]) -> Iterator[Reading]:
        """Pass everything on, and say at the end what is wrong with the whole."""
        for reading in readings:
            if isinstance(reading, Incident):
                self.rows += 1
                self._number(reading.ref.key)
            elif isinstance(reading, Rejection):
                self.rows += 1
                self._rejected += 1
            elif isinstance(reading, Skip) and reading.reason == NOTE:
                yield Notice(
                    path=self.path, code=CUT, message="ServiceNow noted a limit in the last row", hint=_AGAIN
                )
            yield reading
        yield from self.notices()

    def notices(self) -> Iterator[Notice]:
        """Give what the counts tell."""
        if self.rows in LIMITS:
            yield Notice(
                path=self.path,
                code=CUT,
                message=f"exactly {self.rows:,} records: ServiceNow stops there, so some are probably missing",
                hint=_AGAIN,
            )
        elif self.width and self.rows * self.width >= CELLS:
            yield Notice(
                path=self.path,
                code=CUT,
                message=f"{self.rows * self.width:,} cells: ServiceNow's Excel export stops at {CELLS:,}",
                hint=f"{_AGAIN}; or export as CSV",
            )
        if self._has_gaps():
            span = abs(self._last - self._first) + 1
            yield Notice(
                path=self.path,
                code=CUT,
                message=f"{self._missing:,} of {span:,} numbers are missing in between, as {', '.join(self._examples)}",
                hint="take the filter off the list and export again; numbers of deleted or hidden incidents stay missing",
            )

    def _number(self, key: str) -> None:
        prefix = key.rstrip("0123456789")
        digits = key[len(prefix) :]
        if not digits or len(digits) > 15 or (self._prefix is not None and prefix != self._prefix):
            self._is_one_kind = False
        if not self._is_one_kind or not digits.isascii():
            return
        number = int(digits)
        if self._prefix is None:
            self._prefix, self._first, self._last = prefix, number, number
        self._numbers += 1
        step = number - self._last
        if step:
            self._steps.add(step > 0)
        if abs(step) > 1:
            self._holes += 1
            self._missing += abs(step) - 1
            near = self._last + (1 if step > 0 else -1)
            if len(self._examples) < 3:
                self._examples.append(f"{prefix}{near:0{len(digits)}d}")
        self._last = number

    def _has_gaps(self) -> bool:
        span = abs(self._last - self._first) + 1
        return (
            self._is_one_kind
            and self._numbers >= LEAST
            and len(self._steps) == 1
            and self._missing > self._rejected
            and 0.01 * span <= self._missing <= 0.2 * span
            and (self._holes <= FEW_HOLES or self._missing >= WIDE_HOLE * self._holes)
        )


NOTE = "ServiceNow's own note on a limit"
