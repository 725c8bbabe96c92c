"""The sample's pack, made once."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.handover import the_sample_pack


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
