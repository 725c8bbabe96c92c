"""PostgreSQL keeps signals for several servers, and never says its password."""

import threading
from datetime import date
from pathlib import Path

import pytest

from kb.errors import ConfigError, StateError
from kb.signals.database import STEPS, VERSION
from kb.signals.misses import Misses
from kb.signals.postgres import SCHEMA, Postgres, without_password
from kb.signals.votes import Votes
from tests.signals.test_misses import DAY, a_miss
from tests.support.workspace import kb


def test_servers_that_start_at_once_make_the_tables_once(postgres: str) -> None:
    start, wrong = threading.Barrier(8), []

    def server(number: int) -> None:
        start.wait()
        try:
            Misses(Postgres(postgres)).add([a_miss("parking"), a_miss(f"q{number}")], on=DAY)
        except StateError as error:
            wrong.append(error)

    threads = [threading.Thread(target=server, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert Misses(Postgres(postgres)).gaps()[0].times == 8
    with Postgres(postgres).reading() as session:
        assert session
        assert session.rows("SELECT number FROM version") == [(VERSION,)]


def test_an_older_base_is_brought_up_and_keeps_what_it_holds(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("kb.signals.postgres.STEPS", STEPS[:1])
        older.setattr("kb.signals.postgres.VERSION", 1)
        Misses(Postgres(postgres)).add([a_miss("parking")], on=DAY)

    assert (Votes(Postgres(postgres)).told(), Votes(Postgres(postgres)).tallies()) == ((), ())
    assert Votes(Postgres(postgres)).key() == Votes(Postgres(postgres)).key()
    assert Misses(Postgres(postgres)).gaps()[0].query == "parking"


def test_a_later_version_is_left_alone(postgres: str) -> None:
    Votes(Postgres(postgres)).key()
    with Postgres(postgres).writing() as session:
        session.run("UPDATE version SET number = 99")

    with pytest.raises(StateError, match="later version"):
        Votes(Postgres(postgres)).told()
    with pytest.raises(StateError, match="later version"):
        Votes(Postgres(postgres)).key()


def test_other_tables_of_the_database_are_left_alone(postgres: str) -> None:
    import psycopg

    with psycopg.connect(postgres.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.vote (mine TEXT)")

    Votes(Postgres(postgres)).key()

    with psycopg.connect(postgres.replace("+psycopg", "")) as connection:
        tables = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'vote' ORDER BY 1"
        ).fetchall()
        connection.execute("DROP TABLE public.vote")
    assert tables == [(SCHEMA,), ("public",)]


def test_what_fails_midway_is_not_kept(postgres: str) -> None:
    with pytest.raises(ZeroDivisionError), Postgres(postgres).writing() as session:
        session.run("INSERT INTO left_out VALUES (?, ?)", ("2026-11-20", 1))
        raise ZeroDivisionError

    assert Misses(Postgres(postgres)).left_out(date(2026, 1, 1)) == 0


def test_no_server_there_is_said_without_the_password(cluster: str) -> None:
    gone = "postgresql+psycopg://kb:Geheim77@/postgres?host=/nowhere"

    with pytest.raises(StateError) as told:
        Votes(Postgres(gone)).told()

    assert "Geheim77" not in f"{told.value}{told.value.hint}"
    assert "kb:***@" in str(told.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kb:Ge@heim77@h:port/x?nonsense=1",
        "postgresql://kb:Geheim77@[half/x",
        "postgresql://kb:Ge@heim77@db/x",
    ],
)
def test_an_address_that_cannot_be_read_is_a_wrong_setting(cluster: str, url: str) -> None:
    with pytest.raises(ConfigError) as told:
        Votes(Postgres(url)).told()

    assert "heim77" not in f"{told.value}{told.value.hint}"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://kb:a@b:c@db/x", "postgresql://kb:***@db/x"),
        ("postgresql://kb@db/x", "postgresql://kb@db/x"),
        ("postgresql://db/x?user=kb&password=abc", "postgresql://db/x?user=kb&password=***"),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_the_commands_read_it(postgres: str, tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text(f'[signals]\nurl = "{postgres}"\n')
    (tmp_path / "content").mkdir()

    empty = kb(tmp_path, "gaps", "--json")
    Misses(Postgres(postgres)).add([a_miss("parking")], on=DAY)
    done = kb(tmp_path, "gaps", "--json")

    assert (empty.code, empty.json["items"]) == (0, [])
    assert [item["query"] for item in done.json["items"]] == ["parking"]
