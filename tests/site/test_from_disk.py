"""Links of pages that are opened from a disk."""

import pytest

from kb.site.from_disk import settled


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("faq/", "faq/index.html"),
        ("../", "../index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("faq/#top", "faq/index.html#top"),
        ("find/?q=vpn", "find/index.html?q=vpn"),
        ("#top", "#top"),
        ("feed.xml", "feed.xml"),
        ("https://kb.example/", "https://kb.example/"),
        ("//kb.example/", "//kb.example/"),
        ("mailto:help@kb.example", "mailto:help@kb.example"),
    ],
)
def test_a_link_to_a_folder_leads_to_the_page_in_it(target: str, found: str) -> None:
    assert settled(f'<a class="x" href="{target}">a</a>') == f'<a class="x" href="{found}">a</a>'


def test_words_that_look_like_a_link_stay() -> None:
    assert settled('<p>href="faq/"</p>') == '<p>href="faq/"</p>'
