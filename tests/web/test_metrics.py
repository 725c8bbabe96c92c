"""What is counted, in the format Prometheus reads, and nothing of anybody."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.web.metrics import BUCKETS
from tests.web.counter import a_client, a_site, an_application

LINE = re.compile(r'(# (HELP|TYPE) kb_\w+ .+)|(kb_\w+(\{(\w+="[^"\\\n]*",?)+\})? [0-9.e+-]+)')


@pytest.fixture
def settings(tmp_path: Path):
    return a_site(tmp_path / "kb")


def near(settings) -> TestClient:
    return TestClient(an_application(settings), base_url="http://127.0.0.1", client=("127.0.0.1", 50000))


def test_requests_are_counted_by_kind_and_status(settings) -> None:
    client = near(settings)
    for path in (
        "/",
        "/nowhere/",
        "/nowhere/else",
        "/api/search?q=jane+doe",
        "/api/search?limit=x",
        "/find/?q=offer",
    ):
        client.get(path, headers={"User-Agent": "Someone/1.0"})

    text = client.get("/metrics").text

    assert 'kb_requests_total{route="page",status="200"} 1' in text
    assert 'kb_requests_total{route="page",status="404"} 2' in text
    assert 'kb_requests_total{route="search",status="200"} 1' in text
    assert 'kb_requests_total{route="search",status="400"} 1' in text
    assert 'kb_requests_total{route="find",status="200"} 1' in text
    assert "kb_index_ready 1" in text
    assert "kb_site_ready 1" in text
    for personal in ("jane", "nowhere", "Someone", "127.0.0.1"):
        assert personal not in text


def test_every_line_can_be_read(settings) -> None:
    client = near(settings)
    client.get("/api/search?q=offer")

    answer = client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.text.endswith("\n")
    assert [line for line in answer.text.splitlines() if not LINE.fullmatch(line)] == []


def test_buckets_only_grow_and_end_with_all(settings) -> None:
    client = near(settings)
    for _ in range(3):
        client.get("/api/search?q=offer")

    text = client.get("/metrics").text

    counts = [
        int(n) for n in re.findall(r'kb_search_seconds_bucket\{route="search",le="[^"]+"\} (\d+)', text)
    ]
    assert len(counts) == len(BUCKETS) + 1
    assert counts == sorted(counts)
    assert counts[-1] == 3
    assert 'kb_search_seconds_count{route="search"} 3' in text


def test_only_this_machine_reads_them(settings, tmp_path: Path) -> None:
    far = TestClient(an_application(settings), base_url="http://127.0.0.1", client=("10.0.0.7", 50000))
    told = a_client(a_site(tmp_path / "other", more="[serve]\nmetrics = true\n"))

    assert far.get("/metrics").status_code == 404
    assert near(settings).get("/metrics").status_code == 200
    assert told.get("/metrics").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_a_server_in_front_does_not_make_its_readers_near(settings, header: str) -> None:
    assert near(settings).get("/metrics", headers={header: "for=10.0.0.7"}).status_code == 404
