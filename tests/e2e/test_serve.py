"""One real server on this machine: the site, its search, and what readers did not find."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from kb.flows.demo import demo
from kb.web.served import FIRST_LINE
from tests.support.server import Server
from tests.support.workspace import kb


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
