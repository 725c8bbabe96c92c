"""Mailboxes in, incidents out."""

from pathlib import Path

import pytest

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import EntryKind, Incident, Status
from kb.sources.mail import SOURCE
from tests.sources.samples import SETTINGS, records, refused


def a_mail(number: int = 1, *, answers: int = 0, said: str = "The letter is blank.", **fields: str) -> str:
    """Write a mail; `answers` is the number of the one it answers. An empty field is left out."""
    values = {
        "From": "Jane Smith <jane@example.com>",
        "To": "help@example.com",
        "Subject": "Re: Offer letter" if answers else "Offer letter",
        "Date": f"Tue, 08 Sep 2026 {8 + number:02}:00:00 +0000",
        "Message-ID": f"<m{number}@example.com>",
        "In-Reply-To": f"<m{answers}@example.com>" if answers else "",
    }
    values |= {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in values.items() if value) + f"\n{said}\n"


BOB = "Bob Roy <bob@example.com>"


def a_box(folder: Path, *mails: str) -> Path:
    path = folder / "box"
    path.write_text("\n".join(f"From - Tue Sep  8 08:05:00 2026\n{mail}" for mail in mails), encoding="utf-8")
    return path


def read(folder: Path, *mails: str) -> list[Incident]:
    return [record for record in records(SOURCE, a_box(folder, *mails)) if isinstance(record, Incident)]


def test_a_thread_is_one_incident_told_by_its_first_mail(tmp_path):
    (found,) = read(
        tmp_path,
        a_mail(1),
        a_mail(
            2,
            answers=1,
            From=BOB,
            To="jane@example.com",
            said="Please make the letter again, it was a draft.",
        ),
        a_mail(
            3,
            answers=2,
            said="That worked, thank you!\n\nOn Tuesday, Bob Roy wrote:\n> Please make it again.",
        ),
    )

    assert (found.summary, found.description) == ("Offer letter", "The letter is blank.")
    assert [(entry.author, entry.kind, entry.text) for entry in found.entries] == [
        ("Bob Roy", EntryKind.PUBLIC, "Please make the letter again, it was a draft."),
        ("Jane Smith", EntryKind.PUBLIC, "That worked, thank you!"),
    ]
    assert (found.status, found.status_raw, found.resolver) == (Status.RESOLVED, "solved", "Bob Roy")
    assert found.resolved_at == found.updated_at == found.entries[-1].at


@pytest.mark.parametrize("last", ["Thank you, I will try.", "It is still blank.", "That did not fix it."])
def test_a_thread_whose_last_words_do_not_say_so_is_open(last, tmp_path):
    (found,) = read(tmp_path, a_mail(1), a_mail(2, answers=1, From=BOB), a_mail(3, answers=2, said=last))

    assert (found.status, found.status_raw) == (Status.OPEN, "answered")


def test_a_question_nobody_answered_is_an_open_incident(tmp_path):
    (found,) = read(tmp_path, a_mail())

    assert (found.status, found.status_raw, found.entries) == (Status.OPEN, "not answered", ())


def test_the_number_of_mails_can_be_checked(tmp_path):
    path = a_box(tmp_path, a_mail(1), a_mail(2, answers=1), a_mail(3, Subject="IBAN"))

    (notice,) = [record for record in records(SOURCE, path) if isinstance(record, Notice)]

    assert (notice.code, notice.message) == ("mails", "3 mails in 2 threads")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic reply"),
        ({"Auto_Submitted": "auto-generated; x=y"}, "automatic mail"),
        ({"X_Autoreply": "yes"}, "automatic reply"),
        ({"X_Autorespond": "Away"}, "automatic reply"),
        ({"Precedence": "auto_reply"}, "automatic reply"),
        ({"Subject": "Automatische Antwort: Offer letter"}, "automatic reply"),
        ({"Subject": "=?utf-8?Q?R=C3=A9ponse_automatique_:_x?="}, "automatic reply"),
        ({"Precedence": "bulk"}, "newsletter or bulk mail"),
        ({"List_Unsubscribe": "<mailto:x@example.com>"}, "newsletter or bulk mail"),
        ({"Content_Type": "multipart/report; report-type=delivery-status"}, "delivery report"),
        ({"From": "MAILER-DAEMON@example.com"}, "delivery report"),
        ({"Content_Type": "multipart/report; report-type=disposition-notification"}, "read receipt"),
        ({"X_Mozilla_Status": "0009"}, "marked as deleted"),
    ],
)  # fmt: skip
def test_what_no_person_wrote_is_counted_and_left_out(fields, reason, tmp_path):
    found = records(SOURCE, a_box(tmp_path, a_mail(1), a_mail(2, **fields)))

    assert refused(found) == [(10, reason)]
    assert sum(isinstance(record, Incident) for record in found) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "no"},
        {"Precedence": "list"},
        {"List_Unsubscribe": "<x>", "List_Post": "<mailto:help@example.com>"},
    ],
)
def test_what_a_person_wrote_stays(fields, tmp_path):
    assert len(read(tmp_path, a_mail(1, **fields))) == 1


