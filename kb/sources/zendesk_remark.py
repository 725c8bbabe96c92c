"""One comment of Zendesk, or the comments of one event, in; remarks out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kb.model.incident import Attachment, Entry, EntryKind, Person
from kb.model.prose import clean
from kb.sources.desk_values import (
    JsonObject,
    attachments,
    child,
    essence,
    ident,
    moment,
    objects,
    shown,
    somebody,
)
from kb.sources.html import to_markdown

# A body says the same in plain words; only what it loses is worth parsing HTML for.
_STRUCTURE = re.compile(r"<(?:li|pre|code|table|h[1-6]|blockquote|a\s)", re.IGNORECASE)
_MERGED_INTO = re.compile(
    r"\s{0,9}this request was closed and merged into request #(\d{1,20})", re.IGNORECASE
)
_MERGED_HERE = re.compile(r"\s{0,9}request #(\d{1,20})\b", re.IGNORECASE)
_HERE = "closed and merged into this request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """
    One comment; `author` is an id until names are known, `ticket` is empty when only the file's name tells it.

    `wordings` are its other forms, so that the description is not told twice.
    """

    id: str
    ticket: str
    line: int
    at: datetime | None
    author: str
    who: Person | None
    kind: EntryKind
    text: str
    wordings: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    merged_into: str
    links: tuple[str, ...]

    def says(self, text: str) -> bool:
        """Whether it says just this, whatever marks and blanks."""
        wanted = essence(text)
        return any(essence(wording) == wanted for wording in (self.text, *self.wordings))

    def entry(self, author: str) -> Entry:
        """Make it an entry of the record."""
        return Entry(at=self.at, author=author, kind=self.kind, text=self.text)


def remark(value: JsonObject, line: int, *, event: JsonObject | None = None) -> Remark:
    """Read a comment; what it does not say itself is taken of the event it stands in."""
    around = event or {}
    author = value.get("author")
    plain = [_clean(value.get(name)) for name in ("body", "plain_body")]
    text = _text(value.get("html_body"), plain[0] or plain[1])
    first = text[:300]
    merged = _MERGED_INTO.match(first)
    here = _MERGED_HERE.match(first) if _HERE in text[:1000].casefold() else None
    return Remark(
        id=ident(value.get("id")),
        ticket=ident(value.get("ticket_id")) or ident(around.get("ticket_id")),
        line=line,
        at=moment(value.get("created_at"))
        or moment(around.get("created_at"))
        or moment(around.get("timestamp")),
        author=ident(value.get("author_id"))
        or ident(child(author, "id"))
        or ident(around.get("author_id"))
        or ident(around.get("updater_id")),
        who=somebody(author),
        kind=EntryKind.PUBLIC if value.get("public") is True else EntryKind.INTERNAL,
        text=text,
        wordings=tuple(dict.fromkeys(each for each in plain if each and each != text)),
        attachments=tuple(attachments(value.get("attachments"))),
        merged_into=merged[1] if merged else "",
        links=(here[1],) if here else (),
    )


def comments(event: JsonObject, line: int) -> Iterator[Remark]:
    """Yield the comments among what happened in one event, or one audit."""
    for child_event in objects(event.get("child_events")) or objects(event.get("events")):
        if "Comment" in (child_event.get("event_type"), child_event.get("type")):
            yield remark(child_event, line, event=event)


def name_of(found: Remark) -> str:
    """Give what the author is called by the comment itself, the id failing that."""
    return shown(found.who) or found.author


def _text(rich: object, plain: str) -> str:
    """Take plain words, but HTML where it has lists, code, tables or links, which they lose."""
    if isinstance(rich, str) and (not plain or _STRUCTURE.search(rich)):
        return clean(to_markdown(rich)) or plain
    return plain


def _clean(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""
