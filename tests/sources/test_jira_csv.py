"""The quirks of Jira's CSV."""

import pytest

from kb.errors import InputError
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import EntryKind, Incident, IncidentRef, Person
from kb.sources.jira_csv import SOURCE
from tests.sources.samples import SETTINGS, csv_text, incidents, records, refused
from tests.support.build import at


def a_csv(folder, *rows, delimiter=","):
    """Write rows of (header, cell) pairs: headers may repeat."""
    path = folder / "jira.csv"
    lines = [[name for name, _ in rows[0]], *([cell for _, cell in row] for row in rows)]
    text = "".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n" for line in lines
    )
    path.write_text(text, encoding="utf-8-sig", newline="")
    return path


def a_row(key="HR-1", *cells):
    return [("Summary", "Payslip is old"), ("Issue key", key), *cells]


def one(folder, *cells):
    (incident,) = incidents(SOURCE, a_csv(folder, a_row("HR-1", *cells)))
    return incident


def test_repeated_headers_are_read_by_place(tmp_path):
    incident = one(
        tmp_path,
        ("Comment", "08/Mar/26 10:12 AM;broy;Second"), ("Labels", "a"), ("Sprint", "S1"), ("Watchers", "Zoë Hart"),
        ("Comment", "08/Mar/26 10:11 AM;broy;First"), ("Labels", "b"), ("Sprint", "S2"), ("Watchers", "klow"),
        ("Labels", ""), ("Comment", ""),
    )  # fmt: skip

    assert [entry.text for entry in incident.entries] == ["First", "Second"]
    assert incident.extra == (("Labels", "a, b"), ("Sprint", "S1, S2"))
    assert incident.people == (
        Person(name="Zoë Hart"),
        Person(name="", user="klow"),
        Person(name="", user="broy"),
    )


def test_links_of_every_kind(tmp_path):
    incident = one(
        tmp_path,
        ("Inward issue link (Blocks)", "HR-2"), ("Inward issue link (Blocks)", "HR-3"),
        ("Outward issue link (Problem/Incident)", "PR-1"), ("Outward issue link (Post-Incident Reviews)", "PIR-1"),
        ("Inward issue link (Cloners)", "HR-4"), ("Outward issue link (Duplicate)", "HR-5"),
        ("Inward issue link (Duplicate)", "HR-6"), ("Outward issue link (Relates)", "not a key"), ("Parent key", "HR-7"),
    )  # fmt: skip

    assert incident.duplicate_of == IncidentRef("jira", "HR-5")
    assert {ref.key for ref in incident.links} == {
        "HR-2",
        "HR-3",
        "PR-1",
        "PIR-1",
        "HR-4",
        "HR-5",
        "HR-6",
        "HR-7",
    }
    assert ("Outward issue link (Relates)", "not a key") in incident.extra


def test_a_duplicate_linked_the_wrong_way_round(tmp_path):
    cells = [("Inward issue link (Duplicate)", "HR-6"), ("Status", "Done")]

    assert one(tmp_path, *cells).duplicate_of is None
    assert one(tmp_path, *cells, ("Resolution", "Duplicate")).duplicate_of == IncidentRef("jira", "HR-6")


@pytest.mark.parametrize(
    ("cell", "entry"),
    [
        ("08/Mar/26 10:11 AM;broy;One; two;\nthree", ("broy", "One; two;\nthree", at("2026-03-08 10:11"))),
        ("08/Mar/26 10:11 AM;557058:a-b;Hi", ("557058:a-b", "Hi", at("2026-03-08 10:11"))),
        ("no date; at; all", ("", "no date; at; all", None)),
        ("only words", ("", "only words", None)),
        ("08/Mar/26 10:11 AM;broy;h2. Steps", ("broy", "**Steps**", at("2026-03-08 10:11"))),
    ],
)
def test_a_comment_is_cut_at_its_first_two_semicolons(tmp_path, cell, entry):
    (found,) = one(tmp_path, ("Comment", cell)).entries

    assert (found.author, found.text, found.at) == entry
    assert found.kind is EntryKind.INTERNAL


def test_a_comment_without_words_is_no_entry_and_its_author_still_somebody(tmp_path):
    incident = one(tmp_path, ("Comment", "08/Mar/26 10:11 AM;broy;"))

    assert incident.entries == ()
    assert incident.people == (Person(name="", user="broy"),)


