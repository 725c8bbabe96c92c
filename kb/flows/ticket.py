"""What somebody asks, out of a ticket or a whole mail: without its head, what it quotes and its signature."""

import re

from kb.model.prose import clean

LIMIT = 100_000
"""Characters of a text that are read."""

_SUBJECT = re.compile(r"^subject:", re.IGNORECASE | re.MULTILINE)
_HEAD = 4_000
_PREFIX = re.compile(r"(?:(?:re|aw|fwd?|wg|sv|antw)\s?:\s{0,5}){1,10}", re.IGNORECASE)


def asked(text: str) -> str:
    """Give the words that ask; the whole text when nothing would be left. Nothing is kept of it."""
    text = text[:LIMIT]
    subject = ""
    if _SUBJECT.search(text[:_HEAD]):
        subject, text = _unpacked(text)
    if "\n" in text.strip():
        from kb.sources.mail_reply import read

        text = read(text).text
    return clean(f"{subject}\n{text}")


def _unpacked(text: str) -> tuple[str, str]:
    """Part a mail's subject and its words; a text that only looks like a mail stays as it is."""
    from kb.sources.mail_body import read
    from kb.sources.mail_head import subject_of

    start = text.lstrip()
    fields, body = read(start.encode(errors="replace"))
    subject = subject_of(fields)
    is_mail = fields.every("from", "to", "date", "sent") or (
        body.text.strip() and not start.partition(":")[0].strip(" \r\n").count(" ")
    )
    if not subject or not is_mail:
        return "", text
    return _PREFIX.sub("", subject, count=1), body.text
