"""What readers did not find is kept: redacted, settled, limited, and never at the cost of a search."""

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.gaps import gaps
from kb.flows.signals import KEPT, TYPED_IN, WAITING, Listener
from kb.model.article import Audience
from kb.redact.base import Known, Redaction
from tests.canary.searcher import Searcher
from tests.support.build import at
from tests.web.counter import a_client, a_site


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


Listen = Callable[..., Listener]


@pytest.fixture
def listen(tmp_path: Path, watch: Watch) -> Listen:
    def made(more: str = "", **parts: object) -> Listener:
        values = {"now": lambda: at("2026-11-20 10:15:33"), "seconds": watch} | parts
        return Listener(a_site(tmp_path, more=more), Audience.SUPPORT, **values)  # type: ignore[arg-type]

    return made


def kept(listener: Listener) -> list[tuple[str, int]]:
    listener.settle(all_of_it=True)
    return [(gap.query, gap.times) for gap in gaps(listener._settings).gaps]


def test_a_search_without_an_answer_is_kept_and_others_are_not(listen: Listen) -> None:
    listener = listen()

    listener.hear("zoom mic", answered=False)
    listener.hear("Zoom  Mic", answered=False)
    listener.hear("offer letter", answered=True)

    assert kept(listener) == [("zoom mic", 2)]
    assert gaps(listener._settings).gaps[0].last == date(2026, 11, 20)


