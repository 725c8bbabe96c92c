"""axe-core finds nothing against WCAG 2.2 A and AA on any kind of page, in any state of it, light or dark."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.model.scorecard import Light, Scorecard, Waiver
from kb.reports import scorecard
from tests.support.reporting import a_criterion

pytestmark = pytest.mark.browser

Tab = Callable[..., Page]

ARTICLE = "troubleshooting/offer-letter-pdf-is-blank-kb-35e64855/"
KINDS = {
    "home": "",
    "article": ARTICLE,
    "known-error": "troubleshooting/wrong-bank-holidays-for-scotland-kb-7719ac1a/",
    "list": "troubleshooting/",
    "questions": "products/workday-recruiting/",
    "products": "products/",
    "codes": "codes/",
    "symptoms": "symptoms/",
    "known-issues": "known-issues/",
    "news": "whats-new/",
    "lessons": "lessons/",
    "lesson": "lessons/password-day-and-go-live/",
    "archive": "archive/",
    "bundle": "archive/2026-08-go-live-week/",
    "contact": "contact/",
    "guide": "guides/who-to-call/",
    "glossary": "about/glossary/",
    "tables": "about/sources/servicenow/",
    "commands": "about/getting-started/",
    "find": "find/",
    "lost": "nowhere/offer-letters-blank/",
}
SCHEMES: dict[Literal["light", "dark"], str] = {"light": "default", "dark": "slate"}
PHONE = {"width": 360, "height": 740}
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# The theme's script puts a landmark without a name around the button that copies each block of code.
LET_PASS = {"landmark-unique": ".md-code__nav"}

_RUN = """([rules, passed]) => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes
    .filter(({ target }) => !(passed[id] && document.querySelector(target[0]).matches(passed[id])))
    .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`)))"""


def judged(page: Page, axe: str) -> dict[str, list[str]]:
    """
    Say what axe-core finds in light and in dark, where it finds anything.

    It is put in past the policy, which stays as it is; the page itself follows the device's colours.
    """
    page.evaluate(axe)
    found: dict[str, list[str]] = {}
    for scheme, name in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)
        if told := page.evaluate(_RUN, [list(RULES), LET_PASS]):
            found[scheme] = told
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_page(tab: Tab, team: str, axe: str, kind: str) -> None:
    page = tab()
    page.goto(f"{team}{KINDS[kind]}")

    assert judged(page, axe) == {}


# ---- What a reader opens ----


def results(page: Page) -> None:
    page.get_by_role("combobox").first.fill("offer pdf is white")
    expect(page.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")
    page.get_by_role("combobox").first.press("ArrowDown")


def reasons(page: Page) -> None:
    results(page)
    page.get_by_role("button", name="Why this result").first.click()
    expect(page.locator(".kb-search__reasons:visible li").first).to_be_visible()


def dialog(page: Page) -> None:
    page.get_by_role("button", name="Search", exact=True).click()
    results(page)


def filters(page: Page) -> None:
    dialog(page)
    folded = page.get_by_role("button", name="Filters", exact=True)
    if folded.is_visible():
        folded.click()
    page.locator("[data-facet=type]").first.click()
    expect(page.locator("[aria-pressed=true]")).to_be_visible()


def nothing(page: Page) -> None:
    page.get_by_role("combobox").first.fill("qqqqzzzz")
    expect(page.locator("[data-kb-nothing]")).to_be_visible()


def recent(page: Page) -> None:
    results(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Offer letter PDF is blank")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("button", name="Forget them")).to_be_visible()


def reason_for_no(page: Page) -> None:
    page.get_by_text("No", exact=True).click()
    page.get_by_label("I cannot follow the steps").check()


def thanks(page: Page) -> None:
    page.get_by_role("button", name="Yes").click()
    expect(page.locator(".kb-feedback__said")).to_have_text("Thank you, your answer is kept.")


def question(page: Page) -> None:
    page.locator("details > summary").first.click()


def drawer(page: Page) -> None:
    page.locator("label.md-header__button[for=__drawer]").click()
    expect(page.locator(".md-sidebar--primary")).to_be_in_viewport()
    page.wait_for_timeout(300)  # it slides


def section(page: Page) -> None:
    drawer(page)
    page.locator(".md-nav--primary label.md-nav__link", has_text="Browse").click()
    page.wait_for_timeout(300)


STATES = (
    (results, ""),
    (reasons, ""),
    (dialog, ARTICLE),
    (filters, ARTICLE),
    (nothing, "find/"),
    (recent, ""),
    (reason_for_no, ARTICLE),
    (thanks, ARTICLE),
    (question, "products/workday-recruiting/"),
)


@pytest.mark.parametrize(("act", "path"), STATES, ids=[act.__name__ for act, _ in STATES])
def test_each_state(tab: Tab, team: str, axe: str, act: Callable[[Page], None], path: str) -> None:
    page = tab()
    page.goto(f"{team}{path}")
    act(page)

    assert judged(page, axe) == {}


@pytest.mark.parametrize(
    ("act", "path"),
    [
        (None, ""),
        (None, ARTICLE),
        (filters, ARTICLE),
        (reason_for_no, ARTICLE),
        (drawer, ""),
        (section, ARTICLE),
    ],
)
def test_on_a_phone(tab: Tab, team: str, axe: str, act: Callable[[Page], None] | None, path: str) -> None:
    page = tab(viewport=PHONE, has_touch=True)
    page.goto(f"{team}{path}")
    if act:
        act(page)

    assert judged(page, axe) == {}


@pytest.mark.parametrize("path", ["", "find/?q=payslip", "nowhere/offer-letters-blank/", ARTICLE])
def test_without_a_script(tab: Tab, team: str, axe: str, path: str) -> None:
    """The site's scripts stay away rather than forbidden, as axe-core is one, too."""
    page = tab()
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{team}{path}")

    assert page.get_by_role("combobox").count() == 0
    page.evaluate(axe)
    assert page.evaluate(_RUN, [list(RULES), LET_PASS]) == []


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_the_scorecard_from_a_file(browser: Browser, axe: str, tmp_path: Path, size: dict[str, int]) -> None:
    """Every light, waived and not, each line opened; nothing but its rows is wider than the page."""
    criteria = [a_criterion(light, text=f"Incidents that are {light}, of everybody") for light in Light]
    criteria.append(a_criterion(name="waived", waiver=Waiver(by="Board", reason="A test.")))
    card = Scorecard(project="Help", as_of=date(2026, 9, 30), criteria=tuple(criteria))
    file = tmp_path / "scorecard.html"
    file.write_text(scorecard.page(card, {"waived": "rows/waived.csv"}), encoding="utf-8")
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    page.goto(file.as_uri())
    for line in page.locator("summary").all():
        line.click()
    expect(page.locator("pre").first).to_be_visible()

    page.evaluate(axe)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(_RUN, [list(RULES), LET_PASS]) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
