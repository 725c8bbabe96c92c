"""
The five things readers do, each from `kb serve`, from any server of files, and from files on a disk.

Each fails as well when a page complains in the console or asks another host for anything.
"""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from defusedxml import ElementTree
from playwright.sync_api import Page, expect

from tests.canary.searcher import Searcher
from tests.e2e.conftest import MOVED, PHONE, URL, Open
from tests.support.server import Server
from tests.support.workspace import kb

pytestmark = pytest.mark.browser

ANSWER = "Offer letter PDF is blank"
MISTYPED = "teh ofer leter pdf is whte, what now?"
NOBODY = "my hovercraft squeeks qqqqzzzz"


def page_of(root: str, path: str = "") -> str:
    """Give the address of a page; without a server it is a file's."""
    return f"{root}{path}index.html" if root.startswith("file:") else f"{root}{path}"


def is_served(root: str, server: Server) -> bool:
    return root == server.address


def votes(workspace: Path, words: str) -> list[dict[str, object]]:
    told = kb(workspace, "feedback", "--json", "--all").json["items"]
    return [item for item in told if words in item["words"]]


def fits(page: Page) -> bool:
    page.wait_for_load_state()  # without its styles a page is wide
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


# ---- Finds it ----


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_finds_it(reader: Open, root: str, size: str) -> None:
    page = reader(root, **({"viewport": PHONE, "has_touch": True} if size == "phone" else {}))
    page.goto(page_of(root))
    page.get_by_role("combobox").first.fill(MISTYPED)
    first = page.get_by_role("option").first
    expect(first).to_contain_text(ANSWER)
    expect(page.locator(".kb-search__note")).to_contain_text("Showing results for")
    assert fits(page)

    first.tap() if size == "phone" else first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(ANSWER)
    expect(page.get_by_text("Publish the template again")).to_be_visible()
    expect(page.locator(".kb-state")).to_contain_text("Confirmed in 10 incidents")
    page.get_by_role("article").get_by_role("link", name="Troubleshooting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Troubleshooting")


# ---- Finds nothing and asks ----


def test_finds_nothing_and_asks(reader: Open, root: str) -> None:
    page = reader(root)
    page.goto(page_of(root))
    page.get_by_role("combobox").first.fill(NOBODY)
    nothing = page.locator("[data-kb-nothing]")
    expect(nothing).to_contain_text(f"Nothing found for “{NOBODY}”")
    expect(nothing).to_contain_text(
        "Call the HR service desk on 4400, or write to hr-help@tarnbridge.example."
    )
    expect(page.get_by_role("option")).to_have_count(3)

    nothing.get_by_role("link", name="Whom to call").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Whom to call"))
    expect(page.get_by_text("Call the HR service desk on 4400")).to_be_visible()


# ---- Votes no with a reason ----


def test_votes_no_with_a_reason(reader: Open, root: str, server: Server, workspace: Path) -> None:
    """Behind `kb serve` the vote is kept, redacted; elsewhere one writes a mail that names the page."""
    page = reader(root, viewport=PHONE, has_touch=True)
    page.goto(page_of(root))
    page.get_by_role("combobox").first.fill("payslp polnd")
    page.get_by_role("option").first.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Payslip missing for August")
    mail = page.get_by_role("link", name="Write us a mail")

    if not is_served(root, server):
        expect(page.get_by_role("button", name="Yes")).to_be_hidden()
        expect(page.get_by_text("No", exact=True)).to_be_hidden()
        expect(mail).to_be_visible()
        address = mail.get_attribute("href") or ""
        assert address.startswith(
            "mailto:help@tarnbridge.example?subject=Feedback%3A%20Payslip%20missing%20for%20August"
        )
        assert re.search(r"&body=Page%3A.*kb-[0-9a-f]{8}", address)
        return
    expect(mail).to_be_hidden()
    page.get_by_text("No", exact=True).tap()
    page.get_by_label("I cannot follow the steps").check()
    page.get_by_label("In your own words").fill(
        "teh buton is <b>missng</b>, ask Petra Sandhagen +44 20 7946 0177"
    )
    page.get_by_role("button", name="Send").tap()

    expect(page.locator(".kb-feedback__said")).to_have_text("Thank you, your answer is kept.")
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    (vote,) = votes(workspace, "teh buton is <b>missng</b>")
    assert (vote["reason"], vote["helped"]) == ("steps", False)
    assert Searcher(["7946 0177"]).folder(workspace / ".kb") == []
    work = kb(workspace, "worklist", "--json", "--limit", "0").json["items"]
    assert vote["article"] in [id_ for each in work if each["need"] == "disliked" for id_ in each["articles"]]


# ---- Opens from the address bar ----


def asked_from_the_bar(page: Page, root: str, words: str) -> str:
    """Give the address a browser opens for words typed in its bar, by what the site describes of itself."""
    described = page.locator("link[rel=search]").evaluate("link => link.href")
    assert described == f"{root}opensearch.xml"
    if root.startswith("file:"):
        description = Path(described.removeprefix("file://")).read_bytes()
    else:
        description = page.request.get(described).body()
    (url,) = ElementTree.fromstring(description).iter("{http://a9.com/-/spec/opensearch/1.1/}Url")
    template = url.attrib["template"]
    assert template.startswith(URL)  # here it stands elsewhere
    return template.replace("{searchTerms}", quote(words)).removeprefix(URL)


