"""One conversation of Freshdesk, or one note of its older API, in; a remark out."""

import re
from dataclasses import dataclass
from datetime import datetime

from kb.model.incident import Attachment, Entry, EntryKind, Person
from kb.sources.desk_values import JsonObject, addressed, attachments, ident, line, moment, prose

# What the product writes when it merges tickets, in English; a note of one's own replaces it.
_MERGED_INTO = re.compile(
    r"closed and merged into (?:the )?ticket\b[^\d\n]{0,30}(\d{1,20})|"
    r"this ticket (?:is|was|has been) merged into (?:the )?ticket\b[^\d\n]{0,30}(\d{1,20})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One conversation; `author` is an id until names are known, `ticket` is empty when only the file tells it."""

    id: str
    ticket: str
    line: int
    at: datetime | None
    author: str
    named: tuple[Person, ...]
    kind: EntryKind
    text: str
    attachments: tuple[Attachment, ...]
    merged_into: str

    def entry(self, author: str) -> Entry:
        """Make it an entry of the record."""
        return Entry(at=self.at, author=author, kind=self.kind, text=self.text)


def remark(value: JsonObject, at_line: int) -> Remark:
    """Read a conversation: `body_text` (the older `body`) goes before HTML; what is not public is internal."""
    html = value.get("body_html") if "body_html" in value else value.get("body")
    plain = value.get("body_text") or (value.get("body") if "body_html" in value else "")
    text = prose(plain) or prose(html)
    merged = _MERGED_INTO.search(text[:300])
    people = (
        who
        for name in ("from_email", "to_emails", "cc_emails", "bcc_emails", "to_email")
        for who in addressed(value.get(name))
        if who and who.email != line(value.get("support_email"))
    )
    return Remark(
        id=ident(value.get("id")),
        ticket=ident(value.get("ticket_id")),
        line=at_line,
        at=moment(value.get("created_at")),
        author=ident(value.get("user_id")),
        named=tuple(dict.fromkeys(people)),
        kind=EntryKind.PUBLIC if value.get("private") is False else EntryKind.INTERNAL,
        text=text,
        attachments=tuple(attachments(value.get("attachments"))),
        merged_into=(merged[1] or merged[2]) if merged else "",
    )
