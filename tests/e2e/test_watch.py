"""One real server that follows what is written: edits, mistakes, other files, and the end."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kb.flows.demo import demo
from tests.support.server import Server

PATIENCE = 90.0
"""Seconds that a loaded machine may take; the bench measures, this holds what happens."""


class Watched(Server):
    """A `kb serve --watch`, with all it says."""

    def __init__(self, folder: Path) -> None:
        self.said: list[str] = []
        super().__init__(folder, "--watch")
        self._ear = threading.Thread(target=self._listen)
        self._ear.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.said.append(line)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._ear.join()
        assert self._process.stderr is not None
        self._process.stderr.close()

    def hears(self, text: str, *, after: int = 0) -> None:
        until(
            lambda: any(re.search(text, line) for line in self.said[after:]), f"{text!r} is said: {self.said}"
        )

    def shows(self, url: str, text: str) -> None:
        until(lambda: text.encode() in self.get(url)[1], f"{text!r} is at {url}: {self.said}")


def until(what: Callable[[], bool], told: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, told
        time.sleep(0.1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watch") / "demo"
    demo(folder)
    server = Watched(folder)
    server.hears("the whole site is shown")
    yield server
    server.end()


@pytest.fixture
def article(server: Watched) -> Path:
    return sorted((server.folder / "content" / "troubleshooting").glob("*.md"))[0]


def url_of(article: Path) -> str:
    return f"/troubleshooting/{article.stem}/"


def edited(article: Path, old: str, new: str) -> None:
    text = article.read_text()
    assert old in text
    article.write_text(text.replace(old, new, 1))


def test_an_edit_is_shown_without_building_the_rest_and_the_lists_follow(
    server: Watched, article: Path
) -> None:
    other = server.get("/about/")[1], server.get("/contact/")[1]
    before = len(server.said)

    edited(article, "## Issue\n\n", "## Issue\n\nThe lamp of the zanzibar is dark. ")

    server.shows(url_of(article), "zanzibar")
    code, page = server.get(url_of(article))
    assert (code, b"Content-Security-Policy" in page, b"<title>" in page) == (200, True, True)
    server.shows(f"{url_of(article).rstrip('/')}.md", "zanzibar")
    until(lambda: bool(server.search(q="zanzibar")["items"]), "search finds it")
    server.shows("/assets/kb/index/docs-0.js", "kbSearch.load")
    assert not any("building" in line for line in server.said[before:])
    assert (server.get("/about/")[1], server.get("/contact/")[1]) == other


def test_editors_that_write_by_rename_and_save_twice_are_followed(server: Watched, article: Path) -> None:
    for word in ("firstly", "secondly"):
        aside = article.with_suffix(".md~")
        article.rename(aside)
        new = article.with_name(".4913.tmp")
        new.write_text(aside.read_text().replace("## Issue\n\n", f"## Issue\n\nIt is said {word}. ", 1))
        new.rename(article)
        aside.unlink()
    before = len(server.said)

    server.shows(url_of(article), "said secondly")

    assert b"said firstly" in server.get(url_of(article))[1]
    assert not any("building" in line for line in server.said[before:])


MISTAKES = {
    "---\nid: [\n---\n": r": front matter is not readable",
    "Mail to jane.doe@gmail.com.": r": still holds what redaction hides: email",
    "[nowhere](nowhere.md)": r"'nowhere\.md'",
}


@pytest.mark.parametrize("broken", MISTAKES)
def test_a_mistake_is_told_and_the_page_stays_until_it_is_mended(
    server: Watched, article: Path, broken: str
) -> None:
    good, url = article.read_text(), url_of(article)
    shown = server.get(url)[1]
    before = len(server.said)

    article.write_text(broken + good.split("\n---\n", 1)[1] if "id" in broken else f"{good}\n{broken}\n")

    server.hears(f"{article.name}(:[0-9]+)?{MISTAKES[broken]}|{MISTAKES[broken]}", after=before)
    assert any("stays as it was" in line for line in server.said[before:])
    assert server.get(url)[1] == shown

    article.write_text(good.replace("## Issue\n\n", f"## Issue\n\nMended {before}. ", 1))
    server.shows(url, f"Mended {before}.")


def test_new_files_and_deleted_ones_build_the_whole_site_while_the_old_one_is_served(server: Watched) -> None:
    guide = server.folder / "content" / "guides" / "quokka.md"
    guide.parent.mkdir(exist_ok=True)
    guide.write_text("---\ntitle: Quokka\naudience: support\n---\n\nHow to feed a quokka.\n")

    server.hears("building the whole site again")
    assert server.get("/")[0] == 200
    server.shows("/guides/quokka/", "feed a quokka")

    guide.unlink()
    until(lambda: server.get("/guides/quokka/")[0] == 404, f"the page goes: {server.said}")


@pytest.mark.browser
def test_an_open_browser_loads_the_page_again(server: Watched, article: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.port}{url_of(article)}")
    page.wait_for_timeout(1500)

    edited(article, "## Issue\n\n", "## Issue\n\nSeen by an okapi. ")

    expect(page.get_by_text("Seen by an okapi.").first).to_be_visible(timeout=PATIENCE * 1000)
    page.close()


def test_it_ends_at_once_and_leaves_nothing_half_done(server: Watched, article: Path) -> None:
    """Also in the middle of a build."""
    (server.folder / "content" / "guides" / "late.md").write_text("---\ntitle: Late\n---\n\nText.\n")
    server.hears("building the whole site again", after=len(server.said))

    started = time.monotonic()
    os.kill(server._process.pid, 2)
    server._process.wait(timeout=PATIENCE)

    assert time.monotonic() - started < PATIENCE / 2
    assert server._process.returncode in (0, 130)
    assert [path.name for path in (server.folder / "site").iterdir()] == ["support"]
