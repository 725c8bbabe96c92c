"""`kb search evaluate DIR` runs anybody's judged set."""

import json
from pathlib import Path

import pytest

from tests.support.workspace import kb


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = [
        {"_id": "offer", "title": "Offer letter is blank", "text": "The PDF is white."},
        {"_id": "again", "title": "Offer letter white", "text": "Same as before: blank letter."},
        {"_id": "payslip", "html": "<h2>Payslip in Poland</h2><p>Not there.</p>"},
    ]
    queries = [
        {"_id": "q1", "text": "payslip poland"},
        {"_id": "offer", "text": "offer letter blank"},
        {"_id": "q3", "text": "nobody judged this"},
    ]
    made = tmp_path / "set"
    made.mkdir()
    (made / "corpus.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in corpus))
    (made / "queries.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in queries))
    (made / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tpayslip\t1\noffer\tagain\t1\n")
    return made


def test_a_set_needs_no_workspace(folder: Path, tmp_path: Path) -> None:
    done = kb(tmp_path, "search", "evaluate", folder)

    assert done.code == 0
    assert "3 documents; 1 queries without a judgement were not asked" in done.out


def test_a_query_that_is_a_document_is_not_its_own_answer(folder: Path, tmp_path: Path) -> None:
    """`offer` would find itself first; without it its duplicate is first."""
    done = kb(tmp_path, "search", "evaluate", folder, "--json")

    assert done.json["counts"] == {"documents": 3, "asked": 2, "unjudged": 1, "bad_lines": 0}
    assert (done.json["items"][0]["hit_at_1"], done.json["items"][0]["ndcg_at_10"]) == (1.0, 1.0)


def test_bad_lines_are_findings_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    with (folder / "qrels.tsv").open("a") as file:
        file.write("q1\tnowhere\t1\n")

    done = kb(tmp_path, "search", "evaluate", folder, "--json")
    said = kb(tmp_path, "search", "evaluate", folder)

    assert (done.code, done.json["ok"], done.json["counts"]["asked"]) == (1, False, 2)
    assert done.json["warnings"][0]["line"] == 4
    assert "set/qrels.tsv:4: no document 'nowhere'" in said.err


def test_a_folder_that_is_no_set_says_what_one_is(tmp_path: Path) -> None:
    done = kb(tmp_path, "search", "evaluate", tmp_path)

    assert done.code == 3
    assert "corpus.jsonl: no such file" in done.err
    assert "queries.jsonl and qrels.tsv" in done.err
