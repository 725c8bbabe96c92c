"""The one door to leather: a table in, the same as SVG out; no script, no style, the same bytes each time."""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from kb.model.figure import Cell, Unit
from kb.model.prose import one_line
from kb.model.report import Chart, Kind, Table, shown

WIDTH = 480
LABELS = 8
"""So many labels have room below a chart."""

COLOURS = ("#2a8a82", "#c06a12", "#8a63d2", "#3b7dd8", "#d0505a")
"""Each stands out from a white ground and from a dark one, by 3:1."""

DASHES = ("none", "7 3", "2 3", "9 3 2 3", "4 6")
"""Lines differ by more than their colour."""

_PLACES = {"x", "y", "x1", "x2", "y1", "y2", "width", "height", "d", "transform", "cx", "cy"}
_LONG = re.compile(r"\d+\.\d{2,}")
_YEAR = re.compile(r"^\d{4}-(?=W\d\d\b|\d\d-\d\d$)")


def drawn(table: Table) -> str:
    """Draw a table as its chart says; "" where it has none, or nothing to draw."""
    chart = table.chart
    if chart is None:
        return ""
    if (
        chart.kind is Kind.BARS
    ):  # a group that nothing is known of has no bar, and one of nought has its place
        at = table.columns.index(chart.columns[0])
        table = replace(table, rows=tuple(row for row in table.rows if row.cells[at] is not None))
    fewest = 2 if chart.kind is Kind.BARS else 1  # one bar alone says no more than its number
    if max(len(_numbers(table, column)) for column in chart.columns) < fewest:
        return ""
    svg = ET.fromstring(_made(table, chart))  # noqa: S314 - leather's own words
    return _settled(svg, title=table.title, says=chart.says)


def _numbers(table: Table, column: str) -> list[float]:
    return [value for value in _values(table, column) if value is not None]


def _values(table: Table, column: str) -> list[float | None]:
    at = table.columns.index(column)
    return [_number(row.cells[at]) for row in table.rows]


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) and math.isfinite(cell) else None


def _made(table: Table, chart: Chart) -> str:
    import leather

    labels = _labels(table)
    made = leather.Chart()
    top, ticks = _scale([value for name in chart.columns for value in _numbers(table, name)], table.unit)
    set_scale, set_axis = (
        (made.add_x_scale, made.add_x_axis)
        if chart.kind is Kind.BARS
        else (made.add_y_scale, made.add_y_axis)
    )
    set_scale(0, top)
    set_axis(ticks=ticks, tick_formatter=lambda value, *_: shown(float(value), table.unit))
    first = _values(table, chart.columns[0])
    if chart.kind is Kind.BARS:
        made.add_bars(list(zip(first, labels, strict=True)), fill_color=COLOURS[0])
    elif chart.kind is Kind.COLUMNS:
        made.add_x_axis(tick_formatter=_sparse(labels))
        made.add_columns(list(zip(labels, first, strict=True)), fill_color=COLOURS[0])
    else:
        made.add_x_scale(0, max(1, len(labels) - 1))
        made.add_x_axis(ticks=range(len(labels)), tick_formatter=_sparse(labels))
        for name, colour, dash in zip(chart.columns, COLOURS, DASHES, strict=False):
            if not _numbers(table, name):
                continue  # leather draws no line of nothing
            points = list(zip(count(), _values(table, name), strict=False))
            made.add_line(points, name=one_line(name), stroke_color=colour, stroke_dasharray=dash)
    height = 60 + 30 * len(labels) if chart.kind is Kind.BARS else 260
    return str(made.to_svg(width=WIDTH, height=height))


def _labels(table: Table) -> list[str]:
    """Give each row's first cell, short, and no two the same."""
    labels: list[str] = []
    for row in table.rows:
        text = one_line(_YEAR.sub("", shown(row.cells[0])))
        label = text = text if len(text) <= 24 else f"{text[:23]}…"
        for number in count(2):
            if label not in labels:
                break
            label = f"{text} ({number})"
        labels.append(label)
    return labels


def _sparse(labels: Sequence[str]) -> Callable[[Any, int, int], str]:
    every = math.ceil(len(labels) / LABELS)
    # counted from the end: the newest one always has its label
    return lambda _, number, __: labels[number] if (len(labels) - 1 - number) % every == 0 else ""


def _scale(values: Sequence[float], unit: Unit | None) -> tuple[float, list[float]]:
    """Give the end of the scale and its ticks: whole numbers from 0, or the whole of a share."""
    if unit is Unit.SHARE and max(values) <= 1:
        return 1, [0, 0.25, 0.5, 0.75, 1]
    step = max(1, math.ceil(max(values) / 4))
    ticks = [float(step * number) for number in range(math.ceil(max(*values, 1) / step) + 1)]
    return ticks[-1], ticks


def _settled(svg: ET.Element, *, title: str, says: str) -> str:
    """Make a chart fit its place, take the colour of the text around it, and speak to those who hear it."""
    space = "{http://www.w3.org/2000/svg}"
    width, height = svg.attrib.pop("width"), svg.attrib.pop("height")
    svg.attrib.pop("version", None)
    svg.attrib |= {"viewBox": f"0 0 {width} {height}", "role": "img", "class": "kb-chart-svg"}
    ground = svg.find(f"{space}g")
    assert ground is not None
    ground.remove(ground[0])  # the ground is the page's
    for part in svg.iter():
        part.tag = part.tag.removeprefix(space)
        part.attrib.pop("font-family", None)
        if part.tag == "text":
            part.set("fill", "currentColor")
        elif part.tag == "line":
            part.attrib |= {"stroke": "currentColor", "stroke-opacity": "0.2"}
        for name in _PLACES & set(part.attrib):
            part.set(name, _LONG.sub(lambda found: f"{float(found[0]):.1f}", part.attrib[name]))
    for number, (tag, text) in enumerate({"title": title, "desc": says}.items()):
        told = ET.Element(tag)
        told.text = one_line(text)
        svg.insert(number, told)
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    return ET.tostring(svg, encoding="unicode")
