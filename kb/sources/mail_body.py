"""
A mail's bytes in, its words and what hangs on it out.

The walk over the parts is ours: the standard parser goes one frame deeper with every level, and takes whatever is
broken for text. Parts are ranges of the one mail in memory; nothing is opened, run or written.
"""

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from kb.model.incident import Attachment, Person
from kb.model.prose import clean
from kb.sources.html import to_markdown
from kb.sources.mail_charset import decode, unpacked, words
from kb.sources.mail_fields import Fields, parse, people

DEPTH = 100
"""How many levels of parts are entered."""

PARTS = 2000
"""How many parts of one mail are looked at."""

TEXT_LIMIT = 1_000_000
"""How much text of one mail is kept, in characters."""

ENCRYPTED = "(encrypted: cannot be read)"

PEOPLE = ("from", "to", "cc", "bcc", "reply-to", "sender", "resent-from", "resent-to", "x-original-from")
"""The fields that name people."""
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,500}\]\((?:cid|data):[^()\n]{0,2000}\)")
_EMBEDDED = re.compile(r"<img\b[^<>]*?\bsrc\s{0,9}=\s{0,9}[\"']?(?:data|cid):[^<>]*>", re.IGNORECASE)
_PROLOG = re.compile(r"<\?xml\b[^<>]{0,500}>")
_ARMOUR = re.compile(
    r"^-----BEGIN PGP MESSAGE-----$.*?(?:^-----END PGP MESSAGE-----$|\Z)", re.MULTILINE | re.DOTALL
)
_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]{1,30}: [^\n]{0,200}\n){0,5}\n?", re.MULTILINE
)
_SIGNATURE = re.compile(
    r"^-----BEGIN PGP SIGNATURE-----$.*?(?:^-----END PGP SIGNATURE-----$|\Z)", re.MULTILINE | re.DOTALL
)
_NOT_OPENED = {"application/ms-tnef", "application/vnd.ms-tnef", "application/vnd.ms-outlook"}


@dataclass(slots=True, kw_only=True)
class Body:
    """What was found in a mail so far."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    remarks: dict[tuple[str, str], None] = field(default_factory=dict)
    parts: int = 0

    def note(self, name: str, value: str) -> None:
        """Remember something a person should know of how the mail was read, each once."""
        if len(self.remarks) < 50:
            self.remarks[(name, value[:200])] = None

    @property
    def text(self) -> str:
        """All words, one text."""
        return clean("\n\n".join(text for text in map(str.strip, self.texts) if text))


@dataclass(frozen=True, slots=True)
class _Part:
    data: bytes
    fields: Fields
    start: int
    end: int
    depth: int
    is_whole: bool = True

    @property
    def kind(self) -> str:
        return self.parameter("content-type")[0]

    def parameter(self, name: str, key: str = "") -> tuple[str, str]:
        """Give a field's first word in lower case, and one of its parameters decoded."""
        value = self.fields.first(name)[:8000]
        first = value.partition(";")[0].strip().lower()
        return first, _parameter(value, key) if key else ""

    @property
    def disposition(self) -> str:
        return self.parameter("content-disposition")[0]

    @property
    def name(self) -> str:
        for header, key in (("content-disposition", "filename"), ("content-type", "name")):
            found = self.parameter(header, key)[1]
            if found:
                return last_part(found)
        return ""

    def payload(self, body: Body) -> bytes:
        """Give the bytes the part stands for; what is broken as far as it goes."""
        data = self.data[self.start : self.end]
        encoding = re.sub(r"[^a-z0-9]", "", self.parameter("content-transfer-encoding")[0])
        if encoding == "base64":
            data, whole = unpacked(data)
            if not whole:
                body.note("mail_damage", "broken base64")
        elif encoding == "quotedprintable":
            data = binascii.a2b_qp(data)
        elif encoding in ("xuuencode", "uuencode", "xuue", "uue"):
            data = _uudecoded(data)
        return data


def read(data: bytes, *, is_whole: bool = True) -> tuple[Fields, Body]:
    """Read one mail; `is_whole` is false when its end was not read."""
    body = Body()
    fields, at = parse(data)
    _part(_Part(data, fields, at, len(data), 0, is_whole), body)
    if not is_whole:
        body.note("mail_not_read", "what is behind the first 64 MB")
    body.texts = [_opened(text, body) for text in body.texts]
    return fields, body


def last_part(name: str) -> str:
    """Give the last part of a path in any system's way, clean; it is a name, never a place."""
    name = " ".join(clean(words(name)).split())
    return re.split(r"[/\\]", name.rstrip("/\\. "))[-1].lstrip(":")[-200:]


