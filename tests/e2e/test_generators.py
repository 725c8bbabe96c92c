"""A reader uses the site of each generator in a real browser: search, vote, colours, and nothing hostile acts."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb import config
from kb.model.article import Audience
from tests.support.generators import OTHERS, need
from tests.support.server import Server, static
from tests.support.workspace import kb

pytestmark = pytest.mark.browser

BuiltWith = Callable[[str], Path]


@contextmanager
def shown(workspace: Path, kind: str) -> Iterator[str]:
    """Give the address of the site's first page as each kind of reader has it."""
    site = config.load(workspace).site(Audience.SUPPORT)
    if kind == "file":
        yield f"{site.as_uri()}/"
    elif kind == "served":
        server = Server(workspace)
        try:
            yield server.address
        finally:
            server.stop()
    else:
        with static(site) as address:
            yield address


@pytest.fixture(params=OTHERS)
def engine(request: pytest.FixtureRequest) -> str:
    need(request.param)
    return str(request.param)


@pytest.fixture
def kind() -> str:
    """How the site is read where a test says nothing else."""
    return "served"


@pytest.fixture
def root(built_with: BuiltWith, engine: str, kind: str) -> Iterator[str]:
    with shown(built_with(engine), kind) as address:
        yield address


@pytest.fixture
def reader(browser: Browser, root: str) -> Iterator[Page]:
    """A page in which nothing may go wrong, act of itself, or call another host; closed before its server stops."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda asked: (
            wrong.append(asked.url)
            if not asked.url.startswith(("file:", "data:", "http://127.0.0.1:"))
            else None
        ),
    )
    yield page
    context.close()
    assert wrong == []


@pytest.mark.parametrize("kind", ["file", "static", "served"])
def test_a_question_leads_to_the_right_article(reader: Page, root: str, kind: str) -> None:
    reader.goto(f"{root}index.html")
    assert reader.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
    reader.get_by_role("combobox").first.fill("the offer pdf is white, what now?")
    reader.get_by_role("option").first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Offer letter PDF is blank")
    expect(reader.locator("nav.md-nav--secondary").last).to_contain_text("Resolution")
    expect(reader.get_by_role("button", name="Search").first).to_be_visible()

    reader.keyboard.press("/")
    reader.keyboard.type("payslip poland")

    expect(reader.get_by_role("option").first).to_contain_text("Payslip missing for August")


def test_a_vote_arrives_and_the_colours_follow_the_reader(
    built_with: BuiltWith, reader: Page, root: str, engine: str
) -> None:
    reader.goto(f"{root}troubleshooting/offer-letter-pdf-is-blank-kb-35e64855/")
    for _ in range(2):  # from the device's own to light, and to dark
        reader.locator("label[for^=__palette]:visible").first.click()
    expect(reader.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    reader.get_by_text("No", exact=True).click()
    reader.get_by_label("In your own words").fill("The button is missing")
    reader.get_by_role("button", name="Send").click()
    expect(reader.locator(".kb-feedback__said")).to_have_text("Thank you, your answer is kept.")

    (item,) = kb(built_with(engine), "feedback", "--json").json["items"]
    assert (item["article"], item["words"]) == ("kb-35e64855", "The button is missing")


@pytest.mark.parametrize("kind", ["file", "served"])
def test_a_hostile_page_is_read_and_does_nothing(reader: Page, root: str, kind: str) -> None:
    """Opened, hovered over and clicked; a static site offers to write instead of a vote nobody would take."""
    for number in range(2):
        reader.goto(f"{root}troubleshooting/hostile-kb-0000000{number}/index.html")
        expect(reader.get_by_role("heading", level=1)).to_contain_text("alert(1)")
        for target in reader.locator("article :is(p, h2, details), nav.md-nav--secondary li").all()[:12]:
            for act in ("mouseover", "click", "toggle"):
                target.dispatch_event(act)
    yes = reader.get_by_role("button", name="Yes")
    mail = reader.get_by_role("link", name="Write us a mail")
    expect(yes if kind == "served" else mail).to_be_visible()
    expect(mail if kind == "served" else yes).to_be_hidden()


def test_on_a_phone_and_at_a_dead_address(reader: Page, root: str) -> None:
    reader.set_viewport_size({"width": 360, "height": 740})
    for path in ("", "troubleshooting/", "guides/who-to-call/"):
        reader.goto(f"{root}{path}")
        assert reader.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
    reader.goto(f"{root}old/place-0/")
    expect(reader).to_have_url(re.compile("troubleshooting/hostile-kb-00000000/(index.html)?$"))

    answer = reader.request.get(f"{root}nowhere/")

    assert answer.status == 404
    assert "There is no such page" in answer.text()
    assert 'data-kb-search="lost"' in answer.text()
