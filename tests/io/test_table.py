"""The CSV door: a record costs at most itself."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import ConfigError, InputError
from kb.io import table
from kb.model.account import Rejection, Skip


def read(path, text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    return list(table.rows(path, key=0, **options))


def kinds(found):
    return "".join({table.Row: "R", Rejection: "X", Skip: "S"}[type(record)] for record in found)


def keys(found):
    return [record.cells[0] for record in found if isinstance(record, table.Row)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


def test_line_breaks_and_quotes_in_cells_are_kept(path):
    found = read(path, 'key,text\r\nINC1,"one\r\ntwo ""three"""\r\nINC2,x\r\n')

    assert [(row.line, list(row.cells)) for row in found] == [
        (2, ["INC1", 'one\r\ntwo "three"']),
        (4, ["INC2", "x"]),
    ]


def test_a_stray_quote_costs_its_own_record_only(path):
    rows = [f"INC{n},text {n},ok" for n in range(1, 1001)]
    rows[499] = 'INC500,"text 500,ok'

    found = read(path, "\n".join(["key,text,state", *rows, ""]))

    assert len(found) == 1000
    assert len(keys(found)) == 999
    (lost,) = [record for record in found if isinstance(record, Rejection)]
    assert lost.line == 501
    assert "a quote is not closed" in lost.reason


def test_a_stray_quote_that_meets_the_next_quote_costs_its_own_record_only(path):
    found = read(path, 'key,text,state\nINC1,"broken,ok\nINC2,x,ok\nINC3,"fine, really",ok\nINC4,x,ok\n')

    assert kinds(found) == "XRRR"
    assert found[0].line == 2


def test_a_quote_swallowing_a_row_by_a_lucky_closing_is_noticed(path):
    found = read(path, 'key,text,state\nINC1,"broken,ok\nINC2,",x\nINC3,x,ok\n')

    assert kinds(found) == "XXR"


def test_two_broken_records_in_a_row_are_two_rejections(path):
    found = read(path, 'key,text,state\nINC1,"a"b,ok\nINC2,"a"b,ok\nINC3,x,ok\n')

    assert kinds(found) == "XXR"


def test_a_broken_record_of_several_lines_is_one_rejection(path):
    found = read(path, 'key,text,state\nINC1,"one\ntwo "wrong" three\nfour",ok\nINC2,x,ok\n')

    assert kinds(found) == "XR"
    assert "(lines 2 to 4)" in found[0].reason


def test_a_truncated_last_record_is_named(path):
    found = read(path, 'key,text,state\nINC1,x,ok\nINC2,"cut in the mid')

    assert kinds(found) == "RX"
    assert found[1].line == 3


def test_without_a_digit_in_the_keys_reading_goes_on_at_the_next_whole_row(path):
    found = read(path, 'key,text,state\nalpha,x,ok\nbeta,"x,ok\ngamma,x,ok\n')

    assert kinds(found) == "RXR"


def test_the_first_record_may_be_the_broken_one(path):
    found = read(path, 'key,text,state\nT-1,"x,ok\nT-2,x,ok\n')

    assert kinds(found) == "XR"


def test_ragged_rows_name_both_counts(path):
    found = read(path, "key,text,state\n1,x\n2,x,ok,more\n3,x,ok\n")

    assert kinds(found) == "XXR"
    assert found[0].reason == "2 cells where the header has 3"
    assert found[1].reason == "4 cells where the header has 3"


def test_blank_rows_are_skips_and_lines_still_count(path):
    found = read(path, "key,text\n1,x\n\n , \n2,x\n")

    assert kinds(found) == "RSSR"
    assert [record.line for record in found] == [2, 3, 4, 5]


def test_a_mark_in_front_is_dropped_in_each_encoding(path):
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_bytes("key,text\r\n1,Zürich\r\n".encode(encoding))

        assert table.header(path)[0] == "key"
        assert list(next(table.rows(path, key=0)).cells) == ["1", "Zürich"]


def test_mixed_encodings_are_decided_line_by_line(path):
    found = read(path, b"key,text\n1,Z\xc3\xbcrich\n2,Z\xfcrich \x80\n3,\x81\n")

    assert [row.cells[1] for row in found] == ["Zürich", "Zürich €", "�"]


def test_a_declared_encoding_is_used(path):
    found = read(path, "key,text\n1,Łódź\n".encode("iso8859-2"), encoding="iso8859-2")

    assert found[0].cells[1] == "Łódź"


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "hex", "a\0b"])
def test_what_is_no_encoding_is_a_setting_error(path, encoding):
    with pytest.raises(ConfigError):
        read(path, "key\n1\n", encoding=encoding)


