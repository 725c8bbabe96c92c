"""`kb report`: in which form, where to, and nothing sent or written that nobody asked for."""

import email
import email.policy
import json
from pathlib import Path

import pytest

from kb.model.incident import Status
from tests.support.build import a_redacted_incident, at
from tests.support.desk import a_desk, blank_letter, refs
from tests.support.git import git
from tests.support.listening import mail_server, web_server
from tests.support.workspace import Done, files_of, kb

DAY = "2026-09-10"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Hold the clock on 10 September 2026, over two incidents and an article."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at(DAY).timestamp())))
    incidents = [
        a_redacted_incident("INC1", opened_at=at("2026-09-08"), resolved_at=at("2026-09-09")),
        a_redacted_incident(
            "INC2", summary="Payslip is empty", status=Status.OPEN, resolved_at=None, opened_at=at(DAY)
        ),
    ]
    a_desk(tmp_path / "desk", incidents=incidents, articles=[blank_letter(evidence=refs("INC1"))])
    return tmp_path / "desk"


def with_settings(desk: Path, told: str) -> None:
    (desk / "kb.toml").write_text(f'[project]\nname = "Test help"\n[report]\n{told}\n', encoding="utf-8")


def sent(desk: Path, *arguments: str) -> Done:
    return kb(desk, "report", "status", "--send", *arguments)


@pytest.mark.parametrize("name", ["dashboard", "daily", "weekly", "gaps", "quarter"])
def test_it_is_printed_and_nothing_is_written(desk: Path, name: str) -> None:
    before = files_of(desk)

    done = kb(desk, "report", name)

    assert done.code == 0, done.err
    assert "What to do next" in done.out
    assert " --rows" in done.out
    assert files_of(desk) == before


