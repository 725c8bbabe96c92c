"""Slack exports and their quirks."""

import hashlib
import json
import time
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kb
from kb.config import ChatSettings, HarvestSettings
from kb.errors import InputError
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


def a_zip(path: Path, folder: Path) -> Path:
    """Pack an export."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.json")):
            archive.write(file, file.relative_to(folder))
    return path


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
            REPLY | {"ts": "1456427400.000009", "subtype": "reply_broadcast"},
            ROOT,
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
        "broadcast of a reply",
        "broken JSON: Expecting property name enclosed in double quotes",
        "deleted",
        "joined, left or renamed",
        "message 11 has no time",
        "message 12 has no time",
        "message without a thread",
        "same message twice",
        "thread without its beginning",
    ]
    assert sum(isinstance(each, Incident) for each in found) == 1
    assert found[-1].message == "12 messages, 2 of them replies"


def test_records_come_in_the_order_they_began(tmp_path):
    days = {"hr/2016-02-25": [say("1.1", "Hello"), ROOT, say("2.1", "x", subtype="channel_join"), REPLY]}

    found = read(an_export(tmp_path, days))

    assert [type(each).__name__ for each in found] == ["Skip", "Incident", "Skip"]


def test_a_broken_day_is_named_with_its_line_and_costs_only_itself(tmp_path):
    days = {"hr/2016-02-24": '[\n{"ts": "1.1"},\n{"ts": }]', "hr/2016-02-25": [ROOT, REPLY]}
    path = an_export(tmp_path / "export", days)
    packed = a_zip(tmp_path / "export.zip", path)

    (broken, incident), (inside, same) = read(path), read(packed)

    assert (broken.path, broken.line) == (path / "hr" / "2016-02-24.json", 3)
    assert (inside.path, inside.line) == (packed, 0)
    assert inside.reason == "hr/2016-02-24.json:3: broken JSON: Expecting value"
    assert incident.ref == same.ref


def test_deleted_messages_are_no_part_of_a_thread(tmp_path):
    gone = REPLY | {"subtype": "tombstone", "text": "This message was deleted.", "ts": "1456427390.000001"}
    days = {
        "hr/2016-02-25": [ROOT, gone, REPLY],
        "it/2016-02-25": [ROOT | {"subtype": "tombstone", "text": "This message was deleted."}, REPLY],
    }

    found = read(an_export(tmp_path, days))

    assert [len(each.entries) for each in found if isinstance(each, Incident)] == [1]
    assert reasons(found) == ["deleted"]


def test_a_thread_whose_replies_were_not_exported_says_so(tmp_path):
    found = read(an_export(tmp_path, {"hr/2016-02-25": [ROOT]}))

    assert reasons(found) == ["thread: its replies are not in the export"]


def test_an_edited_message_dates_the_thread(tmp_path):
    edited = REPLY | {"edited": {"user": "U02", "ts": "1456527400.000000"}}

    (incident,) = read(an_export(tmp_path, {"hr/2016-02-25": [ROOT, edited]}))

    assert incident.updated_at == datetime(2016, 2, 26, 22, 56, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    "bot",
    [
        {"subtype": "bot_message", "bot_id": "B1", "username": "helper"},
        {"user": "U03", "bot_id": "B1"},  # a bot with a user of its own
        {"user": "U0NEW", "bot_id": "B1", "bot_profile": {"name": "helper"}},
        {"user": "USLACKBOT"},
    ],
)
def test_a_bots_answer_is_nobodys(tmp_path, bot):
    answer = {
        "type": "message",
        "ts": "1456427400.000001",
        "text": "See the manual.",
        "thread_ts": ROOT["ts"],
    } | bot

    assert reasons(read(an_export(tmp_path, {"hr/2016-02-25": [ROOT, answer]}))) == ["thread: no replies"]


def test_people_who_post_through_an_app_are_people(tmp_path):
    days = {"hr/2016-02-25": [ROOT, REPLY | {"bot_id": "B1", "app_id": "A1"}]}

    (incident,) = read(an_export(tmp_path, days))

    assert incident.entries[0].author == "Bob Roy"


def test_every_form_of_a_name_is_known(tmp_path):
    user = {
        "id": "U01",
        "name": "jsmith",
        "real_name": "Jane Smith",
        "profile": {"real_name": "Jane Smith", "display_name": "Janey (HR)", "email": "jane@example.com"},
    }

    (incident,) = read(an_export(tmp_path, {"hr/2016-02-25": [ROOT, REPLY]}, users=[user]))

    assert Person(name="Jane Smith", email="jane@example.com", user="jsmith") in incident.people
    assert Person(name="Janey (HR)") in incident.people
    assert Person(name="", user="U02") in incident.people  # not in the list


def test_people_of_other_workspaces_are_known_by_their_messages(tmp_path):
    profile = {"real_name": "Kim Ray", "display_name": "kim", "name": "kray"}
    days = {"hr/2016-02-25": [ROOT, REPLY | {"user": "U77", "user_profile": profile}]}

    (incident,) = read(an_export(tmp_path, days))

    assert incident.entries[0].author == "Kim Ray"
    assert {Person(name="Kim Ray", user="kray"), Person(name="kim")} <= set(incident.people)


def test_without_the_list_of_users_somebody_is_warned(tmp_path):
    path = an_export(tmp_path, {"hr/2016-02-25": [ROOT, REPLY]})
    (path / "users.json").unlink()

    notices = [each for each in SOURCE.read(path, HarvestSettings()) if isinstance(each, Notice)]

    assert [each.code for each in notices] == ["names", "messages"]


@pytest.mark.parametrize("name", ["users.json", "channels.json"])
def test_a_broken_list_is_refused_since_nobody_knows_whom_to_hide(tmp_path, name):
    path = an_export(tmp_path, {"hr/2016-02-25": [ROOT, REPLY]})
    (path / name).write_text('[{"id": ')

    with pytest.raises(InputError, match=f"{name}: broken JSON"):
        read(path)


def test_messages_that_are_forwarded_are_quoted_with_their_people(tmp_path):
    forwarded = {
        "is_msg_unfurl": True,
        "from_url": "https://example.slack.com/archives/C01/p1",
        "author_id": "U88",
        "author_name": "Ada Moss",
        "text": "The *export* fails",
    }
    preview = {"from_url": "https://example.com", "title": "Example", "text": "An example"}
    root = ROOT | {"text": "Can anybody help?", "attachments": [forwarded, preview]}

    (incident,) = read(an_export(tmp_path, {"hr/2016-02-25": [root, REPLY]}))

    assert incident.description == "Can anybody help?\n\n> The **export** fails"
    assert {Person(name="Ada Moss"), Person(name="", user="U88")} <= set(incident.people)


def test_the_old_remark_on_a_file_has_an_author(tmp_path):
    remark = {
        "type": "message",
        "subtype": "file_comment",
        "ts": "5.1",
        "text": "nice",
        "comment": {"user": "U02"},
    }

    assert reasons(read(an_export(tmp_path, {"hr/2016-02-25": [remark]}))) == ["message without a thread"]


def test_folders_called_by_id_have_the_name_of_the_channel(tmp_path):
    (incident,) = read(an_export(tmp_path, {"C01/2016-02-25": [ROOT, REPLY]}))

    assert (incident.group, incident.ref.key) == ("hr", "hr-1456427378.000002")


def test_one_day_by_itself_is_refused_with_a_word(tmp_path):
    path = an_export(tmp_path, {"hr/2016-02-25": [ROOT, REPLY]}) / "hr" / "2016-02-25.json"

    assert not SOURCE.sniff(path, HarvestSettings())
    assert "name the folder above" in SOURCE.explain(path, HarvestSettings())
    with pytest.raises(InputError, match="one file"):
        read(path)


def test_a_record_nested_absurdly_costs_itself_only(tmp_path):
    deep = json.dumps(ROOT | {"blocks": 0}).replace('"blocks": 0', '"blocks": ' + "[" * 900 + "]" * 900)
    path = an_export(tmp_path, {"hr/2016-02-25": f"[{deep}, {json.dumps(REPLY)}]"})

    assert len(read(path)) == 1


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
        "**Outage**\n\n**Why does** @Bob Roy`x`[here](https://example.com)\n1. one\n```\ncode\n```\n> said\n\n**a** fails"
    )


@pytest.mark.parametrize(
    ("raw", "markdown"),
    [
        ("*bold* _it_ ~gone~", "**bold** _it_ ~~gone~~"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("&lt;b&gt; &amp; &lt;", "<b> & <"),
        ("<@U01> and <@U99|kim>", "@Jane and @kim"),
        ("<#C01|hr> <#C02>", "#hr #it"),
        ("<!here> <!subteam^S1|@payroll> <!date^1^{date}|today>", "@here @payroll today"),
        (
            "<https://x.example.com|label> <https://x.example.com>",
            "[label](https://x.example.com) <https://x.example.com>",
        ),
        ("<mailto:a@example.com|a@example.com>", "a@example.com"),
        ("`*not bold* <https://x.example.com|l>`", "`*not bold* l`"),
        ("```\nx *y*\n```", "```\nx *y*\n```"),
        ("<https://x.example.com/~a~/b*c*>", "<https://x.example.com/~a~/b*c*>"),
        ("*<@U01> first*", "**@Jane first**"),
        ("<https://x.example.com/a(b)|see [1]>", "[see \\[1\\]](https://x.example.com/a%28b%29)"),
        ("<javascript:alert(1)|click>", "click"),
        ("a&amp;copy=1 &amp;lt;", "a&copy=1 &lt;"),
        ("\u2022 one\n\u2022 two", "- one\n- two"),
        ("&gt; said", "> said"),
        ("<!subteam^S1>", "@group"),
    ],
)
def test_slacks_own_markup_becomes_markdown(raw, markdown):
    assert mrkdwn(raw, lambda user: {"U01": "Jane"}.get(user, ""), {"C02": "it"}) == markdown


def test_private_conversations_stay_private(tmp_path):
    days = {
        "D0A1B2C3/2016-02-25": [ROOT, REPLY],
        "secret/2016-02-25": [ROOT, REPLY],
        "mpdm-jane--bob-1/2016-02-25": [ROOT, REPLY],  # named after people, listed nowhere
        "marked/2016-02-25": [ROOT, REPLY],
        "hr/2016-02-25": [ROOT, REPLY],
    }
    path = an_export(
        tmp_path,
        days,
        groups=[{"id": "G01", "name": "secret"}],
        dms=[{"id": "D0A1B2C3", "members": []}],
        channels=[{"id": "C02", "name": "marked", "is_private": True}],
    )

    assert reasons(read(path)) == ["private conversation"] * 4
    allowed = read(path, HarvestSettings(chat=ChatSettings(include_private=True)))
    keys = [incident.ref.key for incident in allowed]
    assert len(set(keys)) == 5
    assert not any(key.startswith(("D0A1B2C3", "secret", "mpdm", "marked")) for key in keys)
    assert [incident.group for incident in allowed if incident.group] == ["hr"]


def test_files_are_named_and_digested_where_they_are(tmp_path):
    files = [
        {"id": "F1", "name": "../../cv.pdf", "size": 5},
        {"id": "F2", "name": "gone.png"},
        {"id": "F3", "name": "log.txt"},
        {"id": "F4", "mode": "tombstone"},
    ]
    path = an_export(tmp_path, {"hr/2016-02-25": [ROOT | {"files": files}, REPLY]})
    (path / "hr" / "attachments").mkdir()
    (path / "hr" / "attachments" / "F1-cv.pdf").write_bytes(b"hello")
    (path / "__uploads" / "F3").mkdir(parents=True)
    (path / "__uploads" / "F3" / "log.txt").write_bytes(b"hello")

    (incident,) = read(path)

    assert incident.attachments == (
        Attachment(name="cv.pdf", sha256=hashlib.sha256(b"hello").hexdigest(), size=5),
        Attachment(name="gone.png"),
        Attachment(name="log.txt", sha256=hashlib.sha256(b"hello").hexdigest(), size=5),
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


def test_the_sample_workspace_gives_its_two_solved_threads():
    found = read(Path(kb.__file__).parent / "sample" / "exports" / "slack")

    told = {
        each.ref.key: each.resolution for each in found if isinstance(each, Incident) and each.is_resolved
    }
    assert {key: text.partition(",")[0] for key, text in told.items()} == {
        "hypercare-hr-1788249600.000100": "`tarnbridge_hr`",
        "hypercare-hr-1788336000.000100": "It was empty. Filled it",
    }
    # somebody who answers herself was not helped by anybody
    assert Counter(reasons(found)) == {
        "message without a thread": 6,
        "joined, left or renamed": 1,
        "thread: no replies": 1,
    }


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "id"]), inner)
    ),
    max_leaves=6,
)
KEYS = [
    "type", "subtype", "user", "bot_id", "text", "ts", "thread_ts", "blocks", "attachments", "files", "file", "reactions",
    "edited", "user_profile", "bot_profile", "comment", "reply_count", "hidden", "username",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    root=st.dictionaries(st.sampled_from(KEYS), ANY, max_size=3),
    reply=st.dictionaries(st.sampled_from(KEYS), ANY, max_size=3),
)
def test_any_value_may_stand_anywhere(tmp_path_factory, root, reply):
    path = an_export(tmp_path_factory.mktemp("any"), {"hr/2016-02-25": [ROOT | root, REPLY | reply]})

    assert 1 <= len(read(path)) <= 2


@given(raw=st.text(alphabet="<>@#!|*~`_&;\nabU01 (http://)[]\0", max_size=60))
def test_any_markup_becomes_text(raw):
    assert "\0" not in mrkdwn(raw, lambda user: user, {})


@pytest.mark.parametrize(
    "word", ["*", "~", "`", "<", "<@", "*a ", "```", "&lt;", "<http://a|", "[", "\u2022 "]
)
def test_long_markup_is_read_quickly(word):
    begun = time.process_time()

    mrkdwn(word * 100_000, lambda user: user, {})

    assert time.process_time() - begun < 2
