"""`kb search test`: every linked incident and every hand-written judgement, against the run that was accepted."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.workspace import Done, kb, the_sample

OFFER = "kb-35e64855"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return the_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "sample"))


def judge(folder: Path, text: str) -> None:
    (folder / "content" / "_search" / "judgements.yml").write_text(text, encoding="utf-8")


def accepted(folder: Path) -> Path:
    return folder / "content" / "_search" / "accepted.json"


def item(done: Done, name: str) -> dict[str, object]:
    return next(each for each in done.json["items"] if each["name"] == name)


@pytest.mark.parametrize("audience", ["support", "users"])
def test_the_sample_has_no_regression(whole: Path, audience: str) -> None:
    """What CI holds this project's own search to."""
    done = kb(whole, "search", "test", "--audience", audience, "--json")

    assert done.json["has_accepted"]
    assert [each for each in done.json["items"] if each["regression"]] == []
    assert [each for each in done.json["items"] if each["line"] and not each["holds"]] == []
    assert done.code == 0
    assert done.json["scores"]["zero"] == 0


def test_most_incidents_find_their_article_without_their_own_wording(whole: Path) -> None:
    done = kb(whole, "search", "test", "--json")

    incidents = [each for each in done.json["items"] if each["line"] is None]
    assert len(incidents) == 128
    assert sum(each["holds"] for each in incidents) / len(incidents) >= 0.92
    assert done.json["by_product"]["Workday Sign-in"]["hit_at_3"] == 1.0


def test_an_incidents_own_wording_does_not_help_it(folder: Path) -> None:
    """Words no other page has are found when asked by hand, and not in the test of the incident that said them."""
    ledger = folder / "archive" / "incidents"
    month = next(
        path for path in sorted(ledger.glob("*.jsonl")) if "servicenow:INC0048033" in path.read_text()
    )
    lines = [json.loads(line) for line in month.read_text(encoding="utf-8").splitlines()]
    said = next(each for each in lines if each["ref"] == "servicenow:INC0048033")
    said["summary"] = "Zonked quibble"
    month.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    article = next((folder / "content").rglob(f"*{OFFER}.md"))
    text = article.read_text(encoding="utf-8")
    article.write_text(
        text.replace("also_asked_as:\n", "also_asked_as:\n  - Zonked quibble\n"), encoding="utf-8"
    )
    judge(folder, f"- query: zonked quibble\n  finds: {OFFER}\n")

    done = kb(folder, "search", "test", "--json")

    assert item(done, "zonked quibble")["rank"] == 1
    assert item(done, "servicenow:INC0048033")["rank"] == 0


def test_without_an_accepted_run_it_reports_and_says_how_to_accept(folder: Path) -> None:
    accepted(folder).unlink()

    done = kb(folder, "search", "test")

    assert done.code == 0
    assert "kb search test --accept" in done.err
    assert "servicenow:INC0048176: duplicate employee" in done.out
    assert "first is No alert before a visa expires" in done.out


def test_an_article_that_stops_being_found_is_a_regression(folder: Path) -> None:
    """Somebody cut its wordings and its text, and called it something else."""
    article = next((folder / "content").rglob(f"*{OFFER}.md"))
    text = article.read_text(encoding="utf-8").replace(
        "title: Offer letter PDF is blank – Workday Recruiting", "title: Oddity"
    )
    head, rest = text.split("also_asked_as:\n", 1)
    fields = rest[rest.index("tags:") : rest.index("receipts:")]
    article.unlink()
    cut = article.with_name(f"oddity-{OFFER}.md")
    cut.write_text(
        f"{head}{fields}---\n\n## Issue\n\nIt is odd.\n\n## Resolution\n\nAsk.\n", encoding="utf-8"
    )

    done = kb(folder, "search", "test")

    assert done.code == 1
    assert "worse than in the accepted run:" in done.out
    assert f"{OFFER} is not among the first ten, was number 1" in done.out
    assert "kb search test --accept" in done.err


