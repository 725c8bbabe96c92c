"""A reader votes once an article, from this site's own pages only, and what is kept leads to nobody."""

import logging
import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from kb.config import Settings
from kb.errors import StateError
from kb.flows.ballots import EACH, WORDS, Ballots
from kb.flows.feedback import feedback
from kb.model.article import Audience
from kb.model.signal import Reason, Told
from kb.search.base import Store
from kb.web.feedback import COOKIE, MOST
from kb.web.openapi import description
from tests.canary.searcher import Searcher
from tests.flows.test_signals import Failing, Restless, Watch
from tests.support.build import at
from tests.web.counter import InMemory, a_client, a_site, an_application

PAGE = "kb-00000001"
OWN = {"Origin": "http://127.0.0.1"}
BROWSER = OWN | {"Accept": "text/html,*/*"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = a_site(tmp_path / "kb")
    settings.content.mkdir()
    return settings


@pytest.fixture
def client(settings: Settings) -> TestClient:
    return a_client(settings)


def vote(client: TestClient, headers: dict[str, str] = OWN, **fields: Any) -> Response:
    return client.post("/api/feedback", data={"page": PAGE, "helped": "no"} | fields, headers=headers)


def kept(settings: Settings) -> tuple[Told, ...]:
    return feedback(settings).told


class TestAForm:
    def test_a_form_without_a_script_is_led_back_to_its_page(
        self, client: TestClient, settings: Settings
    ) -> None:
        fields = {"page": PAGE, "helped": "no", "reason": "steps", "text": "I do not see the second button"}
        first = client.post("/api/feedback", data=fields, headers=BROWSER, follow_redirects=False)
        before = kept(settings)
        again = client.post(
            f"/api/{first.headers['location']}", data=fields, headers=BROWSER, follow_redirects=False
        )

        assert (first.status_code, before) == (307, ())
        assert again.status_code == 303
        assert re.fullmatch(r"\.\./troubleshooting/[^/]+/#kb-thanks", again.headers["location"])
        (told,) = kept(settings)
        assert (told.article, told.helped, told.reason, told.words, told.audience) == (
            PAGE,
            False,
            Reason.STEPS,
            "I do not see the second button",
            Audience.SUPPORT,
        )

    def test_a_script_hears_that_it_is_kept(self, client: TestClient) -> None:
        answer = vote(client, helped="yes")

        assert answer.status_code == 200
        told = answer.json()
        assert (told["command"], told["ok"], told["words_kept"]) == ("feedback", True, True)
        assert answer.headers["cache-control"] == "no-store"

    def test_json_says_the_same(self, client: TestClient, settings: Settings) -> None:
        answer = client.post(
            "/api/feedback", json={"page": PAGE, "helped": False, "reason": "outdated"}, headers=OWN
        )

        assert answer.status_code == 200
        assert kept(settings)[0].reason is Reason.OUTDATED

    def test_whoever_was_helped_needs_no_reason(self, client: TestClient, settings: Settings) -> None:
        vote(client, helped="yes", reason="steps", text="left over")

        assert (kept(settings)[0].reason, kept(settings)[0].words) == (None, "")


class TestOneVoteAReader:
    def test_a_second_vote_takes_the_place_of_the_first(self, client: TestClient, settings: Settings) -> None:
        vote(client, helped="yes")
        vote(client, reason="unsolved")
        vote(client, page="kb-00000002")

        assert sorted((told.article, told.helped) for told in kept(settings)) == [
            (PAGE, False),
            ("kb-00000002", False),
        ]

    def test_two_readers_behind_one_address_have_a_vote_each(self, settings: Settings) -> None:
        app = an_application(settings)

        for _ in range(2):
            vote(TestClient(app, base_url="http://127.0.0.1"))

        assert len(kept(settings)) == 2

    def test_who_keeps_no_cookie_has_one_vote_a_day(self, settings: Settings) -> None:
        days = iter(["2026-11-20 10:00", "2026-11-20 18:00", "2026-11-21 09:00"])
        now = at(next(days))
        client = a_client(settings, ballots=Ballots(settings, Audience.SUPPORT, now=lambda: now))

        def without_cookies(**headers: str) -> None:
            client.cookies.clear()
            client.post("/api/feedback?again=1", data={"page": PAGE, "helped": "no"}, headers=OWN | headers)

        without_cookies()
        now = at(next(days))
        without_cookies()
        assert len(kept(settings)) == 1
        without_cookies(**{"User-Agent": "Another"})
        assert len(kept(settings)) == 2
        now = at(next(days))
        without_cookies()
        assert len(kept(settings)) == 3

    def test_the_cookie_is_for_votes_only_and_no_script_reads_it(self, client: TestClient) -> None:
        quiet = [client.get(path).headers for path in ("/", "/find/?q=offer", "/api/search?q=offer")]
        first = client.post(
            "/api/feedback", data={"page": PAGE, "helped": "no"}, headers=OWN, follow_redirects=False
        )
        second = vote(client)

        assert not [headers for headers in quiet if "set-cookie" in headers]
        cookie = first.headers["set-cookie"]
        assert re.match(rf"{COOKIE}=[A-Za-z0-9_-]{{22}};", cookie)
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path" not in cookie
        assert "set-cookie" not in second.headers

    def test_a_vote_that_is_not_taken_sets_none(self, client: TestClient) -> None:
        answers = [vote(client, page="kb-ffffffff"), vote(client, helped="perhaps"), vote(client, headers={})]

        assert [answer.status_code for answer in answers] == [404, 400, 403]
        assert not [answer for answer in answers if "set-cookie" in answer.headers]

    def test_neither_address_nor_cookie_nor_browser_is_kept(
        self, client: TestClient, settings: Settings
    ) -> None:
        vote(client, OWN | {"User-Agent": "Remarkable Browser 77"})
        client.cookies.clear()
        client.post(
            "/api/feedback?again=1",
            data={"page": PAGE, "helped": "no"},
            headers=OWN | {"User-Agent": "Remarkable Browser 77"},
        )
        given = client.post(
            "/api/feedback", data={"page": PAGE, "helped": "no"}, headers=OWN, follow_redirects=False
        ).cookies[COOKIE]
        client.cookies.set(COOKIE, given)
        vote(client)

        assert len(kept(settings)) == 3
        assert Searcher(["testclient", "Remarkable Browser", given]).folder(settings.derived) == []


class TestWhoMayVote:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "http://evil.example"},
            {"Origin": "http://127.0.0.1.evil.example"},
            {"Origin": "http://127.0.0.1:8000"},
            {"Origin": "null"},
            {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
            OWN | {"Sec-Fetch-Site": "cross-site"},
            OWN | {"Sec-Fetch-Site": "same-site"},
            {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
            {"Referer": "http://127.0.0.1/"},
        ],
    )
    def test_other_sites_pages_may_not(
        self, client: TestClient, settings: Settings, headers: dict[str, str]
    ) -> None:
        assert vote(client, headers).status_code == 403
        assert kept(settings) == ()

    @pytest.mark.parametrize(
        "headers",
        [
            OWN,
            {"Origin": "https://127.0.0.1"},  # TLS ends at a proxy
            OWN | {"Sec-Fetch-Site": "same-origin"},
            {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        ],
    )
    def test_its_own_pages_may(self, client: TestClient, settings: Settings, headers: dict[str, str]) -> None:
        assert vote(client, headers).status_code == 200

    def test_a_site_that_may_search_may_not_vote(self, tmp_path: Path) -> None:
        settings = a_site(tmp_path, more='[serve]\ncors = ["https://intranet.example"]\n')

        answer = vote(a_client(settings), {"Origin": "https://intranet.example"})

        assert answer.status_code == 403

    @pytest.mark.parametrize(
        "page", ["", "kb-ffffffff", "../secret", "kb-00000001\n", "'; DROP TABLE vote; --"]
    )
    def test_only_pages_of_this_audience_take_votes(
        self, client: TestClient, settings: Settings, page: str
    ) -> None:
        assert vote(client, page=page).status_code == 404
        assert kept(settings) == ()

    def test_reading_is_not_voting(self, client: TestClient) -> None:
        assert client.get("/api/feedback", params={"page": PAGE, "helped": "no"}).status_code == 405

    def test_where_nothing_is_kept_nothing_is_offered(self, tmp_path: Path) -> None:
        settings = a_site(tmp_path, more='[signals]\nurl = ""\n')
        style = settings.site(Audience.SUPPORT) / "assets/kb/feedback.css"
        style.write_bytes(b"/* votes */\n")
        client = a_client(settings)

        assert vote(client).status_code == 503
        assert client.get("/assets/kb/feedback.css").content == b"/* votes */\n"


class TestLimits:
    @pytest.fixture
    def watch(self) -> Watch:
        return Watch()

    @pytest.fixture
    def limited(self, settings: Settings, watch: Watch) -> Callable[[], TestClient]:
        app = an_application(settings, ballots=Ballots(settings, Audience.SUPPORT, seconds=watch))
        return lambda: TestClient(app, base_url="http://127.0.0.1")

    def test_one_address_may_ask_so_often_a_minute(
        self, limited: Callable[[], TestClient], watch: Watch
    ) -> None:
        client = limited()
        codes = [vote(client).status_code for _ in range(EACH + 5)]
        watch.seconds += 60

        assert codes.count(200) == EACH - 1  # the first asked twice
        assert set(codes) == {200, 429}
        assert vote(client).status_code == 200

    def test_all_together_may_vote_so_often_a_minute(self, tmp_path: Path) -> None:
        settings = a_site(tmp_path, more="[feedback]\nper_minute = 3\n")
        client = a_client(settings)

        answers = [vote(client) for _ in range(5)]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["retry-after"] == "60"

    def test_a_long_body_is_turned_away(self, client: TestClient, settings: Settings) -> None:
        assert vote(client, text="x" * MOST).status_code == 413
        assert vote(client, text="x" * 1_000_000).status_code == 413
        assert kept(settings) == ()

    @pytest.mark.parametrize(
        ("content", "kind", "code"),
        [
            (b"[" * 8000, "application/json", 400),
            (b"{", "application/json", 400),
            (b"[]", "application/json", 415),
            (b"\xff\xfe", "application/json", 400),
            (b'{"page": ["kb-00000001"], "helped": {"a": 1}}', "application/json", 400),
            (b'{"page": "\\ud800", "helped": "no", "text": "\\ud800"}', "application/json", 404),
            (b"&".join(b"a=1" for _ in range(100)), "application/x-www-form-urlencoded", 400),
            (b"\xff=\xfe", "application/x-www-form-urlencoded", 400),
            (b"page=kb-00000001&helped=no&reason=nonsense", "application/x-www-form-urlencoded", 400),
            (b"page=kb-00000001&helped=no", "multipart/form-data; boundary=x", 415),
            (b"page=kb-00000001&helped=no", "text/plain", 415),
            (b"", "", 415),
        ],
    )
    def test_what_cannot_be_read_is_told(
        self, client: TestClient, content: bytes, kind: str, code: int
    ) -> None:
        answer = client.post("/api/feedback", content=content, headers=OWN | {"Content-Type": kind})

        assert (answer.status_code, answer.json()["ok"]) == (code, False)

    def test_a_form_is_told_in_words(self, client: TestClient) -> None:
        answer = vote(client, BROWSER, helped="")

        assert answer.headers["content-type"].startswith("text/plain")
        assert "give helped as yes or no" in answer.text


class Gone(InMemory):
    """An index that cannot be opened."""

    def opened(self) -> AbstractContextManager[Store]:
        raise StateError("there is no search index at /srv/kb", hint="make it again with: kb build")


class TestTrouble:
    """What goes wrong behind the counter is told to the log, and not to readers."""

    @pytest.mark.parametrize("headers", [OWN, BROWSER])
    def test_a_database_that_cannot_be_written_is_not_named(
        self, settings: Settings, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
    ) -> None:
        client = a_client(settings)
        settings.derived.write_text("a file where a folder should be")

        with caplog.at_level(logging.WARNING):
            answer = vote(client, headers)

        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "60"
        assert "votes cannot be kept just now" in answer.text
        assert ".kb" not in answer.text
        assert ".kb" in caplog.text
        assert client.get("/").status_code == 200

    def test_an_index_that_is_gone_is_trouble_too(self, settings: Settings) -> None:
        answer = vote(a_client(settings, index=Gone()))

        assert (answer.status_code, answer.json()["hint"]) == (503, "try again in a moment")


class TestWords:
    def test_people_and_secrets_in_them_never_reach_the_disk(self, tmp_path: Path) -> None:
        settings = a_site(tmp_path / "kb", more='[redact]\npeople = "people.csv"\n')
        settings.content.mkdir()
        (settings.root / "people.csv").write_text("name,email,user\nAgnieszka Zielonka,,azielonka\n")

        vote(
            a_client(settings),
            reason="steps",
            text="Agnieszka Zielonka could not help, call me on +44 20 7946 0177, my IBAN is "
            "DE89 3704 0044 0532 0130 00, agnieszka.z@tarnbridge.example password: Winter!Depot26",
        )

        (told,) = kept(settings)
        assert "could not help" in told.words
        assert "[iban]" in told.words
        secrets = ["Agnieszka Zielonka", "7946 0177", "0044 0532", "agnieszka.z", "Winter!Depot26"]
        assert Searcher(secrets).folder(settings.derived) == []

    @pytest.mark.parametrize("redactors", [(Failing(),), (Restless(),), ()])
    def test_what_cannot_be_redacted_is_not_kept_and_the_vote_is(
        self, settings: Settings, caplog: pytest.LogCaptureFixture, redactors: tuple[object, ...]
    ) -> None:
        ballots = Ballots(settings, Audience.SUPPORT, redactors=redactors)  # type: ignore[arg-type]

        with caplog.at_level(logging.WARNING):
            answer = vote(a_client(settings, ballots=ballots), reason="other", text="quokka sanctuary")

        assert (answer.status_code, answer.json()["words_kept"]) == (200, False)
        assert (kept(settings)[0].reason, kept(settings)[0].words) == (Reason.OTHER, "")
        assert "quokka" not in caplog.text
        assert Searcher(["quokka sanctuary"]).folder(settings.derived) == []

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script> and <img src=x onerror=alert(1)>",
            "=HYPERLINK(1)",
            "a\x00b\x1b[31m\u202ered",
            "'; DROP TABLE vote; --",
        ],
    )
    def test_hostile_ones_stay_words(self, client: TestClient, settings: Settings, text: str) -> None:
        assert vote(client, text=text).status_code == 200

        (told,) = kept(settings)
        assert told.words
        assert not re.search(r"[\x00-\x1f]", told.words)

    def test_they_are_one_line_of_so_many_letters(self, client: TestClient, settings: Settings) -> None:
        vote(client, text="one\n\ntwo\tthree " + "more words " * 100)

        (told,) = kept(settings)
        assert told.words.startswith("one two three more")
        assert len(told.words) <= WORDS


