"""Journal and attachment records of an export in, what each incident has of them out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.model.incident import Attachment, Entry, EntryKind
from kb.sources import journal
from kb.sources.servicenow_people import line
from kb.sources.servicenow_record import Beside, date

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LAYOUT = journal.Layout()

JOURNAL = "journal entry without its incident"
ATTACHMENT = "attachment without its incident"


@dataclass(slots=True)
class Gathered:
    """
    What was met by the sys_id of the incident it belongs to; `incidents` are the sys_ids of those met.

    All remarks of an export are kept in memory until their incident has been given.
    """

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    attachments: dict[str, list[Attachment]] = field(default_factory=dict)
    incidents: set[str] = field(default_factory=set)

    def take(self, record: Mapping[str, str]) -> bool:
        """Take in a record of `sys_journal_field` or `sys_attachment`, fields as stored; False when it is neither."""
        if is_journal(record):
            self.entries.setdefault(owner(record), []).append(_entry(record))
            return True
        if is_attachment(record):
            self.attachments.setdefault(owner(record), []).append(_attachment(record))
            return True
        return False

    def of(self, sys_id: str) -> Beside | None:
        """Give what belongs to an incident, in the order of time; None when there is nothing."""
        entries, attachments = self.entries.get(sys_id), self.attachments.get(sys_id)
        if not sys_id or not (entries or attachments):
            return None
        dated = journal.in_order(reversed(entries or ()))
        return Beside(
            entries=dated,
            attachments=tuple(sorted(attachments or (), key=lambda a: (a.name, a.sha256, a.size or 0))),
        )

    def left_over(self, record: Mapping[str, str]) -> str:
        """Say why a companion record is skipped; "" when it found its incident."""
        if owner(record) in self.incidents:
            return ""
        return JOURNAL if is_journal(record) else ATTACHMENT


def is_journal(record: Mapping[str, object]) -> bool:
    """Whether a record has the fields of `sys_journal_field`."""
    return "element_id" in record and "element" in record and "value" in record


def is_attachment(record: Mapping[str, object]) -> bool:
    """Whether a record has the fields of `sys_attachment`."""
    return "table_sys_id" in record and "file_name" in record


def owner(record: Mapping[str, str]) -> str:
    """Give the sys_id of the incident that a companion record belongs to."""
    return (record.get("element_id") or record.get("table_sys_id") or "").strip()


def _entry(record: Mapping[str, str]) -> Entry:
    public = record.get("element", "").strip() == "comments"
    return Entry(
        at=date(record.get("sys_created_on", ""), _LAYOUT),
        author=line(record.get("sys_created_by", "")),
        kind=EntryKind.PUBLIC if public else EntryKind.INTERNAL,
        text=journal.remark(record.get("value", "")),
    )


def _attachment(record: Mapping[str, str]) -> Attachment:
    name = re.split(r"[/\\]", line(record.get("file_name", "")))[-1]
    size = record.get("size_bytes", "").strip()
    digest = record.get("hash", "").strip().lower()
    return Attachment(
        name=name if name not in (".", "..") else "",
        sha256=digest if _SHA256.fullmatch(digest) else "",
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None,
    )
