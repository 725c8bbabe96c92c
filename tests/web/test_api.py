"""The API speaks what `kb search --json` speaks, within limits, and is described."""

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

import jsonschema
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from kb.config import Settings
from kb.errors import ConfigError, StateError
from kb.model.search import Answer, Document, Request
from kb.search.memory_index import MemoryIndex
from kb.search.wire import answer_values
from kb.web.openapi import description
from kb.web.turnstile import Turnstile
from tests.search import corpus
from tests.web.counter import InMemory, a_client, a_site, an_application, raw


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return a_site(tmp_path_factory.mktemp("api") / "kb")


@pytest.fixture(scope="module")
def client(settings: Settings) -> TestClient:
    return a_client(settings)


@pytest.fixture(scope="module")
def reference(settings: Settings) -> Starlette:
    return an_application(settings)


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> Any:
    return ask(client, "/api/openapi.json")


def ask(client: TestClient, path: str = "/api/search", **asked: Any) -> Any:
    answer = client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestSearch:
    def test_it_answers_in_the_one_envelope(self, client: TestClient) -> None:
        said = ask(client, q="offer pdf is white")

        assert (said["schema"], said["command"], said["ok"], said["warnings"]) == ("kb/1", "search", True, [])
        assert said["items"][0]["id"] == "kb-00000001"
        assert said["counts"] == {"hits": len(said["items"]), "found": said["found"]}

    @pytest.mark.parametrize("explain", [False, True])
    def test_it_says_what_the_index_says(self, client: TestClient, explain: bool) -> None:
        request = Request(text="payslip march", explain=explain)

        said = ask(client, q="payslip march", explain=explain)

        expected = answer_values(MemoryIndex(corpus.pages()).search(request), explain=explain)
        assert {name: said[name] for name in expected} == expected

    def test_pages_follow_each_other(self, client: TestClient) -> None:
        whole = ask(client, q="workday", limit=100)["items"]

        pages = [ask(client, q="workday", limit=3, offset=start)["items"] for start in range(0, 9, 3)]

        assert list(itertools.chain(*pages)) == whole[:9]
        assert ask(client, q="workday", offset=10_000)["items"] == []

    def test_it_is_narrowed_by_one_value_or_several(self, client: TestClient) -> None:
        one = ask(client, q="payslip", product="Workday Payroll")
        two = ask(client, q="payslip", type=["guide", "troubleshooting"])
        none = ask(client, q="payslip", language="de")

        assert {product for hit in one["items"] for product in hit["products"]} == {"Workday Payroll"}
        assert {hit["type"] for hit in two["items"]} == {"guide", "troubleshooting"}
        assert none["items"] == []

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"q": ""},
            {"q": "   "},
            *({"q": "offer", "limit": limit} for limit in ("0", "-1", "101", "x", "9" * 5000, "１", "1.0")),
            *({"q": "offer", "offset": offset} for offset in ("-1", "10001", "x", "9" * 5000)),
            {"q": "offer", "explain": "perhaps"},
            {"q": "offer", "product": "x" * 201},
            {"q": "offer", "type": ["x"] * 21},
        ],
    )
    def test_a_parameter_out_of_bounds_is_told(self, client: TestClient, asked: dict[str, Any]) -> None:
        answer = client.get("/api/search", params=asked)

        said = answer.json()
        assert answer.status_code == 400
        assert (said["schema"], said["ok"]) == ("kb/1", False)
        assert said["error"]
        assert said["hint"]

    def test_a_long_query_is_cut(self, client: TestClient) -> None:
        assert ask(client, q="offer " + "x" * 5000)["query"] == "offer " + "x" * 3994

    def test_a_query_that_finds_nothing_still_leads_somewhere(self, client: TestClient) -> None:
        said = ask(client, q="xylophone")

        assert (said["ok"], said["found"], len(said["closest"])) == (False, 0, 3)


