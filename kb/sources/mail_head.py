"""The head of a mail in, what threads are built from out; and whether a machine wrote it."""

from dataclasses import dataclass
from datetime import datetime

from kb.model.incident import Person
from kb.model.prose import digest
from kb.sources import mail_words
from kb.sources.mail_body import PEOPLE
from kb.sources.mail_fields import Fields, ids, moment, one_line, people

REPLY = "automatic reply"
MAIL = "automatic mail"
REPORT = "delivery report"
RECEIPT = "read receipt"
BULK = "newsletter or bulk mail"

_TAKERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """
    What a thread needs to know of a mail, small enough to keep for a whole mailbox.

    `own` and `parents` are message ids, oldest first; `answers` and `sender` compare people by address.
    """

    own: str
    parents: tuple[str, ...]
    subject: str
    is_answer: bool
    at: datetime | None
    sender: str
    takers: frozenset[str]
    automatic: str
    same: str


def read(fields: Fields, arrived: str = "", *, bytes_digest: str = "") -> Head:
    """Read the head of one mail; the digest of its bytes tells apart those that have neither an id nor a date."""
    own = ids(*fields.every("message-id")[:1])
    references = ids(*fields.every("references"))
    parents = references + tuple(each for each in ids(*fields.every("in-reply-to")) if each not in references)
    subject, answer, forward = mail_words.stripped(subject_of(fields))
    senders = people(*fields.every("from")[:3]) or people(*fields.every("sender", "reply-to")[:3])
    # only an answer is looked for by who takes part in it; the others need not be kept
    everybody = people(*fields.every(*PEOPLE)) if answer or forward else []
    at, _ = moment(fields, arrived)
    sender = address(senders[0]) if senders else ""
    return Head(
        own=own[0] if own else "",
        parents=tuple(each for each in parents if each not in own),
        subject=mail_words.bare(subject)[:200],
        is_answer=answer or forward,
        at=at,
        sender=sender,
        takers=frozenset(address(each) for each in everybody[:_TAKERS]) - {""},
        automatic=automatic(fields),
        same=digest("\0".join((sender, subject.casefold(), *(fields.every("date")[:1] or [bytes_digest]))))[
            :32
        ],
    )


def address(who: Person) -> str:
    """Give what one person is compared by."""
    return (who.email or who.name).casefold()


def subject_of(fields: Fields) -> str:
    """Give a mail's subject, decoded, as one line."""
    return fields.text("subject")


def automatic(fields: Fields) -> str:
    """Say what kind of machine wrote a mail, "" for a person (RFC 3834, RFC 3462, and what programs do instead)."""
    kind = fields.first("content-type")[:8000].lower()
    submitted = one_line(fields.first("auto-submitted")).partition(";")[0].strip().lower()
    precedence = one_line(fields.first("precedence")).lower()
    sender = " ".join(fields.every("from")[:1]).lower()
    if kind.startswith("multipart/report"):
        return RECEIPT if "disposition-notification" in kind else REPORT
    if fields.first("x-failed-recipients") or "mailer-daemon@" in sender or "<mailer-daemon>" in sender:
        return REPORT
    told = any(
        fields.first(name).strip().lower() not in ("", "no", "false", "none")
        for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply")
    )
    if told or precedence in ("auto_reply", "auto-reply") or mail_words.is_absence(subject_of(fields)):
        return REPLY
    if submitted and submitted != "no":
        return REPLY if submitted == "auto-replied" else MAIL
    is_list = bool(fields.first("list-post"))  # where people talk; a newsletter has no address to write to
    is_sent_out = precedence in ("bulk", "junk") or bool(fields.first("list-unsubscribe"))
    if is_sent_out and not is_list and not fields.first("in-reply-to"):
        return BULK
    return ""
