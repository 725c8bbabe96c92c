"""Where the mails of an mbox begin and end."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model.account import Rejection
from kb.sources import mail_box
from kb.sources.mail_box import Span

FROM = b"From - Tue Sep  8 08:05:00 2026\n"
MAIL = b"From: jane@example.com\nSubject: Offer letter\n\nThe letter is blank.\n"


def spans(folder: Path, data: bytes) -> list[Span]:
    path = folder / "box"
    path.write_bytes(data)
    found = list(mail_box.spans(path))
    assert not [each for each in found if isinstance(each, Rejection)]
    return [each for each in found if isinstance(each, Span)]


def test_a_line_that_begins_with_from_begins_no_mail(tmp_path):
    """The standard reader makes three mails of these two."""
    first = FROM + MAIL + b"\nFrom my point of view it is the template.\n\n"

    found = spans(tmp_path, first + FROM + MAIL)

    assert [span.line for span in found] == [1, 9]
    assert b"From my point of view" in found[0].read()


def test_a_from_line_in_the_middle_of_a_paragraph_begins_none(tmp_path):
    assert len(spans(tmp_path, FROM + MAIL + b"From: bob@example.com\nFrom x\nSubject: y\n\n")) == 1


def test_a_from_line_with_its_date_begins_a_mail_without_an_empty_line_before(tmp_path):
    assert len(spans(tmp_path, FROM + MAIL + FROM + MAIL)) == 2


def test_windows_line_ends_are_lines_too(tmp_path):
    data = (FROM + MAIL + b"\n" + FROM + MAIL).replace(b"\n", b"\r\n")

    assert [span.line for span in spans(tmp_path, data)] == [1, 7]


def test_quoted_from_lines_come_back_as_they_were(tmp_path):
    (found,) = spans(tmp_path, FROM + MAIL + b"\n>From here on\n>>From there\n> From a reply\n")

    assert found.read().endswith(b"\nFrom here on\n>From there\n> From a reply\n")


def test_a_length_that_fits_is_believed(tmp_path):
    body = b"Look at this mail:\n\n" + FROM + MAIL
    whole = FROM + b"Subject: Inside\nContent-Length: %d\n\n" % len(body) + body

    (first, second) = spans(tmp_path, whole + b"\n" + FROM + MAIL)

    assert first.read().endswith(MAIL + b"\n")
    assert second.line == 13


def test_a_length_that_leads_nowhere_is_not_believed(tmp_path):
    lying = FROM + b"Subject: Liar\nContent-Length: 1000\n\nShort.\n"

    assert len(spans(tmp_path, lying + b"\n" + FROM + MAIL)) == 2


def test_text_before_the_first_mail_is_rejected_and_the_rest_read(tmp_path):
    path = tmp_path / "box"
    path.write_bytes(b"Exported by hand\n\n" + FROM + MAIL)

    (rejection, span) = mail_box.spans(path)

    assert (rejection.line, rejection.reason) == (1, "text before the first mail")
    assert span.line == 3


def test_a_line_of_ten_megabytes_is_part_of_its_mail(tmp_path):
    found = spans(tmp_path, FROM + MAIL + b"x" * 10_000_000 + b"\n\n" + FROM + MAIL)

    assert [span.size for span in found] == [len(MAIL) + 10_000_002, len(MAIL)]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n\n", b"\xef\xbb\xbf\r\n"])
def test_marks_and_empty_lines_at_the_beginning_do_not_hide_the_first(start, tmp_path):
    assert len(spans(tmp_path, start + FROM + MAIL)) == 1


bodies = st.lists(
    st.sampled_from(
        [
            b"From ",
            b"From bob",
            b">From me",
            b"",
            b"Subject: x",
            b"From: y",
            b" more",
            b"text",
            b"\r",
            FROM.strip(),
        ]
    )
    | st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")),
    max_size=12,
).map(b"\n".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(bodies, min_size=1, max_size=6))
def test_mails_written_as_mboxrd_come_back_as_they_were(texts):
    """The law of the format: every line `>…>From ` of a body gets one mark more, and loses it again."""
    import re

    mails = [b"Subject: m\n\n" + text + b"\n" for text in texts]
    quoted = [re.sub(rb"(?m)^(>*From )", rb">\1", mail) for mail in mails]
    with TemporaryDirectory() as folder:
        found = spans(Path(folder), b"".join(FROM + mail + b"\n" for mail in quoted))

        assert [span.read() for span in found] == [mail + b"\n" for mail in mails]


@settings(max_examples=300, deadline=None)
@given(st.lists(bodies, max_size=8).map(b"\n\n".join))
def test_both_ways_of_counting_agree(data):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "box"
        path.write_bytes(data)

        reasons = [each.reason for each in mail_box.spans(path) if isinstance(each, Rejection)]

        assert set(reasons) <= {"text before the first mail"}


def test_both_ways_of_counting_agree_across_the_blocks_a_file_is_read_in(tmp_path):
    path = tmp_path / "box"
    mails = [FROM + MAIL + b"y" * (place * 997 % 50_000) + b"\n\n" for place in range(500)]
    path.write_bytes(b"".join(mails))

    assert mail_box.count(path) == 500
    assert len(list(mail_box.spans(path))) == 500
