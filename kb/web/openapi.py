"""The API in OpenAPI 3.1, as data; a test holds real answers to it."""

from typing import Any

from kb import __version__
from kb.flows.ballots import WORDS
from kb.model.signal import Reason
from kb.search.query import LENGTH
from kb.web.parameters import FURTHEST, MOST_HITS, MOST_SUGGESTIONS, VALUE, VALUES

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_PARTS = {
    "description": "The text in pieces, each with whether it is a word of the query.",
    "type": "array",
    "items": {"type": "array", "prefixItems": [_TEXT, {"type": "boolean"}], "minItems": 2, "maxItems": 2},
}
_PAIR = {"type": "array", "prefixItems": [_TEXT, _TEXT], "minItems": 2, "maxItems": 2}
_COUNTED = {"type": "array", "prefixItems": [_TEXT, _COUNT], "minItems": 2, "maxItems": 2}


def _object(optional: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _envelope(command: str, counts: dict[str, Any], items: Any, **more: Any) -> dict[str, Any]:
    return _object(
        schema={"const": "kb/1"},
        command={"const": command},
        ok={"type": "boolean", "description": "Whether anything was found."},
        counts=counts,
        items=_list(items),
        warnings=_list({"type": "object"}),
        **more,
        elapsed_ms=_COUNT,
    )


_SCHEMAS: dict[str, Any] = {
    "Hit": _object(
        ("why", "bonuses"),
        id=_TEXT,
        title=_TEXT,
        url={"type": "string", "description": "Relative to the site's root; empty is the first page."},
        kind={"enum": ["article", "guide", "lesson", "page", "bundle", "incident"]},
        type=_TEXT,
        confidence=_TEXT,
        language={"type": "string", "description": "ISO 639-1."},
        products=_list(_TEXT),
        score={"type": "number", "description": "Comparable within one answer only."},
        snippet=_TEXT,
        matched=_list(_TEXT),
        title_parts=_PARTS,
        snippet_parts=_PARTS,
        why=_list(_ref("Reason")),
        bonuses=_list(_TEXT),
    ),
    "Reason": _object(
        asked=_TEXT,
        found=_TEXT,
        how={"enum": ["exact", "form", "part", "begins", "mistyped", "joined", "split", "synonym"]},
        fields=_list(_TEXT),
        share={"type": "number", "minimum": 0, "maximum": 1},
    ),
    "Answer": _envelope(
        "search",
        _object(hits=_COUNT, found=_COUNT),
        _ref("Hit"),
        query={"type": "string", "maxLength": LENGTH},
        found=_COUNT,
        offset=_COUNT,
        corrected={**_list(_PAIR), "description": "Mistyped words, each with the one looked up instead."},
        facets={"type": "object", "additionalProperties": _list(_COUNTED)},
        closest={**_list(_ref("Hit")), "description": "What helped most people, where nothing was found."},
    ),
    "Suggestions": _envelope(
        "suggest",
        _object(suggestions=_COUNT),
        _object(text=_TEXT, url=_TEXT, id=_TEXT),
        query={"type": "string", "maxLength": LENGTH},
    ),
    "Ballot": _object(
        ("reason", "text"),
        page={"type": "string", "description": "The article's id."},
        helped={"enum": ["yes", "no"]},
        reason={"enum": ["", *Reason], "description": "Why not, where it did not help."},
        text={
            "type": "string",
            "description": f"In the reader's words; {WORDS} characters are kept, redacted.",
        },
    ),
    "Thanks": _envelope(
        "feedback",
        _object(votes={"const": 1}),
        {"type": "object"},
        words_kept={"type": "boolean", "description": "False where the words could not be redacted."},
    ),
    "Wrong": _object(schema={"const": "kb/1"}, ok={"const": False}, error=_TEXT, hint=_TEXT),
}


def _query(name: str, words: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "required": required, "schema": schema}


def _number(name: str, words: str, least: int, most: int, default: int) -> dict[str, Any]:
    return _query(name, words, {"type": "integer", "minimum": least, "maximum": most, "default": default})


def _narrow(name: str, words: str) -> dict[str, Any]:
    values = {"type": "array", "items": {"type": "string", "maxLength": VALUE}, "maxItems": VALUES}
    return {**_query(name, f"{words}; may be given more than once.", values), "explode": True}


_Q = _query("q", f"What a reader would type; {LENGTH:,} characters of it are read.", _TEXT, required=True)
_NARROWED = [
    _narrow("product", "Only for this product or environment"),
    _narrow("type", "Only faq, howto, troubleshooting, known-error, guide, lesson, page, bundle or incident"),
    _narrow("confidence", "Only validated, not-validated or wip"),
    _narrow("language", "Only in this language, as en or de"),
]
_PAGED = [
    _number("limit", "How many hits.", 1, MOST_HITS, 10),
    _number("offset", "How many to pass over first.", 0, FURTHEST, 0),
]
_EXPLAIN = _query("explain", "Whether to say why each hit was found.", {"type": "boolean", "default": False})


def _says(words: str, media: str, schema: Any) -> dict[str, Any]:
    return {"description": words, "content": {media: {"schema": schema}}}


def _json(words: str, name: str) -> dict[str, Any]:
    return _says(words, "application/json", _ref(name))


def _get(
    summary: str, parameters: list[dict[str, Any]], found: dict[str, Any], **others: dict[str, Any]
) -> dict[str, Any]:
    responses = {"200": found, **{code.removeprefix("s"): said for code, said in others.items()}}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


_SAME = {"description": "What the reader has is still the answer (`If-None-Match`)."}
_BAD = _json("A parameter is not as it must be.", "Wrong")
_LATER = {
    **_json("There is no index to ask, or too many ask at once.", "Wrong"),
    "headers": {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}},
}
_MISSING = {"description": "The site has no such file."}

