"""Every promise on what is kept stands for SQLite and for PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.signals.address import database_of
from kb.signals.database import Database
from tests.support.postgres import a_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Hold one server open for all tests of a process."""
    with a_cluster() as address:
        yield address


@pytest.fixture
def postgres(cluster: str) -> str:
    """Give the address of the server, without what an earlier test kept."""
    import psycopg

    from kb.signals.postgres import SCHEMA

    with psycopg.connect(cluster.replace("+psycopg", "")) as connection:
        connection.execute(f"SET client_min_messages = error; DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    return cluster


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty place of each kind."""
    if request.param == "sqlite":
        return "sqlite:///.kb/signals.db"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def database(address: str, tmp_path: Path) -> Database:
    """Give the place itself."""
    found = database_of(address, tmp_path)
    assert found is not None
    return found