def _parameter(value: str, key: str) -> str:
    """Read one parameter with its continuations and charsets (RFC 2231), as the standard library knows how to."""
    message = Message()
    try:
        message["content-type"] = value.replace("\n", " ").replace("\r", " ")
        found = message.get_param(key)
    except (ValueError, TypeError, IndexError, LookupError, AttributeError):
        return ""
    if isinstance(found, tuple):
        charset, _, text = found
        return decode(text.encode("latin-1", "replace"), charset or "utf-8")[0]
    return found if isinstance(found, str) else ""


def _part(part: _Part, body: Body) -> None:
    body.parts += 1
    if part.depth > DEPTH or body.parts > PARTS:
        what = f"parts more than {DEPTH} deep" if part.depth > DEPTH else f"more than {PARTS:,} parts"
        body.note("mail_not_read", what)
        return
    kind = part.kind
    if kind.startswith("multipart/") and _multipart(part, kind, body):
        return
    if kind in ("message/rfc822", "message/global"):
        if "attachment" in part.disposition:
            _attach(part, body)
        _forwarded(part, body)
    elif kind == "text/calendar":
        body.texts.append(_calendar(_text(part, body)))
        if part.name:
            _attach(part, body)
    elif kind in ("application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"):
        if ENCRYPTED not in body.texts:
            body.texts.append(ENCRYPTED)
    elif _is_words(part, kind, body):
        text = _text(part, body)
        if kind == "text/html":
            text = _from_html(text)
        body.texts.append(text)
    else:
        _attach(part, body)


def _is_words(part: _Part, kind: str, body: Body) -> bool:
    if "attachment" in part.disposition:
        return False
    if kind in ("", "text", "text/plain", "text/html"):
        return not part.name or not any(body.texts)
    if "/" not in kind or kind.startswith("multipart/"):
        return not part.name
    return kind in ("text/enriched", "text/richtext", "text/markdown") and not part.name


def _multipart(part: _Part, kind: str, body: Body) -> bool:
    """Go through the parts; say no when there are none, so that it is read as text."""
    boundary = part.parameter("content-type", "boundary")[1].strip()
    children = list(_children(part, boundary)) if boundary else []
    if not children:
        return False
    if kind == "multipart/encrypted":
        body.texts.append(ENCRYPTED)
        children = [child for child in children if child.kind not in ("application/pgp-encrypted",)]
        for child in children:
            _attach(child, body)
    elif kind == "multipart/alternative":
        _alternative(children, body)
    else:
        for child in children:
            _part(child, body)
    return True


def _alternative(children: list[_Part], body: Body) -> None:
    """Keep the words of the plain version unless it is empty, else of the richest; what hangs on any of them."""
    versions: list[tuple[int, str]] = []
    rest: list[str] = []
    for child in children:
        before = len(body.texts)
        _part(child, body)
        text = "\n\n".join(found for found in body.texts[before:] if found.strip())
        del body.texts[before:]
        if child.kind == "text/calendar":
            rest.append(text)
        elif text.strip():
            versions.append((0 if child.kind in ("text/plain", "") else 1, text))
    plain = [text for rank, text in versions if not rank]
    body.texts += plain[:1] or [text for _, text in versions[-1:]]
    body.texts += rest


def _children(part: _Part, boundary: str) -> Iterator[_Part]:
    mark = b"--" + boundary.encode("utf-8", "surrogateescape")
    data, at, end = part.data, part.start, part.end
    begun = -1
    count = 0
    while count <= PARTS:
        found = _line_with(data, mark, at, end)
        if found is None:
            break
        line, below, is_last = found
        if begun >= 0:
            yield _child(part, begun, _without_break(data, begun, line), is_whole=True)
            count += 1
        if is_last:
            return
        begun = at = below
    if 0 <= begun < end:
        yield _child(part, begun, end, is_whole=part.is_whole)


def _line_with(data: bytes, mark: bytes, at: int, end: int) -> tuple[int, int, bool] | None:
    """Find the next line that is the mark: where it begins, where the next line does, and whether it is the last."""
    while True:
        found = data.find(mark, at, end)
        if found < 0:
            return None
        stop = data.find(b"\n", found, end) + 1 or end
        rest = data[found + len(mark) : min(stop, found + len(mark) + 200)].strip()
        if (found == 0 or data[found - 1 : found] == b"\n") and rest in (b"", b"--"):
            return found, stop, rest == b"--"
        at = found + len(mark)