class TestCaching:
    def test_what_the_reader_has_is_not_sent_again_until_the_index_changes(self, settings: Settings) -> None:
        index = InMemory(corpus.pages())
        client = a_client(settings, index=index)
        first = client.get("/api/search", params={"q": "offer"})
        known = {"If-None-Match": first.headers["etag"]}

        same = client.get("/api/search", params={"q": "offer"}, headers=known)
        other = client.get("/api/search", params={"q": "offer", "limit": "1"}, headers=known)
        index.write(corpus.some(2))
        later = client.get("/api/search", params={"q": "offer"}, headers=known)

        assert (same.status_code, other.status_code, later.status_code) == (304, 200, 200)
        assert first.headers["cache-control"] == "no-cache"

    def test_errors_are_not_kept(self, client: TestClient) -> None:
        assert client.get("/api/search").headers["cache-control"] == "no-store"


class TestSuggest:
    def test_titles_that_begin_so_come_first(self, client: TestClient) -> None:
        items = ask(client, "/api/suggest", q="Offer let")["items"]

        assert items[0] == {
            "text": "Offer letter PDF is blank – Workday Recruiting",
            "url": "troubleshooting/page-1/",
            "id": "kb-00000001",
        }

    def test_wordings_of_people_count_as_well(self, client: TestClient) -> None:
        assert ask(client, "/api/suggest", q="WHERE is  my")["items"][0]["text"] == "where is my payslip"

    def test_where_nothing_begins_so_the_best_pages_are_offered(self, client: TestClient) -> None:
        assert ask(client, "/api/suggest", q="blank ofer")["items"][0]["id"] == "kb-00000001"

    def test_a_page_is_offered_once(self, client: TestClient) -> None:
        ids = [each["id"] for each in ask(client, "/api/suggest", q="pay", limit=20)["items"]]

        assert len(ids) == len(set(ids)) > 1

    def test_no_more_than_asked_for(self, client: TestClient) -> None:
        assert len(ask(client, "/api/suggest", q="pay", limit=2)["items"]) == 2

    def test_they_follow_the_index(self, settings: Settings) -> None:
        index = InMemory(corpus.some(1))
        client = a_client(settings, index=index)
        before = ask(client, "/api/suggest", q="login")["items"]

        index.write(corpus.some(2))

        assert before == []
        assert ask(client, "/api/suggest", q="login")["items"][0]["id"] == "kb-00000002"

    @pytest.mark.parametrize("asked", [{}, {"q": " "}, {"q": "a", "limit": "21"}, {"q": "a", "limit": "0"}])
    def test_a_parameter_out_of_bounds_is_told(self, client: TestClient, asked: dict[str, str]) -> None:
        assert client.get("/api/suggest", params=asked).status_code == 400


class Slow(InMemory):
    """An index that takes its time."""

    seconds = 0.4

    def search(self, request: Request) -> Answer:
        time.sleep(self.seconds)
        return super().search(request)


class Held(InMemory):
    """An index whose answers wait until they are let go."""

    def __init__(self, *documents: Any) -> None:
        self.let_go = threading.Event()
        super().__init__(*documents)

    def search(self, request: Request) -> Answer:
        assert self.let_go.wait(60)
        return super().search(request)


class Broken(InMemory):
    """An index that is not there."""

    def search(self, request: Request) -> Answer:
        raise StateError("there is no search index", hint="make it again with: kb build")


