"""Synonyms of a workspace: which count, what `kb check` says of them, and that their file is nothing else."""

from datetime import date
from pathlib import Path

import pytest

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError, InputError
from kb.flows.check import check
from kb.flows.synonyms import groups, proposals, synonyms_of
from kb.model.article import Finding
from kb.redact.load import load_redactors
from kb.search.synonyms import NONE
from tests.support.build import an_incident
from tests.support.desk import a_desk, blank_letter, new_badge, refs

TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    """Make a workspace with two articles."""
    return a_desk(tmp_path / "kb", articles=[blank_letter(), new_badge()])


def write(desk: Settings, text: str) -> None:
    path = desk.content / "_search" / "synonyms.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def set_up(desk: Settings, text: str) -> Settings:
    (desk.root / "kb.toml").write_text(text, encoding="utf-8")
    return config.load(desk.root)


def found(desk: Settings, code: str) -> list[Finding]:
    findings, _ = check(desk, redactors=load_redactors(desk.redact), sources={}, today=TODAY)
    return [each for each in findings if each.code == code]


def test_own_groups_come_first_and_general_ones_beside_them(desk: Settings) -> None:
    write(desk, "- [pto, patent transfer office]\n")

    said = [group.words for group in groups(desk)]

    assert said[0] == ("pto", "patent transfer office")
    assert sum("pto" in words for words in said) == 1
    assert any("password" in words for words in said)


def test_general_groups_can_be_switched_off(desk: Settings) -> None:
    own = set_up(desk, '[search]\nsynonyms = "own"\n')

    assert synonyms_of(own) == NONE
    write(own, "- [cv, resume]\n")
    assert [group.words for group in groups(own)] == [("cv", "resume")]


def test_a_setting_nobody_knows_is_said(desk: Settings) -> None:
    with pytest.raises(ConfigError, match="not one of all, own"):
        set_up(desk, '[search]\nsynonyms = "none"\n')


def test_a_group_without_a_language_has_the_bases_own(desk: Settings) -> None:
    german = set_up(desk, '[project]\nlanguage = "de"\n')
    write(german, "- [urlaub, ferien]\n")

    assert groups(german)[0].language == "de"
    assert any("passwort" in group.words for group in groups(german))


def test_a_file_that_cannot_be_read_ends_with_its_line(desk: Settings) -> None:
    write(desk, "- [cv, resume]\n- cv\n")

    with pytest.raises(InputError) as caught:
        synonyms_of(desk)

    assert (str(caught.value.path), caught.value.line) == ("content/_search/synonyms.yml", 2)


def test_bytes_that_are_no_text_are_said_with_the_file(desk: Settings) -> None:
    write(desk, "")
    (desk.content / "_search" / "synonyms.yml").write_bytes(b"- [caf\xe9, coffee]\n")

    with pytest.raises(InputError) as caught:
        synonyms_of(desk)

    assert str(caught.value.path) == "content/_search/synonyms.yml"


def test_check_says_what_is_wrong_with_a_group(desk: Settings) -> None:
    write(desk, "- [cv, resume]\n- [it]\n- [vitae, cv]\n")

    lines = {each.line for each in found(desk, "KB122")}

    assert lines == {2, 3}
    assert {each.path for each in found(desk, "KB122")} == {"content/_search/synonyms.yml"}
    assert {each.severity for each in found(desk, "KB122")} == {"warning"}


def test_check_says_what_cannot_be_read(desk: Settings) -> None:
    write(desk, "- [cv, resume]\n- cv\n")

    (finding,) = [each for each in found(desk, "KB001") if each.path.endswith("synonyms.yml")]

    assert finding.line == 2


def test_good_groups_are_no_finding(desk: Settings) -> None:
    write(desk, "- [cv, resume]\n")

    assert not found(desk, "KB122")


def test_what_lies_beside_the_file_is_no_page(desk: Settings) -> None:
    write(desk, "- [cv, resume]\n")
    (desk.content / "_search" / "notes.md").write_text("# Notes\n", encoding="utf-8")

    contents = ArticleRepository(desk.content).read()

    assert not [path for path in contents.texts if path.startswith("_")]
    assert len(contents.articles) == 2
    assert not contents.guides


def test_a_language_without_a_stemmer_is_said(desk: Settings) -> None:
    ArticleRepository(desk.content).update(blank_letter().id, {"language": "eo"})

    (finding,) = found(desk, "KB123")

    assert finding.severity == "warning"
    lines = ArticleRepository(desk.content).text(blank_letter().path).split("\n")
    assert lines[finding.line - 1] == "language: eo"


@pytest.mark.parametrize("language", ["de", "pt-BR", "FR"])
def test_a_language_with_one_is_no_finding(desk: Settings, language: str) -> None:
    ArticleRepository(desk.content).update(blank_letter().id, {"language": language})

    assert not found(desk, "KB123")


def test_the_bases_own_language_is_looked_at_too(desk: Settings) -> None:
    (finding,) = found(set_up(desk, '[project]\nlanguage = "eo"\n'), "KB123")

    assert finding.path == "kb.toml"


def test_a_language_that_is_none_is_refused(desk: Settings) -> None:
    with pytest.raises(ConfigError, match=r"project\.language"):
        set_up(desk, '[project]\nlanguage = "deutsch, bitte"\n')


def test_what_incidents_say_in_other_words_is_proposed(tmp_path: Path) -> None:
    said = ["offer letter pdf white", "white offer letter", "offer letter blank", "blank offer letter pdf"]
    others = [f"badge {n} refused at the clock" for n in range(16)]
    incidents = [an_incident(f"INC{n}", summary=text) for n, text in enumerate((*said, *others))]
    letter = blank_letter(
        evidence=refs("INC0", "INC1", "INC2", "INC3"),
        also_asked_as=("Offer letter PDF white",),
        body="## Issue\n\nThe offer letter is blank.\n",
    )
    badge = new_badge(evidence=refs(*(f"INC{n}" for n in range(4, 20))))
    desk = a_desk(tmp_path / "kb", incidents=incidents, articles=[letter, badge])

    (proposal,) = proposals(desk)

    assert proposal.words == ("white", "blank")
    assert (proposal.said, proposal.among) == (2, 4)
    assert set(proposal.examples) == {"INC0", "INC1"}

    write(desk, "- [white, blank]\n")
    assert not proposals(desk)
