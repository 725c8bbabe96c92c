"""Tables and lists by a declared map."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb.config import HarvestSettings
from kb.errors import ConfigError, InputError
from kb.model.incident import Person, ResolutionKind, Status
from kb.sources.mapped import SOURCE
from tests.sources.samples import MAP, a_ticket, helpdesk, incidents, records, refused


def test_the_mapped_columns_are_used_and_the_others_kept(tmp_path):
    (incident,) = incidents(SOURCE, helpdesk(tmp_path, a_ticket()))

    assert str(incident.ref) == "helpdesk:T-1"
    assert (incident.status, incident.resolution_kind) == (Status.RESOLVED, ResolutionKind.FIX)
    assert incident.people == (Person(name="", email="kim@example.com"),)
    assert incident.extra == (("Floor", "3"),)


def test_the_declared_zone_is_applied_and_marked(tmp_path):
    naive, aware = incidents(
        SOURCE, helpdesk(tmp_path, a_ticket(), a_ticket("T-2", Opened="2026-07-01T10:00:00-04:00"))
    )

    assert (naive.opened_at, naive.zone_assumed) == (datetime(2026, 7, 1, 8, tzinfo=UTC), True)
    assert (aware.opened_at, aware.zone_assumed) == (datetime(2026, 7, 1, 14, tzinfo=UTC), False)


def test_dates_in_a_declared_format_are_read(tmp_path):
    settings = HarvestSettings(map=(replace(MAP, date_format="%d/%b/%y %I:%M %p", zone="UTC"),))

    (incident,) = incidents(SOURCE, helpdesk(tmp_path, a_ticket(Opened="08/Mar/26 10:11 AM")), settings)

    assert incident.opened_at == datetime(2026, 3, 8, 10, 11, tzinfo=UTC)


def test_what_cannot_be_understood_is_rejected_with_what_to_change(tmp_path):
    path = helpdesk(
        tmp_path,
        a_ticket(Status="Parked"),
        a_ticket(Opened="last week"),
        a_ticket(""),
        a_ticket("T-9", Subject="", Body=""),
        a_ticket(Opened="n/a", Status="  CLOSED "),
    )

    lines = refused(records(SOURCE, path))

    assert [line for line, _ in lines] == [2, 3, 4, 5]
    assert lines[0][1].startswith("unknown status 'Parked': add it to open, resolved or cancelled")
    assert "'last week' is no date as ISO 8601" in lines[1][1]
    assert lines[2][1] == "no Ticket"
    assert lines[3][1] == "T-9 has no Subject"


def test_the_map_whose_columns_are_there_is_chosen(tmp_path):
    other = replace(MAP, name="other", key="Case")
    settings = HarvestSettings(map=(other, MAP))

    (incident,) = incidents(SOURCE, helpdesk(tmp_path, a_ticket()), settings)

    assert incident.ref.system == "helpdesk"


def test_headers_are_matched_without_regard_to_case(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ticket,SUBJECT,status\n1,Hello,open\n")
    settings = HarvestSettings(map=(replace(MAP, description="", resolution="", reporter="", opened_at=""),))

    (incident,) = incidents(SOURCE, path, settings)

    assert (incident.summary, incident.status) == ("Hello", Status.OPEN)


def test_missing_columns_are_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Ticket,Subject\n1,Hello\n")

    with pytest.raises(InputError, match="'helpdesk' misses: Status, Body"):
        records(SOURCE, path)


def test_without_a_map_the_settings_are_at_fault(tmp_path):
    with pytest.raises(ConfigError, match="no table is declared"):
        records(SOURCE, helpdesk(tmp_path, a_ticket()), HarvestSettings())


def test_an_unknown_zone_is_a_setting_error(tmp_path):
    with pytest.raises(ConfigError, match="Mars"):
        records(
            SOURCE, helpdesk(tmp_path, a_ticket()), HarvestSettings(map=(replace(MAP, zone="Mars/Base"),))
        )
