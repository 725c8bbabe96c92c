"""Promoting: somebody decides what is a name, and what is hidden is hidden everywhere or nowhere."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError, KbError, RefusedError, StateError
from kb.flows.promotion import Decisions, Desk, Promotion, write
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience, Confidence
from kb.redact.load import load_redactors, read_people
from tests.support.git import git
from tests.support.workspace import a_row, a_workspace, an_export, files_of, kb

TODAY = date(2026, 11, 2)
NOTES = (
    "1. Open the layout.\n2. Ask Marek to publish the layout again.\n3. Generate the offer letter in Wroclaw."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace with one harvested article in which Marek is named."""
    made = a_workspace(tmp_path / "kb")
    rows = [
        a_row("INC0048001", close_notes=NOTES),
        a_row("INC0048002", short_description="blank offer letter pdf for Marek", close_notes="Done"),
    ]
    export = an_export(tmp_path / "kb" / "exports" / "incidents.csv", rows)
    assert kb(made, "harvest", export).code == 0
    return made


def the_article(folder: Path) -> Article:
    return ArticleRepository(folder / "content").articles()[0]


def page(folder: Path) -> str:
    return (folder / "content" / the_article(folder).path).read_text()


def settings_of(folder: Path) -> Settings:
    return config.load(folder)


def promoted(
    folder: Path, *, to: Confidence = Confidence.VALIDATED, audience: Audience | None = None, **decided: Any
) -> Promotion:
    settings = settings_of(folder)
    desk = Desk(settings, the_article(folder).id, to=to, audience=audience, today=TODAY)
    return desk.promote(Decisions(**decided), load_redactors(settings.redact))


def test_what_may_be_a_name_must_be_decided_before_users_read_it(folder: Path) -> None:
    before = files_of(folder)
    made = promoted(folder, audience=Audience.USERS)

    with pytest.raises(RefusedError) as caught:
        write(settings_of(folder), made)

    name = f"content/{the_article(folder).path}"
    line = page(folder).split("\n").index("2. Ask Marek to publish the layout again.[^r4]") + 1
    assert f"{name}:{line}: Marek  (told or asked)" in str(caught.value)
    assert "--keep Marek" in (caught.value.hint or "")
    assert files_of(folder) == before


def test_within_the_support_team_nobody_has_to(folder: Path) -> None:
    made = promoted(folder)

    write(settings_of(folder), made)

    assert made.undecided[0].word == "Marek"
    assert the_article(folder).confidence is Confidence.VALIDATED
    assert "Ask Marek" in page(folder)


def test_what_is_kept_stands_in_the_front_matter_and_is_asked_once(folder: Path) -> None:
    before = page(folder)

    write(settings_of(folder), promoted(folder, audience=Audience.USERS, keep=("Marek",)))

    assert "names_kept:\n  - Marek\n" in page(folder)
    assert page(folder).partition("\n---\n")[2] == before.partition("\n---\n")[2]
    assert promoted(folder, audience=Audience.PUBLIC).undecided == ()
    assert kb(folder, "check").code == 0


def test_what_is_masked_is_gone_from_article_ledger_and_the_next_harvest(folder: Path) -> None:
    write(settings_of(folder), promoted(folder, audience=Audience.USERS, mask=("Marek",)))

    everything = b"".join(data for name, data in files_of(folder).items() if not name.startswith("exports/"))
    assert b"Marek" not in everything
    assert "Ask \\[person\\] to publish the layout again." in page(folder)
    assert [each.name for each in read_people(folder / "exports" / "people.csv")] == ["Marek"]
    assert not (folder / ".kb" / "masking.txt").exists()
    assert kb(folder, "check").code == 0  # every receipt holds
    before = files_of(folder)
    assert kb(folder, "harvest", folder / "exports").code == 0
    assert files_of(folder) == before


def test_masking_again_changes_nothing(folder: Path) -> None:
    write(settings_of(folder), promoted(folder, audience=Audience.USERS, mask=("Marek",)))
    before = files_of(folder)

    made = promoted(folder, audience=Audience.USERS, mask=("Marek",))

    assert not write(settings_of(folder), made)
    assert files_of(folder) == before


def another(folder: Path) -> Path:
    """Write a second article that quotes the same record."""
    text = page(folder).replace(the_article(folder).id, "kb-0a1b2c3d")
    text = text.replace("## Resolution", "## Resolution\n\n`Marek` [^r4]\n\n```text\nby Marek\n```\n")
    path = folder / "content" / "faq" / "another-kb-0a1b2c3d.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, newline="")
    return path