def test_text_that_mentions_another_record_is_no_new_record(path):
    found = read(path, 'key,text,state\nINC1,"see\nINC2, and\nINC3, too",ok\nINC4,x,ok\n')

    assert kinds(found) == "RR"


@pytest.mark.parametrize("delimiter", ["", ";;"])
def test_what_is_no_delimiter_is_a_setting_error(path, delimiter):
    with pytest.raises(ConfigError, match="delimiter"):
        read(path, "key,text\n1,x\n", delimiter=delimiter)


def test_lines_may_end_in_carriage_returns_alone(path):
    found = read(path, 'key,text\r1,"a\rb"\r2,c\r')

    assert [list(row.cells) for row in found] == [["1", "a\nb"], ["2", "c"]]


def test_nul_bytes_do_no_harm(path):
    assert keys(read(path, b"key,text\n1,a\0b\n2,x\n")) == ["1", "2"]


def test_a_cell_of_ten_megabytes_is_read(path):
    found = read(path, 'key,text\n1,"' + "x" * 10_000_000 + '"\n2,y\n')

    assert [len(row.cells[1]) for row in found] == [10_000_000, 1]


def test_repeated_headers_are_kept_by_position(path):
    path.write_text("key,Comment,Comment\n1,a,b\n")

    assert table.header(path) == ("key", "Comment", "Comment")


def test_a_file_without_a_header_cannot_be_read(path):
    path.write_text("\n\n")

    with pytest.raises(InputError, match="no header"):
        table.header(path)


cell = st.text(st.sampled_from('ab,"\n\r;é '), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cell, min_size=2, max_size=2), max_size=8))
def test_what_csv_writes_is_read_back(texts):
    """Quoting never loses a record or changes a cell."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["key", "a", "b"])
    writer.writerows([f"INC{n}", *cells] for n, cells in enumerate(texts))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(out.getvalue().encode())

        found = list(table.rows(path, key=0))

    assert [list(row.cells) for row in found] == [[f"INC{n}", *cells] for n, cells in enumerate(texts)]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["whole", "quote", "after", "lucky", "ragged", "blank", "long"]), max_size=12)
)
def test_the_count_holds_whatever_is_broken(shapes):
    """Records yielded = records in the file, and each whole one is read."""
    forms = {
        "whole": 'INC{n},"text, {n}",ok',
        "quote": 'INC{n},"text {n},ok',
        "after": 'INC{n},"text" {n},ok',
        "lucky": 'INC{n},",ok',
        "ragged": "INC{n},text",
        "blank": "",
        "long": 'INC{n},"one\ntwo\n\nthree",ok',
    }
    body = "".join(forms[shape].format(n=n) + "\n" for n, shape in enumerate(shapes))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(f"key,text,state\n{body}".encode())

        found = list(table.rows(path, key=0, seed=("INC1",)))

    whole = [f"INC{n}" for n, shape in enumerate(shapes) if shape in ("whole", "long")]
    assert set(whole) <= set(keys(found))
    assert sum(not isinstance(record, Skip) for record in found) == len(shapes) - shapes.count("blank")


words = st.sampled_from(
    ["INC1", "inc-2", '"', '""', ",", "\n", "\r", " ", "a", "9", "Text, so", "\x85", "INC3,x,ok"]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(words, max_size=14).map("".join), st.sets(st.sampled_from(["a9", "a-9", "9", "a"]), max_size=2)
)
def test_a_glance_leaves_out_no_line_that_begins_like_a_record(text, shapes):
    """The quick look over a record and asking line by line agree."""
    begins = table._Begins(key=0, width=3, shapes=shapes, delimiter=",")
    lines = list(io.StringIO(f"first\n{text}\n", newline="\n"))

    assert any(map(begins, begins.candidates(lines))) == any(map(begins, lines[1:]))


@settings(max_examples=300, deadline=None)
@given(st.lists(words, max_size=14).map("".join), st.integers(0, 2))
def test_a_line_is_asked_about_as_the_csv_module_would(text, key):
    """The short cuts to the cell of the key change no answer."""
    line = text.replace("\n", "") + "\n"
    begins = table._Begins(key=key, width=3, shapes={"a9", "a-9"}, delimiter=",")
    try:
        cells = next(csv.reader([line]), [])
    except csv.Error:
        cells = []

    expected = len(cells) > max(key, 1) and table._shape(cells[key]) in {"a9", "a-9"}

    assert begins(line) == expected
