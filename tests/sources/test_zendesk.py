"""Zendesk's exports and their quirks."""

import json
from datetime import UTC, datetime

import pytest

from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import Attachment, EntryKind, Incident, IncidentRef, Person, ResolutionKind, Status
from kb.sources.zendesk import SOURCE
from tests.sources.cases.zendesk import USERS, a_comment, a_ticket, a_user, the_list, written
from tests.sources.samples import SETTINGS, incidents, records, refused

JANE = Person(name="Jane Smith", email="jane@example.com")
BOB = Person(name="Bob Roy", email="bob@example.com")


def one(folder, **changes):
    (incident,) = incidents(SOURCE, the_list(folder, a_ticket(**changes)))
    return incident


def cuts(found):
    return [notice.message for notice in found if isinstance(notice, Notice) and notice.code == CUT]


def test_the_whole_ticket_is_understood(tmp_path):
    incident = one(tmp_path, via={"channel": "email"}, tags=["scanner", "hall_2"])

    assert incident.ref == IncidentRef("zendesk", "101")
    assert (incident.summary, incident.description) == ("Scanner stops", "The scanner says E-42.")
    assert (incident.status, incident.status_raw) == (Status.RESOLVED, "solved")
    assert (incident.resolution, incident.resolution_kind) == ("", ResolutionKind.FIX)
    assert (incident.category, incident.priority) == ("incident", 2)
    assert (incident.reporter, incident.resolver) == ("Jane Smith", "Bob Roy")
    assert incident.opened_at == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert incident.updated_at == datetime(2026, 3, 7, 10, tzinfo=UTC)
    assert incident.people == (JANE, BOB)
    assert dict(incident.extra) == {
        "channel": "email", "tags": "scanner, hall_2", "organization": "31", "group_id": "41", "brand_id": "51",
    }  # fmt: skip
    assert not incident.zone_assumed


@pytest.mark.parametrize(
    ("word", "status", "kind"),
    [
        ("new", Status.OPEN, ResolutionKind.NONE),
        ("open", Status.OPEN, ResolutionKind.NONE),
        ("pending", Status.OPEN, ResolutionKind.NONE),
        ("hold", Status.OPEN, ResolutionKind.NONE),
        ("solved", Status.RESOLVED, ResolutionKind.FIX),
        ("closed", Status.CLOSED, ResolutionKind.FIX),
        ("odd", Status.OPEN, ResolutionKind.NONE),
    ],
)
def test_statuses(tmp_path, word, status, kind):
    incident = one(tmp_path, status=word)

    assert (incident.status, incident.resolution_kind) == (status, kind)
    assert bool(incident.resolver) is (status is not Status.OPEN)


@pytest.mark.parametrize(
    ("word", "rank"), [("urgent", 1), ("high", 2), ("normal", 3), ("low", 4), (None, None)]
)
def test_priorities(tmp_path, word, rank):
    assert one(tmp_path, priority=word).priority == rank


def test_a_solved_question_is_a_how_to(tmp_path):
    assert one(tmp_path, type="question").resolution_kind is ResolutionKind.HOW_TO


def test_a_deleted_ticket_is_skipped_and_counted(tmp_path):
    path = the_list(tmp_path, a_ticket(status="deleted"), a_ticket(102))

    first, second = records(SOURCE, path)

    assert isinstance(first, Skip)
    assert first.reason == "deleted"
    assert second.ref.key == "102"


@pytest.mark.parametrize("name", ["ticket", "results"])
def test_one_ticket_and_the_answer_to_a_search(tmp_path, name):
    held = {"ticket": a_ticket()} if name == "ticket" else {"results": [a_ticket(result_type="ticket")]}

    assert [found.ref.key for found in incidents(SOURCE, written(tmp_path, held))] == ["101"]


def test_what_a_search_finds_besides_tickets_is_skipped(tmp_path):
    found = [{"result_type": "user"} | a_user(), {"result_type": "topic"} | a_user()]
    path = written(tmp_path, {"results": [a_ticket(result_type="ticket"), *found]})

    ticket, *others = records(SOURCE, path)

    assert ticket.reporter == "Jane Smith"
    assert [other.reason for other in others] == ["not a ticket: user", "not a ticket: topic"]


