"""The head of a mail in, its fields by name out, however broken."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses, parsedate_tz

from kb.io import stamps
from kb.io.lines import decode
from kb.model.incident import Person
from kb.model.prose import clean
from kb.sources.mail_charset import words
from kb.sources.people import person

LIMIT = 256 * 1024
"""How long a mail's head may be, in bytes; what is behind counts as body."""

KNOWN = frozenset(
    b"from to cc bcc date subject message-id received return-path delivered-to reply-to sender in-reply-to references"
    b" mime-version content-type content-transfer-encoding x-mailer x-original-to envelope-to dkim-signature"
    b" resent-from resent-date thread-topic".split()
)
"""Names of fields that mails have; in lower case."""

TELLING = frozenset(
    (b"from", b"date", b"subject", b"message-id", b"received", b"return-path", b"delivered-to")
)
"""Those of which a mail has one at least."""

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,20}:")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]@]{1,64}@[^\s<>,;:\"'()\[\]@]{1,255}")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_ZONE = re.compile(r"[+-]\d{4}\b|\b(?:GMT|UTC?|Z|[ECMP][SD]T)\b")
_ADDRESSES_LIMIT = 64 * 1024
_PEOPLE = 1000


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one head, names in lower case, values unfolded but not decoded."""

    pairs: tuple[tuple[str, str], ...]

    def first(self, name: str) -> str:
        """Give the first field of a name as it stands, "" when there is none."""
        return next((value for found, value in self.pairs if found == name), "")

    def every(self, *names: str) -> list[str]:
        """Give all fields of some names, by name, then in their order."""
        return [value for name in names for found, value in self.pairs if found == name]

    def text(self, name: str) -> str:
        """Give the first field of a name that says something, decoded, as one clean line."""
        return next((line for value in self.every(name) if (line := one_line(value))), "")


def one_line(value: str) -> str:
    """Decode a field's value."""
    return " ".join(clean(words(value)).split())


def field_name(line: bytes) -> bytes:
    """Give the name of the field a line begins, in lower case; empty when it begins none."""
    match = _FIELD.match(line)
    return match[1].lower() if match else b""


def parse(data: bytes, start: int = 0, end: int | None = None) -> tuple[Fields, int]:
    """Read the head that begins at `start`; give it and where the body begins."""
    end = len(data) if end is None else end
    pairs: list[tuple[str, bytearray]] = []
    at = start
    while at < end:
        stop = data.find(b"\n", at, end) + 1 or end
        line = data[at:stop].rstrip(b"\r\n")
        is_blank = not line or (not line.strip() and not _goes_on(data, stop, end))
        if is_blank or at - start > LIMIT:
            at = stop if at - start <= LIMIT else at
            break
        name = field_name(line)
        if name:
            pairs.append((name.decode("ascii"), bytearray(line[line.index(b":") + 1 :])))
        elif line.lstrip(b">").startswith(b"From ") and not pairs:
            pass  # the line a mailbox begins a mail with
        elif pairs and (line[:1] in b" \t" or _goes_on(data, stop, end)):
            pairs[-1][1].extend(b" " + line.strip())
        elif pairs:
            break  # somebody forgot the empty line
        else:
            break
        at = stop
    return Fields(tuple((name, decode(bytes(value)).strip()) for name, value in pairs)), at


def _goes_on(data: bytes, at: int, end: int) -> bool:
    """Whether the head goes on after a line that is no field: with one that mails have, after what belongs to it."""
    for _ in range(4):
        stop = data.find(b"\n", at, end) + 1 or end
        line = data[at : min(stop, at + 1000)]
        if field_name(line) in KNOWN:
            return True
        if line[:1] not in (b" ", b"\t") or not line.strip():
            return False
        at = stop
    return False


def ids(*values: str) -> tuple[str, ...]:
    """Give the message ids in some fields, each once, without brackets and case."""
    found: dict[str, None] = {}
    for value in values:
        value = value[:LIMIT]
        names = _ID.findall(value) or [
            token.strip("<>,;\"'") for token in value.split() if "@" in token and len(token) < 998
        ]
        found.update(dict.fromkeys(name.casefold() for name in names))
    return tuple(found)


def people(*values: str) -> list[Person]:
    """Give everybody some address fields name."""
    out: dict[Person, None] = {}
    for value in values:
        for name, address in _addresses(value[:_ADDRESSES_LIMIT]):
            found = person(name, email=address)
            if found and len(out) < _PEOPLE:
                out[found] = None
    return list(out)


def _addresses(value: str) -> list[tuple[str, str]]:
    try:
        pairs = getaddresses([value])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        pairs = []
    out = [(_name(name), clean(address) if "@" in address else "") for name, address in pairs]
    out = [
        (name or ("" if address else _name(raw)), address)
        for (name, address), (_, raw) in zip(out, pairs, strict=True)
    ]
    if not any(address for _, address in out):
        out += [("", address) for address in _ADDRESS.findall(words(value))]
    return [(name, address) for name, address in out if name or address]


def _name(text: str) -> str:
    return one_line(text).strip("\"' ")[:200]


def moment(fields: Fields, arrived: str = "") -> tuple[datetime | None, bool]:
    """Say when a mail was sent, in UTC, and whether its zone is assumed; else when it was received or `arrived`."""
    for value in fields.every("date", "resent-date"):
        found = _moment(words(value))
        if found[0] and 1960 <= found[0].year <= 2100:
            return found
    for value in fields.every("received", "delivery-date"):
        found = _moment(value.rpartition(";")[2])
        if found[0]:
            return found
    return _moment(arrived)


def _moment(text: str) -> tuple[datetime | None, bool]:
    text = text[:200]
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return stamps.iso(text)
        year, month, day, hour, minute, second = parts[:6]
        naive = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, False
    offset = parts[9] or 0
    # an unknown zone comes back as none at all
    is_named = bool(_ZONE.search(text)) and abs(offset) <= 86400
    shifted = stamps.shifted(naive, timedelta(seconds=-offset if is_named else 0))
    return shifted, not is_named and shifted is not None