class TestCare:
    def test_a_search_that_takes_too_long_is_given_up(self, settings: Settings) -> None:
        client = a_client(settings, index=Slow(corpus.some(2)), turnstile=Turnstile(seconds=0.05))

        answer = client.get("/api/search", params={"q": "offer"})

        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert answer.json()["ok"] is False

    def test_a_flood_is_turned_away_and_the_pages_are_still_handed_out(self, settings: Settings) -> None:
        index = Held(corpus.some(2))
        gate = Turnstile(at_once=1, waiting=1, seconds=60)
        with (
            a_client(settings, index=index, turnstile=gate) as client,
            ThreadPoolExecutor(10) as pool,
        ):
            asked = [pool.submit(client.get, "/api/search", params={"q": "offer"}) for _ in range(10)]
            turned_away = [each.result().status_code for each in itertools.islice(as_completed(asked), 8)]
            page = client.get("/")
            index.let_go.set()
            codes = sorted(each.result().status_code for each in asked)
            again = client.get("/api/search", params={"q": "offer"})

        assert turned_away == [503] * 8
        assert codes == [200] * 2 + [503] * 8
        assert (page.status_code, again.status_code) == (200, 200)

    def test_a_missing_index_is_said(self, settings: Settings) -> None:
        answer = a_client(settings, index=Broken()).get("/api/search", params={"q": "offer"})

        assert answer.status_code == 503
        assert "kb build" in answer.json()["hint"]

    def test_ten_threads_get_the_answers_of_one(self, client: TestClient) -> None:
        queries = [*corpus.judged(), "zebra", "workday payroll march"]

        def items(query: str) -> Any:
            return [(hit["id"], hit["score"]) for hit in ask(client, q=query)["items"]]

        alone = {query: items(query) for query in queries}
        with ThreadPoolExecutor(10) as pool:
            together = list(pool.map(lambda query: (query, items(query)), queries * 10))

        assert [query for query, found in together if found != alone[query]] == []

    def test_an_unknown_address_is_said_in_json(self, client: TestClient) -> None:
        answer = client.get("/api/nothing")

        assert (answer.status_code, answer.json()["ok"]) == (404, False)
        assert client.post("/api/search", params={"q": "offer"}).json()["ok"] is False


class TestOtherSites:
    ORIGIN: ClassVar = {"Origin": "https://intranet.example"}

    def test_none_may_ask_by_default(self, client: TestClient) -> None:
        answer = client.get("/api/search", params={"q": "offer"}, headers=self.ORIGIN)

        assert "access-control-allow-origin" not in answer.headers

    @pytest.mark.parametrize(
        ("origin", "allowed"),
        [
            ("https://intranet.example", True),
            ("http://intranet.example", False),
            ("https://intranet.example.evil.example", False),
            ("https://evil.example", False),
            ("null", False),
        ],
    )
    def test_those_in_the_settings_may_and_no_other(self, tmp_path: Path, origin: str, allowed: bool) -> None:
        client = a_client(a_site(tmp_path, more='[serve]\ncors = ["https://intranet.example"]\n'))

        answer = client.get("/api/search", params={"q": "offer"}, headers={"Origin": origin})
        asked = client.options(
            "/api/search", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
        )
        page = client.get("/", headers={"Origin": origin})

        for one in (answer, asked):
            assert one.headers.get("access-control-allow-origin") == (origin if allowed else None)
            assert "access-control-allow-credentials" not in one.headers
        assert "access-control-allow-origin" not in page.headers

    @pytest.mark.parametrize(
        "origin",
        ["*", "intranet.example", "https://intranet.example/", "https://*.example", "null", "HTTPS://A"],
    )
    def test_what_is_no_origin_is_refused(self, tmp_path: Path, origin: str) -> None:
        with pytest.raises(ConfigError, match="no origin"):
            a_site(tmp_path, more=f'[serve]\ncors = ["{origin}"]\n')


