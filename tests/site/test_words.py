from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model.prose import one_line
from kb.site.words import attribute, count, day, front_matter, summary, words
from tests.site.hostile import INLINE
from tests.site.shelves import Elements, active, render

MARKUP = st.text(alphabet=st.sampled_from("ab 1.)-+*_`#>|<&~^=:[]()!?{}\\\"'/\n\t"), max_size=40)


@settings(deadline=None)  # the first rendering imports the extensions
@given(st.one_of(st.text(max_size=60), MARKUP))
def test_words_show_as_they_were_given(text):
    """Whatever a title holds, the reader sees exactly that."""
    written = words(text)

    page = render(f"# a {written} z\n\n- {written}\n- [a{written}z](a.md)\n\n<hr>\n\n{written}\n")

    assert Elements(page).text.count(one_line(text)) >= 4


@pytest.mark.parametrize("text", INLINE)
def test_words_never_act(text):
    page = (
        f'# {words(text)}\n\n- {words(text)}\n\n    {words(text)}\n\n??? quote "x"\n\n    - {words(text)}\n'
    )

    assert active(render(page)) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_metadata_reads_back_as_the_escaped_text(title, description):
    text = front_matter(title=title, description=description)

    meta = yaml.safe_load(text.partition("\n---\n")[0])

    assert meta["title"] == attribute(title)
    assert meta.get("description", "") == attribute(description)
    assert not set('<>"') & set(attribute(title))


def test_dates_and_numbers_are_written_as_people_do():
    assert day(date(2026, 9, 2)) == "2 September 2026"
    assert count(1, "incident") == "1 incident"
    assert count(1204, "incident") == "1,204 incidents"


def test_a_summary_is_the_first_prose_without_markup():
    body = (
        "## Issue\n\nThe **PDF** is `white`, see [this](a.md).[^r1] Code &lt;server&gt;.\n\n## Cause\n\nNo.\n"
    )

    assert summary(body) == "The PDF is white, see this. Code <server>."


def test_a_long_summary_is_cut_at_a_word():
    assert summary("word " * 100, limit=20) == "word word word…"


def test_a_summary_of_nothing_is_empty():
    assert summary("## Issue\n\n```\ncode\n```\n") == ""
