"""What stops a pack, what a narrower one leaves out, and what a dry run leaves alone."""

import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from kb import config
from kb.articles import markdown
from kb.cli.handover_build import answer
from kb.errors import RefusedError, StateError
from kb.flows.handover import trial
from kb.flows.handover.build import build
from kb.flows.handover.verify import verify
from kb.lessons import markdown as lessons
from kb.model.article import Audience
from kb.model.lesson import Lesson, LessonStatus
from tests.support.build import an_article
from tests.support.git import git
from tests.support.workspace import a_workspace, kb

SECRET = "only-the-team-knows-this"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Make a workspace with an article for support and one for the team, and a lesson for each; all committed."""
    folder = a_workspace(tmp_path / "work")
    for number, audience in enumerate((Audience.SUPPORT, Audience.INTERNAL), start=1):
        body = f"## Issue\n\nThe letter {number} is white.\n\n## Resolution\n\n"
        body += "Print it again.\n" if audience is Audience.SUPPORT else f"{SECRET}\n"
        article = an_article(
            f"kb-0000000{number}",
            path=f"troubleshooting/letter-{number}.md",
            body=body,
            audience=audience,
            evidence=(),
        )
        put(folder / "content" / article.path, markdown.render(article))
        lesson = Lesson(
            id=f"lesson-{number}",
            path=f"lesson-{number}.md",
            title="Print early" if audience is Audience.SUPPORT else SECRET,
            status=LessonStatus.OBSERVED,
            audience=audience,
            body="## Lesson\n\nPrint early.\n",
        )
        put(folder / "lessons" / lesson.path, lessons.render(lesson))
    commit(folder)
    return folder


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "More")


def test_a_pack_for_support_holds_no_byte_of_the_teams(work: Path) -> None:
    report = build(config.load(work), "narrow", audience=Audience.SUPPORT)

    assert verify(report.target, fingerprint=report.fingerprint).is_whole
    with zipfile.ZipFile(report.target) as archive:
        names = {name.partition("/")[2] for name in archive.namelist()}
        texts = b"\n".join(archive.read(name) for name in archive.namelist())
    assert SECRET.encode() not in texts
    assert b"Print it again." in texts
    assert not [name for name in names if "incident" in name or "scorecard" in name or "history" in name]
    assert b"only the team may read them" in texts
    assert report.handover is not None
    assert (report.handover.tally, report.handover.scorecard) == (None, None)


def test_what_is_not_committed_is_refused_by_name(work: Path) -> None:
    (work / "content" / "new page.md").write_text("---\ntitle: New\n---\n")
    git(work, "rm", "-q", "--cached", "lessons/lesson-1.md")

    done = kb(work, "handover", "build", "x")

    assert done.code == 5
    assert "files are not committed: " in done.err
    assert "content/new page.md" in done.err and "lessons/lesson-1.md" in done.err
    assert "git stash" in done.err
    assert not (work / "dist").exists()


def test_what_is_left_over_anywhere_is_refused_and_nothing_is_made(work: Path) -> None:
    put(
        work / "content/guides/call.md",
        "---\ntitle: Call\naudience: internal\n---\n\nWrite to jane.doe@corp.example.\n",
    )
    commit(work)

    done = kb(work, "handover", "build", "x")

    assert done.code == 5
    assert "email" in done.err
    assert not (work / "dist").exists()
    assert list((work / ".kb/tmp").iterdir()) == []


def test_what_only_the_history_holds_is_refused_too(work: Path) -> None:
    secret = work / "notes.txt"
    put(secret, "Write to jane.doe@corp.example.\n")
    commit(work)
    secret.unlink()
    commit(work)

    done = kb(work, "handover", "build", "x", "--no-input")

    assert done.code == 5
    assert "notes.txt:1: holds email" in done.err
    assert "kb check --history" in done.err
    assert not (work / "dist").exists()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("lost", "no branch leads to"),
        ("shallow", "a part of the history is not here"),
        ("empty", "holds no commit yet"),
    ],
)
def test_a_state_that_cannot_be_found_again_is_not_handed_over(
    work: Path, tmp_path: Path, state: str, told: str
) -> None:
    folder = work
    if state == "lost":
        git(work, "checkout", "-q", "--detach")
        git(work, "commit", "-q", "--allow-empty", "-m", "Nobody finds me")
    elif state == "shallow":
        folder = tmp_path / "cut"
        git(tmp_path, "clone", "-q", "--depth=1", work.as_uri(), str(folder))
    else:
        git(work, "update-ref", "-d", "HEAD")

    with pytest.raises(StateError, match=told) as error:
        build(config.load(folder), "x")

    assert error.value.hint


def test_a_dry_run_says_what_it_would_make_and_writes_nothing(work: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}

    done = kb(work, "handover", "build", "x", "--dry-run")

    assert done.code == 0
    assert "would make dist/handover-x.zip" in done.out
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


def test_a_signed_pack_names_its_signer_and_a_second_run_finds_it_standing(
    work: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    settings = config.load(work)
    signed = replace(settings, archive=replace(settings.archive, signing_key=str(key)))

    first = build(signed, "x", audience=Audience.SUPPORT)
    second = build(signed, "x", audience=Audience.SUPPORT)

    assert (first.changed, first.replaced, second.changed, second.replaced) == (True, "", False, "")
    with zipfile.ZipFile(first.target) as archive:
        signers = archive.read("handover-x/proof/allowed_signers")
        certificate = archive.read("handover-x/Certificate.html").decode()
    (tmp_path / "signers").write_bytes(signers)
    verdict = verify(first.target, fingerprint=first.fingerprint, signers=tmp_path / "signers")
    assert verdict.is_whole
    assert any("author@example.org" in each for each in verdict.proven)
    assert "author@example.org, with the key SHA256:" in certificate


def test_on_a_terminal_it_asks_for_what_neither_option_nor_setting_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("click.prompt", lambda question, **_: asked.append(question) or " HR Service Desk ")

    assert answer(None, "", "Who?", asks=True) == "HR Service Desk"
    assert answer(None, "", "Who?", asks=False) == ""
    assert answer(None, "Team", "Who?", asks=True) == "Team"
    assert answer("", "Team", "Who?", asks=True) == ""
    assert len(asked) == 1


def test_what_is_no_pack_is_not_replaced(work: Path) -> None:
    put(work / "dist/handover-x.zip", "somebody's own")

    with pytest.raises(RefusedError, match="is no pack"):
        build(config.load(work), "x", dry_run=True)

    assert (work / "dist/handover-x.zip").read_text() == "somebody's own"


def test_a_name_that_cannot_be_one_is_refused(work: Path) -> None:
    done = kb(work, "handover", "build", "../out", "--dry-run")

    assert done.code == 2
    assert "'../out'" in done.err
    assert not (work / "dist").exists()


def test_a_finished_pack_that_was_spoilt_is_told_from_the_one_that_was_sealed(
    sample_pack: Path, tmp_path: Path
) -> None:
    from kb.archive import pack, sealing

    whole = sample_pack / "pack.zip"
    with pack.opened(whole) as folder:
        seal = sealing.read(folder, pack.SEAL)
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(spoilt, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b" " if name.endswith("START-HERE.html") else content)

    assert trial.is_whole(whole, seal)
    assert not trial.is_whole(spoilt, seal)
    assert trial.standing(whole) == seal.fingerprint
