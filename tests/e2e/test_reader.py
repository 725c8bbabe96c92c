"""A reader opens the served site in a real browser, types a question in it and reads the right article."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.flows.demo import demo

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("reader") / "demo"
    demo(folder)
    server = subprocess.Popen(
        [sys.executable, "-m", "kb", "-C", str(folder), "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert server.stderr is not None
        told = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
        assert told
        yield told[0]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=10)
        assert server.stderr is not None
        server.stderr.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test when anything goes wrong in it or it calls another host."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: wrong.append(request.url) if not request.url.startswith((address, "data:")) else None,
    )
    yield page
    context.close()
    assert wrong == []


def test_a_question_leads_to_the_right_article(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("combobox").first.fill("the offer pdf is white, what now?")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Offer letter blank")

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Offer letter blank")
    expect(page.get_by_text("Publish the template again")).to_be_visible()
    expect(page.locator(".kb-state")).to_contain_text("confirmed in 10 incidents")


def test_a_mistyped_question_is_understood(page: Page, address: str) -> None:
    page.goto(address)

    page.get_by_role("combobox").first.fill("ofer leter blnk")

    expect(page.get_by_role("option").first).to_contain_text("Offer letter blank")


def test_search_opens_with_a_key_on_any_page(page: Page, address: str) -> None:
    page.goto(f"{address}/troubleshooting/")

    page.keyboard.press("/")
    page.keyboard.type("payslip poland")

    expect(page.get_by_role("option").first).to_contain_text("No payslip in Poland")


def test_the_page_does_not_scroll_sideways_on_a_phone(page: Page, address: str) -> None:
    for path in ("", "troubleshooting/", "faq/", "guides/", "lessons/", "archive/", "guides/who-to-call/"):
        page.goto(f"{address}/{path}")

        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path


def test_what_stands_in_a_head_for_programs_costs_readers_nothing(page: Page, address: str) -> None:
    """The theme takes an alternate for another language's site and would fetch that one's sitemap."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", "products/workday-payroll/", "guides/who-to-call/"):
        page.goto(f"{address}/{path}", wait_until="networkidle")
        assert page.locator("link[rel~=alternate]").count() >= 3

    assert [url for url in asked if url.endswith((".xml", ".md", "feed.json"))] == []


def test_an_address_that_does_not_exist_helps(page: Page, address: str) -> None:
    answer = page.request.get(f"{address}/nowhere/")

    assert answer.status == 404
    assert "data-kb-search" in answer.text()
