"""
Whether hypercare may end: each criterion asked of what is on disk and in Git, on one day.

It never opens the signals database, so the same commit and day give the same scorecard anywhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from kb.config import Settings
from kb.config.keeping import HandoverSettings
from kb.errors import ConfigError, StateError
from kb.flows.measured import Asked, tables
from kb.flows.measures import folder_of_its_own
from kb.flows.replay import replay, table
from kb.model.progress import Progress
from kb.model.scorecard import Criterion, Scorecard, Waiver
from kb.reports.criteria import Condition, check_limits, conditions, judged, named

WEEKS = 8
"""How far back incidents are replayed: what was asked before says how things were, not how they are."""


def scorecard(settings: Settings, *, today: date, progress: Progress | None = None) -> Scorecard:
    """
    Ask every criterion that the settings do not switch off; nothing after today counts.

    Raise ConfigError for a criterion that does not exist, limits that cannot be, or when all are off.
    """
    asked = tuple(_asked(settings.handover))
    waivers = _waivers(settings.handover, today)
    if not asked:
        raise ConfigError(
            "handover.criteria switches all criteria off",
            hint="leave at least one, so that there is a scorecard",
        )
    remarks: dict[str, tuple[str, ...]] = {}
    with folder_of_its_own(settings) as folder:
        needed = {name for each in asked for name in each.reads}
        made = tables(settings, folder, Asked(today=today), only=needed - {"replay"}, progress=progress)
        remarks |= made.remarks
        if "replay" in needed:
            remarks["replay"] = _replayed(settings, folder, today, progress)
        found = judged(folder, asked, remarks)
    return Scorecard(
        project=settings.project.name,
        as_of=today,
        criteria=tuple(replace(each, waiver=waivers.get(each.name)) for each in found),
    )


def of_name(card: Scorecard, name: str) -> Criterion:
    """Give one criterion of a scorecard; raise ConfigError when it has none of that name."""
    found = {each.name: each for each in card.criteria}
    named(name, where="--rows")
    if name not in found:
        raise ConfigError(
            f"the criterion {name} is switched off", hint="see [[handover.criteria]] in kb.toml"
        )
    return found[name]


def _asked(handover: HandoverSettings) -> Iterator[Condition]:
    told = {each.name: each for each in handover.criteria}
    if len(told) < len(handover.criteria):
        raise ConfigError("handover.criteria names a criterion twice", hint="write one table for each")
    for number, each in enumerate(handover.criteria, start=1):
        named(each.name, where=f"handover.criteria number {number}")
    for name, condition in conditions().items():
        own = told.get(name)
        if own is None:
            yield condition
        elif not own.off:
            changed = replace(
                condition,
                green=condition.green if own.green is None else own.green,
                amber=condition.amber if own.amber is None else own.amber,
            )
            check_limits(changed, where=f"handover.criteria {name}")
            yield changed


def _waivers(handover: HandoverSettings, today: date) -> Mapping[str, Waiver]:
    found: dict[str, Waiver] = {}
    for number, each in enumerate(handover.waivers, start=1):
        where = f"handover.waivers number {number}"
        named(each.criterion, where=where)
        on = date.fromisoformat(each.on) if each.on else None
        if on and on > today:
            continue
        if each.criterion in found:
            raise ConfigError(f"{where} waives {each.criterion} a second time", hint="leave one of them")
        found[each.criterion] = Waiver(by=each.by.strip(), reason=each.reason.strip(), on=on)
    return found


def _replayed(settings: Settings, folder: Path, today: date, progress: Progress | None) -> tuple[str, ...]:
    """Make the replay of the last weeks, remembered below `.kb/`, whatever `kb replay` was last asked."""
    done = replay(settings, since=today - timedelta(weeks=WEEKS, days=-1), until=today, progress=progress)
    _write(folder / "replay.jsonl", table(done.rows))
    return done.remarks


def _write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    try:
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=path) from error
