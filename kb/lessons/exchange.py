"""Lessons as JSON, CSV and Markdown files that come back as the same lessons, in this workspace or another."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.io import frontmatter, table
from kb.io.cells import as_csv, told_cell
from kb.io.files import read_text
from kb.io.json_items import envelope, items
from kb.io.json_shape import looks_like
from kb.lessons import markdown
from kb.lessons.checklist import without_incidents
from kb.lessons.found import Section
from kb.lessons.repository import is_lesson
from kb.lessons.sections import join, split
from kb.model.account import Rejection, Skip
from kb.model.article import Audience
from kb.model.lesson import Detector, Lesson

SCHEMA = "kb-lessons/1"
FIELDS = tuple(name for name in markdown.ORDER if name not in ("detector", "imported"))
_DETECTOR = ("codes", "components", "phrases", "likeness")
_LISTS = ("topics", "evidence", "recurrences")
_SECTIONS = tuple(section.value for section in Section)
COLUMNS = (*FIELDS, *(f"detector {name}" for name in _DETECTOR), "path", *_SECTIONS, "More")
_OWN = frozenset(("id", "title", "status", *_SECTIONS, "More"))
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PATH = re.compile(r"(?:[\w][\w. -]{0,99}/){0,5}[\w][\w. -]{0,199}\.md")
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?:.*\n){0,40}?id: *[\"']?lesson-")

Read = Iterator[Lesson | Rejection | Skip]


def readable(lessons: Iterable[Lesson], audience: Audience) -> tuple[Lesson, ...]:
    """Keep what an audience may read, by id; for users and the public without incidents and what finds them."""
    kept = sorted((each for each in lessons if audience.may_read(each.audience)), key=lambda each: each.id)
    if audience.may_read(Audience.SUPPORT):
        return tuple(kept)
    return tuple(
        replace(without_incidents(each), evidence=(), recurrences=(), detector=Detector()) for each in kept
    )


def written(lesson: Lesson) -> str:
    """Write a lesson as it travels: without what an import here noted of its file."""
    return markdown.render(replace(lesson, imported=""))


def to_json(lessons: Sequence[Lesson]) -> str:
    """Write all lessons as one JSON object."""
    told = {"schema": SCHEMA, "lessons": [_values(each) for each in lessons]}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def to_csv(lessons: Sequence[Lesson]) -> str:
    """Write a row a lesson; what of a body does not fit our sections stands whole under `More`."""
    return as_csv(COLUMNS, map(_cells, lessons))


def _values(lesson: Lesson) -> dict[str, Any]:
    values, _ = frontmatter.parse(written(lesson))
    return values | {"path": lesson.path, "body": lesson.body}


def _cells(lesson: Lesson) -> Iterator[str]:
    values = _values(lesson)
    values |= {f"detector {name}": value for name, value in values.get("detector", {}).items()}
    sections, more = split(lesson.body)
    if not sections or join(sections, more) != lesson.body:
        sections, more = {}, lesson.body
    values |= {section.value: text for section, text in sections.items()} | {"More": more}
    for column in COLUMNS:
        value = values.get(column, "")
        yield "\n".join(value) if isinstance(value, list) else value


def is_own_json(path: Path) -> bool:
    """Whether a JSON file is an export of lessons."""
    return (
        looks_like(path, ("schema", "lessons")) and envelope(path, under=("lessons",)).get("schema") == SCHEMA
    )


def is_own_table(path: Path) -> bool:
    """Whether a CSV file is an export of lessons, or one with its columns in another order."""
    return set(table.peek(path)) >= _OWN


def from_json(path: Path) -> Read:
    """Read an export."""
    for item in items(path, under=("lessons",)):
        if item.problem or not isinstance(item.value, dict):
            yield Rejection(path=path, line=item.line, reason=item.problem or "no object")
            continue
        values = {str(name): value for name, value in item.value.items()}
        yield _lesson(path, item.line, values, values.pop("body", ""))


def from_table(path: Path) -> Read:
    """Read an export; raise InputError for a column that none has: it would be lost."""
    heads = table.header(path)
    if strange := [head for head in heads if head not in COLUMNS]:
        raise InputError(
            f"has a column {strange[0]!r}, which no export of lessons has",
            path=path,
            line=1,
            hint="take the column out, or the column More to bring the rows in as a register",
        )
    for row in table.rows(path, key=heads.index("id")):
        if not isinstance(row, table.Row):
            yield row
            continue
        told = dict(zip(heads, map(told_cell, row.cells), strict=True))
        values: dict[str, Any] = {
            name: text for name, text in told.items() if name in (*FIELDS, "path") and text
        }
        detector = {name: told.get(f"detector {name}", "") for name in _DETECTOR}
        values |= {name: told[name].split("\n") for name in _LISTS if told.get(name)}
        values["detector"] = {
            name: text if name == "likeness" else text.split("\n") for name, text in detector.items() if text
        }
        sections = {section: text for section in Section if (text := told[section.value])}
        more = told["More"]
        yield _lesson(path, row.line, values, join(sections, more) if sections else more)


def from_markdown(path: Path, name: str) -> Lesson | None:
    """Read a lesson's own file, `name` being its place in the folder; None for any other paper."""
    try:
        text = read_text(path)
        if not _FRONT.match(text) or not is_lesson(name):
            return None
        made = markdown.parse(text, path=name, shown=str(path))
    except InputError:
        return None
    return replace(made, path=_place(name, made.id), imported="")


def _lesson(path: Path, line: int, values: Mapping[str, Any], body: object) -> Lesson | Rejection:
    """Make a lesson of fields anybody may have written."""
    strange = sorted(set(values) - {*markdown.ORDER, "path"})
    if strange or not isinstance(body, str):
        problem = f"{strange[0]!r} is no field of a lesson" if strange else "its body is no text"
        return Rejection(path=path, line=line, reason=problem)
    fields = {name: values.get(name) or None for name in markdown.ORDER if name != "imported"}
    try:
        text = f"{frontmatter.render(fields)}\n{_CONTROL.sub('', body)}"
        made = markdown.parse(text, path="", shown=str(path))
    except InputError as error:
        return Rejection(path=path, line=line, reason=error.problem)
    return replace(made, path=_place(values.get("path"), made.id))


def _place(wanted: object, id_: str) -> str:
    """Give a place below `lessons/` that leads nowhere else."""
    is_safe = isinstance(wanted, str) and _PATH.fullmatch(wanted) and is_lesson(wanted)
    return str(wanted) if is_safe else own_path(id_)


def own_path(id_: str) -> str:
    """Give the place that a lesson has by its id."""
    return f"{id_.removeprefix('lesson-')}.md"