def test_a_mail_that_stands_twice_is_counted_once(tmp_path):
    found = records(SOURCE, a_box(tmp_path, a_mail(1), a_mail(1)))

    assert [type(record) for record in found] == [Incident, Skip]
    assert refused(found) == [(10, "stands twice")]


def test_a_thread_is_named_without_anybody_s_address(tmp_path):
    (found,) = read(tmp_path, a_mail(1))
    (later,) = read(
        tmp_path, a_mail(2, answers=1), a_mail(3, answers=2, References="<m1@example.com> <m2@example.com>")
    )

    assert str(found.ref) == str(later.ref)
    assert found.ref.system == "mail"
    assert len(found.ref.key) == 16


def test_a_mail_of_nothing_but_a_body_is_read(tmp_path):
    path = tmp_path / "mail.eml"
    path.write_text("From: jane@example.com\n\nThe letter is blank.\n", encoding="utf-8")

    (found,) = records(SOURCE, path)

    assert isinstance(found, Incident)
    assert (found.summary, found.reporter, found.opened_at) == (
        "The letter is blank.",
        "jane@example.com",
        None,
    )
    assert found.raw is not None
    assert (found.raw.path, found.raw.line) == (path, 0)


def test_everybody_is_known_for_redaction(tmp_path):
    (found,) = read(
        tmp_path,
        a_mail(1, Cc="Kim Lee <kim@example.com>", Reply_To="Jane Home <home@example.com>", Sender="Ada Moss <ada@example.com>"),
        a_mail(2, answers=1, said="Done.\n\nKind regards,\nBob Roy\n\nOn Tuesday, Lena Wolf <lena@example.com> wrote:\n> x",
               From="bob@example.com"),
    )  # fmt: skip

    known = {(person.name, person.email) for person in found.people}
    assert {
        ("Jane Smith", "jane@example.com"), ("", "help@example.com"), ("Kim Lee", "kim@example.com"),
        ("Jane Home", "home@example.com"), ("Ada Moss", "ada@example.com"), ("Bob Roy", ""), ("", "bob@example.com"),
        ("Lena Wolf", "lena@example.com"),
    } <= known  # fmt: skip


def test_how_a_mail_was_read_is_kept(tmp_path):
    path = tmp_path / "mail.eml"
    path.write_bytes(
        a_mail(1, Content_Type="text/plain; charset=utf-8", said="Grüße", Importance="high").encode("cp1252")
    )

    (found,) = records(SOURCE, path)

    assert isinstance(found, Incident)
    assert found.description == "Grüße"
    assert found.extra == (
        ("importance", "high"),
        ("mails", "1"),
        ("charset", "declared utf-8, read as cp1252"),
    )