def test_pages_one_after_the_other_and_pages_in_a_list(tmp_path):
    pages = [{"tickets": [a_ticket(key)], "count": 2} for key in (101, 102)]
    beside = tmp_path / "lines.json"
    beside.write_text("\n".join(json.dumps(page) for page in pages), encoding="utf-8")

    assert [found.ref.key for found in incidents(SOURCE, beside)] == ["101", "102"]
    slurped = incidents(SOURCE, written(tmp_path, pages, "slurped.json"))
    assert [found.ref.key for found in slurped] == ["101", "102"]
    assert len({found.raw.sha256 for found in slurped}) == 2


def test_the_export_by_time_may_hold_a_ticket_twice(tmp_path):
    path = the_list(tmp_path, a_ticket(), a_ticket(), end_time=1772791200, count=2, next_page="https://x")

    assert [found.ref.key for found in incidents(SOURCE, path)] == ["101", "101"]


def test_the_account_export_holds_one_ticket_a_line_with_its_comments(tmp_path):
    ticket = a_ticket(
        requester={"id": 7001, "name": "Jane Smith", "email": "jane@example.com"},
        comments=[
            a_comment(),
            a_comment(2, "Locked by Ada.", public=False, author={"id": 9, "name": "Ada Moss"}),
        ],
    )
    path = tmp_path / "account.json"
    path.write_text(json.dumps(ticket) + "\n{broken\n" + json.dumps(a_ticket(102)) + "\n", encoding="utf-8")

    first, broken, second = records(SOURCE, path)

    assert isinstance(broken, Rejection)
    assert broken.line == 2
    assert second.ref.key == "102"
    assert first.reporter == "Jane Smith"
    assert [(entry.kind, entry.text) for entry in first.entries] == [
        (EntryKind.PUBLIC, "Please clear the tray."),
        (EntryKind.INTERNAL, "Locked by Ada."),
    ]
    assert "Ada Moss" in {who.name for who in first.people}


def test_comments_come_in_time_order_and_what_is_not_public_is_internal(tmp_path):
    late = a_comment(2, "Done.", created_at="2026-03-06T12:00:00Z", public=False)
    unknown = a_comment(3, "Hm.", created_at="2026-03-06T11:00:00Z")
    del unknown["public"]

    incident = one(tmp_path, comments=[late, unknown, a_comment()])

    assert [(entry.author, entry.kind, entry.text) for entry in incident.entries] == [
        ("Bob Roy", EntryKind.PUBLIC, "Please clear the tray."),
        ("Bob Roy", EntryKind.INTERNAL, "Hm."),
        ("Bob Roy", EntryKind.INTERNAL, "Done."),
    ]


def test_the_first_comment_is_the_description_and_is_told_once(tmp_path):
    opening = a_comment(1, "The scanner  says E-42.", author_id=7001, created_at="2026-03-06T09:00:00Z")

    told = one(tmp_path, comments=[a_comment(2), opening])
    without = one(tmp_path, description=None, comments=[opening])

    assert [entry.text for entry in told.entries] == ["Please clear the tray."]
    assert (without.description, without.entries) == ("The scanner  says E-42.", ())


def test_another_first_comment_stays(tmp_path):
    incident = one(tmp_path, comments=[a_comment(1, "On it.")])

    assert [entry.text for entry in incident.entries] == ["On it."]


def test_html_is_read_where_it_says_more_than_the_body(tmp_path):
    steps = a_comment(1, "Open it\nClean it", html_body="<ol><li>Open it</li><li>Clean it</li></ol>")
    plain = a_comment(2, "", html_body="", plain_body="Only plain.", created_at="2026-03-06T11:00:00Z")
    rich = a_comment(3, "", html_body="<p>Only <b>rich</b>.</p>", created_at="2026-03-06T12:00:00Z")

    incident = one(tmp_path, comments=[steps, plain, rich])

    assert [entry.text for entry in incident.entries] == [
        "1. Open it\n2. Clean it",
        "Only plain.",
        "Only **rich**.",
    ]


def test_comments_in_a_file_named_for_the_ticket(tmp_path):
    path = the_list(tmp_path, a_ticket(), a_ticket(102))
    aside = written(tmp_path, {"comments": [a_comment()]}, "comments-101.json")
    bare = written(tmp_path, {"comments": [a_comment(2, "Other.")]}, "102.json")
    lost = written(tmp_path, {"comments": [a_comment(3)]}, "comments-999.json")
    vague = written(tmp_path, {"comments": [a_comment(4)]}, "comments-101-2.json")

    first, second = incidents(SOURCE, path)

    assert [entry.text for entry in first.entries] == ["Please clear the tray."]
    assert [entry.text for entry in second.entries] == ["Other."]
    assert records(SOURCE, aside) == records(SOURCE, bare) == []
    assert (
        refused(records(SOURCE, lost))
        == refused(records(SOURCE, vague))
        == [(3, "comment without its ticket")]
    )


