"""An archive in a real repository."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb.archive.store import Archive
from kb.io.git import Repository
from kb.model.incident import RedactedText
from tests.support.git import a_repository
from tests.support.tampering import an_archive

if TYPE_CHECKING:
    from tests.support.tsa import Authority

TODAY = date(2026, 8, 28)
NAME = "2026-08-go-live-week"
FILES = [
    ("2026-08-24.md", RedactedText("09:12 lead: started\n")),
    ("chat/day one.txt", RedactedText("Grüße 100%\n")),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_repository(tmp_path / "work")


@pytest.fixture
def archive(root: Path) -> Iterator[Archive]:
    with Repository.open(root) as repository:
        yield Archive(root / "archive" / "bundles", repository, workshop=root / ".kb" / "tmp")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three signed bundles; nobody changes it."""
    return an_archive(tmp_path_factory.mktemp("proving") / "whole")


@pytest.fixture
def kept(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to change; the key stays beside it."""
    for name in ("key", "key.pub"):
        shutil.copy(whole.parent / name, tmp_path / name)
    return Path(shutil.copytree(whole, tmp_path / "work", symlinks=True))


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> "Authority":
    """A time-stamping authority."""
    pytest.importorskip("rfc3161_client")
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    from tests.support.tsa import Authority

    return Authority(tmp_path_factory.mktemp("tsa") / "one")
