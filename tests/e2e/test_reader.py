"""What a reader of the site meets on the way, in a real browser: a slow network, servers that stop, small screens, paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import DESKTOP, PHONE, Open
from tests.support.server import Server
from tests.support.server import static as served_as_files

pytestmark = pytest.mark.browser


@pytest.fixture
def page(reader: Open, address: str) -> Page:
    return reader(address, viewport=PHONE)


# ---- In every mode ----


def test_the_keyboard_alone_is_enough(reader: Open, root: str) -> None:
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


# ---- On the way ----


def test_a_slow_network_loses_nothing_and_mixes_nothing_up(reader: Open, static: str) -> None:
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


def test_where_the_servers_search_fails_the_site_answers_itself(reader: Open, address: str) -> None:
    page = reader(address)
    page.add_init_script("window.kbServed = true")
    page.route("**/api/search?*", lambda route: route.fulfill(status=200, body="<html>no</html>"))
    page.goto(address)
    page.get_by_role("combobox").first.fill("payslip poland")

    expect(page.get_by_role("option").first).to_contain_text("Payslip missing for August")
    page.get_by_role("button", name=re.compile("^Why this result")).first.click()
    expect(page.locator(".kb-search__reasons:visible")).to_contain_text("payslip")


def test_a_server_that_stops_is_told_and_waited_for(browser: Browser, workspace: Path, site: Path) -> None:
    """What is on the page stays usable; what cannot be looked up says so, and comes when the server is back."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    server = Server(workspace)
    page.goto(server.address)
    page.get_by_role("combobox").first.fill("payslip poland")
    expect(page.get_by_role("option").first).to_contain_text("Payslip missing for August")
    server.stop()

    page.get_by_role("combobox").first.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    page.get_by_role("combobox").first.fill("kiosk punches sunday")
    expect(page.get_by_text("Search cannot be reached just now.")).to_be_visible()
    assert page.get_by_role("combobox").first.input_value() == "kiosk punches sunday"

    with served_as_files(site, server.port):
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("option").first).to_contain_text("Punch import stops")
    context.close()
    assert broken == []


# ---- On the served site ----


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


def test_the_address_of_a_question_opens_it(page: Page, address: str) -> None:
    page.goto(f"{address}products/workday-recruiting/#kb-35e64855")

    expect(page.get_by_text("Ask the recruiter to generate the offer letter once more.")).to_be_visible()
    expect(page.locator("details:not([open])").first).to_be_visible()


def test_an_article_fits_on_one_sheet_of_paper(page: Page, address: str) -> None:
    page.goto(f"{address}troubleshooting/offer-letter-pdf-is-blank-kb-35e64855/")

    sheets = re.findall(rb"/Type /Page\b(?!s)", page.pdf(format="A4"))

    assert len(sheets) == 1
