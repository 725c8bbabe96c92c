"""Real tables and issues give the counts that were counted by hand."""

import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from kb.config import HarvestSettings
from kb.config.reading import _build
from kb.errors import InputError
from kb.model.incident import Incident, ResolutionKind
from kb.sources import jira_json, mapped
from kb.sources.propose import propose, toml

pytestmark = pytest.mark.data


@pytest.fixture
def samples() -> Path:
    if "KB_SAMPLES" not in os.environ:
        pytest.skip("KB_SAMPLES does not name the folder of real samples")
    return Path(os.environ["KB_SAMPLES"])


def test_684_issues_with_1877_comments_that_say_something(samples: Path) -> None:
    """Of 1,918 comments 41 have no body; 559 issues have a resolution."""
    found = [
        record
        for file in sorted((samples / "jira-tidev-mod-daemon").rglob("*.json"))
        for record in jira_json.SOURCE.read(file, HarvestSettings())
        if file.name != "project.json"
    ]

    assert len(found) == 684
    assert all(isinstance(record, Incident) for record in found)
    assert sum(len(record.entries) for record in found) == 1877
    assert sum(any(name == "resolution" for name, _ in record.extra) for record in found) == 559


def test_1076_bugs_by_a_map_that_was_proposed(samples: Path) -> None:
    path = samples / "gitbugs-seamonkey" / "seamonkey" / "SeaMonkey_bugs.csv"
    proposal = propose(path)
    table = tomllib.loads(toml(proposal))["harvest"]
    settings = _build(HarvestSettings, table, "harvest", Path("kb.toml"))

    found = list(mapped.SOURCE.read(path, settings))

    assert len(found) == 1076
    assert Counter(record.status.value for record in found) == {"open": 567, "resolved": 509}
    assert any(record.resolution_kind is ResolutionKind.FIX for record in found)
    assert proposal.missing == ()


def test_every_odd_csv_is_proposed_for_or_refused(samples: Path) -> None:
    files = sorted((samples / "hostile-csv-spectrum").rglob("*.csv"))

    assert len(files) >= 10
    for file in files:
        try:
            assert propose(file).columns
        except InputError as error:
            assert error.problem