def test_a_folder_of_mails_is_read_as_one_mailbox(tmp_path):
    (tmp_path / "1.eml").write_text(a_mail(1), encoding="utf-8")
    (tmp_path / "sent").write_text("From - x\n" + a_mail(2, answers=1, From=BOB), encoding="utf-8")
    (tmp_path / "broken.eml").write_bytes(b"\x00\x01")
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "3.eml").write_text(a_mail(3), encoding="utf-8")
    (tmp_path / "4.eml").write_text(a_mail(4), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("Not a mail.", encoding="utf-8")

    assert SOURCE.sniff(tmp_path, SETTINGS)
    found = records(SOURCE, tmp_path)

    assert [type(record) for record in found] == [Incident, Incident, Incident, Rejection, Rejection, Notice]
    assert [record.path.name for record in found if isinstance(record, Rejection)] == [
        "broken.eml",
        "empty.eml",
    ]
    claimed = [path.name for path in SOURCE.claims(tmp_path, SETTINGS)]
    assert claimed == ["1.eml", "3.eml", "4.eml", "broken.eml", "empty.eml", "sent"]


def test_a_folder_with_one_mail_or_mostly_others_is_no_mailbox(tmp_path):
    (tmp_path / "1.eml").write_text(a_mail(1), encoding="utf-8")
    assert not SOURCE.sniff(tmp_path, SETTINGS)

    (tmp_path / "2.eml").write_text(a_mail(2), encoding="utf-8")
    for number in range(2):
        (tmp_path / f"{number}.csv").write_text("a,b\n", encoding="utf-8")
    assert not SOURCE.sniff(tmp_path, SETTINGS)


def test_a_maildir_is_read_with_its_flags(tmp_path):
    for place, name, number in (
        ("cur", "1:2,RS", 1),
        ("cur", "2:2,ST", 2),
        ("cur", "3;2,D", 3),
        ("new", "4", 4),
        ("tmp", "5", 5),
    ):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / name).write_text(a_mail(number), encoding="utf-8")
    for place in ("cur", "new"):
        (tmp_path / ".Sent" / place).mkdir(parents=True)
    (tmp_path / ".Sent" / "cur" / "6:2,S").write_text(a_mail(6), encoding="utf-8")

    found = records(SOURCE, tmp_path)

    assert [record.summary for record in found if isinstance(record, Incident)] == ["Offer letter"] * 2
    assert [reason for _, reason in refused(found)] == ["marked as deleted", "a draft", "not delivered yet"]
    assert [record.message for record in found if isinstance(record, Notice)] == [
        "1 folders inside were not read: .Sent"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "From my point of view\nthe letter is blank.\n",
        "Date: today\nAuthor: Jane\n\nNotes\n",
        "Metadata-Version: 2.1\nFrom: x\nSubject: y\n\n",
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.com\nSubject: x\nDate: y\n\n",
        "---\nsubject: x\nfrom: y\n---\n",
        "From,To,Subject\na,b,c\n",
    ],
)
def test_what_only_looks_like_mail_is_not(text, tmp_path):
    path = tmp_path / "file.eml"
    path.write_text(text, encoding="utf-8")

    assert not SOURCE.sniff(path, SETTINGS)


def test_a_file_that_is_no_mail_says_what_can_be_read(tmp_path):
    path = tmp_path / "outlook.msg"
    path.write_bytes(b"\xd0\xcf\x11\xe0")

    with pytest.raises(InputError, match="no mail"):
        records(SOURCE, path)


def test_words_a_project_adds_say_that_it_is_solved(tmp_path):
    from kb.config import ChatSettings

    path = a_box(
        tmp_path, a_mail(1), a_mail(2, answers=1, From=BOB), a_mail(3, answers=2, said="Paid out, hooray")
    )
    settings = HarvestSettings(chat=ChatSettings(solved_words=("hooray",)))

    statuses = [record.status for record in SOURCE.read(path, settings) if isinstance(record, Incident)]

    assert statuses == [Status.RESOLVED]


def test_a_forward_tells_what_is_passed_on(tmp_path):
    said = "Please look.\n\n-----Original Message-----\nFrom: Kim Lee <kim@example.com>\nSent: Monday\nTo: Jane\nSubject: Blank\n\nWhite page."
    (found,) = read(tmp_path, a_mail(1, Subject="WG: Blank", said=said))

    assert found.summary == "Blank"
    assert "White page." in found.description
    assert ("Kim Lee", "kim@example.com") in {(person.name, person.email) for person in found.people}
