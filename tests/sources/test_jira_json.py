"""Which JSON is Jira's, how its pages belong together, and what its service desk adds."""

import json
import tracemalloc

import pytest

from kb.model.account import Notice, Rejection
from kb.model.incident import Attachment, EntryKind, Incident, Person
from kb.sources import jira_json
from kb.sources.jira_json import SOURCE
from tests.sources.samples import a_user, an_issue, incidents, jira, records
from tests.support.build import at


def written(path, value):
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def one(folder, **changes):
    (incident,) = incidents(SOURCE, jira(folder, an_issue(**changes)))
    return incident


def a_page(path, start, total, *keys, **more):
    page = {"issues": [an_issue(key) for key in keys]} | more
    if total is not None:
        page |= {"startAt": start, "total": total}
    return written(path, page)


def messages(path):
    return [each.message for each in SOURCE.read(path, None) if isinstance(each, Notice)]


@pytest.mark.parametrize(
    "value",
    [
        an_issue("HR-1"),
        [an_issue("HR-1")],
        {"issues": [an_issue("HR-1")]},
        [{"issues": [an_issue("HR-1")]}],
        {"startAt": 0, "maxResults": 50, "total": 0, "issues": []},
        {"issues": [], "isLast": True},
        {"fields": {"summary": "x", "status": {}}, "id": "1"},
        '{"issues": [\n{"key": "A-1",\n}]}',
        '{"key": "HR-3",\n "fields": {',
    ],
)
def test_what_jira_writes_is_recognised(tmp_path, value):
    assert SOURCE.sniff(written(tmp_path / "a.json", value), None)


@pytest.mark.parametrize(
    "value",
    [
        {"issues": [{"id": 1, "project": {"id": 1}, "subject": "x", "status": {"id": 1}}], "total_count": 1},
        {
            "issues": [{"key": "AX1", "rule": "python:S1", "component": "a.py", "severity": "MAJOR"}],
            "total": 1,
        },
        {"issues": []},
        {"issues": [{"number": 1, "title": "x", "body": "y"}]},
        [{"id": "rec1", "fields": {"Name": "x"}, "createdTime": "2026-01-01"}],
        [{"key": "a", "fields": [{"id": "b"}]}],
        [{"key": "a", "fields": {"colour": "red"}}],
        {"tickets": [{"id": 1, "fields": [{"id": 1}], "issues": []}]},
    ],
)
def test_what_others_write_is_refused(tmp_path, value):
    assert not SOURCE.sniff(written(tmp_path / "a.json", value), None)


def test_json_lines_of_issues_are_read(tmp_path):
    text = "\n".join([json.dumps(an_issue("HR-1")), "{broken", json.dumps(an_issue("HR-2"))])
    path = written(tmp_path / "a.ndjson", text)

    first, broken, last = records(SOURCE, path)

    assert SOURCE.sniff(path, None)
    assert (first.ref.key, first.raw.line, last.ref.key, last.raw.line) == ("HR-1", 1, "HR-2", 3)
    assert isinstance(broken, Rejection)
    assert broken.line == 2


@pytest.mark.parametrize("glue", ["[{}, {}]", "{}\n{}"])
def test_whole_answers_one_after_the_other_are_one_export(tmp_path, glue):
    pages = [
        {"startAt": start, "total": 3, "names": {"customfield_1": "Process"}, "issues": found}
        for start, found in (
            (0, [an_issue("HR-1", customfield_1="Pay"), an_issue("HR-2")]),
            (2, [an_issue("HR-3", customfield_1="Leave")]),
        )
    ]
    path = written(tmp_path / "a.json", glue.format(*map(json.dumps, pages)))

    found = records(SOURCE, path)

    assert [incident.ref.key for incident in found] == ["HR-1", "HR-2", "HR-3"]
    assert [dict(incident.extra).get("Process") for incident in found] == ["Pay", None, "Leave"]
    assert len({incident.raw.sha256 for incident in found}) == 3


@pytest.mark.parametrize("glue", ["[{}]", "{}\n{{}}"])
def test_answers_that_do_not_add_up_say_so(tmp_path, glue):
    page = {"startAt": 0, "total": 3, "issues": [an_issue("HR-1")]}

    assert messages(written(tmp_path / "a.json", glue.format(json.dumps(page)))) in (
        ["1 issues of 3"],
        ["2 issues of 3"],
    )


def test_ten_pages_of_a_whole_answer_are_left_in_peace(tmp_path):
    pages = [a_page(tmp_path / f"page-{n}.json", n, 10, f"HR-{n}") for n in range(10)]

    assert [messages(page) for page in pages] == [[]] * 10


def test_a_missing_page_is_named_once(tmp_path):
    pages = [a_page(tmp_path / f"page-{n}.json", n, 10, f"HR-{n}") for n in range(10)]
    pages.pop(4).unlink()

    assert [message for page in pages for message in messages(page)] == ["1 issues of 10"]


