"""Before every answer: is the server meant at all, is it too much, and what does each answer carry."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb import config
from kb.errors import ConfigError
from kb.web.guard import LARGEST_BODY
from tests.web.counter import a_client, a_site, an_application

PATHS = (
    "/",
    "/nowhere/",
    "/assets/kb/search.js",
    "/find/?q=offer",
    "/api/search?q=offer",
    "/api/no",
    "/healthz",
)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return a_client(a_site(tmp_path / "kb", more='[serve]\nhosts = ["help.example.com"]\n'))


@pytest.mark.parametrize("path", PATHS)
def test_each_answer_is_safe(client: TestClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        headers = client.request(method, path).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "same-origin"
        assert headers.get_list("content-security-policy")[0].endswith("frame-ancestors 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert len(headers.get_list("content-security-policy")) == 1


def test_what_only_pages_need_is_not_sent_with_their_parts(client: TestClient) -> None:
    for method, path in (
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/nowhere/"),
        ("GET", "/api/no"),
        ("POST", "/"),
    ):
        headers = client.request(method, path).headers

        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
    assert "x-frame-options" not in client.get("/assets/kb/search.js").headers


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:1", "[::1]:8000", "help.example.com",
        "Help.Example.Com.:443",
    ],
)  # fmt: skip
def test_it_answers_to_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8000", "help.example.com.evil.example", "localhost.evil.example",
        "127.0.0.1.evil.example", "", "[::1].evil.example", "xhelp.example.com", "10.0.0.7",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/search?q=offer", "/healthz"])
def test_it_answers_to_no_other_name(client: TestClient, host: str, path: str) -> None:
    """A page of another site that points its own name at this machine learns nothing."""
    answer = client.get(path, headers={"Host": host})

    assert answer.status_code == 421
    assert "Home" not in answer.text


def test_the_address_it_was_asked_at_is_its_own(tmp_path: Path) -> None:
    app = an_application(a_site(tmp_path / "kb"))
    client = TestClient(app, base_url="http://10.0.0.7:8000")  # the client says the server has this address

    assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["https://help.example.com", "help.example.com:8000", "*", "", "a b"])
def test_a_host_is_a_name_alone(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"serve\.hosts"):
        a_site(tmp_path / "kb", more=f"[serve]\nhosts = [{name!r}]\n")
    assert config.FILE == "kb.toml"


@pytest.mark.parametrize("path", ["/", "/api/search?q=offer", "/healthz"])
def test_more_than_a_remark_is_not_taken(client: TestClient, path: str) -> None:
    assert client.post(path, content=b"x" * (LARGEST_BODY + 1)).status_code == 413
    assert client.post(path, content=b"x" * 100).status_code == 405
    assert client.request("GET", path, headers={"Content-Length": "1e9"}).status_code == 413
