"""What the theme writes wrong is put right, and nothing else is touched."""

import pytest

from kb.site.theme import mended

TITLE = '<label class="md-nav__title" for="__toc">Contents</label>'


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (
            '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off">',
            '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer">',
        ),
        ('<label for="__nav_4" tabindex="">', '<label for="__nav_4">'),
        (TITLE, '<label class="md-nav__title">Contents</label>'),
    ],
)
def test_attributes_that_html_does_not_allow_go(theirs: str, ours: str) -> None:
    assert mended(theirs) == ours


@pytest.mark.parametrize(
    "right",
    [
        f'<input class="md-nav__toggle md-toggle" type="checkbox" id="__toc">{TITLE}',
        '<label for="__nav_4" tabindex="0">',
        '<textarea autocomplete="off"></textarea><input type="search" autocomplete="off">',
    ],
)
def test_what_is_right_stays(right: str) -> None:
    assert mended(right) == right