def test_where_a_page_stands_is_not_read_out_of_its_issues(tmp_path):
    """Comments and work logs have a start and a total of their own, and keys may be sorted."""
    comment = {"comments": [], "startAt": 1, "total": 0}
    page = {"issues": [an_issue("HR-1", comment=comment)], "startAt": 0, "total": 2}
    first = written(tmp_path / "1.json", page)
    written(tmp_path / "2.json", {"issues": [an_issue("HR-9", comment=comment)], "startAt": 5, "total": 6})

    assert messages(first) == ["1 issues of 2"]


def test_a_page_next_to_its_follower_is_found_among_thousands(tmp_path):
    first = a_page(tmp_path / "p-1500.json", 0, 2, "HR-1")
    a_page(tmp_path / "p-1501.json", 1, 2, "HR-2")
    for n in range(1000):
        (tmp_path / f"p-{n}.json").touch()

    assert messages(first) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"isLast": True, "nextPageToken": "x"}, []),
        ({"isLast": True}, []),
        ({"isLast": False}, ["1 issues, and more pages follow"]),
        ({"nextPageToken": "x"}, ["1 issues, and more pages follow"]),
        ({"total": None, "startAt": None}, []),
        ({"total": "9", "startAt": []}, []),
        ({"total": True}, []),
    ],
)
def test_a_lone_page_says_what_it_knows(tmp_path, more, expected):
    assert messages(written(tmp_path / "a.json", {"issues": [an_issue("HR-1")]} | more)) == expected


def test_a_page_of_another_answer_is_no_end(tmp_path):
    first = a_page(tmp_path / "1.json", 0, None, "HR-1", nextPageToken="x")
    a_page(tmp_path / "2.json", 0, 1, "HR-2")
    written(tmp_path / "3.json", '{"isLast": true, "values": []}')

    assert messages(first) == ["1 issues, and more pages follow"]


@pytest.mark.parametrize(
    ("marks", "project", "kind"),
    [
        ({"jsdPublic": True}, {}, EntryKind.PUBLIC),
        ({"jsdPublic": False}, {"projectTypeKey": "software"}, EntryKind.INTERNAL),
        ({}, {"projectTypeKey": "software"}, EntryKind.PUBLIC),
        ({}, {"projectTypeKey": "business"}, EntryKind.PUBLIC),
        ({}, {"projectTypeKey": "service_desk"}, EntryKind.INTERNAL),
        ({}, {}, EntryKind.INTERNAL),
        ({"jsdPublic": True, "visibility": {"type": "role", "value": "Staff"}}, {}, EntryKind.INTERNAL),
        ({"properties": [{"key": "sd.public.comment", "value": {"internal": False}}]}, {}, EntryKind.PUBLIC),
        (
            {"jsdPublic": True, "properties": [{"key": "sd.public.comment", "value": {"internal": True}}]},
            {},
            EntryKind.INTERNAL,
        ),
        ({"jsdPublic": "yes", "properties": [None, 5, {"key": []}]}, {}, EntryKind.INTERNAL),
    ],
)
def test_a_comment_is_public_only_when_jira_says_so(tmp_path, marks, project, kind):
    comment = {"author": a_user("Bob Roy", "broy"), "body": "Try again."} | marks

    incident = one(tmp_path, comment={"comments": [comment]}, project={"key": "HR"} | project)

    assert [entry.kind for entry in incident.entries] == [kind]


HOUR = 3_600_000


@pytest.mark.parametrize(
    ("level", "met", "text"),
    [
        (
            {"completedCycles": [{"breached": True, "elapsedTime": {"millis": 26 * HOUR + 300_000}, "goalDuration": {"millis": 8 * HOUR}}]},
            False,
            "breached after 26 h 5 min, goal 8 h 0 min",
        ),
        ({"completedCycles": [{"breached": False, "elapsedTime": {"friendly": "1h"}}]}, True, "met after 1h"),
        ({"completedCycles": [], "ongoingCycle": {"breached": True}}, False, "breached"),
        ({"completedCycles": [], "ongoingCycle": {"breached": False, "elapsedTime": {"millis": HOUR}}}, None, "running after 1 h 0 min"),
        ({"completedCycles": [{"breached": "no"}, 5, None]}, None, None),
        ({"completedCycles": {"a": 1}, "ongoingCycle": []}, None, None),
    ],
)  # fmt: skip
def test_service_levels_are_read_and_kept(tmp_path, level, met, text):
    incident = one(tmp_path, customfield_9={"name": "Time to resolution"} | level)

    assert incident.sla_met is met
    assert dict(incident.extra).get("Time to resolution") == text


def test_one_breach_of_many_levels_is_a_breach(tmp_path):
    met, breached = ({"name": str(b), "completedCycles": [{"breached": b}]} for b in (False, True))

    assert one(tmp_path, customfield_1=met, customfield_2=breached, customfield_3=met).sla_met is False


