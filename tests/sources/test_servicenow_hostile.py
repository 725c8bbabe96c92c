"""What nobody should find in a ServiceNow list, and does: a record costs at most itself."""

import pytest

from kb.model.account import Notice
from kb.model.incident import Incident, IncidentRef
from kb.sources.servicenow_csv import SOURCE
from tests.sources.samples import HEADER, a_row, csv_text, incidents, records, refused, servicenow


def numbers(found):
    return [record.ref.key for record in found if isinstance(record, Incident)]


def damaged(folder, old, new, count=4):
    path = servicenow(folder, *(a_row(f"INC{n}") for n in range(1, count + 1)))
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new))
    return records(SOURCE, path)


def test_a_truncated_last_row_is_named(tmp_path):
    path = servicenow(tmp_path, a_row("INC1"), a_row("INC2"))
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"Made the template")])

    found = records(SOURCE, path)

    assert numbers(found) == ["INC1"]
    assert [line for line, _ in refused(found)] == [4]


def test_a_stray_quote_costs_its_own_row(tmp_path):
    found = damaged(tmp_path, b'"INC2","2026-03-06 09:00:00"', b'"INC2","2026-03-06 "09:00:00"')

    assert numbers(found) == ["INC1", "INC3", "INC4"]
    assert len(refused(found)) == 1


def test_encodings_may_change_from_row_to_row(tmp_path):
    path = tmp_path / "a.csv"
    head, *rows = csv_text(
        HEADER, *(a_row(f"INC{n}", short_description="Zürich – 5 €") for n in (1, 2))
    ).split('\r\n"INC')
    path.write_bytes(b'\r\n"INC'.join([head.encode(), rows[0].encode("cp1252"), rows[1].encode()]))

    assert [incident.summary for incident in incidents(SOURCE, path)] == ["Zürich – 5 €"] * 2


def test_nul_bytes_are_dropped(tmp_path):
    path = servicenow(tmp_path, a_row("INC1", description="a\0b", close_notes="\0Done\x07 well"))

    (incident,) = incidents(SOURCE, path)

    assert (incident.description, incident.resolution) == ("ab", "Done well")


def test_cells_of_ten_megabytes_are_read(tmp_path):
    remark = "2026-03-06 10:00:00 - Bob Roy (Work notes)\nLooked.\n\n"
    path = servicenow(
        tmp_path, a_row("INC1", description="x" * 10_000_000, work_notes=remark * 200_000), a_row("INC2")
    )

    first, second = incidents(SOURCE, path)

    assert len(first.description) == 10_000_000
    assert [entry.text for entry in first.entries] == ["Looked."]
    assert second.ref.key == "INC2"


@pytest.mark.parametrize(
    "day", ["0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "10000-01-01"]
)
def test_dates_at_the_ends_of_the_calendar(tmp_path, day):
    notes = f"{day[:10]} 23:59:59 - Bob Roy (Work notes)\nLooked."
    rows = [a_row(f"INC{n}", opened_at=day, sys_updated_on=day, work_notes=notes) for n in range(4)]

    for incident in incidents(SOURCE, servicenow(tmp_path, *rows)):
        assert incident.opened_at is not None or ("opened_at", day) in incident.extra


def test_missing_numbers_are_rejected_and_repeated_ones_kept(tmp_path):
    path = servicenow(tmp_path, a_row("INC1"), a_row(" "), a_row("INC1", state="New"))

    found = records(SOURCE, path)

    assert numbers(found) == ["INC1", "INC1"]
    assert refused(found) == [(4, "no number")]


def test_duplicates_may_name_each_other(tmp_path):
    header = (*HEADER, "parent_incident")
    path = servicenow(
        tmp_path,
        a_row("INC1001", close_code="Duplicate", close_notes="Duplicate of INC1002"),
        a_row("INC1002", close_code="Duplicate", close_notes="Duplicate of INC1001"),
        a_row("INC1003", close_code="Duplicate", close_notes="", parent_incident="INC1003"),
        header=header,
    )

    found = incidents(SOURCE, path)

    refs = [IncidentRef("servicenow", key) if key else None for key in ("INC1002", "INC1001", None)]
    assert [incident.duplicate_of for incident in found] == refs


@pytest.mark.parametrize(
    ("cell", "reporter"),
    [
        ("{'link': 'https://x', 'value': 'Jane Smith'}", "Jane Smith"),
        ("{'value': '6816f79cc0a8016401c5a33be04be441', 'display_value': \"Zoë O'Neil\"}", "Zoë O'Neil"),
        ('{"display_value": "Jane Smith", "link": "https://x"}', "Jane Smith"),
        ("{'value': '6816f79cc0a8016401c5a33be04be441', 'link': 'https://x'}", ""),
        ("{'other': 'x'}", "{'other': 'x'}"),
        ("{'value': ", "{'value':"),
    ],
)
def test_dict_text_in_a_cell_gives_what_it_holds(tmp_path, cell, reporter):
    (incident,) = incidents(SOURCE, servicenow(tmp_path, a_row(caller_id=cell)))

    assert incident.reporter == reporter


def test_dates_as_the_text_of_a_dict_are_the_stored_ones(tmp_path):
    cell = "{'display_value': '06/03/2026 10:00:00', 'value': '2026-03-06 09:00:00'}"

    (incident,) = incidents(SOURCE, servicenow(tmp_path, a_row(opened_at=cell)))

    assert f"{incident.opened_at:%Y-%m-%d %H:%M}" == "2026-03-06 09:00"


def test_what_cannot_be_read_is_kept(tmp_path):
    header = (*HEADER, "made_sla", "reopen_count")
    row = a_row(priority="Sehr hoch", made_sla="vielleicht", reopen_count="often")

    (incident,) = incidents(SOURCE, servicenow(tmp_path, row, header=header))

    assert (incident.priority, incident.sla_met, incident.reopen_count) == (None, None, None)
    assert dict(incident.extra) == {
        "close_code": "Solution provided", "priority": "Sehr hoch", "made_sla": "vielleicht", "reopen_count": "often"
    }  # fmt: skip


def test_a_row_of_a_hundred_thousand_blank_lines_is_quick(tmp_path):
    path = servicenow(
        tmp_path, a_row("INC1", description="a" + "\n" * 100_000 + " " * 100_000 + "b,\n"), a_row("INC2")
    )

    assert len(incidents(SOURCE, path)) == 2


def test_a_stray_quote_is_a_hole_in_nothing(tmp_path):
    found = damaged(tmp_path, b'"INC7","2026', b'"INC7""2026', count=30)

    assert [record for record in found if isinstance(record, Notice)] == []


@pytest.mark.parametrize(
    ("table", "count"), [("incident", 1), ("Incident", 1), ("change_request", 0), ("Change Request", 0)]
)
def test_a_list_of_tasks_holds_more_than_incidents(tmp_path, table, count):
    path = servicenow(tmp_path, a_row(sys_class_name=table), header=(*HEADER, "sys_class_name"))

    found = records(SOURCE, path)

    assert len(numbers(found)) == count
    assert refused(found) == [(2, "record of another table")] * (1 - count)
