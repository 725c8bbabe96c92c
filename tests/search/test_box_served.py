"""Beside a server the box asks it, and a reader does not notice when it fails."""

import time

import pytest
from playwright.sync_api import expect

from tests.search.test_box import field, home, look_for, options, titles

pytestmark = pytest.mark.browser


def test_the_server_is_asked_where_there_is_one(tab, desk):
    look_for(tab, desk.root, "workday payroll")
    tab.locator("[aria-pressed]").nth(0).click()
    expect(tab.locator("[aria-pressed=true]")).to_have_count(1)
    tab.locator("[aria-pressed]").nth(1).click()
    expect(tab.locator("[aria-pressed=true]")).to_have_count(2)

    assert desk.asked[0] == {"q": ["workday payroll"], "limit": ["10"], "offset": ["0"]}
    assert len(desk.asked[-1]["product"]) == 2


def test_a_plain_web_server_is_asked_nothing(tab, plain):
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    look_for(tab, plain, "payslip")

    assert [url for url in asked if "/api/" in url] == []


@pytest.mark.parametrize("mood", ["ill", "garbled", "silent"])
def test_a_server_that_fails_is_not_noticed(tab, desk, mood):
    desk.mood = mood
    tab.goto(home(desk.root))
    started = time.monotonic()
    field(tab).fill("payslip missing")

    expect(options(tab).first).to_contain_text("Payslip missing for March")
    assert time.monotonic() - started < 4
    assert desk.asked


def test_typing_on_does_not_lengthen_the_wait_for_a_silent_server(tab, desk):
    desk.mood = "silent"
    tab.goto(home(desk.root))
    started = time.monotonic()
    field(tab).press_sequentially("payslip missing for march", delay=90)

    assert options(tab).count() > 0, "results show while somebody still types"
    assert time.monotonic() - started < 6


def test_a_server_that_failed_is_left_alone_for_a_while(tab, desk):
    tab.clock.install()
    desk.mood = "ill"
    look_for(tab, desk.root, "payslip")
    asked = len(desk.asked)
    desk.mood = "well"
    field(tab).fill("payslip missing")
    expect(options(tab).first).to_contain_text("missing")

    assert len(desk.asked) == asked

    tab.clock.fast_forward(31_000)
    field(tab).fill("payslip")
    tab.wait_for_timeout(500)
    field(tab).fill("iban")
    expect(options(tab).first).to_contain_text("Bank")

    assert len(desk.asked) > asked


def test_a_late_answer_to_an_older_question_is_dropped(tab, desk):
    def slowly(route):
        if "iban" not in route.request.url:
            tab.wait_for_timeout(700)
        route.continue_()

    tab.route("**/api/search?*", slowly)
    tab.goto(home(desk.root))
    field(tab).fill("payslip")
    tab.wait_for_timeout(100)
    field(tab).fill("iban")
    expect(options(tab).first).to_contain_text("Bank details")
    tab.wait_for_timeout(1_000)

    expect(options(tab).first).to_contain_text("Bank details")


def test_a_slow_network_shows_that_something_comes(tab, desk):
    tab.route("**/api/search?*", lambda route: (tab.wait_for_timeout(700), route.continue_()))
    tab.goto(home(desk.root))
    field(tab).fill("payslip")

    expect(tab.locator(".kb-search--busy")).to_be_visible()
    expect(options(tab).first).to_contain_text("Payslip")
    expect(tab.locator(".kb-search--busy")).to_have_count(0)


def test_what_can_not_be_asked_at_all_says_so_and_comes_back(tab, plain):
    """The search is out of reach in the middle of a session; what was typed stays."""
    look_for(tab, plain, "payslip")
    shown = titles(tab)
    tab.evaluate(
        "() => { window.asks = kbSearch.query; kbSearch.query = () => Promise.reject(new Error('gone')); }"
    )
    field(tab).fill("payslip ")
    tab.locator(".kb-search__again").wait_for()

    assert options(tab).count() == 0
    expect(tab.locator(".kb-search__note")).to_contain_text("cannot be reached")
    expect(tab.locator("[data-kb-search] [role=status]")).to_contain_text("cannot be reached")

    tab.evaluate("() => { kbSearch.query = window.asks; }")
    tab.get_by_role("button", name="Try again").click()

    expect(tab.locator(".kb-search__title")).to_have_text(shown)
    expect(field(tab)).to_be_focused()


def test_the_search_tries_again_by_itself(tab, plain):
    tab.goto(home(plain))
    tab.evaluate(
        "() => { const asks = kbSearch.query; kbSearch.query = () => { kbSearch.query = asks; return Promise.reject(new Error('gone')); }; }"
    )
    field(tab).fill("payslip")
    tab.locator(".kb-search__again").wait_for()

    expect(options(tab).first).to_contain_text("Payslip")


def test_the_search_comes_back_with_the_network(tab, plain):
    tab.goto(home(plain))
    tab.evaluate(
        "() => { window.asks = kbSearch.query; kbSearch.query = () => Promise.reject(new Error('gone')); }"
    )
    field(tab).fill("payslip")
    tab.locator(".kb-search__again").wait_for()
    tab.evaluate("() => { kbSearch.query = window.asks; dispatchEvent(new Event('online')); }")

    expect(options(tab).first).to_contain_text("Payslip")
