"""Slack exports and their quirks."""

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.config import ChatSettings, HarvestSettings
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Attachment, Incident, Person, ResolutionKind, Status
from kb.sources.slack import SOURCE
from kb.sources.slack_text import mrkdwn

USERS = [
    {"id": "U01", "name": "jsmith", "real_name": "Jane Smith", "profile": {"email": "jsmith@example.com"}},
    {"id": "U02", "name": "broy", "profile": {"real_name": "Bob Roy"}},
    {"id": "U03", "name": "helper", "is_bot": True},
]


def an_export(folder: Path, days: dict[str, object], **lists: object) -> Path:
    """Write an export; `days` maps `channel/day` to messages."""
    members = {"users": USERS, "channels": [{"id": "C01", "name": "hr", "members": None}]} | lists
    for name, value in (members | days).items():
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return folder


def say(ts: str, text: str = "", user: str = "U01", **more: object) -> dict[str, object]:
    return {"type": "message", "user": user, "ts": ts, "text": text} | more


ROOT = say("1456427378.000002", "Why is it empty?", thread_ts="1456427378.000002", reply_count=2)
REPLY = say("1456427400.000001", "Run the *job* again <@U01>.", "U02", thread_ts="1456427378.000002")
THANKS = say("1456527400.000001", "that fixed it", thread_ts="1456427378.000002")


def read(path: Path, settings: HarvestSettings | None = None) -> list[object]:
    return [
        record
        for record in SOURCE.read(path, settings or HarvestSettings())
        if not isinstance(record, Notice)
    ]


def reasons(found: list[object]) -> list[str]:
    return [record.reason for record in found if isinstance(record, Skip | Rejection)]


def test_a_thread_across_day_files_is_one_incident(tmp_path):
    path = an_export(tmp_path, {"hr/2016-02-25": [ROOT, REPLY], "hr/2016-02-26": [THANKS]})

    (incident,) = read(path)

    assert str(incident.ref) == "slack:hr-1456427378.000002"
    assert incident.opened_at == datetime(2016, 2, 25, 19, 9, 38, tzinfo=UTC)
    assert (incident.status, incident.resolution_kind) == (Status.RESOLVED, ResolutionKind.FIX)
    assert incident.resolution == "Run the **job** again @Jane Smith."
    assert [entry.text for entry in incident.entries] == [incident.resolution, "that fixed it"]
    assert (incident.reporter, incident.resolver, incident.group) == ("Jane Smith", "Bob Roy", "hr")
    assert set(incident.people) == {
        Person(name="Jane Smith", email="jsmith@example.com", user="jsmith"),
        Person(name="Bob Roy", user="broy"),
    }


def test_every_message_is_accounted_for(tmp_path):
    days = {
        "hr/2016-02-25": [
            say("1.1", "<@U01> has joined the channel", subtype="channel_join"),
            say("2.1", "Just saying."),
            say("3.1", "gone", subtype="tombstone"),
            ROOT,
            REPLY,
            REPLY | {"subtype": "thread_broadcast"},
            say("4.1", "A reply without its root", thread_ts="0.5"),
            {
                "type": "message",
                "subtype": "bot_message",
                "ts": "5.1",
                "text": "Job failed",
                "username": "Jenkins",
            },
            {"type": "message", "text": "no time"},
            "not an object",
        ],
        "hr/2016-02-26": '[{"type": "message", ',
    }
    found = list(SOURCE.read(an_export(tmp_path, days), HarvestSettings()))

    assert sorted(reasons(found)) == [
        "bots only",
        "broadcast of a reply",
        "deleted",
        "hr/2016-02-25.json: a message without its time",
        "hr/2016-02-25.json: a message without its time",
        "hr/2016-02-26.json: broken JSON: Expecting property name enclosed in double quotes",
        "joined, left or renamed",
        "message without a thread",
        "thread without its beginning",
    ]
    assert sum(isinstance(each, Incident) for each in found) == 1
    assert found[-1].message == "10 messages"


def test_a_tick_solves(tmp_path):
    ticked = REPLY | {"reactions": [{"name": "white_check_mark", "users": ["U01"], "count": 1}]}

    (incident,) = read(an_export(tmp_path, {"hr/2016-02-25": [ROOT, ticked]}))

    assert incident.status is Status.RESOLVED
    assert incident.resolver == "Bob Roy"


def test_other_reactions_do_not_unless_declared(tmp_path):
    marked = REPLY | {"reactions": [{"name": "tada::skin-tone-2"}]}
    path = an_export(tmp_path, {"hr/2016-02-25": [ROOT, marked]})

    (plain,) = read(path)
    (declared,) = read(path, HarvestSettings(chat=ChatSettings(solved_reactions=("tada",))))

    assert (plain.status, declared.status) == (Status.OPEN, Status.RESOLVED)


