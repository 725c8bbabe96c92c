"""`kb search synonyms`: what counts, and what could."""

from pathlib import Path

import pytest

from kb.search.synonyms_file import read
from tests.support.build import an_incident
from tests.support.desk import a_desk, blank_letter, new_badge, refs
from tests.support.workspace import files_of, kb


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace whose incidents say white where its article says blank."""
    said = ["offer letter pdf white", "white offer letter", "offer letter blank", "blank offer letter pdf"]
    others = [f"badge {n} refused at the clock" for n in range(16)]
    incidents = [an_incident(f"INC{n}", summary=text) for n, text in enumerate((*said, *others))]
    articles = [
        blank_letter(evidence=refs("INC0", "INC1", "INC2", "INC3"), body="## Issue\n\nIt is blank.\n"),
        new_badge(evidence=refs(*(f"INC{n}" for n in range(4, 20)))),
    ]
    made = a_desk(tmp_path / "kb", incidents=incidents, articles=articles)
    (made.content / "_search").mkdir()
    (made.content / "_search" / "synonyms.yml").write_text(
        '- [cv, resume]\n- words: ["a: b", c#]\n  comment: odd ones\n', encoding="utf-8"
    )
    return made.root


def test_what_counts_is_listed_with_where_it_comes_from(folder: Path) -> None:
    lines = kb(folder, "search", "synonyms").out.split("\n")

    assert lines[0] == "- [cv, resume]  # line 1"
    assert lines[1] == '- ["a: b", c#]  # line 2: odd ones'
    assert any("password" in line and line.endswith("# general") for line in lines)


def test_the_list_can_be_read_back_as_a_file(folder: Path) -> None:
    out = kb(folder, "search", "synonyms").out

    groups = [each["words"] for each in kb(folder, "search", "synonyms", "--json").json["items"]]

    assert [list(group.words) for group in read(out, path="pasted.yml")] == groups


def test_json_says_which_are_the_projects_own(folder: Path) -> None:
    told = kb(folder, "search", "synonyms", "--json").json

    own = [each for each in told["items"] if not each["general"]]
    assert [(each["words"], each["line"]) for each in own] == [(["cv", "resume"], 1), (["a: b", "c#"], 2)]
    assert told["counts"]["groups"] == len(told["items"])


def test_proposals_are_lines_to_paste_with_their_reasons(folder: Path) -> None:
    before = files_of(folder)

    done = kb(folder, "search", "synonyms", "--propose")

    assert done.code == 0
    assert "- [white, blank]" in done.out.split("\n")
    assert "2 of 4 incidents say it" in done.out
    assert "INC0" in done.out
    assert [group.words for group in read(done.out, path="pasted.yml")] == [("white", "blank")]
    assert files_of(folder) == before


def test_proposals_as_json(folder: Path) -> None:
    told = kb(folder, "search", "synonyms", "--propose", "--json").json

    (item,) = told["items"]
    assert (item["words"], item["said"], item["among"]) == (["white", "blank"], 2, 4)
    assert told["counts"] == {"proposals": 1}


def test_nothing_to_propose_is_said_and_is_no_failure(tmp_path: Path) -> None:
    made = a_desk(tmp_path / "kb", articles=[blank_letter()])

    done = kb(made.root, "search", "synonyms", "--propose")

    assert (done.code, done.out) == (0, "")
    assert "nothing to propose" in done.err


def test_the_word_can_still_be_searched_for(folder: Path) -> None:
    assert "synonyms" in kb(folder, "search", "--help").out
