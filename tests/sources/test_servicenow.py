"""ServiceNow's list CSV and its quirks."""

from datetime import UTC, datetime

import pytest

from kb.errors import InputError
from kb.model.incident import EntryKind, IncidentRef, Person, ResolutionKind, Status
from kb.sources.servicenow_csv import SOURCE
from tests.sources.samples import HEADER, a_row, csv_text, incidents, records, refused, servicenow


def one(folder, header=HEADER, **changes):
    (incident,) = incidents(SOURCE, servicenow(folder, a_row(**changes), header=header))
    return incident


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_the_whole_row_is_understood(tmp_path):
    incident = one(tmp_path)

    assert incident.ref == IncidentRef("servicenow", "INC0048001")
    assert incident.description == "The offer letter is white.\nOn every computer."
    assert (incident.status, incident.status_raw) == (Status.CLOSED, "Closed")
    assert incident.resolution == "Made the template again."
    assert incident.priority == 3
    assert incident.group == "HR Recruiting Support"
    assert (incident.reporter, incident.resolver) == ("Jane Smith", "Ada Moss")
    assert incident.opened_at == utc(2026, 3, 6, 9)
    assert incident.people == (
        Person(name="Jane Smith"),
        Person(name="Ada Moss"),
        Person(name="Bob Roy"),
        Person(name="", user="amoss"),
    )
    assert incident.extra == (("close_code", "Solution provided"),)


def test_windows_1252_is_read(tmp_path):
    assert one(tmp_path, short_description="Müller’s façade – 5 €").summary == "Müller’s façade – 5 €"


def test_labels_do_as_well_as_field_names(tmp_path):
    labels = (
        "Number",
        "Short description",
        "State",
        "Caller",
        "Resolution notes",
        "Resolution code",
        "Opened",
    )
    values = ("INC1", "Blank", "Resolved", "Jo Ray", "Did it.", "User error", "2026-03-06 09:00:00")
    row = dict(zip(labels, values, strict=True))
    path = tmp_path / "a.csv"
    path.write_text(csv_text(labels, row), encoding="utf-8-sig")

    (incident,) = incidents(SOURCE, path)

    assert (incident.reporter, incident.resolution) == ("Jo Ray", "Did it.")
    assert incident.resolution_kind is ResolutionKind.HOW_TO
    assert incident.opened_at == utc(2026, 3, 6, 9)


def test_a_spreadsheets_semicolons_do_as_well(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(csv_text(HEADER, a_row(), delimiter=";"))

    assert len(incidents(SOURCE, path)) == 1


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("1", Status.OPEN), ("2", Status.OPEN), ("3", Status.OPEN), ("6", Status.RESOLVED), ("7", Status.CLOSED),
        ("8", Status.CANCELLED), ("New", Status.OPEN), ("In Progress", Status.OPEN), ("On Hold", Status.OPEN),
        ("RESOLVED", Status.RESOLVED), ("Canceled", Status.CANCELLED), ("Cancelled", Status.CANCELLED),
        ("6 - Resolved", Status.RESOLVED), ("Geschlossen", Status.CLOSED),
    ],
)  # fmt: skip
def test_states_are_read_as_number_and_as_label(tmp_path, state, status):
    assert one(tmp_path, state=state).status is status


def test_a_state_of_the_instances_own_is_judged_by_the_dates(tmp_path):
    assert one(tmp_path, state="Awaiting vendor", resolved_at="").status is Status.OPEN
    assert one(tmp_path, state="Signed off").status is Status.RESOLVED


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Solved (Work Around)", ResolutionKind.WORKAROUND),
        ("Solved Remotely (Permanently)", ResolutionKind.FIX),
        ("Not Solved (Not Reproducible)", ResolutionKind.NONE),
        ("Not Solved (Too Costly)", ResolutionKind.WONT_FIX),
        ("Closed/Resolved by Caller", ResolutionKind.NONE),
        ("Workaround provided", ResolutionKind.WORKAROUND),
        ("Known error", ResolutionKind.WORKAROUND),
        ("Duplicate", ResolutionKind.DUPLICATE),
        ("No resolution provided", ResolutionKind.NONE),
        ("User error", ResolutionKind.HOW_TO),
        ("Resolved by change", ResolutionKind.FIX),
        ("", ResolutionKind.FIX),
    ],
)
def test_both_generations_of_close_codes_are_read(tmp_path, code, kind):
    assert one(tmp_path, close_code=code).resolution_kind is kind


def test_an_open_incident_has_no_resolution_kind(tmp_path):
    assert one(tmp_path, state="2").resolution_kind is ResolutionKind.NONE


def test_a_duplicate_names_what_it_duplicates(tmp_path):
    noted = one(
        tmp_path, close_code="Duplicate", close_notes="INC0048001 is the same as INC0047000, see PRB0040001"
    )
    said = one(tmp_path, state="8", close_code="", close_notes="Duplicate of INC0047001.")
    header = (*HEADER, "parent_incident")
    child = one(tmp_path, header, close_code="Duplicate", close_notes="", parent_incident="INC0047002")

    assert noted.duplicate_of == IncidentRef("servicenow", "INC0047000")
    assert said.duplicate_of == IncidentRef("servicenow", "INC0047001")
    assert child.duplicate_of == child.links[0] == IncidentRef("servicenow", "INC0047002")


