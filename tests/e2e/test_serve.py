"""One real server on this machine: the site, its search, and what readers did not find."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from kb.flows.demo import demo
from kb.web.served import FIRST_LINE
from tests.support.workspace import kb


class Server:
    """A `kb serve` of its own; `stop` ends it and gives what it said."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kb", "-C", str(folder), "serve", "--port", "0", *options],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stderr is not None
        told = re.search(r"http://127\.0\.0\.1:(\d+)", self._process.stderr.readline())
        assert told
        self.port = int(told[1])

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        return self._asked("GET", path, None, headers)

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, bytes]:
        return self._asked("POST", path, body, headers)

    def _asked(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def search(self, **asked: Any) -> Any:
        code, body = self.get(f"/api/search?{urlencode(asked)}")
        assert code == 200, body
        return json.loads(body)

    def stop(self) -> str:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        _, said = self._process.communicate(timeout=20)
        return said


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serve") / "demo"
    demo(folder)
    server = Server(folder)
    yield server
    server.stop()


def test_the_api_says_what_the_command_says(server: Server) -> None:
    over_http = server.search(q="offer pdf is white", limit=5)
    in_terminal = kb(server.folder, "search", "offer pdf is white", "--json").json

    assert over_http["items"]
    assert {**over_http, "elapsed_ms": 0} == {**in_terminal, "elapsed_ms": 0}


def test_without_a_script_the_page_holds_the_results(server: Server) -> None:
    code, page = server.get("/find/?q=offer+pdf+is+white")
    first = server.search(q="offer pdf is white")["items"][0]

    assert code == 200
    assert f'href="../{first["url"]}"' in page.decode()
    assert b"Searching needs JavaScript" not in page
    assert b"md-header" in page  # the theme's own page
    assert server.get(f"/{first['url']}")[0] == 200


@pytest.mark.browser
@pytest.mark.parametrize("runs", [False, True])
def test_a_browser_shows_the_results_with_and_without_its_script(
    server: Server, browser: Browser, runs: bool
) -> None:
    context = browser.new_context(java_script_enabled=runs)
    page = context.new_page()
    first = server.search(q="offer pdf is white")["items"][0]

    page.goto(f"http://127.0.0.1:{server.port}/find/?q=offer+pdf+is+white")

    expect(page.get_by_text(first["title"]).first).to_be_visible()
    expect(page.locator(".kb-found__form")).to_have_count(0 if runs else 1)
    if not runs:
        page.get_by_role("searchbox").fill("payslip")
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page).to_have_url(re.compile(r"/find/\?q=payslip$"))
        page.locator(".kb-found__list a").first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_the_script_is_told_that_a_server_answers(server: Server) -> None:
    code, served = server.get("/assets/kb/search.js")
    (file,) = (server.folder / "site").glob("*/assets/kb/search.js")

    assert (code, served) == (200, FIRST_LINE + file.read_bytes())


def test_suggestions_come_while_typing(server: Server) -> None:
    first = server.search(q="offer pdf is white")["items"][0]

    _, body = server.get(f"/api/suggest?{urlencode({'q': first['title'][:8]})}")

    offered = json.loads(body)["items"]
    assert {"text": first["title"], "url": first["url"], "id": first["id"]} in offered


def test_ten_readers_get_the_answers_of_one(server: Server) -> None:
    queries = ["offer pdf is white", "payslip", "cannot log in", "badge", "ofer leter", "expense cost centre"]

    def ids(query: str) -> list[str]:
        return [hit["id"] for hit in server.search(q=query)["items"]]

    alone = {query: ids(query) for query in queries}
    with ThreadPoolExecutor(10) as pool:
        together = list(pool.map(lambda query: (query, ids(query)), queries * 20))

    assert [query for query, found in together if found != alone[query]] == []


@pytest.mark.parametrize(
    "path", ["/api/search?q=%00%ED%A0%80", "/api/search?q=%FF", "/api/search?q=" + "%2A" * 3000]
)
def test_hostile_questions_are_answered(server: Server, path: str) -> None:
    assert server.get(path)[0] == 200


def test_a_question_of_100_kb_fails_nothing(server: Server) -> None:
    code, _ = server.get("/api/search?q=" + "a" * 100_000)

    assert code < 500
    assert server.get("/healthz")[0] == 200


def test_an_index_that_changes_is_asked_at_once(server: Server) -> None:
    before = server.search(q="quokka sanctuary")
    (server.folder / "content" / "guides" / "quokka.md").write_text(
        "---\ntitle: Quokka sanctuary opening hours\naudience: support\n---\n\nFrom nine to five.\n"
    )

    assert kb(server.folder, "build").code == 0
    after = server.search(q="quokka sanctuary")

    assert before["found"] == 0
    assert after["items"][0]["title"] == "Quokka sanctuary opening hours"


def test_what_readers_did_not_find_is_on_the_worklist(server: Server) -> None:
    for query in (
        "strelitzia quilting",
        "Strelitzia  quilting",
        "offer letter",
        "call +44 20 7946 0177 okapi",
    ):
        server.search(q=query)

    for _ in range(60):  # it settles within seconds
        gaps = kb(server.folder, "gaps", "--json").json["items"]
        if "strelitzia quilting" in [gap["query"] for gap in gaps]:
            break
        time.sleep(0.5)

    assert [gap["times"] for gap in gaps if gap["query"] == "strelitzia quilting"] == [2]
    assert "offer letter" not in [gap["query"] for gap in gaps]
    assert "7946" not in str(gaps)
    work = kb(server.folder, "worklist", "--json", "--limit", "0").json["items"]
    assert "strelitzia quilting" in [item["title"] for item in work if item["need"] == "gap"]


def test_it_stops_when_told_without_a_complaint(server: Server) -> None:
    said = server.stop()

    assert said.replace("Ctrl-C stops", "").strip() in (
        "",
        ")",
        "error: interrupted; nothing is half written",
    )