def test_another_article_that_quotes_the_record_stays_true(folder: Path) -> None:
    path = another(folder)
    repository = ArticleRepository(folder / "content")
    first = next(each for each in repository.articles() if each.id != "kb-0a1b2c3d")
    settings = settings_of(folder)
    desk = Desk(settings, first.id, to=None, audience=None, today=TODAY)

    write(settings, desk.promote(Decisions(mask=("Marek",)), load_redactors(settings.redact)))

    text = path.read_text()
    assert "Marek" not in text
    assert "`[person]`" in text and "by [person]\n```" in text and "Ask \\[person\\]" in text
    assert "confidence: not-validated" in text
    assert kb(folder, "check").code == 0


def test_line_ends_and_other_fields_stay_as_they_are(folder: Path) -> None:
    name = the_article(folder).path
    path = folder / "content" / name
    text = path.read_text().replace("owner: ", "# ours\nowner:   ").replace("\n", "\r\n")
    path.write_text(text, newline="")

    write(settings_of(folder), promoted(folder, mask=("Marek",)))

    after = (folder / "content" / the_article(folder).path).read_bytes().decode()
    assert after.count("\n") == after.count("\r\n")
    assert "# ours\r\nowner:   " in after
    assert "Marek" not in after
    assert kb(folder, "check").code == 0


def stopping_after(count: int) -> Callable[..., None]:
    """Let so many files be written, then be killed."""
    left = [count]
    replace = os.replace

    def stop(*arguments: Any) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        replace(*arguments)

    return stop


@pytest.mark.parametrize("count", range(8))
@pytest.mark.parametrize("said_again", [True, False])
def test_a_kill_is_finished_by_the_same_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, count: int, said_again: bool
) -> None:
    """Whether the name is said again (a script) or not; first of all, what is to be committed is noted."""
    another(folder)
    id_ = next(
        each.id for each in ArticleRepository(folder / "content").articles() if each.id != "kb-0a1b2c3d"
    )
    command = ("promote", id_, "--to", "validated", "--audience", "users", "--no-input")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stopping_after(count))
        stopped = kb(folder, *command, "--mask", "Marek")
    again = kb(folder, *command, *(("--mask", "Marek") if said_again or count < 2 else ()))

    assert (stopped.code, again.code) == (130 if count < 7 else 0, 0), again.err
    kept = {name: data for name, data in files_of(folder).items() if not name.startswith("exports/")}
    assert not [name for name, data in kept.items() if b"Marek" in data]
    assert (folder / "exports" / "people.csv").read_text().count("Marek") == 1
    assert not (folder / ".kb" / "masking.txt").exists()
    assert kb(folder, "check").code == 0
    assert (
        "audience: users"
        in (folder / "content" / ArticleRepository(folder / "content").get(id_).path).read_text()
    )


def test_masking_needs_a_list_of_people(folder: Path) -> None:
    toml = folder / "kb.toml"
    toml.write_text(toml.read_text().replace('people = "exports/people.csv"', ""))
    before = files_of(folder)

    with pytest.raises(RefusedError, match="next harvest would bring") as caught:
        promoted(folder, mask=("Marek",))

    assert 'people = "people.csv"' in (caught.value.hint or "")
    assert files_of(folder) == before


def test_masking_needs_a_list_that_git_ignores(folder: Path) -> None:
    toml = folder / "kb.toml"
    toml.write_text(toml.read_text().replace("exports/people.csv", "people.csv"))

    with pytest.raises(RefusedError, match="Git does not ignore it"):
        promoted(folder, mask=("Marek",))

    (folder / ".gitignore").write_text("/people.csv\n/.kb/\n/exports/\n")
    write(settings_of(folder), promoted(folder, mask=("Marek",)))
    assert "people.csv" not in git(folder, "status", "--porcelain")


def test_the_list_keeps_its_columns_and_its_lines(folder: Path) -> None:
    people = folder / "exports" / "people.csv"
    people.write_bytes(b"\xef\xbb\xbfuser,Name\r\nzbaran,Zofia Baran")

    write(settings_of(folder), promoted(folder, mask=("Marek",)))

    assert people.read_bytes() == b"\xef\xbb\xbfuser,Name\r\nzbaran,Zofia Baran\r\n,Marek\r\n"


