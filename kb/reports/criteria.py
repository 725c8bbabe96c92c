"""What must be true before hypercare ends, one SQL file each, and what a folder of tables says to it."""

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.errors import ConfigError
from kb.model.figure import Cell
from kb.model.scorecard import Criterion, Light
from kb.reports.query import Answer, answers

CRITERIA = Path(__file__).parent / "criteria"
ORDER = (
    "records_current",
    "open_priority_1",
    "open_priority_2",
    "incident_trend",
    "service_levels",
    "recurring_covered",
    "answers_found",
    "known_errors",
    "lessons_agreed",
    "ownership_moved",
    "training_held",
)
"""In which order they are told: first what happens, then what is known, then who goes on."""

_HEAD = re.compile(r"^-- (title|asks|better|green|amber|limit|whole|cannot know|reads): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """
    One condition as its file declares it: what is asked, and how good the value must be.

    Where `is_share`, more is better and the value is a part of 1; else less is better. `limit` says in words what a
    value must be, with `{}` for the number; `whole` the same for nothing missing. `reads` names the tables.
    """

    name: str
    title: str
    asks: str
    is_share: bool
    green: float
    amber: float
    limit: str
    whole: str
    cannot_know: str
    reads: tuple[str, ...]
    query: str

    def light(self, value: float | None) -> Light:
        """Say how a value stands."""
        if value is None:
            return Light.UNKNOWN
        sign = -1 if self.is_share else 1
        if sign * value <= sign * self.green:
            return Light.GREEN
        return Light.AMBER if sign * value <= sign * self.amber else Light.RED

    def words(self, limit: float) -> str:
        """Say in words what a value must be."""
        if limit == (1 if self.is_share else 0):
            return self.whole
        return self.limit.format(f"{100 * limit:.4g}%" if self.is_share else f"{limit:g}")


@cache
def conditions() -> Mapping[str, Condition]:
    """Give every condition there is, by name, in the order they are told."""
    return {name: _read(CRITERIA / f"{name}.sql") for name in ORDER}


def _read(path: Path) -> Condition:
    text = path.read_text(encoding="utf-8")
    head = dict(_HEAD.findall(text))
    return Condition(
        name=path.stem,
        title=head["title"],
        asks=head["asks"],
        is_share=head["better"] == "higher",
        green=float(head["green"]),
        amber=float(head["amber"]),
        limit=head["limit"],
        whole=head["whole"],
        cannot_know=head["cannot know"],
        reads=tuple(head["reads"].split(", ")),
        query=text,
    )


def named(name: str, *, where: str) -> Condition:
    """Give the condition of a name; raise ConfigError, saying where it stands, when there is none."""
    if name in conditions():
        return conditions()[name]
    close = difflib.get_close_matches(name, ORDER, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(ORDER)}"
    raise ConfigError(f"{where} names {name!r}, which is no criterion", hint=hint)


def check_limits(condition: Condition, *, where: str) -> None:
    """Raise ConfigError where its limits are no numbers, or amber asks for more than green."""
    if not (math.isfinite(condition.green) and math.isfinite(condition.amber)):
        raise ConfigError(f"{where} has a limit that is no number")
    sign = -1 if condition.is_share else 1
    if sign * condition.green > sign * condition.amber:
        more = "at most" if condition.is_share else "at least"
        raise ConfigError(
            f"{where} has green = {condition.green:g} and amber = {condition.amber:g}, so nothing could be amber",
            hint=f"amber must be {more} what green is; give both",
        )


def judged(
    folder: Path,
    asked: Sequence[Condition],
    remarks: Mapping[str, Sequence[str]],
) -> tuple[Criterion, ...]:
    """Ask the tables in a folder; `remarks` are what is to be said of a table, by its name."""
    told = answers(folder, [each.query for each in asked])
    return tuple(_criterion(each, answer, remarks) for each, answer in zip(asked, told, strict=True))


def _criterion(asked: Condition, answer: Answer, remarks: Mapping[str, Sequence[str]]) -> Criterion:
    value, told, remark = answer.told
    number = None if value is None else float(str(value))
    here = (*_words(remark), *(each for table in asked.reads for each in remarks.get(table, ())))
    return Criterion(
        name=asked.name,
        title=asked.title,
        asks=asked.asks,
        light=asked.light(number),
        value=number,
        told=str(told),
        green=asked.words(asked.green),
        amber="" if asked.amber == asked.green else asked.words(asked.amber),
        query=asked.query,
        columns=answer.columns,
        rows=answer.rows,
        remarks=(*dict.fromkeys(here), f"It cannot know: {asked.cannot_know}"),
    )


def _words(remark: Cell) -> tuple[str, ...]:
    return () if remark is None else (str(remark),)