def test_comments_that_say_whose_they_are(tmp_path):
    path = the_list(tmp_path, a_ticket())
    aside = written(
        tmp_path, {"comments": [a_comment(ticket_id=101), a_comment(2, ticket_id=5)]}, "comments.json"
    )

    assert [entry.text for entry in incidents(SOURCE, path)[0].entries] == ["Please clear the tray."]
    assert [type(record) for record in records(SOURCE, aside)] == [Skip]


def test_comments_among_ticket_events_and_audits(tmp_path):
    path = the_list(tmp_path, a_ticket())
    said = {
        "id": 1,
        "event_type": "Comment",
        "public": True,
        "body": "Please clear the tray.",
        "author_id": 7002,
    }
    change = {"id": 2, "event_type": "Change", "status": "solved"}
    event = {"id": 9, "ticket_id": 101, "timestamp": 1772791200, "child_events": [change, said]}
    note = {"id": 3, "type": "Comment", "public": False, "body": "Was jammed."}
    audit = {
        "id": 8,
        "ticket_id": 101,
        "author_id": 7002,
        "created_at": "2026-03-06T11:00:00Z",
        "events": [note],
    }
    events = written(tmp_path, {"ticket_events": [event]}, "events.json")
    audits = written(tmp_path, {"audits": [audit]}, "audits.json")

    (incident,) = incidents(SOURCE, path)

    assert [(entry.at, entry.author, entry.kind) for entry in incident.entries] == [
        (datetime(2026, 3, 6, 10, tzinfo=UTC), "Bob Roy", EntryKind.PUBLIC),
        (datetime(2026, 3, 6, 11, tzinfo=UTC), "Bob Roy", EntryKind.INTERNAL),
    ]
    assert records(SOURCE, events) == records(SOURCE, audits) == []


def test_a_comment_that_stands_inside_and_beside_is_one(tmp_path):
    path = the_list(tmp_path, a_ticket(comments=[a_comment()]))
    written(tmp_path, {"comments": [a_comment()]}, "101.json")

    assert len(incidents(SOURCE, path)[0].entries) == 1


def test_comments_without_any_ticket_are_skipped_each(tmp_path):
    path = written(tmp_path, {"comments": [a_comment(), a_comment(2)]}, "comments.json")

    assert refused(records(SOURCE, path)) == [
        (3, "comment without its ticket"),
        (14, "comment without its ticket"),
    ]


def test_comments_in_the_ticket_file_itself_belong_to_its_only_ticket(tmp_path):
    path = written(tmp_path, {"ticket": a_ticket(), "comments": [a_comment(), a_comment(2, ticket_id=9)]})

    incident, lost = records(SOURCE, path)

    assert len(incident.entries) == 1
    assert lost.reason == "comment without its ticket"


def test_names_come_from_files_beside(tmp_path):
    group = {"id": 41, "name": "Hall desk", "deleted": False, "url": "https://example.zendesk.com/41"}
    organization = {"id": 31, "name": "Example Ltd", "shared_tickets": False}
    field = {"id": 360, "title": "Room", "raw_title": "Room", "type": "text"}
    metric = {"ticket_id": 101, "reopens": 2, "solved_at": "2026-03-07T09:30:00Z", "replies": 3}
    for name, value in (
        ("users", USERS), ("groups", [group]), ("organizations", [organization]), ("ticket_fields", [field]),
        ("ticket_metrics", [metric]),
    ):  # fmt: skip
        assert SOURCE.sniff(written(tmp_path, {name: value}, f"{name}.json"), SETTINGS)
    ticket = a_ticket(custom_fields=[{"id": 360, "value": "B12"}, {"id": 361, "value": ["a", "b"]}])
    path = written(tmp_path, {"tickets": [ticket]})

    (incident,) = incidents(SOURCE, path)

    assert (incident.reporter, incident.group) == ("Jane Smith", "Hall desk")
    assert incident.resolved_at == datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
    assert incident.reopen_count == 2
    assert ("organization", "Example Ltd") in incident.extra
    assert ("Room", "B12") in incident.extra
    assert ("field 361", "a, b") in incident.extra
    assert ("replies", "3") in incident.extra
    assert records(SOURCE, tmp_path / "users.json") == []


