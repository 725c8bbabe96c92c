"""Microsoft Teams' messages and their quirks."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.config import ChatSettings, HarvestSettings
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Attachment, Incident, Person, Status
from kb.sources.teams import SOURCE
from tests.sources.cases.teams import CHANNEL, a_message, a_thread


def write(folder: Path, *messages: object, name: str = "messages.json", **more: object) -> Path:
    path = folder / name
    path.write_text(json.dumps({"value": list(messages)} | more))
    return path


def read(path: Path, chat: ChatSettings | None = None) -> list[object]:
    return list(SOURCE.read(path, HarvestSettings(chat=chat or ChatSettings())))


def reasons(found: list[object]) -> list[str]:
    return [each.reason for each in found if isinstance(each, Skip | Rejection)]


def html(content: str) -> dict[str, str]:
    return {"contentType": "html", "content": content}


def test_a_thread_with_replies_inside_is_an_incident(tmp_path):
    thread = a_thread("17") | {"subject": "Payslip of March", "importance": "urgent"}

    (incident,) = read(write(tmp_path, thread))

    assert str(incident.ref) == f"teams:{CHANNEL}#17"
    assert (incident.summary, incident.priority, incident.group) == ("Payslip of March", 1, "hr")
    assert incident.status is Status.RESOLVED
    assert incident.resolution == "Run the job again, that fixed it."
    assert (incident.reporter, incident.resolver) == ("Jane Smith", "Bob Roy")
    assert incident.updated_at == datetime(2026, 3, 1, 9, 5, tzinfo=UTC)  # not the day of a late reaction


def test_replies_are_found_in_the_files_beside(tmp_path):
    root = a_message("17", "Jane Smith", "Why is it empty?")
    reply = a_message("18", "Bob Roy", "Run the job again please.", replyToId="17")
    first, second = write(tmp_path, root), write(tmp_path, reply, name="replies.json")

    (incident,) = read(first)

    assert [entry.text for entry in incident.entries] == ["Run the job again please."]
    assert read(second) == []


def test_html_bodies_become_markdown_with_the_people_they_name(tmp_path):
    body = '<p>Can <at id="0">Kim Ray</at> help? <b>It</b> fails.</p><attachment id="x"></attachment>'
    root = a_message("17", "Jane Smith", "", body={"contentType": "html", "content": body})
    root["mentions"] = [
        {"id": 0, "mentionText": "Kim Ray", "mentioned": {"user": {"id": "id-kim", "displayName": "Kim Ray"}}}
    ]
    root["attachments"] = [{"id": "x", "contentType": "reference", "name": "C:\\docs\\cv.pdf"}]
    root["replies"] = [a_message("18", "Kim Ray", "Yes, in a minute.")]

    (incident,) = read(write(tmp_path, root))

    assert incident.description == "Can @Kim Ray help? **It** fails."
    assert incident.attachments == (Attachment(name="cv.pdf"),)
    assert {person.name for person in incident.people} == {"Jane Smith", "Kim Ray"}


def test_a_tick_solves(tmp_path):
    root = a_message("17", "Jane Smith", "Why?")
    root["replies"] = [
        a_message("18", "Bob Roy", "Restart the client, please.", reactions=[{"reactionType": "✅"}])
    ]

    (incident,) = read(write(tmp_path, root))

    assert incident.status is Status.RESOLVED


def test_what_is_no_incident_is_counted(tmp_path):
    bot = {"application": {"id": "a", "displayName": "Jobs"}}
    messages = [
        a_message("1", "Jane Smith", "Just saying."),
        a_message("2", "Jane Smith", "x", messageType="systemEventMessage"),
        a_message("3", "Jane Smith", "x", deletedDateTime="2026-03-02T00:00:00Z"),
        a_message("4", "Bob Roy", "late", replyToId="99"),
        a_message("5", "Bob Roy", "later", replyToId="99"),  # the same thread, so no record of its own
        a_message("", "Bob Roy", "x"),
        "x",
        a_message("6", "", "Job failed") | {"from": bot},
        a_message("7", "Jane Smith", "Lunch at noon.", replies=[a_message("8", "Bob Roy", "Great.")]),
    ]

    assert reasons(read(write(tmp_path, *messages))) == [
        "message without a thread",
        "written by Teams itself",
        "deleted",
        "thread without its beginning",
        "a message without an id",
        "not an object",
        "bots only",
        "thread: no question",
    ]


def test_replies_that_are_deleted_or_written_by_teams_are_no_entries(tmp_path):
    replies = [
        a_message("18", "Bob Roy", "", deletedDateTime="2026-03-02T00:00:00Z"),
        a_message("19", "Bob Roy", "<systemEventMessage/>", messageType="systemEventMessage"),
        a_message("20", "Bob Roy", "Restart it twice, please."),
    ]

    (incident,) = read(write(tmp_path, a_message("17", "Jane Smith", "Why?", replies=replies)))

    assert [entry.text for entry in incident.entries] == ["Restart it twice, please."]


def test_a_reply_inside_and_beside_counts_once(tmp_path):
    reply = a_message("18", "Bob Roy", "Run the job again please.", replyToId="17")
    root = a_message("17", "Jane Smith", "Why is it empty?", replies=[reply])
    write(tmp_path, reply, name="replies.json")

    (incident,) = read(write(tmp_path, root))

    assert len(incident.entries) == 1


def test_the_same_number_in_two_channels_is_two_threads(tmp_path):
    other = a_thread("17") | {"channelIdentity": {"teamId": "t", "channelId": "19:abc@thread.tacv2"}}

    first, second = read(write(tmp_path, a_thread("17"), other))

    assert first.ref != second.ref
    assert second.group == "19:abc"


def test_chats_are_private(tmp_path):
    chat = a_thread("17") | {"chatId": "19:x@unq.gbl.spaces", "channelIdentity": None}
    path = write(tmp_path, chat)

    assert reasons(read(path)) == ["private conversation"]
    (incident,) = read(path, ChatSettings(include_private=True))
    assert (str(incident.ref), incident.group) == ("teams:17", "")


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ('<p>It fails <emoji id="1" alt="\U0001f622" title="Crying"></emoji></p>', "It fails \U0001f622"),
        (
            '<p>It fails</p><img alt="image" src="https://graph.example.com/hostedContents/1/$value">',
            "It fails",
        ),
        ('<p>It fails <img alt="red cross" src="https://x.example.com/1"></p>', "It fails red cross"),
        (
            'It fails<codeblock class="Sql"><code>a &lt; b<br>c</code></codeblock>',
            "It fails\n\n```\na < b\nc\n```",
        ),
        ("<p>It fails<script>alert(1)</script></p>", "It fails"),
        ("<div><div>It fails&nbsp;now</div></div>", "It fails now"),
    ],
)
def test_what_teams_puts_into_html(tmp_path, content, markdown):
    root = a_message(
        "17", "Jane Smith", "", body=html(content), replies=[a_message("18", "Bob Roy", "Looking at it.")]
    )

    (incident,) = read(write(tmp_path, root))

    assert incident.description == markdown


def test_a_card_speaks_where_nothing_else_does(tmp_path):
    card = {
        "type": "AdaptiveCard",
        "body": [{"type": "TextBlock", "text": "Job failed"}, {"facts": [{"title": "Node", "value": "7"}]}],
    }
    root = a_message("17", "", "", body=html('<attachment id="x"></attachment>')) | {
        "from": {"application": {"displayName": "Jobs"}}
    }
    root["attachments"] = [
        {
            "id": "x",
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": json.dumps(card),
            "name": None,
        }
    ]
    root["replies"] = [a_message("18", "Bob Roy", "Restarted it by hand, works now.")]

    (incident,) = read(write(tmp_path, root))

    assert incident.description == "Job failed\nNode\n7"
    assert (incident.reporter, incident.resolver, incident.attachments) == ("Jobs", "Bob Roy", ())


def test_what_is_forwarded_is_quoted_with_its_author(tmp_path):
    content = {
        "originalMessageContent": "<p>The <b>export</b> fails</p>",
        "originalMessageSender": {"user": {"id": "id-ada", "displayName": "Ada Moss"}},
    }
    root = a_message("17", "Jane Smith", "", body=html("<p>Can anybody help?</p>"))
    root["attachments"] = [
        {"id": "x", "contentType": "forwardedMessageReference", "content": json.dumps(content)}
    ]
    root["replies"] = [a_message("18", "Bob Roy", "Looking at it.")]

    (incident,) = read(write(tmp_path, root))

    assert incident.description == "Can anybody help?\n\n> The **export** fails"
    assert Person(name="Ada Moss", user="id-ada") in incident.people


def test_a_tick_of_teams_has_a_date(tmp_path):
    tick = {"reactionType": "✔️", "createdDateTime": "2026-03-04T08:00:00Z"}
    root = a_message("17", "Jane Smith", "Why?", reactions=[tick])
    root["replies"] = [a_message("18", "Bob Roy", "Restart the client twice.")]

    (incident,) = read(write(tmp_path, root))

    assert incident.resolved_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert incident.resolution == "Restart the client twice."
    assert incident.updated_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_heart_is_no_tick_but_one_the_project_calls_so(tmp_path):
    custom = [
        {"reactionType": "custom", "displayName": "Ship It"},
        {"reactionType": "heart"},
        {"reactionType": "like"},
    ]
    root = a_message(
        "17", "Jane Smith", "Why?", replies=[a_message("18", "Bob Roy", "Restart it.", reactions=custom)]
    )
    path = write(tmp_path, root)

    (plain,), (declared,) = read(path), read(path, ChatSettings(solved_reactions=("ship_it",)))

    assert (plain.status, declared.status) == (Status.OPEN, Status.RESOLVED)


def test_a_page_that_is_not_the_last_says_so(tmp_path):
    path = write(tmp_path, a_thread("17"), **{"@odata.nextLink": "https://graph.example.com/next"})

    incident, notice = read(path)

    assert isinstance(incident, Incident)
    assert (notice.code, notice.message) == ("cut", "1 threads, and more pages follow")
    write(tmp_path, a_thread("18"), name="page2.json")
    assert not any(isinstance(each, Notice) for each in read(path))


def test_replies_beside_are_no_last_page(tmp_path):
    path = write(tmp_path, a_thread("17"), **{"@odata.nextLink": "https://graph.example.com/next"})
    write(tmp_path, a_message("18", "Bob Roy", "x", replyToId="17"), name="replies.json")

    assert [each.code for each in read(path) if isinstance(each, Notice)] == ["cut"]


def test_pages_of_another_channel_are_no_last_page(tmp_path):
    path = write(tmp_path, a_thread("17"), **{"@odata.nextLink": "https://graph.example.com/next"})
    other = a_thread("18") | {"channelIdentity": {"teamId": "t", "channelId": "it"}}
    write(tmp_path, other, name="it.json")

    assert [each.code for each in read(path) if isinstance(each, Notice)] == ["cut"]


def test_pages_one_after_the_other_in_one_file_are_whole(tmp_path):
    first = {
        "@odata.context": "c",
        "@odata.nextLink": "https://graph.example.com/next",
        "value": [a_thread("17")],
    }
    last = {"@odata.context": "c", "value": [a_thread("18")]}
    path = tmp_path / "pages.json"
    path.write_text(json.dumps(first) + "\n" + json.dumps(last))

    assert [type(each).__name__ for each in read(path)] == ["Incident", "Incident"]
    path.write_text(
        json.dumps(first) + "\n" + json.dumps(last | {"@odata.nextLink": "https://graph.example.com/3"})
    )
    assert [type(each).__name__ for each in read(path)] == ["Incident", "Incident", "Notice"]


def test_a_plain_list_is_read(tmp_path):
    path = tmp_path / "list.json"
    path.write_text(json.dumps([a_thread("17"), a_thread("18")]))

    assert len(read(path)) == 2


def test_a_thread_with_more_replies_than_fit_says_so(tmp_path):
    thread = a_thread("17") | {"replies@odata.nextLink": "https://graph.example.com/replies"}

    incident, notice = read(write(tmp_path, thread))

    assert isinstance(incident, Incident)
    assert notice.message == "1 threads have more replies than the answer holds"


@pytest.mark.parametrize(
    "word", ["<codeblock>", "<at>", "<emoji alt='x'>", "<attachment></attachment>", "&lt;"]
)
def test_long_bodies_are_read_quickly(tmp_path, word):
    root = a_message(
        "17", "Jane Smith", "", body=html(word * 20_000), replies=[a_message("18", "Bob Roy", "x")]
    )
    path = write(tmp_path, root)
    begun = time.process_time()

    assert len(read(path)) == 1

    assert time.process_time() - begun < 3


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_value_may_stand_anywhere(tmp_path_factory, data):
    keys = [*a_message("", "", ""), "replies", "chatId"]
    thread = a_thread("17")
    thread["mentions"] = [{"mentioned": {"user": {"displayName": "Kim Ray"}}}]
    thread["attachments"] = [{"contentType": "forwardedMessageReference", "content": "{}", "name": "a"}]
    thread["replies"][0][data.draw(st.sampled_from(keys))] = data.draw(ANY)
    thread[data.draw(st.sampled_from(keys))] = data.draw(ANY)
    for inside in (thread["mentions"], thread["attachments"], thread["reactions"]):
        if isinstance(inside, list):
            inside.append(data.draw(ANY))
    path = write(tmp_path_factory.mktemp("any"), thread)

    records = [each for each in read(path) if not isinstance(each, Notice)]

    assert len(records) == 1


def test_an_edit_dates_the_thread_and_a_reaction_does_not(tmp_path):
    thread = a_thread("17") | {"lastEditedDateTime": "2026-03-03T07:00:00Z"}

    (incident,) = read(write(tmp_path, thread))

    assert incident.updated_at == datetime(2026, 3, 3, 7, tzinfo=UTC)  # lastModifiedDateTime is in May
