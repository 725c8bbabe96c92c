"""What goes into a bundle besides redacted text, what stays out, and that every file is accounted for."""

import csv
from pathlib import Path

import pytest

from kb.archive import pieces
from kb.flows import logs as flow
from tests.archive.test_kinds import EXIF, a_png, chunk
from tests.support.git import git
from tests.support.workspace import Done, a_row, a_workspace, an_export, kb

WHO = "Rosalind Ottoway"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    made = tmp_path / "logs"
    made.mkdir()
    (made / "day.md").write_text("09:00 started\n")
    return made


def archived(folder: Path, *arguments: object) -> Done:
    done = kb(folder, "archive", "add", *arguments, "--bundle", "week-1", "--json")
    assert done.code == 0, done.err
    return done


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "archive" / "bundles" / "week-1" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_left_out_is_told_on_screen_and_in_the_bundle_with_nobody_named(
    folder: Path, logs: Path
) -> None:
    an_export(logs / "week.csv", [a_row("INC0048001", caller_id=WHO)])
    (logs / f"{WHO}.zip").write_bytes(b"PK\x03\x04")
    (logs / "board.png").write_bytes(a_png())

    done = archived(folder, logs)

    assert {each["file"] for each in done.json["warnings"]} == {f"{WHO}.zip", "board.png"}
    assert [each["file"] for each in rows(folder, "left-out.csv")] == ["[person].zip", "board.png"]
    assert done.json["counts"]["read"] == done.json["counts"]["files"] + done.json["counts"]["refused"]
    assert "Ottoway" not in git(folder, "log", "--all", "-p")
    assert kb(folder, "archive", "verify").code == 0


def test_a_picture_that_was_asked_for_is_kept_without_its_author_and_said_to_be_unredacted(
    folder: Path, logs: Path
) -> None:
    (logs / "board.png").write_bytes(a_png(chunk(b"eXIf", EXIF)))
    (logs / "torn.png").write_bytes(a_png()[:-3])
    (logs / "page.pdf").write_bytes(b"%PDF-1.7")

    done = archived(folder, logs, "--with-pictures")

    assert (folder / "archive/bundles/week-1/data/board.png").read_bytes() == a_png()
    assert [each["file"] for each in rows(folder, "not-redacted.csv")] == ["board.png"]
    assert {each["file"]: each["code"] for each in done.json["warnings"]} == {
        "board.png": "unredacted",
        "page.pdf": "refused",
        "torn.png": "refused",
    }
    assert done.json["counts"]["read"] == done.json["counts"]["files"] + done.json["counts"]["refused"]


def test_links_are_listed_and_answered_by_what_is_given(folder: Path, logs: Path, tmp_path: Path) -> None:
    secret = "https://wiki.example/runbook?token=Kestrel2281depotXY"
    (logs / "chat.md").write_text(
        f"see {secret}, and (https://wiki.example/a_(b)).\n\\\\files\\hr\\plan.docx\n"
    )
    (tmp_path / "runbook.md").write_text(f"{WHO} wrote: call +44 1632 960123\n")
    (tmp_path / "links.csv").write_text("link,file\nhttps://wiki.example/gone,runbook.md\n")

    done = archived(
        folder, logs, "--link", f"{secret}={tmp_path / 'runbook.md'}", "--links", tmp_path / "links.csv"
    )

    found = {
        each["link"]: (each["kind"], each["files"], each["kept_as"]) for each in rows(folder, "links.csv")
    }
    kept = "data/linked/runbook.md"
    assert found == {
        "https://wiki.example/runbook?token=[token]": ("web", "1", kept),
        "https://wiki.example/a_(b)": ("web", "1", ""),
        "\\\\files\\hr\\plan.docx": ("share", "1", ""),
        "https://wiki.example/gone": ("web", "0", kept),
    }
    assert "[phone]" in (folder / "archive/bundles/week-1" / kept).read_text()
    assert done.json["counts"]["links_kept"] == 2


def test_a_link_without_its_file_is_refused(folder: Path, logs: Path) -> None:
    done = kb(folder, "archive", "add", logs, "--bundle", "week-1", "--link", "https://x.example=nowhere.md")

    assert (done.code, "names no file" in done.err) == (2, True)


def test_several_places_make_one_bundle_and_the_same_again_nothing(
    folder: Path, logs: Path, tmp_path: Path
) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "day.md").write_text("10:00 started\n")

    first, again = (archived(folder, logs, tmp_path / "mail") for _ in range(2))

    assert (first.json["items"][0]["changed"], again.json["items"][0]["changed"]) == (True, False)
    data = folder / "archive" / "bundles" / "week-1" / "data"
    assert sorted(path.relative_to(data).as_posix() for path in data.rglob("*.md")) == [
        "logs/day.md",
        "mail/day.md",
    ]
    assert not list((folder / ".kb" / "tmp").iterdir())


def test_more_than_a_bundle_may_hold_is_refused_before_anything_is_read(folder: Path, logs: Path) -> None:
    with (folder / "kb.toml").open("a") as file:
        file.write("\n[archive]\nlargest_mb = 3\ntotal_mb = 3\n")
    for name in "ab":
        (logs / f"{name}.log").write_bytes(b"x\n" * 1_000_000)

    done = kb(folder, "archive", "add", logs, "--bundle", "week-1")

    assert (done.code, "archive.total_mb" in done.err) == (5, True)


def test_a_large_text_hides_in_one_piece_whom_another_greets(
    folder: Path, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2_000)
    monkeypatch.setattr("kb.flows.keeping.PIECE", 2_000)
    quiet = "the queue was quiet all night\n" * 300
    (logs / "chat.txt").write_text(f"Rosalind says it is dark\n{quiet}Hi Rosalind,\n")

    archived(folder, logs)

    text = (folder / "archive/bundles/week-1/data/chat.txt").read_text()
    assert "Rosalind" not in text
    assert text.count("quiet") == 300


def test_other_processes_redact_as_this_one_does(
    folder: Path, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        (logs / f"{number}.log").write_text(f"Hi Rosalind, call +44 1632 96012{number}\n")
    pretended = archived(folder, logs, "--dry-run")
    monkeypatch.setattr(flow, "_FEW", 0)
    toml = folder / "kb.toml"
    toml.write_text(toml.read_text().replace("[harvest]\n", "[harvest]\nworkers = 2\n"))

    done = archived(folder, logs)

    assert done.json["items"][0]["digest"] == pretended.json["items"][0]["digest"]
