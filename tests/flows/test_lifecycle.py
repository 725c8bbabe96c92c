"""Reviewing, retiring, merging, splitting and linking: what changes, what never does, and one commit of each."""

import re
from datetime import date
from pathlib import Path

import pytest

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError, StateError
from kb.flows.changes import write
from kb.flows.lifecycle import link, merge, retire, reviewed, split, unlink
from kb.model.article import Article, Audience, Confidence
from kb.model.change import Change
from kb.model.incident import IncidentRef
from tests.support.build import a_redacted_incident, at
from tests.support.desk import NO_ANSWER, a_desk, badges, blank_letter, letters, new_badge, refs
from tests.support.git import a_repository, git

TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    """Make a workspace in Git with two articles, three incidents of theirs and one of nobody's."""
    folder = a_repository(tmp_path / "kb")
    loose = a_redacted_incident(
        "INC4",
        summary="Offer letter has no text",
        resolution="Published the layout again.",
        opened_at=at("2026-11-20"),
    )
    settings = a_desk(
        folder, incidents=[*letters(), *badges(), loose], articles=[blank_letter(), new_badge()]
    )
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Start")
    return settings


def article(desk: Settings, name: str) -> Article:
    return ArticleRepository(desk.content).get(name)


def page(desk: Settings, name: str) -> str:
    return ArticleRepository(desk.content).text(article(desk, name).path)


def edit(desk: Settings, name: str, old: str, new: str) -> None:
    file = desk.content / article(desk, name).path
    assert old in file.read_text(encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="")


def evidence(desk: Settings) -> list[IncidentRef]:
    articles, errors = ArticleRepository(desk.content).load()
    assert not errors
    return sorted(ref for each in articles for ref in each.evidence)


def without(text: str, *fields: str) -> str:
    """Drop some front-matter fields, to compare all the rest byte for byte."""
    for name in fields:
        text = re.sub(rf"^{name}:[^\n]*\n(?:[ \t]+[^\n]*\n)*", "", text, flags=re.MULTILINE)
    return text


def trailers(desk: Settings) -> list[str]:
    return git(desk.root, "log", "-1", "--format=%(trailers:only)").split("\n")


# reviewed and retired


def test_a_review_dates_the_article_and_takes_its_flags(desk: Settings) -> None:
    edit(desk, "kb-bad9e001", "type:", "flagged:\n  - INC9 was opened again.\ntype:")
    before = page(desk, "kb-bad9e001")

    assert write(desk, reviewed(desk, "kb-bad9e001", TODAY)).changed

    now = article(desk, "kb-bad9e001")
    assert (now.last_reviewed_on, now.flagged) == (TODAY, ())
    fields = ("flagged", "last_reviewed_on", "review_in")
    assert without(page(desk, "kb-bad9e001"), *fields) == without(before, *fields)
    assert not write(desk, reviewed(desk, "kb-bad9e001", TODAY)).changed


def test_a_retired_article_says_whose_duplicate_it_is_and_why(desk: Settings) -> None:
    change = retire(desk, "kb-bad9e001", because="the kiosks\nare gone", duplicate_of="kb-b1a2c3d4")
    done = write(desk, change)

    now = article(desk, "kb-bad9e001")
    assert (now.confidence, now.duplicate_of) == (Confidence.ARCHIVED, "kb-b1a2c3d4")
    assert "(the kiosks are gone)" in git(desk.root, "log", "-1", "--format=%s", done.commit)


def test_retiring_settles_what_an_article_was_flagged_for(desk: Settings) -> None:
    edit(desk, "kb-bad9e001", "type:", "flagged:\n  - INC9 was opened again.\ntype:")
    write(desk, retire(desk, "kb-bad9e001"))
    assert article(desk, "kb-bad9e001").flagged == ()


def test_working_on_a_retired_article_says_that_nobody_finds_it(desk: Settings) -> None:
    write(desk, retire(desk, "kb-bad9e001"))
    for change in (link(desk, "kb-bad9e001", ["INC4"]), reviewed(desk, "kb-bad9e001", TODAY)):
        assert "kb promote kb-bad9e001 --to not-validated" in change.remarks[0]
    assert reviewed(desk, "kb-b1a2c3d4", TODAY).remarks == ()


