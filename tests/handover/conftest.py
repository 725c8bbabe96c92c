"""One pack for all tests of a process, copied for each that changes it."""

import shutil
from pathlib import Path

import pytest

from kb.archive import pack, sealing
from tests.support.packs import TOP, Yard


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    return Yard(tmp_path_factory.mktemp("yard"))


@pytest.fixture(scope="session")
def whole(yard: Yard) -> Path:
    return yard.pack(yard.folder / "whole")


@pytest.fixture(scope="session")
def fingerprint(whole: Path) -> str:
    return sealing.read(whole, pack.SEAL).fingerprint


@pytest.fixture
def received(whole: Path, tmp_path: Path) -> Path:
    """A copy of the pack, to do with as one likes."""
    return shutil.copytree(whole, tmp_path / "received" / TOP)
