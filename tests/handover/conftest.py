"""A small pack for all tests of a process, copied for each that changes it; and the sample's, made once."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kb.archive import pack as packs
from kb.archive import sealing
from tests.support.handover import the_sample_pack
from tests.support.packs import TOP, Yard


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    return Yard(tmp_path_factory.mktemp("yard"))


@pytest.fixture(scope="session")
def whole(yard: Yard) -> Path:
    return yard.pack(yard.folder / "whole")


@pytest.fixture(scope="session")
def fingerprint(whole: Path) -> str:
    return sealing.read(whole, packs.SEAL).fingerprint


@pytest.fixture
def received(whole: Path, tmp_path: Path) -> Path:
    """A copy of the pack, to do with as one likes."""
    return shutil.copytree(whole, tmp_path / "received" / TOP)


@pytest.fixture(scope="session")
def sample_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with the sample's workspace and its pack."""
    return the_sample_pack(tmp_path_factory)


@pytest.fixture
def pack(sample_pack: Path) -> Path:
    """Give the pack as it is unpacked; nothing may be written into it."""
    return sample_pack / "pack"


@pytest.fixture
def told(sample_pack: Path) -> Any:
    """Give what the command said of it."""
    return json.loads((sample_pack / "told.json").read_text(encoding="utf-8"))
