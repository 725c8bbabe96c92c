"""Pages by hand for each audience, every part of them with a word of its own that stands nowhere else."""

import random
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kb.model.article import Audience

SLOTS = (
    "title", "alias", "body", "heading", "tag", "link", "picture", "pixels", "owner", "code",
    "guide", "guide-body", "guide-tag", "lesson", "lesson-body", "lesson-topic", "lesson-source",
)  # fmt: skip
SHOWN = tuple(each for each in SLOTS if each not in ("lesson-source",))
"""Of those, what a reader of the page's own audience must find somewhere on the site."""
BUNDLE = "bundle"
"""Bundles have no audience of their own: they are for internal and support."""


@cache
def word(where: str, slot: str) -> str:
    """Coin a word, always the same; it can be said, so that nothing takes it for a secret."""
    chance = random.Random(f"{where} {slot}")
    return "".join(chance.choice("bdfgklmnprtv") + chance.choice("aeiou") for _ in range(6))


def words(where: str) -> Mapping[str, str]:
    """Map each word of a place to what it is."""
    return {word(where, slot): f"{where} {slot}" for slot in SLOTS}


def article_id(audience: Audience) -> str:
    return f"kb-0ca9a{audience.width}00"


def write(workspace: Path) -> None:
    """Write an article with a picture, a guide and a lesson for each audience; they have product and code in common."""
    for audience in Audience:
        w = {slot: word(audience.value, slot) for slot in SLOTS}
        id = article_id(audience)
        faq, guides, lessons = (
            workspace / "content" / "faq",
            workspace / "content" / "guides",
            workspace / "lessons",
        )
        for folder in (faq, guides, lessons):
            folder.mkdir(parents=True, exist_ok=True)
        (faq / f"{w['picture']}.png").write_bytes(a_picture(w["pixels"]))
        (faq / f"lantern-{w['title']}-{id}.md").write_text(
            f"""\
---
id: {id}
type: faq
title: The lantern shows {w["title"]} at the desk
confidence: validated
audience: {audience.value}
owner: Lantern {w["owner"]} desk
environment: [Lantern Desk]
error_codes: [LAN-4711, {w["code"].upper()}-{audience.width}]
also_asked_as: [why does the lantern say {w["alias"]}]
tags: [lantern, {w["tag"]}]
created: 2026-09-01
last_reviewed_on: 2026-09-01
review_in: 90 days
---

## Issue

The lantern at the desk is dim and shows {w["body"]}.

![the lamp]({w["picture"]}.png)

## Resolution

Clean the glass of the lantern, see [the {w["link"]} page](../guides/{w["guide"]}.md).

## How the {w["heading"]} works

It glows.
""",
            encoding="utf-8",
        )
        (guides / f"{w['guide']}.md").write_text(
            f"---\ntitle: How to clean a {w['guide']} lantern\naudience: {audience.value}\ntags: [{w['guide-tag']}]\n---\n\n"
            f"Take a cloth and some {w['guide-body']} for the lantern.\n",
            encoding="utf-8",
        )
        (lessons / f"{w['lesson']}.md").write_text(
            f"---\nid: lesson-0ca9a{audience.width}00\ntitle: Order {w['lesson']} glass before the lantern breaks\nstatus: observed\n"
            f"phase: cutover\ntopics: [{w['lesson-topic']}]\ndate: 2026-09-04\naudience: {audience.value}\n"
            f"source: {w['lesson-source']}.docx\n---\n\n"
            f"## Event\n\nThe lantern had no {w['lesson-body']} glass.\n\n## Recommendation\n\nOrder some.\n",
            encoding="utf-8",
        )


def a_picture(text: str) -> bytes:
    """Make a grey PNG of one row whose pixels are a text."""
    row = text.encode()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", len(row), 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" + row, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
