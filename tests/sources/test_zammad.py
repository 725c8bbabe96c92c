"""What Zammad's answers hold beyond the first look: assets, merges, names, articles in many files."""

import json

import pytest

from kb.errors import InputError
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import EntryKind, IncidentRef, Person, ResolutionKind, Status
from kb.sources.recognise import recognise
from kb.sources.zammad import SOURCE
from kb.sources.zammad_article import addresses, words
from tests.sources import samples
from tests.sources.cases.desks import a_zammad_ticket, an_article
from tests.sources.cases.zammad import a_plain_ticket, a_user, an_answer, written


def one(folder, value, name="export.json"):
    (incident,) = samples.incidents(SOURCE, written(folder, value, name))
    return incident


def all_of(ticket, **changes):
    """Make the answer for one ticket with all=true."""
    answer = an_answer(
        ticket, tags=["payroll"], links=[], mentions=[], ticket_id=ticket["id"], ticket_article_ids=[1]
    )
    del answer["tickets"], answer["tickets_count"]
    return answer | changes


@pytest.mark.parametrize(
    ("number", "status", "name"),
    [(1, Status.OPEN, "new"), (2, Status.OPEN, "open"), (3, Status.OPEN, "pending reminder"), (4, Status.CLOSED, "closed"),
     (5, Status.MERGED, "merged"), (7, Status.OPEN, "pending close")],
)  # fmt: skip
def test_ids_of_states_are_read_as_a_new_installation_numbers_them(tmp_path, number, status, name):
    incident = one(tmp_path, [a_plain_ticket(state_id=number)])

    assert (incident.status, incident.status_raw) == (status, name)


def test_a_removed_ticket_is_skipped(tmp_path):
    path = written(tmp_path, [a_plain_ticket(state_id=6)])

    assert samples.refused(samples.records(SOURCE, path)) == [(1, "removed")]


def test_states_of_ones_own_go_by_their_name_beside_and_by_the_closing_date(tmp_path):
    written(tmp_path, [{"id": 9, "name": "done", "state_type_id": 5}], "states.json")

    closed = one(tmp_path, [a_plain_ticket(state_id=9)], "a.json")
    waiting = one(tmp_path, [a_plain_ticket(state_id=9, close_at=None)], "b.json")

    assert (closed.status, closed.status_raw, closed.resolution_kind) == (
        Status.CLOSED,
        "done",
        ResolutionKind.FIX,
    )
    assert (waiting.status, waiting.resolution_kind) == (Status.OPEN, ResolutionKind.NONE)


@pytest.mark.parametrize(
    ("told", "ours"), [("1 low", 4), ("2 normal", 3), ("3 high", 2), ("4 urgent", 1), ("very high", 1), ("gold", None)]
)  # fmt: skip
def test_priorities_are_read_by_their_words(tmp_path, told, ours):
    incident = one(tmp_path, [a_zammad_ticket("10001", priority=told)])

    assert incident.priority == ours
    assert (("priority", told) in incident.extra) is (ours is None)


def test_only_the_tickets_that_were_asked_for_are_records(tmp_path):
    """A ticket's assets hold the linked ones too."""
    answer = all_of(a_plain_ticket())
    answer["assets"]["Ticket"]["9"] = a_plain_ticket("10009")
    answer["links"] = [{"link_type": "normal", "link_object": "Ticket", "link_object_value": 9}]

    incident = one(tmp_path, answer)

    assert incident.ref == IncidentRef("zammad", "10001")
    assert incident.links == (IncidentRef("zammad", "10009"),)
    assert incident.duplicate_of is None
    assert ("tags", "payroll") in incident.extra
    assert incident.reporter == "Jane Smith"


def test_a_merged_ticket_is_a_duplicate_of_its_parent(tmp_path):
    answer = all_of(a_plain_ticket(state_id=5))
    for key in (8, 9):
        answer["assets"]["Ticket"][str(key)] = a_plain_ticket(str(10000 + key))
    answer["links"] = [
        {"link_type": "normal", "link_object": "Ticket", "link_object_value": 8},
        {"link_type": "parent", "link_object": "Ticket", "link_object_value": 9},
        {"link_type": "normal", "link_object": "KnowledgeBase::Answer::Translation", "link_object_value": 9},
    ]

    incident = one(tmp_path, answer)

    assert (incident.status, incident.resolution_kind) == (Status.MERGED, ResolutionKind.DUPLICATE)
    assert incident.duplicate_of == IncidentRef("zammad", "10009")
    assert incident.links == (IncidentRef("zammad", "10008"), IncidentRef("zammad", "10009"))


