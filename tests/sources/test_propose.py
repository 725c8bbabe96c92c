"""An unknown table leads to a map that reads it, and to honest doubts."""

import json
import tomllib
from pathlib import Path

import openpyxl
import pytest

from kb.config import HarvestSettings
from kb.config.reading import _build
from kb.errors import InputError
from kb.sources.mapped import SOURCE
from kb.sources.propose import propose, toml
from tests.sources.samples import csv_text, incidents


def settings_of(text: str) -> HarvestSettings:
    """Read a proposal as if it had been pasted into kb.toml."""
    return _build(HarvestSettings, tomllib.loads(text)["harvest"], "harvest", Path("kb.toml"))


HEADER = ("Case Number", "Betreff", "State", "Reported by", "Date opened", "What happened then", "Product")
ROWS = [
    {
        "Case Number": f"C-{number}",
        "Betreff": f"Payslip {number} is empty",
        "State": "Solved" if number % 2 else "Waiting",
        "Reported by": "Jane Smith",
        "Date opened": f"{number + 10}.03.2026 09:30",
        "What happened then": "x",
        "Product": "Payroll",
    }
    for number in range(1, 9)
]


def test_a_proposal_reads_the_file_it_was_made_from(tmp_path):
    path = tmp_path / "cases of march.csv"
    path.write_text(csv_text(HEADER, *ROWS, delimiter=";"), encoding="cp1252", newline="")

    proposal = propose(path)

    declared = proposal.declared
    assert (declared.key, declared.summary, declared.status) == ("Case Number", "Betreff", "State")
    assert (declared.delimiter, declared.date_format) == (";", "%d.%m.%Y %H:%M")
    assert (declared.reporter, declared.environment) == ("Reported by", "Product")
    assert proposal.unplaced == ("What happened then",)
    assert proposal.missing == ()
    read = incidents(SOURCE, path, settings_of(toml(proposal)))
    assert [incident.ref.key for incident in read] == [f"C-{number}" for number in range(1, 9)]
    assert read[0].ref.system == "cases-of-march"
    assert sum(incident.is_resolved for incident in read) == 4


def test_json_is_named_by_paths(tmp_path):
    path = tmp_path / "tool.json"
    items = [
        {
            "ticketId": n,
            "data": {"subject": f"Broken {n}", "state": "open", "requester": {"email": "a@example.com"}},
        }
        for n in range(3)
    ]
    path.write_text(json.dumps({"meta": {"count": 3}, "records": items}))

    proposal = propose(path)

    assert proposal.declared.items == "records"
    assert (proposal.declared.key, proposal.declared.summary) == ("ticketId", "data.subject")
    read = incidents(SOURCE, path, settings_of(toml(proposal)))
    assert [incident.summary for incident in read] == ["Broken 0", "Broken 1", "Broken 2"]
    assert all(person.email == "a@example.com" for incident in read for person in incident.people)


def test_json_lines_and_workbooks_are_read_too(tmp_path):
    lines = tmp_path / "tool.ndjson"
    lines.write_text(
        '{"id": 1, "title": "One", "status": "open"}\n{"id": 2, "title": "Two", "status": "done"}\n'
    )
    book = openpyxl.Workbook()
    for row in (["Id", "Title", "Status"], [1, "One", "open"], [2, "Two", "done"]):
        book.active.append(row)
    book.save(tmp_path / "tool.xlsx")

    for path in (lines, tmp_path / "tool.xlsx"):
        read = incidents(SOURCE, path, settings_of(toml(propose(path))))
        assert [(i.ref.key, i.summary, i.is_resolved) for i in read] == [
            ("1", "One", False),
            ("2", "Two", True),
        ]


def test_what_cannot_be_placed_is_said(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,2\n3,4\n")

    proposal = propose(path)

    assert proposal.missing == ("key", "summary", "status")
    assert proposal.unplaced == ("a", "b")
    assert 'key = ""  # required' in toml(proposal)


def test_doubts_are_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "id,title,status,opened\n1,a,parked,03/04/2026\n1,b,open,05/06/2026\n1,c,open,05/06/2026\n2,d,open,05/06/2026\n3,e,open,05/06/2026\n4,f,open,05/06/2026\n5,f,open,05/06/2026\n6,f,open,05/06/2026\n7,f,open,05/06/2026\n8,f,open,05/06/2026\n"
    )

    doubts = " / ".join(propose(path).doubts)

    assert "dates could be %d/%m/%Y as well as %m/%d/%Y" in doubts
    assert "unknown status values are taken as open: 'parked'" in doubts
    assert "id repeats in 2 of 10 records" in doubts


@pytest.mark.parametrize("data", [b"", b"hello", b"{}", b"[]", b"\x00\xff"])
def test_what_is_no_table_is_a_clear_error(tmp_path, data):
    path = tmp_path / "x"
    path.write_bytes(data)

    with pytest.raises(InputError):
        propose(path)
