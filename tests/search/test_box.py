"""The search box in a real browser, from `file://` and over HTTP."""

import functools
import http.server
import threading

import pytest

from kb.search.static_index import export
from tests.search.corpus import pages
from tests.search.static_engine import unpack

pytestmark = pytest.mark.browser


_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{up}assets/kb/search.css"></head><body>
<header><nav class="md-header__inner"><a href="#">Home</a></nav></header><main><h1>{title}</h1>{box}</main>
<script src="{up}assets/kb/search.js"></script></body></html>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    unpack(export(pages(), contact="Call the service desk on extension 4711."), folder)
    box = '<div class="kb-search" data-kb-search></div>'
    (folder / "index.html").write_text(_PAGE.format(up="", title="Home", box=box))
    for document in pages():
        if document.url:
            path = folder / document.url / "index.html"
            path.parent.mkdir(parents=True)
            path.write_text(
                _PAGE.format(up="../" * document.url.count("/"), title=document.id, box=""), encoding="utf-8"
            )
    return folder


@pytest.fixture
def tab(browser):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.set_default_timeout(5_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def served(site):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=site))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["file", "http"])
def root(request, site, served):
    return f"{site.as_uri()}/" if request.param == "file" else served


def home(root):
    return root + "index.html"


def test_a_question_typed_on_the_first_page_opens_the_right_article(tab, root):
    tab.goto(home(root))
    tab.locator("[data-kb-search] input").press_sequentially("offer pdf is white")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/troubleshooting/page-1/**")

    assert tab.locator("h1").inner_text() == "kb-00000001"


def test_enter_right_after_typing_opens_what_was_typed_last(tab, served):
    tab.goto(home(served) + "?q=payslip")
    tab.locator("[role=option]").first.wait_for()
    tab.locator("[data-kb-search] input").fill("iban rejected")
    tab.keyboard.press("Enter")

    tab.wait_for_url("**/troubleshooting/page-5/**")


def test_nothing_is_loaded_before_a_reader_turns_to_the_box(tab, served):
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(home(served))
    tab.wait_for_timeout(200)

    assert not [url for url in asked if "/index/" in url]

    tab.locator("[data-kb-search] input").focus()
    tab.wait_for_timeout(200)

    assert [url for url in asked if "/index/meta" in url]


def test_the_address_holds_the_query_and_brings_it_back(tab, root):
    tab.goto(home(root) + "?q=payslip%20missing")
    tab.locator("[role=option]").first.wait_for()

    assert tab.locator("[data-kb-search] input").input_value() == "payslip missing"
    assert "Payslip missing" in tab.locator("[role=option]").first.inner_text()

    tab.locator("[data-kb-search] input").fill("iban")
    tab.wait_for_url("**?q=iban")


def test_the_keyboard_alone_is_enough(tab, served):
    """Open with a key, walk with the arrows, leave with Escape, and be where one was."""
    tab.goto(served + "troubleshooting/page-3/index.html")
    tab.locator("a").first.focus()
    tab.keyboard.press("Control+k")
    box = tab.locator("dialog input")
    box.press_sequentially("workday recruiting")
    tab.locator("dialog [role=option]").nth(1).wait_for()
    first = box.get_attribute("aria-activedescendant")

    tab.keyboard.press("ArrowDown")
    second = box.get_attribute("aria-activedescendant")
    tab.keyboard.press("ArrowUp")

    assert first and second and first != second
    assert box.get_attribute("aria-activedescendant") == first
    assert tab.locator(f"#{first}").get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-expanded") == "true"
    assert "results" in tab.locator("dialog [role=status]").inner_text()

    tab.keyboard.press("Escape")

    assert not tab.locator("dialog").is_visible()
    assert tab.evaluate("document.activeElement.textContent") == "Home"

    tab.keyboard.press("/")

    assert tab.locator("dialog").is_visible()
    assert box.input_value() == "workday recruiting"


def test_the_button_in_the_header_opens_the_box_below_a_folder(tab, root):
    tab.goto(root + "troubleshooting/page-3/index.html")
    tab.locator(".kb-search-button").click()
    tab.locator("dialog input").fill("vpn sleep")
    tab.locator("dialog [role=option]").first.click()
    tab.wait_for_url("**/troubleshooting/page-21/**")


def test_no_answer_gives_a_contact_and_somewhere_to_go(tab, served):
    tab.goto(home(served))
    tab.locator("[data-kb-search] input").fill("qqqqzzzz")
    tab.locator(".kb-search__none").wait_for()

    assert "extension 4711" in tab.locator(".kb-search__note").inner_text()
    assert tab.locator("[role=option]").count() == 3


def test_a_corrected_word_is_told(tab, served):
    tab.goto(home(served))
    tab.locator("[data-kb-search] input").fill("paysllip march")
    tab.locator("[role=option]").first.wait_for()

    assert "Showing results for payslip instead of paysllip" in tab.locator(".kb-search__note").inner_text()


def test_cards_name_confidence_and_mark_words(tab, served):
    tab.goto(home(served) + "?q=payslip")
    tab.locator("[role=option]").first.wait_for()

    assert "Validated" in tab.locator("[role=option]").first.inner_text()
    assert tab.locator("mark").first.inner_text().lower() == "payslip"


def test_a_query_is_never_markup(tab, served):
    tab.goto(home(served) + "?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3Epayslip")
    tab.locator("[role=option]").first.wait_for()

    assert tab.locator("img").count() == 0


def test_it_fits_a_phone_and_a_thumb(tab, served):
    tab.goto(home(served) + "?q=payslip")
    tab.locator("[role=option]").first.wait_for()

    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for box in tab.locator("[role=option], button, [data-kb-search] input").all():
        size = box.bounding_box()
        assert size is None or size["height"] >= 24


def test_a_swapped_page_binds_its_box_once(tab, served):
    """As the theme's instant navigation does: new content, the same script."""
    tab.add_init_script(
        "window.seen = []; window.document$ = { subscribe: (heard) => window.seen.push(heard) };"
    )
    tab.goto(home(served))
    again = "window.seen.forEach((heard) => heard())"
    tab.evaluate(again)

    assert tab.locator("[data-kb-search] input").count() == 1
    assert tab.locator(".kb-search-button").count() == 1

    tab.evaluate("document.querySelector('main').innerHTML = '<p><span data-kb-search></span></p>'")
    tab.evaluate(again)

    assert tab.locator("[data-kb-search] input").count() == 1
