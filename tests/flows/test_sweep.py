"""Nothing personal and nothing secret is left in anything that Git would take, now or ever."""

import stat
import struct
import sys
import zlib
from pathlib import Path

import pytest

from kb import config
from kb.errors import RefusedError
from kb.flows.sweep import Sweep
from kb.redact.base import Known, Redaction
from kb.redact.leftovers import leftovers
from kb.redact.load import load_redactors
from tests.support.git import git
from tests.support.workspace import a_row, a_workspace, an_export, files_of, kb

MAIL = "ada.moss@example.com"
SECRET = "AK" + "IA" + "QWERTZUIOP234567"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_workspace(tmp_path / "kb")


def found(folder: Path, *options: str) -> list[tuple[str, int, str]]:
    items = kb(folder, "check", "--json", *options).json["items"]
    return [(each["path"], each["line"], each["code"]) for each in items if each["code"].startswith("KB2")]


def test_every_file_that_git_would_take_is_looked_into(folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "new.txt").write_text(f"one\ncall\nwrite to {MAIL}\n")
    (folder / "README.md").write_text(f"# Help\n\n{MAIL}\n")
    (folder / "archive" / "incidents" / "2026-09.jsonl").write_text("")
    (folder / "wide.txt").write_bytes(f"ask {MAIL}".encode("utf-16"))
    (folder / "data.bin").write_bytes(b"\0\1\2" + MAIL.encode())
    (folder / "exports").mkdir(exist_ok=True)
    (folder / "exports" / "raw.txt").write_text(MAIL)  # ignored

    assert found(folder) == [
        ("README.md", 3, "KB201"),
        ("notes/new.txt", 3, "KB201"),
        ("wide.txt", 1, "KB201"),
    ]
    assert kb(folder, "check").code == 1


def test_a_record_of_the_ledger_is_read_as_people_wrote_it(folder: Path) -> None:
    """A line break written for JSON joins no words, and what is hidden in a record is found on its line."""
    line = '{"a": "Dear TEAM\\nThanks TEAM\\nthomas", "b": ["%s"]}'
    (folder / "kept.jsonl").write_text("\n".join((line % "fine", line % MAIL, "")))

    assert found(folder) == [("kept.jsonl", 2, "KB201")]


def test_a_file_may_tell_by_its_name(folder: Path) -> None:
    (folder / "content" / f"from-{MAIL}.txt").write_text("fine")

    assert found(folder) == [(f"content/from-{MAIL}.txt", 1, "KB201")]


def test_whom_the_list_of_people_hides_is_found_by_name(folder: Path) -> None:
    (folder / "exports").mkdir(exist_ok=True)
    (folder / "exports" / "people.csv").write_text("name,email,user\nAda Lovelace-Moss,,\nMarek,,\n")
    (folder / "notes.txt").write_text("fine\nAsk Marek\nor LOVELACE-MOSS, Ada\n")

    assert found(folder) == [("notes.txt", 2, "KB202"), ("notes.txt", 3, "KB202")]


def test_a_raw_export_is_refused_a_place_in_git(folder: Path) -> None:
    an_export(folder / "content" / "incidents.csv", [a_row("INC0048001")])

    assert found(folder) == [("content/incidents.csv", 1, "KB203")]


def test_what_is_excluded_is_counted_and_said(folder: Path) -> None:
    (folder / "tests").mkdir()
    (folder / "tests" / "a.txt").write_text(MAIL)
    with (folder / "kb.toml").open("a") as settings:
        settings.write('\n[check]\nexclude = ["tests/*"]\n')

    done = kb(folder, "check")

    assert done.code == 0
    assert "1 excluded by [check] exclude" in done.err


def test_what_was_clean_is_not_looked_into_again_until_it_or_the_rules_change(folder: Path) -> None:
    first = kb(folder, "check", "--json").json["counts"]
    second = kb(folder, "check", "--json").json["counts"]
    (folder / "README.md").write_text("# Help\n\nCall PROJECT-ZEBRA.\n")
    third = kb(folder, "check", "--json").json["counts"]
    with (folder / "kb.toml").open("a") as settings:
        settings.write("\n")
    settings_text = (folder / "kb.toml").read_text()
    (folder / "kb.toml").write_text(settings_text.replace("[redact]", '[redact]\ndeny = ["project-zebra"]'))

    assert first["looked_at"] > 5
    assert (second["looked_at"], second["known_clean"]) == (0, first["looked_at"] + first["known_clean"])
    assert third["looked_at"] == 1
    assert ("README.md", 3, "KB201") in found(folder)


def test_a_workspace_without_git_is_looked_into_too(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "kb.toml").write_text('[project]\nname = "Plain"\n')
    (folder / "notes.txt").write_text(MAIL)

    assert found(folder) == [("notes.txt", 1, "KB201")]


def test_only_what_is_staged_counts_for_the_next_commit(folder: Path) -> None:
    (folder / "a.txt").write_text(MAIL)
    git(folder, "add", "a.txt")
    (folder / "a.txt").write_text("fine by now, but not in the index")
    (folder / "b.txt").write_text(MAIL)  # not staged

    assert found(folder, "--staged") == [("a.txt", 1, "KB201")]
    git(folder, "add", "a.txt")
    assert found(folder, "--staged") == []


