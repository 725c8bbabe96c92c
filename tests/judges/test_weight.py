"""What a reader's first look at an article costs, all of it, as it goes over the wire."""

import pytest
from playwright.sync_api import Browser

from tests.judges.test_axe import ARTICLE
from tests.support.wire import first_view

pytestmark = pytest.mark.browser

MOST = 100_000


def test_the_first_article_costs_at_most_100_kb(browser: Browser, team: str) -> None:
    view = first_view(browser, f"{team}{ARTICLE}")

    assert sum(view.values()) <= MOST, view
    assert len(view) >= 9  # page, styles, scripts, logo: nothing came from somewhere else
