"""A harvest after people have worked: their text stays, doubts are flagged once, and branches meet again."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.articles.repository import ArticleRepository
from kb.model.article import Article, Confidence
from tests.support.git import git
from tests.support.workspace import a_row, a_workspace, an_export, kb

GROWS = ("evidence", "recurrence", "also_asked_as", "error_codes", "redactions", "flagged")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace with one article of two incidents, committed."""
    made = a_workspace(tmp_path / "kb")
    harvest(made, a_row("INC0048001"), a_row("INC0048002", short_description="Blank offer letter PDF"))
    save(made, "Harvest")
    return made


def harvest(folder: Path, *rows: dict[str, str], name: str = "incidents.csv") -> None:
    export = an_export(folder / "exports" / name, rows)
    done = kb(folder, "harvest", export)
    assert done.code == 0, done.err


def save(folder: Path, words: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", words)


def the_article(folder: Path) -> Article:
    (article,) = ArticleRepository(folder / "content").articles()
    return article


def page(folder: Path) -> Path:
    return folder / "content" / the_article(folder).path


def others(text: str) -> str:
    """Drop the fields a harvest may change, to compare every other byte."""
    for name in GROWS:
        text = re.sub(
            rf"^{name}:[^\n]*\n(?:[ \t-]+[^\n]*\n|[ \t]*#?\r?\n(?=[ \t-]))*", "", text, flags=re.MULTILINE
        )
    return text


NEW = {"INC0048003": "Offer letter PDF is empty", "INC0048004": "Offer letter PDF blank in Chrome"}


# doubts


def test_an_incident_that_is_open_again_flags_its_article_once(folder: Path) -> None:
    again = a_row("INC0048001", state="In Progress", close_notes="", sys_updated_on="2026-09-20 12:00:00")
    harvest(folder, again, name="later.csv")

    flagged = (
        "servicenow:INC0048001 was opened again and is not solved, although this article answered it.",
    )
    assert the_article(folder).flagged == flagged
    harvest(folder, again, name="again.csv")
    assert the_article(folder).flagged == flagged
    kb(folder, "reviewed", the_article(folder).id)
    harvest(folder, again, name="once-more.csv")
    assert the_article(folder).flagged == ()


def test_an_incident_reopened_and_solved_flags_it_too(folder: Path) -> None:
    again = a_row("INC0048001", reopen_count="1", sys_updated_on="2026-09-20 12:00:00")
    harvest(folder, again, name="later.csv")
    assert the_article(folder).flagged == (
        "servicenow:INC0048001 was opened again, although this article answered it.",
    )


def test_a_newer_incident_that_was_solved_otherwise_flags_it(folder: Path) -> None:
    harvest(
        folder,
        a_row("INC0048003", close_notes="Replaced the toner of her printer and cleaned the drum."),
        a_row(
            "INC0048004", close_notes="Published the layout again and generated the offer letter once more."
        ),
        name="later.csv",
    )
    assert len(the_article(folder).evidence) == 4
    assert the_article(folder).flagged == (
        "servicenow:INC0048003 was solved in another way than this article says.",
    )


def test_an_article_all_of_whose_incidents_are_open_again_is_flagged(folder: Path) -> None:
    rows = [
        a_row(number, state="New", close_notes="", sys_updated_on="2026-09-20 12:00:00")
        for number in ("INC0048001", "INC0048002")
    ]
    harvest(folder, *rows, name="later.csv")
    assert len(the_article(folder).flagged) == 2


def test_the_harvest_says_what_it_flagged(folder: Path) -> None:
    again = a_row("INC0048001", reopen_count="1", sys_updated_on="2026-09-20 12:00:00")
    done = kb(folder, "harvest", an_export(folder / "exports" / "later.csv", [again]))
    assert f"! {the_article(folder).id}  flagged: servicenow:INC0048001 was opened again" in done.out
    assert "kb review" in done.err


# retired articles


def test_a_retired_article_that_is_asked_for_again_is_flagged_once_and_on_the_worklist(folder: Path) -> None:
    kb(folder, "retire", the_article(folder).id)
    harvest(folder, a_row("INC0048003", short_description=NEW["INC0048003"]), name="later.csv")
    harvest(folder, a_row("INC0048004", short_description=NEW["INC0048004"]), name="last.csv")

    why = "servicenow:INC0048003 is like what it answered, although it is retired."
    assert the_article(folder).flagged == (why,)
    (work,) = kb(folder, "worklist", "--json").json["items"]
    assert (work["need"], work["why"]) == ("flagged", why)
    assert work["command"] == f"kb promote {the_article(folder).id} --to not-validated"
    kb(folder, "reviewed", the_article(folder).id)  # it stays retired
    assert kb(folder, "worklist", "--json").json["items"] == []


def test_what_is_like_a_duplicate_goes_to_the_article_that_took_its_place(folder: Path) -> None:
    old = the_article(folder)
    made = kb(folder, "new", "White letters – Workday Recruiting", "--no-edit", "--json").json["articles"][0]
    kb(folder, "retire", old.id, "--duplicate-of", made)

    harvest(folder, a_row("INC0048003", short_description=NEW["INC0048003"]), name="later.csv")

    now = ArticleRepository(folder / "content")
    assert now.get(old.id).evidence == old.evidence
    assert [ref.key for ref in now.get(made).evidence] == ["INC0048003"]
    assert now.get(old.id).flagged == ()


# drafts without an answer


@pytest.fixture
def unsolved(tmp_path: Path) -> Path:
    """Make a workspace with a draft that has no answer."""
    made = a_workspace(tmp_path / "kb")
    harvest(made, a_row("INC0048001", close_notes="Done."), a_row("INC0048002", close_notes="Fixed"))
    assert the_article(made).confidence is Confidence.WIP
    return made


def test_a_draft_nobody_touched_gets_its_answer(unsolved: Path) -> None:
    before = the_article(unsolved)
    harvest(unsolved, a_row("INC0048003"), name="later.csv")

    now = the_article(unsolved)
    assert (now.id, now.path, now.title, now.created) == (
        before.id,
        before.path,
        before.title,
        before.created,
    )
    assert now.confidence is Confidence.NOT_VALIDATED
    assert "1. Open the business form layout.[^r" in now.body
    assert now.flagged == ()
    assert kb(unsolved, "check").code == 0


def test_a_draft_somebody_touched_is_flagged_instead(unsolved: Path) -> None:
    path = page(unsolved)
    path.write_text(path.read_text().replace("No resolution is known yet.", "To be done."))
    body = the_article(unsolved).body
    harvest(unsolved, a_row("INC0048003"), name="later.csv")

    assert (the_article(unsolved).body, the_article(unsolved).confidence) == (body, Confidence.WIP)
    assert the_article(unsolved).flagged == ("servicenow:INC0048003 tells what solved it.",)


def test_a_draft_somebody_completed_is_theirs(unsolved: Path) -> None:
    path = page(unsolved)
    path.write_text(path.read_text().replace("No resolution is known yet.", "Publish the layout again."))
    body = the_article(unsolved).body
    harvest(unsolved, a_row("INC0048003"), name="later.csv")
    assert (the_article(unsolved).body, the_article(unsolved).flagged) == (body, ())


# whatever people did


@st.composite
def edits(draw: st.DrawFn) -> list[str]:
    return draw(
        st.lists(
            st.sampled_from(
                ["comment", "order", "section", "crlf", "emoji", "emoji field", "quoted", "spaces", "own field",
                 "flow list", "flow evidence", "empty lines", "no last newline", "bom"]
            ),
            min_size=1, max_size=7, unique=True,
        )
    )  # fmt: skip


def edited(text: str, kinds: list[str]) -> str:
    """Do to a page what people do."""
    front, body = text.removeprefix("---\n").split("\n---\n", 1)
    if "comment" in kinds:
        front = front.replace("title:", "# ours, hands off\ntitle:").replace(
            "evidence:\n", "evidence: # all of them\n"
        )
    if "order" in kinds:
        fields = re.split(r"\n(?=\S)", front)
        front = "\n".join(sorted(fields, reverse=True))
    if "quoted" in kinds:
        front = re.sub(r"^owner: (.*)$", r"owner: '\1'", front, flags=re.MULTILINE)
    if "spaces" in kinds:
        front = front.replace("confidence: ", "confidence:    ")
    if "own field" in kinds:
        front += "\nours: {a: 1, b: [x, 'y']}"
    if "flow list" in kinds:
        front = re.sub(
            r"^tags:\n(?:  - .*\n)+", 'tags: [workday, "offer letter"]\n', front, flags=re.MULTILINE
        )
    if "emoji field" in kinds:
        front = front.replace("title: ", "title: 🧾 ").replace("owner: ", "# 👩‍💻 ours\nowner: ")
    if "flow evidence" in kinds:
        refs = re.findall(r"^  - (servicenow:\S+)$", front, re.MULTILINE)
        front = re.sub(
            r"^evidence:.*\n(?:  - .*\n?)+",
            f"evidence: [{', '.join(refs)}]\n",
            front,
            flags=re.MULTILINE,
        ).rstrip("\n")
    if "empty lines" in kinds:
        front = front.replace("\ntitle:", "\n\n\ntitle:") + "\n"
    if "section" in kinds:
        body += "\n## Whom to call\n\nThe desk.  \n\n\n"
    if "emoji" in kinds:
        body = body.replace("## Issue", "## Issue 🙈 ünïcödé")
    body = body.rstrip("\n") if "no last newline" in kinds else body
    text = f"---\n{front}\n---\n{body}"
    text = text.replace("\n", "\r\n") if "crlf" in kinds else text
    return f"\ufeff{text}" if "bom" in kinds else text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=edits())
