"""Votes in a real browser beside the flow itself: counted once, no cookie before, no word lost, two servers, no script."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Open
from tests.support.postgres import a_cluster
from tests.support.server import Server
from tests.support.workspace import kb

pytestmark = pytest.mark.browser


def article(site: Path) -> str:
    """Give the address of an article below the site's root."""
    page = sorted((site / "troubleshooting").glob("*/index.html"))[0]
    return page.relative_to(site).as_posix().removesuffix("index.html")


def test_yes_is_one_press_and_the_same_reader_counts_once(
    server: Server, workspace: Path, site: Path, reader: Open
) -> None:
    address = f"{server.address}{article(site)}"
    before = kb(workspace, "feedback", "--json").json["counts"]
    page = reader(server.address)

    for _ in range(2):
        page.goto(address)
        page.get_by_role("button", name="Yes").click()
        expect(page.locator(".kb-feedback__said")).to_have_text("Thank you, your answer is kept.")

    after = kb(workspace, "feedback", "--json").json["counts"]
    assert after["helped"] - before["helped"] == 1
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("kb_reader", True, "Strict")


def test_without_a_vote_no_cookie_is_set(server: Server, site: Path, reader: Open) -> None:
    page = reader(server.address)
    page.goto(f"{server.address}{article(site)}")

    page.get_by_text("No", exact=True).click()

    assert page.context.cookies() == []


def test_a_server_that_is_gone_loses_no_word(server: Server, site: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.address}{article(site)}")
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
def test_without_a_script_files_offer_to_write(static: str, site: Path, reader: Open, kind: str) -> None:
    root = static if kind == "static" else f"{site.as_uri()}/"
    page = reader(root, java_script_enabled=False)
    page.goto(f"{root}{article(site)}{'index.html' if kind == 'file' else ''}")

    expect(page.get_by_role("link", name="Write us a mail")).to_be_visible()
    expect(page.get_by_role("button", name="Yes")).to_be_hidden()
    expect(page.get_by_text("No", exact=True)).to_be_hidden()
