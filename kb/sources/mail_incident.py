"""The mails of one thread in, an Incident out."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.config import HarvestSettings
from kb.model.incident import (
    Attachment,
    Entry,
    EntryKind,
    Incident,
    IncidentRef,
    Person,
    RawPointer,
    Status,
)
from kb.model.prose import digest
from kb.sources import mail_body, mail_fields, mail_reply, mail_words, threads
from kb.sources.mail_box import Span
from kb.sources.mail_head import Head, subject_of
from kb.sources.people import person

KEY_LENGTH = 16
"""How many hex digits of the digest name a thread."""

_EXTRA = (
    "importance",
    "x-priority",
    "priority",
    "sensitivity",
    "keywords",
    "list-id",
    "x-mailer",
    "user-agent",
)
_NAMED = re.compile(
    r"([^\W\d_][\w.'’ ,-]{1,60}[\w.])\"?\*{0,2}\s{0,3}(?:<|\[?mailto:|\[)\s{0,3}([^\s<>@\[\]()]{1,64}@[^\s<>@\[\]()]{1,255})"
)
_LEAD = re.compile(r"(?:on|am|le|el|il|op|den|dnia|em|at)\b", re.IGNORECASE)
_PEOPLE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail of a thread as it is told, without the bytes it came from."""

    span: Span
    sha256: str
    at: datetime | None
    zone_assumed: bool
    author: str
    sender: str
    subject: str
    text: str
    people: tuple[Person, ...]
    attachments: tuple[Attachment, ...]
    remarks: tuple[tuple[str, str], ...]
    extra: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, data: bytes, span: Span, head: Head, *, is_first: bool, is_whole: bool) -> "Mail":
        """Read one mail; the first of its thread keeps the mail it may pass on."""
        fields, body = mail_body.read(data, is_whole=is_whole)
        subject, _, forwards = mail_words.stripped(subject_of(fields))
        whole = body.text
        reply = mail_reply.read(whole, forwards=is_first and (forwards or _passes_on(whole)))
        at, assumed = mail_fields.moment(fields, span.arrived)
        senders = mail_fields.people(*fields.every("from")[:3])
        senders = senders or mail_fields.people(*fields.every("sender", "reply-to")[:3])
        return cls(
            span=span,
            sha256=hashlib.sha256(data).hexdigest(),
            at=at,
            zone_assumed=assumed,
            author=(senders[0].name or senders[0].email) if senders else "",
            sender=head.sender,
            subject=subject,
            text=reply.text,
            people=_people(fields, body, reply, whole),
            attachments=tuple(body.attachments),
            remarks=tuple(body.remarks),
            extra=tuple((name, value) for name in _EXTRA if (value := fields.text(name)[:500])),
        )


def _passes_on(text: str) -> bool:
    """Whether a text has the rule over a mail that is passed on."""
    return any(mail_words.begins_forwarded(line) for line in text.split("\n") if len(line) < 300)


def _people(
    fields: mail_fields.Fields, body: mail_body.Body, reply: mail_reply.Reply, whole: str
) -> tuple[Person, ...]:
    """List everybody a mail names: in its head, in signatures, and by name and address in the text."""
    found = mail_fields.people(*fields.every(*mail_body.PEOPLE)) + body.people
    found += [Person(name=name) for name in mail_reply.names(reply.signature)]
    for line in whole[:200_000].split("\n"):
        if "@" not in line:
            continue
        for match in _NAMED.finditer(line[:2000]):
            who = person(_without_lead(match[1]), email=match[2])
            if who:
                found.append(who)
    return tuple(dict.fromkeys(found))[:_PEOPLE]


def _without_lead(name: str) -> str:
    """Take `On Monday, 7 May 2026,` and the like off a name that follows."""
    name = re.split(r"\d[,.]?\s|\b[AaPp][Mm],?\s", name)[-1]
    name = re.sub(
        r"^(?:from|von|de|od|to|an|cc|by|at|um|uhr|schrieb)\b:?\s{0,3}",
        "",
        name.strip(" ,"),
        flags=re.IGNORECASE,
    )
    if _LEAD.match(name):
        name = name.rpartition(",")[2].strip()
    return name if len(name.split()) <= 5 else ""


def incident(key: str, mails: Sequence[Mail], settings: HarvestSettings) -> Incident:
    """Make an incident of a thread: the first mail describes it, the others are its entries."""
    first, *others = mails
    ordered = [first, *others]
    verdict = threads.outcome(
        [threads.Message(at=mail.at, author=mail.sender, text=mail.text) for mail in ordered], settings.chat
    )
    answer = ordered[verdict.answer] if verdict.answer is not None and verdict.answer < len(ordered) else None
    times = [mail.at for mail in mails if mail.at]
    is_answered = any(mail.sender != first.sender for mail in others)
    return Incident(
        ref=IncidentRef("mail", digest(key)[:KEY_LENGTH]),
        summary=_summary(first),
        description=first.text,
        status=Status.RESOLVED if verdict.solved else Status.OPEN,
        status_raw="solved" if verdict.solved else "answered" if is_answered else "not answered",
        resolution_kind=verdict.kind,
        reporter=first.author,
        resolver=answer.author if answer and answer.sender != first.sender else "",
        opened_at=first.at,
        resolved_at=verdict.solved_at,
        updated_at=max(times, default=None),
        zone_assumed=any(mail.zone_assumed for mail in mails),
        attachments=tuple(dict.fromkeys(each for mail in mails for each in mail.attachments)),
        entries=tuple(
            Entry(at=mail.at, author=mail.author, kind=EntryKind.PUBLIC, text=mail.text)
            for mail in others
            if mail.text
        ),
        extra=_extra(mails),
        people=_merged(each for mail in mails for each in mail.people),
        raw=RawPointer(
            path=first.span.path,
            line=first.span.line,
            item="",
            sha256=first.sha256 if not others else digest("".join(mail.sha256 for mail in mails)),
        ),
    )


def _summary(mail: Mail) -> str:
    if mail.subject:
        return mail.subject[:500]
    line = next((line.strip() for line in mail.text.split("\n") if re.search(r"\w", line)), "")
    return line[:120] or "(no subject)"


def _extra(mails: Sequence[Mail]) -> tuple[tuple[str, str], ...]:
    remarks = dict.fromkeys(each for mail in mails for each in mail.remarks)
    return (*mails[0].extra, ("mails", str(len(mails))), *remarks)


def _merged(everybody: Iterable[Person]) -> tuple[Person, ...]:
    """List people once; a bare name or address that stands in a fuller one is left out."""
    found = tuple(dict.fromkeys(everybody))
    full = [each for each in found if each.name and each.email]
    names, emails = {each.name for each in full}, {each.email for each in full}
    return tuple(
        each
        for each in found
        if (each.name and each.email) or (each.name not in names and each.email not in emails) or each.user
    )