def _without_break(data: bytes, start: int, end: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    if end > start and data[end - 1 : end] == b"\n":
        end -= 1
        if end > start and data[end - 1 : end] == b"\r":
            end -= 1
    return end


def _child(part: _Part, start: int, end: int, *, is_whole: bool) -> _Part:
    fields, at = parse(part.data, start, end)
    return _Part(part.data, fields, min(at, end), end, part.depth + 1, is_whole)


def _forwarded(part: _Part, body: Body) -> None:
    """Read a mail inside a mail: its words follow under its subject, its people are people of this one."""
    encoding = part.parameter("content-transfer-encoding")[0]
    if encoding in ("base64", "quoted-printable"):  # forbidden here, and met
        inner = part.payload(body)
        start, end = 0, len(inner)
    else:
        inner, start, end = part.data, part.start, part.end
    fields, at = parse(inner, start, end)
    if not fields.pairs:
        return
    body.people += people(*fields.every(*PEOPLE))
    subject = fields.text("subject")
    body.texts.append(f"Forwarded mail: {subject}" if subject else "Forwarded mail:")
    _part(_Part(inner, fields, at, end, part.depth + 1, part.is_whole), body)


def _attach(part: _Part, body: Body) -> None:
    data = part.payload(body)
    name = part.name
    if not name and part.kind.startswith("message/"):
        name = f"{last_part(parse(data)[0].text('subject')) or 'mail'}.eml"
    if not name:
        name = part.kind.replace("/", ".") or "part"
    if part.is_whole:
        body.attachments.append(
            Attachment(name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        )
    else:
        body.attachments.append(Attachment(name=name))
    if part.kind in _NOT_OPENED or name.lower() == "winmail.dat" or name.lower().endswith(".msg"):
        body.note(
            "mail_not_read",
            f"attachment of Outlook's own kind{'' if name.lower() != 'winmail.dat' else ' (winmail.dat)'}",
        )


def _text(part: _Part, body: Body) -> str:
    data = part.payload(body)
    if len(data) > 4 * TEXT_LIMIT:
        data = data[: 4 * TEXT_LIMIT]
        body.note("mail_not_read", f"text behind the first {TEXT_LIMIT:,} characters")
    charset = part.parameter("content-type", "charset")[1]
    if not charset and part.kind == "text/html":
        match = re.search(
            rb"<meta[^<>]{1,200}charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", data[:4000], re.IGNORECASE
        )
        charset = match[1].decode("ascii", "replace") if match else ""
    text, problem = decode(data, charset)
    if problem:
        body.note("charset", problem)
    if len(text) > TEXT_LIMIT and part.kind != "text/html":
        text = text[:TEXT_LIMIT]
        body.note("mail_not_read", f"text behind the first {TEXT_LIMIT:,} characters")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if part.parameter("content-type", "format")[1].lower() == "flowed":
        text = _unflowed(text, joined=part.parameter("content-type", "delsp")[1].lower() == "yes")
    return text


def _unflowed(text: str, *, joined: bool) -> str:
    """Put soft-broken lines together again (RFC 3676)."""
    out: list[str] = []
    depth = -1
    for line in text.split("\n"):
        bare = line.lstrip(">")
        level = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if out and depth == level and out[-1].endswith(" ") and bare != "-- ":
            last = out[-1]
            out[-1] = (last[:-1] if joined else last) + bare
        else:
            out.append((">" * level + " " if level else "") + bare)
        # a signature's mark ends in a blank and is no soft break
        depth = level if bare != "-- " else -1
    return "\n".join(out)


def _from_html(html: str) -> str:
    text = to_markdown(_PROLOG.sub("", _EMBEDDED.sub("", html)))
    return _PICTURE.sub("", text)


def _calendar(text: str) -> str:
    """Say what an invitation is about."""
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        match = re.match(r"SUMMARY(?:;[^:\n]{0,200})?:(.{1,500})", line)
        if match:
            said = re.sub(r"\\([,;\\])", r"\1", match[1].replace("\\n", " ").replace("\\N", " "))
            return f"Invitation: {' '.join(said.split())}"
    return ""


def _uudecoded(data: bytes) -> bytes:
    out = bytearray()
    begun = False
    for line in data.splitlines():
        if line.startswith(b"begin "):
            begun = True
        elif begun and line.strip() == b"end":
            break
        elif begun:
            try:
                out += binascii.a2b_uu(line)
            except binascii.Error:
                continue
    return bytes(out) if begun else data


def _opened(text: str, body: Body) -> str:
    """Take the armour off what is signed inside the text, and name what is encrypted."""
    if "-----BEGIN PGP" not in text:
        return text
    if len(_ARMOUR.findall(text)):
        body.note("mail_not_read", "encrypted text")
    text = _ARMOUR.sub(ENCRYPTED, text)
    return _SIGNATURE.sub("", _SIGNED.sub("", text))
