"""Jira's REST answers and their quirks."""

import json
from datetime import UTC, datetime

import pytest

from kb.model.account import Rejection, Skip
from kb.model.incident import EntryKind, Incident, IncidentRef, Person, ResolutionKind, Status
from kb.sources.jira_json import SOURCE
from tests.sources.samples import a_user, an_issue, incidents, jira, records, refused


def one(folder, **changes):
    (incident,) = incidents(SOURCE, jira(folder, an_issue(**changes)))
    return incident


def a_comment(body="Try again.", at="2024-03-26T12:00:00.000+0000", **changes):
    return {"author": a_user("Bob Roy", "broy"), "body": body, "created": at} | changes


def comments(*found):
    return {"comments": list(found)}


def test_the_whole_issue_is_understood(tmp_path):
    incident = one(tmp_path)

    assert incident.ref == IncidentRef("jira", "HR-1")
    assert incident.description == "The payslip is **old**."
    assert (incident.status, incident.resolution_kind) == (Status.RESOLVED, ResolutionKind.FIX)
    assert incident.resolution == ""
    assert incident.opened_at == datetime(2024, 3, 26, 8, 11, 12, tzinfo=UTC)
    assert incident.environment == ("Payroll",)
    assert (incident.category, incident.priority, incident.group) == ("Bug", 2, "HR desk")
    assert incident.people == (
        Person(name="Jane Smith", email="jsmith@example.com", user="jsmith"),
        Person(name="Bob Roy", email="broy@example.com", user="broy"),
    )
    assert ("project", "HR") in incident.extra


@pytest.mark.parametrize(
    ("name", "category", "status"),
    [
        ("Closed", "done", Status.CLOSED),
        ("Ready for pickup", "done", Status.RESOLVED),
        ("Cancelled", "done", Status.CANCELLED),
        ("Done-ish", "indeterminate", Status.OPEN),
        ("Open", "new", Status.OPEN),
    ],
)
def test_the_category_decides(tmp_path, name, category, status):
    assert one(tmp_path, status={"name": name, "statusCategory": {"key": category}}).status is status


def test_without_a_category_name_and_resolution_decide(tmp_path):
    assert one(tmp_path, status={"name": "Closed"}).status is Status.CLOSED
    assert one(tmp_path, status={"name": "Odd"}).status is Status.RESOLVED
    assert one(tmp_path, status={"name": "Odd"}, resolution=None, resolutiondate=None).status is Status.OPEN


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Done", ResolutionKind.FIX), ("Workaround", ResolutionKind.WORKAROUND), ("Won't Fix", ResolutionKind.WONT_FIX),
        ("Won’t Do", ResolutionKind.WONT_FIX), ("Not a bug", ResolutionKind.WONT_FIX), ("Invalid", ResolutionKind.WONT_FIX),
        ("Cannot Reproduce", ResolutionKind.NONE), ("Incomplete", ResolutionKind.NONE),
        ("Duplicate", ResolutionKind.DUPLICATE),
    ],
)  # fmt: skip
def test_resolutions_are_read(tmp_path, name, kind):
    assert one(tmp_path, resolution={"name": name}).resolution_kind is kind


def test_comments_are_entries_in_time_order(tmp_path):
    incident = one(
        tmp_path,
        project={"key": "HR", "name": "HR desk", "projectTypeKey": "software"},
        comment=comments(
            a_comment("Second.", "2024-03-27T12:00:00.000+0000"),
            a_comment("First.", jsdPublic=False),
            a_comment("Undated.", "soon"),
            a_comment(
                "For staff.", "2024-03-28T12:00:00.000+0000", visibility={"type": "role", "value": "Staff"}
            ),
            {"author": None, "created": "2024-03-28T12:00:00.000+0000"},
            a_comment("No author.", "2024-03-29T12:00:00.000+0000", author=None),
        ),
    )

    assert [(entry.text, entry.kind, entry.author) for entry in incident.entries] == [
        ("Undated.", EntryKind.PUBLIC, "Bob Roy"),
        ("First.", EntryKind.INTERNAL, "Bob Roy"),
        ("Second.", EntryKind.PUBLIC, "Bob Roy"),
        ("For staff.", EntryKind.INTERNAL, "Bob Roy"),
        ("No author.", EntryKind.PUBLIC, ""),
    ]


def test_the_older_mark_of_an_internal_comment_counts(tmp_path):
    mark = [{"key": "sd.public.comment", "value": {"internal": True}}]

    incident = one(tmp_path, comment=comments(a_comment(properties=mark)))

    assert incident.entries[0].kind is EntryKind.INTERNAL