def test_nothing_is_the_duplicate_of_itself_or_of_what_is_retired(desk: Settings) -> None:
    with pytest.raises(ConfigError, match="itself"):
        retire(desk, "kb-bad9e001", duplicate_of="kb-bad9e001")
    write(desk, retire(desk, "kb-b1a2c3d4"))
    with pytest.raises(StateError, match="retired itself"):
        retire(desk, "kb-bad9e001", duplicate_of="kb-b1a2c3d4")


# merged


def test_a_merge_moves_evidence_and_addresses_and_keeps_both_answers(desk: Settings) -> None:
    before, had = page(desk, "kb-b1a2c3d4"), evidence(desk)
    gone = article(desk, "kb-bad9e001").path

    write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"))

    assert evidence(desk) == had
    now = article(desk, "kb-b1a2c3d4")
    assert now.evidence == refs("INC1", "INC2", "INC3")
    assert now.aliases == ("kb-bad9e001", gone)
    assert "Badge refused" in now.also_asked_as
    assert now.body.startswith(blank_letter().body.rstrip())
    assert "Register its number at the kiosk." in now.body
    assert article(desk, "kb-bad9e001").id == "kb-b1a2c3d4"  # its old name leads there
    assert all(
        line in page(desk, "kb-b1a2c3d4")
        for line in before.split("\n")
        if "incidents:" not in line and "last:" not in line
    )


def test_the_commit_of_a_merge_can_be_searched_by_what_it_did(desk: Settings) -> None:
    write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"))

    assert trailers(desk) == [
        "Kb-Change: merge",
        "Kb-Article: kb-b1a2c3d4",
        "Kb-Article: kb-bad9e001",
        "Kb-Evidence: servicenow:INC3",
    ]
    assert git(desk.root, "log", "--format=%s", "--grep", "Kb-Evidence: servicenow:INC3").count("\n") == 0
    assert git(desk.root, "status", "--porcelain") == ""


def test_an_answer_for_fewer_readers_is_not_carried_to_more(desk: Settings) -> None:
    edit(desk, "kb-b1a2c3d4", "audience: support", "audience: users")

    with pytest.raises(StateError, match="readers it is not for"):
        merge(desk, "kb-b1a2c3d4", "kb-bad9e001")
    write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001", with_answer=False))

    text = page(desk, "kb-b1a2c3d4")
    assert "Register its number" not in text
    assert "Badge refused" not in text  # a title somebody wrote for support
    assert "New badge does not clock in" in text  # what a requestor asked, as a harvest would add


def test_the_one_with_an_answer_is_the_one_to_keep(desk: Settings) -> None:
    file = desk.content / article(desk, "kb-b1a2c3d4").path
    file.write_text(page(desk, "kb-b1a2c3d4").partition("## Issue")[0] + NO_ANSWER, encoding="utf-8")

    with pytest.raises(StateError) as caught:
        merge(desk, "kb-b1a2c3d4", "kb-bad9e001")
    assert "kb merge kb-bad9e001 kb-b1a2c3d4" in str(caught.value.hint)


def test_nothing_is_merged_into_an_article_that_search_does_not_offer(desk: Settings) -> None:
    write(desk, retire(desk, "kb-b1a2c3d4"))
    with pytest.raises(StateError, match="retired") as caught:
        merge(desk, "kb-b1a2c3d4", "kb-bad9e001")
    assert "kb merge kb-bad9e001 kb-b1a2c3d4" in str(caught.value.hint)

    write(desk, merge(desk, "kb-bad9e001", "kb-b1a2c3d4"))
    assert article(desk, "kb-bad9e001").evidence == refs("INC1", "INC2", "INC3")


def test_the_beginning_of_a_former_id_finds_the_article_unless_another_begins_so(desk: Settings) -> None:
    write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"))
    assert article(desk, "kb-bad9").id == article(desk, "bad9").id == "kb-b1a2c3d4"
    ArticleRepository(desk.content).create(new_badge("kb-bad90000", path="faq/other-kb-bad90000.md"))
    assert article(desk, "kb-bad9").id == "kb-bad90000"
    with pytest.raises(ConfigError, match="no article"):
        article(desk, "trou")  # the folder that its old path begins with


def test_an_article_is_not_merged_with_itself(desk: Settings) -> None:
    with pytest.raises(ConfigError, match="itself"):
        merge(desk, "kb-b1a2c3d4", "kb-b1a2")


def test_a_page_git_does_not_hold_is_committed_before_it_goes(desk: Settings) -> None:
    edit(desk, "kb-bad9e001", "Register its number", "Tell security to register its number")
    gone = article(desk, "kb-bad9e001").path

    write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"))

    assert "Tell security" in git(desk.root, "show", f"HEAD~1:content/{gone}")


