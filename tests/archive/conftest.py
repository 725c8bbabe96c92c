"""An archive in a real repository."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.archive.store import Archive
from kb.io.git import Repository
from kb.model.incident import RedactedText
from tests.support.git import a_repository

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
