"""One article of a Zammad ticket in, a remark out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kb.io.html import to_markdown
from kb.model.incident import Attachment, EntryKind, Person
from kb.model.prose import clean
from kb.sources.desk_values import JsonObject, ident, line, moment, objects
from kb.sources.people import person

# What follows is the signature, or the mail that is answered.
_MARKER = "js-signatureMarker"
_PICTURE = re.compile(r"""\bsrc=(["'])data:[^"']*\1""", re.IGNORECASE)
_VIA = " via "
# By hand, since the standard parser of headers recurses at every bracket.
_ADDRESS = re.compile(
    r'(?:"([^"<>]{1,200}+)"|([^",;<>]{0,200}+)) ?<([^<>\s]{1,254}+)>|([^\s",;<>@]{1,100}+@[^\s",;<>]{1,200}+)'
)
_LONGEST = 10_000
_SYSTEM = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article; `author` is an id until names are known, `told` the name it gives itself."""

    id: str
    ticket: str
    line: int
    at: datetime | None
    author: tuple[str, ...]
    told: str
    login: str
    named: tuple[Person, ...]
    kind: EntryKind
    text: str
    attachments: tuple[Attachment, ...]
    is_automatic: bool


def article(value: JsonObject, at_line: int) -> Article:
    """Read an article; whatever does not say that it is public is internal."""
    senders = list(addresses(value.get("from")))
    sender = line(value.get("sender")).lower()
    return Article(
        id=ident(value.get("id")),
        ticket=ident(value.get("ticket_id")),
        line=at_line,
        at=moment(value.get("created_at")),
        author=tuple(
            key
            for name in ("origin_by_id", "created_by_id")
            if (key := ident(value.get(name))) and key != "1"
        ),
        told=next((who.name or who.email for who in senders), ""),
        login=line(value.get("origin_by")) or line(value.get("created_by")),
        named=tuple(
            dict.fromkeys(
                [*senders, *(who for name in ("to", "cc", "reply_to") for who in addresses(value.get(name)))]
            )
        ),
        kind=EntryKind.PUBLIC if value.get("internal") is False else EntryKind.INTERNAL,
        text=words(value.get("body"), line(value.get("content_type"))),
        attachments=tuple(_files(value.get("attachments"))),
        is_automatic=sender == "system" if sender else ident(value.get("sender_id")) == _SYSTEM,
    )


def words(body: object, content_type: str) -> str:
    """Give an article's text without signature and pictures, HTML as Markdown."""
    if not isinstance(body, str):
        return ""
    if "html" not in content_type.lower():
        return clean(body)
    at = body.find(_MARKER)
    if at >= 0:
        body = body[: max(body.rfind("<", 0, at), 0)]
    return clean(to_markdown(_PICTURE.sub('src=""', body)).replace("![]()", ""))


def addresses(value: object) -> Iterator[Person]:
    """Name those of a header: `Jane Smith <jane@example.com>, …`, or a bare name; `Bob Roy via HR` is Bob Roy."""
    text = " ".join(clean(value)[:_LONGEST].split()) if isinstance(value, str) else ""
    pairs = [(quoted or name, mail or bare) for quoted, name, mail, bare in _ADDRESS.findall(text)]
    for name, address in pairs or [(text if len(text) <= 100 else "", "")]:
        who = person(name.strip().partition(_VIA)[0].strip("'"), email=address.strip())
        if who:
            yield who


def _files(value: object) -> Iterator[Attachment]:
    for each in objects(value):
        name = line(each.get("filename")).replace("\\", "/").rstrip("/").rpartition("/")[2]
        size = line(each.get("size"))
        yield Attachment(
            name=name if name.strip(".") else "unnamed",
            size=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None,
        )
