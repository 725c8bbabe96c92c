"""Exports that ServiceNow cut are told, lists that are only filtered are not."""

import random

import pytest

from kb.model.account import CUT, Notice, Rejection
from kb.model.incident import Incident, IncidentRef, Status
from kb.sources.servicenow_csv import SOURCE
from kb.sources.servicenow_cut import Watch
from tests.sources.samples import records


def export(folder, numbers, width=7):
    path = folder / "incident.csv"
    lines = [f"INC{number:0{width}d},Blank,Closed" for number in numbers]
    path.write_text("\n".join(["number,short_description,state", *lines, ""]))
    return path


def told(folder, numbers, **options):
    return [
        record for record in records(SOURCE, export(folder, numbers, **options)) if isinstance(record, Notice)
    ]


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_a_round_number_of_records_is_told(tmp_path, count):
    (notice,) = told(tmp_path, range(count))

    assert notice.code == CUT
    assert (
        notice.message == f"exactly {count:,} records: ServiceNow stops there, so some are probably missing"
    )
    assert "filter on Number" in notice.hint


@pytest.mark.parametrize("count", [1, 999, 1_001, 9_999, 10_001])
def test_any_other_number_is_not(tmp_path, count):
    assert told(tmp_path, range(count)) == []


def test_rejected_rows_count_and_blank_ones_do_not(tmp_path):
    path = export(tmp_path, range(1_000))
    path.write_text(path.read_text().replace("INC0000500,Blank,Closed", "INC0000500,Blank") + "\n\n")

    assert [record.code for record in records(SOURCE, path) if isinstance(record, Notice)] == [CUT]


def an_incident(number):
    return Incident(ref=IncidentRef("servicenow", f"INC{number:07d}"), summary="x", status=Status.OPEN)


@pytest.mark.parametrize(("rows", "width", "expected"), [(25_000, 20, 1), (24_999, 20, 0), (12_500, 41, 1)])
def test_a_full_sheet_is_told(tmp_path, rows, width, expected):
    found = list(Watch(tmp_path, width=width).over(an_incident(n) for n in range(rows)))

    assert len([record for record in found if isinstance(record, Notice)]) == expected


def test_a_hole_in_the_numbers_is_told_with_examples(tmp_path):
    (notice,) = told(tmp_path, [n for n in range(1, 201) if n not in (17, 18, 90)])

    assert notice.message == "3 of 200 numbers are missing in between, as INC0000017, INC0000090"


@pytest.mark.parametrize("numbers", [range(500, 0, -1), range(1, 501)], ids=["falling", "rising"])
def test_either_order_will_do(tmp_path, numbers):
    assert len(told(tmp_path, [n for n in numbers if not 100 <= n < 150])) == 1


def lists():
    chance = random.Random(3)
    every = range(1, 501)
    yield "one group's share", [n for n in every if chance.random() < 0.3]
    yield "all but what is open", [n for n in every if chance.random() < 0.9]
    yield "few", [1, 2, 3, 5, 6, 7]
    yield "unsorted", chance.sample([n for n in every if n != 250 and n != 251], 498)
    yield "no hole", list(every)
    yield "one hole of very many", [n for n in range(1, 500) if n != 7]
    yield "two years", [*range(1, 300), *range(90_000, 90_300)]
    yield "twice each", [n for n in range(1, 301) for _ in range(2)]


@pytest.mark.parametrize("numbers", [pytest.param(each, id=name) for name, each in lists()])
def test_normal_lists_are_not_told(tmp_path, numbers):
    assert told(tmp_path, numbers) == []


def test_rejected_records_are_no_hole(tmp_path):
    records = [
        Rejection(path=tmp_path, line=n, reason="x") if n in (50, 51, 52) else an_incident(n)
        for n in range(100)
    ]

    assert [each for each in Watch(tmp_path).over(iter(records)) if isinstance(each, Notice)] == []
