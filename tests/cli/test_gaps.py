"""`kb gaps`, and gaps on the worklist."""

from datetime import date
from pathlib import Path

import pytest

from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Miss
from kb.signals.misses import Misses
from kb.signals.sqlite import Sqlite
from tests.support.build import at
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.workspace import kb


def missed(folder: Path, query: str, times: int, when: str = "2026-11-10") -> None:
    miss = Miss(query=RedactedText(query), audience=Audience.USERS, at=at(when), times=times)
    Misses(Sqlite(folder / ".kb" / "signals.db")).add([miss], on=date(2026, 11, 10))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2026-11-20").timestamp())))
    a_desk(tmp_path, incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()])
    missed(tmp_path, "badge for a visitor", 3)
    missed(tmp_path, "zoom microphone", 1, "2026-10-01")
    return tmp_path


def test_gaps_are_listed_with_the_nearest_article(desk: Path) -> None:
    lines = kb(desk, "gaps").out.splitlines()

    assert lines[0].split() == ["TIMES", "LAST", "QUERY", "NEAREST"]
    assert lines[1].split() == [
        "3",
        "2026-11-10",
        "badge",
        "for",
        "a",
        "visitor",
        "kb-bad9e001",
        "Badge",
        "refused",
        "–",
        "Time",
        "Clock",
        "Kiosk",
    ]
    assert lines[2].split() == ["1", "2026-10-01", "zoom", "microphone", "–"]


def test_scripts_get_the_same(desk: Path) -> None:
    said = kb(desk, "gaps", "--json").json

    assert said["counts"] == {"gaps": 2, "searches": 4, "left_out": 0}
    assert said["items"][0] == {
        "query": "badge for a visitor",
        "times": 3,
        "last": "2026-11-10",
        "audiences": ["users"],
        "nearest": {"id": "kb-bad9e001", "title": "Badge refused – Time Clock Kiosk"},
    }


def test_only_since_a_day(desk: Path) -> None:
    said = kb(desk, "gaps", "--since", "2026-11-01", "--json").json

    assert [item["query"] for item in said["items"]] == ["badge for a visitor"]


def test_none_is_said(tmp_path: Path) -> None:
    a_desk(tmp_path)

    done = kb(tmp_path, "gaps")

    assert (done.code, done.out) == (0, "")
    assert "nothing was searched for in vain" in done.err
    assert not (tmp_path / ".kb").exists()


def test_forgetting_can_only_pretend(desk: Path) -> None:
    pretended = kb(desk, "gaps", "forget", "Zoom", "Microphone", "--dry-run", "--json").json
    between = kb(desk, "gaps", "--json").json["counts"]["gaps"]
    done = kb(desk, "gaps", "forget", "Zoom", "Microphone")

    assert (pretended["counts"], pretended["dry_run"], between) == ({"searches": 1}, True, 2)
    assert done.code == 0
    assert [item["query"] for item in kb(desk, "gaps", "--json").json["items"]] == ["badge for a visitor"]


def test_what_nobody_searched_for_cannot_be_forgotten(desk: Path) -> None:
    done = kb(desk, "gaps", "forget", "nothing", "like", "it")

    assert done.code == 2
    assert "kb gaps" in done.err


def test_a_broken_file_ends_with_4_and_leaves_the_worklist_whole(desk: Path) -> None:
    (desk / ".kb" / "signals.db").write_bytes(b"broken" * 1000)
    for side in ("signals.db-wal", "signals.db-shm"):
        (desk / ".kb" / side).unlink(missing_ok=True)

    done, work = kb(desk, "gaps"), kb(desk, "worklist", "--json")

    assert done.code == 4
    assert "signals.db" in done.err
    assert work.code == 0
    assert [each["file"] for each in work.json["warnings"]] == [str(desk / ".kb" / "signals.db")]


def test_the_worklist_says_what_readers_did_not_find(desk: Path) -> None:
    work = kb(desk, "worklist", "--json").json["items"]

    assert [(item["need"], item["title"], item["count"], item["lately"]) for item in work] == [
        ("gap", "badge for a visitor", 3, 3),
        ("gap", "zoom microphone", 1, 0),
    ]
    assert work[0]["why"] == (
        "3 searches for it found nothing, the last on 2026-11-10; the nearest article is Badge refused – Time Clock Kiosk."
    )
    assert work[0]["command"] == "kb new 'badge for a visitor'"
    assert work[0]["articles"] == ["kb-bad9e001"]
    assert "not found · 3 lately, 3 in all" in kb(desk, "worklist").out


def test_gaps_stand_among_the_rest_by_how_often_they_were_asked(tmp_path: Path) -> None:
    a_desk(tmp_path, incidents=letters())  # two incidents without an article, one of them late
    missed(tmp_path, "asked often", 2)
    missed(tmp_path, "asked once", 1)
    missed(tmp_path, "asked long ago", 9, "2026-01-01")

    titles = [item["title"] for item in kb(tmp_path, "worklist", "--json").json["items"]]

    assert titles[0] == "asked often"
    assert titles[-2:] == ["asked long ago", "asked once"]


def test_they_are_on_the_page_too(desk: Path) -> None:
    assert kb(desk, "worklist", "--page", "content/worklist.md").code == 0

    assert "Readers searched for it and found nothing" in (desk / "content" / "worklist.md").read_text()


@pytest.mark.parametrize("command", [("gaps",), ("worklist",)])
def test_a_place_that_cannot_be_is_told_with_what_can(desk: Path, command: tuple[str, ...]) -> None:
    with (desk / "kb.toml").open("a") as settings:
        settings.write('[signals]\nurl = "mysql://db/kb"\n')

    done = kb(desk, *command)

    assert done.code == 2
    assert "sqlite:///" in done.err
