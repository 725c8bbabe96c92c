"""`kb sources`: what can be read, how to get it, and how an unknown table could be."""

from pathlib import Path

from kb import registry
from tests.support.workspace import kb


def test_every_source_says_what_it_reads_and_how_to_export_it(tmp_path: Path) -> None:
    done = kb(tmp_path, "sources", "--json")

    assert {item["name"] for item in done.json["items"]} == set(registry.names("kb.sources"))
    assert all(item["product"] and item["reads"] and item["how_to_export"] for item in done.json["items"])


def test_one_source_explains_its_export(tmp_path: Path) -> None:
    done = kb(tmp_path, "sources", "--source", "servicenow-csv")

    assert "Export > CSV" in done.out


def test_an_unknown_name_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    done = kb(tmp_path, "sources", "--source", "lotus-notes")

    assert done.code == 2
    assert "kb sources lists them" in done.err


def test_a_map_can_be_pasted(tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text("Ticket,Subject,Status,Floor\n1,Printer,open,3\n2,Scanner,done,4\n")

    done = kb(tmp_path, "sources", "map", file)

    assert done.code == 0
    assert done.out.startswith('[[harvest.map]]\nname = "desk"\n')
    assert 'key = "Ticket"' in done.out
    assert "under extra: Floor" in done.err


def test_a_map_that_lacks_a_column_says_so(tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text("a,b\n1,2\n")

    done = kb(tmp_path, "sources", "map", file, "--json")

    assert done.code == 1
    assert done.json["missing"] == ["key", "summary", "status"]
