"""`kb harvest`: every record accounted for, nothing personal on disk, twice is once."""

import json
from pathlib import Path

import pytest

from tests.support.git import git
from tests.support.workspace import a_row, a_workspace, an_export, files_of, kb, three_incidents


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return an_export(tmp_path / "incidents.csv", three_incidents())


def test_incidents_become_an_article_and_the_counts_add_up(workspace: Path, export: Path) -> None:
    done = kb(workspace, "harvest", export, "--json")

    counts = done.json["counts"]
    assert done.code == 0
    assert counts == {"read": 3, "created": 3, "updated": 0, "unchanged": 0, "skipped": 0, "rejected": 0}
    assert done.json["articles"]["created"] == 1
    assert done.json["not_drafted"] == {"seen once": 1}
    assert done.json["items"][0]["title"] == "Offer letter PDF is blank – Workday Recruiting"


def test_a_second_harvest_changes_no_byte(workspace: Path, export: Path) -> None:
    kb(workspace, "harvest", export)
    git(workspace, "add", "-A")
    git(workspace, "commit", "-qm", "Harvest")

    done = kb(workspace, "harvest", export, "--json")

    assert done.json["counts"]["unchanged"] == 3
    assert done.json["articles"] == {"created": 0, "grown": 0, "unchanged": 1, "flagged": 0}
    assert git(workspace, "status", "--porcelain") == ""


def test_the_order_of_the_export_does_not_matter(tmp_path: Path) -> None:
    one, two = a_workspace(tmp_path / "one"), a_workspace(tmp_path / "two")

    kb(one, "harvest", an_export(tmp_path / "1.csv", three_incidents()))
    kb(two, "harvest", an_export(tmp_path / "2.csv", reversed(three_incidents())))

    assert {k: v for k, v in files_of(one).items() if k.startswith(("content", "archive"))} == {
        k: v for k, v in files_of(two).items() if k.startswith(("content", "archive"))
    }


def test_a_later_harvest_grows_the_article_and_leaves_its_text(
    workspace: Path, export: Path, tmp_path: Path
) -> None:
    kb(workspace, "harvest", export)
    article = next((workspace / "content" / "troubleshooting").glob("*.md"))
    article.write_text(article.read_text().replace("## Issue", "## Issue\n\nA person wrote this. 🙂"))
    before = article.read_text().partition("\n---\n")[2]

    done = kb(
        workspace,
        "harvest",
        an_export(tmp_path / "more.csv", [a_row("INC0048009", opened_at="2026-10-05 08:00:00")]),
        "--json",
    )

    assert done.json["articles"] == {"created": 0, "grown": 1, "unchanged": 0, "flagged": 0}
    assert "servicenow:INC0048009" in article.read_text()
    assert article.read_text().partition("\n---\n")[2] == before


def test_no_personal_data_reaches_disk(workspace: Path, export: Path) -> None:
    kb(workspace, "harvest", export)

    everything = b"".join(files_of(workspace).values())

    for secret in (b"Agnieszka", b"Zielonka", b"Tobias", b"Feldkamp"):
        assert secret not in everything


def test_a_dry_run_says_the_same_and_writes_nothing(workspace: Path, export: Path) -> None:
    before = files_of(workspace)

    done = kb(workspace, "harvest", export, "--dry-run", "--json")

    assert done.json["articles"]["created"] == 1
    assert files_of(workspace) == before


def test_a_broken_row_is_named_and_the_rest_goes_on(workspace: Path, tmp_path: Path) -> None:
    export = an_export(tmp_path / "broken.csv", three_incidents())
    export.write_bytes(export.read_bytes() + b'"INC0048010","too","few"\r\n')

    done = kb(workspace, "harvest", export)

    assert done.code == 1
    assert "read 4 = created 3 + updated 0 + unchanged 0 + skipped 0 + rejected 1" in done.out
    assert f"{export}:" in done.err


def test_raw_records_inside_the_repository_are_refused(workspace: Path) -> None:
    export = an_export(workspace / "data" / "incidents.csv", three_incidents())

    done = kb(workspace, "harvest", export)

    assert done.code == 5
    assert ".gitignore" in done.err
    assert not list((workspace / "archive" / "incidents").glob("*.jsonl"))


def test_the_ignored_folder_is_where_raw_records_may_stand(workspace: Path) -> None:
    export = an_export(workspace / "exports" / "incidents.csv", three_incidents())

    assert kb(workspace, "harvest", export).code == 0