def test_whoever_sends_a_status_is_told_that_the_data_is_old(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = kb(desk, "report", "status")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2026-09-14").timestamp())))

    old = kb(desk, "report", "status")

    assert "before it is sent" not in fresh.err
    assert "before it is sent: The data ends on 10 September 2026, 4 days ago" in old.err
    assert "kb harvest" not in old.out


@pytest.mark.parametrize(
    ("form", "name", "holds"),
    [
        ("text", "a.txt", "What to do next\n---"),
        ("md", "a.md", "## What to do next"),
        ("html", "a.html", "<h2>What to do next</h2>"),
        ("mail", "a.eml", "Subject: Daily report, 10 September 2026"),
    ],
)
def test_each_form_is_written_whole_once_and_can_only_be_pretended(
    desk: Path, tmp_path: Path, form: str, name: str, holds: str
) -> None:
    file = tmp_path / name
    arguments = ("report", "daily", "--format", form, "--output", file)

    pretended = kb(desk, *arguments, "--dry-run")
    assert (pretended.code, file.exists()) == (0, False)
    done, again = kb(desk, *arguments), kb(desk, *arguments)

    assert (done.code, done.out) == (0, "")
    assert holds in file.read_text(encoding="utf-8")
    assert "unchanged" in again.err


def test_a_wrong_ending_is_refused_before_anything_is_written(desk: Path, tmp_path: Path) -> None:
    done = kb(desk, "report", "daily", "--format", "html", "--output", tmp_path / "a.md")

    assert done.code == 2
    assert "a.html" in done.err
    assert not (tmp_path / "a.md").exists()


@pytest.mark.parametrize(("form", "name"), [("html", "content/a.html"), ("md", "site/users/a.md")])
def test_a_report_never_gets_where_a_site_is_made_from(desk: Path, form: str, name: str) -> None:
    done = kb(desk, "report", "weekly", "--format", form, "--output", desk / name)

    assert done.code == 5
    assert "published" in done.err


def test_a_page_of_somebodys_own_stays(desk: Path) -> None:
    page = desk / "content" / "reports.md"
    page.write_text("---\ntitle: Ours\n---\n\nOurs.\n", encoding="utf-8")

    done = kb(desk, "report", "daily", "--format", "md", "--output", page)

    assert done.code == 5
    assert page.read_text(encoding="utf-8").endswith("Ours.\n")


def test_json_tells_figures_with_their_definition_and_no_words_beside(desk: Path) -> None:
    done = kb(desk, "report", "weekly", "--json")

    (report,) = done.json["items"]
    assert done.json["command"] == "report weekly"
    assert [each["name"] for each in report["figures"]][:2] == ["incidents_opened", "incidents_resolved"]
    assert report["figures"][0]["query"].startswith("--")
    assert kb(desk, "report", "weekly", "--format", "json").json["items"] == [report]


def test_a_week_and_a_day_can_be_asked_for(desk: Path) -> None:
    assert kb(desk, "report", "weekly", "--week", "2026-W36").out.startswith("Weekly report, 2026-W36")
    assert kb(desk, "report", "daily", "--day", "2026-09-08").out.startswith("Daily report, 8 September 2026")
    assert kb(desk, "report", "weekly", "--week", "36").code == 2


@pytest.mark.parametrize(("form", "first"), [("teams", "type"), ("slack", "blocks")])
def test_a_status_is_printed_for_each_service(desk: Path, form: str, first: str) -> None:
    told = json.loads(kb(desk, "report", "status", "--format", form).out)

    assert next(iter(told)) == first
    assert "INC2" not in json.dumps(told)


def test_nothing_is_sent_where_nobody_is_named(desk: Path) -> None:
    done = sent(desk)

    assert done.code == 2
    assert "report.status_to names no address" in done.err


def test_a_status_goes_to_all_from_a_variable_and_only_when_asked(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as (port, mails), web_server() as (web, posts):
        told = f"mailto://127.0.0.1:{port}?from=kb@t.example&to=boss@t.example\n# not yet\njson://u:s3cret@127.0.0.1:{web}/x"
        monkeypatch.setenv("KB_STATUS", told)
        with_settings(desk, 'status_to = ["env:KB_STATUS"]')

        assert kb(desk, "report", "status").code == 0
        pretended = sent(desk, "--dry-run")
        assert (mails, posts) == ([], [])
        done = sent(desk)

    assert pretended.err == "dry run: nothing was sent; it would go to 2 addresses (json, mailto)\n"
    assert (done.code, done.out, done.err) == (0, "", "sent to 2 addresses (json, mailto)\n")
    assert (len(mails), len(posts)) == (1, 1)
    message = email.message_from_bytes(mails[0], policy=email.policy.default)
    assert message["Subject"] == "Test help: Green, 2026-09-10"
    assert "INC2" not in mails[0].decode()
    assert "s3cret" not in f"{pretended}{done}"


def test_a_report_of_the_team_goes_to_the_team_alone(desk: Path) -> None:
    with mail_server() as (team, mails), mail_server() as (others, none):
        with_settings(
            desk,
            f'team_to = ["mailto://127.0.0.1:{team}?from=kb@t.example&to=team@t.example"]\n'
            f'status_to = ["mailto://127.0.0.1:{others}?from=kb@t.example&to=boss@t.example"]',
        )
        done = kb(desk, "report", "daily", "--send")

    assert done.err == "sent to 1 address (mailto)\n"
    assert (len(mails), none) == (1, [])


def test_the_address_that_fails_is_named_by_its_place_and_the_others_are_served(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_server(status=403) as (bad, _), web_server() as (good, posts):
        monkeypatch.setenv("KB_STATUS", f"json://u:s3cret@127.0.0.1:{bad}/x\njson://127.0.0.1:{good}/y")
        with_settings(desk, 'status_to = ["env:KB_STATUS"]')

        done = sent(desk)

    assert done.code == 1
    assert "1 of 2 addresses took it; not: report.status_to number 1, line 1 (json)" in done.err
    assert "s3cret" not in done.err
    assert len(posts) == 1


def test_a_variable_that_is_not_set_is_named(desk: Path) -> None:
    with_settings(desk, 'status_to = ["env:KB_NOT_THERE"]')

    done = sent(desk)

    assert (done.code, "KB_NOT_THERE" in done.err) == (2, True)


def test_a_file_of_addresses_must_be_one_that_git_leaves_alone(desk: Path) -> None:
    git(desk, "init", "-q")
    (desk / "addresses").write_text("json://127.0.0.1:1/s3cret\n", encoding="utf-8")
    with_settings(desk, 'status_to = ["file:addresses"]')

    refused = sent(desk, "--dry-run")
    (desk / ".gitignore").write_text("/addresses\n", encoding="utf-8")
    taken = sent(desk, "--dry-run")

    assert (refused.code, taken.code) == (5, 0)
    assert "s3cret" not in f"{refused}{taken}"


@pytest.mark.parametrize(
    "address",
    [
        "mailto://user:s3cret@smtp.example",
        "mailto://smtp.example?pass=s3cret&to=a@t.example",
        "slack://s3cret",
        "https://hooks.example/s3cret",
        "env:",
        "s3cret",
    ],
)
def test_what_may_be_a_secret_is_refused_in_the_settings_and_not_repeated(desk: Path, address: str) -> None:
    with_settings(desk, f'team_to = ["{address}"]')

    done = kb(desk, "report", "daily")

    assert done.code == 2
    assert "report.team_to number 1" in done.err
    assert "s3cret" not in done.err


@pytest.mark.parametrize(
    "told", ["aged_days = [1, 2]", "aged_days = [1, 2, 3, 4, -1]", "draft_days = -1", "next_update_hours = 0"]
)
def test_days_that_are_none_are_refused(desk: Path, told: str) -> None:
    with_settings(desk, told)

    assert kb(desk, "report", "daily").code == 2
