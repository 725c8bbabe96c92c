"""Wiki markup becomes readable Markdown."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sources.jira_wiki import mentions, to_markdown


@pytest.mark.parametrize(
    ("wiki", "markdown"),
    [
        ("h2. Steps to do", "**Steps to do**"),
        ("h5.Steps", "**Steps**"),
        ("*bold* and _slanted_", "**bold** and _slanted_"),
        ("2*3*4 and a * b * c", "2*3*4 and a * b * c"),
        ("* one\n** two\n* three", "- one\n   - two\n- three"),
        ("# one\n# two\n## deep\n# three", "1. one\n2. two\n   1. deep\n3. three"),
        ("{code:java}int a = *b*;{code}", "```java\nint a = *b*;\n```"),
        ("{code:title=a.py|borderStyle=solid}\nx\n{code}", "a.py:\n\n```\nx\n```"),
        ("{noformat}[~a] {code}{noformat}", "```\n[~a] {code}\n```"),
        ("{code}a ``` b{code}", "````\na ``` b\n````"),
        ("{quote}one\ntwo{quote} after", "> one\n> two\n\n after"),
        ("bq. said", "> said"),
        ("{panel:title=Note|bgColor=#fff}text{panel}", "> **Note**\n> text"),
        ("{color:red}red{color} text", "red text"),
        (
            "[text|https://example.com] [https://example.com]",
            "[text](https://example.com) https://example.com",
        ),
        ("!shot.png|thumbnail! and wow! great!", "(image: shot.png) and wow! great!"),
        ("[^log.txt]", "(attached: log.txt)"),
        ("{{code}}", "`code`"),
        ("||Name||Age||\n|Kim|5|", "| Name | Age |\n| --- | --- |\n| Kim | 5 |"),
        ("a\\\\ b", "a\n b"),
        (r"\\server\share", r"\\server\share"),
        (r"\{x\}", "{x}"),
        (
            "un{*}bold{*}ly and {_}em{_} and H{~}2{~}O and {-}gone{-}",
            "un**bold**ly and _em_ and H2O and gone",
        ),
        ("||Name|Kim|\n||Age|5|", "| Name | Kim |\n| Age | 5 |"),
        ("{warning:title=Stop}now{warning}", "> **Stop**\n> now"),
        ("[text|https://example.com|smart-link]", "[text](https://example.com)"),
        ("[https://example.com|https://example.com|smart-link]", "https://example.com"),
        ("{anchor:top}above\n----\nbelow", "above\n\nbelow"),
    ],
)
def test_markup_is_rendered(wiki, markdown):
    assert to_markdown(wiki) == markdown


def test_mentions_are_named():
    assert to_markdown("[~broy] [~accountid:5b10]", {"broy": "Bob Roy"}.get) == "@Bob Roy @5b10"
    assert list(mentions("[~broy] [~accountid:5b10]")) == ["broy", "5b10"]


def test_what_is_never_closed_loses_no_words():
    text = to_markdown("{code:java}one {quote}two {panel}three {color:red}four [five| six")

    assert all(word in text for word in ("one", "two", "three", "four", "five", "six"))


@given(st.text(st.sampled_from("ab *_#-|{}[]!~^\\\n\x02\x033\r") | st.sampled_from("{code}"), max_size=120))
def test_any_text_can_be_rendered(text):
    to_markdown(text)


@pytest.mark.parametrize(
    "part", ["{code:a}", "{quote}", "[a|", "*a", "!a.", "{{", "{color", "[~", "||", "\\", "* "]
)
def test_long_hostile_text_takes_linear_time(part):
    text = part * (200_000 // len(part))

    start = time.perf_counter()
    to_markdown(text)

    assert time.perf_counter() - start < 5


def test_blocks_are_set_apart_where_markdown_would_join_them():
    text = "h2. Title\nWords.\n* one\n** two\n# first\n# second\n||a||b||\n|1|2|\nbq. said\nmore (/) done"

    assert to_markdown(text) == (
        "**Title**\n\nWords.\n\n- one\n   - two\n\n1. first\n2. second\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n> said\n\nmore ✓ done"
    )
