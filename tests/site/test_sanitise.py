import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.site.sanitise import sanitise
from tests.site.hostile import BLOCKS
from tests.site.shelves import Elements, active, render


@pytest.mark.parametrize("text", BLOCKS)
def test_nothing_hostile_survives_in_a_body(text):
    """Even a body that nobody escaped is inert once it has been rendered."""
    assert active(sanitise(render(text))) == []


@pytest.mark.parametrize("text", BLOCKS)
def test_nothing_hostile_survives_as_plain_html(text):
    assert active(sanitise(text)) == []


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/='\" \tabcimgonerrsvtxlj:()&#;-!"), max_size=60))
def test_no_string_of_markup_gets_through(text):
    assert active(sanitise(text)) == []


def test_what_pages_are_made_of_stays():
    source = """\
# Title

!!! warning "Retired"

    Text

??? quote "Also asked as"

    - one

Text[^1] and [a link](../faq/) and <https://example.com>.

- [x] done
- [ ] open

| a | b |
|---|--:|
| 1 | 2 |

```python
print("x")
```

<div class="kb-search" data-kb-search><p>Search</p></div>

[^1]: A note.
"""
    html = render(source)

    def shape(text):
        return [
            (tag, {name: value or "" for name, value in attrs.items()})
            for tag, attrs in Elements(text).elements
        ]

    assert shape(sanitise(html)) == shape(html.replace(' align="right"', ' class="kb-right"'))
    assert Elements(sanitise(html)).text == Elements(html).text


def test_a_cell_is_aligned_as_html_allows():
    assert (
        sanitise("<table><tr><td align='right'>1</td></tr></table>").count('<td class="kb-right">1</td>') == 1
    )
    assert ' align="left"' in sanitise("<table><tr><td class='x' align='left'>1</td></tr></table>")


def test_the_themes_own_names_and_classes_cannot_be_taken():
    html = sanitise('<div id="__config" class="md-overlay kb-x">{}</div><p id="fn:1">x</p>')

    assert html == '<div class="kb-x">{}</div><p id="fn:1">x</p>'


@pytest.mark.parametrize(
    "address", ["https://example.com/a.png", "//example.com/a.png", "/\\example.com/a.png"]
)
def test_a_picture_calls_no_other_host(address):
    assert "example.com" not in sanitise(f'<img alt="x" src="{address}">')


def test_pictures_of_the_site_and_links_elsewhere_stay():
    assert sanitise('<img alt="x" src="../a.png">') == '<img alt="x" src="../a.png">'
    assert sanitise('<a href="https://example.com">x</a>') == '<a href="https://example.com">x</a>'


def test_inputs_are_task_lists_and_tabs_only():
    assert "password" not in sanitise('<input type="password" name="p">')
    assert 'type="checkbox"' in sanitise('<input type="checkbox">')