def test_words_in_blocks_alone_are_read(tmp_path):
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Outage"}},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Why does ", "style": {"bold": True}},
                        {"type": "user", "user_id": "U02"},
                        {"type": "text", "text": "x", "style": {"code": True}},
                        {"type": "link", "url": "https://example.com", "text": "here"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
                    ],
                },
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            ],
        },
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*a* fails"}]},
    ]
    root = ROOT | {"text": "", "blocks": blocks}

    (incident,) = read(an_export(tmp_path, {"hr/2016-02-25": [root, REPLY]}))

    assert incident.description == (
        "**Outage**\n\n**Why does **@Bob Roy`x`[here](https://example.com)\n1. one\n```\ncode\n```\n> said\n\n**a** fails"
    )


@pytest.mark.parametrize(
    ("raw", "markdown"),
    [
        ("*bold* _it_ ~gone~", "**bold** _it_ ~~gone~~"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("&lt;b&gt; &amp; &lt;", "<b> & <"),
        ("<@U01> and <@U99|kim>", "@Jane and @kim"),
        ("<#C01|hr> <#C02>", "#hr #it"),
        ("<!here> <!subteam^S1|@payroll> <!date^1^{date}|today>", "@here @payroll @today"),
        (
            "<https://x.example.com|label> <https://x.example.com>",
            "[label](https://x.example.com) <https://x.example.com>",
        ),
        ("<mailto:a@example.com|a@example.com>", "a@example.com"),
        ("`*not bold* <https://x.example.com|l>`", "`*not bold* l`"),
        ("```\nx *y*\n```", "```\nx *y*\n```"),
    ],
)
def test_slacks_own_markup_becomes_markdown(raw, markdown):
    assert mrkdwn(raw, lambda user: {"U01": "Jane"}.get(user, ""), {"C02": "it"}) == markdown


def test_private_conversations_stay_private(tmp_path):
    days = {
        "D0A1B2C3/2016-02-25": [ROOT, REPLY],
        "secret/2016-02-25": [ROOT, REPLY],
        "hr/2016-02-25": [ROOT, REPLY],
    }
    path = an_export(
        tmp_path, days, groups=[{"id": "G01", "name": "secret"}], dms=[{"id": "D0A1B2C3", "members": []}]
    )

    assert reasons(read(path)) == ["private conversation"] * 2
    allowed = read(path, HarvestSettings(chat=ChatSettings(include_private=True)))
    keys = [incident.ref.key for incident in allowed]
    assert len(keys) == 3
    assert not any(key.startswith(("D0A1B2C3", "secret")) for key in keys)


def test_files_are_named_and_digested_where_they_are(tmp_path):
    root = ROOT | {
        "files": [{"id": "F1", "name": "../../cv.pdf", "size": 5}, {"id": "F2", "name": "gone.png"}]
    }
    path = an_export(tmp_path, {"hr/2016-02-25": [root, REPLY]})
    (path / "hr" / "attachments").mkdir()
    (path / "hr" / "attachments" / "F1-cv.pdf").write_bytes(b"hello")

    (incident,) = read(path)

    assert incident.attachments == (
        Attachment(name="cv.pdf", sha256=hashlib.sha256(b"hello").hexdigest(), size=5),
        Attachment(name="gone.png"),
    )


def test_unfurled_links_speak_when_nothing_else_does(tmp_path):
    root = ROOT | {
        "text": "",
        "attachments": [
            {"fallback": "fb", "title": "INC1 fails", "fields": [{"title": "State", "value": "New"}]}
        ],
    }

    (incident,) = read(an_export(tmp_path, {"hr/2016-02-25": [root, REPLY]}))

    assert incident.description == "INC1 fails\nState: New"


def test_a_zip_with_names_that_lead_out_gives_what_is_safe(tmp_path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(USERS))
        archive.writestr("hr/2016-02-25.json", json.dumps([ROOT, REPLY]))
        archive.writestr("../evil/2016-02-25.json", "[]")

    found = read(path)

    assert reasons(found) == ["../evil/2016-02-25.json: its name leads out of the archive"]
    assert sum(isinstance(each, Incident) for each in found) == 1


def test_a_folder_that_is_none_is_left_alone(tmp_path):
    (tmp_path / "users.json").write_text("[]")

    assert not SOURCE.sniff(tmp_path, HarvestSettings())
    assert not SOURCE.sniff(tmp_path / "users.json", HarvestSettings())


def test_absurd_blocks_are_survived(tmp_path):
    nested: object = {"type": "rich_text_section", "elements": []}
    for _ in range(300):
        nested = {"type": "rich_text_list", "elements": [nested]}
    root = ROOT | {"text": "", "blocks": [{"type": "rich_text", "elements": [nested]}, {"type": 5}, "x"]}

    assert reasons(read(an_export(tmp_path, {"hr/2016-02-25": [root, REPLY]}))) == ["thread: no question"]
