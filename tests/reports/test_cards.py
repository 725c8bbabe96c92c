"""The same status for a mail, for Teams and for Slack, each within the rules of its service."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kb.reports.cards import BLOCKS, CARD_BYTES, HEADER, TEXT, blocks, card, plain
from tests.support.reporting import HOSTILE, a_status

LONG = "ü&<" * 4_000

RUN = {
    "type": "object",
    "required": ["type", "text"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "TextRun"},
        "text": {"type": "string", "minLength": 1},
        "size": {"enum": ["small", "default", "medium", "large", "extraLarge"]},
        "weight": {"enum": ["lighter", "default", "bolder"]},
        "isSubtle": {"type": "boolean"},
    },
}
RICH = {
    "type": "object",
    "required": ["type", "inlines"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "RichTextBlock"},
        "inlines": {"type": "array", "minItems": 1, "items": RUN},
    },
}
FACTS = {
    "type": "object",
    "required": ["type", "facts"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "FactSet"},
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title", "value"],
                "properties": {"title": {"type": "string"}, "value": {"type": "string"}},
            },
        },
    },
}
CARD = {
    "type": "object",
    "required": ["type", "attachments"],
    "properties": {
        "type": {"const": "message"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["contentType", "contentUrl", "content"],
                "properties": {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": "null"},
                    "content": {
                        "type": "object",
                        "required": ["$schema", "type", "version", "body"],
                        "additionalProperties": False,
                        "properties": {
                            "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"},
                            "type": {"const": "AdaptiveCard"},
                            "version": {"enum": ["1.2", "1.3", "1.4"]},
                            "fallbackText": {"type": "string"},
                            "body": {"type": "array", "minItems": 1, "items": {"anyOf": [RICH, FACTS]}},
                        },
                    },
                },
            },
        },
    },
}
"""What Adaptive Cards 1.4 and Teams workflows ask of the elements used, by their public description."""

HEAD = {
    "type": "object",
    "required": ["type", "text"],
    "properties": {
        "type": {"const": "header"},
        "text": {
            "type": "object",
            "required": ["type", "text"],
            "properties": {
                "type": {"const": "plain_text"},
                "text": {"type": "string", "minLength": 1, "maxLength": HEADER},
            },
        },
    },
}
SECTION = {
    "type": "object",
    "required": ["type", "text"],
    "properties": {
        "type": {"const": "section"},
        "text": {
            "type": "object",
            "required": ["type", "text", "verbatim"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": "mrkdwn"},
                "text": {"type": "string", "minLength": 1, "maxLength": TEXT},
                "verbatim": {"const": True},
            },
        },
    },
}
SLACK = {
    "type": "object",
    "required": ["blocks"],
    "properties": {
        "blocks": {"type": "array", "minItems": 1, "maxItems": BLOCKS, "items": {"anyOf": [HEAD, SECTION]}}
    },
}
"""What Block Kit asks of the blocks used, by its public description."""


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("text", ["VPN drops", HOSTILE, LONG])
@pytest.mark.parametrize("problems", [0, 2, 200])
def test_a_card_keeps_the_rules_and_the_size_whatever_it_holds(text: str, problems: int) -> None:
    made = card(a_status(text, problems=problems))

    Draft202012Validator(CARD).validate(made)
    assert len(json.dumps(made).encode()) <= CARD_BYTES


@pytest.mark.parametrize("text", ["VPN drops", HOSTILE, LONG])
@pytest.mark.parametrize("problems", [0, 2, 200])
def test_blocks_keep_the_rules_whatever_they_hold(text: str, problems: int) -> None:
    made = blocks(a_status(text, problems=problems))

    Draft202012Validator(SLACK).validate(made)
    assert "Next update: 2026-09-03 08:00 UTC" in "\n".join(texts(made["blocks"][-1]))


def test_what_has_no_room_in_a_card_is_counted() -> None:
    told = "\n".join(texts(card(a_status("x" * 400, problems=200))))

    named = len(re.findall(r"\(4 incidents\)", told))
    more = re.search(r"… and (\d+) more problems", told)

    assert more is not None
    assert named + int(more[1]) == 200


def test_no_text_is_markup_in_slack() -> None:
    made = blocks(a_status("<!channel> <https://evil.example|press> A & B &lt;"))

    for text in texts([block for block in made["blocks"] if block["type"] == "section"]):
        assert "<" not in text
        assert ">" not in text
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)


@pytest.mark.parametrize("length", range(2_990, 3_010))
def test_a_cut_text_never_ends_within_an_escape(length: int) -> None:
    made = blocks(a_status(reason="x" * length + "&" * 5))

    text = made["blocks"][1]["text"]["text"]

    assert len(text) <= TEXT
    assert not re.search(r"&(?!amp;|lt;|gt;)", text)


def test_all_three_say_the_same() -> None:
    status = a_status("VPN drops")

    for told in (plain(status), *("\n".join(texts(made)) for made in (card(status), blocks(status)))):
        for needed in ("VPN drops", "Amber", "1,200", "(4 incidents)", "Next update: 2026-09-03 08:00 UTC"):
            assert needed in told
