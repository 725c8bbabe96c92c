"""Lessons from elsewhere: redacted, written once, and people's from then on."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.config import RedactSettings, Settings
from kb.errors import InputError, RefusedError
from kb.flows.lessons import ImportReport, import_lessons
from kb.lessons.repository import LessonRepository
from kb.model.account import Skip
from kb.model.lesson import LessonStatus
from kb.redact.base import Known, Redaction, Redactor
from kb.redact.load import load_redactors
from tests.support.workspace import files_of

PAPER = """\
# Queue stood still

Owner: Jane Smith

## Impact

Pay came late. Jane saw it first; write to jane.smith@tarnbridge.example.

## Root cause

A full disk. The password: Winter!Depot2026
"""
REGISTER = """\
Id,Title,Lesson,Recommendation,Logged by,Owner,Status,Due date
1,Ask early,Ask Bob Roy early,Ask in week one,Bob Roy,Bob Roy,In progress,2026-10-01
2,Ask late,Do not,Never,Bob Roy,Payroll team,New,
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "kb").mkdir()
    return Settings(root=tmp_path / "kb")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "queue.md").write_text(PAPER)
    (folder / "register.csv").write_text(REGISTER)
    (folder / "README.md").write_text("# Our papers\n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def bring(
    settings: Settings, *paths: Path, redactors: tuple[Redactor, ...] = (), dry_run: bool = False
) -> ImportReport:
    report = import_lessons(
        paths,
        settings=settings,
        redactors=redactors or load_redactors(settings.redact),
        dry_run=dry_run,
    )
    account = report.account
    assert account.read == sum(
        (account.created, account.updated, account.unchanged, len(account.skipped), len(account.rejected))
    )
    return report


def everything(settings: Settings) -> str:
    return b"\n".join(files_of(settings.root).values()).decode() + " ".join(files_of(settings.root))


def test_all_that_is_found_is_written_or_named(settings, papers):
    report = bring(settings, papers)

    assert (report.account.created, report.account.read, report.files) == (3, 5, 4)
    assert report.account.skip_reasons() == {
        "a paper about the folder, no lesson": 1,
        "neither Markdown, CSV nor JSON": 1,
    }
    written = LessonRepository(settings.lessons).lessons()
    assert {lesson.title for lesson in written} == {"Queue stood still", "Ask early", "Ask late"}
    assert {lesson.path for lesson in written} == {lesson.path for lesson in report.created}


def test_no_personal_data_and_no_secret_reaches_the_disk(settings, papers):
    (papers / "Interview with Carla Diaz.md").write_text(
        "# Interview\n\nOwner: Carla Diaz\n\n## Impact\n\nCarla waited.\n"
    )

    report = bring(settings, papers)

    text = everything(settings)
    for secret in ("Jane", "smith", "Bob", "Roy", "Winter", "Carla", "diaz"):
        assert secret not in text
    assert "Ask [person A] early" in text
    assert {"person", "email", "password"} <= set(report.redactions)


def test_an_owner_who_is_a_person_is_no_owner_and_a_team_is(settings, papers):
    bring(settings, papers)

    owners = {lesson.title: lesson.owner for lesson in LessonRepository(settings.lessons).lessons()}
    assert owners == {"Queue stood still": "", "Ask early": "", "Ask late": "Payroll team"}
    assert "- **Owner:** [person A]" in everything(settings)


def test_every_lesson_says_where_it_comes_from(settings, papers):
    bring(settings, papers)

    for lesson in LessonRepository(settings.lessons).lessons():
        last = lesson.body.rstrip().rsplit("\n", 1)[-1]
        assert last.startswith("Imported from ") and lesson.source_sha256 in last
        assert lesson.source in ("queue.md", "register.csv 1", "register.csv 2")


def test_a_second_import_changes_nothing_in_any_order(settings, papers):
    bring(settings, papers / "queue.md", papers / "register.csv")
    before = files_of(settings.root)

    again = bring(settings, papers / "register.csv", papers)

    assert (again.account.created, again.account.updated, again.account.unchanged) == (0, 0, 3)
    assert files_of(settings.root) == before


def test_a_dry_run_writes_nothing_and_says_the_same(settings, papers):
    pretended = bring(settings, papers, dry_run=True)

    assert files_of(settings.root) == {}
    assert pretended.account == bring(settings, papers).account