def test_a_listed_ticket_that_is_not_among_the_assets_is_named(tmp_path):
    path = written(tmp_path, an_answer(a_plain_ticket(), tickets=[1, 77]))

    _, missing = samples.records(SOURCE, path)

    assert isinstance(missing, Rejection)
    assert missing.reason == "ticket 77 is listed, but not among the assets"


@pytest.mark.parametrize("listing", ["record_ids", "ticket_ids"])
def test_a_list_with_assets_is_understood(tmp_path, listing):
    answer = an_answer(a_plain_ticket("10001"), a_plain_ticket("10002"))
    answer[listing] = answer.pop("tickets")

    found = samples.incidents(SOURCE, written(tmp_path, answer))

    assert [incident.ref.key for incident in found] == ["10001", "10002"]


def test_tickets_stand_one_a_line_too(tmp_path):
    lines = "\n".join(json.dumps(a_zammad_ticket(key)) for key in ("10001", "10002"))

    found = samples.incidents(SOURCE, written(tmp_path, lines))

    assert [(incident.ref.key, incident.raw.line) for incident in found] == [("10001", 1), ("10002", 2)]


def test_articles_of_more_files_than_are_looked_at_are_found_by_number(tmp_path):
    path = written(tmp_path, [a_plain_ticket(str(10000 + key)) for key in range(1, 251)], "tickets.json")
    for key in range(1, 251):
        written(tmp_path, [an_article(key, id=key, body=f"Words {key}.")], f"articles-{key}.json")

    found = samples.incidents(SOURCE, path)

    assert [incident.description for incident in found] == [f"Words {key}." for key in range(1, 251)]
    assert [samples.records(SOURCE, tmp_path / f"articles-{key}.json") for key in (1, 250)] == [[], []]


def test_an_article_inside_and_beside_is_one(tmp_path):
    written(tmp_path, [an_article(1)], "articles.json")

    assert one(tmp_path, [a_zammad_ticket("10001")]).entries == ()


def test_articles_alone_are_skipped_one_by_one(tmp_path):
    path = written(tmp_path, [an_article(1), an_article(2), 5])

    found = samples.records(SOURCE, path)

    assert [record.reason for record in found if isinstance(record, Skip)] == [
        "article without its ticket"
    ] * 2
    assert [record.reason for record in found if isinstance(record, Rejection)] == ["not an object"]


def test_lists_of_names_alone_hold_nothing(tmp_path):
    path = written(tmp_path, [a_user()])

    assert SOURCE.sniff(path, samples.SETTINGS)
    assert samples.records(SOURCE, path) == []


def test_a_private_first_note_is_no_description(tmp_path):
    articles = [an_article(1, internal=True, sender="Agent", body="Caller is upset."), an_article(1, id=2, created_at="2026-03-01T10:00:00Z")]  # fmt: skip

    incident = one(tmp_path, [a_zammad_ticket("10001", articles=articles)])

    assert incident.description == "It is white since noon."
    assert [(entry.kind, entry.text) for entry in incident.entries] == [
        (EntryKind.INTERNAL, "Caller is upset.")
    ]


def test_what_is_not_said_to_be_public_is_internal(tmp_path):
    second = an_article(1, id=2, created_at="2026-03-01T10:00:00Z", body="Hm.")
    del second["internal"]

    (entry,) = one(tmp_path, [a_zammad_ticket("10001", articles=[an_article(1), second])]).entries

    assert entry.kind is EntryKind.INTERNAL


def test_an_alarm_that_opens_a_ticket_is_its_description_and_replies_of_the_system_are_counted(tmp_path):
    articles = [
        an_article(1, sender_id=3, sender=None, body="Disk is full."),
        an_article(1, id=2, sender_id=3, sender=None, created_at="2026-03-01T09:01:00Z", body="We got it."),
        an_article(1, id=3, sender_id=1, sender=None, created_at="2026-03-01T10:00:00Z", body="Emptied."),
    ]

    incident = one(tmp_path, [a_zammad_ticket("10001", articles=articles)])

    assert incident.description == "Disk is full."
    assert [entry.text for entry in incident.entries] == ["Emptied."]
    assert ("articles written by the system", "1") in incident.extra