def test_a_page_git_does_not_hold_stays_where_nothing_is_committed(desk: Settings) -> None:
    edit(desk, "kb-bad9e001", "Register its number", "Tell security to register its number")

    with pytest.raises(StateError, match="Git does not hold"):
        write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"), commit=False)
    assert "Tell security" in page(desk, "kb-bad9e001")
    assert article(desk, "kb-b1a2c3d4").evidence == refs("INC1", "INC2")


def test_without_git_nothing_goes(tmp_path: Path) -> None:
    desk = a_desk(tmp_path / "plain", articles=[blank_letter(), new_badge()])
    with pytest.raises(StateError, match="Git does not hold"):
        write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"))
    assert write(desk, retire(desk, "kb-bad9e001")).changed


# split


def test_a_split_gives_each_what_is_its_own(desk: Settings) -> None:
    body, had = article(desk, "kb-b1a2c3d4").body, evidence(desk)

    change = split(desk, "kb-b1a2c3d4", ["inc2"], title="Letter is empty for candidates", today=TODAY)
    write(desk, change)

    made = article(desk, change.articles[1])
    assert made.title == "Letter is empty for candidates"
    assert (made.evidence, article(desk, "kb-b1a2c3d4").evidence) == (refs("INC2"), refs("INC1"))
    assert evidence(desk) == had
    assert article(desk, "kb-b1a2c3d4").body == body
    assert {receipt.ref for receipt in made.receipts} == {IncidentRef("servicenow", "INC2")}
    assert "Letter to a candidate is empty" in made.also_asked_as


def test_a_split_of_all_or_of_a_strangers_incident_is_refused(desk: Settings) -> None:
    with pytest.raises(ConfigError, match="nothing would be left"):
        split(desk, "kb-b1a2c3d4", ["INC1", "INC2"], today=TODAY)
    with pytest.raises(ConfigError, match="not evidence"):
        split(desk, "kb-b1a2c3d4", ["INC3"], today=TODAY)


def test_split_and_merged_again_has_the_same_evidence(desk: Settings) -> None:
    before = article(desk, "kb-b1a2c3d4")
    change = split(desk, "kb-b1a2c3d4", ["INC2"], today=TODAY)
    write(desk, change)
    write(desk, merge(desk, "kb-b1a2c3d4", change.articles[1], with_answer=False))

    now = article(desk, "kb-b1a2c3d4")
    assert (now.evidence, now.body, now.first_seen, now.last_seen) == (
        before.evidence,
        before.body,
        date(2026, 9, 1),
        date(2026, 11, 10),
    )


# linked


def test_a_linked_incident_brings_its_wording(desk: Settings) -> None:
    before = page(desk, "kb-b1a2c3d4")
    write(desk, link(desk, "kb-b1a2c3d4", ["servicenow:INC4"]))

    now = article(desk, "kb-b1a2c3d4")
    assert now.evidence == refs("INC1", "INC2", "INC4")
    assert "Offer letter has no text" in now.also_asked_as
    assert now.last_seen == date(2026, 11, 20)
    grown = ("evidence", "recurrence", "also_asked_as", "error_codes", "redactions")
    assert without(page(desk, "kb-b1a2c3d4"), *grown) == without(before, *grown)
    assert link(desk, "kb-b1a2c3d4", ["INC4"]).is_empty


def test_an_incident_moves_only_when_told(desk: Settings) -> None:
    had = evidence(desk)
    with pytest.raises(StateError, match="kb-bad9e001") as caught:
        link(desk, "kb-b1a2c3d4", ["INC3"])
    assert "--move" in str(caught.value.hint)

    write(desk, link(desk, "kb-b1a2c3d4", ["INC3"], move=True))

    assert article(desk, "kb-bad9e001").evidence == ()
    assert evidence(desk) == had


def test_an_unlinked_incident_waits_again(desk: Settings) -> None:
    write(desk, unlink(desk, "kb-b1a2c3d4", ["INC2"]))
    assert article(desk, "kb-b1a2c3d4").evidence == refs("INC1")
    with pytest.raises(ConfigError, match="not evidence"):
        unlink(desk, "kb-b1a2c3d4", ["INC2"])


def test_an_unknown_incident_is_named_with_those_near(desk: Settings) -> None:
    with pytest.raises(ConfigError) as caught:
        link(desk, "kb-b1a2c3d4", ["INCI4"])
    assert "servicenow:INC4" in str(caught.value.hint)