def test_a_changed_source_changes_its_lesson_only(settings, papers):
    bring(settings, papers)
    before = files_of(settings.root)
    (papers / "register.csv").write_text(REGISTER.replace("week one", "week two"))

    report = bring(settings, papers)

    assert (report.account.updated, report.account.unchanged) == (1, 2)
    after = files_of(settings.root)
    (changed,) = (name for name in after if after[name] != before[name])
    assert changed.startswith("lessons/ask-early-") and b"week two" in after[changed]
    assert bring(settings, papers).account.unchanged == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status: action-agreed", "status: validated"),
        ("Ask in week one", "Ask in week nought"),
        ("audience: internal", "audience: support"),
        ("---\n\n##", "---\n\n\n##"),
        ("id: lesson-", "id: lesson-our-"),
    ],
)
def test_a_lesson_that_people_edited_stays_as_they_left_it(settings, papers, old, new):
    bring(settings, papers)
    (file,) = settings.lessons.glob("ask-early-*.md")
    file.write_text(file.read_text().replace(old, new, 1))
    edited = file.read_text()
    assert bring(settings, papers).edited == ()
    (papers / "register.csv").write_text(REGISTER.replace("week one", "week two"))

    report = bring(settings, papers)

    assert file.read_text() == edited
    assert [f"{lesson.path}" for lesson in report.edited] == [file.name]
    assert (report.account.updated, report.account.unchanged) == (0, 3)


def test_a_lesson_may_be_moved(settings, papers):
    bring(settings, papers)
    (file,) = settings.lessons.glob("ask-early-*.md")
    (settings.lessons / "2026").mkdir()
    file.rename(settings.lessons / "2026" / "early.md")
    (papers / "register.csv").write_text(REGISTER.replace("week one", "week two"))

    assert bring(settings, papers).account.updated == 1
    assert "week two" in (settings.lessons / "2026" / "early.md").read_text()


def test_what_stands_twice_is_written_once_and_named(settings, papers):
    (papers / "copy").mkdir()
    (papers / "copy" / "register.csv").write_text(REGISTER)

    report = bring(settings, papers)

    assert report.account.created == 3
    assert report.account.skip_reasons()["the same lesson twice in what was given"] == 2


def test_lessons_of_one_name_and_number_are_told_apart_by_their_text(settings, tmp_path):
    register = tmp_path / "register.csv"
    register.write_text("Id,Title,Lesson\n1,Ask,early\n1,Ask,often\n1,Other,x\n")

    assert bring(settings, register).account.created == 3
    before = files_of(settings.root)
    assert bring(settings, register).account.unchanged == 3
    assert files_of(settings.root) == before


def test_a_register_named_after_its_day_is_still_the_same(settings, papers, tmp_path):
    bring(settings, papers / "register.csv")
    later = tmp_path / "register-2026-10-01.csv"
    (tmp_path / "register-2026-09-01.csv").write_text(REGISTER.replace("Ask", "Call"))
    bring(settings, tmp_path / "register-2026-09-01.csv")
    later.write_text(REGISTER.replace("Ask", "Call").replace("week one", "week two"))

    report = bring(settings, later)

    assert (report.account.created, report.account.updated, report.account.unchanged) == (0, 1, 1)


class Broken:
    name = "broken"

    def redact(self, text: str, known: Known) -> Redaction:
        raise ValueError("no")


def test_a_redactor_that_fails_lets_nothing_through(settings, papers):
    with pytest.raises(RefusedError):
        bring(settings, papers, redactors=(Broken(),))

    assert files_of(settings.root) == {}


def test_a_denied_word_that_comes_later_changes_untouched_lessons(settings, papers):
    bring(settings, papers)
    stricter = replace(settings, redact=RedactSettings(deny=("full disk",)))

    report = bring(stricter, papers)

    assert report.account.updated == 1
    assert "full disk" not in everything(settings)


def test_a_file_that_is_missing_or_no_register_is_an_error_that_helps(settings, tmp_path):
    (tmp_path / "incidents.csv").write_text("number,state\nINC1,Closed\n")

    for name, words in (("none.md", "no such file"), ("incidents.csv", "not those of a lessons register")):
        with pytest.raises(InputError, match=words) as caught:
            bring(settings, tmp_path / name)
        assert caught.value.hint
    report = bring(settings, tmp_path)  # in a folder it is only named
    assert report.account.skipped == (
        Skip(path=tmp_path / "incidents.csv", line=1, reason="no columns of a lessons register"),
    )


def test_a_lesson_that_cannot_be_read_stops_the_import_before_it_writes(settings, papers):
    settings.lessons.mkdir()
    (settings.lessons / "broken.md").write_text("---\nid: [\n---\n")

    with pytest.raises(InputError):
        bring(settings, papers)

    assert list(files_of(settings.root)) == ["lessons/broken.md"]


def test_a_registers_own_status_counts_where_its_meaning_is_sure(settings, papers):
    bring(settings, papers)

    states = {lesson.title: lesson.status for lesson in LessonRepository(settings.lessons).lessons()}
    assert states["Ask early"] is LessonStatus.ACTION_AGREED
    assert states["Ask late"] is LessonStatus.OBSERVED
