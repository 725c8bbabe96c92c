"""Footnotes that say where a statement comes from, as much as each audience may know."""

import re

from kb.model.article import Article, Receipt
from kb.model.incident import EntryKind
from kb.site.shelf import Shelf
from kb.site.words import day, words

_FIELDS = {"summary": "summary", "description": "description", "resolution": "resolution note"}


def with_receipts(article: Article, shelf: Shelf) -> tuple[str, str]:
    """
    Give the body and, apart, the definitions of the footnotes it refers to.

    Readers who may not see incidents get numbered labels: a label becomes part of the page's addresses
    and may hold an incident's own number.
    """
    body = article.body
    definitions: list[str] = []
    for receipt in article.receipts:
        label = re.escape(receipt.label)
        body = re.sub(rf"(?m)^\[\^{label}\]:.*(?:\n(?: {{4}}|\t).*)*\n?", "", body)
        if f"[^{receipt.label}]" not in body:
            continue
        if shelf.shows_incidents:
            definitions.append(f"[^{receipt.label}]: {_whole(receipt)}")
        else:
            name = f"receipt-{len(definitions) + 1}"
            body = body.replace(f"[^{receipt.label}]", f"[^{name}]")
            definitions.append(f"[^{name}]: {_anonymous(receipt)}")
    return body.strip("\n"), "\n".join(definitions)


def _whole(receipt: Receipt) -> str:
    field = _FIELDS.get(receipt.field, "note")
    if receipt.kind is EntryKind.INTERNAL and field == "note":
        field = "internal note"
    when = f", {day(receipt.at.date())}" if receipt.at else ""
    return f"{words(receipt.ref.key)} ({words(receipt.ref.system)}), {field}{when}."


def _anonymous(receipt: Receipt) -> str:
    if not receipt.at:
        return "An incident."
    verb = {"resolution": "resolved", "entry": "in work"}.get(receipt.field, "reported")
    return f"An incident {verb} on {day(receipt.at.date())}."
