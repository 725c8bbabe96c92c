"""The whole sample site, served, and a browser's tab in which nothing may go wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kb.model.article import Audience
from tests.support.node import needed
from tests.support.site import serving, whole_site


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the sample's workspace with its built sites."""
    return whole_site(tmp_path_factory)


@pytest.fixture(scope="session")
def team(workspace: Path) -> Iterator[str]:
    """Serve the site that has every kind of page."""
    with serving(workspace, Audience.INTERNAL) as root:
        yield root


@pytest.fixture(scope="session")
def public(workspace: Path) -> Iterator[str]:
    """Serve the site that search engines may read."""
    with serving(workspace, Audience.PUBLIC) as root:
        yield root


@pytest.fixture(scope="session")
def axe() -> str:
    """Give axe-core, as one script."""
    return needed("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def tab(browser: Browser, team: str) -> Iterator[Callable[..., Page]]:
    """
    Open a tab under the site's own policy.

    A console error, which is also how a browser tells what the policy forbids, or a request to another host fails the test.
    """
    wrong: list[str] = []
    contexts = []

    def opened(**options: object) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1200, "height": 800}} | options))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)

        def told(message: object) -> None:
            kind, text, where = message.type, message.text, message.location["url"]  # type: ignore[attr-defined]
            lost = "404" in text and where.endswith(
                "/nowhere/offer-letters-blank/"
            )  # that is what was asked for
            if kind == "error" and not lost:
                wrong.append(f"{where}: {text}")

        page.on("console", told)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((team, "data:")) else wrong.append(asked.url),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
