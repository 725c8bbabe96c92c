"""Freshdesk's exports and their quirks."""

import json
from datetime import UTC, datetime

import pytest

from kb.model.account import CUT, Notice, Rejection
from kb.model.incident import Attachment, EntryKind, Incident, IncidentRef, Person, ResolutionKind, Status
from kb.sources.freshdesk import SOURCE
from tests.sources.cases.freshdesk import a_conversation, a_ticket, an_agent, an_old_ticket
from tests.sources.cases.zendesk import written
from tests.sources.samples import SETTINGS, incidents, records, refused

JANE = Person(name="Jane Smith", email="jane@example.com")
BOB = Person(name="Bob Roy", email="bob@example.com")


def one(folder, **changes):
    (incident,) = incidents(SOURCE, written(folder, [a_ticket(**changes)]))
    return incident


def cuts(found):
    return [notice.message for notice in found if isinstance(notice, Notice) and notice.code == CUT]


def test_the_whole_ticket_is_understood(tmp_path):
    written(tmp_path, [an_agent()], "agents.json")

    incident = one(
        tmp_path, tags=["door"], stats={"resolved_at": "2026-03-07T09:00:00Z", "reopened_at": None}
    )

    assert incident.ref == IncidentRef("freshdesk", "201")
    assert (incident.summary, incident.description) == ("Badge is dead", "The badge opens no door.")
    assert (incident.status, incident.status_raw) == (Status.RESOLVED, "Resolved")
    assert (incident.resolution, incident.resolution_kind) == ("", ResolutionKind.FIX)
    assert (incident.category, incident.priority) == ("Incident", 2)
    assert (incident.reporter, incident.resolver) == ("Jane Smith", "Bob Roy")
    assert incident.opened_at == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert incident.resolved_at == datetime(2026, 3, 7, 9, tzinfo=UTC)
    assert incident.people == (JANE, BOB)
    assert (incident.sla_met, incident.reopen_count) == (True, 0)
    assert dict(incident.extra) == {
        "channel": "portal", "tags": "door", "company": "71", "group_id": "61",
        "due_by": "2026-03-08T09:00:00Z", "fr_due_by": "2026-03-06T12:00:00Z",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "word", "status"),
    [
        (2, "Open", Status.OPEN),
        (3, "Pending", Status.OPEN),
        (4, "Resolved", Status.RESOLVED),
        (5, "Closed", Status.CLOSED),
        (6, "Waiting on customer", Status.OPEN),
        (7, "Waiting on third party", Status.OPEN),
        (12, "12", Status.OPEN),
        ("Closed", "Closed", Status.CLOSED),
    ],
)
def test_statuses(tmp_path, number, word, status):
    incident = one(tmp_path, status=number)

    assert (incident.status_raw, incident.status) == (word, status)
    assert (incident.resolution_kind is ResolutionKind.NONE) is (status is Status.OPEN)


def test_a_status_of_the_desk_is_judged_by_what_happened(tmp_path):
    stats = {"resolved_at": "2026-03-07T09:00:00Z"}

    assert one(tmp_path, status=12, stats=stats).status is Status.RESOLVED
    assert (
        one(tmp_path, status=12, stats=stats | {"closed_at": "2026-03-08T09:00:00Z"}).status is Status.CLOSED
    )
    assert one(tmp_path, status=12, status_name="Parked").status_raw == "Parked"


@pytest.mark.parametrize(
    ("number", "rank"), [(1, 4), (2, 3), (3, 2), (4, 1), ("Urgent", 1), (9, None), ([], None)]
)
def test_priorities_count_the_other_way_round(tmp_path, number, rank):
    assert one(tmp_path, priority=number).priority == rank


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "email"), (3, "phone"), (7, "chat"), (9, "feedback widget"), (10, "outbound email"), (77, "77")],
)
def test_sources_are_named(tmp_path, number, word):
    assert ("channel", word) in one(tmp_path, source=number).extra


def test_a_question_is_a_how_to(tmp_path):
    assert one(tmp_path, type="Question").resolution_kind is ResolutionKind.HOW_TO