def test_names_and_metrics_in_the_same_answer(tmp_path):
    path = the_list(
        tmp_path,
        a_ticket(),
        groups=[{"id": 41, "name": "Hall desk"}],
        organizations=[{"id": 31, "name": "Example Ltd"}],
        metric_sets=[{"ticket_id": 101, "reopens": 0, "solved_at": "2026-03-07T09:30:00Z"}],
    )

    (incident,) = incidents(SOURCE, path)

    assert (incident.group, incident.reopen_count) == ("Hall desk", 0)
    assert incident.resolved_at is not None
    assert ("organization", "Example Ltd") in incident.extra


def test_lists_without_tickets_say_so(tmp_path):
    (notice,) = records(SOURCE, written(tmp_path, {"users": USERS}, "users.json"))

    assert isinstance(notice, Notice)
    assert notice.code == "companion"


def test_somebody_nobody_names_is_known_by_number(tmp_path):
    (incident,) = incidents(SOURCE, written(tmp_path, {"tickets": [a_ticket(comments=[a_comment()])]}))

    assert incident.reporter == "7001"
    assert incident.entries[0].author == "7002"
    assert {who.user for who in incident.people} == {"7001", "7002"}


def test_everybody_is_known_for_redaction(tmp_path):
    users = [*USERS, a_user(1, "Cy Lee", "cy@example.com"), a_user(2, "Di Fox", "di@example.com")]
    source = {
        "from": {"name": "J. Smith", "address": "js@example.com"},
        "to": {"name": "Desk", "address": "d@example.com"},
    }
    ticket = a_ticket(
        collaborator_ids=[1], follower_ids=[2], email_cc_ids=[[]], recipient="d@example.com",
        via={"channel": "email", "source": source},
    )  # fmt: skip
    path = written(tmp_path, {"tickets": [ticket], "users": users})

    (incident,) = incidents(SOURCE, path)

    assert {who.name for who in incident.people} == {"Jane Smith", "Bob Roy", "Cy Lee", "Di Fox", "J. Smith"}


def test_satisfaction_is_kept_unless_nobody_was_asked(tmp_path):
    rating = {"score": "good", "comment": "Quick!"}

    kept = dict(one(tmp_path, satisfaction_rating=rating).extra)
    unasked = dict(one(tmp_path, satisfaction_rating={"score": "unoffered"}).extra)

    assert (kept["satisfaction.score"], kept["satisfaction.comment"]) == ("good", "Quick!")
    assert not any(name.startswith("satisfaction") for name in unasked)


def test_a_merged_ticket_points_to_where_it_went(tmp_path):
    said = a_comment(1, 'This request was closed and merged into request #55 "Scanner dead".', public=False)

    incident = one(tmp_path, status="closed", tags=["closed_by_merge"], comments=[said])

    assert (incident.status, incident.resolution_kind) == (Status.MERGED, ResolutionKind.DUPLICATE)
    assert incident.duplicate_of == IncidentRef("zendesk", "55")
    assert incident.closed_at is None


def test_the_tag_alone_or_the_comment_alone_make_it_merged(tmp_path):
    said = a_comment(1, "This request was closed and merged into request #55")

    assert one(tmp_path, status="closed", tags=["closed_by_merge"]).status is Status.MERGED
    assert one(tmp_path, status="closed", comments=[said]).status is Status.MERGED
    assert one(tmp_path, status="open", comments=[said]).status is Status.OPEN
    quoted = a_comment(1, "You wrote: This request was closed and merged into request #55")
    assert one(tmp_path, status="closed", comments=[quoted]).status is Status.CLOSED


def test_the_ticket_that_others_were_merged_into_links_to_them(tmp_path):
    said = a_comment(1, 'Request #88 "Beep" was closed and merged into this request. Last comment: none')

    incident = one(tmp_path, status="closed", comments=[said])

    assert incident.status is Status.CLOSED
    assert incident.links == (IncidentRef("zendesk", "88"),)


