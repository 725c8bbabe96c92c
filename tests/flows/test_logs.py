"""A bundle holds nothing that the ledger hides, whatever the logs were written in."""

import base64
import json
from pathlib import Path

import pytest

from kb import registry
from kb.config import load
from kb.errors import RefusedError
from kb.flows.archive import add
from kb.io import clock
from kb.redact.base import Known, Redaction
from tests.support.git import git
from tests.support.workspace import Done, a_row, a_workspace, an_export, kb, three_incidents

WHO = "Rosalind Ottoway"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    made = tmp_path / "logs"
    made.mkdir()
    return made


def archived(folder: Path, logs: Path, *more: str) -> Done:
    done = kb(folder, "archive", "add", logs, "--bundle", "week-1", "--json", *more)
    assert done.code == 0, done.err
    return done


def kept(folder: Path) -> dict[str, str]:
    data = folder / "archive" / "bundles" / "week-1" / "data"
    return {
        path.relative_to(data).as_posix(): path.read_text()
        for path in sorted(data.rglob("*.*"))
        if path.is_file()
    }


def test_an_export_is_kept_as_the_very_records_that_a_harvest_keeps(folder: Path, logs: Path) -> None:
    export = an_export(logs / "week.csv", three_incidents())

    archived(folder, logs)
    kb(folder, "harvest", export)

    months = sorted((folder / "archive" / "incidents").glob("*.jsonl"))
    ledger = {line for month in months for line in month.read_text().splitlines()}
    assert set(kept(folder)["week.csv.jsonl"].splitlines()) == ledger
    assert len(ledger) == 3


def test_mail_is_read_before_anything_is_looked_for(folder: Path, logs: Path) -> None:
    body = base64.encodebytes(f"The kiosk is dark.\nRegards,\n{WHO}\n+44 1632 960123\n".encode()).decode()
    (logs / "one.eml").write_text(
        f"From: {WHO} <r.ottoway@example.com>\nTo: help@example.com\nSubject: Kiosk is dark\n"
        "Date: Mon, 02 Nov 2026 09:00:00 +0000\nMessage-ID: <1@example.com>\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n"
    )

    archived(folder, logs)

    [text] = kept(folder).values()
    assert "The kiosk is dark." in text
    assert "Ottoway" not in text
    assert "960123" not in text
    assert body.split()[0] not in text


def test_encoded_text_that_nobody_reads_is_left_out_and_named(folder: Path, logs: Path) -> None:
    (logs / "part.txt").write_text("Content-Transfer-Encoding: base64\n\nUm9zYWxpbmQgT3R0b3dheQ==\n")
    (logs / "day.md").write_text("09:00 started\n")

    done = archived(folder, logs)

    assert list(kept(folder)) == ["day.md"]
    assert [each["file"] for each in done.json["warnings"]] == ["part.txt"]


def test_a_chat_beside_an_export_hides_whom_the_export_names(folder: Path, logs: Path) -> None:
    an_export(logs / "week.csv", [a_row("INC0048001", caller_id=WHO)])
    (logs / "chat.md").write_text("10:00 lead: Rosalind called again, r. Ottoway's kiosk is dark\n")

    archived(folder, logs)

    text = kept(folder)["chat.md"]
    assert "Rosalind" not in text
    assert "Ottoway" not in text
    assert "kiosk is dark" in text


def test_escaped_json_is_read_and_stays_json(folder: Path, logs: Path) -> None:
    an_export(logs / "week.csv", [a_row("INC0048001", caller_id="Zoë Brontë")])
    (logs / "events.json").write_text(json.dumps({"who": "Zoë Brontë", "note": "call Zoë", "n": [1, None]}))
    (logs / "events.jsonl").write_text('{"who": "Zo\\u00eb Bront\\u00eb"}\n{"broken": \n')

    archived(folder, logs)

    one = json.loads(kept(folder)["events.json"])
    assert one["who"].startswith("[person")
    assert one["note"].startswith("call [person")
    assert one["n"] == [1, None]
    lines = kept(folder)["events.jsonl"].split("\n")
    assert json.loads(lines[0])["who"].startswith("[person")
    assert lines[1] == '{"broken": '


