"""The same incidents in any shape are equal incidents."""

from dataclasses import replace

import pytest

from kb.model.incident import Incident
from kb.sources.servicenow_csv import SOURCE as CSV
from kb.sources.servicenow_json import SOURCE as JSON
from kb.sources.servicenow_xlsx import SOURCE as XLSX
from kb.sources.servicenow_xml import SOURCE as XML
from tests.sources import servicenow_shapes as shapes
from tests.sources.samples import SETTINGS
from tests.sources.servicenow_shapes import Zone

TOLD = shapes.Sample().told
BERLIN = Zone(hours=1)
LONDON = Zone()  # the zone of who exported what does not name it, so that times can be compared


def whole(source, path):
    found = [each for each in source.read(path, SETTINGS) if isinstance(each, Incident)]
    assert len(found) == len(TOLD)
    return [replace(each, raw=None) for each in found]


@pytest.fixture
def listed(tmp_path):
    """The list CSV of somebody in Berlin, the standard the others are held against."""
    folder = tmp_path / "list"
    folder.mkdir()
    return whole(CSV, shapes.list_csv(folder, TOLD, zone=BERLIN))


def test_the_list_says_what_was_told(listed):
    first, second = listed[0], listed[1]

    assert [str(each.ref.key) for each in listed] == [told.number for told in TOLD]
    assert [entry.text for entry in first.entries] == [
        "It is blank.\nStill blank.",
        "Cleared the cache.",
        "Now it shows.",
    ]
    assert [f"{entry.at:%H:%M:%S}" for entry in first.entries] == ["10:15:00", "11:15:01", "12:15:02"]
    assert not first.zone_assumed
    assert second.summary == "Müller’s façade – 5 €"
    assert ("u_site", "Zürich") in second.extra
    assert listed[0] == listed[5]


@pytest.mark.parametrize(
    "write",
    [
        lambda folder: shapes.list_csv(folder, TOLD, zone=BERLIN, encoding="utf-8"),
        lambda folder: shapes.list_csv(folder, TOLD, zone=BERLIN, encoding="utf-8-sig"),
        lambda folder: shapes.list_csv(folder, TOLD, zone=BERLIN, encoding="utf-16"),
        lambda folder: shapes.list_csv(folder, TOLD, zone=Zone(hours=-5, form="%m/%d/%Y %I:%M:%S %p")),
        lambda folder: shapes.list_csv(folder, TOLD, zone=Zone(hours=2, form="%d-%m-%Y %H:%M:%S")),
        lambda folder: shapes.list_csv(folder, TOLD, zone=Zone(hours=2, form="%d-%b-%Y %H:%M:%S")),
        lambda folder: shapes.labelled_csv(folder, TOLD, zone=BERLIN),
        lambda folder: shapes.all_columns_csv(folder, TOLD, zone=BERLIN),
    ],
    ids=["utf-8", "mark", "utf-16", "us-dates", "day-first", "named-month", "labels", "all-columns"],
)
def test_every_csv_is_equal_to_the_list(listed, tmp_path, write):
    assert whole(CSV, write(tmp_path)) == listed


def test_a_lists_xml_export_is_equal_to_the_list(listed, tmp_path):
    assert whole(XML, shapes.list_xml(tmp_path, TOLD, zone=BERLIN)) == listed


def test_the_table_api_with_both_forms_is_equal_to_the_list(listed, tmp_path):
    assert whole(JSON, shapes.table_api(tmp_path, TOLD, shown_as="all", zone=BERLIN)) == listed


def marked(incident):
    """What a shape in the exporter's own zone cannot hold: which zone that is."""
    has_dates = incident.opened_at is not None
    return replace(incident, zone_assumed=has_dates)


@pytest.mark.parametrize("zone", [LONDON, Zone(form="%m/%d/%Y %H:%M:%S"), Zone(form="%d.%m.%Y %H:%M:%S")])
def test_displayed_values_are_equal_but_for_the_zone(listed, tmp_path, zone):
    found = whole(JSON, shapes.table_api(tmp_path, TOLD, shown_as="true", zone=zone))

    assert found == [marked(each) for each in listed]


@pytest.mark.parametrize("dates", [True, False], ids=["cells", "text"])
def test_excel_is_equal_but_for_the_zone(listed, tmp_path, dates):
    zone = LONDON if dates else Zone(form="%d/%m/%Y %H:%M:%S")

    found = whole(XLSX, shapes.workbook(tmp_path, TOLD, zone=zone, dates=dates))

    assert found == [marked(each) for each in listed]


def unsigned(incident, *, people):
    """What a journal record of its own cannot hold: the author's display name, only the user's."""
    entries = tuple(replace(entry, author="") for entry in incident.entries)
    return replace(incident, entries=entries, people=incident.people if people else (), attachments=())


@pytest.mark.parametrize("first", [False, True], ids=["behind", "in front"])
def test_an_unload_is_equal_but_for_the_authors_names(listed, tmp_path, first):
    found = whole(XML, shapes.unload(tmp_path, TOLD, journals_first=first))

    assert [unsigned(each, people=False) for each in found] == [
        unsigned(each, people=False) for each in listed
    ]
    assert [entry.author for entry in found[0].entries] == ["jsmith", "broy", "jmuller"]
    for got, told in zip(found, listed, strict=True):
        authors = {entry.author for entry in told.entries}
        assert {person.name for person in told.people} - authors <= {person.name for person in got.people}


def test_bare_sys_ids_are_kept_apart_and_all_else_is_equal(listed, tmp_path):
    """What `sysparm_display_value=false` cannot hold: who and what a reference means."""
    shapes.journal_json(tmp_path, TOLD)

    found = whole(JSON, shapes.table_api(tmp_path, TOLD, shown_as="false"))

    def bare(incident):
        incident = unsigned(incident, people=False)
        kept = tuple(pair for pair in incident.extra if pair[0] not in shapes.REFERENCES)
        return replace(
            incident,
            reporter="",
            resolver="",
            group="",
            environment=(),
            links=(),
            duplicate_of=None,
            extra=kept,
        )

    assert [bare(each) for each in found] == [bare(each) for each in listed]
    assert (found[0].reporter, found[0].group) == ("", "")
    assert ("caller_id", shapes.sys_id("Jane Smith")) in found[0].extra
    assert not any(len(form) == 32 for person in found[0].people for form in (person.name, person.user))


def test_the_web_service_gives_what_the_table_api_gives(tmp_path):
    shapes.journal_json(tmp_path, TOLD)

    raw = whole(JSON, shapes.web_service(tmp_path, TOLD))
    table = whole(JSON, shapes.table_api(tmp_path, TOLD, shown_as="false"))

    assert raw == table


def test_attachments_come_with_their_digest_and_the_last_part_of_their_name(tmp_path):
    found = whole(XML, shapes.unload(tmp_path, TOLD))

    assert [(each.name, each.sha256, each.size) for each in found[0].attachments] == [
        ("passwd", "", 12),
        ("screen.png", "a" * 64, 2048),
    ]