def test_a_harvest_after_any_edit_changes_only_what_grows(
    folder: Path, tmp_path: Path, kinds: list[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    path = page(copy)
    text = edited(path.read_text(encoding="utf-8"), kinds)
    path.write_text(text, encoding="utf-8", newline="")

    rows = [a_row(number, short_description=words) for number, words in NEW.items()]
    harvest(copy, *rows, name="later.csv")

    now = path.read_bytes().decode()
    assert len(the_article(copy).evidence) == 4
    assert others(now) == others(text)
    harvest(copy, *rows, name="later.csv")
    assert path.read_bytes().decode() == now


# branches


def branch(folder: Path, name: str, *rows: dict[str, str]) -> None:
    git(folder, "checkout", "-q", "-b", name, "main")
    shutil.rmtree(folder / ".kb", ignore_errors=True)
    harvest(folder, *rows, name=f"{name}.csv")
    save(folder, f"Harvest on {name}")


def test_two_branches_that_harvest_the_same_week_merge(folder: Path) -> None:
    week = [a_row(number, short_description=words) for number, words in NEW.items()]
    week += [
        a_row("INC0048010", short_description="Badge refused at the gate", description="The gate says no.",
              cmdb_ci="Time Clock Kiosk", close_notes="Registered the number of the badge at the kiosk."),
        a_row("INC0048011", short_description="Gate refuses badge", description="The badge is refused at the gate.",
              cmdb_ci="Time Clock Kiosk", close_notes="Registered the badge's number at the kiosk."),
    ]  # fmt: skip
    branch(folder, "monday", *week)
    branch(folder, "friday", *week)

    git(folder, "merge", "-q", "--no-edit", "monday")

    articles = ArticleRepository(folder / "content").articles()
    assert len({article.id for article in articles}) == len(articles) == 2
    assert kb(folder, "check").code == 0


def test_branches_with_other_incidents_meet_in_a_conflict_a_person_can_read(folder: Path) -> None:
    branch(folder, "monday", a_row("INC0048003", short_description="Offer letter PDF is empty"))
    branch(folder, "friday", a_row("INC0048004", short_description="Offer letter PDF blank in Chrome"))

    try:
        git(folder, "merge", "-q", "--no-edit", "monday")
    except Exception:
        text = page_text(folder)
        ours, theirs = "INC0048004", "INC0048003"
        conflicts = re.findall(r"<<<<<<< [^\n]*\n(.*?)=======\n(.*?)>>>>>>> ", text, re.DOTALL)
        assert conflicts
        for mine, yours in conflicts:  # evidence and wordings only, a line each
            assert all(re.match(r"  (?:- |\w+: )", line) for line in (mine + yours).splitlines())
        assert ours in text
        assert theirs in text
        resolved = re.sub(r"(?:<<<<<<<|=======|>>>>>>>)[^\n]*\n", "", text)
        resolved = re.sub(r"(  incidents: \d\n(?:  first: .*\n)?(?:  last: .*\n)?)\1", r"\1", resolved)
        next(iter((folder / "content" / "troubleshooting").glob("*.md"))).write_text(resolved)
        for file in (folder / "archive").rglob("*.jsonl"):
            kept = [
                line for line in file.read_text().splitlines() if not line.startswith(("<<<", "===", ">>>"))
            ]
            file.write_text("\n".join(dict.fromkeys(sorted(kept))) + "\n")
        harvest(folder, a_row("INC0048003"), a_row("INC0048004"), name="both.csv")
    assert len(the_article(folder).evidence) == 4


def page_text(folder: Path) -> str:
    (file,) = (folder / "content" / "troubleshooting").glob("*.md")
    return file.read_text(encoding="utf-8")
