"""The exit scorecard: whether hypercare may end, criterion by criterion, each with its query and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.model.figure import Cell


class Light(StrEnum):
    """
    How a criterion stands, the worst first.

    Unknown is what could not be computed; it holds hypercare up like red does, for nobody can say that it is well.
    """

    RED = "red"
    UNKNOWN = "unknown"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Who lets a criterion pass though it is not green, and why."""

    by: str
    reason: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """
    One condition for ending hypercare.

    `asks` is the question in plain words, `told` the answer as people read it (`3 of 4 groups`), `green` and `amber`
    what it must be for each, in words. `query` is the SQL or the rule that computed it, `rows` what it was computed
    from, under `columns`. `remarks` say what it cannot know.
    """

    name: str
    title: str
    asks: str
    light: Light
    value: float | None
    told: str
    green: str
    amber: str
    query: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    remarks: tuple[str, ...] = ()
    waiver: Waiver | None = None

    @property
    def holds_up(self) -> bool:
        """Whether hypercare may not end because of it."""
        return self.light in (Light.RED, Light.UNKNOWN) and self.waiver is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """All criteria on one day, in the order they are declared."""

    project: str
    as_of: date
    criteria: tuple[Criterion, ...]

    @property
    def light(self) -> Light:
        """How the whole stands: as its worst criterion that nobody waived; what was waived counts as amber at best."""
        lights = [
            Light.AMBER if each.waiver and each.light is not Light.GREEN else each.light
            for each in self.criteria
        ]
        return worst(lights)

    @property
    def may_end(self) -> bool:
        """Whether hypercare may end: nothing holds it up."""
        return bool(self.criteria) and not any(each.holds_up for each in self.criteria)


def worst(lights: Sequence[Light]) -> Light:
    """Give the worst of some lights; unknown where there are none."""
    return min(lights, key=list(Light).index, default=Light.UNKNOWN)