def test_everybody_a_ticket_names_is_known(tmp_path):
    second = an_article(
        1, id=2, created_at="2026-03-01T10:00:00Z", created_by="bob.roy@example.com", **{"from": "Bob Roy via HR <hr@example.com>"},
        to='"Smith, Jane" <jane.smith@example.com>, Ann Lee <ann@example.com>', cc="kim@example.com", body="Done.",
    )  # fmt: skip

    incident = one(
        tmp_path, [a_zammad_ticket("10001", articles=[an_article(1, to="HR <hr@example.com>"), second])]
    )

    assert incident.entries[0].author == "Bob Roy"
    assert {
        Person(name="Bob Roy", email="hr@example.com"),
        Person(name="Smith, Jane", email="jane.smith@example.com"),
        Person(name="Ann Lee", email="ann@example.com"),
        Person(name="", email="kim@example.com"),
        Person(name="", email="bob.roy@example.com"),
    } <= set(incident.people)
    assert "HR" not in {person.name for person in incident.people}


def test_nobody_is_no_owner(tmp_path):
    incident = one(tmp_path, [a_zammad_ticket("10001", owner="-", owner_id=1)])

    assert incident.resolver == ""
    assert "-" not in {form for person in incident.people for form in (person.name, person.user)}


def test_bare_names_are_people_too():
    assert list(addresses("Bob Smith")) == [Person(name="Bob Smith")]
    assert list(addresses("")) == list(addresses(None)) == []


@pytest.mark.parametrize(
    ("differences", "state", "met"),
    [({}, "closed", None), ({"close_diff_in_min": 5}, "closed", True), ({"close_diff_in_min": 5}, "open", None),
     ({"close_diff_in_min": 5, "first_response_diff_in_min": -1}, "closed", False), ({"update_diff_in_min": -1}, "open", False)],
)  # fmt: skip
def test_a_negative_difference_is_a_broken_promise(tmp_path, differences, state, met):
    assert one(tmp_path, [a_zammad_ticket("10001", state=state, **differences)]).sla_met is met


def test_plain_text_is_not_taken_for_html_and_pictures_are_left_out():
    assert words("if a<b and b>c use <br>", "text/plain") == "if a<b and b>c use <br>"
    assert words('<p>See <img src="data:image/png;base64,AAAA">here</p>', "text/html") == "See here"
    assert (
        words('<div>Yes.</div><div data-x="1"><span class="js-signatureMarker"></span>Bob</div>', "text/html")
        == "Yes."
    )


def test_full_pages_warn_until_one_that_is_not_full_lies_beside(tmp_path):
    path = written(tmp_path, [a_plain_ticket(str(10000 + key)) for key in range(1, 101)], "page1.json")
    written(tmp_path, [a_plain_ticket(str(20000 + key)) for key in range(1, 101)], "page2.json")

    assert [record.code for record in samples.records(SOURCE, path) if isinstance(record, Notice)] == ["cut"]

    written(tmp_path, [a_plain_ticket("30001")], "page3.json")

    assert not any(isinstance(record, Notice) for record in samples.records(SOURCE, path))


def test_unknown_fields_are_kept(tmp_path):
    incident = one(tmp_path, [a_zammad_ticket("10001", floor="3", organization="ACME")])

    assert {("floor", "3"), ("organization", "ACME")} <= set(incident.extra)


def nested(depth=1000):
    value = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "change",
    [{"articles": nested(400)}, {"owner": {"a": nested(400)}}, {"id": 10**300}, {"customer": ["x"]}, {"tags": {"a": 1}},
     {"articles": [5, {"body": 7, "from": {"a": 1}, "attachments": [{"filename": None, "size": []}]}]}, {"title": "\ud800"},
     {"created_at": "0000-13-99", "close_at": "9999-12-31T23:59:59-23:59"}, {"links": [5]}, {"close_diff_in_min": True}],
)  # fmt: skip
def test_one_odd_ticket_costs_itself_at_most(tmp_path, change):
    path = written(tmp_path, [a_zammad_ticket("10001", **change), a_zammad_ticket("10002")])

    first, second = samples.records(SOURCE, path)

    assert not isinstance(first, Notice)
    assert second.ref.key == "10002"


def test_assets_of_any_shape_raise_nothing(tmp_path):
    for junk in (
        5,
        [],
        {"Ticket": 5},
        {"Ticket": {"1": 5}, "User": [], "TicketArticle": {"1": None}},
        {"Ticket": nested(400)},
    ):
        path = written(tmp_path, an_answer(a_plain_ticket(), assets=junk))

        assert not any(isinstance(record, Notice) for record in samples.records(SOURCE, path))


def test_another_desks_json_is_refused(tmp_path):
    path = written(tmp_path, [{"id": 1, "number": 5, "title": "x", "state": "open", "user": {"login": "x"}}])

    with pytest.raises(InputError, match="not recognised"):
        recognise(path, samples.SETTINGS, {SOURCE.name: SOURCE})
