"""The counter answers with the site and with search, and with nothing else."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb import config
from kb.config import Settings
from kb.flows.index import index
from kb.model.article import Audience
from kb.model.search import Document
from kb.web.app import application
from tests.support.workspace import a_workspace


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = config.load(a_workspace(tmp_path / "kb"))
    site = settings.site(Audience.SUPPORT)
    site.mkdir(parents=True)
    (site / "index.html").write_text("<title>Home</title>")
    (site / "404.html").write_text("<title>Not here</title>")
    (settings.root / "site" / "secret.txt").write_text("outside")
    index(settings, Audience.SUPPORT).write(
        [
            Document(
                id="kb-1",
                title="Offer letter is blank",
                url="t/a/",
                kind="article",
                audience=Audience.SUPPORT,
                fields={"title": "Offer letter is blank"},
            )
        ]
    )
    return settings


@pytest.fixture
def client(settings: Settings) -> TestClient:
    return TestClient(application(settings, Audience.SUPPORT), base_url="http://127.0.0.1")


def test_the_site_is_served_with_safe_headers(client: TestClient) -> None:
    answer = client.get("/")

    assert "Home" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


def test_search_answers_in_json(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "blank offer"})

    assert [hit["id"] for hit in answer.json()["hits"]] == ["kb-1"]


@pytest.mark.parametrize("query", ["", "   "])
def test_a_missing_question_is_told(client: TestClient, query: str) -> None:
    assert client.get("/api/search", params={"q": query}).status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "9" * 5000, "１"])
def test_a_limit_out_of_bounds_is_told(client: TestClient, limit: str) -> None:
    assert client.get("/api/search", params={"q": "offer", "limit": limit}).status_code == 400


@pytest.mark.parametrize("query", ["*", "[a TO z]", "\x00", "a" * 100_000, "((((", 'title:"', "🙂"])
def test_odd_questions_are_answered(client: TestClient, query: str) -> None:
    assert client.get("/api/search", params={"q": query[:5000]}).status_code == 200


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


def test_a_missing_index_is_said(client: TestClient, settings: Settings) -> None:
    import shutil

    shutil.rmtree(settings.derived)

    answer = client.get("/api/search", params={"q": "offer"})

    assert answer.status_code == 503
    assert "kb build" in answer.json()["hint"]


def test_it_lives(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
