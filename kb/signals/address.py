"""Where signals are kept, from the address in the settings."""

from pathlib import Path

from kb.errors import ConfigError
from kb.signals.database import Database
from kb.signals.postgres import SCHEMES, Postgres, without_password
from kb.signals.sqlite import Sqlite

_SQLITE = "sqlite:///"


def database_of(url: str, root: Path) -> Database | None:
    """
    Give the database an address names, a file of SQLite relative to the workspace; None where nothing is to be kept.

    Raise ConfigError for an address of any other kind.
    """
    named = url.strip()
    if not named:
        return None
    if named.startswith(SCHEMES):
        return Postgres(named)
    name = named.removeprefix(_SQLITE)
    if name == named or not name or "?" in name or "\0" in name:
        raise ConfigError(
            f"signals.url is {without_password(url)!r}, which is neither a file of SQLite nor PostgreSQL",
            hint='write "sqlite:///.kb/signals.db", "sqlite:////var/lib/kb/signals.db", '
            '"postgresql+psycopg://db.example/signals", or "" to keep nothing',
        )
    return Sqlite(root / name)
