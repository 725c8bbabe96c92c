"""One folder with an export of every product in every shape: what a support author is really given."""

from collections import Counter
from pathlib import Path

import pytest

from tests.sources.test_contract import CASES
from tests.support.workspace import a_workspace, files_of, kb

MAP = """
[[harvest.map]]
name = "helpdesk"
key = "Ticket"
summary = "Subject"
status = "Status"
description = "Body"
resolution = "Answer"
reporter = "From"
opened_at = "Opened"
zone = "Europe/Berlin"
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a workspace, and beside it the folder of exports."""
    root = tmp_path_factory.mktemp("everything")
    workspace = a_workspace(root / "kb")
    with (workspace / "kb.toml").open("a") as settings:
        settings.write(MAP)
    for case in CASES:
        folder = root / "exports" / str(case)
        folder.mkdir(parents=True)
        case.write(folder, list(case.keys))
    (root / "exports" / "notes.txt").write_text("Call Jane.")
    return workspace, root / "exports"


def test_every_file_finds_its_source_and_every_record_is_accounted_for(given: tuple[Path, Path]) -> None:
    workspace, exports = given

    done = kb(workspace, "harvest", exports, "--json")

    found = Counter(each["source"] for each in done.json["sources"])
    asked = Counter(case.source.name for case in CASES)
    assert set(found) == set(asked)
    assert all(
        found[name] >= count for name, count in asked.items()
    )  # some write comments beside their tickets
    assert sum(each["records"] for each in done.json["sources"]) == done.json["counts"]["read"]
    counts = done.json["counts"]
    parts = ("created", "updated", "unchanged", "skipped", "rejected")
    assert counts["read"] == sum(counts[name] for name in parts)
    assert counts["rejected"] == 0
    assert [
        each["file"].rpartition("/")[2] for each in done.json["warnings"] if each["code"] == "unread"
    ] == ["notes.txt"]


def test_the_same_again_changes_nothing(given: tuple[Path, Path]) -> None:
    workspace, exports = given
    kb(workspace, "harvest", exports)
    before = files_of(workspace)

    done = kb(workspace, "harvest", exports, "--json")

    assert all(each["known"] for each in done.json["sources"])
    assert done.json["counts"]["created"] == done.json["counts"]["updated"] == 0
    assert files_of(workspace) == before


def test_what_was_learnt_can_be_checked_built_and_found(given: tuple[Path, Path]) -> None:
    workspace, exports = given
    kb(workspace, "harvest", exports, "--min-incidents", "1")

    checked = kb(workspace, "check")
    built = kb(workspace, "build")
    found = kb(workspace, "search", "payslip is empty", "--json")

    assert (checked.code, built.code) == (0, 0), checked.out + built.err
    assert found.json["items"]
    text = "".join(path.read_text() for path in (workspace / "content").rglob("*.md"))
    for system in ("github:acme/hr#1", "pagerduty:PA1", "zammad:10001", "slack:hr-1772355600.000100"):
        assert system in text


def test_nobodys_name_or_address_is_left(given: tuple[Path, Path]) -> None:
    workspace, exports = given
    kb(workspace, "harvest", exports)

    everything = b"".join(
        data for name, data in files_of(workspace).items() if not name.startswith((".git/", "kb.toml"))
    )
    for name in (b"Jane Smith", b"Bob Roy", b"jsmith", b"jane.smith@example.com", b"bob.roy@example.com"):
        assert name not in everything
