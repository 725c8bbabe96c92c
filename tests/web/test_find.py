"""Without JavaScript the search page answers as well, and nothing in it runs."""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

from kb.config import Settings
from kb.model.article import Audience
from tests.search import corpus
from tests.web.counter import FIND, a_client, a_site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return a_site(tmp_path / "kb")


@pytest.fixture
def client(settings: Settings) -> TestClient:
    return a_client(settings)


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def links(self) -> Iterator[str]:
        for tag, attributes in self.tags:
            if tag == "a":
                yield attributes["href"] or ""


def found(client: TestClient, **asked: str) -> Page:
    answer = client.get("/find/", params=asked)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return Page(answer.text)


def test_results_stand_in_the_sites_own_page(client: TestClient) -> None:
    text = client.get("/find/", params={"q": "offer pdf is white"}).text

    assert text.startswith(FIND[: FIND.index("<p>Searching")])
    assert text.endswith("</div>\n<p>After the box</p></article>")
    assert "Searching needs" not in text
    assert "../troubleshooting/page-1/" in Page(text).links()


def test_without_a_question_it_is_the_page_as_built(client: TestClient) -> None:
    assert client.get("/find/").text == FIND
    assert client.get("/find/", params={"q": "  "}).text == FIND


def test_the_question_stands_in_the_form(client: TestClient) -> None:
    page = found(client, q='offer "white" & <b>')

    (box,) = [attributes for tag, attributes in page.tags if tag == "input"]
    assert box["value"] == 'offer "white" & <b>'


def test_a_narrower_question_is_one_link_away(client: TestClient) -> None:
    page = found(client, q="workday")
    link = next(link for link in page.links() if "product=Workday+Payroll" in link)

    narrowed = Page(client.get(urljoin("/find/", link)).text)

    assert "product: " in page.words.lower()
    assert "3 found" in narrowed.words
    assert [a["value"] for tag, a in narrowed.tags if tag == "input" and a.get("type") == "hidden"] == [
        "Workday Payroll"
    ]


def test_pages_lead_on_and_back(client: TestClient) -> None:
    first = found(client, q="workday", limit="5")
    second = Page(
        client.get(urljoin("/find/", next(link for link in first.links() if "offset=5" in link))).text
    )

    assert "1 to 5 shown" in first.words
    assert "Previous" not in first.words
    assert "6 to 10 shown" in second.words
    assert "?q=workday&limit=5" in second.links()


def test_nothing_found_leads_to_what_helped_most_and_to_people(client: TestClient) -> None:
    page = found(client, q="xylophone")

    assert "Nothing found" in page.words
    assert len([link for link in page.links() if link.startswith("../troubleshooting/")]) == 3
    assert "Call 4711 or write" in page.words


def test_a_typing_error_is_said(client: TestClient) -> None:
    assert "Showing results for offer instead of offr" in found(client, q="offr letter").words


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "javascript:alert(1)",
    "</div></article>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_asked_and_what_is_found_stay_words(settings: Settings, text: str) -> None:
    page = corpus.page(1)
    odd = replace(
        page, title=f"offer {text}", url=f"{text}", summary=f"offer {text}", products=(text, "b"),
        confidence=text, type=text, fields={"title": f"offer {text}", "body": f"offer {text}"},
    )  # fmt: skip
    client = a_client(settings, documents=[odd, page])

    made = found(client, q=f"offer {text}", product=text)

    assert {tag for tag, _ in made.tags} <= {
        "title", "link", "article", "h1", "div", "form", "label", "input", "button", "p", "ol", "li", "a", "strong",
        "mark", "br", "small", "nav",
    }  # fmt: skip
    assert not [name for _, attributes in made.tags for name in attributes if name.startswith("on")]
    for link in made.links():
        assert urljoin("https://kb.example/find/", link).startswith("https://kb.example/")


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example/",
        "https://evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_no_link_leaves_the_site(settings: Settings, url: str) -> None:
    client = a_client(settings, documents=[replace(corpus.page(1), url=url)])

    for link in found(client, q="offer").links():
        assert urljoin("https://kb.example/find/", link).startswith("https://kb.example/")


def test_a_wrong_parameter_is_told(client: TestClient) -> None:
    answer = client.get("/find/", params={"q": "offer", "limit": "x"})

    assert answer.status_code == 400
    assert "limit" in answer.text


def test_a_page_without_a_place_for_results_stays_as_it_is(client: TestClient, settings: Settings) -> None:
    page = settings.site(Audience.SUPPORT) / "find" / "index.html"
    page.write_text("<h1>Ours</h1>")

    assert client.get("/find/", params={"q": "offer"}).text == "<h1>Ours</h1>"