class TestDescription:
    def schema(self, openapi: Any, path: str, code: int) -> Any:
        content = openapi["paths"][path]["get"]["responses"][str(code)]["content"]
        (media,) = content.values()
        return {**media["schema"], "components": openapi["components"]}

    @pytest.mark.parametrize(
        ("path", "asked", "code"),
        [
            ("/api/search", {"q": "offer pdf"}, 200),
            ("/api/search", {"q": "ofer leter WDR-5031", "explain": "1"}, 200),
            ("/api/search", {"q": "xylophone"}, 200),
            ("/api/search", {"q": "workday", "product": "Workday Payroll", "offset": "2", "limit": "2"}, 200),
            ("/api/search", {}, 400),
            ("/api/suggest", {"q": "offer"}, 200),
            ("/api/suggest", {"q": "offer", "limit": "x"}, 400),
        ],
    )
    def test_real_answers_are_as_described(
        self, client: TestClient, openapi: Any, path: str, asked: dict[str, str], code: int
    ) -> None:
        answer = client.get(path, params=asked)

        assert answer.status_code == code
        jsonschema.Draft202012Validator(self.schema(openapi, path, code)).validate(answer.json())

    def test_trouble_is_as_described(self, settings: Settings, openapi: Any) -> None:
        answer = a_client(settings, index=Broken()).get("/api/search", params={"q": "offer"})

        jsonschema.Draft202012Validator(self.schema(openapi, "/api/search", 503)).validate(answer.json())

    def test_every_route_is_described_and_nothing_else(self, settings: Settings, openapi: Any) -> None:
        def paths(routes: list[Any], before: str = "") -> Iterator[str]:
            for route in routes:
                if isinstance(route, Mount) and route.routes:
                    yield from paths(list(route.routes), before + route.path)
                elif isinstance(route, Route):
                    yield before + route.path

        assert sorted(paths(an_application(settings).routes)) == sorted(openapi["paths"])

    def test_every_parameter_that_is_read_is_described(self, openapi: Any) -> None:
        named = {each["name"] for each in openapi["paths"]["/api/search"]["get"]["parameters"]}

        assert named == {"q", "limit", "offset", "product", "type", "confidence", "language", "explain"}

    def test_its_schemas_are_schemas_and_lead_somewhere(self) -> None:
        components = description()["components"]
        for name in components["schemas"]:
            jsonschema.Draft202012Validator.check_schema(components["schemas"][name])
        validator = jsonschema.Draft202012Validator(
            {"$ref": "#/components/schemas/Answer", "components": components}
        )

        assert not validator.is_valid({"schema": "kb/1"})


HOSTILE = [
    "*", "?", "a*b?c[d]", "[a TO z]", "((((((((", "))))", 'title:"', "AND OR NOT", "+-&&||!(){}^\"~:\\/", "\x00", "a\x00b",
    "%00", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "\u202eoffer\u202c",
    "оffеr lеttеr", "ｏｆｆｅｒ", "o\u0301" * 500, "\u200b" * 50, "🙂" * 300, "𝔬𝔣𝔣𝔢𝔯", "ﷺ" * 200, "a" * 100_000, "a " * 50_000,
    "offer " * 16_000, "-".join("ab" * 3000), "a.b" * 20_000, "1" * 5000, "'" * 4000, "é" * 4000, "\r\n\t", "ſſſſ", "İıİ",
    "zzz" + "q" * 37, " ".join(f"w{n}rd" for n in range(900)), " ".join("abcdefgh"[n % 8] * 9 for n in range(400)),
]  # fmt: skip


class TestHostileQueries:
    @pytest.mark.parametrize("path", ["/api/search", "/api/suggest", "/find/"])
    @pytest.mark.parametrize("number", range(len(HOSTILE)))
    def test_none_fails_or_takes_long(self, reference: Starlette, path: str, number: int) -> None:
        query = urlencode({"q": HOSTILE[number]})

        took = []
        for _ in range(3):  # the machine may stall
            begun = time.perf_counter()
            code, _body = raw(reference, path, query)
            took.append(time.perf_counter() - begun)
            assert code in (200, 400)

        assert min(took) < 0.25

    @pytest.mark.parametrize(
        "escaped",
        [
            "%ED%A0%80",
            "offer%ED%B0%80",
            "%FF%FE",
            "%C0%AF",
            "%",
            "%zz",
            "%00%00",
            "%F4%90%80%80",
            "a&q=b&q=c",
            "&&&==;;",
        ],
    )
    def test_half_letters_and_broken_escapes_are_answered(self, client: TestClient, escaped: str) -> None:
        for path in ("/api/search", "/api/suggest", "/find/"):
            assert client.get(f"{path}?q={escaped}").status_code in (200, 400)

    def test_half_letters_in_a_page_are_answered(self, settings: Settings) -> None:
        page = corpus.page(1)
        odd = Document(
            id="kb-odd", title="Half \ud83d letter", url="faq/\udc00/", kind="article", audience=page.audience,
            summary="half \ud83d", fields={"title": "Half \ud83d letter", "body": "half \ud83d of it"},
        )  # fmt: skip
        client = a_client(settings, documents=[odd])

        for path in ("/api/search", "/api/suggest", "/find/"):
            assert client.get(path, params={"q": "half letter"}).status_code == 200
