"""Mail: an mbox, one mail as .eml, a folder of them, or a Maildir; one record a thread."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io.lines import head
from kb.model.account import Notice, Rejection, Skip
from kb.sources import mail_fields, mail_head, mail_place, mail_threads
from kb.sources.base import Reading
from kb.sources.mail_box import MAIL_LIMIT, Span
from kb.sources.mail_incident import Mail, incident

_HEAD = mail_fields.LIMIT + 4096


class MailBox:
    """
    Reads mails and puts them together to threads, each one incident.

    The mails are looked through first; of each its head's essentials are kept, about one kilobyte. Then one thread
    at a time is in memory, and of it one mail at a time whole.
    """

    name = "mail"
    product = "mail"
    reads = "an mbox file, mails as .eml, a folder of them, or a Maildir"
    how_to_export = (
        "In Thunderbird select the mails of the support mailbox and choose Save As (.eml files in a folder), or take the "
        "folder's mbox file from the profile; from Gmail take the mbox of Google Takeout; from a server its Maildir."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether a file begins like an mbox or a mail; of a folder, whether it is a Maildir or most files do."""
        if path.is_dir():
            return mail_place.is_folder(path)
        start = head(path)
        return mail_place.is_mbox(start) or mail_place.is_mail(start)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Say what a mail begins with."""
        return (
            "a mail begins with lines such as From:, Date: and Subject:, an mbox with a line From before them"
        )

    def claims(self, folder: Path, settings: HarvestSettings) -> Iterator[Path]:  # noqa: ARG002
        """Yield the mails at the top of a folder, or in the places of a Maildir."""
        return mail_place.claims(folder)

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """Yield one incident a thread where its foremost mail stands, one skip a mail that no person wrote or that stands twice."""
        found = _look_through(path)
        threads = mail_threads.build([entry.head for entry in found.mails])
        by_place = {
            found.mails[min(thread.places)].place: (thread, [found.mails[place] for place in thread.places])
            for thread in threads
        }
        for place in range(found.count):
            if place in found.others:
                yield found.others[place]
            elif place in by_place:
                thread, entries = by_place[place]
                yield from _record(thread.key, entries, settings)
        if len(found.mails) != len(threads):
            yield Notice(
                path=path, code="mails", message=f"{len(found.mails):,} mails in {len(threads):,} threads"
            )
        hidden = mail_place.hidden_folders(path)
        if hidden:
            yield Notice(
                path=path,
                code="folders",
                message=f"{len(hidden)} folders inside were not read: {', '.join(hidden[:20])}",
                hint=f"kb harvest {path / hidden[0]}",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A mail that will be read: where it stands among all that came, and its head."""

    place: int
    span: Span
    head: mail_head.Head


@dataclass(slots=True, kw_only=True)
class _Found:
    mails: list[_Entry]
    others: dict[int, Skip | Rejection]
    count: int = 0


def _look_through(path: Path) -> _Found:
    """Read the heads; sort out what is no mail of a person, and what stands twice."""
    found = _Found(mails=[], others={})
    seen: set[tuple[str, str]] = set()
    for place, span in enumerate(mail_place.inside(path)):
        found.count = place + 1
        if not isinstance(span, Span):
            found.others[place] = span
            continue
        try:
            known, reason = _head(span)
            same = (known.own, known.same) if known.own else ("", hashlib.sha256(span.raw()).hexdigest())
        except InputError as error:  # gone since it was found
            found.others[place] = Rejection(path=span.path, line=span.line, reason=error.problem)
            continue
        if not reason and same in seen:
            reason = "stands twice"
        seen.add(same)
        if reason:
            found.others[place] = Skip(path=span.path, line=span.line, reason=reason)
        else:
            found.mails.append(_Entry(place=place, span=span, head=known))
    return found


def _head(span: Span) -> tuple[mail_head.Head, str]:
    data = span.start_of(_HEAD)
    fields, _ = mail_fields.parse(data)
    is_nameless = not fields.first("message-id") and not fields.first("date")
    digest = hashlib.sha256(span.raw()).hexdigest() if is_nameless else ""
    known = mail_head.read(fields, span.arrived, bytes_digest=digest)
    return known, known.automatic or _deleted(fields)


def _deleted(fields: mail_fields.Fields) -> str:
    """Say whether a mail program only marked a mail as deleted (mbox keeps it until it is compacted)."""
    try:
        marks = int(fields.first("x-mozilla-status")[:8] or "0", 16)
    except ValueError:
        marks = 0
    return "marked as deleted" if marks & 0x0008 or "D" in fields.first("x-status")[:8] else ""


def _record(key: str, entries: list[_Entry], settings: HarvestSettings) -> Iterator[Reading]:
    mails: list[Mail] = []
    for entry in entries:
        try:
            data = entry.span.read()
        except InputError as error:
            yield Rejection(path=entry.span.path, line=entry.span.line, reason=error.problem)
            continue
        is_whole = entry.span.size <= MAIL_LIMIT
        mails.append(Mail.of(data, entry.span, entry.head, is_first=not mails, is_whole=is_whole))
    if mails:
        yield incident(key, mails, settings)


SOURCE = MailBox()