def test_html_is_read_only_without_plain_text(tmp_path):
    incident = one(tmp_path, description_text=None, description="<ol><li>Open</li><li>Close</li></ol>")

    assert incident.description == "1. Open\n2. Close"


@pytest.mark.parametrize("mark", ["deleted", "spam"])
def test_deleted_and_spam_are_skipped_and_counted(tmp_path, mark):
    first, second = records(SOURCE, written(tmp_path, [a_ticket(**{mark: True}), a_ticket(202)]))

    assert first.reason == mark
    assert second.ref.key == "202"


def test_conversations_inside(tmp_path):
    note = a_conversation(2, "Firmware.", private=True, user_id=9, created_at="2026-03-06T09:30:00Z")
    unknown = a_conversation(3, "Bye.", created_at="2026-03-06T11:00:00Z")
    del unknown["private"]
    html = a_conversation(
        4, "", body="<p>See <b>page</b></p>", body_text="", created_at="2026-03-06T12:00:00Z"
    )
    answer = a_conversation(5, "Thanks", user_id=8001, incoming=True, created_at="2026-03-06T13:00:00Z")

    incident = one(tmp_path, conversations=[a_conversation(), note, unknown, html, answer])

    assert [(entry.author, entry.kind, entry.text) for entry in incident.entries] == [
        ("9", EntryKind.INTERNAL, "Firmware."),
        ("8002", EntryKind.PUBLIC, "Please hold it longer."),
        ("8002", EntryKind.INTERNAL, "Bye."),
        ("8002", EntryKind.PUBLIC, "See **page**"),
        ("Jane Smith", EntryKind.PUBLIC, "Thanks"),
    ]


def test_conversations_beside_and_the_same_one_once(tmp_path):
    path = written(tmp_path, [a_ticket(conversations=[a_conversation()])])
    aside = written(
        tmp_path,
        [a_conversation(), a_conversation(2, "Second."), a_conversation(3, ticket_id=9)],
        "talk.json",
    )

    assert [entry.text for entry in incidents(SOURCE, path)[0].entries] == [
        "Please hold it longer.",
        "Second.",
    ]
    assert [found.reason for found in records(SOURCE, aside)] == ["conversation without its ticket"]


def test_conversations_without_a_number_belong_by_the_name_of_their_file(tmp_path):
    path = written(tmp_path, [a_ticket()])
    bare = a_conversation()
    del bare["ticket_id"]
    aside = written(tmp_path, [bare], "conversations-201.json")
    lost = written(tmp_path, [bare], "conversations.json")

    assert len(incidents(SOURCE, path)[0].entries) == 1
    assert records(SOURCE, aside) == []
    assert refused(records(SOURCE, lost)) == [(2, "conversation without its ticket")]


def test_names_come_from_files_beside(tmp_path):
    contact = {"id": 8003, "name": "Cy Lee", "email": "cy@example.com", "mobile": None, "job_title": None,
               "twitter_id": None, "company_id": 71}  # fmt: skip
    group = {"id": 61, "name": "Doors", "escalate_to": None, "business_hour_id": None}
    company = {"id": 71, "name": "Example Ltd", "domains": [], "note": None, "health_score": None}
    for name, value in (
        ("agents", an_agent()),
        ("contacts", contact),
        ("groups", group),
        ("companies", company),
    ):
        assert SOURCE.sniff(written(tmp_path, [value], f"{name}.json"), SETTINGS)
    path = written(tmp_path, [a_ticket(requester=None, requester_id=8003)])

    (incident,) = incidents(SOURCE, path)

    assert (incident.reporter, incident.resolver, incident.group) == ("Cy Lee", "Bob Roy", "Doors")
    assert ("company", "Example Ltd") in incident.extra
    assert records(SOURCE, tmp_path / "agents.json") == []


def test_lists_without_tickets_say_so(tmp_path):
    (notice,) = records(SOURCE, written(tmp_path, [an_agent()], "agents.json"))

    assert isinstance(notice, Notice)
    assert notice.code == "companion"


