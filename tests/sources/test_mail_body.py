"""What stands in a mail, whatever it says of itself."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sources import mail_body, mail_charset, mail_fields

HEAD = b"From: Jane Smith <jane@example.com>\nSubject: Letter\n"


def body(*lines: str | bytes) -> mail_body.Body:
    parts = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return mail_body.read(HEAD + b"\n".join(parts))[1]


def text(kind: str, said: bytes, encoding: str = "8bit") -> mail_body.Body:
    return body(f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", "", said)


@pytest.mark.parametrize(
    ("declared", "said", "read", "remark"),
    [
        ("utf-8", "Grüße", "Grüße", ""),
        ("utf-8", "Grüße".encode("cp1252"), "Grüße", "declared utf-8, read as cp1252"),
        ("us-ascii", "Grüße", "Grüße", "declared us-ascii, read as utf-8"),
        ("iso-8859-1", "Grüße", "Grüße", "declared iso-8859-1, read as utf-8"),
        ("iso-8859-1", "Grüße".encode("cp1252"), "Grüße", ""),
        ("iso-8859-1", "“Grüße”".encode("cp1252"), "“Grüße”", "declared iso-8859-1, read as cp1252"),
        ("x-unknown", "Grüße", "Grüße", "declared x-unknown, read as utf-8"),
        ("rot13", "Grüße", "Grüße", "declared rot13, read as utf-8"),
        ("idna", "Grüße", "Grüße", "declared idna, read as utf-8"),
        ("gb2312", "中国朱镕基".encode("gb18030"), "中国朱镕基", ""),
        ("shift_jis", "①手紙".encode("cp932"), "①手紙", ""),
        ("iso-2022-jp", "手紙".encode("iso2022_jp"), "手紙", ""),
        ("iso-8859-2", "Żółć".encode("iso8859_2"), "Żółć", ""),
        ("ks_c_5601-1987", "편지".encode("cp949"), "편지", ""),
    ],
)
def test_a_charset_is_believed_as_far_as_it_is_true(declared, said, read, remark):
    found = text(f'text/plain; charset="{declared}"', said if isinstance(said, bytes) else said.encode())

    assert found.text == read
    assert [value for name, value in found.remarks if name == "charset"] == ([remark] if remark else [])


def test_a_charset_nobody_named_is_guessed_from_enough_of_it():
    said = "Письмо с предложением пустое, пожалуйста, посмотрите на шаблон ещё раз." * 3

    assert text("text/plain", said.encode("cp1251")).text == said


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOf?= =?utf-8?B?ZQ==?=", "Grüße"),
        ("=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße"),  # a character cut in two
        ("=?iso-8859-1?Q?Gr=FC=DFe?= an alle", "Grüße an alle"),
        ("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?none?B?VEVTVA?=", "TEST"),
        ("=?utf-8?Q?=?=", ""),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?utf-8?B?", "=?utf-8?B?"),
    ],
)
def test_encoded_words_are_read_and_rubbish_stays(said, read):
    assert mail_charset.words(said) == read


@pytest.mark.parametrize(
    ("encoding", "said", "read"),
    [
        ("base64", base64.b64encode(b"The letter is blank."), "The letter is blank."),
        ("base64", base64.b64encode(b"The letter is blank")[:-3], "The letter is blan"),
        (
            "base64",
            base64.b64encode(b"The letter is blank.") + b"\n-- \nAdded by the list",
            "The letter is blank.",
        ),
        ("BASE64 ;", base64.b64encode(b"The letter is blank."), "The letter is blank."),
        ("quoted-printable", b"The letter =\nis =62lank.", "The letter is blank."),
        ("quoted-printable", b"100 % =ZZ =", "100 % =ZZ"),
        ("x-uuencode", b"begin 644 a\n%2&5L;&\\\n \nend", "Hello"),
        ("7-bit", b"The letter is blank.", "The letter is blank."),
        ("nonsense", b"The letter is blank.", "The letter is blank."),
    ],
)
def test_broken_encodings_are_read_as_far_as_they_go(encoding, said, read):
    assert text("text/plain", said, encoding).text == read


def test_of_two_versions_the_plain_one_is_read():
    found = body(
        "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/html", "", "<p>HTML</p>",
        "--b", "Content-Type: text/plain", "", "Plain", "--b--",
    )  # fmt: skip

    assert found.text == "Plain"


def test_of_two_versions_the_other_is_read_when_the_plain_one_is_empty():
    found = body(
        "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/plain", "", "  ", "--b",
        "Content-Type: text/html", "", '<p>See <b>here</b></p><img src="cid:logo"><img src="data:image/png;base64,AAAA">',
        "--b--",
    )  # fmt: skip

    assert found.text == "See **here**"


def test_attachments_are_named_by_their_last_part_and_never_opened():
    data = base64.b64encode(b"bytes")
    found = body(
        "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "See the file.",
        "--b", "Content-Type: text/plain; name=x", 'Content-Disposition: attachment; filename="../../etc/passwd"', "", "root",
        "--b", "Content-Disposition: attachment; filename=C:\\\\temp\\\\a.doc", "Content-Transfer-Encoding: base64", "", data,
        "--b", "Content-Disposition: attachment; filename*=utf-8''%C3%BCber.pdf", "", "pdf",
        "--b", "Content-Type: application/ms-tnef; name=winmail.dat", "", "tnef",
        "--b", 'Content-Type: image/png; name="=?utf-8?Q?B=C3=BCro.png?="', "Content-ID: <logo>", "", "png", "--b--",
    )  # fmt: skip

    assert found.text == "See the file."
    assert [each.name for each in found.attachments] == [
        "passwd",
        "a.doc",
        "über.pdf",
        "winmail.dat",
        "Büro.png",
    ]
    assert found.attachments[1].sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert found.attachments[1].size == 5
    assert ("mail_not_read", "attachment of Outlook's own kind (winmail.dat)") in found.remarks


def test_a_mail_inside_a_mail_is_told_and_its_people_are_known():
    found = body(
        "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "Please look.", "--b", "Content-Type: message/rfc822", "",
        "From: Kim Lee <kim@example.com>", "Subject: Blank", "", "The letter is blank.", "--b--",
    )  # fmt: skip

    assert found.text == "Please look.\n\nForwarded mail: Blank\n\nThe letter is blank."
    assert [each.email for each in found.people] == ["kim@example.com"]


def nested(levels: int) -> list[str]:
    lines = []
    for level in range(levels):
        lines += [f"Content-Type: multipart/mixed; boundary=b{level}x", "", f"--b{level}x"]
    lines += ["Content-Type: text/plain", "", "The letter is blank."]
    return lines


@pytest.mark.parametrize("levels", [1, 50, mail_body.DEPTH])
def test_fifty_levels_of_parts_are_read(levels):
    assert body(*nested(levels)).text == "The letter is blank."


@pytest.mark.parametrize("levels", [mail_body.DEPTH + 1, 3000])
def test_what_is_deeper_is_named(levels):
    found = body(*nested(levels))

    assert found.text == ""
    assert list(found.remarks) == [("mail_not_read", "parts more than 100 deep")]


def test_a_thousand_mails_in_each_other_end_somewhere():
    found = body(*["Content-Type: message/rfc822\n"] * 3000)

    assert list(found.remarks) == [("mail_not_read", "parts more than 100 deep")]


def test_more_parts_than_anybody_sends_are_named():
    found = body("Content-Type: multipart/mixed; boundary=b", "", *["--b\n\nx"] * 5000)

    assert ("mail_not_read", "more than 2,000 parts") in found.remarks


def test_a_multipart_without_parts_is_text():
    assert body("Content-Type: multipart/mixed; boundary=b", "", "Only words.").text == "Only words."
    assert body("Content-Type: multipart/mixed", "", "Only words.").text == "Only words."


def test_a_cut_multipart_gives_what_is_there():
    found = body(
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "",
        "Words",
        "--b",
        "Content-Type: image/png",
        "",
        "xy",
    )

    assert (found.text, [(each.name, each.size) for each in found.attachments]) == (
        "Words",
        [("image.png", 2)],
    )


def test_an_invitation_is_told_in_a_line():
    found = body(
        "Content-Type: text/calendar",
        "",
        "BEGIN:VEVENT",
        "SUMMARY;LANGUAGE=en:Go-live\\, second",
        "  try",
        "END:VEVENT",
    )

    assert found.text == "Invitation: Go-live, second try"


def test_soft_line_breaks_are_joined():
    found = text("text/plain; format=flowed", b"The letter \nis blank.\n> It \n> is.\n\n-- \nBob\n")

    assert found.text == "The letter is blank.\n> It is.\n\n--\nBob"


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Type: application/pkcs7-mime; name=smime.p7m", "", "x"],
        ["Content-Type: multipart/encrypted; boundary=b", "", "--b", "Content-Type: application/pgp-encrypted", "", "Version: 1", "--b",
         "Content-Type: application/octet-stream; name=x.asc", "", "x", "--b--"],
        ["Content-Type: text/plain", "", "-----BEGIN PGP MESSAGE-----", "", "hQEM", "-----END PGP MESSAGE-----"],
    ],
)  # fmt: skip
def test_an_encrypted_mail_says_that_it_is(lines):
    assert body(*lines).text == mail_body.ENCRYPTED


def test_a_signed_text_loses_its_armour():
    found = body(
        "", "-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256", "", "The letter is blank.",
        "-----BEGIN PGP SIGNATURE-----", "", "iQ==", "-----END PGP SIGNATURE-----",
    )  # fmt: skip

    assert found.text == "The letter is blank."


def test_what_is_too_long_is_cut_and_said():
    found = text("text/plain", b"word " * 300_000)

    assert len(found.text) <= mail_body.TEXT_LIMIT
    assert ("mail_not_read", "text behind the first 1,000,000 characters") in found.remarks


def test_raw_bytes_in_a_head_are_read():
    fields, _ = mail_fields.parse("Subject: Grüße\nFrom: Jörg Maß <jm@example.com>\n\n".encode("cp1252"))

    assert fields.text("subject") == "Grüße"
    assert mail_fields.people(fields.first("from"))[0].name == "Jörg Maß"


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ('"Smith, Jane" <jane@example.com>', [("Smith, Jane", "jane@example.com")]),
        ("jane@example.com (Jane Smith)", [("Jane Smith", "jane@example.com")]),
        ("Help: jane@example.com, kim@example.com;", [("", "jane@example.com"), ("", "kim@example.com")]),
        ("undisclosed-recipients:;", []),
        ("Jane <<jane@example.com>>", [("Jane", ""), ("", "jane@example.com")]),
        ("=?utf-8?Q?J=C3=B6rg?= <j@example.com>", [("Jörg", "j@example.com")]),
        ("", []),
    ],
)
def test_people_are_found_in_any_form(value, known):
    assert [(each.name, each.email) for each in mail_fields.people(value)] == known


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("Tue, 08 Sep 2026 08:05:00 +0200", "2026-09-08T06:05:00+00:00"),
        ("8 Sep 26 08:05 GMT", "2026-09-08T08:05:00+00:00"),
        ("Tue, 08 Sep 2026 08:05:00 +0200 (CEST)", "2026-09-08T06:05:00+00:00"),
        ("Tue, 8 Sep 2026 08:05:60 EST", "2026-09-08T13:05:59+00:00"),
        ("Tue, 08 Sep 2026 08:05:00 +9999", "2026-09-08T08:05:00+00:00"),
        ("2026-09-08T08:05:00+02:00", "2026-09-08T06:05:00+00:00"),
        ("1 Jan 9999 00:00:00 +0000", "2026-09-09T00:00:00+00:00"),
        ("yesterday", "2026-09-09T00:00:00+00:00"),
    ],
)
def test_a_date_is_read_or_taken_from_the_last_hop(date, read):
    head = f"Received: by x; Wed, 9 Sep 2026 00:00:00 +0000\nDate: {date}\n\n"

    moment, _ = mail_fields.moment(mail_fields.parse(head.encode())[0])

    assert moment is not None
    assert moment.isoformat() == read


def test_a_zone_nobody_named_is_assumed():
    fields, _ = mail_fields.parse(b"Date: Tue, 08 Sep 2026 08:05:00\n\n")

    assert mail_fields.moment(fields)[1]


def test_a_head_goes_on_after_a_line_that_is_none():
    fields, at = mail_fields.parse(b"To: jane@example.com,\n \n\tkim@example.com\nDate: x\n\nBody")

    assert [name for name, _ in fields.pairs] == ["to", "date"]
    assert at == 50


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data):
    mail_body.read(data)
    mail_body.read(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + data + b"\n--b\n" + data)
    mail_body.read(
        b"Content-Type: text/html; charset=" + data[:9] + b"\nContent-Transfer-Encoding: base64\n\n" + data
    )
    mail_fields.people(data.decode("latin-1"))
    mail_charset.words(data.decode("latin-1"))
