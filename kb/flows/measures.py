"""How good the knowledge base is: each measure over tables of what is on disk, and all of it to take away."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb.config import Settings
from kb.errors import ConfigError, RefusedError, StateError
from kb.flows.measured import Asked, Tables, tables
from kb.io.files import write_if_changed
from kb.io.folders import refuse_foreign, staged, swap
from kb.model.figure import By, Figure, in_time
from kb.model.progress import Progress
from kb.reports.export import MARK, readme
from kb.reports.query import TABLES, catalogue, chosen, figures


def measure(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    today: date,
    since: date | None = None,
    until: date | None = None,
    by: By = By.WEEK,
    rows: bool = False,
    progress: Progress | None = None,
) -> tuple[Figure, ...]:
    """
    Take measures by name, or all there are; what lies after today, or outside the days asked for, does not count.

    Raise ConfigError for a name that no measure has, or for phases that have no days. `rows` brings the rows behind
    each figure with it. One that cannot be taken here has no points, and its remarks say why.
    """
    measures = chosen(names)
    asked = _asked(settings, today=today, since=since, until=until, by=by)
    only = {table for each in measures for table in each.reads}
    with folder_of_its_own(settings) as folder:
        made = tables(settings, folder, asked, only=only, progress=progress)
        taken = figures(folder, measures, rows=rows)
    return tuple(_with_remarks(each, made) for each in taken)


def latest(found: Sequence[Figure]) -> str:
    """Name the last period that incidents reach, "" where there is none: exports come late, so it need not be the present one."""
    told = (each for each in found if "incidents" in each.reads and "states" not in each.reads)
    periods = {period for each in told for period in each.periods()}
    return max(periods or {period for each in found for period in each.periods()}, key=in_time, default="")


def export(
    settings: Settings,
    folder: Path,
    *,
    today: date,
    since: date | None = None,
    until: date | None = None,
    by: By = By.WEEK,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """
    Write the tables, the SQL and how to run it into a folder, whole or not at all, and name its files.

    It takes the place of an earlier export. Raise RefusedError for a folder that is something else, or that a site
    is made from: the tables hold what only the team may read.
    """
    asked = _asked(settings, today=today, since=since, until=until, by=by)
    _refuse(settings, folder)
    if dry_run:
        with folder_of_its_own(settings) as aside:
            return _fill(settings, aside, asked, progress)
    aside = staged(folder)
    try:
        names = _fill(settings, aside, asked, progress)
        swap(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return names


def _fill(settings: Settings, folder: Path, asked: Asked, progress: Progress | None) -> tuple[str, ...]:
    made = tables(settings, folder, asked, progress=progress)
    texts = {"tables.sql": TABLES.read_text(encoding="utf-8"), "README.md": readme(asked.today, made.remarks)}
    texts |= {f"measures/{name}.sql": each.query for name, each in catalogue().items()}
    for name, text in texts.items():
        write_if_changed(folder / name, text)
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def _refuse(settings: Settings, folder: Path) -> None:
    place = folder.resolve()
    for below in (settings.content, settings.root / "site"):
        if place.is_relative_to(below.resolve()):
            raise RefusedError(
                f"lies in {below.name}/, and the tables hold what only the team may read",
                path=folder,
                hint="name a folder elsewhere",
            )
    refuse_foreign(folder, name="README.md", mark=MARK, what="export of measures", option="--export")


def _asked(settings: Settings, *, today: date, since: date | None, until: date | None, by: By) -> Asked:
    if since and until and since > until:
        raise ConfigError(f"{since} is after {until}", hint="give --since the earlier day")
    phases = settings.phases
    if by is By.PHASE and not (phases.hypercare or phases.transition or phases.steady):
        raise ConfigError("there are no phases", hint="set their first days under [phases] in kb.toml")
    return Asked(today=today, since=since, until=until, by=by)


def _with_remarks(figure: Figure, made: Tables) -> Figure:
    told = (each for table in figure.reads for each in made.remarks.get(table, ()))
    remarks = tuple(dict.fromkeys(told))
    if made.missing & set(figure.reads):
        return replace(figure, points=(), columns=(), rows=(), remarks=remarks)
    return replace(figure, remarks=remarks)


@contextlib.contextmanager
def folder_of_its_own(settings: Settings) -> Iterator[Path]:
    """Make a folder for one run below `.kb/`, so that no two read each other's tables; it goes with the run."""
    above = settings.derived / "measures"
    try:
        above.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(dir=above)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=above, hint="check the disk and its permissions"
        ) from error
    with made as name:
        yield Path(name)
