"""The search box in a real browser: from `file://`, from a plain web server, and beside a server that answers."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from kb.search.static_index import export
from tests.search.conftest import CONTACT, box_documents
from tests.search.static_engine import unpack

pytestmark = pytest.mark.browser


def home(root):
    return f"{root}index.html"


def field(tab):
    return tab.locator("[data-kb-search] [role=combobox]")


def options(tab):
    return tab.locator("[role=option]:visible")


def look_for(tab, root, text):
    """Type a question on the first page and wait for its answer."""
    tab.goto(home(root))
    field(tab).fill(text)
    tab.locator("[data-kb-search] .kb-search__title").first.wait_for()


def titles(tab):
    return tab.locator(".kb-search__title").all_inner_texts()


# ---- Asking ----


def test_a_question_typed_on_the_first_page_opens_the_right_article(tab, root):
    tab.goto(home(root))
    field(tab).press_sequentially("offer pdf is white")
    tab.keyboard.press("Enter")

    tab.wait_for_url("**/troubleshooting/page-1/**")
    assert tab.locator("h1").inner_text() == "kb-00000001"


def test_enter_right_after_typing_opens_what_was_typed_last(tab, plain):
    tab.goto(home(plain) + "?q=payslip")
    options(tab).first.wait_for()
    field(tab).fill("iban rejected")
    tab.keyboard.press("Enter")

    tab.wait_for_url("**/troubleshooting/page-5/**")


def test_down_and_enter_opens_the_first_result(tab, plain):
    look_for(tab, plain, "vpn sleep")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")

    tab.wait_for_url("**/troubleshooting/page-21/**")


def test_the_button_in_the_header_opens_the_box_below_a_folder(tab, root):
    tab.goto(root + "troubleshooting/page-3/index.html")
    tab.locator(".kb-search-button").click()
    tab.locator("dialog input").fill("vpn sleep")
    tab.locator("dialog [role=option]").first.click()

    tab.wait_for_url("**/troubleshooting/page-21/**")


def test_a_corrected_word_is_told(tab, plain):
    look_for(tab, plain, "paysllip march")

    expect(tab.locator(".kb-search__note")).to_have_text("Showing results for payslip instead of paysllip")


def test_no_answer_gives_a_contact_and_somewhere_to_go(tab, root):
    tab.goto(home(root))
    tab.evaluate("addEventListener('kb-search-nothing', ({ detail }) => { window.missed = detail; })")
    field(tab).fill("qqqqzzzz")
    told = tab.locator("[data-kb-nothing]")

    expect(told).to_contain_text("Nothing found for “qqqqzzzz”")
    expect(told).to_contain_text(CONTACT)
    assert options(tab).count() == 3
    assert tab.evaluate("window.missed") == {"query": "qqqqzzzz"}


def test_where_meaning_is_on_the_files_say_that_they_know_words_alone(tab, plain, box_site, tmp_path):
    shutil.copytree(box_site, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "assets")
    unpack(export(box_documents(), by_words=True), tmp_path)
    told = tab.get_by_text("Searched by words, not by meaning.")

    look_for(tab, plain, "offer letter")
    expect(told).to_have_count(0)
    look_for(tab, f"{tmp_path.as_uri()}/", "offer letter")
    expect(told).to_be_visible()
    field(tab).fill("qqqqzzzz")
    expect(tab.locator("[data-kb-nothing]")).to_be_visible()
    expect(told).to_be_visible()


def test_two_letters_are_not_told_off(tab, plain):
    tab.goto(home(plain))
    field(tab).fill("wq")
    tab.wait_for_timeout(900)

    expect(tab.locator("[data-kb-nothing]")).to_have_count(0)

    field(tab).press("Enter")

    expect(tab.locator("[data-kb-nothing]")).to_have_count(1)


def test_more_results_are_a_press_away(tab, plain):
    look_for(tab, plain, "workday")
    first = titles(tab)
    tab.locator(".kb-search__more").focus()
    tab.keyboard.press("Enter")
    expect(options(tab)).to_have_count(20)

    assert len(first) == 10
    assert titles(tab)[:10] == first
    assert len(set(titles(tab))) == 20
    owned = tab.locator("[data-kb-search] [role=listbox]").get_attribute("aria-owns")
    assert len(owned.split()) == 20


# ---- Cards ----


def test_a_card_shows_what_it_is_and_marks_words(tab, plain):
    look_for(tab, plain, "payslip")
    first = options(tab).first

    assert first.locator(".kb-search__chip").all_inner_texts() == [
        "Troubleshooting", "Validated", "Workday Payroll",
    ]  # fmt: skip
    assert first.locator("mark").first.inner_text() == "Payslip"
    assert first.locator(".kb-search__snippet mark").count() >= 1


def test_what_has_no_page_is_no_link(tab, plain):
    look_for(tab, plain, "kiosk grey screen")
    lost = options(tab).first
    tab.keyboard.press("Enter")

    assert "INC0099001" in lost.inner_text()
    assert lost.get_attribute("href") is None
    assert lost.get_attribute("aria-disabled") == "true"
    assert tab.url.startswith(home(plain))


def test_why_a_result_was_found_is_told_on_demand(tab, root):
    look_for(tab, root, "offr leter white")
    why = tab.locator(".kb-search__why").first
    told = tab.locator(".kb-search__reasons").first

    expect(told).to_be_hidden()
    why.click()

    expect(why).to_have_attribute("aria-expanded", "true")
    expect(told).to_contain_text("“offr”, read as “Offer” – in the title")
    expect(told).to_contain_text("%")
    assert tab.url.startswith(home(root))


def test_where_the_engine_gives_no_reasons_the_words_do(tab, plain):
    tab.goto(home(plain))
    tab.evaluate(
        "() => { const { query } = kbSearch;"
        " kbSearch.query = (text, options) => query(text, { ...options, explain: false }); }"
    )
    field(tab).fill("payslip")
    tab.locator(".kb-search__why").first.click()

    expect(tab.locator(".kb-search__reasons").first).to_have_text("Words found: “payslip”")


# ---- Filters ----


def test_filters_narrow_with_counts_and_let_go_again(tab, root):
    look_for(tab, root, "workday")
    guide = tab.get_by_role("button", name=re.compile(r"^Validated \d+$"))
    number = int(guide.inner_text().split()[-1])
    guide.click()

    expect(options(tab)).to_have_count(number)
    expect(guide).to_have_attribute("aria-pressed", "true")
    assert all("Validated" in text for text in options(tab).all_inner_texts())

    tab.get_by_role("button", name="Clear filters").click()

    expect(options(tab)).to_have_count(10)
    expect(guide).to_have_attribute("aria-pressed", "false")


def test_filters_work_with_the_keyboard_and_keep_the_focus(tab, plain):
    look_for(tab, plain, "workday")
    chip = tab.locator("[aria-pressed]").first
    name = chip.inner_text()
    chip.focus()
    tab.keyboard.press("Space")

    expect(tab.locator("[aria-pressed=true]")).to_have_text(name)
    expect(tab.locator("[aria-pressed=true]")).to_be_focused()

    tab.keyboard.press("Enter")

    expect(tab.locator("[aria-pressed=true]")).to_have_count(0)
    expect(tab.locator("[aria-pressed]").first).to_be_focused()


def test_of_many_values_the_first_are_shown(tab, plain):
    look_for(tab, plain, "workday")
    product = tab.get_by_role("group", name="Product")

    assert product.locator("[aria-pressed]").count() == 6

    product.get_by_role("button", name=re.compile("more")).click()

    assert product.locator("[aria-pressed]").count() > 7
    expect(product.locator("[aria-pressed]").nth(6)).to_be_focused()


def test_one_language_is_nothing_to_choose_from(tab, plain):
    look_for(tab, plain, "payslip")

    assert tab.get_by_role("group", name="Type").count() == 1
    assert tab.get_by_role("group", name="Language").count() == 0


def test_when_filters_leave_nothing_they_are_to_blame(tab, plain):
    tab.add_init_script("addEventListener('kb-search-nothing', () => { window.missed = true; })")
    tab.goto(home(plain) + "?q=iban&type=lesson")
    expect(tab.locator(".kb-search__none")).to_contain_text("with these filters")
    tab.get_by_role("button", name="Clear filters").click()

    expect(options(tab).first).to_contain_text("Bank details rejected")
    assert tab.evaluate("window.missed") is None


# ---- The address ----


def test_the_address_holds_the_list_and_brings_it_back(new_tab, root):
    tab = new_tab()
    look_for(tab, root, "payslip missing")
    tab.get_by_role("button", name=re.compile("^Troubleshooting")).click()
    tab.wait_for_url(re.compile(r"q=payslip.missing&type=troubleshooting"))
    expect(tab.locator("[aria-pressed=true]")).to_have_count(1)
    shown = titles(tab)

    other = new_tab()
    other.goto(tab.url)
    expect(other.locator("[aria-pressed=true]")).to_have_count(1)

    assert field(other).input_value() == "payslip missing"
    assert titles(other) == shown


def test_back_goes_to_the_list_before(tab, root):
    look_for(tab, root, "payslip")
    shown = titles(tab)
    tab.get_by_role("button", name=re.compile("^Guide")).click()
    expect(tab.locator("[aria-pressed=true]")).to_have_count(1)

    tab.go_back()

    expect(tab.locator("[aria-pressed=true]")).to_have_count(0)
    expect(tab.locator(".kb-search__title")).to_have_text(shown)

    tab.go_back()

    expect(options(tab)).to_have_count(0)
    assert field(tab).input_value() == ""
    assert "?" not in tab.url


def test_back_from_an_article_shows_the_list_it_was_chosen_from(tab, root):
    look_for(tab, root, "payslip")
    shown = titles(tab)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/troubleshooting/**")

    tab.go_back()

    expect(tab.locator(".kb-search__title")).to_have_text(shown)


def test_a_list_that_was_sent_adds_nothing_to_the_history(tab, plain):
    tab.goto(home(plain) + "?q=payslip%20missing&page=2")
    options(tab).first.wait_for()

    assert tab.evaluate("history.length") == 2  # the empty page a tab starts with, and this one
    assert tab.url.endswith("?q=payslip%20missing&page=2")


def test_the_dialog_leads_to_a_list_that_can_be_sent(tab, root):
    tab.goto(root + "troubleshooting/page-3/index.html")
    tab.keyboard.press("/")
    tab.keyboard.type("payslip")
    tab.get_by_role("link", name="Open as a page").click()
    tab.wait_for_url(re.compile(r"/find/(index\.html)?\?q=payslip$"))

    expect(options(tab).first).to_contain_text("Payslip")


# ---- Recent searches ----


def recent(tab):
    return tab.locator(".kb-search__recent").all_inner_texts()


def test_searches_are_kept_once_a_result_is_chosen_and_not_before(tab, root):
    look_for(tab, root, "vpn sleep")

    assert tab.evaluate("localStorage.length") == 0

    tab.keyboard.press("Enter")
    tab.wait_for_url("**/troubleshooting/**")
    for text in ("iban", "badge"):
        look_for(tab, root, text)
        options(tab).first.click()
        tab.wait_for_url("**/troubleshooting/**")
    tab.goto(home(root))
    field(tab).click()

    assert recent(tab) == ["badge", "iban", "vpn sleep"]

    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")

    expect(field(tab)).to_have_value("iban")
    expect(options(tab).first).to_contain_text("Bank details")


def test_at_most_eight_searches_are_kept_and_they_can_be_forgotten(tab, plain):
    tab.goto(home(plain))
    asked = [f"qqzz{letter * 3}" for letter in "bcdfghjkmn"]
    for text in asked:
        field(tab).fill(text)
        field(tab).press("Enter")
        expect(tab.locator("[data-kb-nothing]")).to_contain_text(text)
    field(tab).fill("")

    expect(tab.locator(".kb-search__recent")).to_have_text(asked[:1:-1])

    tab.get_by_role("button", name="Forget them").click()

    assert recent(tab) == []
    assert tab.evaluate("localStorage.length") == 0


def test_a_browser_that_keeps_nothing_searches_as_well(tab, plain):
    tab.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });"
    )
    look_for(tab, plain, "vpn sleep")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/troubleshooting/page-21/**")


# ---- Hostile and odd ----


@pytest.mark.parametrize("part", ["q", "product"])
def test_an_address_is_never_markup(tab, root, part):
    hostile = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3Epayslip"
    tab.goto(home(root) + f"?q=payslip&{part}={hostile}")
    expect(tab.locator(".kb-search__note, [role=option]").first).to_be_attached()

    assert tab.locator("img").count() == 0


def test_an_answer_is_never_markup_and_leads_nowhere_else(tab, desk):
    evil = "<img src=x onerror=alert(1)>"
    urls = [
        "javascript:alert(1)",
        "//elsewhere.example/",
        "https://elsewhere.example/",
        "../../x/",
        "data:text/html,x",
    ]
    item = {"id": evil, "title": evil, "kind": evil, "type": evil, "confidence": evil, "products": [evil],
            "matched": [evil], "title_parts": [[evil, True]], "snippet_parts": [[evil, False]]}  # fmt: skip
    answer = {"query": evil, "found": 5, "offset": 0, "items": [item | {"url": url} for url in urls],
              "corrected": [[evil, evil]], "facets": {"type": [[evil, 2], ["constructor", 1]]}, "closest": []}  # fmt: skip
    tab.route("**/api/search?*", lambda route: route.fulfill(json=answer))
    look_for(tab, desk.root, "anything")
    tab.locator(".kb-search__why").first.click()

    assert tab.locator("img").count() == 0
    assert options(tab).count() == 5
    hrefs = tab.locator("[role=option][href]").evaluate_all("all => all.map((one) => one.href)")
    assert [href for href in hrefs if not href.startswith(desk.root)] == []
    assert len(hrefs) <= 1  # the one that stays on this site
    assert evil in options(tab).first.inner_text()


def test_a_very_long_text_is_a_question_like_any_other(tab, desk):
    look_for(tab, desk.root, "payslip missing " + "ж" * 3_900)

    assert options(tab).count() >= 1


def test_a_swapped_page_binds_its_box_once(tab, plain):
    """As the theme's instant navigation does: new content, the same script."""
    tab.add_init_script(
        "window.seen = []; window.document$ = { subscribe: (heard) => window.seen.push(heard) };"
    )
    tab.goto(home(plain))
    again = "window.seen.forEach((heard) => heard())"
    tab.evaluate(again)

    assert field(tab).count() == 1
    assert tab.locator(".kb-search-button").count() == 1

    tab.evaluate("document.querySelector('main').innerHTML = '<p><span data-kb-search></span></p>'")
    tab.evaluate(again)

    assert field(tab).count() == 1


def test_what_was_typed_before_the_script_came_is_asked(tab, plain):
    tab.route("**/search.js", lambda route: (tab.wait_for_timeout(400), route.continue_()))
    tab.goto(home(plain), wait_until="commit")
    tab.locator("[data-kb-search] input").press_sequentially("iban")

    expect(options(tab).first).to_contain_text("Bank details")
    expect(field(tab)).to_be_focused()