def test_opens_from_the_address_bar(reader: Open, root: str) -> None:
    """A question opens answered, a page that moved is found where it was, and a dead address helps; of files none can."""
    dead = f"{root}troubleshooting/ofer-letters-blank-kb-ffffffff/"
    page = reader(root, dead=dead)
    page.goto(page_of(root))
    way, _, asked = asked_from_the_bar(page, root, MISTYPED).partition("?")

    page.goto(f"{page_of(root, way)}?{asked}")

    expect(page.get_by_role("combobox")).to_have_value(MISTYPED)
    expect(page.get_by_role("option").first).to_contain_text(ANSWER)
    page.goto(page_of(root, f"{MOVED.removesuffix('.md')}/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(ANSWER)
    if root.startswith("file:"):
        return
    answer = page.goto(dead)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    expect(page.get_by_role("combobox")).to_have_value("ofer letters blank")
    expect(page.get_by_role("option").first).to_contain_text(ANSWER)
    page.get_by_role("link", name="Whom to call").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Whom to call"))


# ---- Reads on a phone with keyboard only ----

FOCUS = """() => {
  const held = document.activeElement;
  if (!held || held === document.body) return null;
  const seen = held.offsetWidth ? held : held.nextElementSibling || held;  // the theme draws a label in its place
  const style = getComputedStyle(seen);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const at = [...seen.getClientRects()].some(({x, y, width, height}) => {
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top && (seen.contains(top) || top.contains(seen));
  });
  return [`${held.tagName} ${(held.ariaLabel || held.textContent).trim().slice(0, 40)}`, ring && at];
}"""


def focus(page: Page) -> tuple[str, bool] | None:
    """Say what has the focus, and whether one sees that: a ring around it, nothing in front of it. None at the page's end."""
    found: list[object] | None = page.evaluate(FOCUS)
    return (str(found[0]), bool(found[1])) if found else None


def pressed_to(page: Page, wanted: str) -> None:
    """Press Tab until what is named has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        held = focus(page)
        assert held is not None, f"the page ends before {wanted}"
        if held[0] == wanted:
            return
    raise AssertionError(f"Tab does not come to {wanted}")


def past_the_head(page: Page) -> None:
    """Take the way past the menu that the first press of Tab offers."""
    page.keyboard.press("Tab")
    assert focus(page) == ("A Skip to content", True)
    page.keyboard.press("Enter")


def unseen(page: Page) -> list[str]:
    """Press Tab through the whole page, from its first element to its end, and list where the focus is not seen."""
    wrong = []
    for _ in range(200):
        page.keyboard.press("Tab")
        held = focus(page)
        if held is None:
            return wrong
        for _ in range(30):  # the menu takes a quarter of a second to go
            if held and not held[1]:
                page.wait_for_timeout(100)
                held = focus(page)
        if held and not held[1]:
            wrong.append(held[0])
    raise AssertionError(f"Tab does not come to an end: {focus(page)}")


def test_reads_on_a_phone_with_keyboard_only(
    reader: Open, root: str, server: Server, workspace: Path
) -> None:
    page = reader(root, viewport=PHONE)
    page.goto(page_of(root))
    past_the_head(page)
    pressed_to(page, "INPUT Search")
    page.keyboard.type("ofer leter blnk")
    expect(page.get_by_role("option").first).to_contain_text(ANSWER)
    page.wait_for_timeout(1_000)  # a later answer to the last letters begins the list anew
    expect(page.locator(".kb-search--busy")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_contain_text(ANSWER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ANSWER)
    assert fits(page)

    assert unseen(page) == []
    page.reload()
    past_the_head(page)
    if is_served(root, server):
        pressed_to(page, "SUMMARY No")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.get_by_label("I cannot follow the steps")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.type("wich kyeboard")
        assert focus(page) == ("TEXTAREA ", True)
        pressed_to(page, "BUTTON Send")
        page.keyboard.press("Enter")
        said = page.locator(".kb-feedback__said")
        expect(said).to_have_text("Thank you, your answer is kept.")
        expect(said).to_be_focused()
        expect(said).to_have_attribute("role", "status")
        assert len(votes(workspace, "wich kyeboard")) == 1
    else:
        pressed_to(page, "A Write us a mail")
        assert focus(page) == ("A Write us a mail", True)


# ---- Without a script ----


def test_forms_alone_will_do(reader: Open, server: Server, workspace: Path) -> None:
    """Finds it, finds nothing and asks, meets a dead address, votes: behind `kb serve` all without JavaScript."""
    root = server.address
    page = reader(root, viewport=PHONE, java_script_enabled=False, dead=f"{root}nowhere/")
    for path in ("nowhere/", "find/", ""):
        page.goto(f"{root}{path}")
        page.get_by_role("search").get_by_role("searchbox").fill(NOBODY)
        page.get_by_role("button", name="Search").click()
        assert page.url == f"{root}find/?q={NOBODY.replace(' ', '+')}"
    expect(page.get_by_text("Nothing found.")).to_be_visible()
    expect(page.get_by_text("Call the HR service desk on 4400, or write").first).to_be_visible()

    page.get_by_role("searchbox").fill(MISTYPED)
    page.get_by_role("button", name="Search").click()
    page.locator(".kb-found__list a").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(ANSWER)
    read = page.url
    page.get_by_text("No", exact=True).click()
    page.get_by_label("I cannot follow the steps").check()
    page.get_by_label("In your own words").fill("withot a script")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you, your answer is kept.").locator("visible=true")).to_have_count(1)
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    assert page.url.startswith(read)
    (vote,) = votes(workspace, "withot a script")
    assert (vote["reason"], vote["helped"]) == ("steps", False)
