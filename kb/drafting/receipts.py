"""Passages quoted in an article, numbered in the order they are quoted, with the footnotes that tell where they stand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from kb.drafting.markdown import escape
from kb.drafting.noise import without_farewell, without_greeting
from kb.model.article import Receipt
from kb.model.incident import EntryKind, RedactedIncident
from kb.model.prose import digest, sentences

_FIELDS = {
    "summary": "summary",
    "description": "description",
    "resolution": "resolution notes",
    "entry": "a remark",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: the incident, the field, who may read it and when it was written."""

    incident: RedactedIncident
    field: str
    kind: EntryKind
    at: datetime | None


@dataclass(slots=True)
class Receipts:
    """Hands out footnote marks; the same passage of the same field has one."""

    made: list[Receipt] = field(default_factory=list)

    def quote(self, passage: str, place: Place) -> str:
        """Give the mark of a passage, a new one where it was not quoted yet."""
        for known in self.made:
            if (
                known.ref == place.incident.ref
                and known.field == place.field
                and known.sha256 == digest(passage)
            ):
                return f"[^{known.label}]"
        label = f"r{len(self.made) + 1}"
        self.made.append(
            Receipt(
                label=label,
                ref=place.incident.ref,
                field=place.field,
                kind=place.kind,
                at=place.at,
                sha256=digest(passage),
            )
        )
        return f"[^{label}]"

    def sentence(self, passage: str, place: Place) -> str:
        """Write a passage with its mark, after each of its sentences where a step has several."""
        mark = self.quote(passage, place)
        return " ".join(f"{worded(each)}{mark}" for each in sentences(passage))

    def notes(self) -> str:
        """Write the footnotes, a line each."""
        return "\n".join(_note(receipt) for receipt in self.made)


def worded(text: str) -> str:
    """Write a passage as a sentence: inert, without what only leads in, with a capital and an end."""
    bare = without_farewell(without_greeting(text))
    first = bare.split(" ", 1)[0]
    # a name such as iPhone or mail-gateway keeps its own case
    line = escape(bare[:1].upper() + bare[1:] if first.isalpha() and first.islower() else bare)
    return line if line.endswith((".", "!", "?", ":", "…", ")", "»", "”", '"')) else f"{line}."


def _note(receipt: Receipt) -> str:
    day = f", {receipt.at.astimezone(UTC):%-d %B %Y}" if receipt.at else ""
    return f"[^{receipt.label}]: {escape(receipt.ref.product)} {escape(receipt.ref.key)}, {_FIELDS[receipt.field]}{day}."
