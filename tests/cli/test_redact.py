"""`kb redact` shows what would be hidden, writes nothing unasked, and reports without a character of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.workspace import a_row, a_workspace, an_export, files_of, kb

TEXT = "Hi team,\nwrite to ada.moss@example.com\nor call +44 1632 960123\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


def test_it_shows_what_would_change_and_writes_nothing(folder: Path) -> None:
    (folder / "exports").mkdir()
    (folder / "exports" / "note.txt").write_text(TEXT)
    before = files_of(folder)

    done = kb(folder, "redact", "exports/note.txt")

    assert done.code == 0
    assert "-write to ada.moss@example.com" in done.out
    assert "+write to [email]" in done.out
    assert "exports/note.txt: email 1, phone 1" in done.err
    assert files_of(folder) == before


def test_places_are_told_without_a_character_of_what_stands_there(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT)

    checked = kb(folder, "redact", "--check", tmp_path / "note.txt")
    told = kb(folder, "redact", "--json", tmp_path / "note.txt")

    assert checked.code == 1
    assert checked.out.splitlines() == [f"{tmp_path}/note.txt:2: email", f"{tmp_path}/note.txt:3: phone"]
    assert told.json["items"][0]["places"] == [{"line": 2, "kind": "email"}, {"line": 3, "kind": "phone"}]
    assert "ada" not in checked.out + told.out


def test_a_clean_text_is_well(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The page is white.\n")

    assert kb(folder, "redact", "--check", tmp_path / "note.txt").code == 0


def test_the_text_can_be_printed_or_written_to_a_new_file(folder: Path, tmp_path: Path) -> None:
    note, new = tmp_path / "note.txt", tmp_path / "new.txt"
    note.write_text(TEXT)
    wanted = "Hi team,\nwrite to [email]\nor call [phone]\n"

    assert kb(folder, "redact", "--plain", note).out == wanted
    assert kb(folder, "redact", note, "--output", new, "--dry-run").code == 0
    assert not new.exists()
    assert kb(folder, "redact", note, "--output", new).code == 0
    assert new.read_text() == wanted
    assert kb(folder, "redact", note, "--output", note).code == 5
    assert note.read_text() == TEXT


def test_an_export_is_read_for_the_people_it_names(folder: Path, tmp_path: Path) -> None:
    export = an_export(tmp_path / "export.csv", [a_row("INC0048001", description="Agnieszka called Tobias")])

    done = kb(folder, "redact", "--plain", export)

    assert "Agnieszka" not in done.out
    assert "Tobias" not in done.out
    assert "read by servicenow-csv, which names" in done.err


def test_more_people_can_be_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,email,user\nMarek Nowak,,\n")
    (tmp_path / "note.txt").write_text("ask Nowak\n")

    assert kb(
        folder, "redact", "--plain", tmp_path / "note.txt", "--people", tmp_path / "people.csv"
    ).out == ("ask [person A]\n")


def test_it_reads_standard_input(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kb", "-C", str(folder), "redact", "--plain", "-"],
        input=TEXT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[email]" in done.stdout


def test_the_report_counts_what_is_hidden_in_all_that_is_kept(folder: Path, tmp_path: Path) -> None:
    rows = [
        a_row("INC0048001", description="The offer letter is blank. Write to ada.moss@example.com"),
        a_row("INC0048002", description="The offer letter is blank."),
    ]
    kb(folder, "harvest", an_export(tmp_path / "export.csv", rows))

    told = kb(folder, "redact", "--report", "--json").json
    shown = kb(folder, "redact", "--report")

    first = told["items"][0]
    assert (first["what"], first["items"], first["touched"]) == ("incidents of servicenow", 2, 2)
    assert first["hidden"]["email"] == 1
    assert [each["what"] for each in told["items"]] == ["incidents of servicenow", "articles for support"]
    assert told["rules"]["people"] == 0
    assert "incidents of servicenow" in shown.out
    assert "ada" not in json.dumps(told) + shown.out + shown.err


def test_a_file_must_be_named(folder: Path) -> None:
    assert kb(folder, "redact").code == 2
    assert kb(folder, "redact", "no-such-file.txt").code == 3
