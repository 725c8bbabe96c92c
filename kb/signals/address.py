"""Where signals are kept, from the address in the settings."""

from pathlib import Path

from kb.errors import ConfigError

_SQLITE = "sqlite:///"


def path_of(url: str, root: Path) -> Path | None:
    """
    Give the SQLite file an address names, relative to the workspace; None where nothing is to be kept.

    Raise ConfigError for an address of any other kind.
    """
    if not url.strip():
        return None
    name = url.strip().removeprefix(_SQLITE)
    if name == url.strip() or not name or "?" in name or "\0" in name:
        raise ConfigError(
            f"signals.url is {url!r}, which is no file of SQLite",
            hint='write "sqlite:///.kb/signals.db", "sqlite:////var/lib/kb/signals.db", or "" to keep nothing',
        )
    return root / name
