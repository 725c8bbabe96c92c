"""XML exports, record by record, whatever happened to them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.io.xml_records import Broken, Node, records, root


def read(path: Path, text: str | bytes) -> list[tuple[int, str]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [
        (found.line, found.texts("number")) if isinstance(found, Node) else (found.line, found.problem)
        for found in records(path, ("incident",))
    ]


def incident(number: int, more: str = "") -> str:
    return f"<incident><number>{number}</number>{more}</incident>"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "export.xml"


def test_records_come_with_their_lines_attributes_and_texts(file):
    text = '<?xml version="1.0"?>\n<unload>\n<incident a="1">\n<number>7</number><n>a &amp; <b>c</b></n></incident></unload>'
    file.write_text(text)

    (found,) = records(file, ("incident",))

    assert isinstance(found, Node)
    assert (found.line, found.attributes, found.texts("number")) == (3, {"a": "1"}, "7")
    assert [(each.name, each.text) for each in found.children] == [("number", "7"), ("n", "a & ")]
    assert root(file) == "unload/incident/number"


@pytest.mark.parametrize("damage", ["<b>", "</b>", "&", "&nbsp;", "<", "]]>", '<x a="1" a="2"/>', "<1/>"])
def test_a_broken_record_costs_itself(file, damage):
    lines = ["<unload>", incident(1), incident(2, damage), incident(3), incident(4), "</unload>"]

    found = read(file, "\n".join(lines))

    assert [number for _, number in found if number.isdigit()] == ["1", "3", "4"]
    ((line, problem),) = [each for each in found if not each[1].isdigit()]
    assert line == 3
    assert problem.startswith("broken XML in line ")


def test_several_broken_records_cost_themselves(file):
    body = "\n".join(incident(n, "<b>" if n % 3 == 0 else "") for n in range(1, 31))

    found = read(file, f"<unload>\n{body}\n</unload>")

    assert sum(number.isdigit() for _, number in found) == 20
    assert sum("broken" in problem for _, problem in found) == 10


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"<unload>{incident(1)}<incident><number>2", "the file ends within a record"),
        (f"<unload>{incident(1)}", "the file ends before its last tag"),
    ],
)
def test_a_file_that_is_cut_off_says_so(file, text, problem):
    assert read(file, text) == [(1, "1"), (1, f"broken XML: {problem}")]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]><unload>&a;</unload>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><unload>&b;</unload>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><unload/>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><unload><incident>&e;</incident></unload>',
    ],
)
def test_entities_and_document_types_are_refused(file, text):
    with pytest.raises(InputError, match="declares a document type or an entity"):
        read(file, text)


def test_nesting_has_an_end(file):
    found = read(file, f"<unload><incident>{'<a>' * 5000}</unload>")

    assert "nested too deeply" in found[0][1]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("cp1252", "windows-1252"),
        ("utf-16", "UTF-16"),
        ("iso-8859-15", "ISO-8859-15"),
        ("utf-8", "nonsense"),
    ],
)
def test_encodings_are_survived(file, encoding, declared):
    text = f'<?xml version="1.0" encoding="{declared}"?><unload><incident><number>Zürich</number></incident></unload>'

    assert read(file, text.encode(encoding)) == [(1, "Zürich")]


def test_control_characters_and_mixed_encodings_are_survived(file):
    text = "<unload><incident><number>a\0\x0bü".encode() + b"\xfc</number></incident></unload>"

    assert read(file, text) == [(1, "aüü")]


@given(st.binary(max_size=200))
def test_arbitrary_bytes_end_in_records_or_an_error(data):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.xml"
        file.write_bytes(data)
        root(file)
        try:
            assert all(isinstance(found, Node | Broken) for found in records(file, ("a",)))
        except InputError as error:
            assert error.path == file


@given(st.text(alphabet="<>/&;a!- \n\"='[]", max_size=60), st.integers(0, 60))
def test_damage_anywhere_ends_in_records_or_an_error(junk, at):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.xml"
        text = f"<unload>{incident(1)}\n{incident(2)}\n{incident(3)}</unload>"
        file.write_text(text[:at] + junk + text[at:])
        try:
            list(records(file, ("incident",)))
        except InputError as error:
            assert error.path == file
