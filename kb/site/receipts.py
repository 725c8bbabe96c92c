"""Footnotes that say where a statement comes from, as much as each audience may know."""

import re

from kb.model.article import Article, Receipt
from kb.model.incident import EntryKind
from kb.site.shelf import Shelf
from kb.site.words import day, words

_REFERENCE = re.compile(r"\[\^([^\]\n]{1,200})\]")
_DEFINITION = re.compile(r"^\[\^([^\]\n]+)\]:.*(?:\n(?: {4}|\t).*)*\n?", re.MULTILINE)
_FIELDS = {"summary": "summary", "description": "description", "resolution": "resolution note"}


def with_receipts(article: Article, shelf: Shelf) -> tuple[str, str]:
    """
    Give the body and, apart, the definitions of the footnotes it refers to.

    Readers who may not see incidents get numbered labels: a label becomes part of the page's addresses
    and may hold an incident's own number.
    """
    known = {receipt.label: receipt for receipt in article.receipts}
    names: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        label = match.group(1)
        if label not in known:
            return match.group()
        names.setdefault(label, label if shelf.shows_incidents else f"receipt-{len(names) + 1}")
        return f"[^{names[label]}]"

    body = _DEFINITION.sub(lambda match: "" if match.group(1) in known else match.group(), article.body)
    body = _REFERENCE.sub(named, body)
    tell = _whole if shelf.shows_incidents else _anonymous
    definitions = [f"[^{name}]: {tell(known[label])}" for label, name in names.items()]
    return body.strip("\n"), "\n".join(definitions)


def _whole(receipt: Receipt) -> str:
    field = _FIELDS.get(receipt.field, "note")
    if receipt.kind is EntryKind.INTERNAL and field == "note":
        field = "internal note"
    when = f", {day(receipt.at.date())}" if receipt.at else ""
    return f"{words(receipt.ref.key)} ({words(receipt.ref.product)}), {field}{when}."


def _anonymous(receipt: Receipt) -> str:
    if not receipt.at:
        return "An incident."
    verb = {"resolution": "resolved", "entry": "in work"}.get(receipt.field, "reported")
    return f"An incident {verb} on {day(receipt.at.date())}."