def test_problem_and_follow_ups_are_links(tmp_path):
    source = {"from": {"ticket_id": 12, "subject": "Earlier"}, "rel": "follow_up"}

    incident = one(tmp_path, problem_id=7, followup_ids=[8, 7], via={"channel": "web", "source": source})

    assert [ref.key for ref in incident.links] == ["7", "8", "12"]


def test_attachments_are_named_by_the_last_part(tmp_path):
    files = [
        {"file_name": "../../etc/tray.png", "size": 12},
        {"name": "C:\\x\\log.txt", "size": "9"},
        {"size": 1},
        "odd",
    ]

    incident = one(tmp_path, comments=[a_comment(attachments=files)])

    assert incident.attachments == (
        Attachment(name="tray.png", size=12),
        Attachment(name="log.txt"),
        Attachment(name="unnamed", size=1),
    )


def test_dates_nobody_can_read_are_kept_and_others_may_lack_a_zone(tmp_path):
    incident = one(tmp_path, created_at="yesterday", updated_at="2026-03-07T10:00:00")

    assert incident.opened_at is None
    assert ("created_at", "yesterday") in incident.extra
    assert incident.zone_assumed


def test_fields_nobody_knows_are_kept(tmp_path):
    extra = dict(one(tmp_path, due_at="2026-04-01T00:00:00Z", new={"deep": [1, 2]}).extra)

    assert (extra["due_at"], extra["new.deep"]) == ("2026-04-01T00:00:00Z", "1, 2")


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ({"next_page": "https://x?page=2", "count": 150}, "1 tickets of 150"),
        ({"next_page": None, "count": 2}, "1 tickets of 2"),
        ({"end_of_stream": False, "after_url": "https://x"}, "1 tickets, and more pages follow"),
        ({"meta": {"has_more": True}}, "1 tickets, and more pages follow"),
    ],
)
def test_a_page_that_is_not_the_last_is_told(tmp_path, marks, message):
    path = the_list(tmp_path, a_ticket(), **marks)

    assert cuts(records(SOURCE, path)) == [message]


@pytest.mark.parametrize(
    "marks",
    [
        {"next_page": None, "count": 1},
        {"end_of_stream": True, "after_url": "https://x"},
        {"next_page": "https://x", "end_time": 1772791200, "count": 1},
        {"meta": {"has_more": False}, "count": 0},
        {"count": True},
    ],
)
def test_a_last_page_is_not(tmp_path, marks):
    assert cuts(records(SOURCE, the_list(tmp_path, a_ticket(), **marks))) == []


def test_pages_that_lie_side_by_side_are_whole(tmp_path):
    first = written(tmp_path, {"tickets": [a_ticket()], "next_page": "https://x", "count": 2}, "1.json")
    assert cuts(records(SOURCE, first)) == ["1 tickets of 2"]

    second = written(tmp_path, {"tickets": [a_ticket(102)], "next_page": None, "count": 2}, "2.json")

    assert cuts([*records(SOURCE, first), *records(SOURCE, second)]) == []


def test_the_same_page_twice_is_not_whole(tmp_path):
    page = {"tickets": [a_ticket()], "next_page": "https://x", "count": 2}
    first = written(tmp_path, page, "1.json")
    written(tmp_path, page, "2.json")

    assert cuts(records(SOURCE, first)) == ["1 tickets of 2"]


def test_a_stream_is_whole_when_a_file_beside_ends_it(tmp_path):
    first = written(tmp_path, {"tickets": [a_ticket()], "end_of_stream": False}, "a.json")
    assert cuts(records(SOURCE, first)) == ["1 tickets, and more pages follow"]

    last = written(tmp_path, {"tickets": [], "end_of_stream": True}, "b.json")

    assert SOURCE.sniff(last, SETTINGS)
    assert cuts([*records(SOURCE, first), *records(SOURCE, last)]) == []


def test_comments_that_are_one_page_of_several_are_told(tmp_path):
    path = written(tmp_path, {"comments": [a_comment()], "meta": {"has_more": True}}, "comments-101.json")

    assert cuts(records(SOURCE, path)) == ["1 comments or events, and more pages follow"]


