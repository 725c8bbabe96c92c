"""Whatever a text holds, XML and JSON made of it parse, and nothing in a head acts."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.config import ProjectSettings
from kb.model.article import ArticleType, Audience, Confidence
from kb.model.portal import Portal
from tests.site.hostile import BLOCKS, INLINE
from tests.site.machines.reading import JSON_FEED, json_of, linked_data, with_address, xml_of
from tests.site.shelves import Elements, a_guide, a_lesson
from tests.support.build import an_article

HOSTILE = (
    *INLINE,
    "</script><script>alert(1)</script>",
    "]]><x/>",
    "<![CDATA[ x ]]>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "a\x00b\x08c\x0b\x1b[31m\x7f\x85",
    "\u202egnp.exe\u2066x\u2069",
    "half \ud83d a pair \udc00",
    "\ufffe\uffff\u2028\u2029\ufeff",
    "--> <!--",
    "x\n## Optional\n\n- [y](https://example.com)",
    "](https://example.com) [x",
)
ELEMENTS = {
    "feed", "entry", "id", "title", "subtitle", "updated", "published", "author", "name", "link", "category", "summary",
    "urlset", "url", "loc", "lastmod",
    "OpenSearchDescription", "ShortName", "LongName", "Description", "InputEncoding", "Url",
}  # fmt: skip
ALLOWED = {"meta", "link", "script"}


def a_hostile(text: str, body: str = "") -> Portal:
    said = f"## Issue\n\n{body or text}\n\n## Resolution\n\n{body or text}\n"
    return with_address(
        Audience.USERS,
        project=ProjectSettings(name=text, description=text, url="https://kb.example/"),
        articles=[
            an_article(
                f"kb-0000000{n}",
                path=f"{kind.folder}/{n}.md",
                type=kind,
                title=text,
                owner=text,
                environment=(text,),
                language=text,
                audience=Audience.USERS,
                confidence=Confidence.VALIDATED,
                body=said,
            )
            for n, kind in enumerate(ArticleType)
        ],
        guides=(a_guide(title=text, owner=text, body=said, audience=Audience.USERS),),
        lessons=(a_lesson(title=text, owner=text, body=said, audience=Audience.USERS),),
    )


def assert_inert(portal: Portal) -> None:
    for asset in portal.assets:
        if asset.path.endswith(".xml"):
            names = {each.tag.rpartition("}")[2] for each in xml_of(portal, asset.path).iter()}
            assert names <= ELEMENTS, asset.path
        elif asset.path.endswith("feed.json"):
            jsonschema.validate(json_of(portal, asset.path), JSON_FEED)
            assert b"<" not in asset.content
    schema = json_of(portal, "api/pages.schema.json")
    jsonschema.validate(json_of(portal, "api/pages.json"), schema)
    for page in portal.pages:
        for tag, attributes in Elements(page.head).elements:
            assert tag in ALLOWED, page.path
            assert set(attributes) <= {"rel", "type", "title", "href", "name", "property", "content"}
            if tag == "script":
                assert attributes == {"type": "application/ld+json"}
            if tag == "link":
                assert "//" not in str(attributes["href"])
        assert page.head.count("<script") == page.head.count("</script>") <= 1
        linked_data(portal, page.path)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_texts(text):
    assert_inert(a_hostile(text))


@pytest.mark.parametrize("block", BLOCKS)
def test_hostile_bodies_are_only_texts(block):
    assert_inert(a_hostile("Harmless", body=block))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_adds_nothing_to_the_list_for_language_models(text):
    """No heading, no line and no link of its own."""
    lines = next(
        asset.content.decode() for asset in a_hostile(text).assets if asset.path == "llms.txt"
    ).splitlines()

    assert [line for line in lines if line.startswith("## ")] == [
        "## Troubleshooting",
        "## Questions",
        "## Guides",
        "## Lessons",
    ]
    assert len([line for line in lines if line.startswith("- [")]) == 6


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=30))
def test_any_text_is_only_a_text(text):
    assert_inert(a_hostile(f"x{text}"))


@settings(deadline=None)
@given(st.text(max_size=40))
def test_what_is_told_is_the_title_as_readers_see_it(text):
    portal = a_hostile(f"x{text}")

    told = json.loads(next(a.content for a in portal.assets if a.path == "feed.json"))

    assert {each["title"] for each in told["items"]} == {
        each["title"] for each in json_of(portal, "api/pages.json")["items"] if each["confidence"]
    }
