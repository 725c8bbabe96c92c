"""Links and anchors as MkDocs sees them; code is not looked into."""

import time

import markdown as python_markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.articles import links


def targets(text):
    return [link.target for link in links.links(text)]


def test_inline_links_and_images_are_found_in_order():
    text = "See [a](a.md) and ![pic](i.png 'title') and [b *c*](<b c.md>#x) or [d](d.md#top \"t\").\n"

    found = [(link.target, link.image, link.label) for link in links.links(text)]

    assert found == [("a.md", False, "a"), ("i.png", True, "pic"), ("d.md#top", False, "d")]


def test_links_in_angle_brackets_parentheses_and_around_images():
    assert targets("[a](<b c.md#x>) [p](a_(b).md) [![alt](i.png)](page.md) [n\nl](x.md)") == [
        "b c.md#x",
        "a_(b).md",
        "page.md",
        "i.png",
        "x.md",
    ]


def test_link_definitions_count_where_they_stand():
    text = "See [the page][p].\n\n[p]: faq/a.md#top 'Title'\n[^note]: not.md\n"

    assert [(link.target, text.count("\n", 0, link.start) + 1) for link in links.links(text)] == [
        ("faq/a.md#top", 3)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```\n[a](b.md)\n```\n",
        "~~~md\n[a](b.md)\n```\n[a](b.md)\n~~~\n",
        "````\n```\n[a](b.md)\n```\n````\n",
        "- item\n\n    ```\n    [a](b.md)\n    ```\n",
        "text\n\n    [a](b.md)\n",
        "`[a](b.md)`",
        "`` ` [a](b.md) ``",
        "<!-- [a](b.md)\n -->",
        r"\[a](b.md)",
        "[a] (b.md)",
        "[^1]: see b.md",
        "[a](b.md",
        "`open\n\n```\n[a](b.md)\n",
    ],
)
def test_what_is_code_or_no_link_is_left_alone(text):
    assert targets(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "- item\n    [a](b.md)\n",
        "!!! note\n\n    [a](b.md)\n",
        "1. one\n\n    [a](b.md)\n",
        "`one\n\n[a](b.md) `\n",
        "``a` [a](b.md)",
        "text\n    [a](b.md)\n",
        "```\ncode\n```\n[a](b.md)\n",
        "[x[y]](b.md)",
    ],
)
def test_links_beside_code_are_found(text):
    assert targets(text) == ["b.md"]


def test_an_image_written_as_html_needs_alt_unless_it_says_it_is_decoration():
    found = [link.label for link in links.links('<img src="a"> <img src=b alt=""> <IMG alt=\'c d\' src=c>')]

    assert found == ["", "decoration", "c d"]


def test_footnotes_are_told_from_their_definitions():
    used, defined = links.footnotes("It works.[^s1] Again.[^s2][^s1]\n\n[^s2]: why [^s3]\n`[^no]`\n")

    assert list(used) == ["s1", "s2", "s3"]
    assert defined == {"s2"}


@pytest.mark.parametrize(
    "text",
    [
        "# One\n## Two words\n# One\n# One\n",
        "Title\n=====\n\nSub title\n---------\n",
        "## `code_name` and *bold* __x__ snake_case _it_\n",
        "## A [link](b.md) here & there &amp; <b>more</b>\n",
        "## Straße, Zürich – 3.5 %\n",
        "## 日本\n## 日本\n",
        "## Own {#mine}\n## Also { .cls #yours }\n## mine\n",
        "## Closed ##\n#Tight\n",
        "# one_1\n# one\n# one\n",
        "```\n# code\n```\n# real\n",
        "# ![pic](a.png) after\n",
        '# What\'s "new"? (2026)\n',
        "para\n# right below\n",
        "## 1\\. step\n",
    ],
)
def test_anchors_are_those_of_the_generator(text):
    engine = python_markdown.Markdown(extensions=["toc", "attr_list", "fenced_code"])
    engine.convert(text)

    assert links.anchors(text) == set(ids(engine.toc_tokens))


@given(st.text("abc DE-3.é&", min_size=1, max_size=20).map(str.strip).filter(bool))
def test_a_plain_heading_gets_the_generators_anchor(heading):
    engine = python_markdown.Markdown(extensions=["toc"])
    engine.convert(f"# a{heading}")

    assert links.anchors(f"# a{heading}") == set(ids(engine.toc_tokens))


def ids(tokens):
    for token in tokens:
        yield token["id"]
        yield from ids(token["children"])


def test_anchors_written_as_html_count():
    assert links.anchors('<a id="here"></a> <a name="there"></a>\n') == {"here", "there"}


@given(st.text("[]()!`#\\<>-= \n\tab^:", max_size=80))
def test_any_text_is_looked_through(text):
    """Nothing raises, every place lies in the text, and blanking code moves no character."""
    assert all(0 <= link.start < len(text) for link in links.links(text))
    blanked = links.without_code(text)
    assert len(blanked) == len(text) and blanked.count("\n") == text.count("\n")
    links.anchors(text)
    links.footnotes(text)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "[a](",
        "](",
        "[^1]",
        "`",
        "``` ",
        "<img ",
        "<!--",
        "\\",
        "# ",
        "[a]: ",
        "(",
        "_a ",
        "- ",
        "\n    x",
        "{:",
        "<",
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(piece):
    text = piece * (200_000 // len(piece))
    begin = time.process_time()

    list(links.links(text))
    links.anchors(text)
    links.footnotes(text)

    assert time.process_time() - begin < 2.0