def test_what_a_service_desk_adds_is_kept(tmp_path):
    incident = one(
        tmp_path,
        customfield_1={"requestType": {"id": "4", "name": "Get help"}, "currentStatus": {"status": "Done"}},
        customfield_2={"value": "Payroll", "child": {"value": "Payslip"}},
        customfield_3=[a_user("Zoë Hart", "zhart"), a_user("Kim Low", "klow")],
        customfield_4={"rating": 4, "self": "https://jira.example.com/1"},
        customfield_5=[{"name": "Approval", "approvers": [{"approver": a_user("Ann Dee", "adee")}]}],
        customfield_6=False,
        customfield_7=[[["deep"]]],
        timetracking={"timeSpent": "2h"},
        labels=["go-live", "payroll"],
    )

    extra = dict(incident.extra)
    assert [extra[f"customfield_{n}"] for n in range(1, 8)] == [
        "Get help", "Payroll > Payslip", "Zoë Hart, Kim Low", "rating 4", "Approval", "false", "deep",
    ]  # fmt: skip
    assert (extra["timetracking"], extra["labels"]) == ("timeSpent 2h", "go-live, payroll")
    assert {"Zoë Hart", "Kim Low", "Ann Dee"} <= {person.name for person in incident.people}


def test_two_fields_of_one_name_are_both_kept(tmp_path):
    path = written(
        tmp_path / "a.json",
        {"issues": [an_issue(customfield_1="a", customfield_2="b")], "names": dict.fromkeys(("customfield_1", "customfield_2"), "Team")},
    )  # fmt: skip

    (incident,) = incidents(SOURCE, path)

    assert [text for name, text in incident.extra if name == "Team"] == ["a", "b"]


def test_attachments_are_names_only_and_their_senders_people(tmp_path):
    incident = one(
        tmp_path,
        attachment=[
            {"filename": "../../etc/shot.png", "size": 12, "author": a_user("Zoë Hart", "zhart")},
            {"filename": "C:\\x\\cv.pdf", "size": "big"},
            {"filename": "///"},
            {"filename": ["a"]},
            None,
        ],
    )

    assert incident.attachments == (Attachment(name="shot.png", size=12), Attachment(name="cv.pdf"))
    assert Person(name="Zoë Hart", email="zhart@example.com", user="zhart") in incident.people


def test_work_logs_are_internal_entries(tmp_path):
    log = {
        "author": a_user("Bob Roy", "broy"),
        "comment": "Ran the job.",
        "started": "2024-03-27T09:00:00.000+0100",
    }

    incident = one(
        tmp_path, worklog={"worklogs": [log, {"timeSpent": "1h"}, 5]}, project={"projectTypeKey": "software"}
    )

    (entry,) = incident.entries
    assert (entry.text, entry.author, entry.kind, entry.at) == (
        "Ran the job.", "Bob Roy", EntryKind.INTERNAL, at("2024-03-27 08:00"),
    )  # fmt: skip


def test_reopening_is_counted_in_a_whole_history(tmp_path):
    def change(before, after, field="resolution"):
        return {
            "author": a_user("Zoë Hart", "zhart"),
            "items": [{"field": field, "from": before, "to": after}],
        }

    histories = [
        change(None, "1"),
        change("1", None),
        change(None, "2"),
        change("2", None),
        change("3", "4", "status"),
    ]
    whole = an_issue("HR-1") | {"changelog": {"histories": histories, "total": 5}}
    part = an_issue("HR-2") | {"changelog": {"histories": histories, "total": 9}}
    odd = an_issue("HR-3") | {"changelog": {"histories": [5, {"items": {}}, {"items": [None]}]}}

    found = incidents(SOURCE, jira(tmp_path, whole, part, odd, an_issue("HR-4")))

    assert [incident.reopen_count for incident in found] == [2, None, 0, None]
    assert Person(name="Zoë Hart", email="zhart@example.com", user="zhart") in found[0].people


def test_what_is_no_date_is_kept_as_words(tmp_path):
    incident = one(tmp_path, created="last week", updated="2024-03-27T10:11:12")

    assert incident.opened_at is None
    assert ("created", "last week") in incident.extra
    assert (incident.updated_at, incident.zone_assumed) == (at("2024-03-27 10:11").replace(second=12), True)


@pytest.mark.parametrize(
    "value", [None, [], {}, 5, "x", [[]], [{}], {"content": 5, "type": "doc"}, {"name": {}}]
)
def test_any_type_may_stand_in_any_field(tmp_path, value):
    names = (
        "description status resolution created project reporter assignee comment components priority issuetype "
        "issuelinks attachment subtasks parent worklog environment labels customfield_1"
    )
    fields = {"summary": "x"} | dict.fromkeys(names.split(), value)

    (found,) = records(
        SOURCE, jira(tmp_path, {"key": "HR-1", "fields": fields, "changelog": value, "names": value})
    )

    assert isinstance(found, Incident)


def test_the_file_is_not_held_whole(tmp_path):
    issue = json.dumps(an_issue("HR-1", description="words " * 20_000))
    path = tmp_path / "a.json"
    with path.open("w") as file:
        file.write('{"startAt": 0, "issues": [' + issue)
        for _ in range(120):
            file.write("," + issue)
        file.write("]}")
    jira_json.SOURCE.sniff(path, None)

    tracemalloc.start()
    count = sum(isinstance(each, Incident) for each in SOURCE.read(path, None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 121
    assert peak < path.stat().st_size / 2
