"""The counter answers with the site and with search, and with nothing else."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.config import Settings
from kb.model.article import Audience
from kb.web.served import FIRST_LINE
from tests.web.counter import SCRIPT, a_client, a_site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return a_site(tmp_path / "kb")


@pytest.fixture
def client(settings: Settings) -> TestClient:
    return a_client(settings)


def test_the_site_is_served_with_safe_headers(client: TestClient) -> None:
    answer = client.get("/")

    assert "Home" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/....//secret.txt",
        "/%2fetc/passwd",
        "/.git/config",
    ],
)
def test_nothing_outside_the_site_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "outside" not in answer.text


def test_what_is_not_there_gets_the_page_that_helps(client: TestClient) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "Not here" in answer.text


@pytest.mark.parametrize("path", ["api/pages.json", "api/pages.schema.json", "faq/a.md", "feed.xml"])
def test_what_programs_read_is_served_as_it_was_built(
    client: TestClient, settings: Settings, path: str
) -> None:
    """Among the API's own addresses, too; never as a page a browser would show as HTML."""
    assert client.get(f"/{path}").status_code == 404
    file = settings.site(Audience.SUPPORT) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"as built")

    answer = client.get(f"/{path}")

    assert answer.content == b"as built"
    kinds = ("application/json", "application/xml", "text/xml", "text/markdown")
    assert answer.headers["content-type"].startswith(kinds)


def test_it_lives(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/find/?q=offer", "/assets/kb/search.js", "/api/search?q=offer"]
)
def test_only_reading_is_possible(client: TestClient, path: str) -> None:
    read, head = client.get(path), client.head(path)

    assert (read.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head.headers["content-type"] == read.headers["content-type"]
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        assert client.request(method, path).status_code == 405


class TestTheScript:
    """Behind a server the box is told to ask it; the file works without one."""

    def test_it_is_told_that_a_server_answers(self, client: TestClient) -> None:
        answer = client.get("/assets/kb/search.js", headers={"Accept-Encoding": "identity"})

        assert answer.content == b"globalThis.kbServed = true;\n" + SCRIPT
        assert answer.headers["content-type"].startswith("text/javascript")
        assert int(answer.headers["content-length"]) == len(FIRST_LINE) + len(SCRIPT)

    def test_the_file_is_untouched(self, client: TestClient, settings: Settings) -> None:
        file = settings.site(Audience.SUPPORT) / "assets/kb/search.js"
        before = file.stat()

        client.get("/assets/kb/search.js")

        assert file.read_bytes() == SCRIPT
        assert file.stat().st_mtime_ns == before.st_mtime_ns

    def test_it_is_compressed_and_not_sent_twice(self, client: TestClient, settings: Settings) -> None:
        first = client.get("/assets/kb/search.js", headers={"Accept-Encoding": "gzip"})
        again = client.get("/assets/kb/search.js", headers={"If-None-Match": first.headers["etag"]})
        (settings.site(Audience.SUPPORT) / "assets/kb/search.js").write_bytes(b"let box = 2;\n")
        changed = client.get("/assets/kb/search.js", headers={"If-None-Match": first.headers["etag"]})

        assert first.headers["content-encoding"] == "gzip"
        assert first.content == FIRST_LINE + SCRIPT
        assert (again.status_code, again.content) == (304, b"")
        assert changed.content == FIRST_LINE + b"let box = 2;\n"

    def test_a_site_without_it_says_so(self, client: TestClient, settings: Settings) -> None:
        (settings.site(Audience.SUPPORT) / "assets/kb/search.js").unlink()

        assert client.get("/assets/kb/search.js").status_code == 404
