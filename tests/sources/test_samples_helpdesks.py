"""Real answers of Zendesk and Freshdesk give the counts that were counted by hand."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from kb.model.account import CUT, Notice, Rejection, Skip
from kb.model.incident import Incident
from kb.sources import freshdesk, zendesk
from tests.sources.samples import SETTINGS

pytestmark = pytest.mark.data


@pytest.fixture
def samples():
    if "KB_SAMPLES" not in os.environ:
        pytest.skip("KB_SAMPLES does not name the folder of real samples")
    return Path(os.environ["KB_SAMPLES"])


def read_all(source, root):
    """Read every JSON file that the source takes for its own."""
    ours = [path for path in sorted(root.rglob("*.json")) if source.sniff(path, SETTINGS)]
    return ours, [record for path in ours for record in source.read(path, SETTINGS)]


def test_zendesk_7_tickets_and_4_comments_of_tickets_that_are_not_there(samples):
    ours, found = read_all(zendesk.SOURCE, samples / "zendesk-go-fixtures")

    tickets = Counter(record.raw.path.name for record in found if isinstance(record, Incident))
    assert tickets == {
        "search_ticket.json": 1, "ticket.json": 1, "ticket_custom_field.json": 1, "ticket_show_many.json": 2,
        "tickets.json": 2,
    }  # fmt: skip
    skipped = Counter((record.path.name, record.reason) for record in found if isinstance(record, Skip))
    assert skipped == {
        ("ticket_comments.json", "comment without its ticket"): 2,
        ("ticket_audit.json", "comment without its ticket"): 1,
        ("ticket_audits.json", "comment without its ticket"): 1,
    }
    assert not [record for record in found if isinstance(record, Rejection)]
    # the comments' own answer says that more pages follow
    assert [record.path.name for record in found if isinstance(record, Notice) and record.code == CUT] == [
        "ticket_comments.json"
    ]
    # 47 files: 5 hold tickets, 3 comments, 9 names; 30 are of other kinds, as triggers and views
    assert len(ours) == 17


def test_zendesk_comments_find_their_ticket_by_the_number_of_the_file(samples, tmp_path):
    folder = samples / "zendesk-go-fixtures" / "fixture" / "GET"
    shutil.copy(folder / "ticket.json", tmp_path / "ticket.json")
    shutil.copy(folder / "ticket_comments.json", tmp_path / "comments-2.json")

    (incident,) = zendesk.SOURCE.read(tmp_path / "ticket.json", SETTINGS)

    assert len(incident.entries) == 2


def test_zendesk_tables_of_a_warehouse_are_no_export(samples):
    files = [path for path in (samples / "dbt-zendesk-seeds").rglob("*") if path.is_file()]

    assert files
    assert [path for path in files if zendesk.SOURCE.sniff(path, SETTINGS)] == []


def test_freshdesk_8_tickets_with_13_entries(samples):
    ours, found = read_all(freshdesk.SOURCE, samples / "freshdesk-fixtures")

    tickets = Counter(
        (
            record.raw.path.relative_to(samples / "freshdesk-fixtures" / "freshdesk").parts[0],
            len(record.entries),
        )
        for record in found
        if isinstance(record, Incident)
    )
    # every ticket of v2 is number 1, whose two conversations stand in three files: together and one by one
    assert tickets == {("v1", 0): 1, ("v1", 1): 1, ("v2", 2): 6}
    assert len(found) == 8
    # 42 files: 7 hold tickets, 3 conversations, 23 names; 9 are of other kinds, articles and times
    assert len(ours) == 33


def test_neither_takes_a_sample_of_another_product(samples):
    files = sorted(samples.rglob("*.json"))

    assert not [p for p in files if "zendesk" not in str(p) and zendesk.SOURCE.sniff(p, SETTINGS)]
    assert not [p for p in files if "freshdesk" not in str(p) and freshdesk.SOURCE.sniff(p, SETTINGS)]
