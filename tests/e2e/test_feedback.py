"""A reader votes no with a reason in a real browser, with and without a script; a static site offers to write instead."""

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb import config
from kb.flows.demo import demo
from tests.canary.searcher import Searcher
from tests.e2e.test_serve import Server
from tests.support.postgres import a_cluster
from tests.support.workspace import kb

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the sample project; its readers may write to somebody."""
    folder = tmp_path_factory.mktemp("feedback") / "demo"
    demo(folder)
    with (folder / "kb.toml").open("a", encoding="utf-8") as file:
        file.write('\n[feedback]\nmail = "help@tarnbridge.example"\n')
    assert kb(folder, "build").code == 0
    return folder


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[Server]:
    server = Server(workspace)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(workspace: Path) -> Path:
    settings = config.load(workspace)
    return settings.site(settings.project.audience)


@pytest.fixture(scope="module")
def static(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Open]:
    """Open pages as a reader of one's own; nothing may go wrong in them."""
    contexts, wrong = [], []

    def opened(address: str, **options: object) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 740}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def article(site: Path) -> str:
    """Give the address of an article below the site's root."""
    page = sorted((site / "troubleshooting").glob("*/index.html"))[0]
    return page.relative_to(site).as_posix().removesuffix("index.html")


@pytest.mark.parametrize("runs", [True, False])
def test_a_reader_votes_no_with_a_reason(
    server: Server, workspace: Path, site: Path, reader: Open, runs: bool
) -> None:
    page = reader(f"http://127.0.0.1:{server.port}/{article(site)}", java_script_enabled=runs)
    said = f"The second button is missing {'with' if runs else 'without'} <b>script</b>, ask Petra Sandhagen +44 20 7946 0177"

    page.get_by_text("No", exact=True).click()
    page.get_by_label("I cannot follow the steps").check()
    page.get_by_label("In your own words").fill(said)
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Thank you, your answer is kept.").locator("visible=true")).to_have_count(1)
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    assert f"/{article(site)}" in page.url
    items = kb(workspace, "feedback", "--json").json["items"]
    (item,) = [each for each in items if f"missing {'with' if runs else 'without'} " in each["words"]]
    assert (item["reason"], item["helped"]) == ("steps", False)
    assert "<b>script</b>" in item["words"]
    assert Searcher(["7946 0177"]).folder(workspace / ".kb") == []
    work = kb(workspace, "worklist", "--json", "--limit", "0").json["items"]
    assert item["article"] in [id_ for each in work if each["need"] == "disliked" for id_ in each["articles"]]


def test_with_the_keyboard_alone(server: Server, site: Path, reader: Open) -> None:
    page = reader(f"http://127.0.0.1:{server.port}/{article(site)}")

    page.get_by_role("button", name="Yes").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # No, which opens
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("I cannot follow the steps")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("too long")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    status = page.locator(".kb-feedback__said")
    expect(status).to_have_text("Thank you, your answer is kept.")
    expect(status).to_be_focused()
    expect(status).to_have_attribute("role", "status")


def test_yes_is_one_press_and_the_same_reader_counts_once(
    server: Server, workspace: Path, site: Path, reader: Open
) -> None:
    address = f"http://127.0.0.1:{server.port}/{article(site)}"
    before = kb(workspace, "feedback", "--json").json["counts"]
    page = reader(address)

    for _ in range(2):
        page.goto(address)
        page.get_by_role("button", name="Yes").click()
        expect(page.locator(".kb-feedback__said")).to_have_text("Thank you, your answer is kept.")

    after = kb(workspace, "feedback", "--json").json["counts"]
    assert after["helped"] - before["helped"] == 1
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("kb_reader", True, "Strict")


def test_without_a_vote_no_cookie_is_set(server: Server, site: Path, reader: Open) -> None:
    page = reader(f"http://127.0.0.1:{server.port}/{article(site)}")

    page.get_by_text("No", exact=True).click()

    assert page.context.cookies() == []


def test_a_server_that_is_gone_loses_no_word(server: Server, site: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/{article(site)}")
    page.route("**/api/feedback", lambda route: route.abort())

    page.get_by_text("No", exact=True).click()
    page.get_by_label("In your own words").fill("still here")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("status").filter(has_text="could not be sent")).to_be_visible()
    expect(page.get_by_label("In your own words")).to_have_value("still here")
    context.close()


def test_two_servers_share_one_postgresql(workspace: Path, site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    shutil.copytree(workspace, folder, ignore=shutil.ignore_patterns("signals.db*"))
    with a_cluster() as address:
        with (folder / "kb.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[signals]\nurl = "{address}"\n')
        servers = [Server(folder), Server(folder)]
        page = re.search(r"(kb-[0-9a-f]{8})/$", article(site))
        assert page
        reader = {"Cookie": f"kb_reader={'r' * 22}"}

        for server, reason in zip(servers, ("steps", "outdated"), strict=True):
            own = {"Origin": f"http://127.0.0.1:{server.port}", "Content-Type": "application/json"}
            said = {"page": page[1], "helped": "no", "reason": reason, "text": "it is the old portal"}
            assert server.post("/api/feedback", json.dumps(said).encode(), **own, **reader)[0] == 200
        long = {"Origin": f"http://127.0.0.1:{servers[0].port}", "Content-Type": "application/json"}
        assert servers[0].post("/api/feedback", b"x" * 9000, **long)[0] == 413
        told = kb(folder, "feedback", "--json", "--all").json["items"]
        work = kb(folder, "worklist", "--json", "--limit", "0").json["items"]
        for server in servers:
            server.stop()

    assert [(item["article"], item["reason"], item["words"]) for item in told] == [
        (page[1], "outdated", "it is the old portal")
    ]
    assert [item["articles"] for item in work if item["need"] == "disliked"] == [[page[1]]]
    assert not (folder / ".kb" / "signals.db").exists()


@pytest.mark.parametrize("kind", ["static", "file"])
@pytest.mark.parametrize("runs", [True, False])
def test_a_static_site_offers_to_write(static: str, site: Path, reader: Open, kind: str, runs: bool) -> None:
    root = static if kind == "static" else f"{site.as_uri()}/"
    page = reader(f"{root}{article(site)}{'index.html' if kind == 'file' else ''}", java_script_enabled=runs)

    mail = page.get_by_role("link", name="Write us a mail")
    expect(mail).to_be_visible()
    assert (mail.get_attribute("href") or "").startswith("mailto:help@tarnbridge.example?subject=Feedback")
    expect(page.get_by_role("button", name="Yes")).to_be_hidden()
    expect(page.get_by_text("No", exact=True)).to_be_hidden()


def test_behind_the_server_the_mail_is_not_offered(server: Server, site: Path, reader: Open) -> None:
    page = reader(f"http://127.0.0.1:{server.port}/{article(site)}")

    expect(page.get_by_role("button", name="Yes")).to_be_visible()
    expect(page.get_by_role("link", name="Write us a mail")).to_be_hidden()
