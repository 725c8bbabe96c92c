"""`kb report gaps`: as a report like the others, and as a table."""

from pathlib import Path

from tests.cli.test_report import desk as desk
from tests.support.workspace import kb


def test_the_table_is_written_once_and_can_only_be_pretended(desk: Path, tmp_path: Path) -> None:
    table = tmp_path / "gaps.csv"

    pretended = kb(desk, "report", "gaps", "--csv", table, "--dry-run")
    assert (pretended.code, table.exists()) == (0, False)
    done, again = kb(desk, "report", "gaps", "--csv", table), kb(desk, "report", "gaps", "--csv", table)

    assert done.code == 0, done.err
    assert "What to do next" in done.out
    assert table.read_bytes().startswith(b"kind,what,why,")
    assert "unchanged" in again.err


def test_a_table_of_somebodys_own_stays(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine\n", encoding="utf-8")

    assert kb(desk, "report", "gaps", "--csv", tmp_path / "mine.csv").code == 5
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "mine\n"


def test_json_tells_the_report(desk: Path) -> None:
    (told,) = kb(desk, "report", "gaps", "--json").json["items"]

    assert (told["name"], [each["name"] for each in told["figures"]]) == (
        "gaps",
        ["coverage", "recurrence", "lessons_applied"],
    )
