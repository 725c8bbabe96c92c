"""A folder of documents, queries and judgements, as test collections are shared."""

import gzip
import json
from pathlib import Path

import pytest

from kb.errors import InputError
from kb.search.judged_set import read

CORPUS = [
    {"_id": "d1", "title": "Blank offer letter", "text": "The PDF is white."},
    {"_id": "d2", "html": "<h2>Payslip</h2><p>Where it <b>is</b></p><h3>In Poland</h3><script>no()</script>"},
    {"_id": 3, "title": "", "text": "5 < 6 and # no heading"},
]
QUERIES = [{"_id": "q1", "text": "white offer"}, {"_id": "d1", "text": "the same again"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nd1\td1\t1\nd1\t3\t1\n"


def lines(records):
    return "".join(f"{json.dumps(each)}\n" for each in records)


def a_set(folder: Path, corpus=None, queries=None, qrels=QRELS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "corpus.jsonl").write_text(lines(CORPUS) if corpus is None else corpus)
    (folder / "queries.jsonl").write_text(lines(QUERIES) if queries is None else queries)
    (folder / "qrels.tsv").write_text(qrels)
    return folder


def test_documents_keep_title_headings_and_words(tmp_path):
    documents = {each.id: each for each in read(a_set(tmp_path)).documents}

    assert documents["d1"].fields == {"title": "Blank offer letter", "body": "The PDF is white."}
    assert documents["d2"].title == "Payslip"
    assert documents["d2"].fields["headings"] == "Payslip\nIn Poland"
    assert "Where it is" in documents["d2"].fields["body"]
    assert "no()" not in documents["d2"].fields["body"]
    assert documents["3"].fields == {"body": "5 < 6 and # no heading"}


def test_grades_of_nothing_and_a_document_asked_for_itself_are_no_judgements(tmp_path):
    assert read(a_set(tmp_path)).judgements == {"q1": {"d1": 2.0}, "d1": {"3": 1.0}}


def test_a_packed_corpus_is_the_same_corpus(tmp_path):
    plain = read(a_set(tmp_path / "plain"))
    packed = a_set(tmp_path / "packed")
    corpus = packed / "corpus.jsonl"
    (packed / "corpus.jsonl.gz").write_bytes(gzip.compress(corpus.read_bytes()))
    corpus.unlink()

    assert read(packed) == plain


def test_bad_lines_are_named_and_the_rest_is_read(tmp_path):
    folder = a_set(
        tmp_path,
        corpus=lines(CORPUS[:1])
        + '{"_id": "d1", "text": "twice"}\n{broken\n\n[]\n{"_id": "e"}\n{"_id": "f", "text": 1}\n'
        + lines(CORPUS[1:]),
        queries=lines(QUERIES) + '{"_id": "q9", "text": " "}\n',
        qrels=QRELS + "q1\td1\nq1\td1\tmuch\nq7\td1\t1\nq1\td7\t1\nq1\td1\tnan\n",
    )

    found = read(folder)

    assert [(Path(str(each.path)).name, each.line) for each in found.problems] == [
        ("corpus.jsonl", 2), ("corpus.jsonl", 3), ("corpus.jsonl", 5), ("corpus.jsonl", 6), ("corpus.jsonl", 7),
        ("queries.jsonl", 3),
        ("qrels.tsv", 6), ("qrels.tsv", 7), ("qrels.tsv", 8), ("qrels.tsv", 9), ("qrels.tsv", 10),
    ]  # fmt: skip
    assert [each.id for each in found.documents] == ["3", "d1", "d2"]
    assert found.judgements == {"q1": {"d1": 2.0}, "d1": {"3": 1.0}}


def test_bytes_that_are_no_text_cost_their_line_only(tmp_path):
    folder = a_set(tmp_path)
    corpus = folder / "corpus.jsonl"
    corpus.write_bytes(b'{"_id": "x", "text": "\xff"}\n' + corpus.read_bytes())

    found = read(folder)

    assert (len(found.documents), [each.line for each in found.problems]) == (3, [1])


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path, name):
    (a_set(tmp_path) / name).unlink()

    with pytest.raises(InputError, match=name):
        read(tmp_path)


def test_a_set_without_a_usable_judgement_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no judgement"):
        read(a_set(tmp_path, qrels="query-id\tcorpus-id\tscore\n"))


def test_a_packed_file_that_is_damaged_is_an_error(tmp_path):
    folder = a_set(tmp_path)
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines(CORPUS).encode())[:40])

    with pytest.raises(InputError, match="cannot be read"):
        read(folder)
