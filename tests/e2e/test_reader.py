"""A reader opens the site in a real browser, types a question in it and reads the right article, however it is served."""

import functools
import http.server
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kb import config
from kb.flows.demo import demo

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1200, "height": 800}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader") / "demo"
    demo(folder)
    return folder


def site(workspace: Path) -> Path:
    settings = config.load(workspace)
    return settings.site(settings.project.audience)


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `kb serve` and give its address."""
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
        yield told[0], server
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=10)
        assert server.stderr is not None
        server.stderr.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    with served(workspace) as (address, _):
        yield f"{address}/"


@pytest.fixture(scope="module")
def static(workspace: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=site(workspace))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["served", "static", "file"])
def root(request: pytest.FixtureRequest, workspace: Path) -> str:
    """Give the first page's folder as each kind of reader has it."""
    if request.param == "file":
        return site(workspace).as_uri() + "/"
    found: str = request.getfixturevalue("address" if request.param == "served" else "static")
    return found


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages that fail their test when anything goes wrong in them or they call another host."""
    wrong: list[str] = []
    contexts = []

    def opened(root: str, **options: object) -> Page:
        context = browser.new_context(**({"viewport": DESKTOP} | options))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: wrong.append(asked.url) if not asked.url.startswith((root, "data:")) else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(reader: Callable[..., Page], address: str) -> Page:
    return reader(address, viewport=PHONE)


def first_page(root: str) -> str:
    return f"{root}index.html" if root.startswith("file:") else root


# ---- In every mode ----


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_question_leads_to_the_right_article(
    reader: Callable[..., Page], root: str, size: dict[str, int]
) -> None:
    page = reader(root, viewport=size, has_touch=size is PHONE)
    page.goto(first_page(root))
    page.get_by_role("combobox").first.fill("the offer pdf is white, what now?")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Offer letter PDF is blank")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    if size is PHONE:
        first.tap()
    else:
        first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Offer letter PDF is blank")
    expect(page.get_by_text("Publish the template again")).to_be_visible()
    expect(page.locator(".kb-state")).to_contain_text("Confirmed in 10 incidents")


def test_the_keyboard_alone_is_enough(reader: Callable[..., Page], root: str) -> None:
    """Open, mistype, narrow, look why, choose, and come back to the same list."""
    page = reader(root)
    page.goto(f"{root}troubleshooting/index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("ofer leter blnk")
    expect(page.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")
    expect(page.locator(".kb-search__note")).to_contain_text("Showing results for")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('data-value')") == "troubleshooting":
            break
    page.keyboard.press("Space")
    expect(page.locator("[aria-pressed=true]")).to_have_text(re.compile(r"^Troubleshooting"))
    expect(page.locator("[aria-pressed=true]")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.kb-search__why')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".kb-search__reasons:visible")).to_contain_text("read as")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.kb-search__page')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"find/.*q=ofer"))
    expect(page.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")
    shown = page.locator(".kb-search__title").all_inner_texts()
    page.get_by_role("combobox").press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Offer letter PDF is blank")

    page.go_back()

    expect(page.locator(".kb-search__title")).to_have_text(shown)
    expect(page.locator("[aria-pressed=true]")).to_have_text(re.compile(r"^Troubleshooting"))


def test_what_nobody_wrote_about_ends_with_somebody_to_ask(reader: Callable[..., Page], root: str) -> None:
    page = reader(root)
    page.goto(first_page(root))
    page.get_by_role("combobox").first.fill("qqqqzzzz")

    expect(page.locator("[data-kb-nothing]")).to_contain_text("Call the HR service desk on 4400")
    expect(page.get_by_role("option")).to_have_count(3)


# ---- On the way ----


def test_a_slow_network_loses_nothing_and_mixes_nothing_up(reader: Callable[..., Page], static: str) -> None:
    """Each piece of the index takes 300 ms; what is shown is what was typed last."""
    page = reader(static, viewport=PHONE)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/assets/kb/index/**", slowly)
    page.goto(static)
    page.get_by_role("combobox").first.press_sequentially("payslip", delay=120)
    expect(page.locator(".kb-search--busy")).to_be_visible()
    page.get_by_role("combobox").first.fill("the offer pdf is white")

    expect(page.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")
    expect(page.locator(".kb-search--busy")).to_have_count(0)
    page.wait_for_timeout(1_000)
    expect(page.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")


def test_where_the_servers_search_fails_the_site_answers_itself(
    reader: Callable[..., Page], address: str
) -> None:
    page = reader(address)
    page.add_init_script("window.kbServed = true")
    page.route("**/api/search?*", lambda route: route.fulfill(status=200, body="<html>no</html>"))
    page.goto(address)
    page.get_by_role("combobox").first.fill("payslip poland")

    expect(page.get_by_role("option").first).to_contain_text("Payslip missing for August")
    page.get_by_role("button", name=re.compile("^Why this result")).first.click()
    expect(page.locator(".kb-search__reasons:visible")).to_contain_text("payslip")


def test_a_server_that_stops_is_told_and_waited_for(browser: Browser, workspace: Path) -> None:
    """What is on the page stays usable; what cannot be looked up says so, and comes when the server is back."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    with served(workspace) as (address, _):
        page.goto(address)
        page.get_by_role("combobox").first.fill("payslip poland")
        expect(page.get_by_role("option").first).to_contain_text("Payslip missing for August")
    port = int(address.rpartition(":")[2])

    page.get_by_role("combobox").first.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    page.get_by_role("combobox").first.fill("kiosk punches sunday")
    expect(page.get_by_text("Search cannot be reached just now.")).to_be_visible()
    assert page.get_by_role("combobox").first.input_value() == "kiosk punches sunday"

    handler = functools.partial(_Quiet, directory=site(workspace))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("option").first).to_contain_text("Punch import stops")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        context.close()
    assert broken == []