def test_undated_comments_do_not_trip_each_other(tmp_path):
    found = one(tmp_path, comment=comments(a_comment("a", "?"), a_comment("b", None)))

    assert [entry.text for entry in found.entries] == ["a", "b"]


def test_mentions_show_the_name_and_are_people(tmp_path):
    incident = one(tmp_path, comment=comments(a_comment("[~jsmith] and [~stranger]: look.")))

    assert incident.entries[0].text == "@Jane Smith and @stranger: look."
    assert Person(name="", user="stranger") in incident.people


def test_documents_of_version_three_are_read(tmp_path):
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Steps"}]},
            {"type": "paragraph", "content": [
                {"type": "mention", "attrs": {"id": "5b10", "text": "@Zoë Hart"}},
                {"type": "text", "text": " run "},
                {"type": "text", "text": "kb", "marks": [{"type": "code"}]},
                {"type": "hardBreak"},
                {"type": "text", "text": "here", "marks": [{"type": "link", "attrs": {"href": "https://example.com"}}]},
            ]},
            {"type": "orderedList", "content": [
                {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "one"}]}]},
                {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "two"}]}]},
            ]},
            {"type": "codeBlock", "attrs": {"language": "python"}, "content": [{"type": "text", "text": "a < b"}]},
            {"type": "mystery", "content": [{"type": "text", "text": "kept"}]},
        ],
    }  # fmt: skip

    incident = one(tmp_path, description=document)

    assert incident.description == (
        "**Steps**\n\n@Zoë Hart run `kb`\n[here](https://example.com)\n\n1. one\n2. two\n\n"
        "```python\na < b\n```\n\nkept"
    )
    assert Person(name="Zoë Hart") in incident.people


def test_links_and_duplicates(tmp_path):
    kind = {"name": "Duplicate", "inward": "is duplicated by", "outward": "duplicates"}
    incident = one(
        tmp_path,
        issuelinks=[
            {"type": {"name": "Relates"}, "inwardIssue": {"key": "HR-7"}},
            {"type": kind, "inwardIssue": {"key": "HR-8"}},
            {"type": kind, "outwardIssue": {"key": "HR-9"}},
        ],
    )
    wrong_way = one(
        tmp_path,
        resolution={"name": "Duplicate"},
        issuelinks=[{"type": kind, "inwardIssue": {"key": "HR-8"}}],
    )

    assert [ref.key for ref in incident.links] == ["HR-7", "HR-8", "HR-9"]
    assert incident.duplicate_of == IncidentRef("jira", "HR-9")
    assert wrong_way.duplicate_of == IncidentRef("jira", "HR-8")


def test_a_long_environment_goes_to_extra(tmp_path):
    short = one(tmp_path, environment="Chrome 141")
    long = one(tmp_path, environment="OS: Windows\nBrowser: Chrome")

    assert short.environment == ("Payroll", "Chrome 141")
    assert long.environment == ("Payroll",)
    assert ("environment", "OS: Windows\nBrowser: Chrome") in long.extra


def test_custom_fields_are_kept_under_the_name_people_know(tmp_path):
    path = tmp_path / "a.json"
    issue = an_issue(
        customfield_1="Payroll run", customfield_2="Ran it again.", customfield_3=[{"value": "A"}, {"value": "B"}],
        customfield_4=a_user("Zoë Hart", "zhart"), customfield_5={"completedCycles": [{"breached": True}]},
        attachment=[{"filename": "shot.png"}], labels=["go-live"],
    )  # fmt: skip
    names = {"customfield_1": "Process", "customfield_2": "Resolution Notes"}
    path.write_text(json.dumps({"issues": [issue], "names": names}))

    (incident,) = incidents(SOURCE, path)

    extra = dict(incident.extra)
    assert (extra["Process"], extra["customfield_3"], extra["labels"]) == ("Payroll run", "A, B", "go-live")
    assert incident.resolution == "Ran it again."
    assert Person(name="Zoë Hart", email="zhart@example.com", user="zhart") in incident.people
    assert incident.sla_met is False
    assert [a.name for a in incident.attachments] == ["shot.png"]


def test_comments_left_out_by_the_export_are_named(tmp_path):
    incident = one(tmp_path, comment={"comments": [a_comment()], "total": 30})

    assert ("comments exported", "1 of 30") in incident.extra


