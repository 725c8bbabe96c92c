"""Text from outside means itself."""

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.drafting.markdown import escape, fence

EXTENSIONS = ["admonition", "footnotes", "tables", "toc", "pymdownx.details", "pymdownx.superfences"]
ALLOWED = {"<p>", "</p>", "<code>", "</code>"}


def render(text: str) -> str:
    return markdown.markdown(text, extensions=EXTENSIONS)


def tags(html: str) -> set[str]:
    import re

    return set(re.findall(r"<[^<>]+>", html))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Connect to <server> & wait", "Connect to &lt;server&gt; &amp; wait"),
        ("Write to [email]", "Write to [email]"),
        ("1. is not a list", "1. is not a list"),
        ("# no heading", "# no heading"),
        ("- no list", "- no list"),
        ("a_b_c and *stars*", "a_b_c and *stars*"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("see [the page](https://example.org/a_b)", "see the page (https://example.org/a_b)"),
        ("cost | benefit", "cost | benefit"),
        ("**Bold:** words", "Bold: words"),
        ("run `kb check` now", "run <code>kb check</code> now"),
    ],
)
def test_a_line_reads_as_it_was_written(text: str, shown: str) -> None:
    html = render(escape(text))

    assert html.removeprefix("<p>").removesuffix("</p>").replace("&#124;", "|") == shown


@given(st.text(max_size=80))
def test_no_text_makes_an_element(text: str) -> None:
    """Whatever somebody wrote, it renders as one paragraph of text and code."""
    assert tags(render(escape(text))) <= ALLOWED


@pytest.mark.parametrize(
    "opening", ["!!! note", "??? note", "=== tab", "---", "[^1]: x", ": x", "~~~", "```", "> quote", "\\"]
)
def test_no_line_opens_a_block(opening: str) -> None:
    assert tags(render(f"before\n\n{escape(opening)}\n\n    after")) <= ALLOWED | {"<pre>", "</pre>"}


def test_a_fence_is_longer_than_any_inside() -> None:
    code = "```\n<script>alert(1)</script>\n````"

    html = render(fence(code))

    assert "<script>" not in html
    assert "````" in html
