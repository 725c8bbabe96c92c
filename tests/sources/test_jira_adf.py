"""Documents of Jira's REST v3 become readable Markdown."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.account import Rejection
from kb.model.incident import Incident
from kb.sources.jira_adf import fence, mentions, to_markdown
from kb.sources.jira_json import SOURCE
from tests.sources.samples import an_issue, jira, records


def node(kind, *content, **attrs):
    return {"type": kind, "content": list(content), "attrs": attrs}


def text(words, *marks, **link):
    return {"type": "text", "text": words, "marks": [{"type": mark, "attrs": link} for mark in marks]}


def p(*content):
    return node("paragraph", *(text(each) if isinstance(each, str) else each for each in content))


def item(*content):
    return node("listItem", *(p(each) if isinstance(each, str) else each for each in content))


CASES = [
    (node("heading", text("Steps"), level=3), "**Steps**"),
    (node("heading", text("Steps", "strong"), level=3), "**Steps**"),
    (p("one", node("hardBreak"), "two"), "one\ntwo"),
    (p("Click ", text("here ", "strong"), "now"), "Click **here** now"),
    (p(text("a", "em"), text(" b", "strike"), text(" c", "underline"), text("2", "subsup")), "_a_ b c2"),
    (p(text("x", "strong", "em")), "**_x_**"),
    (p(text("kb *", "code", "strong")), "`kb *`"),
    (p(text("a ` b", "code")), "`` a ` b ``"),
    (p(text("here", "link", href="https://example.com")), "[here](https://example.com)"),
    (p(text("https://example.com", "link", href="https://example.com")), "https://example.com"),
    (p(text("   ", "strong")), ""),
    (p(node("mention", id="5b10", text="@Zoë Hart")), "@Zoë Hart"),
    (p(node("mention", id="5b10")), "@5b10"),
    (p(node("emoji", shortName=":smile:", text="😄")), "😄"),
    (p(node("emoji", shortName=":tick:")), ":tick:"),
    (p(node("status", text="IN PROGRESS", color="blue")), "IN PROGRESS"),
    (p(node("date", timestamp="1774915200000")), "2026-03-31"),
    (p(node("date", timestamp="soon")), "soon"),
    (p(node("date", timestamp="9" * 40)), "9" * 40),
    (p(node("inlineCard", url="https://example.com/a")), "https://example.com/a"),
    (p({"type": "inlineCard", "attrs": {"data": {"url": "https://example.com/b"}}}), "https://example.com/b"),
    (node("blockCard", url="https://example.com/c"), "https://example.com/c"),
    (node("embedCard", url="https://example.com/d"), "https://example.com/d"),
    (p(node("placeholder", text="your name")), "your name"),
    (p(node("inlineExtension", text="macro")), "macro"),
    (node("codeBlock", text("a = 1\nb"), language="python"), "```python\na = 1\nb\n```"),
    (node("codeBlock", text("x")), "```\nx\n```"),
    (node("blockquote", p("one"), p("two")), "> one\n>\n> two"),
    (node("panel", p("Careful."), panelType="warning"), "> Careful."),
    (node("bulletList", item("a", node("bulletList", item("b"))), item("c")), "- a\n  - b\n- c"),
    (
        node("orderedList", item("a", node("orderedList", item("b")), "after"), item("c")),
        "1. a\n   1. b\n\n   after\n2. c",
    ),
    (node("orderedList", item("nine"), item("ten", "more"), order=9), "9. nine\n10. ten\n\n    more"),
    (
        node("taskList", node("taskItem", text("a"), state="DONE"), node("taskItem", text("b"), state="TODO")),
        "- [x] a\n- [ ] b",
    ),
    (
        node("taskList", node("taskItem", text("a"), state="TODO"), node("taskList", node("taskItem", text("b"), state="DONE"))),
        "- [ ] a\n   - [x] b",
    ),
    (node("decisionList", node("decisionItem", text("Go."), state="DECIDED")), "- Go."),
    (
        node(
            "table",
            node("tableRow", node("tableHeader", p("Name")), node("tableHeader", p("Age"))),
            node("tableRow", node("tableCell", p("Kim"), p("a|b")), node("tableCell", p("5"))),
        ),
        "| Name | Age |\n| --- | --- |\n| Kim a/b | 5 |",
    ),
    (node("mediaSingle", node("media", id="c0ffee", alt="shot.png")), "(image: shot.png)"),
    (node("mediaSingle", node("media", alt="shot.png"), node("caption", text("The error"))), "(image: shot.png)\n\nThe error"),
    (node("mediaGroup", {"type": "media", "attrs": {"type": "file", "id": "c0ffee"}}), "(attached: c0ffee)"),
    (p("see ", {"type": "mediaInline", "attrs": {"alt": "log.txt"}}), "see (image: log.txt)"),
    (node("expand", p("inner"), title="More"), "More\n\ninner"),
    (node("nestedExpand", p("inner")), "inner"),
    (node("rule"), ""),
    (node("layoutSection", node("layoutColumn", p("left")), node("layoutColumn", p("right"))), "left\n\nright"),
    (node("bodiedExtension", p("in it")), "in it"),
    (node("extension", text="macro"), "macro"),
    (node("mystery", text("kept "), text("too")), "kept too"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "markdown"), CASES)
def test_every_node_is_drawn(content, markdown):
    assert to_markdown(node("doc", content), lambda _: "") == markdown


def test_blocks_stand_apart():
    assert to_markdown(node("doc", p("one"), p(), p("two"))) == "one\n\ntwo"


def test_known_people_are_called_by_name():
    document = node("doc", p(node("mention", id="1", text="@old")))

    assert to_markdown(document, {"1": "Jane Smith"}.get) == "@Jane Smith"
    assert list(mentions(document)) == [("1", "old")]


@pytest.mark.parametrize(
    "kind", ["blockquote", "panel", "expand", "listItem", "bulletList", "table", "mystery", "paragraph"]
)
def test_deep_nesting_loses_no_words(kind):
    document = p("deep down")
    for _ in range(5000):
        document = node(kind, document)

    found = to_markdown(document, lambda _: "")

    assert "deep down" in found
    assert list(mentions(document)) == []


@pytest.mark.parametrize("depth", [100, 600])
def test_a_deep_document_costs_no_more_than_its_issue(tmp_path, depth):
    deep = '{"type":"blockquote","content":[' * depth + json.dumps(p("deep")) + "]}" * depth
    path = jira(tmp_path, an_issue("HR-1", description="@@"), an_issue("HR-2"))
    path.write_text(path.read_text().replace('"@@"', deep))

    first, second = records(SOURCE, path)

    assert "deep" in (first.description if isinstance(first, Incident) else first.reason)
    assert isinstance(first, Incident if depth == 100 else Rejection)
    assert isinstance(second, Incident)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "content", "attrs", "marks", "text", "id", "order", "timestamp"])
            | st.text(max_size=4),
            inner
            | st.sampled_from(["doc", "text", "table", "mention", "date", "orderedList", "media", "link"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(anything)
def test_anything_can_be_drawn(document):
    assert isinstance(to_markdown(document), str)
    assert all(isinstance(part, str) for pair in mentions(document) for part in pair)


def test_a_fence_is_longer_than_any_run_of_backticks_and_found_at_once():
    start = time.perf_counter()
    block = fence("`" * 300_000)

    assert block.startswith("`" * 300_001 + "\n")
    assert time.perf_counter() - start < 2
