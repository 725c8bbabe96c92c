"""Microsoft Teams' messages and their quirks."""

import json
from datetime import UTC, datetime
from pathlib import Path

from kb.config import HarvestSettings
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Attachment, Incident, Status
from kb.sources.teams import SOURCE
from tests.sources.cases.teams import a_message, a_thread


def write(folder: Path, *messages: object, name: str = "messages.json", **more: object) -> Path:
    path = folder / name
    path.write_text(json.dumps({"value": list(messages)} | more))
    return path


def read(path: Path) -> list[object]:
    return list(SOURCE.read(path, HarvestSettings()))


def test_a_thread_with_replies_inside_is_an_incident(tmp_path):
    thread = a_thread("17") | {"subject": "Payslip of March", "importance": "urgent"}

    (incident,) = read(write(tmp_path, thread))

    assert str(incident.ref) == "teams:17"
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
    messages = [
        a_message("1", "Jane Smith", "Just saying."),
        a_message("2", "Jane Smith", "x", messageType="systemEventMessage"),
        a_message("3", "Jane Smith", "x", deletedDateTime="2026-03-02T00:00:00Z"),
        a_message("4", "Bob Roy", "late", replyToId="99"),
        a_message("", "Bob Roy", "x"),
        "x",
    ]

    found = read(write(tmp_path, *messages))

    assert [each.reason for each in found if isinstance(each, Skip)] == [
        "message without a thread",
        "written by Teams itself",
        "deleted",
        "thread without its beginning",
    ]
    assert [each.reason for each in found if isinstance(each, Rejection)] == [
        "not an object",
        "a message without an id",
    ]


def test_a_page_that_is_not_the_last_says_so(tmp_path):
    path = write(tmp_path, a_thread("17"), **{"@odata.nextLink": "https://graph.example.com/next"})

    incident, notice = read(path)

    assert isinstance(incident, Incident)
    assert (notice.code, notice.message) == ("cut", "1 threads, and more pages follow")
    write(tmp_path, a_thread("18"), name="page2.json")
    assert not any(isinstance(each, Notice) for each in read(path))