def test_it_is_redacted_before_it_is_written(listen: Listen, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,email,user\nAgnieszka Zielonka,,azielonka\n")
    listener = listen('[redact]\npeople = "people.csv"\n')

    listener.hear(
        "parking for Agnieszka Zielonka agnieszka.z@tarnbridge.example password: Winter!Depot26",
        answered=False,
    )
    listener.hear("iban DE89 3704 0044 0532 0130 00", answered=False)

    found = kept(listener)
    assert len(found) == 2
    assert "parking for [person" in str(found)
    secrets = ["Agnieszka Zielonka", "agnieszka.z", "Winter!Depot26", "0044 0532"]
    assert Searcher(secrets).folder(tmp_path / ".kb") == []


class Failing:
    """A guest that breaks."""

    name = "guest"

    def redact(self, text: str, known: Known) -> Redaction:
        raise ValueError(text)


class Restless:
    """A guest that always finds more."""

    name = "guest"

    def redact(self, text: str, known: Known) -> Redaction:
        return Redaction(text=f"{text}x", counts=(("id", 1),))


@pytest.mark.parametrize("redactors", [(Failing(),), (Restless(),), ()])
def test_what_cannot_be_redacted_is_not_kept(
    listen: Listen, tmp_path: Path, caplog: pytest.LogCaptureFixture, redactors: tuple[object, ...]
) -> None:
    listener = listen(redactors=redactors)

    with caplog.at_level(logging.WARNING):
        listener.hear("zoom microphone", answered=False)
        assert kept(listener) == []

    assert gaps(listener._settings).left_out == 1
    assert len(caplog.messages) == 1
    assert "zoom" not in caplog.text
    assert Searcher(["zoom microphone"]).folder(tmp_path / ".kb") == []


def test_a_word_being_typed_is_not_a_question(listen: Listen, watch: Watch) -> None:
    listener = listen()

    for end in range(1, len("xylophone giraffe") + 1):
        listener.hear("xylophone giraffe"[:end], answered=False)
        watch.seconds += 0.2
    for end in range(1, len("offer") + 1):
        listener.hear("offer"[:end], answered=end > 2)

    assert kept(listener) == [("xylophone giraffe", 1)]


def test_taking_a_query_back_letter_by_letter_asks_nothing_new(listen: Listen) -> None:
    listener = listen()

    for end in range(len("xylophone giraffe"), 0, -1):
        listener.hear("xylophone giraffe"[:end], answered=False)

    assert kept(listener) == [("xylophone giraffe", 1)]


def test_it_settles_once_nobody_typed_on(listen: Listen, watch: Watch) -> None:
    listener = listen()
    listener.hear("xylophone", answered=False)

    early = listener.settle()
    watch.seconds += TYPED_IN
    late = listener.settle()

    assert (early, late) == (0, 1)


def test_no_more_than_so_many_a_minute_are_kept_and_the_rest_is_counted(listen: Listen, watch: Watch) -> None:
    listener = listen("[signals]\nper_minute = 3\n")
    for number in range(10):
        listener.hear(f"question {number}.", answered=False)

    first = kept(listener)
    watch.seconds += 20
    listener.hear("one more", answered=False)
    listener.hear("another", answered=False)

    assert len(first) == 3
    assert len(kept(listener)) == 4
    assert gaps(listener._settings).left_out == 8


def test_a_flood_takes_no_memory(listen: Listen) -> None:
    listener = listen()

    for number in range(WAITING + 200):
        listener.hear(f"question {number}.", answered=False)

    assert len(listener._waiting) == WAITING


def test_a_long_query_is_cut_at_a_blank_and_never_in_a_placeholder(listen: Listen) -> None:
    listener = listen()

    listener.hear("giraffe " * 30 + "call someone@tarnbridge.example now " * 20, answered=False)
    listener.hear("k" * 5000, answered=False)

    ((query, _),) = kept(listener)
    assert len(query) <= KEPT
    assert query.count("[") == query.count("]")
    assert query.startswith("giraffe giraffe")


@pytest.mark.parametrize("query", ["someone@tarnbridge.example", "???", "\x00", "\ud800"])
def test_what_leaves_nothing_to_read_is_not_kept(listen: Listen, query: str) -> None:
    listener = listen()

    listener.hear(query, answered=False)

    assert kept(listener) == []


def test_a_broken_file_is_logged_once_and_nothing_fails(
    listen: Listen, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listener = listen()
    (tmp_path / ".kb").mkdir()
    (tmp_path / ".kb" / "signals.db").write_bytes(b"broken" * 1000)

    with caplog.at_level(logging.WARNING):
        for query in ("zoom", "badge"):
            listener.hear(query, answered=False)
            assert listener.settle(all_of_it=True) == 0

    assert len(caplog.messages) == 1
    assert "signals.db" in caplog.text


def test_nothing_is_kept_where_the_settings_say_so(listen: Listen, tmp_path: Path) -> None:
    listener = listen('[signals]\nurl = ""\n')

    listener.hear("zoom mic", answered=False)

    assert listener.settle(all_of_it=True) == 0
    assert not (tmp_path / ".kb").exists()


def test_another_database_is_refused_at_once(listen: Listen) -> None:
    with pytest.raises(ConfigError, match="neither a file of SQLite nor PostgreSQL"):
        listen('[signals]\nurl = "mysql://db/kb"\n')


class TestTheCounter:
    """Searches over HTTP are heard."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return a_site(tmp_path / "kb")

    def heard(self, settings: Settings, *paths: str) -> list[str]:
        with a_client(settings) as client:  # leaving it settles what waits
            for path in paths:
                client.get(path, headers={"Cookie": "reader=reader-4711-x", "User-Agent": "agent-4711-x"})
        return [gap.query for gap in gaps(settings).gaps]

    def test_a_gap_is_kept_from_both_doors(self, settings: Settings) -> None:
        asked = ("/api/search?q=xylophone", "/find/?q=giraffe+stripes", "/api/search?q=offer+letter")

        assert sorted(self.heard(settings, *asked)) == ["giraffe stripes", "xylophone"]

    def test_what_is_narrowed_or_a_later_page_or_only_being_typed_says_nothing(
        self, settings: Settings
    ) -> None:
        asked = (
            "/api/search?q=giraffe&type=faq",
            "/api/search?q=xylophone&offset=10",
            "/api/suggest?q=strelitzia",
        )

        assert self.heard(settings, *asked) == []

    def test_nothing_of_the_reader_is_kept(self, settings: Settings) -> None:
        self.heard(settings, "/api/search?q=xylophone")

        assert (
            Searcher(["reader-4711-x", "agent-4711-x", "testclient", "127.0.0.1"]).folder(settings.derived)
            == []
        )

    def test_a_broken_file_fails_no_search(self, settings: Settings) -> None:
        settings.derived.mkdir()
        (settings.derived / "signals.db").write_bytes(b"broken" * 1000)

        with a_client(settings) as client:
            assert client.get("/api/search?q=xylophone").status_code == 200
