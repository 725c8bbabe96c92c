"""CSV registers of lessons: NASA's, PRINCE2's, and others with columns of such names."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.errors import InputError
from kb.io import table
from kb.io.json_items import items
from kb.lessons import dates, people
from kb.lessons.columns import Columns, columns
from kb.lessons.documents import refs
from kb.lessons.found import Found, Part, Section
from kb.lessons.prose import from_cell, one_line
from kb.model.account import Rejection, Skip
from kb.model.prose import clean, sentences

SUFFIXES = frozenset({".csv", ".tsv"})
LIMIT = 100_000_000
"""The longest register that is read, in bytes: it is held in memory as a whole."""

NO_REGISTER = "no columns of a lessons register"
NO_JSON = "JSON, but neither a register nor an export of lessons"
_DELIMITERS = (",", ";", "\t", "|")
_HEADS = 500
_TITLE = 110
_SHORT = 160
_NOTHING = frozenset({"", "-", "n/a", "na", "none", "null", "unavailable", "unavailable.", "n.a.", "nil"})


def recognise(path: Path) -> tuple[Columns, str] | None:
    """Give the columns and the delimiter; None for a table that is no register."""
    if not path.is_file():
        raise InputError("no such file", path=path, hint="check the name, or list the folder")
    found = []
    for delimiter in _DELIMITERS:
        heads = table.peek(path, delimiter=delimiter)
        placed = columns(heads)
        if placed.is_register and len(heads) < _HEADS:
            found.append((placed.score, placed, delimiter))
    if not found:
        return None
    _, placed, delimiter = max(found, key=lambda each: each[0])
    return placed, delimiter


def read(path: Path) -> Iterator[Found | Rejection | Skip]:
    """Yield what each row becomes; a table that is no register is one skip."""
    known = recognise(path)
    if known is None:
        yield Skip(path=path, line=1, reason=NO_REGISTER)
        return
    if path.stat().st_size > LIMIT:
        yield Rejection(path=path, line=0, reason=f"is longer than {LIMIT:,} bytes; cut it in two")
        return
    placed, delimiter = known
    key = 0 if placed.key is None else placed.key
    yield from _lessons(path, placed, list(table.rows(path, key=key, delimiter=delimiter)))


def read_json(path: Path) -> Iterator[Found | Rejection | Skip]:
    """Yield what each object of a list becomes, its members being the columns."""
    told = [each for each in items(path) if not each.problem and isinstance(each.value, dict)]
    lost = [each for each in items(path) if each.problem or not isinstance(each.value, dict)]
    heads = tuple(dict.fromkeys(str(name) for each in told for name in each.value))
    placed = columns(heads)
    if not placed.is_register or len(heads) >= _HEADS:
        yield Skip(path=path, line=1, reason=NO_JSON)
        return
    yield from (Rejection(path=path, line=each.line, reason=each.problem or "no object") for each in lost)
    rows = [table.Row(each.line, [_cell(each.value.get(head)) for head in heads]) for each in told]
    yield from _lessons(path, placed, rows)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(_cell, value))
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_cell(item)}" for name, item in value.items())
    return "" if value is None else str(value)


def _lessons(
    path: Path, placed: Columns, rows: Sequence[table.Row | Rejection | Skip]
) -> Iterator[Found | Rejection | Skip]:
    dated = {
        at: dates.month_first(row.cells[at] for row in rows if isinstance(row, table.Row))
        for at in {*placed.dates, *([] if placed.due is None else [placed.due])}
    }
    known_order = next((order for order in dated.values() if order is not None), None)
    orders = {at: known_order if order is None else order for at, order in dated.items()}
    for row in rows:
        yield _lesson(path, row, placed, orders) if isinstance(row, table.Row) else row


def _lesson(path: Path, row: table.Row, placed: Columns, orders: dict[int, bool | None]) -> Found | Skip:
    cells = [clean(cell) for cell in row.cells]

    def cell(at: int | None) -> str:
        return "" if at is None else one_line(from_cell(cells[at]))

    parts = [
        Part(heading=placed.heads[at], text=from_cell(cells[at]), section=section)
        for at, section in placed.sections
        if cells[at].casefold() not in _NOTHING
    ]
    parts = [part for part in parts if part.text]
    title = cell(placed.title)
    if not parts and not title:
        return Skip(path=path, line=row.line, reason="a row without a lesson")
    used = {at for at, _ in placed.sections} | {placed.key, placed.phase}
    facts: list[tuple[str, str]] = []
    if len(title) > _TITLE:
        facts.append((placed.heads[placed.title or 0], title))
    topics = _topics([cells[at] for at in placed.topics])
    used |= {at for at in placed.topics if not cells[at].strip().isdigit()} | {placed.title}
    for at, text in enumerate(cells):
        if at in used or not text:
            continue
        made = from_cell(text)
        if len(made) > _SHORT or "\n" in made:
            parts.append(Part(heading=placed.heads[at], text=made))
        else:
            facts.append((placed.heads[at] or f"Column {at + 1}", one_line(made)))
    when = (dates.read(cells[at], orders[at]) for at in placed.dates)
    return Found(
        path=path,
        line=row.line,
        register=clean(path.name),
        key=cell(placed.key),
        title=_short(title or _first_words(parts)),
        parts=tuple(parts),
        facts=tuple(facts),
        topics=topics,
        status=cell(placed.status),
        scope=cell(placed.scope),
        phase=cell(placed.phase) if cell(placed.phase).casefold() not in _NOTHING else "",
        owner=cell(placed.owner) if cell(placed.owner).casefold() not in _NOTHING else "",
        observed_on=next((date for date in when if date), None),
        due=None if placed.due is None else dates.read(cells[placed.due], orders[placed.due]),
        evidence=() if placed.incidents is None else refs(cells[placed.incidents]),
        people=tuple(dict.fromkeys(somebody for at in placed.people for somebody in people.named(cells[at]))),
    )


def _topics(cells: Sequence[str]) -> tuple[str, ...]:
    each = (
        one_line(topic)
        for cell in cells
        if cell.casefold() not in _NOTHING and not cell.strip().isdigit()
        for topic in cell.replace(";", ",").replace("|", ",").replace("\n", ",").split(",")
    )
    return tuple(dict.fromkeys(topic for topic in each if topic))


def _first_words(parts: Sequence[Part]) -> str:
    """Make a title of what the lesson says first."""
    chosen = [part for part in parts if part.section is Section.LESSON] + list(parts)
    told = sentences(one_line(chosen[0].text)) if chosen else []
    return told[0] if told else "Lesson"


def _short(title: str) -> str:
    if len(title) <= _TITLE:
        return title
    cut = title[: _TITLE - 1].rpartition(" ")[0] or title[: _TITLE - 1]
    return f"{cut.rstrip(' ,;:-')}…"
