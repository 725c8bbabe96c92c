"""HTML that people and products write becomes Markdown; nothing that acts is left."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.io.html import to_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("<p>One.</p><p>Two<br>lines.</p>", "One.\n\nTwo  \nlines."),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ('<a href="https://example.com/x">here</a>', "[here](https://example.com/x)"),
        ("<b>bold</b> and <code>x_y</code>", "**bold** and `x_y`"),
        ("a<script>alert(1)</script><style>p{}</style><!-- no -->b", "ab"),
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ("<p>snake_case_name 2 * 3</p>", "snake_case_name 2 * 3"),
    ],
)
def test_each_construct(html, markdown):
    assert to_markdown(html).replace("  \n", "\n") == markdown.replace("  \n", "\n")


def test_a_table_stays_a_table():
    text = to_markdown("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>")

    assert "| a | b |" in text
    assert "| 1 | 2 |" in text


@pytest.mark.parametrize(
    "seed",
    [
        "<br ",
        "<",
        "<!--",
        "<!-- -->",
        "<script",
        "<script>",
        "</",
        "<a href='",
        "<p>",
        "&",
        "<![CDATA[",
        "<?",
        "<b><i>",
        "<style></style>",
    ],
)
def test_time_does_not_grow_with_the_square(seed):
    """Eight times the text takes about eight times as long; squares would take 64 times."""

    def seconds(size):
        start = time.process_time()
        to_markdown((seed * size)[:size])
        return time.process_time() - start

    short = max(seconds(5_000), seconds(5_001))

    assert any(seconds(40_000) < max(30 * short, 0.5) for _ in range(4))


def test_marks_that_begin_no_tag_are_words():
    assert to_markdown("<p>a < b and <server is down</p>") == "a < b and <server is down"


def test_absurd_nesting_gives_the_words():
    assert to_markdown("<div>" * 5000 + "deep <b>words</b>").split() == ["deep", "words"]


def test_very_long_html_gives_the_words():
    assert to_markdown("<p>word</p>" * 300_000).startswith("word\nword")


@given(st.text(alphabet="<>/!-a&;=\"' pbrdiv\n[]", max_size=80))
def test_nothing_raises(text):
    assert "<script" not in to_markdown(f"{text}<script>x</script>").lower() or "<script" in text.lower()
