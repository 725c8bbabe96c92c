"""A JSON Schema of an article's front matter, for editors to complete and check while one types."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from kb.articles.markdown import ORDER
from kb.model.article import ArticleType, Audience, Confidence, Governance
from kb.model.incident import EntryKind

TITLE = "Front matter of an article"
"""What the schema calls itself."""

_DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ID = r"^kb-[a-z0-9][a-z0-9-]{0,62}$"
_REF = {"type": "string", "pattern": r"^[^:\s]+:\S.*$", "examples": ["servicenow:INC0012345"]}


def _texts(words: str) -> Mapping[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "description": words}


def _one_of(kind: type[StrEnum], words: str) -> Mapping[str, Any]:
    return {"enum": [each.value for each in kind], "description": words}


def _text(words: str, **more: Any) -> Mapping[str, Any]:
    return {"type": "string", "description": words, **more}


def schema() -> Mapping[str, Any]:
    """Give the schema, draft 2020-12; a field nobody knows is allowed, because people add their own."""
    fields: dict[str, Any] = {
        "id": _text("Never changes; links, evidence and commands know the article by it.", pattern=_ID),
        "type": _one_of(ArticleType, "What kind of answer it is."),
        "title": _text(
            "Issue and environment, as “Offer letter is blank – Workday Recruiting”.", minLength=1
        ),
        "confidence": _one_of(Confidence, "How far it is trusted; `kb promote` changes it."),
        "audience": _one_of(
            Audience, "Who may read it, from the narrowest to the widest; internal when absent."
        ),
        "governance": _one_of(Governance, "Who may change it: whoever uses it, or its owner only."),
        "owner": _text("The group that keeps it right."),
        "environment": _texts("Products, versions and places it happens in, the main one first."),
        "error_codes": _texts("Codes a reader may paste, as WDR-5031."),
        "also_asked_as": _texts("How else people asked; search finds these."),
        "tags": _texts("Words to list it under."),
        "language": _text(
            "The language it is written in, where it is not the base's own.", examples=["de", "pt-BR"]
        ),
        "created": _DATE | {"description": "When it was begun."},
        "last_reviewed_on": _DATE
        | {"description": "When somebody last found it right; `kb reviewed` sets it."},
        "review_in": _text("How long a review holds.", examples=["90 days", "6 months"]),
        "names_kept": _texts("Words that look like names and that somebody allowed to stand."),
        "aliases": _texts("Ids and paths it had before; their addresses lead here."),
        "supersedes": _texts("Ids of articles it took in or replaces."),
        "duplicate_of": _text("The id of the article that took its place.", pattern=_ID),
        "flagged": _texts("Why somebody should look at it; a sentence each, naming the incident."),
        "own_words": {
            "type": "array",
            "description": "What people added and no incident says; `kb check --mark` writes it.",
            "items": {
                "type": "object",
                "required": ["sha256", "on"],
                "properties": {"sha256": _SHA256, "on": _DATE},
            },
        },
        "evidence": {
            "type": "array",
            "items": _REF,
            "description": "The incidents it answered; `kb harvest` and `kb link` write it.",
        },
        "recurrence": {
            "type": "object",
            "description": "How often and when; written with the evidence.",
            "properties": {"incidents": {"type": "integer", "minimum": 0}, "first": _DATE, "last": _DATE},
        },
        "redactions": {
            "type": "object",
            "description": "What was hidden in its incidents, and how often.",
            "additionalProperties": {"type": "integer", "minimum": 0},
        },
        "receipts": {
            "type": "array",
            "description": "Where each quoted statement comes from; the text refers to it as [^label].",
            "items": {
                "type": "object",
                "required": ["label", "ref", "field", "kind", "sha256"],
                "properties": {
                    "label": {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$"},
                    "ref": _REF,
                    "field": {"enum": ["summary", "description", "resolution", "entry"]},
                    "kind": {"enum": [each.value for each in EntryKind]},
                    "at": {"type": "string", "format": "date-time"},
                    "sha256": _SHA256,
                },
            },
        },
    }
    assert tuple(fields) == ORDER
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "type": "object",
        "required": ["id", "type", "title", "confidence"],
        "properties": fields,
    }
