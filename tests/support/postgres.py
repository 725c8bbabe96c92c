"""A PostgreSQL of the tests' own: on a socket in a folder, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _programs() -> Path | None:
    """Find the folder of the newest server that is installed; distributions keep it off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def _missing(what: str) -> None:
    if os.environ.get("KB_POSTGRES") == "required":
        pytest.fail(f"CI needs {what}, and it is not installed")
    pytest.skip(f"no {what} on this machine")


@contextmanager
def a_cluster() -> Iterator[str]:
    """Start one and give the address of its first database; skip where it is not installed."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        _missing("psycopg")
    programs = _programs()
    if programs is None:
        _missing("PostgreSQL")
    # a path of its own: a socket's must be short, and another user must reach it
    with tempfile.TemporaryDirectory(prefix="kb-pg-", dir="/tmp") as name:
        folder = Path(name)
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if as_user:
            shutil.chown(folder, "postgres")
            folder.chmod(0o711)
        data, log = folder / "data", folder / "log"

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [*as_user, str(programs / program), *arguments],
                check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=60,
            )  # fmt: skip

        run("initdb", "-D", str(data), "-U", "kb", "--auth=trust", "--no-sync", "--encoding=UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://kb@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
