"""Files of the built site: kept as long as they are true, sent small, and never from outside."""

import gzip
import itertools
import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.config import Settings
from kb.model.article import Audience
from kb.site.policy import Policy
from kb.web.pages import INERT, WHOLE
from tests.web.counter import a_client, a_site

HASHED = "assets/javascripts/bundle.a5f9d56c.min.js"
PAGE = b"<title>An answer</title>" + b"<p>word</p>" * 300


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = a_site(tmp_path / "kb")
    site = settings.site(Audience.SUPPORT)
    for name, content in {
        "faq/index.html": PAGE,
        "faq/what's new #1/index.html": PAGE,
        HASHED: b"let theme = 1;\n" * 100,
        "assets/kb/kb.css": b"b{}\n" * 400,
        "feed.xml": b"<feed/>",
        "logo.svg": b"<svg/>",
        "a.png": b"\x89PNG" + b"\0" * 2000,
        ".hidden/index.html": b"hidden",
        ".env": b"hidden",
        "empty/deeper/index.html": PAGE,
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)
    return settings


@pytest.fixture
def site(settings: Settings) -> Path:
    return settings.site(Audience.SUPPORT)


@pytest.fixture
def client(settings: Settings) -> TestClient:
    return a_client(settings)


class TestKeeping:
    """What changes its name with its content is kept for good; everything else is asked about."""

    @pytest.mark.parametrize(
        ("path", "caching"),
        [
            (f"/{HASHED}", "public, max-age=31536000, immutable"),
            ("/faq/", "no-cache"),
            ("/assets/kb/kb.css", "no-cache"),
            ("/a.png", "no-cache"),
        ],
    )
    def test_how_long(self, client: TestClient, path: str, caching: str) -> None:
        answer = client.get(path)

        assert answer.headers["cache-control"] == caching
        assert answer.headers["etag"].startswith('W/"')
        assert answer.headers["last-modified"].endswith("GMT")

    def test_what_the_reader_has_is_not_sent_again(self, client: TestClient, site: Path) -> None:
        first = client.get("/faq/")
        by_tag = client.get("/faq/", headers={"If-None-Match": first.headers["etag"]})
        by_date = client.get("/faq/", headers={"If-Modified-Since": first.headers["last-modified"]})

        assert [(each.status_code, each.content) for each in (by_tag, by_date)] == [(304, b"")] * 2
        assert by_tag.headers["etag"] == first.headers["etag"]
        (site / "faq/index.html").write_bytes(PAGE + b"new")
        after = client.get("/faq/", headers={"If-None-Match": first.headers["etag"]})
        assert after.content.endswith(b"new")

    def test_a_build_that_changed_nothing_is_not_sent_again(self, client: TestClient, site: Path) -> None:
        first = client.get("/faq/")
        os.utime(site / "faq/index.html", (0, 0))

        again = client.get("/faq/", headers={"If-None-Match": first.headers["etag"]})

        assert again.status_code == 304

    def test_the_page_about_dead_addresses_is_never_kept(self, client: TestClient) -> None:
        assert client.get("/nowhere/").headers["cache-control"] == "no-store"