_PATHS: dict[str, Any] = {
    "/api/search": _get(
        "Search",
        [_Q, *_PAGED, *_NARROWED, _EXPLAIN],
        _json("What was found, best first.", "Answer"),
        s304=_SAME,
        s400=_BAD,
        s503=_LATER,
    ),
    "/api/suggest": _get(
        "Titles and known wordings that begin with what was typed, or fit it best",
        [_Q, _number("limit", "How many.", 1, MOST_SUGGESTIONS, 8)],
        _json("What to offer, best first, one for a page.", "Suggestions"),
        s304=_SAME,
        s400=_BAD,
        s503=_LATER,
    ),
    "/api/feedback": {
        "post": {
            "summary": "Say whether an article helped; from the site's own pages only, one vote a reader and article",
            "parameters": [
                _query("again", "Set where a reader without a cookie was asked to come again.", _TEXT),
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {"schema": _ref("Ballot")},
                    "application/json": {"schema": _ref("Ballot")},
                },
            },
            "responses": {
                "200": _json("It is kept.", "Thanks"),
                "303": {"description": "It is kept; back to the page, for a form without a script."},
                "307": {"description": "Once more, with the cookie `kb_reader` that comes along."},
                "400": _json("The vote is not as it must be.", "Wrong"),
                "403": _json("It does not come from a page of this site.", "Wrong"),
                "404": _json("This audience has no such page.", "Wrong"),
                "413": _json("It is too long.", "Wrong"),
                "415": _json("It is neither a form nor a JSON object.", "Wrong"),
                "429": _json("There are too many votes; see `Retry-After`.", "Wrong"),
                "503": _LATER,
            },
        }
    },
    "/api/openapi.json": _get(
        "This description", [], _says("OpenAPI 3.1.", "application/json", {"type": "object"}), s304=_SAME
    ),
    "/api/pages.json": _get(
        "Every page of the site, with owner, dates and state",
        [],
        _says("A list.", "application/json", {"type": "object"}),
        s304=_SAME,
        s404=_MISSING,
    ),
    "/api/pages.schema.json": _get(
        "The JSON Schema of that list",
        [],
        _says("A schema.", "application/json", {"type": "object"}),
        s304=_SAME,
        s404=_MISSING,
    ),
    "/find/": _get(
        "The search page; with q it holds the results, for browsers without JavaScript",
        [{**_Q, "required": False}, *_PAGED, *_NARROWED],
        _says("A page.", "text/html", _TEXT),
        s404=_MISSING,
    ),
    "/assets/kb/search.js": _get(
        "The script of the search box, told that a server answers",
        [],
        _says("A script.", "text/javascript", _TEXT),
        s304=_SAME,
        s404=_MISSING,
    ),
    "/assets/kb/feedback.css": _get(
        "The style sheet of feedback, told that a server takes votes",
        [],
        _says("A style sheet.", "text/css", _TEXT),
        s304=_SAME,
        s404=_MISSING,
    ),
    "/healthz": _get("Whether the server lives", [], _says("It does.", "text/plain", {"const": "ok\n"})),
    "/metrics": _get(
        "What the server counts, in Prometheus' text format; for this machine only, unless set",
        [],
        _says("The figures.", "text/plain", {"type": "string"}),
        s404={"description": "You are on another machine."},
    ),
}


def description() -> dict[str, Any]:
    """Describe every route but the site's own files."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Search of a knowledge base",
            "version": __version__,
            "description": "What `kb search --json` prints, over HTTP, and votes. HEAD works wherever GET does.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": _PATHS,
        "components": {"schemas": _SCHEMAS},
    }