# writing and committing


def test_what_else_is_staged_or_changed_stays_out_of_the_commit(desk: Settings) -> None:
    (desk.root / "notes.txt").write_text("mine\n", encoding="utf-8")
    git(desk.root, "add", "notes.txt")
    edit(desk, "kb-b1a2c3d4", "The offer letter", "My offer letter")

    done = write(desk, retire(desk, "kb-bad9e001"))

    assert git(desk.root, "show", "--format=", "--name-only", done.commit) == f"content/{new_badge().path}"
    assert git(desk.root, "diff", "--cached", "--name-only") == "notes.txt"
    assert git(desk.root, "diff", "--name-only") == f"content/{blank_letter().path}"


def test_a_persons_own_changes_of_the_page_go_along_and_are_named(desk: Settings) -> None:
    edit(desk, "kb-bad9e001", "Register its number", "Tell security to register its number")
    done = write(desk, retire(desk, "kb-bad9e001"))
    assert any("had changes that were not committed" in remark for remark in done.remarks)
    assert "Tell security" in git(desk.root, "show", "HEAD")


def test_a_setting_and_an_option_keep_git_out(desk: Settings) -> None:
    head = git(desk.root, "rev-parse", "HEAD")
    assert write(desk, retire(desk, "kb-bad9e001"), commit=False).changed
    (desk.root / "kb.toml").write_text("[articles]\ncommit = false\n", encoding="utf-8")
    assert write(config.load(desk.root), reviewed(desk, "kb-b1a2c3d4", TODAY)).changed
    assert git(desk.root, "rev-parse", "HEAD") == head


def test_a_page_changed_meanwhile_stops_the_whole_change(desk: Settings) -> None:
    change = merge(desk, "kb-b1a2c3d4", "kb-bad9e001")
    edit(desk, "kb-bad9e001", "Register its number", "Register the number")
    with pytest.raises(StateError, match="changed meanwhile"):
        write(desk, change)
    assert article(desk, "kb-b1a2c3d4").evidence == refs("INC1", "INC2")


def test_a_merge_stopped_halfway_is_finished_by_the_same_command(desk: Settings) -> None:
    change = merge(desk, "kb-b1a2c3d4", "kb-bad9e001")
    kept = change.after[blank_letter().path]
    ArticleRepository(desk.content).put(blank_letter().path, str(kept))  # and then the power went

    assert len(evidence(desk)) == 4  # in two articles rather than in none
    again: Change = merge(desk, "kb-b1a2c3d4", "kb-bad9e001")
    write(desk, again)

    assert evidence(desk) == list(refs("INC1", "INC2", "INC3"))
    assert page(desk, "kb-b1a2c3d4").count("Register its number") == 1


def test_a_commit_on_no_branch_is_said(desk: Settings) -> None:
    assert not write(desk, reviewed(desk, "kb-b1a2c3d4", TODAY)).remarks
    git(desk.root, "checkout", "-q", "--detach")
    done = write(desk, retire(desk, "kb-bad9e001"))
    assert done.commit == git(desk.root, "rev-parse", "HEAD")
    assert done.remarks == ("this commit is on no branch; keep it on one: git switch -c NAME",)


def test_a_merge_under_way_in_git_is_said_before_anything_is_written(desk: Settings) -> None:
    (desk.root / ".git" / "MERGE_HEAD").write_text(
        f"{git(desk.root, 'rev-parse', 'HEAD')}\n", encoding="utf-8"
    )
    before = page(desk, "kb-bad9e001")
    with pytest.raises(StateError, match="merge is under way"):
        write(desk, retire(desk, "kb-bad9e001"))
    assert page(desk, "kb-bad9e001") == before


def test_an_old_address_leads_to_the_article_for_those_who_may_read_it(desk: Settings) -> None:
    from kb.flows.portal import assemble

    edit(desk, "kb-b1a2c3d4", "audience: support", "audience: internal")
    write(desk, merge(desk, "kb-b1a2c3d4", "kb-bad9e001"))
    old = f"{new_badge().path.removesuffix('.md')}/index.html"

    shown = {each.path: each.content for each in assemble(desk, Audience.INTERNAL, today=TODAY).assets}
    assert f"../{Path(blank_letter().path).stem}/".encode() in shown[old]
    assert old not in {each.path for each in assemble(desk, Audience.SUPPORT, today=TODAY).assets}
