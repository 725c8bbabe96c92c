"""GitHub issues: what people write into them, who is in them, and what belongs together in a folder."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Attachment, IncidentRef, Person, ResolutionKind, Status
from kb.sources.github import SOURCE
from tests.sources.cases.operations import an_issue
from tests.sources.samples import SETTINGS, incidents, records, refused


def write(folder: Path, value: object, name: str = "issues.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def the_issue(folder: Path, **changes: object):
    (incident,) = incidents(SOURCE, write(folder, [an_issue("acme/hr#12", **changes)]))
    return incident


def a_comment(number: int = 12, body: str = "Restart the job.", **changes: object) -> dict[str, object]:
    address = f"/acme/hr/issues/{number}"
    return {
        "html_url": f"https://github.com{address}#issuecomment-1",
        "issue_url": f"https://api.example.com/repos{address}",
        "user": {"login": "broy", "type": "User"},
        "author_association": "MEMBER",
        "created_at": "2026-03-01T10:00:00Z",
        "body": body,
    } | changes


def test_comments_of_html_are_gone_but_not_those_in_code(tmp_path):
    body = (
        "Hi <!-- fill\n```\nin -->there\n\n```xml\n<!-- kept -->\n```\nuse `<!--` and <!-- a --><!-- b -->go"
    )

    description = the_issue(tmp_path, body=body).description

    assert description == "Hi there\n\n```xml\n<!-- kept -->\n```\nuse `<!--` and go"


def test_a_comment_that_never_ends_is_kept(tmp_path):
    assert (
        the_issue(tmp_path, body="It is <!-- white\nsince noon").description == "It is <!-- white\nsince noon"
    )


def test_the_headings_of_a_form_stay_and_questions_without_an_answer_go(tmp_path):
    body = "### What happened\n\nIt is white.\n\n### Logs\n\n_No response_\n\n### Browser\n\nFirefox"

    assert (
        the_issue(tmp_path, body=body).description
        == "### What happened\n\nIt is white.\n\n### Browser\n\nFirefox"
    )


@pytest.mark.parametrize(
    "body",
    ["<!--" * 250_000, "<!---->" * 140_000, "`" * 1_000_000, "@a" * 500_000, "duplicate of " * 77_000,
     "https://a/b/c/files/1/" * 45_000, "```\n" * 250_000, "### a\n" * 160_000],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_no_second(tmp_path, body):
    path = write(tmp_path, [an_issue("acme/hr#12", body=body, state_reason="duplicate")])
    begin = time.process_time()

    assert len(records(SOURCE, path)) == 1

    assert time.process_time() - begin < 2


def test_people_are_met_wherever_they_stand(tmp_path):
    incident = the_issue(
        tmp_path,
        body="cc @kim-ray, not @acme/team nor jane@example.com\n```java\n@Override\n```\nnor `@inline`",
        milestone={"title": "Go-live", "creator": {"login": "amoss"}},
        pinned={"by": {"login": "cfox", "type": "User"}},
        user=None,
    )

    assert {person.user for person in incident.people} == {"kim-ray", "amoss", "cfox"}
    assert incident.reporter == ""
    assert ("milestone", "Go-live") in incident.extra


def test_programs_and_deleted_users_are_nobody(tmp_path):
    incident = the_issue(
        tmp_path,
        user={"login": "ghost", "type": "User"},
        closed_by={"login": "stale[bot]", "type": "Bot"},
        assignees=[{"login": "broy", "type": "User"}],
    )

    assert (incident.reporter, incident.resolver) == ("", "broy")
    assert incident.people == (Person(name="", user="broy"),)


def test_what_programs_wrote_and_people_hid_is_kept_aside(tmp_path):
    comments = [
        {"author": {"login": "github-actions", "is_bot": True}, "body": "No activity, closing."},
        {"author": {"login": "app/renovate"}, "body": "Updated."},
        {"author": {"login": "spam"}, "body": "Buy!", "isMinimized": True, "minimizedReason": "SPAM"},
        {"author": {"login": "broy"}, "body": "Restart the job.", "isMinimized": False},
    ]

    incident = the_issue(tmp_path, comments=comments)

    assert [entry.text for entry in incident.entries] == ["Restart the job."]
    assert incident.extra[-4:-1] == (
        ("bot comment", "No activity, closing."),
        ("bot comment", "Updated."),
        ("hidden comment (spam)", "Buy!"),
    )


def test_comments_that_were_not_exported_are_counted(tmp_path):
    assert ("comments exported", "0 of 3") in the_issue(tmp_path, comments=3).extra


@pytest.mark.parametrize(
    ("reason", "label", "kind"),
    [
        ("completed", "area: duplicate detection", ResolutionKind.FIX),
        ("completed", "area: support", ResolutionKind.FIX),
        ("completed", "resolution/duplicate", ResolutionKind.DUPLICATE),
        ("completed", "Has Workaround", ResolutionKind.WORKAROUND),
        ("completed", "type: Question", ResolutionKind.HOW_TO),
        ("not_planned", "Won’t Fix ❌", ResolutionKind.WONT_FIX),
        ("not_planned", "stale", ResolutionKind.NONE),
        ("completed", "stale", ResolutionKind.FIX),
        ("duplicate", "question", ResolutionKind.DUPLICATE),
    ],
)
def test_a_whole_label_tells_the_kind(tmp_path, reason, label, kind):
    issue = the_issue(tmp_path, state_reason=reason, labels=[{"name": label}])

    assert issue.resolution_kind is kind


@pytest.mark.parametrize(
    ("label", "priority"),
    [("P0", 1), ("p4", 5), ("priority/high", 2), ("severity: 1", 1), ("sev-3", 3), ("urgent", 1), ("P9", None),
     ("3", None), ("high", 2)],
)  # fmt: skip
def test_labels_tell_the_priority(tmp_path, label, priority):
    assert the_issue(tmp_path, labels=[label]).priority == priority


def test_the_kind_of_issue_is_the_category(tmp_path):
    assert the_issue(tmp_path, labels=[{"name": "kind/bug"}]).category == "bug"
    assert the_issue(tmp_path, labels=["area: x", "Bug"]).category == "Bug"
    assert the_issue(tmp_path, labels=["bug"], type={"name": "Incident"}).category == "Incident"


@pytest.mark.parametrize(
    ("said", "original"),
    [
        ("Duplicate of #7", "acme/hr#7"),
        ("Thanks!\nClosing as duplicate of Acme/HR#7.", "acme/hr#7"),
        ("**Duplicate of** acme/web#9", "acme/web#9"),
        ("Duplicate of https://github.com/acme/web/issues/9", "acme/web#9"),
        ("This is not a duplicate of #7", None),
        ("`Duplicate of #7` is what to write", None),
        ("Duplicate of #12", None),
    ],
)
def test_a_closed_issue_is_a_duplicate_when_its_last_comments_say_so(tmp_path, said, original):
    issues = write(tmp_path, [an_issue("acme/hr#12")])
    write(tmp_path, [a_comment(body=said)], "comments.json")

    (incident,) = incidents(SOURCE, issues)

    assert incident.duplicate_of == (IncidentRef("github", original) if original else None)
    assert incident.resolution_kind is (ResolutionKind.DUPLICATE if original else ResolutionKind.FIX)


def test_a_stranger_does_not_make_a_duplicate(tmp_path):
    issues = write(tmp_path, [an_issue("acme/hr#12")])
    write(tmp_path, [a_comment(body="Duplicate of #7", author_association="NONE")], "comments.json")

    assert incidents(SOURCE, issues)[0].duplicate_of is None


def test_files_are_known_by_the_last_part_of_their_name(tmp_path):
    body = (
        "[log](https://github.com/user-attachments/files/123/payroll%20run.log) "
        "![x](https://github.com/user-attachments/assets/ab12-cd) "
        "https://user-images.githubusercontent.com/1/2-ab.png, "
        "https://github.com/acme/hr/files/9/..%2F..%2Fpasswd https://github.com/acme/hr/files/9/.. "
        "https://github.com/acme/hr/blob/main/files/readme.md"
    )

    names = [file.name for file in the_issue(tmp_path, body=body).attachments]

    assert names == ["payroll run.log", "ab12-cd", "2-ab.png", "passwd", "unnamed"]
    assert the_issue(tmp_path, body=body).attachments[0] == Attachment(name="payroll run.log")


def test_a_reopened_issue_says_so(tmp_path):
    assert the_issue(tmp_path, state="open", state_reason="reopened").reopen_count == 1


def test_gh_without_a_state_is_read_by_its_dates(tmp_path):
    issue = {"number": 1, "title": "Blank", "url": "https://github.com/acme/hr/issues/1", "body": "White."}
    closed = issue | {
        "number": 2,
        "url": "https://github.com/acme/hr/issues/2",
        "closedAt": "2026-03-02T10:00:00Z",
    }

    path = write(tmp_path, [issue, closed])

    assert SOURCE.sniff(path, SETTINGS)
    found = incidents(SOURCE, path)
    assert [(i.ref.key, i.status) for i in found] == [
        ("acme/hr#1", Status.OPEN),
        ("acme/hr#2", Status.CLOSED),
    ]
    assert found[1].closed_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_an_issue_that_does_not_tell_its_repository_is_refused(tmp_path):
    comment = {"authorAssociation": "MEMBER", "body": "x", "author": {"login": "broy"}}
    told = comment | {"url": "https://github.com/acme/hr/issues/2#issuecomment-5"}

    path = write(
        tmp_path,
        [{"number": 1, "title": "a", "comments": [comment]}, {"number": 2, "title": "b", "comments": [told]}],
    )

    assert SOURCE.sniff(path, SETTINGS)
    refusal, incident = records(SOURCE, path)
    assert isinstance(refusal, Rejection)
    assert refusal.reason == "issue 1 does not tell its repository: export its url too"
    assert incident.ref.key == "acme/hr#2"


@pytest.mark.parametrize(
    "value",
    [
        [{"number": 1, "title": "x", "state": {"name": "Done"}, "url": "https://tracker.example.com/t/issue/T-1",
          "createdAt": "2026-01-01T00:00:00Z"}],
        [{"id": 1, "title": "x", "status": "open", "url": "https://example.com/1"}],
        [{"number": "INC1", "short_description": "x", "state": "6", "opened_at": "2026-01-01 00:00:00"}],
        {"tickets": [{"number": "1", "title": "x", "state": "open", "group_id": 1, "url": "https://example.com/1"}]},
    ],
)  # fmt: skip
def test_other_lists_are_not_claimed(tmp_path, value):
    assert not SOURCE.sniff(write(tmp_path, value), SETTINGS)


def test_pull_requests_are_skipped_in_each_shape(tmp_path):
    pull = an_issue("acme/hr#3", html_url="https://github.com/acme/hr/pull/3")
    search = an_issue("acme/hr#4", isPullRequest=True)

    found = refused(records(SOURCE, write(tmp_path, [an_issue("acme/hr#2"), pull, search])))

    assert [reason for _, reason in found] == ["pull request", "pull request"]


def test_comments_are_read_once_a_folder_and_claimed_across_its_files(tmp_path):
    first = write(tmp_path, an_issue("acme/hr#1"), "issue-1.json")
    second = write(tmp_path, an_issue("acme/hr#2"), "issue-2.json")
    on_pull = a_comment(9, html_url="https://github.com/acme/hr/pull/9#issuecomment-1")
    beside = write(tmp_path, [a_comment(1), a_comment(2), a_comment(8), on_pull], "comments.json")

    assert [len(incidents(SOURCE, path)[0].entries) for path in (first, second)] == [1, 1]
    assert [reason for _, reason in refused(records(SOURCE, beside))] == [
        "comment without its issue",
        "comment on a pull request",
    ]


def test_comments_of_one_issue_are_found_in_a_large_folder_and_others_are_accounted_for(tmp_path):
    for number in range(1, 151):
        write(tmp_path, an_issue(f"acme/hr#{number}"), f"issue-{number}.json")
        write(tmp_path, [a_comment(number)], f"comments-{number}.json")
    stray = write(tmp_path, [a_comment(1)], "zz-2026-stray-7.json")

    everything = [
        record for path in sorted(tmp_path.iterdir()) for record in records(SOURCE, path) if path != stray
    ]

    assert sum(len(incident.entries) for incident in everything) == 150
    assert [reason for _, reason in refused(records(SOURCE, stray))] == [
        "comment without its issue among the first 200 files"
    ]


def cuts(path: Path) -> int:
    return sum(isinstance(each, Notice) for each in records(SOURCE, path))


def test_pages_of_a_list_are_whole_when_one_of_them_is_not_full(tmp_path):
    full = write(tmp_path, [an_issue(f"acme/hr#{n}") for n in range(1, 101)], "a.json")
    assert cuts(full) == 1

    write(tmp_path, [an_issue(f"acme/hr#{n}") for n in range(101, 201)], "b.json")
    write(tmp_path, [an_issue(f"acme/web#{n}") for n in range(5)], "other.json")
    assert cuts(full) == 1

    write(tmp_path, [an_issue("acme/hr#201")], "c.json")
    assert cuts(full) == 0


def test_a_search_is_whole_when_its_pages_are(tmp_path):
    def page(*numbers: int) -> dict[str, object]:
        items = [an_issue(f"acme/hr#{n}") for n in numbers]
        return {"total_count": 5, "incomplete_results": False, "items": items}

    first = write(tmp_path, page(1, 2), "a.json")
    write(tmp_path, page(3, 4), "b.json")
    assert cuts(first) == 1

    write(tmp_path, page(5), "c.json")
    assert cuts(first) == 0

    assert cuts(write(tmp_path, page(1) | {"incomplete_results": True}, "d.json")) == 1


def test_one_broken_issue_costs_itself(tmp_path):
    text = json.dumps([an_issue(f"acme/hr#{n}") for n in (1, 2, 3)], indent=1).replace(
        '"number": 2', '"number": 2x'
    )

    found = records(SOURCE, write(tmp_path, text))

    assert [type(each).__name__ for each in found] == ["Incident", "Rejection", "Incident"]


def test_a_file_of_comments_with_odd_values_raises_nothing(tmp_path):
    comments = write(
        tmp_path, [a_comment(1), 5, None, a_comment(1, issue_url=[]), a_comment(1, body={})], "c.json"
    )
    issues = write(tmp_path, [an_issue("acme/hr#1")])

    assert [entry.text for entry in incidents(SOURCE, issues)[0].entries] == ["Restart the job."] * 2
    assert [type(each) for each in records(SOURCE, comments)] == [Rejection, Rejection]
    assert not any(isinstance(each, Skip) for each in records(SOURCE, comments))
