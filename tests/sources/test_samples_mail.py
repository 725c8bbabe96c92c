"""Real mails, most of them broken in some way, give the counts that were counted by hand."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from kb.errors import InputError
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Incident
from kb.sources import mail_reply
from kb.sources.mail import SOURCE
from tests.sources.samples import SETTINGS

pytestmark = pytest.mark.data


@pytest.fixture
def samples():
    if "KB_SAMPLES" not in os.environ:
        pytest.skip("KB_SAMPLES does not name the folder of real samples")
    return Path(os.environ["KB_SAMPLES"])


def counted(path: Path) -> tuple[int, dict[str, int], list[str]]:
    found = list(SOURCE.read(path, SETTINGS))
    return (
        sum(isinstance(each, Incident) for each in found),
        dict(Counter(each.reason for each in found if isinstance(each, Skip | Rejection))),
        [each.message for each in found if isinstance(each, Notice)],
    )


def test_104_odd_mails_are_each_read_by_themselves(samples):
    """Six are reports of a mail server; every other one is an incident."""
    files = sorted((samples / "mail-mikel-fixtures").rglob("*.eml"))

    found = [record for file in files for record in SOURCE.read(file, SETTINGS)]

    assert len(files) == len(found) == 104
    assert sum(isinstance(record, Incident) for record in found) == 98
    assert Counter(record.reason for record in found if isinstance(record, Skip)) == {"delivery report": 6}


def test_all_but_one_are_recognised(samples):
    """The one has nothing but a subject, and is read when it is named."""
    files = sorted((samples / "mail-mikel-fixtures").rglob("*.eml"))

    assert [file.name for file in files if not SOURCE.sniff(file, SETTINGS)] == ["bad_encoded_subject.eml"]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("attachment_emails", (6, {"stands twice": 8}, [])),
        ("error_emails", (26, {"stands twice": 2}, [])),
        ("mime_emails", (10, {"stands twice": 4, "delivery report": 1}, [])),
        ("multi_charset", (6, {}, [])),
        ("multipart_report_emails", (0, {"delivery report": 5}, [])),
        ("plain_emails", (16, {"stands twice": 4}, [])),
        ("rfc2822", (7, {"stands twice": 5}, ["9 mails in 7 threads"])),
    ],
)
def test_each_folder_is_a_mailbox(folder, expected, samples):
    """Many of these mails are one mail changed a little: the same id, date, sender and subject."""
    assert counted(samples / "mail-mikel-fixtures" / "spec" / "fixtures" / "emails" / folder) == expected


def test_twelve_mail_programs_quote_in_twelve_ways(samples):
    folder = samples / "mail-talon-fixtures" / "tests" / "fixtures" / "standard_replies"

    found = [record for file in sorted(folder.glob("*.eml")) for record in SOURCE.read(file, SETTINGS)]

    assert [record.description for record in found if isinstance(record, Incident)] == ["Hello"] * 12
    assert len(found) == 12


def test_21_answers_lose_what_they_quote(samples):
    files = sorted((samples / "mail-github-reply-parser" / "test" / "emails").glob("*.txt"))

    found = {file.stem: mail_reply.read(file.read_text(encoding="utf-8")) for file in files}

    assert len(found) == 21
    assert not [name for name, reply in found.items() if re.search(r"^>|\bwrote:", reply.text, re.MULTILINE)]
    assert sum(bool(reply.quoted) for reply in found.values()) == 13
    assert found["email_1_8"].text == "I will reply under this one\n\nand under this."


def test_the_project_s_own_mailbox():
    path = Path(__file__).parents[2] / "kb" / "sample" / "exports" / "mail" / "hr-support.mbox"

    assert counted(path) == (4, {"automatic reply": 1}, ["9 mails in 4 threads"])


def test_what_is_no_mail_is_refused(samples):
    with pytest.raises(InputError):
        list(
            SOURCE.read(
                samples / "mail-mikel-fixtures" / "spec" / "fixtures" / "attachments" / "test.pdf", SETTINGS
            )
        )