class TestTheStyle:
    """The forms are shown only where a server takes them; the file itself hides them."""

    def test_as_it_is_served_it_shows_the_forms(self, client: TestClient, settings: Settings) -> None:
        file = settings.site(Audience.SUPPORT) / "assets/kb/feedback.css"
        file.write_bytes(b"/* hidden */\n")

        answer = client.get("/assets/kb/feedback.css")

        assert answer.content.startswith(b"/* hidden */\n")
        assert b".kb-feedback__ask { display: block !important; }" in answer.content
        assert answer.headers["content-type"].startswith("text/css")
        assert (
            client.get(
                "/assets/kb/feedback.css", headers={"If-None-Match": answer.headers["etag"]}
            ).status_code
            == 304
        )
        assert file.read_bytes() == b"/* hidden */\n"

    def test_a_site_without_it_says_so(self, client: TestClient) -> None:
        assert client.get("/assets/kb/feedback.css").status_code == 404


def test_answers_are_as_described(client: TestClient) -> None:
    openapi = description()
    answers = openapi["paths"]["/api/feedback"]["post"]["responses"]

    for fields, code in (({}, "200"), ({"helped": "x"}, "400"), ({"page": "x"}, "404")):
        answer = vote(client, **fields)
        assert str(answer.status_code) == code
        schema = answers[code]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": openapi["components"]}).validate(
            answer.json()
        )


def test_the_server_forgets_who_voted_on_days_that_are_over(settings: Settings) -> None:
    moment = {"now": at("2026-11-20 10:00")}
    ballots = Ballots(settings, Audience.SUPPORT, now=lambda: moment["now"])
    client = a_client(settings, ballots=ballots)
    client.post("/api/feedback?again=1", json={"page": PAGE, "helped": "no"}, headers=OWN)
    assert ballots._votes is not None

    def readers() -> list[tuple[str, str]]:
        with ballots._votes._database.reading() as session:  # type: ignore[union-attr]
            assert session
            return [(reader, until) for reader, until in session.rows("SELECT reader, until FROM vote")]

    ((digest, until),) = readers()
    assert until == date(2026, 11, 20).isoformat()
    moment["now"] = at("2026-11-21 00:01")
    with client:  # as it starts and from then on
        for _ in range(200):
            if readers()[0][1] == "":
                break
            time.sleep(0.05)
    ((after, until),) = readers()

    assert (until, after != digest) == ("", True)