def test_a_work_log_is_cut_at_its_last_three_semicolons(tmp_path):
    incident = one(tmp_path, ("Log Work", "Ran it; twice;08/Mar/26 10:11 AM;broy;3600"), ("Log Work", ";x"))

    assert [(entry.author, entry.text, entry.at) for entry in incident.entries] == [
        ("", ";x", None),
        ("broy", "Ran it; twice", at("2026-03-08 10:11")),
    ]
    assert Person(name="", user="broy") in incident.people


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("08/Mar/26 10:11 AM;broy;shot.png;https://jira.example.com/1/shot.png", "shot.png"),
        ("08/Mar/26 10:11 AM;broy;../../cv.pdf;https://x", "cv.pdf"),
        ("08/Mar/26 10:11 AM;broy;C:\\x\\cv.pdf;https://x", "cv.pdf"),
        ("https://jira.example.com/1/shot.png", "shot.png"),
    ],
)
def test_an_attachment_is_its_name(tmp_path, cell, name):
    assert [each.name for each in one(tmp_path, ("Attachment", cell)).attachments] == [name]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("08/Mar/26 10:11 AM", "2026-03-08 10:11"), ("08/Mar/26 12:11 AM", "2026-03-08 00:11"),
        ("08/Mar/2026 10:11 PM", "2026-03-08 22:11"), ("08/Mar/26 10:11\u202fPM", "2026-03-08 22:11"),
        ("08/mar./26 10:11 p.\u00a0m.", "2026-03-08 22:11"), ("08/3月/26 10:11 下午", "2026-03-08 22:11"),
        ("8/3월/2026 10:11 오전", "2026-03-08 10:11"),
        ("8/Mrz/26 10:11", "2026-03-08 10:11"), ("8/März/26 10:11", "2026-03-08 10:11"), ("8/Dez/26 10:11", "2026-12-08 10:11"),
        ("8/janv./26 10:11", "2026-01-08 10:11"), ("8/févr./26 10:11", "2026-02-08 10:11"), ("8/juin/26 10:11", "2026-06-08 10:11"),
        ("8/juil./26 10:11", "2026-07-08 10:11"), ("8/août/26 10:11", "2026-08-08 10:11"), ("8/déc./26 10:11", "2026-12-08 10:11"),
        ("8/ene/26 10:11", "2026-01-08 10:11"), ("8/abr/26 10:11", "2026-04-08 10:11"), ("8/dic/26 10:11", "2026-12-08 10:11"),
        ("8/gen/26 10:11", "2026-01-08 10:11"), ("8/mag/26 10:11", "2026-05-08 10:11"), ("8/giu/26 10:11", "2026-06-08 10:11"),
        ("8/lug/26 10:11", "2026-07-08 10:11"), ("8/ott/26 10:11", "2026-10-08 10:11"), ("8/fev/26 10:11", "2026-02-08 10:11"),
        ("8/out/26 10:11", "2026-10-08 10:11"), ("8/mrt/26 10:11", "2026-03-08 10:11"), ("8/mei/26 10:11", "2026-05-08 10:11"),
        ("8/paź/26 10:11", "2026-10-08 10:11"), ("8/sty/26 10:11", "2026-01-08 10:11"), ("8/янв./26 10:11", "2026-01-08 10:11"),
        ("8/maj/26 10:11", "2026-05-08 10:11"), ("8/Ağu/26 10:11", "2026-08-08 10:11"), ("2026-03-08 10:11", "2026-03-08 10:11"),
        ("08.03.2026 10:11", "2026-03-08 10:11"), ("2026/03/08 10:11", "2026-03-08 10:11"),
    ],
)  # fmt: skip
def test_dates_and_months_of_many_languages(tmp_path, text, moment):
    incident = one(tmp_path, ("Created", text), ("Comment", f"{text};broy;Hi"))

    assert (incident.opened_at, incident.zone_assumed) == (at(moment), True)
    assert incident.entries[0].at == at(moment)


@pytest.mark.parametrize(
    "text", ["soon", "08/Foo/26 10:11", "45/Mar/26 10:11", "08/13月/26 10:11", "08/Mar/26 25:11"]
)
def test_what_is_no_date_is_kept_as_words(tmp_path, text):
    incident = one(tmp_path, ("Created", text))

    assert incident.opened_at is None
    assert incident.extra == (("Created", text),)
    assert not incident.zone_assumed


@pytest.mark.parametrize(
    ("others", "moment"),
    [
        (["03/20/26 9:00"], "2026-03-04 09:00"),
        (["20/03/26 9:00"], "2026-04-03 09:00"),
        (["05/06/26 9:00"], "2026-04-03 09:00"),
    ],
)
def test_one_date_decides_day_and_month_for_the_file(tmp_path, others, moment):
    rows = [a_row(f"HR-{n}", ("Created", text)) for n, text in enumerate(["03/04/26 9:00", *others])]

    assert incidents(SOURCE, a_csv(tmp_path, *rows))[0].opened_at == at(moment)