class TestSending:
    def test_text_is_compressed_for_those_who_say_they_can_read_it(self, client: TestClient) -> None:
        with client.stream("GET", "/faq/", headers={"Accept-Encoding": "gzip"}) as small:
            sent = b"".join(small.iter_raw())
        plain = client.get("/faq/", headers={"Accept-Encoding": "identity"})

        assert small.headers["content-encoding"] == "gzip"
        assert gzip.decompress(sent) == plain.content == PAGE
        assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert len(sent) * 4 < len(PAGE)

    def test_pictures_are_sent_as_they_are(self, client: TestClient) -> None:
        answer = client.get("/a.png", headers={"Accept-Encoding": "gzip"})

        assert "content-encoding" not in answer.headers
        assert answer.headers["content-type"] == "image/png"

    def test_a_large_file_comes_whole(self, client: TestClient, site: Path) -> None:
        content = os.urandom(WHOLE + 12345)
        (site / "big.png").write_bytes(content)

        answer, head = client.get("/big.png"), client.head("/big.png")

        assert answer.content == content
        assert answer.headers["content-length"] == head.headers["content-length"] == str(len(content))
        again = client.get("/big.png", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304

    def test_a_thousand_ranges_are_one_answer(self, client: TestClient) -> None:
        ranges = ",".join(f"{n}-{n}" for n in range(1000))

        answer = client.get("/faq/", headers={"Range": f"bytes={ranges}"})

        assert (answer.status_code, answer.content) == (200, PAGE)

    def test_each_answer_has_the_policy_of_its_build(self, client: TestClient, site: Path) -> None:
        without = client.get("/faq/").headers["content-security-policy"]
        (site / "assets/kb/policy.txt").write_text("default-src 'none'; script-src 'sha256-x'\n")

        pages = [client.get(path) for path in ("/faq/", "/nowhere/", "/find/?q=offer", "/feed.xml")]

        assert without == Policy().header  # nothing inline, rather than anything
        assert {page.headers["content-security-policy"] for page in pages} == {
            "default-src 'none'; script-src 'sha256-x'"
        }

    @pytest.mark.parametrize("path", ["/a.png", "/assets/kb/kb.css", "/assets/kb/search.js"])
    def test_a_part_of_a_page_does_not_repeat_its_policy(
        self, client: TestClient, site: Path, path: str
    ) -> None:
        (site / "assets/kb/policy.txt").write_text("default-src 'none'; script-src 'sha256-x'\n")

        policy = client.get(path).headers["content-security-policy"]

        assert policy.startswith("default-src 'none'")
        assert "sha256" not in policy

    def test_a_drawing_that_is_opened_by_itself_may_run_nothing_at_all(self, client: TestClient) -> None:
        headers = client.get("/logo.svg").headers

        assert headers["content-security-policy"] == INERT
        assert headers["x-frame-options"] == "DENY"


class TestDeadAddresses:
    """A site that is to stand below a path shows its page about dead addresses wherever it is served."""

    THEMES = (
        b'<link href="/help/a.css"><a href="/help/.">First page</a><script>new URL("/help/",location)</script>'
        b'<script type="application/json">{"base": "/help/", "search": "/help/s.js"}</script><a href="/other/">'
    )

    @pytest.mark.parametrize(
        ("path", "up"),
        [("/nowhere", "./"), ("/nowhere/", "../"), ("/a/b%2Fc/d", "../../"), ("//a/", "../../")],
    )
    def test_its_addresses_lead_to_the_root(self, client: TestClient, site: Path, path: str, up: str) -> None:
        (site / "404.html").write_bytes(self.THEMES)

        told = client.get(f"http://127.0.0.1{path}").content

        assert told == self.THEMES.replace(b'="/help/', b'="' + up.encode()).replace(
            b': "/help/', b': "' + up.encode()
        )

    def test_a_long_address_does_not_make_a_long_page(self, client: TestClient, site: Path) -> None:
        (site / "404.html").write_bytes(self.THEMES)

        assert client.get("/a" * 2000).content == self.THEMES


class TestFolders:
    def test_a_folder_leads_to_its_page(self, client: TestClient) -> None:
        answer = client.get("/faq", follow_redirects=False)

        assert (answer.status_code, answer.headers["location"]) == (308, "./faq/")
        assert client.get("/faq").content == PAGE
        assert client.get("/faq/what's%20new%20%231").content == PAGE

    @pytest.mark.parametrize("path", ["/empty", "/empty/", "/assets/", "/assets/kb/"])
    def test_no_folder_is_listed(self, client: TestClient, path: str) -> None:
        answer = client.get(path)

        assert answer.status_code == 404
        assert "deeper" not in answer.text

    @pytest.mark.parametrize("path", ["//elsewhere.example", "//elsewhere.example/", "/\\elsewhere.example"])
    def test_no_address_leads_to_another_host(self, client: TestClient, path: str) -> None:
        answer = client.get(f"http://127.0.0.1{path}", follow_redirects=False)

        assert answer.status_code == 404
        assert "location" not in answer.headers


def ways_out() -> list[str]:
    """Write one way out of the site in three hundred ways and more."""
    dots = [
        "..",
        "%2e%2e",
        "%2e.",
        ".%2e",
        "%252e%252e",
        "%c0%ae%c0%ae",
        "%uff0e%uff0e",
        "..%00",
        "....",
        "．．",
    ]
    slashes = ["/", "%2f", "%5c", "\\", "%252f", "%c0%af", "//", "/./", "%2f%2f", "%u2215"]
    targets = ["secret.txt", "support/.env", "etc/passwd"]
    ways = [
        f"/{start}{dot}{slash}{target}"
        for start, dot, slash, target in itertools.product(("", "faq/"), dots, slashes, targets)
    ]
    return [*ways, "/.env", "/%2eenv", "/.hidden/", "/faq/%00", "/secret.txt%00.html", "/%2fetc%2fpasswd"]


def test_no_way_of_writing_it_leads_out(client: TestClient) -> None:
    ways = ways_out()
    assert len(ways) > 600

    wrong = [
        (way, answer.status_code)
        for way in ways
        if (answer := client.get(f"http://127.0.0.1{way}")).status_code != 404
        or any(word in answer.text for word in ("outside", "hidden", "root:"))
    ]

    assert wrong == []


def test_a_link_out_of_the_site_is_not_followed(client: TestClient, site: Path) -> None:
    (site / "out.txt").symlink_to(site.parent / "secret.txt")
    (site / "up").symlink_to(site.parent)
    os.mkfifo(site / "waits.txt")

    assert [client.get(path).status_code for path in ("/out.txt", "/up/secret.txt", "/waits.txt")] == [
        404
    ] * 3
