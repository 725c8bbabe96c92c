"""Front matter is read as texts, and changed without touching anything else."""

from datetime import date

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.io import frontmatter

HARVESTED = """\
---
# what the harvest wrote
id: kb-02eca943
title: "Offer letter is blank 📄"   # keep it short
confidence: wip # for now
evidence:   # who asked
  # the first week
  - servicenow:INC0000001  # Monday
  - servicenow:INC0000003
  # more to come
tags: [offer, 'pdf file']  # by hand
recurrence: # computed
  incidents: 2   # so far
  first: 2026-09-01
review_in: 90 days
...

# Body

confidence: this line is text
"""

# --- reading


def test_values_are_what_somebody_typed():
    text = "---\nflag: no\nid: 00123\nat: 12:30\nbig: 1e3\nday: 2026-11-02\nempty:\ntilde: ~\nquoted: 'null'\n---\n"

    fields, _ = frontmatter.parse(text)

    assert fields == {
        "flag": "no",
        "id": "00123",
        "at": "12:30",
        "big": "1e3",
        "day": "2026-11-02",
        "empty": "",
        "tilde": "",
        "quoted": "null",
    }


def test_a_text_without_front_matter_is_all_body():
    assert frontmatter.split("# Title\n---\n") == ("", "# Title\n---\n", 1)
    assert frontmatter.parse("") == ({}, "")


def test_split_says_where_the_body_begins():
    front, body, line = frontmatter.split("---\r\na: 1\r\n---\r\n\r\nhello\r\n")

    assert (front, body, line) == ("a: 1\r\n", "\r\nhello\r\n", 4)


def test_a_byte_order_mark_is_neither_field_nor_body():
    assert frontmatter.parse("\ufeff---\na: b\n---\nx") == ({"a": "b"}, "x")
    assert frontmatter.parse("\ufeffx") == ({}, "x")