def test_a_missing_summary_is_the_descriptions_first_line(tmp_path):
    assert one(tmp_path, short_description=" ").summary == "The offer letter is white."


def test_rows_that_cannot_be_an_incident_are_rejected_with_their_line(tmp_path):
    path = servicenow(tmp_path, a_row(), a_row(""), a_row("INC2", short_description="", description=""))

    assert refused(records(SOURCE, path)) == [
        (4, "no number"),
        (6, "INC2 has neither short_description nor description"),
    ]


def test_references_as_dict_text_and_sys_ids_are_tolerated(tmp_path):
    incident = one(
        tmp_path,
        assignment_group="{'link': 'https://x.example/api', 'value': '9f2c', 'display_value': 'HR Support'}",
        category="{'link': 'https://x.example/api', 'value': 'Payroll'}",
        assigned_to="46c6f9efa9fe198101ddf5eed9adf6e7",
        resolved_by="ada.moss@example.com",
    )

    assert (incident.group, incident.category) == ("HR Support", "Payroll")
    assert incident.resolver == "ada.moss@example.com"
    assert Person(name="", email="ada.moss@example.com") in incident.people
    assert not any("46c6" in person.name for person in incident.people)


def test_dot_walked_columns_add_forms_of_a_person(tmp_path):
    header = (*HEADER, "caller_id.email", "caller_id.user_name")

    incident = one(tmp_path, header, **{"caller_id.email": "jane@example.com", "caller_id.user_name": "jsm1"})

    assert Person(name="Jane Smith", email="jane@example.com", user="jsm1") in incident.people


def test_accounts_that_are_nobody_are_not_people(tmp_path):
    incident = one(tmp_path, sys_updated_by="system", assigned_to="System Administrator")

    assert [person.name for person in incident.people] == ["Jane Smith", "Ada Moss"]


def test_repeated_and_unknown_columns_are_kept(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("number,short_description,state,state,u_site,\nINC1,Blank,,Closed,Leeds,more\n")

    (incident,) = incidents(SOURCE, path)

    assert incident.status is Status.CLOSED
    assert incident.extra == (("u_site", "Leeds"), ("unnamed column", "more"))


def test_a_date_out_of_this_world_is_kept_as_text(tmp_path):
    incident = one(tmp_path, opened_at="0000-00-00 00:00:00")

    assert incident.opened_at is None
    assert ("opened_at", "0000-00-00 00:00:00") in incident.extra


def test_journals_become_entries_oldest_first(tmp_path):
    incident = one(
        tmp_path,
        work_notes="2026-03-07 09:00:00 - Ada Moss (Work notes)\nThird.\n\n2026-03-06 10:00:00 - Bob Roy (Work notes)\nFirst.\n\n",
        comments="2026-03-06 11:00:00 - Jane Smith (she/her) (Additional comments)\nSecond.\nStill second.\n\n",
    )

    assert [(entry.author, entry.text, entry.kind) for entry in incident.entries] == [
        ("Bob Roy", "First.", EntryKind.INTERNAL),
        ("Jane Smith (she/her)", "Second.\nStill second.", EntryKind.PUBLIC),
        ("Ada Moss", "Third.", EntryKind.INTERNAL),
    ]
    assert Person(name="Jane Smith (she/her)") in incident.people


def test_day_and_month_are_decided_for_the_file_as_a_whole(tmp_path):
    path = servicenow(
        tmp_path,
        a_row("INC1", work_notes="03/07/2026 09:00:00 - Bob Roy (Work notes)\nx"),
        a_row("INC2", work_notes="03/25/2026 09:00:00 - Bob Roy (Work notes)\nx"),
    )

    first, _ = incidents(SOURCE, path)

    assert first.entries[0].at == utc(2026, 3, 7, 9)


def test_the_rows_own_dates_decide_when_no_number_does(tmp_path):
    incident = one(tmp_path, work_notes="03/06/2026 21:00:00 - Bob Roy (Work notes)\nx")

    assert incident.entries[0].at == utc(2026, 3, 6, 21)


def test_the_exporters_zone_is_found_from_the_updates(tmp_path):
    rows = [
        a_row(
            f"INC{n}",
            sys_updated_on=f"2026-03-07 0{n}:10:00",
            work_notes=f"2026-03-07 0{n + 1}:09:59 - Bob Roy (Work notes)\nx",
        )
        for n in range(1, 5)
    ]

    found = incidents(SOURCE, servicenow(tmp_path, *rows))

    assert found[0].entries[0].at == utc(2026, 3, 7, 1, 9, 59)
    assert not found[0].zone_assumed


def test_an_unknown_zone_is_marked(tmp_path):
    assert one(tmp_path, work_notes="2026-03-07 09:00:00 - Bob Roy (Work notes)\nx").zone_assumed
    assert not one(tmp_path).zone_assumed


def test_missing_columns_are_named_when_the_source_was_forced(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("number,state\nINC1,2\n")

    with pytest.raises(InputError, match="missing: short_description"):
        records(SOURCE, path)
