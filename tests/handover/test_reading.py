"""The pack is read from a disk: every link in it works, a search finds its page, and nothing is asked of a network."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.io.files import walk
from kb.site.policy import attributes, tags

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def links(html: str) -> Iterator[str]:
    for tag in tags(html):
        yield from (value for name, value in attributes(tag[2]) if name in ("href", "src"))


def test_every_link_leads_to_a_file_of_the_pack_and_to_a_place_that_is_there(pack: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in walk(pack, "*.html")}
    ids = {
        path: {value for tag in tags(html) for name, value in attributes(tag[2]) if name in ("id", "name")}
        for path, html in pages.items()
    }
    wrong, looked_at = [], 0
    for path, html in pages.items():
        for target in links(html):
            parts = urlsplit(target)
            if parts.scheme == "mailto" or target.startswith("data:image/"):
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = not parts.scheme and not parts.netloc and file.is_file() and file.is_relative_to(pack)
            if not there or (parts.fragment and unquote(parts.fragment) not in ids.get(file, ())):
                wrong.append(f"{path.relative_to(pack)}: {target}")
            looked_at += 1

    assert wrong == []
    assert len(pages) > 70
    assert looked_at > 3000


def test_the_papers_run_nothing_and_load_nothing(pack: Path) -> None:
    for name in (
        "START-HERE.html",
        "Handover-report.html",
        "Certificate.html",
        "data/records/scorecard.html",
    ):
        html = (pack / name).read_text(encoding="utf-8")
        assert "default-src 'none'; style-src 'sha256-" in html, name
        assert not re.search(r"<(?:script|iframe|object|img|link)\b|\son\w+=|\sstyle=", html), name


@pytest.fixture
def reader(browser: Browser, pack: Path) -> Iterator[Page]:
    """Open a tab that fails its test when anything goes wrong in it, or it asks for something outside the pack."""
    wrong: list[str] = []
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: wrong.append(asked.url) if not asked.url.startswith((pack.as_uri(), "data:")) else None,
    )
    yield page
    context.close()
    assert wrong == []


@pytest.mark.browser
def test_the_start_page_leads_to_what_people_come_for(reader: Page, pack: Path) -> None:
    start = (pack / "START-HERE.html").as_uri()
    for name, heading in (
        ("Read", "Tarnbridge HR Help"),
        ("Search", "Search"),
        ("Check", ""),
        ("Contacts", "Whom to call"),
    ):
        reader.goto(start)
        reader.locator(".buttons").get_by_role("link", name=re.compile(f"^{name}")).click()
        reader.wait_for_url(re.compile(r"\.html"))
        assert reader.url != start
        if heading:
            expect(
                reader.get_by_role("heading", name=re.compile(heading, re.IGNORECASE)).first
            ).to_be_visible()


@pytest.mark.browser
def test_a_search_finds_the_article_and_opens_it(reader: Page, pack: Path) -> None:
    reader.goto((pack / "START-HERE.html").as_uri())
    reader.locator(".buttons").get_by_role("link", name=re.compile("^Read")).click()

    reader.get_by_role("combobox").first.fill("offer pdf is white")
    expect(reader.get_by_role("option").first).to_contain_text("Offer letter PDF is blank")
    reader.get_by_role("option").first.click()

    expect(reader.get_by_role("heading", level=1)).to_contain_text("Offer letter PDF is blank")
    assert reader.url.split("#")[0].endswith("index.html")


@pytest.mark.browser
def test_a_link_works_where_scripts_do_not_run(browser: Browser, pack: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pack / "data/library/index.html").as_uri())

    page.get_by_role("link", name="Products").first.click()

    assert page.url.endswith("/products/index.html")
    context.close()


@pytest.mark.browser
def test_each_kind_of_page_opens_on_a_phone_without_being_wider_than_it(reader: Page, pack: Path) -> None:
    reader.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name in (
        "START-HERE.html", "Handover-report.html", "Certificate.html", "proof/VERIFY.html",
        "data/records/scorecard.html", "data/records/lessons-report.html", "data/library/lessons/index.html",
        "data/library/reports/weekly/index.html", "data/library/archive/index.html",
    ):  # fmt: skip
        reader.goto((pack / name).as_uri())
        assert reader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
