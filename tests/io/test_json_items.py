"""JSON exports, record by record, whatever happened to them."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.io.json_items import envelope, items, looks_like, signature

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def read(path: Path, text: str, *, under: tuple[str, ...] = ()) -> list[tuple[int, object, str]]:
    path.write_text(text, encoding="utf-8")
    return [(item.line, item.value, item.problem) for item in items(path, under=under)]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "export.json"


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": 1},\n{"id": 2}]',
        '{"id": 1}\n{"id": 2}\n',
        '{"id": 1},\n{"id": 2}',
        '{"total": 2, "things": [{"id": 1},\n{"id": 2}], "next": null}',
        '[{"id": 1}]\n[{"id": 2}]',
        '{"things": [{"id": 1}]}\n{"things": [{"id": 2}]}',
        '\ufeff[{"id": 1},\n{"id": 2},]',
    ],
)
def test_lists_come_in_many_wrappings(file, text):
    assert read(file, text, under=("things",)) == [(1, {"id": 1}, ""), (2, {"id": 2}, "")]


def test_an_object_in_a_member_is_one_item(file):
    file.write_text('{"ticket": {"id": 1}}')

    (item,) = items(file, under=("tickets", "ticket"))

    assert (item.value, item.under) == ({"id": 1}, "ticket")


def test_an_object_without_the_list_is_itself_the_item(file):
    assert read(file, '{"id": 1,\n "x": [2]}', under=("things",)) == [(1, {"id": 1, "x": [2]}, "")]


def test_what_stands_beside_the_list_is_found_before_and_behind(file):
    file.write_text('{"users": [{"id": 7}], "things": [{"id": 1}], "count": 2}')

    assert envelope(file, under=("things",)) == {"users": [{"id": 7}], "count": 2}


def test_of_several_pages_the_lists_beside_are_joined(file):
    file.write_text('{"users": [1], "things": [], "n": 1}\n{"users": [2], "things": [], "n": 2}')

    assert envelope(file, under=("things",)) == {"users": [1, 2], "n": 2}


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": 2 "name": "b"}',
        '{"id": 2, "name": }',
        '{"id": 2, "name": "b',
        '{"id": 2, "name": "b" "',
        '{"id": 2,, "name": "b"}',
    ],
)
@pytest.mark.parametrize("between", [",\n", ","])
def test_a_broken_element_costs_at_most_itself(file, broken, between):
    sound = [json.dumps({"id": number, "name": "a", "own": {"id": 9}}) for number in (1, 3, 4, 5)]
    sound.insert(1, broken)

    found = read(file, f"[{between.join(sound)}]")

    good = [value["id"] for _, value, problem in found if not problem]
    assert good[0] == 1
    assert good[-2:] == [4, 5]  # a quote that is never closed may take the next one with it
    assert [problem[:11] for _, _, problem in found if problem] == ["broken JSON"]


@pytest.mark.parametrize(
    "damage", [('{"id"', '{id"'), ('{"id"', '{"xx"'), ('{"id": 1', '{"id": '), ('{"id"', '"id"'), ("{", "")]
)
@pytest.mark.parametrize("indent", [None, 1])
def test_a_broken_first_element_costs_itself_too(file, damage, indent):
    things = [{"id": number, "name": "a", "own": {"id": 9}, "tags": ["x"]} for number in range(1, 8)]
    text = json.dumps({"things": things}, indent=indent)
    start = text.index("[") + 1
    at = text.index("{", start)
    text = text[:at] + text[at:].replace(*damage, 1)

    found = read(file, text, under=("things",))

    assert [value.get("id") for _, value, problem in found if not problem and isinstance(value, dict)][
        -6:
    ] == [
        2,
        3,
        4,
        5,
        6,
        7,
    ]


def test_the_line_of_a_break_is_named(file):
    lines = [json.dumps({"id": n, "name": "x"}) for n in range(400)]
    lines[299] = '{"id": 299, "name": x}'

    (broken,) = [found for found in read(file, "[\n" + ",\n".join(lines) + "\n]") if found[2]]

    assert broken == (301, None, "broken JSON: Expecting value")


def test_a_broken_line_of_many_costs_one(file):
    found = read(file, '{"id": 1}\n{"id": \n{"id": 3}\n')

    assert [(line, bool(problem)) for line, _, problem in found] == [(1, False), (2, True), (3, False)]


def test_a_record_nested_absurdly_costs_itself(file):
    deep = '{"a": ' * 2000 + "1" + "}" * 2000
    sound = [json.dumps({"id": number, "name": "x"}) for number in (1, 3)]

    found = read(file, f'[{sound[0]}, {{"id": 2, "name": {deep}}}, {sound[1]}]')

    assert [value["id"] for _, value, problem in found if not problem] == [1, 3]


def test_a_list_that_is_cut_off_says_so_once(file):
    found = read(file, '{"things": [{"id": 1}, {"id": 2', under=("things",))

    assert [value for _, value, problem in found if not problem] == [{"id": 1}]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"a": 1, "a": 2}]', "'a' stands twice in one object"),
        ("[NaN]", "NaN is not JSON"),
        (f"[{'9' * 5000}]", "a number of 5000 digits"),
        ("[" * 100_000, "broken JSON: nested too deeply"),
    ],
)
def test_what_cannot_be_trusted_is_named(file, text, problem):
    assert read(file, text)[0][2] == problem


@pytest.mark.parametrize("text", ["", " \n", "\ufeff", "hello", "<a/>"])
def test_what_is_no_json_is_an_error(file, text):
    with pytest.raises(InputError):
        read(file, text)


def test_encodings_are_survived(file):
    file.write_bytes('[{"a": "Zürich"}, '.encode() + b'{"a": "Z\xfcrich"}]')
    assert [item.value for item in items(file)] == [{"a": "Zürich"}] * 2

    file.write_bytes('[{"a": "Zürich"}]'.encode("utf-16"))
    assert [item.value for item in items(file)] == [{"a": "Zürich"}]


@given(st.lists(values, max_size=6), st.booleans())
def test_every_list_comes_back(things, pretty):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.json"
        file.write_text(
            json.dumps({"before": 1, "things": things, "after": {}}, indent=1 if pretty else None)
        )

        found = list(items(file, under=("things",)))

    assert [item.value for item in found] == things
    assert not any(item.problem for item in found)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_end_in_items_or_an_error(data):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.json"
        file.write_bytes(data)
        signature(file)
        try:
            list(items(file, under=("things",)))
        except InputError as error:
            assert error.path == file


@given(st.text(alphabet='[]{}",:1 a\n\\', max_size=60))
def test_anything_like_json_ends_too(text):
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.json"
        file.write_text(text)
        signature(file)
        try:
            list(items(file, under=("a",)))
        except InputError as error:
            assert error.path == file


def test_elements_that_straddle_the_pieces_are_whole(file):
    things = [{"id": number, "text": "ä" * 70_000, "n": 12345678} for number in range(40)]
    file.write_text(json.dumps(things, ensure_ascii=False), encoding="utf-8")

    assert [item.value for item in items(file)] == things


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this machine")
def test_memory_does_not_grow_with_the_list(file):
    with file.open("w") as out:
        out.write("[")
        out.writelines(json.dumps({"id": n, "text": "x" * 4000}) + "," for n in range(25_000))
        out.write("{}]")
    program = (
        "import re, sys; from pathlib import Path; from kb.io.json_items import items\n"
        "assert sum(1 for _ in items(Path(sys.argv[1]))) == 25001\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )

    shown = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, check=True, text=True
    )

    assert file.stat().st_size > 90_000_000
    assert int(shown.stdout) < 60_000  # kB


def test_the_shape_is_seen_in_what_is_there(file):
    file.write_text('{"tickets": [{"id": 1, "via": {"channel": "web"}}], "cou')

    assert signature(file) == {"tickets", "tickets[].id", "tickets[].via", "tickets[].via.channel"}
    assert looks_like(file, ("id", "via.channel"), under=("tickets",))
    assert not looks_like(file, ("id", "subject"), under=("tickets",))


def test_lists_and_lines_look_alike(file):
    file.write_text('[{"number": 1, "user": {"login": "x"}}]')
    listed = signature(file)
    file.write_text('{"number": 1, "user": {"login": "x"}}\n{"number": 2}\n')

    assert signature(file) == listed == {"[].number", "[].user", "[].user.login"}
    assert looks_like(file, ("number", "user.login"))
