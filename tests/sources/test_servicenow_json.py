"""ServiceNow's JSON: the web service, the Table API, journals beside."""

import json

import pytest

from kb.model.account import CUT, Notice
from kb.model.incident import Incident, Person
from kb.sources.servicenow_json import SOURCE
from tests.sources import servicenow_shapes as shapes
from tests.sources.samples import SETTINGS, records, refused
from tests.sources.servicenow_shapes import Remark, Told

REMARK = Remark(at="2026-03-06 10:00:00", who="Bob Roy", user="broy", text="Looked.")


def written(folder, value, name="a.json"):
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def row(number="INC1", **more):
    return {
        "number": number,
        "short_description": "Blank",
        "state": "7",
        "sys_id": shapes.sys_id(number),
    } | more


def test_one_record_is_read(tmp_path):
    path = written(tmp_path, {"result": row()})

    assert SOURCE.sniff(path, SETTINGS)
    assert [record.ref.key for record in records(SOURCE, path)] == ["INC1"]


@pytest.mark.parametrize(
    "value", [[row("INC1"), row("INC2")], "\n".join(json.dumps(row(n)) for n in ("INC1", "INC2"))]
)
def test_a_bare_list_or_a_line_each_do_as_well(tmp_path, value):
    path = written(tmp_path, value)

    assert SOURCE.sniff(path, SETTINGS)
    assert [record.ref.key for record in records(SOURCE, path)] == ["INC1", "INC2"]


@pytest.mark.parametrize(
    ("reference", "reporter"),
    [
        ("Jane Smith", "Jane Smith"),
        ({"display_value": "Jane Smith", "link": "https://x.example.com/1"}, "Jane Smith"),
        (
            {"display_value": "Jane Smith", "value": shapes.sys_id("x"), "link": "https://x.example.com/1"},
            "Jane Smith",
        ),
        ({"link": "https://x.example.com/1", "value": shapes.sys_id("x")}, ""),
        (shapes.sys_id("x"), ""),
        ("", ""),
        (None, ""),
        ({}, ""),
    ],
)
def test_a_reference_may_be_written_in_any_way(tmp_path, reference, reporter):
    (incident,) = records(SOURCE, written(tmp_path, {"result": [row(caller_id=reference)]}))

    assert incident.reporter == reporter
    assert incident.people == ((Person(name="Jane Smith"),) if reporter else ())


def test_anything_may_stand_anywhere(tmp_path):
    odd = [
        [1, [2]],
        {"a": {"b": 1}},
        10**30,
        1.5,
        True,
        None,
        "\ud800",
        {"value": {"x": []}},
        {"display_value": None},
    ]
    rows = [
        row(f"INC{n}", caller_id=each, u_odd=each, opened_at=each, watch_list=each)
        for n, each in enumerate(odd)
    ]

    found = records(SOURCE, written(tmp_path, {"records": [*rows, 7, "x", None, [row()]]}))

    assert [record.ref.key for record in found if isinstance(record, Incident)] == [
        f"INC{n}" for n in range(len(odd))
    ]
    assert [reason for _, reason in refused(found)] == ["not a record"] * 4
    for record in found[: len(odd)]:
        str(record).encode()


def test_a_broken_record_costs_itself_only(tmp_path):
    text = json.dumps({"result": [row("INC1"), row("INC2"), row("INC3")]}, indent=1).replace(
        '"INC2",', '"INC2"'
    )

    found = records(SOURCE, written(tmp_path, text))

    assert [record.ref.key for record in found if isinstance(record, Incident)] == ["INC1", "INC3"]
    assert len(refused(found)) == 1


def test_journals_beside_find_their_incident_and_say_nothing_themselves(tmp_path):
    told = Told(number="INC1", remarks=(REMARK,))
    beside = shapes.journal_json(tmp_path, [told])
    path = written(tmp_path, {"result": [row()]})

    (incident,) = records(SOURCE, path)

    assert [(entry.author, entry.text) for entry in incident.entries] == [("broy", "Looked.")]
    assert SOURCE.sniff(beside, SETTINGS)
    assert records(SOURCE, beside) == []


def test_journals_without_their_incident_are_skipped(tmp_path):
    path = shapes.journal_json(tmp_path, [Told(number="INC1", remarks=(REMARK, REMARK))])

    assert [reason for _, reason in refused(records(SOURCE, path))] == [
        "journal entry without its incident"
    ] * 2


def test_journals_and_incidents_may_stand_in_one_file(tmp_path):
    journal = {
        "element_id": shapes.sys_id("INC1"),
        "element": "comments",
        "value": "Hi.",
        "sys_created_by": "jsmith",
    }

    (incident,) = records(SOURCE, written(tmp_path, {"records": [journal, row()]}))

    assert [(entry.author, entry.text, entry.at) for entry in incident.entries] == [("jsmith", "Hi.", None)]


def test_rich_text_of_a_journal_is_read(tmp_path):
    text = "[code]<p>See <b>this</b></p><ul><li>one</li></ul>[/code]"
    journal = {
        "element_id": shapes.sys_id("INC1"),
        "element": "comments",
        "value": text,
        "sys_created_by": "jsmith",
    }

    (incident,) = records(SOURCE, written(tmp_path, {"records": [journal, row()]}))

    assert incident.entries[0].text == "See **this**\n\n- one"


def test_an_answer_that_broke_off_says_so(tmp_path):
    error = {"message": "Transaction cancelled: maximum execution time exceeded", "detail": ""}

    found = records(SOURCE, written(tmp_path, {"result": [row()], "error": error, "status": "failure"}))

    assert [record.code for record in found if isinstance(record, Notice)] == [CUT]
    assert "maximum execution time" in found[-1].message


def test_the_same_number_twice_is_two_records_with_a_digest_each(tmp_path):
    found = records(SOURCE, written(tmp_path, {"result": [row(), row(u_site="Leeds")]}))

    assert len({record.raw.sha256 for record in found}) == 2


@pytest.mark.parametrize(
    "value",
    [
        {"result": [{"number": "1", "title": "x", "state": "open"}]},
        {"incidents": [{"incident_number": 1, "title": "x"}]},
        {"result": []},
        {"error": {"message": "User not authenticated"}, "status": "failure"},
    ],
)
def test_other_files_are_not_taken(tmp_path, value):
    assert not SOURCE.sniff(written(tmp_path, value), SETTINGS)