def test_without_a_script_there_is_a_form(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    for path in ("", "find/", "nowhere/"):
        page.goto(f"{address}{path}")
        page.get_by_role("search").get_by_role("searchbox").fill("payslip")
        page.get_by_role("button", name="Search").click()

        assert page.url == f"{address}find/?q=payslip"
    context.close()


# ---- On the served site ----


def test_a_mistyped_question_is_understood(page: Page, address: str) -> None:
    page.goto(address)

    page.get_by_role("combobox").first.fill("ofer leter blnk")

    expect(page.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")


def test_search_opens_with_a_key_on_any_page(page: Page, address: str) -> None:
    page.goto(f"{address}troubleshooting/")

    page.keyboard.press("/")
    page.keyboard.type("payslip poland")

    expect(page.get_by_role("option").first).to_contain_text("Payslip missing for August")


def test_the_page_does_not_scroll_sideways_on_a_phone(page: Page, address: str) -> None:
    for path in (
        "",
        "troubleshooting/",
        "faq/",
        "guides/",
        "lessons/",
        "archive/",
        "guides/who-to-call/",
        "find/",
    ):
        page.goto(f"{address}{path}")

        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path


def test_what_stands_in_a_head_for_programs_costs_readers_nothing(page: Page, address: str) -> None:
    """The theme takes an alternate for another language's site and would fetch that one's sitemap."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", "products/workday-payroll/", "guides/who-to-call/"):
        page.goto(f"{address}{path}", wait_until="networkidle")
        assert page.locator("link[rel~=alternate]").count() >= 3

    assert [url for url in asked if url.endswith((".xml", ".md", "feed.json"))] == []


def test_an_address_that_does_not_exist_helps(page: Page, address: str) -> None:
    answer = page.request.get(f"{address}nowhere/")

    assert answer.status == 404
    assert "data-kb-search" in answer.text()


def test_a_dead_address_is_searched_for_its_words(browser: Browser, address: str) -> None:
    """An article that was renamed by hand, or a link with a typing error, leads to the pages closest to it."""
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}troubleshooting/offer-letters-blank-kb-ffffffff/")

    expect(page.get_by_role("combobox").first).to_have_value("offer letters blank")
    expect(page.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")
    expect(page.get_by_role("link", name="Whom to call").last).to_be_visible()
    page.close()


def test_the_address_of_a_question_opens_it(page: Page, address: str) -> None:
    page.goto(f"{address}products/workday-recruiting/#kb-35e64855")

    expect(page.get_by_text("Ask the recruiter to generate the offer letter once more.")).to_be_visible()
    expect(page.locator("details:not([open])").first).to_be_visible()


def test_an_article_fits_on_one_sheet_of_paper(page: Page, address: str) -> None:
    page.goto(f"{address}troubleshooting/offer-letter-pdf-is-blank-kb-35e64855/")

    sheets = re.findall(rb"/Type /Page\b(?!s)", page.pdf(format="A4"))

    assert len(sheets) == 1
