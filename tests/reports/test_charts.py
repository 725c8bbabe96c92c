"""A chart says what its table says, runs nothing, and is the same each time."""

import re
import xml.etree.ElementTree as ET

import pytest

from kb.model.figure import Unit
from kb.model.report import Chart, Kind, Row
from kb.reports.charts import COLOURS, drawn
from tests.support.reporting import HOSTILE, a_table

SVG = "{http://www.w3.org/2000/svg}"
GROUNDS = ("#ffffff", "#151b1c")


def texts(svg: str) -> list[str]:
    return [part.text or "" for part in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", Kind)
def test_the_same_table_is_drawn_the_same_and_holds_neither_script_nor_style(kind: Kind) -> None:
    table = a_table(4, None, 0, 12, chart=Chart(kind=kind, columns=("Opened",), says="Most in W33."))

    svg = drawn(table)

    assert svg == drawn(table)
    tags = {part.tag.removeprefix(SVG) for part in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "rect", "path", "line", "text", "title", "desc"}
    assert not re.search(r"\b(?:style|id|on[a-z]+|href|font-family)=", svg)


def test_it_speaks_to_those_who_hear_it_and_takes_the_colour_of_the_text_around() -> None:
    root = ET.fromstring(drawn(a_table(4, 7)))

    assert root.get("role") == "img"
    assert [part.text for part in root[:2]] == ["Opened by week", "Opened fell."]
    assert {part.get("fill") for part in root.iter(f"{SVG}text")} == {"currentColor"}
    assert root.get("viewBox") and root.get("width") is None


def test_columns_are_as_high_as_their_values() -> None:
    root = ET.fromstring(drawn(a_table(4, None, 8)))

    heights = [float(part.get("height", "")) for part in root.iter(f"{SVG}rect")]

    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)


def test_a_single_bar_is_not_drawn_and_nothing_known_has_no_bar() -> None:
    bars = Chart(kind=Kind.BARS, columns=("Opened",), says="Most in W33.")

    two = ET.fromstring(drawn(a_table(4, None, 0, chart=bars)))

    assert len(list(two.iter(f"{SVG}rect"))) == 2
    assert drawn(a_table(4, None, chart=bars)) == ""


def test_weeks_and_days_are_short_and_the_newest_has_its_label() -> None:
    weeks = drawn(a_table(*range(1, 25)))
    days = drawn(a_table(rows=(Row(cells=("2026-11-05", 1)), Row(cells=("2026-11-06", 2)))))

    assert "W53" in texts(weeks)
    assert sum(text.startswith("W") for text in texts(weeks)) <= 8
    assert {"11-05", "11-06"} <= set(texts(days))


def test_texts_from_outside_stay_texts_and_no_label_hides_another() -> None:
    rows = tuple(Row(cells=(HOSTILE, value)) for value in (1, 2, 3))

    svg = drawn(
        a_table(title=HOSTILE, rows=rows, chart=Chart(kind=Kind.BARS, columns=("Opened",), says=HOSTILE))
    )

    assert len(list(ET.fromstring(svg).iter(f"{SVG}rect"))) == 3
    assert "<script" not in svg
    assert not re.search("[\x00\x1b\u202e]", svg)
    assert len({text for text in texts(svg) if text.startswith("<")}) == 3


@pytest.mark.parametrize("values", [(), (None,), (float("nan"), None)])
def test_where_nothing_is_known_nothing_is_drawn(values: tuple[float | None, ...]) -> None:
    assert drawn(a_table(*values)) == ""


@pytest.mark.parametrize("unit", [Unit.INCIDENTS, Unit.SHARE, Unit.HOURS])
def test_nothing_but_zeros_can_be_drawn(unit: Unit) -> None:
    assert texts(drawn(a_table(0, 0, unit=unit)))


def test_a_share_is_drawn_against_the_whole() -> None:
    assert {"0%", "100%"} <= set(texts(drawn(a_table(0.2, 0.4, unit=Unit.SHARE))))


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("colour", COLOURS)
def test_each_colour_stands_out_from_both_grounds(colour: str, ground: str) -> None:
    def light(hexed: str) -> float:
        parts = [int(hexed[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(colour), light(ground)))

    assert (high + 0.05) / (low + 0.05) >= 3
