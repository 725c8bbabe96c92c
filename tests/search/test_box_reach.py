"""Whoever cannot see, point, or hold a large screen uses the search box as well as anybody."""

import pytest
from playwright.sync_api import expect

from tests.search.test_box import field, home, look_for, options

pytestmark = pytest.mark.browser


# ---- Keyboard ----


@pytest.mark.parametrize("keys", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_the_dialog_on_any_page_and_escape_leads_back(tab, root, keys):
    for page in ("index.html", "troubleshooting/page-3/index.html"):
        tab.goto(root + page)
        tab.locator("a").first.focus()
        tab.keyboard.press(keys)

        expect(tab.get_by_role("dialog")).to_be_visible()
        expect(tab.get_by_role("dialog").get_by_role("combobox")).to_be_focused()

        tab.keyboard.press("Escape")

        expect(tab.locator("dialog")).to_be_hidden()
        expect(tab.locator("a").first).to_be_focused()


def test_the_keyboard_alone_finds_an_article(tab, root):
    tab.goto(root + "troubleshooting/page-3/index.html")
    tab.keyboard.press("/")
    tab.keyboard.type("workday recruiting")
    tab.locator("dialog [role=option]").nth(1).wait_for()
    box = tab.locator("dialog [role=combobox]")
    expect(box).to_have_attribute("aria-expanded", "true")
    tab.wait_for_timeout(500)  # answers to what was typed before are told first
    expect(tab.locator(".kb-search--busy")).to_have_count(0)
    assert box.get_attribute("aria-activedescendant") is None

    tab.keyboard.press("ArrowDown")
    first = box.get_attribute("aria-activedescendant")
    tab.keyboard.press("ArrowDown")
    second = box.get_attribute("aria-activedescendant")
    tab.keyboard.press("ArrowUp")

    assert first != second
    assert box.get_attribute("aria-activedescendant") == first
    assert tab.locator(f"#{first}").get_attribute("aria-selected") == "true"
    assert tab.locator("[aria-selected=true]").count() == 1
    title = tab.locator(f"#{first}").get_attribute("href")

    tab.keyboard.press("Enter")
    tab.wait_for_url(title)


def test_arrows_walk_round_through_the_line_typed(tab, plain):
    look_for(tab, plain, "vpn")
    count = options(tab).count()
    tab.keyboard.press("ArrowUp")

    assert options(tab).nth(count - 1).get_attribute("aria-selected") == "true"

    tab.keyboard.press("ArrowDown")

    assert field(tab).get_attribute("aria-activedescendant") is None


def test_the_list_belongs_to_the_line_typed(tab, plain):
    look_for(tab, plain, "workday")
    tab.keyboard.press("ArrowDown")
    box = field(tab)
    owner = tab.locator(f"#{box.get_attribute('aria-controls')}")

    assert owner.get_attribute("role") == "listbox"
    assert owner.get_attribute("aria-owns").split() == options(tab).evaluate_all(
        "all => all.map((o) => o.id)"
    )
    assert box.get_attribute("aria-activedescendant") in owner.get_attribute("aria-owns").split()
    assert box.get_attribute("aria-autocomplete") == "list"
    assert tab.locator("[role=option] :is(a, button)").count() == 0


def test_home_and_end_move_in_the_text(tab, plain):
    look_for(tab, plain, "payslip")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Home")
    tab.keyboard.type("missing ")
    tab.keyboard.press("End")
    tab.keyboard.type(" march")

    assert field(tab).input_value() == "missing payslip march"


def test_escape_closes_the_list_first_and_empties_the_line_then(tab, plain):
    look_for(tab, plain, "payslip")
    tab.keyboard.press("Escape")

    expect(options(tab)).to_have_count(0)
    expect(field(tab)).to_have_attribute("aria-expanded", "false")
    assert field(tab).input_value() == "payslip"

    tab.keyboard.press("ArrowDown")

    assert options(tab).first.get_attribute("aria-selected") == "true"

    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")

    assert field(tab).input_value() == ""
    expect(options(tab)).to_have_count(0)


def test_tab_passes_every_control_and_leaves(tab, plain):
    look_for(tab, plain, "vpn")
    passed = []
    for _ in range(60):
        tab.keyboard.press("Tab")
        passed.append(tab.evaluate("document.activeElement.id || document.activeElement.className"))
        if passed[-1] == "other":
            break

    assert passed[-1] == "other"
    assert passed.count("kb-search__why") == options(tab).count()
    assert "kb-search__filter" in passed
    assert tab.locator("[tabindex]").evaluate_all("all => Math.max(...all.map((one) => one.tabIndex))") <= 0


def test_focus_is_always_seen(tab, plain):
    look_for(tab, plain, "vpn")
    while tab.evaluate("document.activeElement.id") != "other":
        width = tab.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2
        tab.keyboard.press("Tab")


def test_a_slash_in_a_text_is_a_slash(tab, plain):
    tab.goto(home(plain))
    tab.locator("#other").focus()
    tab.keyboard.type("and/or")

    assert tab.locator("#other").input_value() == "and/or"
    assert tab.locator("dialog[open]").count() == 0


def test_the_themes_own_keys_rest_while_somebody_searches(tab, plain):
    tab.goto(home(plain))
    tab.evaluate("window.heard = []; addEventListener('keydown', (event) => window.heard.push(event.key))")
    tab.keyboard.press("/")
    tab.keyboard.type("vpn")
    tab.locator("dialog .kb-search__filter").first.focus()
    tab.keyboard.press("n")

    assert tab.evaluate("window.heard") == []


# ---- What is said ----


def test_what_was_found_is_said_once_the_reader_rests(tab, plain):
    tab.goto(home(plain))
    tab.evaluate(
        "window.said = []; new MutationObserver(() => window.said.push(document.querySelector('[role=status]').textContent))"
        ".observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true })"
    )
    field(tab).press_sequentially("workday", delay=80)
    expect(tab.locator("[data-kb-search] [role=status]")).to_contain_text("results, 10 are listed")

    assert len([text for text in tab.evaluate("window.said") if text]) == 1


def test_nothing_found_is_said_too(tab, plain):
    tab.goto(home(plain))
    field(tab).fill("qqqqzzzz")

    expect(tab.locator("[data-kb-search] [role=status]")).to_have_text(
        "Nothing found for “qqqqzzzz”. 3 other topics listed."
    )


# ---- Small screens, large letters, few colours ----


@pytest.mark.parametrize("size", [(360, 740), (320, 480), (640, 400)])
@pytest.mark.parametrize("where", ["page", "dialog"])
def test_it_fits_a_phone_and_a_thumb(new_tab, plain, size, where):
    tab = new_tab(viewport={"width": size[0], "height": size[1]}, has_touch=True)
    tab.goto(plain + "troubleshooting/page-3/index.html" if where == "dialog" else home(plain))
    if where == "dialog":
        tab.keyboard.press("/")
    box = tab.locator("[role=combobox]:visible")
    box.fill("workday")
    options(tab).first.wait_for()
    opener = tab.locator(".kb-search__narrow:visible")
    if opener.count():
        opener.click()
    tab.locator(".kb-search__why:visible").first.click()

    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.locator(".kb-search__panel:visible").evaluate("one => one.scrollWidth <= one.clientWidth")
    for each in tab.locator(
        "[role=option]:visible, .kb-search button:visible, [role=combobox]:visible"
    ).all():
        bounds = each.bounding_box()
        assert bounds["height"] >= 24, each.inner_text()
        assert bounds["width"] >= 24, each.inner_text()
        assert bounds["x"] >= 0
        assert bounds["x"] + bounds["width"] <= size[0] + 0.5, each.inner_text()


def test_a_phone_shows_answers_before_filters(phone, plain):
    look_for(phone, plain, "workday")
    filters = phone.get_by_role("button", name="Filters")

    expect(phone.locator("[aria-pressed]").first).to_be_hidden()
    expect(filters).to_have_attribute("aria-expanded", "false")

    filters.tap()
    phone.locator("[aria-pressed]").first.tap()

    expect(phone.get_by_role("button", name="Filters (1)")).to_be_visible()


_CONTRAST = """([element]) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = (colours) => { for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); } return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const part = (x) => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b); };
  const grounds = [];
  for (let one = element; one; one = one.parentElement) grounds.unshift(getComputedStyle(one).backgroundColor);
  const ground = ["white", ...grounds];
  const [a, b] = [light(paint(ground)), light(paint([...ground, getComputedStyle(element).color]))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_every_word_stands_out_from_its_ground(tab, plain, scheme):
    """With the site's own colours, light and dark."""
    tab.goto(home(plain))
    tab.add_style_tag(path="kb/site/assets/kb.css")
    tab.evaluate(f"document.body.dataset.mdColorScheme = '{scheme}'")
    tab.add_style_tag(content="body { background: var(--kb-paper); color: var(--md-default-fg-color) }")
    field(tab).fill("paysllip workday")
    options(tab).first.wait_for()
    tab.locator("[aria-pressed]").first.click()
    expect(tab.locator("[aria-pressed=true]")).to_have_count(1)
    tab.keyboard.press("ArrowDown")
    tab.locator(".kb-search__why").first.click()
    tab.locator(".kb-search__reasons li").first.wait_for()

    texts = tab.locator(
        ".kb-search :is(input, mark, button, s, strong, .kb-search__title, .kb-search__snippet, .kb-search__chip,"
        " .kb-search__count, .kb-search__heading, .kb-search__share, .kb-search__reasons li)"
    ).all()
    assert len(texts) > 40
    for each in texts:
        assert each.evaluate(f"(one) => ({_CONTRAST})([one])") >= 4.5, each.evaluate("one => one.outerHTML")


def test_nothing_moves_for_whom_that_is_too_much(new_tab, plain):
    tab = new_tab(reduced_motion="reduce")
    tab.goto(home(plain))
    tab.evaluate("() => { kbSearch.query = () => new Promise(() => {}); }")
    field(tab).fill("payslip")
    busy = tab.locator(".kb-search--busy")
    expect(busy).to_be_visible()

    assert busy.locator("form").evaluate("one => getComputedStyle(one, '::after').animationName") == "none"


# ---- Speed ----


def test_ten_results_are_drawn_within_fifty_milliseconds(tab, plain):
    """From the answer to the picture, the median of some questions; the machine may stall once."""
    tab.goto(home(plain))
    taken = []
    for text in ("workday", "workday payroll", "workday hcm", "workday recruiting", "workday error") * 3:
        tab.evaluate("performance.clearMeasures()")
        field(tab).fill(text)
        tab.wait_for_function("performance.getEntriesByName('kb-search-shown').length > 0")
        assert options(tab).count() == 10
        taken.append(tab.evaluate("performance.getEntriesByName('kb-search-shown')[0].duration"))
    print(f"answer to picture: median {sorted(taken)[7]:.1f} ms, most {max(taken):.1f} ms")

    assert sorted(taken)[7] < 50