def test_accepting_keeps_ids_and_ranks_and_ends_the_regression(folder: Path) -> None:
    accepted(folder).write_text(json.dumps({"support": {"servicenow:INC0048176": 1}, "users": {"q": 2}}))
    assert kb(folder, "search", "test").code == 1

    done = kb(folder, "search", "test", "--accept")
    after = kb(folder, "search", "test", "--json")

    kept = json.loads(accepted(folder).read_text(encoding="utf-8"))
    assert (done.code, after.code) == (0, 0)
    assert kept["support"]["servicenow:INC0048176"] == 0
    assert kept["users"] == {"q": 2}, "another audience's run is not touched"
    known = {each["name"] for each in after.json["items"]}
    assert kept["support"].keys() == known
    assert after.json["counts"]["worse"] == 0


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = accepted(folder).read_bytes()
    accepted(folder).write_bytes(b'{"support": {}}')

    done = kb(folder, "search", "test", "--accept", "--dry-run")

    assert "would be accepted" in done.out
    assert accepted(folder).read_bytes() == b'{"support": {}}'
    accepted(folder).write_bytes(before)
    assert "says the same" in kb(folder, "search", "test", "--accept", "--dry-run").out


def test_only_accepting_can_be_pretended(folder: Path) -> None:
    assert kb(folder, "search", "test", "--dry-run").code == 2


def test_a_hand_written_judgement_must_hold_also_when_it_is_accepted(folder: Path) -> None:
    judge(folder, f"- query: canteen menu on friday\n  finds: {OFFER}\n")

    done = kb(folder, "search", "test", "--accept")

    assert done.code == 1
    assert "judgements.yml:1: canteen menu on friday" in done.out
    assert kb(folder, "search", "test").code == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- query: q\n  finds: kb-nowhere\n", "content/_search/judgements.yml:2: no page 'kb-nowhere'"),
        ("- query: q\n  finds: 'kb\n", "content/_search/judgements.yml:2: the file is not readable"),
    ],
)
def test_judgements_that_cannot_be_read_end_it_with_their_line(folder: Path, text: str, message: str) -> None:
    judge(folder, text)

    done = kb(folder, "search", "test")

    assert (done.code, message in done.err) == (3, True)


def test_a_judgement_for_other_readers_is_not_asked(folder: Path) -> None:
    judge(
        folder,
        f"- {{query: offer blank, finds: {OFFER}, audience: users}}\n"
        "- {query: training accounts, finds: lesson-71a9a15d}\n",
    )

    support = kb(folder, "search", "test", "--json").json
    users = kb(folder, "search", "test", "--audience", "users", "--json").json

    assert support["left_out"] == {"for another audience": 1}
    assert users["left_out"] == {"finds what this audience may not read": 1}
    assert [each["query"] for each in support["items"] if each["line"]] == ["training accounts"]
    assert [each["query"] for each in users["items"] if each["line"]] == ["offer blank"]


def test_a_retired_article_is_not_asked_for_and_cannot_be_judged(folder: Path) -> None:
    article = next((folder / "content").rglob(f"*{OFFER}.md"))
    article.write_text(
        article.read_text(encoding="utf-8").replace("confidence: validated", "confidence: archived"),
        encoding="utf-8",
    )

    broken = kb(folder, "search", "test")
    judge(folder, "")
    done = kb(folder, "search", "test", "--json")

    assert (broken.code, f"no page {OFFER!r}" in broken.err) == (3, True)
    assert not [each for each in done.json["items"] if OFFER in each["finds"]]
    assert "servicenow:INC0048033" in done.json["gone"]


def test_a_broken_accepted_run_says_how_to_mend_it(folder: Path) -> None:
    accepted(folder).write_text('{"support": {\n<<<<<<< HEAD\n')

    done = kb(folder, "search", "test")

    assert done.code == 3
    assert "content/_search/accepted.json:2: not an accepted run" in done.err
    assert "kb search test --accept" in done.err


def test_a_workspace_without_articles_has_nothing_to_ask(folder: Path) -> None:
    shutil.rmtree(folder / "content" / "troubleshooting")
    shutil.rmtree(folder / "content" / "faq")
    shutil.rmtree(folder / "content" / "_search")

    done = kb(folder, "search", "test")

    assert done.code == 0
    assert "nothing to ask" in done.err


def test_filters_that_leave_nothing_say_what_there_is(tmp_path):
    """Somebody who mistyped a filter is told its values, not to try other words."""
    folder = tmp_path / "demo"
    assert kb(tmp_path, "demo", str(folder)).code == 0

    done = kb(folder, "search", "--type", "nonsense", "offer", "letter")

    assert done.code == 1
    assert "--type: " in done.err and "troubleshooting (" in done.err
    assert "other words" not in done.err