def test_the_older_api_wraps_tickets_notes_and_users(tmp_path):
    note = {"note": {"id": 3, "body": "Reset it.", "body_html": "<p>Reset it.</p>", "private": True, "user_id": 8002,
                     "incoming": False, "created_at": "2026-03-06T11:00:00+01:00"}}  # fmt: skip
    single = written(tmp_path, an_old_ticket(notes=[note]), "ticket.json")
    agents = [{"agent": {"id": 4, "user_id": 8002, "ticket_permission": 1,
                         "user": {"id": 8002, "name": "Bob Roy", "email": "bob@example.com"}}}]  # fmt: skip
    assert SOURCE.sniff(written(tmp_path, agents, "agents.json"), SETTINGS)

    (incident,) = incidents(SOURCE, single)

    assert incident.ref.key == "201"
    assert (incident.status, incident.status_raw, incident.priority) == (Status.CLOSED, "Closed", 4)
    assert incident.opened_at == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert incident.resolution_kind is ResolutionKind.HOW_TO
    assert [(entry.author, entry.kind, entry.text) for entry in incident.entries] == [
        ("Bob Roy", EntryKind.INTERNAL, "Reset it.")
    ]
    assert set(incident.people) >= {Person(name="Jane Smith"), BOB}


def test_everybody_is_known_for_redaction(tmp_path):
    talk = a_conversation(
        from_email="Di Fox <di@example.com>",
        to_emails=["Ed Ray <ed@example.com>", "help@example.com"],
        cc_emails=["c@example.com"],
    )

    incident = one(
        tmp_path,
        cc_emails=["Cy Lee <cy@example.com>", 7],
        conversations=[talk],
        cc_email={"fwd_emails": ["f@example.com"]},
    )

    assert {who.email for who in incident.people if who.email} == {
        "jane@example.com", "di@example.com", "ed@example.com", "c@example.com", "cy@example.com", "f@example.com",
    }  # fmt: skip


def test_a_merged_ticket_points_to_where_it_went(tmp_path):
    note = a_conversation(1, "This ticket is closed and merged into ticket 77", private=True)

    incident = one(tmp_path, status=5, conversations=[note])
    still_open = one(tmp_path, status=2, conversations=[note])
    target = one(
        tmp_path, conversations=[a_conversation(1, "Ticket 9 is closed and merged into this ticket.")]
    )

    assert (incident.status, incident.resolution_kind) == (Status.MERGED, ResolutionKind.DUPLICATE)
    assert incident.duplicate_of == IncidentRef("freshdesk", "77")
    assert still_open.status is Status.OPEN
    assert target.status is Status.RESOLVED


def test_associated_tickets_are_links_and_no_merge(tmp_path):
    incident = one(tmp_path, association_type=3, associated_tickets_list=[5, 201, 6, 5])

    assert [ref.key for ref in incident.links] == ["5", "6"]
    assert ("association", "tracker") in incident.extra
    assert incident.status is Status.RESOLVED


def test_what_stats_say(tmp_path):
    stats = {
        "resolved_at": "2026-03-09T09:00:00Z",
        "closed_at": "2026-03-10T09:00:00Z",
        "reopened_at": "2026-03-08T09:00:00Z",
    }

    incident = one(tmp_path, status=5, stats=stats)

    assert incident.closed_at == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert (incident.reopen_count, incident.sla_met) == (1, False)
    assert ("stats.reopened_at", "2026-03-08T09:00:00Z") in incident.extra
    assert one(tmp_path, status=5).reopen_count is None


def test_custom_fields_and_unknown_ones_are_kept(tmp_path):
    extra = dict(
        one(
            tmp_path, custom_fields={"cf_room": "B12", "cf_none": None}, nr_due_by="soon", created_at="never"
        ).extra
    )

    assert (extra["cf_room"], extra["nr_due_by"], extra["created_at"]) == ("B12", "soon", "never")
    assert "cf_none" not in extra


def test_attachments_of_ticket_and_conversations(tmp_path):
    talk = a_conversation(attachments=[{"name": "/srv/a/log.txt", "file_size": 5}])

    incident = one(tmp_path, attachments=[{"name": "photo.png", "file_size": 12}], conversations=[talk])

    assert incident.attachments == (Attachment(name="photo.png", size=12), Attachment(name="log.txt", size=5))


