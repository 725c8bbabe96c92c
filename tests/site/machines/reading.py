"""What is made for programs, read as programs read it."""

import json
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from kb.config import ProjectSettings
from kb.model.article import Audience
from kb.model.portal import Portal
from tests.site.shelves import Elements, a_portal, file_of

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
PROJECT = ProjectSettings(
    name="HR Help", description="Answers for everybody.", url="https://kb.example/{audience}/"
)

JSON_FEED = {
    # what https://www.jsonfeed.org/version/1.1/ says of the members used here; others are not expected
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "description": {"type": "string"},
        "home_page_url": {"type": "string", "pattern": "^https?://"},
        "feed_url": {"type": "string", "pattern": "^https?://"},
        "language": {"type": "string"},
        "authors": {
            "type": "array",
            "items": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}},
            },
        },
        "items": {
            "type": "array",
            "maxItems": 50,
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "title": {"type": "string"},
                    "content_text": {"type": "string", "minLength": 1},
                    "date_published": {"$ref": "#/$defs/moment"},
                    "date_modified": {"$ref": "#/$defs/moment"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                },
            },
        },
    },
    "$defs": {
        "moment": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}
    },
}


def with_address(audience: Audience = Audience.SUPPORT, **nouns: Any) -> Portal:
    """Make a portal whose address is known."""
    return a_portal(audience, **({"project": PROJECT} | nouns))


def xml_of(portal: Portal, path: str) -> Element:
    """Parse a file as XML."""
    root: Element = ElementTree.fromstring(file_of(portal, path), forbid_dtd=True)
    return root


def json_of(portal: Portal, path: str) -> Any:
    """Parse a file as JSON."""
    return json.loads(file_of(portal, path))


def titles(portal: Portal, path: str = "feed.xml") -> list[str]:
    """List the titles of a feed's entries, in its order."""
    return [each.findtext(f"{ATOM}title") or "" for each in xml_of(portal, path).iter(f"{ATOM}entry")]


def head_of(portal: Portal, path: str) -> str:
    """Give what a page has in its head."""
    return next(page.head for page in portal.pages if page.path == path)


def meta(portal: Portal, path: str) -> dict[str, str]:
    """Map the names of a page's meta elements to what they hold."""
    return {
        str(a.get("property") or a.get("name")): str(a.get("content"))
        for tag, a in Elements(head_of(portal, path)).elements
        if tag == "meta"
    }


def linked_data(portal: Portal, path: str) -> Any:
    """Parse a page's JSON-LD; None where it has none."""
    _, start, rest = head_of(portal, path).partition('<script type="application/ld+json">')
    return json.loads(rest.partition("</script>")[0]) if start else None
