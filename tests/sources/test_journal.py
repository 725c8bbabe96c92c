"""Journal cells in every layout met."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.incident import EntryKind
from kb.model.prose import clean
from kb.sources.journal import Layout, headers, in_order, split

LAYOUT = Layout()


@pytest.mark.parametrize(
    ("header", "at", "kind"),
    [
        ("2024-03-24 02:10:35 - ServiceNow API (Work notes)", (2024, 3, 24, 2, 10, 35), EntryKind.INTERNAL),
        ("01/02/2026 09:30:00 - RCP Team (Work notes)", (2026, 2, 1, 9, 30), EntryKind.INTERNAL),
        ("15-01-2025 09:52:48 - Ana Roe (Work notes)", (2025, 1, 15, 9, 52, 48), EntryKind.INTERNAL),
        (
            "19-Aug-2026 14:22:35 - Incident BOT (Additional comments)",
            (2026, 8, 19, 14, 22, 35),
            EntryKind.PUBLIC,
        ),
        ("24.12.2025 08:00 - Jörg (Leeds) (Arbeitsnotizen)", (2025, 12, 24, 8, 0), EntryKind.INTERNAL),
        ("24.12.2025 08:00 - Jo (Zusätzliche Kommentare)", (2025, 12, 24, 8, 0), EntryKind.PUBLIC),
        ("03/02/2026 01:05:00 PM - Jo Ray (Additional comments)", (2026, 2, 3, 13, 5), EntryKind.PUBLIC),
        ("2026-01-02 12:05:00 AM - Jo Ray (Something else)", (2026, 1, 2, 0, 5), EntryKind.INTERNAL),
    ],
)
def test_each_layout_is_read(header, at, kind):
    (entry,) = split(f"{header}\nText.\n\n", LAYOUT)

    assert entry.at == datetime(*at, tzinfo=UTC)
    assert (entry.kind, entry.text) == (kind, "Text.")


def test_breaks_of_html_are_line_ends():
    text = "2019-10-15 03:31:23 - Ana Roe (Additional comments)<br>One<br/>two<br><br>"

    (entry,) = split(text, LAYOUT)

    assert entry.text == "One\ntwo"


def test_text_without_a_header_is_one_undated_entry_of_the_columns_kind():
    (entry,) = split("Just words.", LAYOUT, kind=EntryKind.PUBLIC)

    assert (entry.at, entry.kind, entry.text) == (None, EntryKind.PUBLIC, "Just words.")


def test_a_stamp_that_is_no_date_loses_no_text():
    (entry,) = split("99/99/2026 09:30:00 - Ana Roe (Work notes)\nText.", LAYOUT)

    assert (entry.at, entry.text) == (None, "Text.")


def test_words_in_brackets_within_text_start_no_entry():
    assert headers("I saw (Work notes) - and 2026-01-02 10:00:00 - nothing") == ()


def test_one_remark_in_two_columns_is_one_entry():
    text = "2026-01-02 10:00:00 - Ana Roe (Work notes)\nText."

    assert len(in_order([*split(text, LAYOUT), *split(text, LAYOUT)])) == 1


@given(st.lists(st.tuples(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), st.sampled_from("abc"))))
def test_every_remark_comes_out_once_oldest_first(remarks):
    """Splitting undoes joining."""
    remarks = sorted({(at.replace(microsecond=0), text) for at, text in remarks}, reverse=True)
    cell = "".join(f"{at:%Y-%m-%d %H:%M:%S} - Ana Roe (Work notes)\n{text}\n\n" for at, text in remarks)

    entries = in_order(split(cell, LAYOUT))

    assert sorted((e.at.replace(tzinfo=None), e.text) for e in entries) == sorted(remarks)
    assert [e.at for e in entries] == sorted(e.at for e in entries)


@given(st.text(st.sampled_from("ab \t\n\r\x00\x0b\x85\xa0\u2028e\u0301é\xad\ud800"), max_size=30))
def test_clean_text_is_what_its_plain_definition_says(text):
    """The short cuts of `clean` change no result."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    plain = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", plain)
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip()

    assert clean(text) == plain


def test_a_header_may_follow_blank_lines_and_end_in_blanks():
    text = "\n\n2026-01-02 10:00:00 - Ana Roe (Work notes)  \n\n\nText.\n\n\n\n2026-01-01 10:00:00 - Bo (Comments)\n"

    assert [(e.author, e.text) for e in split(text, LAYOUT)] == [("Ana Roe", "Text."), ("Bo", "")]


def test_html_between_code_marks_is_read():
    (entry,) = split("2026-01-02 10:00:00 - Ana Roe (Work notes)\n[code]<p>See <b>it</b></p>[/code]", LAYOUT)

    assert entry.text == "See **it**"


def test_a_header_of_a_megabyte_is_no_header():
    text = "2026-01-02 10:00:00 - " + "(" * 1_000_000

    assert headers(text) == ()
