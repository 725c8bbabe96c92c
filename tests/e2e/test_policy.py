"""The policy alone keeps a hostile page from acting in a real browser, and keeps nothing of ours from working."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from kb.site.policy import REFERENCE, Inspector, with_policy
from tests.hostile.corpus import ACTS, ADDRESSES, LINKS
from tests.hostile.sites import all_in_one
from tests.hostile.watch import visit
from tests.site.hostile import BLOCKS

pytestmark = pytest.mark.browser

HOSTILE = (
    *BLOCKS,
    "<script src='data:text/javascript,alert(1)'></script>",
    "<script type=module>alert(1)</script>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<input autofocus onfocus=alert(1)>",
)

RAW = [template.format(ADDRESSES["plain"]) for template in LINKS.values() if template.startswith("<")]


@pytest.fixture
def told(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Open a page that notes what goes wrong in it and what the policy forbids."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda asked: said.append(asked.url))
    yield page, said
    context.close()


def test_search_and_colours_work_under_the_policy(told: tuple[Page, list[str]], root: str) -> None:
    page, said = told
    page.goto(f"{root}index.html")
    assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1

    page.get_by_role("combobox").first.fill("the offer pdf is white")
    page.get_by_role("option").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Offer letter PDF is blank")
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    for _ in range(2):  # from the device's own to light, and to dark
        page.locator("label[for^=__palette]:visible").first.click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")

    assert scheme == "default"
    assert said == []


def test_a_form_without_a_script_may_be_sent(browser: Browser, root: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root}find/index.html")

    page.get_by_role("searchbox").first.fill("payslip")
    page.get_by_role("button", name="Search").first.click()

    expect(page).to_have_url(re.compile(r"find/(index\.html)?\?q=payslip$"))
    context.close()


TOUCH = """() => {
  for (const element of [...document.querySelectorAll("#hostile *")].slice(0, 8)) {
    for (const act of ["mouseover", "mousemove", "click", "toggle", "focus"]) {
      element.dispatchEvent(new Event(act, {bubbles: true, cancelable: true}));
    }
  }
}"""


def _opened(page: Page, file: Path) -> bool:
    """Whether anything acts while a page is opened, hovered over and clicked."""
    acted: list[str] = []
    page.on("dialog", lambda dialog: (acted.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri(), wait_until="load")
    with suppress(Error):  # a page that leads away by itself
        page.evaluate(TOUCH)
    page.wait_for_timeout(20)
    return bool(acted)


def _by_eight() -> Iterator[str]:
    """Give the texts some at a time: a page takes a browser half a second."""
    for start in range(0, len(HOSTILE), 8):
        yield "\n".join(HOSTILE[start : start + 8])


def test_nothing_hostile_acts_where_no_sanitiser_ran(
    browser: Browser,
    site: Path,
    tmp_path: Path,
) -> None:
    """Pages of a real theme with the text as it came: without the policy many act, with it none does."""
    reference = (site / REFERENCE).read_text()
    theirs = re.sub(
        r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", (site / "index.html").read_text()
    )
    acted: dict[bool, list[str]] = {True: [], False: []}
    for guarded in acted:
        folder = tmp_path / str(guarded)
        folder.mkdir()
        (folder / "assets").symlink_to(site / "assets")
        context = browser.new_context()
        for number, text in enumerate(_by_eight() if guarded else HOSTILE):
            html = theirs.replace("</article>", f'<div id="hostile">{text}</div></article>', 1)
            inspector = Inspector(reference)
            list(inspector.page("index.html", html))  # what it says is what would have ended the build
            file = folder / f"{number}.html"
            file.write_text(with_policy(html, inspector.policy()) if guarded else html)
            page = context.new_page()
            if _opened(page, file):
                acted[guarded].append(text)
            page.close()
            if not guarded and len(acted[False]) >= 5:
                break  # that they act is shown
        context.close()

    assert len(acted[False]) >= 5
    assert acted[True] == []


@pytest.mark.parametrize("way", ["header", "meta served", "meta static", "meta file"])
def test_each_form_of_the_policy_is_enough_alone(
    browser: Browser,
    site: Path,
    request: pytest.FixtureRequest,
    way: str,
) -> None:
    """As a server sends it, and as the page itself holds it: every way to act is there, and none does."""
    meta = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    page = all_in_one(site, [*ACTS.values(), *RAW], way.replace(" ", "-"))
    if way == "header":
        page.write_text(meta.sub("", page.read_text()))
    assert bool(meta.search(page.read_text())) == (way != "header")
    fixture = {"meta static": "static", "meta file": ""}.get(way, "address")
    begin = request.getfixturevalue(fixture) if fixture else f"{site.as_uri()}/"

    seen = visit(browser, f"{begin}{page.name}", begin)
    page.unlink()

    assert seen.acted == []
    assert len(seen.forbidden) > 10 and len(seen.survivors) > 10