def test_a_table_that_no_source_reads_keeps_its_rows_and_hides_its_people(folder: Path, logs: Path) -> None:
    rows = [
        "When;Opened by;What;Reach me",
        f"09:00;{WHO};Kiosk dark;r.ottoway@example.com",
        "09:30;Jan Ferro;Rosalind says it is bright;+44 1632 960123",
    ]
    (logs / "desk.csv").write_text("\n".join(rows) + "\n")

    archived(folder, logs)

    text = kept(folder)["desk.csv"]
    assert "Rosalind" not in text
    assert "Ferro" not in text
    assert [line.count(";") for line in text.splitlines()] == [3, 3, 3]
    assert "Kiosk dark" in text


def test_character_references_hide_nobody(folder: Path, logs: Path) -> None:
    an_export(logs / "week.csv", [a_row("INC0048001", caller_id="Zoë Brontë")])
    (logs / "page.html").write_text("<p>Zo&#235; Bront&euml; &lt;wrote&gt; this</p>\n")

    archived(folder, logs)

    text = kept(folder)["page.html"]
    assert "Bront" not in text
    assert "&lt;wrote&gt; this" in text


def test_a_files_name_is_redacted_too(folder: Path, logs: Path) -> None:
    an_export(logs / "week.csv", [a_row("INC0048001", caller_id=WHO)])
    (logs / "Rosalind Ottoway").mkdir()
    (logs / "Rosalind Ottoway" / "chat with r.ottoway@example.com.md").write_text("started\n")

    archived(folder, logs)

    assert "[person]/chat with [email].md" in kept(folder)
    assert "Ottoway" not in git(folder, "log", "--all", "--stat", "-p")


def test_what_was_hidden_is_counted_in_the_bundle(folder: Path, logs: Path) -> None:
    (logs / "day.md").write_text("call +44 1632 960123 or write to r.ottoway@example.com\n")

    pretended = archived(folder, logs, "--dry-run")
    archived(folder, logs)

    [listed] = kb(folder, "archive", "list", "--json").json["items"]
    assert listed["redactions"] == {"email": 1, "phone": 1}
    assert pretended.json["redactions"] == listed["redactions"]
    info = (folder / "archive" / "bundles" / "week-1" / "bag-info.txt").read_text()
    assert "Kb-Redactions: email 1, phone 1\n" in info
    assert kb(folder, "archive", "verify").code == 0


def test_a_bundle_of_before_they_were_counted_still_verifies(folder: Path, logs: Path) -> None:
    (logs / "day.md").write_text("write to r.ottoway@example.com\n")
    archived(folder, logs)

    # what it says of itself is no part of what the tag proves, so an older bag may lack the line
    info = folder / "archive" / "bundles" / "week-1" / "bag-info.txt"
    info.write_text("".join(line for line in info.read_text().splitlines(True) if "Redactions" not in line))

    assert kb(folder, "archive", "list", "--json").json["items"][0]["redactions"] == {}


class _Fails:
    name = "fails"

    def redact(self, text: str, known: Known) -> Redaction:
        if "secret plan" in text:
            raise ValueError(text)
        return Redaction(text=text, counts=())


def test_a_redactor_that_fails_stops_the_archive_and_names_the_file(folder: Path, logs: Path) -> None:
    (logs / "day.md").write_text("started\n")
    (logs / "plan.md").write_text("the secret plan\n")

    with pytest.raises(RefusedError, match=r"failed on plan\.md") as refusal:
        add(
            [logs],
            name="week-1",
            settings=load(folder),
            redactors=[_Fails()],
            sources=registry.load_all("kb.sources"),
            today=clock.today(),
        )

    assert "secret plan" not in str(refusal.value)
    assert not (folder / "archive" / "bundles").exists()
