"""Where a canary was heard once."""

from pathlib import Path

from tests.canary.exports import PLANTED, servicenow_csv
from tests.canary.plants import Canary
from tests.canary.searcher import Searcher, explain
from tests.support.workspace import a_workspace, kb

CANARY = PLANTED[3].canary
KEYS = PLANTED[3].keys


def test_the_name_of_an_exports_file_is_not_remembered(tmp_path: Path) -> None:
    """A path may name somebody, as `/home/jsmith/from Jane Smith.csv`; the memory of a harvest holds a digest of it."""
    workspace = a_workspace(tmp_path / "kb")
    (tmp_path / "exports").mkdir()
    servicenow_csv(tmp_path / "exports", CANARY, KEYS)
    (tmp_path / "exports" / "incident.csv").rename(tmp_path / "exports" / f"from {CANARY.reporter.name}.csv")

    assert kb(workspace, "harvest", tmp_path / "exports").code == 0

    leaks = Searcher(CANARY.hidden).folder(workspace)
    assert leaks == [], explain(leaks, CANARY.hidden)


def test_an_account_made_of_a_name_is_hidden_where_no_column_tells_it(tmp_path: Path) -> None:
    """`zquillfeather` in a text, where the record knows Zebedee Quillfeather by his name only."""
    told = Canary(place="accounts", number=CANARY.number, accounts="ram")
    workspace = a_workspace(tmp_path / "kb")
    (tmp_path / "exports").mkdir()
    servicenow_csv(tmp_path / "exports", told, KEYS)

    assert kb(workspace, "harvest", tmp_path / "exports").code == 0

    leaks = Searcher(told.hidden).folder(workspace)
    assert leaks == [], explain(leaks, told.hidden)


def test_two_logs_named_after_two_people_can_be_archived(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path / "kb")
    logs = tmp_path / "logs"
    logs.mkdir()
    servicenow_csv(logs, CANARY, KEYS)
    for who in (CANARY.reporter, CANARY.agent):
        (logs / f"call with {who.name}.txt").write_text("The lantern is dim.\n", encoding="utf-8")

    assert kb(workspace, "archive", "add", logs, "--bundle", "2026-09-calls").code == 0

    assert Searcher(CANARY.hidden).folder(workspace) == []