def test_before_the_first_commit_everything_staged_counts(tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    assert kb(tmp_path, "init", folder).code == 0
    (folder / "a.txt").write_text(SECRET)
    git(folder, "add", "-A")

    assert found(folder, "--staged") == [("a.txt", 1, "KB201")]


def test_a_hook_refuses_the_commit(folder: Path) -> None:
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kb check --staged\n')
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    before = git(folder, "rev-parse", "HEAD")
    (folder / "a.txt").write_text(SECRET)
    git(folder, "add", "a.txt")

    with pytest.raises(Exception, match="returned non-zero") as refused:
        git(folder, "commit", "-q", "-m", "add a")
    assert "a.txt:1: KB201" in refused.value.stdout + refused.value.stderr  # type: ignore[attr-defined]
    assert git(folder, "rev-parse", "HEAD") == before

    (folder / "a.txt").write_text("fine")
    git(folder, "add", "a.txt")
    git(folder, "commit", "-q", "-m", "add a")
    assert git(folder, "rev-parse", "HEAD") != before


def test_pre_commit_takes_our_hook_and_our_example(folder: Path) -> None:
    root = Path(__file__).parents[2]
    for kind, file in (
        ("validate-manifest", root / ".pre-commit-hooks.yaml"),
        ("validate-config", folder / ".pre-commit-config.yaml"),
    ):
        done = kb_of_pre_commit(kind, file)
        assert done == 0, kind


def kb_of_pre_commit(kind: str, file: Path) -> int:
    import subprocess

    return subprocess.run([sys.executable, "-m", "pre_commit", kind, str(file)], check=False).returncode


def test_history_finds_what_was_taken_back(folder: Path) -> None:
    (folder / "a.txt").write_text(f"fine\n{SECRET}\n")
    git(folder, "add", "a.txt")
    git(folder, "commit", "-q", "-m", "add a")
    commit = git(folder, "rev-parse", "HEAD")
    (folder / "a.txt").write_text("fine\n")
    git(folder, "commit", "-qam", "take it back")

    assert found(folder) == []
    assert found(folder, "--history") == [(f"{commit[:12]}:a.txt", 2, "KB201")]
    assert found(folder, "--history") == [(f"{commit[:12]}:a.txt", 2, "KB201")]


def test_history_looks_into_stash_tags_messages_and_what_no_branch_reaches(folder: Path) -> None:
    (folder / "README.md").write_text(f"# Help\n{SECRET}\n")
    git(folder, "stash")
    git(folder, "tag", "-a", "-m", f"ask {MAIL}", "v1")
    git(
        folder,
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        f"see {MAIL}\n\nSigned-off-by: Test Author <author@example.org>",
    )
    (folder / "lost.txt").write_text(f"token {SECRET}")
    lost = git(folder, "hash-object", "-w", "lost.txt")
    (folder / "lost.txt").unlink()

    places = {path for path, _, _ in found(folder, "--history")}

    assert any(place.endswith(":README.md") for place in places)
    assert any(place.endswith(":tag message") for place in places)
    assert sum(place.endswith(":commit message") for place in places) == 1
    assert any(place.startswith(lost[:12]) for place in places)
    assert len(places) == 4


def test_people_of_the_history_are_its_authors_and_no_findings(folder: Path) -> None:
    assert "author@example.org" in git(folder, "log", "--format=%ae")
    assert found(folder, "--history") == []


def test_staged_and_history_are_two_questions(folder: Path) -> None:
    assert kb(folder, "check", "--staged", "--history").code == 2


class Raises:
    name = "guest"

    def redact(self, text: str, known: Known) -> Redaction:
        raise ValueError(text)


def test_a_redactor_that_fails_is_a_refusal_and_quotes_nothing() -> None:
    with pytest.raises(RefusedError) as refused:
        leftovers(f"see {MAIL}", [Raises()])

    assert str(refused.value) == "the redactor 'guest' failed: ValueError"


def a_jpeg_with_a_place() -> bytes:
    entry = struct.pack("<HHII", 0x8825, 4, 1, 26)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 0)
    exif = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda\0\2\xff\xd9"


def a_png_with_an_author() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"Author\0Ada Moss") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content"),
    [("way.jpg", a_jpeg_with_a_place()), ("way.png", a_png_with_an_author()), (f"{MAIL}.png", b"\x89PNG")],
    ids=["place", "author", "name"],
)
def test_a_picture_that_tells_of_people_is_not_published(folder: Path, name: str, content: bytes) -> None:
    (folder / "content" / name).write_bytes(content)
    with (folder / "content" / "index.md").open("a") as page:
        page.write(f"\n![The way](<{name}>)\n")
    before = files_of(folder)

    built = kb(folder, "build", "--audience", "internal")

    assert built.code == 5
    assert name in built.err
    assert files_of(folder) == before


def test_cells_of_a_table_of_ours_are_no_sentence_and_each_is_looked_into(
    folder: Path, tmp_path: Path
) -> None:
    """`password,closed` in two cells is no password; a row may stand on two lines."""
    given = tmp_path / "given"
    given.mkdir()
    (given / "rows.csv").write_text(f'a,b\nforgot the password:,hunter22\n"two\nlines",x\ny,{MAIL}\n')
    (given / "rows.txt").write_text("forgot the password: hunter22\n")
    settings = config.load(folder)

    swept = Sweep(settings, load_redactors(settings.redact), {}).folder(given)

    assert [(each.path, each.line) for each in swept.findings] == [("rows.csv", 5), ("rows.txt", 1)]


def test_who_may_sign_is_named_on_purpose(folder: Path) -> None:
    signers = folder / "archive" / "allowed_signers"
    signers.parent.mkdir(exist_ok=True)
    signers.write_text(f"{MAIL} ssh-ed25519 AAAA\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Sign")

    assert found(folder) == found(folder, "--history") == []
