"""The exit scorecard as one page that anybody can open, and its rows as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from kb.io.cells import as_csv
from kb.model.figure import Cell
from kb.model.prose import count, day, one_line
from kb.model.report import shown
from kb.model.scorecard import Criterion, Light, Scorecard
from kb.reports.rendering import style_hash, templates

SHOWN = 500
"""So many rows of a criterion stand on the page, those that fail first; all are in its table."""

WORD = 24
"""A cell without blanks and no longer than this stays on one line."""

MARKS = {Light.RED: "■", Light.UNKNOWN: "?", Light.AMBER: "▲", Light.GREEN: "●"}
"""A shape beside each colour, for whoever cannot tell them apart."""

WORDS = {Light.RED: "Red", Light.UNKNOWN: "Not known", Light.AMBER: "Amber", Light.GREEN: "Green"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Criteria that mean the same for the end of hypercare, the worst first."""

    title: str
    criteria: tuple[Criterion, ...]


def verdict(card: Scorecard) -> str:
    """Say whether hypercare may end, in one sentence."""
    held = sum(each.holds_up for each in card.criteria)
    if card.may_end:
        return "Hypercare may end."
    are = "is" if held == 1 else "are"
    return f"Hypercare may not end yet: {held} of {count(len(card.criteria), 'condition')} {are} not met."


def counted(card: Scorecard) -> tuple[tuple[Light, str], ...]:
    """Count the criteria of each light, and those that are waived."""
    found = []
    for light in Light:
        of_it = [each for each in card.criteria if each.light is light]
        waived = sum(each.waiver is not None for each in of_it) if light is not Light.GREEN else 0
        if of_it:
            rest = f", {'all' if waived == len(of_it) else waived} waived" if waived else ""
            found.append((light, f"{len(of_it)} {WORDS[light].lower()}{rest}"))
    return tuple(found)


def groups(card: Scorecard) -> tuple[Group, ...]:
    """Put first what holds hypercare up, then what was waived, what to watch, and what is met; none that is empty."""
    worst = sorted(card.criteria, key=lambda each: list(Light).index(each.light))
    told = {
        "What keeps hypercare from ending": [each for each in worst if each.holds_up],
        "Waived: not met, and let pass": [each for each in worst if _is_waived(each)],
        "Met, and to be watched": [each for each in worst if each.light is Light.AMBER and not each.waiver],
        "Met": [each for each in worst if each.light is Light.GREEN],
    }
    return tuple(Group(title=title, criteria=tuple(found)) for title, found in told.items() if found)


def _is_waived(criterion: Criterion) -> bool:
    return criterion.waiver is not None and criterion.light is not Light.GREEN


def page(card: Scorecard, links: Mapping[str, str] | None = None) -> str:
    """
    Write one HTML file that needs no other, and runs nothing.

    `links` leads from a criterion's name to the file with all its rows. It names incidents: for the team only.
    """
    from markupsafe import Markup, escape

    style = Markup((files("kb.reports") / "templates" / "scorecard.css").read_text(encoding="utf-8"))  # noqa: S704 - ours
    return (
        templates()
        .get_template("scorecard.html")
        .render(
            card=card,
            title=f"{card.project}: exit scorecard",
            style=style,
            style_hash=style_hash(style),
            verdict=verdict(card),
            counts=counted(card),
            groups=groups(card),
            links=links or {},
            marks=MARKS,
            words=WORDS,
            most=SHOWN,
            day=day,
            count=count,
            shown=shown,
            headed=headed,
            needed=needed,
            numbers_of=_numbers,
            number=Markup(' class="number"'),
            word=Markup(' class="word"'),
            is_word=_is_word,
            failed=Markup(' class="failed"'),
            whole=escape,
            is_waived=_is_waived,
        )
    )


def needed(criterion: Criterion) -> str:
    """Say what the value must be."""
    amber = f"; amber: {criterion.amber}" if criterion.amber else ""
    return f"Green: {criterion.green}{amber}."


def headed(column: str) -> str:
    """Write a column's name as people read it."""
    return column.replace("_", " ").capitalize()


def _numbers(criterion: Criterion) -> frozenset[int]:
    """Tell which columns hold numbers only, which stand to the right."""
    return frozenset(
        at
        for at in range(len(criterion.columns))
        if (cells := [row[at] for row in criterion.rows if row[at] is not None])
        and all(type(cell) in (int, float) for cell in cells)
    )


def _is_word(cell: Cell) -> bool:
    """Whether a cell is a number or a date, which no line may break."""
    return not isinstance(cell, str) or (len(cell) <= WORD and not any(map(str.isspace, cell)))


def sheets(card: Scorecard) -> Mapping[str, str]:
    """Give each criterion's rows as a CSV that no spreadsheet calculates, by its name."""
    return {each.name: sheet(each.columns, each.rows) for each in card.criteria}


def sheet(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Write rows as a CSV that no spreadsheet calculates; what is not known stays empty."""
    return as_csv(columns, ([_cell(cell) for cell in row] for row in rows))


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell) if type(cell) in (int, float) else one_line(shown(cell))
