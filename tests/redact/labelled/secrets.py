"""
Secrets of many kinds in the sentences and files people paste them from, made at run time from a seed.

In a carrier `§` is where the value goes, `‹…›` what may be hidden with it or not.
"""

import random
import re
from collections.abc import Iterator
from functools import cache

from tests.redact.labelled import ANY, HELD_OUT, TUNING, Document, Label
from tests.redact.labelled.access_secrets import KINDS as _ACCESS
from tests.redact.labelled.lookalikes import NEGATIVES
from tests.redact.labelled.vendor_secrets import KINDS as _VENDOR
from tests.redact.labelled.written_secrets import KINDS as _WRITTEN

KINDS = _VENDOR | _ACCESS | _WRITTEN
VALUE = "§"
_SEAM = re.compile("(§|‹[^›]*›)")

_NO_SECRET = "SSH public key comment"
"""A person's name where only a key seems to be."""
_VALUES = 2
"""How many values each carrier gets."""


@cache
def secrets() -> tuple[Document, ...]:
    """Make the secrets; the same ones every time."""
    return tuple(_documents())


@cache
def negatives() -> tuple[Document, ...]:
    """Make what only looks like secrets."""
    return tuple(
        Document(id=f"N{number:03d}", part=_part_of(number), fields=("", text, ""), group="negative")
        for number, text in enumerate(NEGATIVES)
    )


def _documents() -> Iterator[Document]:
    number = 0
    for place, (name, (make, carriers)) in enumerate(KINDS.items()):
        chance = random.Random(name)  # a kind added later changes no other
        for turn, carrier in enumerate(carriers):
            for _ in range(_VALUES):
                text, labels = _fill(carrier, make(chance), "user" if name == _NO_SECRET else "secret")
                yield Document(
                    id=f"S{number:03d}",
                    part=_part_of(place + turn),  # whole sentences are held out, not only values
                    fields=("", text, ""),
                    labels=labels,
                    group=name,
                )
                number += 1


def _fill(carrier: str, value: str, kind: str) -> tuple[str, tuple[Label, ...]]:
    """Put the value into the carrier; offsets are after the empty summary and its line feed."""
    text, labels = "\n", []
    for piece in _SEAM.split(carrier):
        part = value if piece == VALUE else piece.strip("‹›")
        if piece == VALUE or piece.startswith("‹"):
            labels.append(
                Label(start=len(text), end=len(text) + len(part), kind=kind if piece == VALUE else ANY)
            )
        text += part
    return text[1:], tuple(labels)


def _part_of(number: int) -> str:
    return TUNING if number % 2 == 0 else HELD_OUT