@pytest.mark.parametrize(
    ("decided", "says"),
    [
        ({"keep": ("Zofia",)}, "'Zofia' stands nowhere in"),
        ({"mask": ("Zofia",)}, "stands nowhere as a name"),
        ({"mask": ("",)}, "stands nowhere as a name"),
        ({"mask": ("marekk",)}, "stands nowhere as a name"),
        ({"mask": ("Marek",), "keep": ("Marek",)}, "both kept and masked"),
    ],
)
def test_a_decision_on_nothing_is_an_error(folder: Path, decided: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        promoted(folder, **decided)


def test_an_article_changed_meanwhile_is_left_alone(folder: Path) -> None:
    made = promoted(folder, mask=("Marek",))
    path = folder / "content" / the_article(folder).path
    path.write_text(path.read_text() + "\nMore.\n")

    with pytest.raises(StateError, match="changed meanwhile"):
        write(settings_of(folder), made)

    assert "More." in path.read_text()
    assert not (folder / ".kb" / "masking.txt").exists()


def with_an_internal_note(folder: Path, note: str) -> None:
    ledger = next((folder / "archive" / "incidents").glob("*.jsonl"))
    from dataclasses import replace

    from kb.model.incident import Entry, EntryKind, RedactedIncident

    keeper = Ledger(ledger.parent)
    known = keeper.load()
    ref, incident = next(iter(known.items()))
    entry = Entry(at=None, author="[person A]", kind=EntryKind.INTERNAL, text=note)
    changed = RedactedIncident(
        replace(
            incident,
            entries=(entry,),
            updated_at=incident.updated_at.replace(year=2027) if incident.updated_at else None,
        )
    )
    assert ref == changed.ref
    keeper.save(keeper.merge([(changed, None)]))


def test_an_internal_note_is_not_repeated_to_users(folder: Path) -> None:
    with_an_internal_note(folder, "Do not tell the callers: the vendor knows this defect since March.")
    path = folder / "content" / the_article(folder).path
    path.write_text(
        path.read_text().replace(
            "## Environment", "The **vendor** knows this defect since march!\n\n## Environment"
        )
    )
    keep = ("Marek",)

    assert promoted(folder, keep=keep).undecided == ()
    with pytest.raises(RefusedError, match=r"repeats an internal note of servicenow:INC0048001") as caught:
        promoted(folder, audience=Audience.USERS, keep=keep)

    assert (
        caught.value.line
        == path.read_text().split("\n").index("The **vendor** knows this defect since march!") + 1
    )
    assert "own words" in (caught.value.hint or "")


def test_narrowing_asks_nothing(folder: Path) -> None:
    made = promoted(folder, to=Confidence.NOT_VALIDATED, audience=Audience.INTERNAL)

    assert (made.undecided, made.must_decide) == ((), False)
    assert made.changes == {"audience": "internal"}


def test_a_broken_neighbour_stops_masking_only(folder: Path) -> None:
    (folder / "content" / "faq").mkdir(exist_ok=True)
    (folder / "content" / "faq" / "x.md").write_text("---\nid: kb-x\ntitle: [\n---\n")

    with pytest.raises(KbError):
        promoted(folder, mask=("Marek",))


def test_the_name_of_a_file_is_masked_too(folder: Path) -> None:
    path = the_article(folder).path
    assert "-marek-" in path

    write(settings_of(folder), promoted(folder, mask=("Marek",)))

    assert the_article(folder).path == path.replace("-marek-", "-")
    assert [each.name for each in (folder / "content").rglob("*marek*")] == []


def test_a_linked_file_is_renamed_by_somebody(folder: Path) -> None:
    path = the_article(folder).path
    index = folder / "content" / "index.md"
    index.write_text(index.read_text() + f"\n[It]({path})\n")

    with pytest.raises(RefusedError, match="whose own name holds") as caught:
        promoted(folder, mask=("Marek",))

    assert f"git mv content/{path} content/{path.replace('-marek-', '-')}" in (caught.value.hint or "")


def test_what_was_edited_while_somebody_decided_is_not_lost(folder: Path) -> None:
    made = promoted(folder, keep=("Marek",))
    path = folder / "content" / the_article(folder).path
    path.write_text(path.read_text() + "\nMore.\n")

    with pytest.raises(StateError, match="changed meanwhile"):
        write(settings_of(folder), made)
