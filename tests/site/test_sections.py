from hypothesis import given
from hypothesis import strategies as st

from kb.site.sections import sections, workaround_first

LINES = st.lists(
    st.sampled_from(
        ["## Issue", "## Workaround", "## Workaround ##", "```", "~~~", "````", "text", "", "# a", "    ## x"]
    )
)


@given(LINES)
def test_the_sections_together_are_the_body(lines):
    body = "\n".join(lines)

    assert "".join(text for _, text in sections(body)) == body


@given(LINES)
def test_nothing_is_lost_where_the_workaround_comes_first(lines):
    body = "\n".join(lines)

    assert sorted(workaround_first(body).split()) == sorted(body.split())


def test_a_heading_inside_a_fenced_block_is_none():
    assert [name for name, _ in sections("## Issue\n```\n## Workaround\n```\n## Cause ##\n")] == [
        "issue",
        "cause",
    ]


def test_a_body_without_a_workaround_stays_as_it_is():
    assert workaround_first("## Issue\n\n\nWhite.\n") == "## Issue\n\n\nWhite.\n"