def test_a_folder_holds_an_issue_a_file(tmp_path):
    (tmp_path / "HR" / "1-99").mkdir(parents=True)
    (tmp_path / "HR" / "1-99" / "HR-1.json").write_text(json.dumps(an_issue("HR-1")))
    (tmp_path / "HR" / "HR-2.json").write_text(json.dumps(an_issue("HR-2")))
    (tmp_path / "HR" / "broken.json").write_text('{"key": "HR-3",\n "fields": {')
    (tmp_path / "HR" / "project.json").write_text('{"key": "HR", "name": "HR desk"}')
    (tmp_path / "HR" / "1-99" / "a" / "b").mkdir(parents=True)
    (tmp_path / "HR" / "1-99" / "a" / "b" / "HR-4.json").write_text(json.dumps(an_issue("HR-4")))

    found = records(SOURCE, tmp_path)

    assert SOURCE.sniff(tmp_path, None)
    assert [r.ref.key for r in found if isinstance(r, Incident)] == ["HR-2", "HR-1"]
    assert [r.reason for r in found if isinstance(r, Skip)] == ["not an issue", "more than two folders down"]
    (broken,) = [r for r in found if isinstance(r, Rejection)]
    assert (broken.path.name, broken.line) == ("broken.json", 1)
    assert [r.raw.line for r in found if isinstance(r, Incident)] == [0, 0]


def test_one_issue_or_a_list_of_issues_is_a_file_too(tmp_path):
    for content, keys in (
        (an_issue("HR-1"), ["HR-1"]),
        ([an_issue("HR-1"), an_issue("HR-2")], ["HR-1", "HR-2"]),
    ):
        path = tmp_path / "a.json"
        path.write_text(json.dumps(content))

        assert SOURCE.sniff(path, None)
        assert [incident.ref.key for incident in incidents(SOURCE, path)] == keys


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ('{"key": "HR-1", "fields": {"summary": "x", "a": NaN}}', "NaN is not JSON"),
        (
            '{"key": "HR-1", "fields": {"summary": "x", "summary": "y"}}',
            "'summary' stands twice in one object",
        ),
        ('{"key": "HR-1", "fields": {"summary": "x", "n": ' + "9" * 5000 + "}}", "a number of 5000 digits"),
        ('{"fields": {"summary": "x"}}', "an issue without a key"),
        ('{"key": "HR-1", "fields": null}', "HR-1 has no fields"),
        ('{"key": "HR-1", "fields": {}}', "HR-1 has neither summary nor description"),
        (
            '{"key": "HR-1", "fields": {"summary": {"a": 1}, "description": 5}}',
            "HR-1 has neither summary nor description",
        ),
    ],
)
def test_an_issue_that_cannot_be_trusted_is_rejected_and_the_rest_goes_on(tmp_path, raw, reason):
    path = tmp_path / "a.json"
    path.write_text('{"issues": [\n' + raw + ",\n" + json.dumps(an_issue("HR-2")) + "\n]}")

    found = records(SOURCE, path)

    assert refused(found) == [(2, reason)]
    assert isinstance(found[1], Incident)
    assert found[1].raw.line == 3


def test_a_lone_surrogate_is_dropped(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"issues": [{"key": "HR-1", "fields": {"summary": "a\\ud800b"}}]}')

    (incident,) = incidents(SOURCE, path)

    assert incident.summary == "ab"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"issues": [\n{"key": "HR-1", "fields": {"summary": "x"}},\n{"key"\n', [3]),
        ('{"issues": [\n' + "[" * 100_000, [2]),
        ('{"issues": []\n', []),
        ("[1 2]", [1, 1]),
    ],
)
def test_broken_json_names_the_line(tmp_path, text, lines):
    path = tmp_path / "a.json"
    path.write_text(text)

    found = records(SOURCE, path)

    assert [line for line, _ in refused(found)] == lines


def a_page(path, start, total, *keys, **more):
    path.write_text(
        json.dumps({"startAt": start, "total": total, "issues": [an_issue(key) for key in keys]} | more)
    )
    return path


def test_a_page_whose_next_is_missing_says_so(tmp_path):
    first = a_page(tmp_path / "1.json", 0, 3, "HR-1", "HR-2")

    assert [record.message for record in records(SOURCE, first)[2:]] == ["2 issues of 3"]


def test_the_pages_of_a_whole_answer_are_left_in_peace(tmp_path):
    first = a_page(tmp_path / "1.json", 0, 3, "HR-1", "HR-2")
    second = a_page(tmp_path / "2.json", 2, 3, "HR-3")

    assert len(records(SOURCE, first)) == 2
    assert len(records(SOURCE, second)) == 1


def test_pages_with_a_token_end_with_one_that_is_the_last(tmp_path):
    first = tmp_path / "1.json"
    first.write_text(json.dumps({"issues": [an_issue("HR-1")], "nextPageToken": "x", "isLast": False}))

    assert [record.message for record in records(SOURCE, first)[1:]] == ["1 issues, and more pages follow"]
    (tmp_path / "2.json").write_text(json.dumps({"issues": [an_issue("HR-2")], "isLast": True}))
    assert len(records(SOURCE, first)) == 1