def test_comments_alone_are_no_fields():
    assert frontmatter.parse("---\n# nothing yet\n---\nx\n") == ({}, "x\n")


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("a: 1\nb: 'open\nc: 2\n", 3, "quoted scalar"),
        ("a: b: c\n", 2, "mapping values are not allowed"),
        ("a: 1\nb: [c\nd: e\n", 3, "flow sequence"),
        ("a: 1\nb: 2\na: 3\n", 4, "'a' stands twice, first on line 2"),
        ("x: {k: 1, k: 2}\n", 2, "'k' stands twice"),
        ("a: &b c\n", 2, "anchors"),
        ("a: [1]\nb: *a\n", 3, "aliases"),
        ("a: !!python/name:os.system x\n", 2, "tags"),
        ("a: ! x\n", 2, "tags"),
        ("a: 1\n\tb: 2\n", 3, "tab"),
        ("a: 1\nb: \x07\n", 3, "U+0007"),
        ("- a\n", 2, "name: value"),
        ("only words\n", 2, "name: value"),
        ("a: 1\n--- b\n", 3, "second document"),
        ("a: " + "[" * 400 + "\n", 2, "nested deeper"),
        ("a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 60)), 14, "nested deeper"),
        ("? [a]\n: b\n", 2, "name is a list"),
        ("a: " + "x" * (1 << 20) + "\n", 2, "longer than"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(front, line, words):
    with pytest.raises(InputError) as caught:
        frontmatter.parse(f"---\n{front}---\nbody\n", path="faq/a.md")

    assert str(caught.value).startswith(f"faq/a.md:{line}: ")
    assert words in str(caught.value)


def test_an_unclosed_front_matter_says_what_to_type():
    with pytest.raises(InputError, match=r"a\.md:1: .*not closed") as caught:
        frontmatter.parse("---\na: 1\n", path="a.md")

    assert "---" in (caught.value.hint or "")


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(30))

    with pytest.raises(InputError, match="anchors"):
        frontmatter.parse(f"---\n{bomb}---\n")


@given(st.text(max_size=200))
@example("---\n\ud800\n---\n")
@example("---\n{\n---\n")
def test_any_text_is_read_or_named(text):
    """Nothing but the documented error comes out."""
    for whole in (text, f"---\n{text}\n---\n"):
        try:
            fields, body = frontmatter.parse(whole, path="a.md")
        except InputError as error:
            assert error.line is not None
        else:
            assert isinstance(fields, dict) and whole.endswith(body)


def test_line_of_finds_fields_and_items():
    assert frontmatter.line_of(HARVESTED, "title") == 4
    assert frontmatter.line_of(HARVESTED, "evidence", 1) == 9
    assert frontmatter.line_of(HARVESTED, "recurrence", "first") == 14
    assert frontmatter.line_of(HARVESTED, "absent") == 1


# --- writing anew

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_tricky = st.sampled_from(
    [
        "no",
        "Yes",
        "null",
        "~",
        "",
        "00123",
        "12:30",
        "12:30:45",
        "1e3",
        ".5",
        "0x1F",
        "0o7",
        "1_000",
        "=",
        "<<",
        "2026-11-02",
        "2026-99-99",
        "a: b",
        "a #b",
        "- a",
        "? a",
        "a:",
        "[a]",
        "{a}",
        "*a",
        "&a",
        "!a",
        "%a",
        "'a'",
        '"a"',
        "a\nb",
        " a",
        "a ",
        "@a",
        "`a`",
        "|",
        ">",
        "---",
        "...",
        "😀",
        "a\u2028b",
        "\ufeff",
        "y",
        "+1",
        "-1",
        "1,5",
        "inf",
        ".inf",
        ".NaN",
        "a\tb",
        "a\\b",
        "Straße",
        "\u202eevil",
        "x, y",
        "#",
    ]
)
_scalars = _texts | _tricky
_names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | _tricky.filter(bool)
_values = _scalars | st.lists(_scalars, max_size=4) | st.dictionaries(_names, _scalars, max_size=3)
_fields = st.dictionaries(
    _names, _values | st.lists(st.dictionaries(_names, _scalars, max_size=3), max_size=3), max_size=6
)


@given(_fields, _texts)
def test_what_is_written_is_read_back(fields, body):
    """parse(render(x)) == x, whatever the texts hold."""
    assert frontmatter.parse(frontmatter.render(fields) + body, path="a.md") == (fields, body)


@given(_fields)
def test_every_other_reader_reads_the_same(fields):
    """A reader of YAML 1.1 with all its types sees texts, never a switch, a number or a date."""
    assert yaml.safe_load(frontmatter.render(fields).removesuffix("---\n")) == (fields or None)


def test_the_first_write_is_pleasant_to_read():
    text = frontmatter.render(
        {
            "id": "kb-02eca943",
            "code": "00123",
            "created": date(2026, 11, 2),
            "owner": None,
            "also_asked_as": ("offer pdf is white", "no"),
            "tags": [],
            "recurrence": {"incidents": 17},
            "receipts": [{"label": "s1", "ref": "servicenow:INC1", "field": "resolution"}],
        }
    )

    assert text == (
        '---\nid: kb-02eca943\ncode: "00123"\ncreated: 2026-11-02\nalso_asked_as:\n  - offer pdf is white\n'
        '  - "no"\ntags: []\nrecurrence:\n  incidents: 17\nreceipts:\n'
        '  - {label: s1, ref: "servicenow:INC1", field: resolution}\n---\n'
    )


# --- changing


def changed_lines(before: str, after: str) -> list[str]:
    """Say which lines went and came, as `-…` and `+…`."""
    import difflib

    delta = difflib.ndiff(before.splitlines(True), after.splitlines(True))
    return [line[0] + line[2:].rstrip("\r\n") for line in delta if line[0] in "+-"]


def test_a_value_changes_and_its_comment_stays():
    after = frontmatter.replace_fields(HARVESTED, {"confidence": "validated"})

    assert changed_lines(HARVESTED, after) == [
        "-confidence: wip # for now",
        "+confidence: validated # for now",
    ]


def test_a_list_grows_by_a_line_and_keeps_its_comments():
    refs = [f"servicenow:INC000000{n}" for n in (1, 2, 3, 4)]

    after = frontmatter.replace_fields(HARVESTED, {"evidence": refs})

    assert changed_lines(HARVESTED, after) == ["+  - servicenow:INC0000002", "+  - servicenow:INC0000004"]


def test_a_list_loses_only_its_line():
    after = frontmatter.replace_fields(HARVESTED, {"evidence": ["servicenow:INC0000001"]})

    assert changed_lines(HARVESTED, after) == ["-  - servicenow:INC0000003"]


def test_a_list_on_one_line_stays_on_one_line():
    after = frontmatter.replace_fields(HARVESTED, {"tags": ["offer", "pdf file", "no, really"]})

    assert "tags: [offer, 'pdf file', \"no, really\"]  # by hand\n" in after


def test_a_mapping_changes_field_by_field():
    recurrence = {"incidents": 3, "first": date(2026, 9, 1), "last": date(2026, 9, 9)}

    after = frontmatter.replace_fields(HARVESTED, {"recurrence": recurrence})

    assert changed_lines(HARVESTED, after) == [
        "-  incidents: 2   # so far",
        "+  incidents: 3   # so far",
        "+  last: 2026-09-09",
    ]


def test_the_same_values_change_nothing():
    same = {
        "title": "Offer letter is blank 📄",
        "evidence": ("servicenow:INC0000001", "servicenow:INC0000003"),
        "tags": ["offer", "pdf file"],
        "recurrence": {"incidents": 2, "first": date(2026, 9, 1)},
        "owner": None,
    }

    assert frontmatter.replace_fields(HARVESTED, same) == HARVESTED


def test_a_new_field_stands_where_the_order_says():
    order = ("id", "title", "confidence", "audience", "evidence")

    after = frontmatter.replace_fields(HARVESTED, {"audience": "users", "later": "x"}, order=order)

    assert "confidence: wip # for now\naudience: users\nevidence:" in after
    assert "review_in: 90 days\nlater: x\n...\n" in after


def test_a_field_is_removed_with_its_lines():
    after = frontmatter.replace_fields(HARVESTED, {"recurrence": None, "tags": None})

    assert "recurrence" not in after and "incidents" not in after and "tags" not in after
    assert all(line.startswith("-") for line in changed_lines(HARVESTED, after))


@pytest.mark.parametrize(
    ("front", "value", "wanted"),
    [
        ("a:\n", "x", "a: x\n"),
        ("a:   # why\n", "x", "a: x   # why\n"),
        ("a: 'it''s'\n", "its", "a: its\n"),
        ("a:    wide\n", "x", "a:    x\n"),
        ("a : x\n", "w", "a : w\n"),
        ("a: |  # note\n  one\n\n  two\n\n# end\n", "x", "a: x  # note\n\n# end\n"),
        ("a: one\n  two\n  three # c\n", "x", "a: x # c\n"),
        ("a:\n  one\n", "x", "a: x\n"),
        ("a: []  # none\n", ["x", "w"], "a:  # none\n  - x\n  - w\n"),
        ("a: x # c\n", ["w"], "a: # c\n  - w\n"),
        ("a: # c\n  - x\n  - w\n", "z", "a: z # c\n"),
        ("a:\n- x\n- w\n", ["x", "z", "w"], "a:\n- x\n- z\n- w\n"),
        ("a:\n- x\n", [], "a: []\n"),
        ("a:\n  - {k: 1}\n  - {k: 2}  # two\n", [{"k": "2"}], "a:\n  - {k: 2}  # two\n"),
        ("a:\n  - |\n    x\n\n  - w\n", ["w"], "a:\n\n  - w\n"),
        ("a: [x,\n    w]  # c\n", ["x"], "a: [x]  # c\n"),
        ("a: x\n", "two\nlines", 'a: "two\\nlines"\n'),
        ('"a": x\n', "w", '"a": w\n'),
    ],
)
def test_each_way_of_writing_a_value_is_changed_in_place(front, value, wanted):
    after = frontmatter.replace_fields(f"---\nz: 1\n{front}b: 2\n---\nbody", {"a": value})

    assert after == f"---\nz: 1\n{wanted}b: 2\n---\nbody"


def test_indented_fields_keep_their_indent():
    after = frontmatter.replace_fields("---\n  a: 1\n  b:\n    - x\n---\n", {"c": "2", "b": ["x", "w"]})

    assert after == '---\n  a: 1\n  b:\n    - x\n    - w\n  c: "2"\n---\n'


def test_windows_line_ends_and_the_byte_order_mark_stay():
    text = "\ufeff---\r\na: 1\r\nb:\r\n  - x\r\n---\r\nbody\r\n"

    after = frontmatter.replace_fields(text, {"a": "x", "b": ["x", "w"], "c": "z"})

    assert after == "\ufeff---\r\na: x\r\nb:\r\n  - x\r\n  - w\r\nc: z\r\n---\r\nbody\r\n"


def test_missing_front_matter_is_made():
    assert frontmatter.replace_fields("# Hi\n", {"id": "kb-1"}) == "---\nid: kb-1\n---\n# Hi\n"
    assert frontmatter.replace_fields("# Hi\r\n", {"id": "x"}) == "---\r\nid: x\r\n---\r\n# Hi\r\n"
    assert frontmatter.replace_fields("# Hi\n", {"id": None}) == "# Hi\n"


@pytest.mark.parametrize("front", ["{a: 1, b: 2}\n", "? a\n: 1\n"])
def test_what_has_no_lines_of_its_own_is_refused(front):
    with pytest.raises(InputError, match="cannot be changed in place") as caught:
        frontmatter.replace_fields(f"---\n{front}---\n", {"a": "2"}, path="a.md")

    assert caught.value.line == 2


# --- the law: nothing else is touched

_word = st.text("abcdeé😀0189 ", min_size=1, max_size=8).map(str.strip).filter(bool)
_comment = st.sampled_from(["", "  # c", " # wip: 'x' [", "   "])


@st.composite
def _written(draw, name):
    """Write one field the way people do; give its lines."""
    word, tail = draw(_word), draw(_comment)
    quoted = draw(st.sampled_from(["'{}'", '"{}"', "x{}"])).format(word)
    items = [draw(st.sampled_from(["x{}", "'{}'", '"{}"'])).format(draw(_word)) for _ in range(3)]
    return draw(
        st.sampled_from(
            [
                [f"{name}: {quoted}{tail}"],
                [f"{name}:   {quoted}{tail}"],
                [f"{name}:{tail}"],
                [f"{name}: |{tail.rstrip()}", f"  {word}", "", f"    {word}"],
                [f"{name}: >-", f"  {word}", f"  # not a comment {word}"],
                [f"{name}: x{word}", f"  more{tail}"],
                [f"{name}: [{', '.join(items)}]{tail}"],
                [f"{name}: [{items[0]},  # in", f"  {items[1]}]{tail}"],
                [f"{name}:{tail}", *(f"  - {item}{tail}" for item in items)],
                [f"{name}:{tail}", f"- {items[0]}", "# between", f"- {items[1]}{tail}"],
                [f"{name}:{tail}", f"  - {{k: {items[0]}, j: 2}}{tail}", "  - k: v", f"    j: {items[1]}"],
                [f"{name}:{tail}", f"  k: {items[0]}{tail}", f"  # {word}", f"  j: {items[1]}"],
                [f"{name}: {{k: {items[0]}}}{tail}"],
            ]
        )
    )


@st.composite
def _edited(draw):
    """Make a file as people leave it: (chunks of lines by field, body, newline, byte order mark)."""
    names = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6))
    chunks = []
    for name in names:
        chunks += [("", [line]) for line in draw(st.lists(st.sampled_from(["# note", ""]), max_size=2))]
        chunks.append((name, draw(_written(name))))
    chunks += [("", ["# end"])] * draw(st.integers(0, 1))
    body = draw(st.sampled_from(["", "a: 1\n---\n", "\n# Body 😀\n"]))
    return chunks, body, draw(st.sampled_from(["\n", "\r\n"])), draw(st.sampled_from(["", "\ufeff"]))


