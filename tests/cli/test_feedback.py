"""`kb feedback`, and reasons on the worklist."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from kb.model.article import Audience
from kb.model.incident import RedactedText
from kb.model.signal import Reason, Vote
from kb.signals.sqlite import Sqlite
from kb.signals.votes import Votes
from tests.canary.searcher import Searcher
from tests.support.build import at
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge
from tests.support.workspace import kb

LETTER, BADGE = "kb-b1a2c3d4", "kb-bad9e001"


def voted(folder: Path, reader: str, when: str = "2026-11-10 09:00", **changes: Any) -> None:
    values: dict[str, Any] = {
        "article": LETTER,
        "audience": Audience.USERS,
        "reader": reader,
        "at": at(when),
        "helped": False,
    }
    Votes(Sqlite(folder / ".kb" / "signals.db")).cast(Vote(**values | changes))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2026-11-20").timestamp())))
    a_desk(
        tmp_path,
        incidents=[*letters(), *badges()],
        articles=[blank_letter(aliases=("kb-01d00001",)), new_badge()],
    )
    voted(tmp_path, "r1", helped=True)
    voted(tmp_path, "r2", reason=Reason.STEPS, words=RedactedText("where is the second button?"))
    voted(tmp_path, "r3", "2026-11-11 09:00", reason=Reason.OUTDATED)
    voted(tmp_path, "r4", "2026-01-02 09:00")
    voted(tmp_path, "r5", article=BADGE, helped=True)
    return tmp_path


def ids(folder: Path, *more: str) -> dict[str, str]:
    """Give the ids of what is open, by reason."""
    return {item["reason"]: item["id"] for item in kb(folder, "feedback", "--json", *more).json["items"]}


def test_votes_are_listed_by_article_and_reasons_newest_first(desk: Path) -> None:
    done = kb(desk, "feedback")
    lines = done.out.splitlines()

    assert lines[0].split() == ["YES", "NO", "OPEN", "LAST", "ARTICLE", "TITLE"]
    assert lines[1].split()[:5] == ["1", "3", "2", "2026-11-11", LETTER]
    assert lines[2].split()[:5] == ["1", "0", "0", "2026-11-10", BADGE]
    said = done.out[done.out.index("fb-") :]
    assert said.index("It is out of date") < said.index("I cannot follow the steps")
    assert "  where is the second button?" in said
    assert "kb feedback answer" in done.err


def test_scripts_get_the_same(desk: Path) -> None:
    told = kb(desk, "feedback", "--json").json

    assert told["counts"] == {"articles": 2, "helped": 2, "not_helped": 3, "open": 2}
    assert [item["reason"] for item in told["items"]] == ["outdated", "steps"]
    assert told["items"][1] | {"id": ""} == {
        "id": "",
        "article": LETTER,
        "title": "Offer letter is blank – Workday Recruiting",
        "day": "2026-11-10",
        "audience": "users",
        "helped": False,
        "reason": "steps",
        "words": "where is the second button?",
        "answer": "",
        "answered": None,
    }
    assert len(kb(desk, "feedback", "--json", "--all").json["items"]) == 5


def test_they_can_be_narrowed(desk: Path) -> None:
    by_day = kb(desk, "feedback", "--json", "--since", "2026-11-11").json
    by_article = kb(desk, "feedback", "--json", "--article", BADGE, "--all").json
    by_former_name = kb(desk, "feedback", "--json", "--article", "kb-01d00001").json

    assert by_day["counts"]["not_helped"] == 1
    assert [item["article"] for item in by_article["items"]] == [BADGE]
    assert len(by_former_name["items"]) == 2


def test_an_answer_takes_it_off_the_list_and_is_kept(desk: Path) -> None:
    id_ = ids(desk)["steps"]
    pretended = kb(desk, "feedback", "answer", id_, "There is a picture now.", "--dry-run")
    assert "steps" in ids(desk)

    done = kb(desk, "feedback", "answer", id_, "There", "is a picture now.")

    assert (pretended.code, done.code) == (0, 0)
    assert "steps" not in ids(desk)
    assert "answered on 2026-11-20: There is a picture now." in kb(desk, "feedback", "--all").out


def test_an_answer_is_redacted_like_everything_else(desk: Path) -> None:
    kb(desk, "feedback", "answer", ids(desk)["steps"], "I called +44 20 7946 0177, it is mended")

    assert "it is mended" in kb(desk, "feedback", "--all").out
    assert Searcher(["7946 0177"]).folder(desk / ".kb") == []


def test_a_vote_can_be_forgotten(desk: Path) -> None:
    id_ = ids(desk)["steps"]

    pretended = kb(desk, "feedback", "forget", id_, "--dry-run", "--json").json
    assert (pretended["dry_run"], "steps" in ids(desk)) == (True, True)
    assert kb(desk, "feedback", "forget", id_).code == 0

    assert "steps" not in ids(desk, "--all")
    assert Searcher(["where is the second button"]).folder(desk / ".kb") == []


@pytest.mark.parametrize("command", [("answer", "fb-00000000", "x"), ("forget", "fb-00000000")])
def test_what_nobody_said_cannot_be_answered(desk: Path, command: tuple[str, ...]) -> None:
    done = kb(desk, "feedback", *command)

    assert done.code == 2
    assert "kb feedback --all" in done.err


def test_an_answer_must_say_something(desk: Path) -> None:
    assert kb(desk, "feedback", "answer", ids(desk)["steps"], "…").code == 2


def test_none_is_said(tmp_path: Path) -> None:
    a_desk(tmp_path)

    done = kb(tmp_path, "feedback")

    assert (done.code, done.out) == (0, "")
    assert "nobody has voted" in done.err
    assert not (tmp_path / ".kb").exists()


class TestExport:
    def test_every_vote_is_a_line_and_no_cell_is_calculated(self, desk: Path) -> None:
        voted(desk, "r6", "2026-11-12", words=RedactedText('=HYPERLINK("http://x","y")'))

        assert kb(desk, "feedback", "--export", "votes.csv").code == 0

        rows = list(csv.DictReader(io.StringIO((desk / "votes.csv").read_bytes().decode())))
        assert len(rows) == 6
        assert rows[0]["words"] == '\'=HYPERLINK("http://x","y")'
        assert rows[0]["helped"] == "no"
        assert kb(desk, "feedback", "--export", "-").out.splitlines()[0] == ",".join(rows[0])

    def test_it_can_pretend_and_spares_what_is_not_its_own(self, desk: Path) -> None:
        assert kb(desk, "feedback", "--export", "votes.csv", "--dry-run").code == 0
        assert not (desk / "votes.csv").exists()
        (desk / "votes.csv").write_text("mine\n")

        refused = kb(desk, "feedback", "--export", "votes.csv")

        assert refused.code == 5
        assert (desk / "votes.csv").read_text() == "mine\n"


def test_a_reason_is_on_the_worklist_until_it_is_answered(desk: Path) -> None:
    (item,) = [each for each in worklist(desk) if each["need"] == "disliked"]

    assert item["articles"] == [LETTER]
    assert (item["votes"], item["count"], item["lately"]) == (2, 4, 3)
    assert item["why"] == "2 readers say why it did not help, the last on 2026-11-11: It is out of date"
    assert item["command"] == f"kb feedback --article {LETTER}"
    assert item["owner"] == "HR Recruiting Support"
    assert kb(desk, "worklist", "--page", "content/worklist.md").code == 0
    assert "Readers say why it did not help" in (desk / "content" / "worklist.md").read_text()

    for id_ in ids(desk).values():
        kb(desk, "feedback", "answer", id_, "mended")
    assert "disliked" not in [each["need"] for each in worklist(desk)]


def test_more_reasons_come_first_and_a_vote_without_one_is_no_work(desk: Path) -> None:
    for reader in range(6):
        voted(desk, f"b{reader}", article=BADGE, reason=Reason.UNSOLVED)
    voted(desk, "c1", article="kb-ffffffff", reason=Reason.UNSOLVED)

    found = [(each["articles"], each["votes"]) for each in worklist(desk) if each["need"] == "disliked"]

    assert found == [([BADGE], 6), ([LETTER], 2)]


def worklist(folder: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = kb(folder, "worklist", "--json", "--limit", "0").json["items"]
    return items
