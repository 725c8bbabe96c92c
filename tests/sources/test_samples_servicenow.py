"""What a public sample that looks like ServiceNow holds."""

import os
from pathlib import Path

import pytest

from kb.sources.servicenow_csv import SOURCE
from tests.sources.samples import SETTINGS, records, refused


@pytest.mark.data
def test_a_warehouse_copy_holds_one_change_and_no_incident():
    """Of 17 tables two (the tasks, twice) have the columns of a list; their one row is a change request."""
    folder = os.environ.get("KB_SAMPLES")
    if not folder:
        pytest.skip("KB_SAMPLES does not name the folder of real samples")
    seeds = sorted((Path(folder) / "dbt-servicenow-seeds" / "integration_tests" / "seeds").glob("*.csv"))

    ours = [path for path in seeds if SOURCE.sniff(path, SETTINGS)]

    assert len(seeds) == 17
    assert [path.name for path in ours] == ["task_data.csv", "task_data_snowflake.csv"]
    assert [refused(records(SOURCE, path)) for path in ours] == [[(2, "record of another table")]] * 2