def test_a_folder_of_several_exports_is_read_whole_and_the_rest_is_named(
    workspace: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    an_export(folder / "incidents.csv", three_incidents())
    (folder / "jira").mkdir()
    issue = {
        "key": "A-1",
        "fields": {"summary": "Report is empty", "status": {"name": "Done"}, "project": {"key": "A"}},
    }
    (folder / "jira" / "A-1.json").write_text(json.dumps(issue))
    (folder / "notes.docx").write_bytes(b"PK\x03\x04")

    done = kb(workspace, "harvest", folder, "--json")

    assert done.json["counts"]["created"] == 4
    assert [Path(each["file"]).name for each in done.json["warnings"]] == ["notes.docx"]


def test_an_unchanged_export_is_not_read_again(workspace: Path, export: Path) -> None:
    first = kb(workspace, "harvest", export, "--json")
    second = kb(workspace, "harvest", export, "--json")

    assert [each["known"] for each in first.json["sources"]] == [False]
    assert [each["known"] for each in second.json["sources"]] == [True]
    assert second.json["redactions"] == first.json["redactions"]
    assert second.json["counts"] == first.json["counts"] | {"created": 0, "unchanged": 3}


def test_other_rules_of_redaction_read_it_again_and_forget_what_was_kept(
    workspace: Path, export: Path
) -> None:
    kb(workspace, "harvest", export)
    kept = set((workspace / ".kb" / "readings").rglob("*.gz"))
    settings = workspace / "kb.toml"
    settings.write_text(settings.read_text().replace("[redact]", '[redact]\ndeny = ["blank"]'))

    done = kb(workspace, "harvest", export, "--json")

    assert [each["known"] for each in done.json["sources"]] == [False]
    assert kept
    assert not kept & set((workspace / ".kb" / "readings").rglob("*.gz"))
    assert b"blank" not in b"".join(files_of(workspace / "archive").values())


def test_a_reading_that_was_tampered_with_is_not_believed(workspace: Path, export: Path) -> None:
    kb(workspace, "harvest", export)
    for kept in (workspace / ".kb" / "readings").rglob("*.gz"):
        kept.write_bytes(kept.read_bytes()[:-20])
    (workspace / ".kb" / "harvest.json").write_text("{")

    done = kb(workspace, "harvest", export, "--json")

    assert [each["known"] for each in done.json["sources"]] == [False]
    assert done.json["counts"]["unchanged"] == 3


def test_a_dry_run_keeps_no_reading(workspace: Path, export: Path) -> None:
    kb(workspace, "harvest", export, "--dry-run")

    assert not (workspace / ".kb" / "readings").exists()


def test_strict_writes_nothing_when_a_record_is_broken(workspace: Path, tmp_path: Path) -> None:
    export = an_export(tmp_path / "incidents.csv", [*three_incidents(), a_row("")])
    before = files_of(workspace)

    done = kb(workspace, "harvest", export, "--strict")

    assert done.code == 1
    assert "incidents.csv:7: no number; nothing was written" in done.err
    assert files_of(workspace) == before
    assert kb(workspace, "harvest", export, "--json").json["counts"]["rejected"] == 1


def test_close_notes_that_say_nothing_are_counted(workspace: Path, tmp_path: Path) -> None:
    rows = [a_row(f"INC004900{n}", close_notes="Done.") for n in range(3)]

    done = kb(workspace, "harvest", an_export(tmp_path / "incidents.csv", rows), "--json")

    assert done.json["boilerplate"] == 3


def test_what_is_remembered_is_what_doing_it_again_says(workspace: Path, tmp_path: Path) -> None:
    rows = [*three_incidents(), a_row("INC0048001"), a_row("")]
    export = an_export(tmp_path / "exports" / "incidents.csv", rows)
    (tmp_path / "exports" / "photo.png").write_bytes(b"\x89PNG")
    kb(workspace, "harvest", export.parent)

    remembered = kb(workspace, "harvest", export.parent, "--json")
    (workspace / ".kb" / "harvest.json").unlink()
    done = kb(workspace, "harvest", export.parent, "--json")

    assert remembered.json | {"elapsed_ms": 0} == done.json | {"elapsed_ms": 0}
    assert remembered.json["counts"]["read"] == 5
    assert remembered.json["counts"]["unchanged"] == 3


@pytest.mark.parametrize("what", ["article", "ledger", "settings"])
def test_a_memory_ends_with_any_change(workspace: Path, export: Path, what: str) -> None:
    kb(workspace, "harvest", export)
    (article,) = (workspace / "content" / "troubleshooting").glob("*.md")
    if what == "article":
        article.unlink()
    elif what == "ledger":
        for month in (workspace / "archive" / "incidents").glob("*.jsonl"):
            month.unlink()
    else:
        (workspace / "kb.toml").write_text(
            (workspace / "kb.toml").read_text().replace("min_incidents = 2", "min_incidents = 1")
        )

    done = kb(workspace, "harvest", export, "--json")

    counts = done.json["counts"] | done.json["articles"]
    assert counts["created"] == {"article": 1, "ledger": 0, "settings": 1}[what]
    assert done.json["counts"]["created"] == (3 if what == "ledger" else 0)