def _joined(chunks, body, newline, bom):
    lines = ["---", *(line for _, chunk in chunks for line in chunk), "---"]
    return bom + newline.join(lines) + newline + body.replace("\n", newline)


@given(_edited(), st.dictionaries(st.sampled_from("abcdefghij"), st.none() | _values, max_size=4))
def test_only_the_named_fields_are_touched(edited, changes):
    """Every other line is the same, byte for byte, and what was asked for is read back."""
    chunks, body, newline, _bom = edited
    text = _joined(*edited)
    before, _ = frontmatter.parse(text)

    after = frontmatter.replace_fields(text, changes)

    fields, body_after = frontmatter.parse(after)
    wanted = {name: value for name, value in changes.items() if value is not None}
    assert {name: fields[name] or "" for name in wanted} == {
        name: value or "" for name, value in wanted.items()
    }
    assert not {name for name, value in changes.items() if value is None} & set(fields)
    assert {name: value for name, value in fields.items() if name not in changes} == {
        name: value for name, value in before.items() if name not in changes
    }
    assert body_after == body.replace("\n", newline)
    assert after.count("\r\n") == (after.count("\n") if newline == "\r\n" else 0)
    left = after.split(newline)
    for name, chunk in chunks:
        if name not in changes:
            spot = next(at for at in range(len(left)) if left[at : at + len(chunk)] == chunk)
            del left[spot : spot + len(chunk)]
    assert frontmatter.replace_fields(after, changes) == after


@given(_edited())
def test_values_that_are_equal_already_leave_the_text_identical(edited):
    text = _joined(*edited)
    fields, _ = frontmatter.parse(text)

    assert frontmatter.replace_fields(text, fields) == text