@pytest.mark.parametrize(
    ("ticket", "reason"),
    [
        ({"status": "open"}, "a ticket without an id"),
        (a_ticket(None), "a ticket without an id"),
        (a_ticket([1]), "a ticket without an id"),
        (a_ticket("../x"), "a ticket without an id"),
        (a_ticket(subject=None, raw_subject=7.5, description={}), ""),
        (a_ticket(subject=None, raw_subject=[], description={}), "101 has neither subject nor description"),
        (["odd"], "not an object"),
        (None, "not an object"),
    ],
)
def test_a_broken_ticket_costs_itself_only(tmp_path, ticket, reason):
    first, second = records(SOURCE, the_list(tmp_path, ticket, a_ticket(102)))

    assert (first.reason if isinstance(first, Rejection) else "") == reason
    assert second.ref.key == "102"


JUNK = (
    None,
    True,
    0,
    -1,
    1e300,
    10**30,
    "",
    "\ud800",
    [],
    [[]],
    {},
    [None],
    {"id": {}},
    [{"id": []}],
    "x" * 9000,
)


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:20])
def test_any_type_may_stand_anywhere(tmp_path, junk):
    for name in (
        *a_ticket(),
        "comments",
        "followup_ids",
        "metric_set",
        "requester",
        "collaborators",
        "group",
    ):
        path = tmp_path / "tickets.json"
        held = {"tickets": [a_ticket(**{name: junk}), a_ticket(102)], "users": USERS}
        path.write_text(json.dumps(held), encoding="utf-8")
        first, second = records(SOURCE, path)
        assert isinstance(first, Incident | Rejection), name
        assert second.ref.key == "102"
    for name in a_comment():
        path = tmp_path / "tickets.json"
        path.write_text(json.dumps({"tickets": [a_ticket(comments=[a_comment(**{name: junk})])]}))
        (record,) = records(SOURCE, path)
        assert isinstance(record, Incident), name


def test_absurd_nesting_costs_one_ticket(tmp_path):
    path = the_list(tmp_path, a_ticket(custom="DEEP"), a_ticket(102))
    text = path.read_text(encoding="utf-8").replace('"DEEP"', "[" * 900 + "]" * 900)
    path.write_text(text, encoding="utf-8")

    found = records(SOURCE, path)

    assert found[-1].ref.key == "102"
    assert len(found) == 2


def test_more_files_than_are_looked_at_lose_nothing_that_carries_a_number(tmp_path):
    path = the_list(tmp_path, *(a_ticket(key) for key in range(1000, 1250)))
    for key in range(1000, 1250):
        written(tmp_path, {"comments": [a_comment(key)]}, f"comments-{key}.json")

    assert [len(found.entries) for found in incidents(SOURCE, path)] == [1] * 250
    assert records(SOURCE, tmp_path / "comments-1249.json") == []


def test_tickets_may_stand_behind_long_lists_of_names(tmp_path):
    users = [*USERS, *(a_user(key, f"Person {key}", f"p{key}@example.com") for key in range(1, 1500))]
    path = written(tmp_path, {"users": users, "tickets": [a_ticket()], "count": 1})
    aside = written(tmp_path, {"comments": [a_comment(ticket_id=101)]}, "comments.json")

    (incident,) = incidents(SOURCE, path)

    assert (incident.reporter, len(incident.entries)) == ("Jane Smith", 1)
    assert records(SOURCE, aside) == []


def test_a_folder_of_single_tickets_beyond_what_is_looked_at(tmp_path):
    for key in range(1000, 1150):
        written(tmp_path, {"ticket": a_ticket(key)}, f"ticket-{key}.json")
        written(tmp_path, {"comments": [a_comment(key)]}, f"comments-{key}.json")

    assert len(incidents(SOURCE, tmp_path / "ticket-1149.json")[0].entries) == 1
    assert records(SOURCE, tmp_path / "comments-1149.json") == []


@pytest.mark.parametrize(
    "value",
    [
        {"users": [{"id": "P1", "type": "user", "summary": "Jane", "html_url": "x"}]},
        {"tickets": [1, 2], "assets": {}},
        [{"id": 1, "number": "77", "title": "x", "state_id": 2, "customer_id": 3, "organization_id": 1}],
        [{"number": 1, "title": "x", "body": "y", "state": "open", "user": {"login": "j"}}],
        {"comments": [{"id": 1, "body": "x", "user": {"login": "j"}}]},
    ],
)
def test_what_other_products_write_is_refused(tmp_path, value):
    assert not SOURCE.sniff(written(tmp_path, value), SETTINGS)


def test_it_says_what_it_looks_for():
    assert "submitter_id" in SOURCE.explain(None, SETTINGS)
