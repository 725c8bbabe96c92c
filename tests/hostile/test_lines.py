"""Each line of defence alone: escaped when written, sanitised when rendered. The third is in tests/e2e/test_policy.py."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from kb.drafting.markdown import escape, fence
from kb.site.sanitise import inert, sanitise
from kb.site.words import attribute, words
from tests.hostile.corpus import ACTS, NAUGHTY, lines, texts
from tests.hostile.sites import all_in_one, contents, pages
from tests.hostile.watch import noted, visit, watched
from tests.site.shelves import Elements, active, render

OWN = {"form"}
"""The forms of the site's own search and feedback."""

_ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)


def acting(html: str) -> list[str]:
    return [each for each in active(html) if each not in OWN]


# ---- The texts themselves ----


def test_the_corpus_would_act() -> None:
    """Texts that no renderer makes anything of would prove nothing."""
    all_ = [text for _, text in texts()]

    assert len(set(all_)) == len(all_) > 2000
    assert sum(bool(active(render(text))) for text in all_) > 1000


# ---- Escaped when written ----


@pytest.mark.parametrize("write", [escape, words], ids=["drafts", "pages"])
def test_a_line_that_is_written_means_itself(write: object) -> None:
    assert callable(write)
    for text in (*lines(), *(text for _, text in texts())):
        html = render(write(text))

        assert {tag for tag, _ in Elements(html).elements} <= {"p", "code"}, text


def test_placeholders_stay_readable() -> None:
    for write in (escape, words):
        assert (
            Elements(render(write("Restart <server> as [user] & wait"))).text
            == "Restart <server> as [user] & wait"
        )


def test_code_that_is_quoted_stays_in_its_block() -> None:
    for _, text in texts():
        html = render(fence(text))

        assert acting(html) == [], text


@given(
    st.lists(st.sampled_from((*ACTS.values(), *NAUGHTY, "`", "\\", "\n", "[", "](", " ")), max_size=6).map(
        "".join
    )
)
def test_no_mixture_is_written_as_more_than_text(text: str) -> None:
    for write in (escape, words):
        assert {tag for tag, _ in Elements(render(write(text))).elements} <= {"p", "code"}
    assert Elements(f'<p title="{attribute(text)}">{attribute(text)}</p>').elements[0][0] == "p"
    assert len(Elements(f'<p title="{attribute(text)}">{attribute(text)}</p>').elements) == 1


def test_drafts_of_hostile_incidents_are_inert_without_a_sanitiser(as_drafted: Path) -> None:
    found = list(contents(as_drafted))

    assert len(found) > 60
    assert sum("hit(" in text for _, text in found) > 30  # it is there, and to be read
    assert [(page, told) for page, text in found if (told := acting(text))] == []


@pytest.mark.browser
def test_a_browser_runs_nothing_of_a_draft(browser: Browser, as_drafted: Path) -> None:
    """With the first line alone: what kb writes of what incidents hold."""
    page = all_in_one(as_drafted, [text for _, text in contents(as_drafted)], "all")

    seen = visit(browser, page.as_uri(), as_drafted.as_uri())

    assert (seen.acted, seen.survivors) == ([], [])
    _each_page_is_inert(browser, as_drafted)


# ---- Sanitised when rendered ----


def test_nothing_in_a_body_survives() -> None:
    for name, text in texts():
        assert active(sanitise(render(text))) == [], name
        assert active(sanitise(text)) == [], name


def test_titles_tags_and_lists_are_inert_even_where_nobody_escaped_them(as_rendered: Path) -> None:
    found = list(contents(as_rendered))

    assert len(found) > 40
    assert [(page, told) for page, text in found if (told := acting(text))] == []
    for path in pages(as_rendered):
        around = _ARTICLE.sub("", path.read_text(encoding="utf-8"))
        handlers = [name for _, attrs in Elements(around).elements for name in attrs if name.startswith("on")]
        assert handlers == [], path


def test_metadata_is_inert_however_deep_it_stands() -> None:
    told = inert({"title": ACTS["img"], "tags": [ACTS["script"], {"name": '"><b onclick=hit(1)>'}], "n": 1})

    assert not set('<>"') & set(str(told["title"]) + str(told["tags"][0]) + str(told["tags"][1]["name"]))
    assert told["n"] == 1


def test_the_theme_finds_nothing_it_would_fetch_a_program_for() -> None:
    """Material loads Mermaid from another host wherever this class stands."""
    assert "mermaid" not in sanitise('<pre class="mermaid x">graph TD</pre><div class=mermaid>x</div>')


@pytest.mark.browser
def test_a_browser_runs_nothing_of_an_article_written_by_hand(browser: Browser, as_rendered: Path) -> None:
    """With the second line alone: every text of the corpus, every page of a hostile site, and search over it."""
    bodies = [sanitise(render(text)) for _, text in texts()]
    page = all_in_one(as_rendered, [*bodies, *(text for _, text in contents(as_rendered))], "all")

    seen = visit(browser, page.as_uri(), as_rendered.as_uri())

    assert (seen.acted, seen.survivors) == ([], [])
    _each_page_is_inert(browser, as_rendered)


@pytest.mark.browser
def test_the_same_texts_act_where_no_line_holds(browser: Browser, as_rendered: Path) -> None:
    """What the tests above find nothing of is there to be found."""
    page = all_in_one(as_rendered, list(ACTS.values()), "open")

    seen = visit(browser, page.as_uri(), as_rendered.as_uri())

    assert len(seen.hits) > 10 and len(seen.survivors) > 10
    assert any("elsewhere.example" in url for url in seen.elsewhere)


@pytest.mark.browser
@pytest.mark.parametrize("address", ["find/index.html", "404.html"])
def test_search_makes_words_of_titles_questions_and_addresses(
    browser: Browser, as_served: str, address: str
) -> None:
    """The box builds its list from what stands in the index and in the address, without a policy to save it."""
    page, seen = watched(browser, as_served)
    try:
        page.goto(
            f"{as_served}{address}?q=%3Cimg%20src%3Dx%20onerror%3Dhit(1)%3E%20zebra#<img src=x onerror=hit(2)>"
        )
        box = page.get_by_role("combobox").first
        for asked in (ACTS["img"], ACTS["img quoted"], "zebra"):
            box.fill(asked)
        expect(page.get_by_role("option").first).to_contain_text("Zebra")
        page.get_by_role("button", name=re.compile("^Why this result")).first.click()
        page.wait_for_timeout(100)

        noted(page, seen)
        inside = page.locator(".kb-search img, .kb-search script, .kb-search svg").count()
    finally:
        page.context.close()
    assert (seen.acted, seen.broken, inside) == ([], [], 0)


def _each_page_is_inert(browser: Browser, site: Path) -> None:
    """Visit every page without its scripts from files, which is quick: head, menus and titles are read all the same."""
    page, seen = watched(browser, site.as_uri())
    try:
        page.route("**/*.{js,css,svg,png,json}", lambda route: route.abort())
        for path in pages(site):
            if path.name not in ("all.html", "open.html"):
                page.goto(path.as_uri(), wait_until="load")
                noted(page, seen)
    finally:
        page.context.close()
    assert (seen.acted, seen.survivors) == ([], [])