def test_a_search_that_found_more_is_told(tmp_path):
    path = written(tmp_path, {"total": 2, "results": [a_ticket()]}, "s1.json")
    assert cuts(records(SOURCE, path)) == ["1 tickets of 2"]

    other = written(tmp_path, {"total": 2, "results": [a_ticket(202)]}, "s2.json")

    assert cuts([*records(SOURCE, path), *records(SOURCE, other)]) == []


@pytest.mark.parametrize(
    ("count", "message"), [(30, "exactly 30 tickets, as many as a page holds"), (29, "")]
)
def test_a_list_that_fills_a_page_is_suspicious(tmp_path, count, message):
    path = written(tmp_path, [a_ticket(key) for key in range(1, count + 1)], "p1.json")
    assert cuts(records(SOURCE, path)) == ([message] if message else [])

    written(tmp_path, [a_ticket(999)], "p2.json")

    assert cuts(records(SOURCE, path)) == []


def test_ten_conversations_inside_may_be_the_first_ten(tmp_path):
    talk = [a_conversation(key) for key in range(1, 11)]
    path = written(tmp_path, a_ticket(conversations=talk))
    assert cuts(records(SOURCE, path)) == [
        "tickets with exactly 10 conversations, as many as the API puts inside: 1"
    ]

    written(tmp_path, [*talk, a_conversation(11)], "conversations-201.json")

    assert cuts(records(SOURCE, path)) == []
    assert len(incidents(SOURCE, path)[0].entries) == 11


@pytest.mark.parametrize(
    ("ticket", "reason"),
    [
        (a_ticket(None), "a ticket without an id"),
        (a_ticket("a b"), "a ticket without an id"),
        (
            a_ticket(subject=None, description_text=None, description=[]),
            "201 has neither subject nor description",
        ),
        ({"helpdesk_ticket": []}, "not an object"),
        ({"odd": 1}, "not a ticket"),
        (7, "not a ticket"),
    ],
)
def test_a_broken_ticket_costs_itself_only(tmp_path, ticket, reason):
    first, broken, last = records(SOURCE, written(tmp_path, [a_ticket(), ticket, a_ticket(202)]))

    assert broken.reason == reason
    assert (first.ref.key, last.ref.key) == ("201", "202")


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
    names = (
        *a_ticket(),
        "conversations",
        "notes",
        "stats",
        "cc_email",
        "status_name",
        "association_type",
        "associated_tickets_list",
    )
    for name in names:
        path = tmp_path / "tickets.json"
        path.write_text(
            json.dumps([a_ticket(), a_ticket(202, **{name: junk}), a_ticket(203)]), encoding="utf-8"
        )
        first, second, third = records(SOURCE, path)
        assert isinstance(second, Incident | Rejection) or second.reason in (
            "spam",
            "deleted",
            "not a ticket",
        ), name
        assert (first.ref.key, third.ref.key) == ("201", "203")
    for name in a_conversation():
        path = tmp_path / "tickets.json"
        path.write_text(
            json.dumps([a_ticket(conversations=[a_conversation(**{name: junk})])]), encoding="utf-8"
        )
        (record,) = records(SOURCE, path)
        assert isinstance(record, Incident), name


@pytest.mark.parametrize(
    "value",
    [
        [{"id": 1, "name": "x", "login": "j", "email": "e", "mobile": "", "firstname": "J"}],
        [{"id": 1, "billable": True, "ticket_id": 1, "time_spent": "00:15", "agent_id": 3}],
        {"tickets": [{"id": 1, "status": "open", "submitter_id": 2, "via": {"channel": "web"}}]},
        [{"number": 1, "title": "x", "body": "y", "state": "open"}],
    ],
)
def test_what_others_write_is_refused(tmp_path, value):
    assert not SOURCE.sniff(written(tmp_path, value), SETTINGS)


def test_it_says_what_it_looks_for():
    assert "responder_id" in SOURCE.explain(None, SETTINGS)
