"""An mbox, a folder of mails and a Maildir."""

from pathlib import Path

from kb.model.prose import digest
from kb.sources.mail import SOURCE
from tests.sources.contract import Case

WORDS = "The offer letter is white."

# a mail without an id is named by who wrote what when, so that each of these writes the same key again
_SUBJECTS = ("Offer letter is blank", "Payslip is old", "Printer is out of paper")


def _key(subject: str) -> str:
    same = digest("\0".join(("jane@example.com", subject.casefold(), "Tue, 08 Sep 2026 08:05:00 +0200")))[:32]
    return digest(f"\0{same}")[:16]


KEYS = tuple(map(_key, _SUBJECTS))


def _mail(key: str, place: int) -> str:
    return (
        "From: Jane Smith <jane@example.com>\n"
        "To: help@example.com\n"
        f"Subject: {_SUBJECTS[KEYS.index(key)]}\n"
        "Date: Tue, 08 Sep 2026 08:05:00 +0200\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "\n"
        f"{WORDS}\n\nThis is mail {place}.\n"
    )


def _mbox(folder: Path, keys: list[str]) -> Path:
    path = folder / "support.mbox"
    mails = [_mail(key, place) for place, key in enumerate(keys)]
    path.write_text("\n".join(f"From - Tue Sep  8 08:05:00 2026\n{mail}" for mail in mails), encoding="utf-8")
    return path


def _maildir(folder: Path, keys: list[str]) -> Path:
    path = folder / "Maildir"
    for place in ("cur", "new", "tmp"):
        (path / place).mkdir(parents=True, exist_ok=True)
    for place, key in enumerate(keys):
        (path / "cur" / f"{place}.M1P2.host:2,S").write_text(_mail(key, place), encoding="utf-8")
    return path


def _eml(folder: Path, keys: list[str]) -> Path:
    path = folder / "mails"
    path.mkdir(exist_ok=True)
    for place, key in enumerate(keys):
        (path / f"{place}.eml").write_text(_mail(key, place), encoding="utf-8")
    if len(keys) == 1:  # one mail is no folder of mails
        return path / "0.eml"
    return path


CASES = [
    Case(source=SOURCE, name="mail-mbox", write=_mbox, keys=KEYS, words=WORDS, is_text=False),
    Case(
        source=SOURCE, name="mail-eml", write=_eml, keys=KEYS, words=WORDS, is_text=False,
        damaged=lambda path: path if path.is_file() else path / "0.eml",
    ),
    Case(
        source=SOURCE, name="mail-maildir", write=_maildir, keys=KEYS, words=WORDS, is_text=False,
        damaged=lambda path: path / "cur" / "0.M1P2.host:2,S",
    ),
]  # fmt: skip