def test_a_change_before_the_beginning_decides_day_and_month(tmp_path):
    rows = [a_row("HR-1", ("Created", "03/04/26 9:00"), ("Updated", "02/05/26 9:00"))]  # April, or 2 May

    assert incidents(SOURCE, a_csv(tmp_path, *rows))[0].opened_at == at("2026-04-03 09:00")


@pytest.mark.parametrize(
    ("cells", "met"),
    [
        ([("Custom field (Time to resolution)", "-1:30")], False),
        ([("Custom field (Time to resolution)", "4:23"), ("Resolved", "08/Mar/26 10:11 AM")], True),
        ([("Custom field (Time to resolution)", "4:23")], None),
        ([("Time to first response", "0:10"), ("Time to resolution", "-0:01"), ("Resolved", "08/Mar/26 10:11 AM")], False),
        ([("Custom field (Time to resolution)", "a while"), ("Resolved", "08/Mar/26 10:11 AM")], None),
        ([("Custom field (Size)", "-1:30")], None),
    ],
)  # fmt: skip
def test_service_levels_below_zero_are_breached(tmp_path, cells, met):
    incident = one(tmp_path, *cells)

    assert incident.sla_met is met
    assert cells[0][1] in dict(incident.extra).values()


def test_accounts_name_their_people_only_when_all_have_one(tmp_path):
    watchers = [("Watchers", "Ann Dee"), ("Watchers", "Zoë Hart")]
    comment = ("Comment", "08/Mar/26 10:11 AM;id:2;Hi [~accountid:id:1]")

    both = one(tmp_path, *watchers, ("Watchers Id", "id:1"), ("Watchers Id", "id:2"), comment)
    unsure = one(tmp_path, *watchers, ("Watchers Id", ""), ("Watchers Id", "id:2"), comment)

    assert (both.entries[0].author, both.entries[0].text) == ("Zoë Hart", "Hi @Ann Dee")
    assert unsure.entries[0].author == "id:2"
    assert {person.user for person in unsure.people} == {"", "id:1", "id:2"}


def test_people_of_a_service_desk_are_people(tmp_path):
    incident = one(tmp_path, ("Custom field (Request participants)", "Smith, Jane"), ("Approvers", "broy"))

    assert incident.people == (Person(name="Smith, Jane"), Person(name="", user="broy"))
    assert ("Request participants", "Smith, Jane") in incident.extra


@pytest.mark.parametrize(
    "header",
    [
        ("number", "short_description"),
        ("Summary", "Issue id", "Status"),
        ("Summary", "Status"),
        ("Issue key", "Status"),
        ("id", "key", "summary"),
    ],
)
def test_a_table_of_another_kind_is_refused(tmp_path, header):
    path = tmp_path / "a.csv"
    path.write_text(csv_text(header, dict.fromkeys(header, "x")))

    assert not SOURCE.sniff(path, SETTINGS)
    with pytest.raises(InputError, match="needs the columns Summary, Issue key; missing: "):
        list(SOURCE.read(path, SETTINGS))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_other_delimiters_are_found(tmp_path, delimiter):
    path = a_csv(tmp_path, a_row("HR-1", ("Description", "a, b; c\td")), delimiter=delimiter)

    assert SOURCE.sniff(path, SETTINGS)
    assert [incident.description for incident in incidents(SOURCE, path)] == ["a, b; c\td"]


def test_each_row_becomes_one_record(tmp_path):
    path = a_csv(tmp_path, a_row("HR-1"), a_row(""), a_row("HR-3"), [("", ""), ("", "")], a_row("HR-1"))
    path.write_text(path.read_text(encoding="utf-8-sig").replace('"HR-3"', '"HR-3","too","many"'))

    found = records(SOURCE, path)

    assert [type(each) for each in found] == [Incident, Rejection, Rejection, Skip, Incident]
    assert [line for line, _ in refused(found)] == [3, 4, 5]
    assert refused(found)[0][1] == "an issue without a key"
    assert found[0].raw.sha256 == found[4].raw.sha256
    assert len(found[0].raw.sha256) == 64


@pytest.mark.parametrize(("count", "codes"), [(999, []), (1000, ["cut"]), (1001, [])])
def test_only_exactly_a_thousand_rows_are_suspicious(tmp_path, count, codes):
    path = tmp_path / "jira.csv"
    path.write_text("Summary,Issue key\n" + "".join(f"x,HR-{n}\n" for n in range(1, count + 1)))

    found = records(SOURCE, path)

    assert [each.code for each in found if isinstance(each, Notice)] == codes
    assert len([each for each in found if isinstance(each, Incident)]) == count
