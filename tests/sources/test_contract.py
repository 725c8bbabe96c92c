"""What every source promises."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import KbError
from kb.model.account import Rejection, Skip
from kb.model.incident import Incident
from kb.sources.base import Source
from kb.sources.generic_csv import SOURCE as GENERIC
from kb.sources.jira_json import SOURCE as JIRA
from kb.sources.recognise import recognise
from kb.sources.servicenow_csv import SOURCE as SERVICENOW
from tests.sources import samples
from tests.sources.samples import SETTINGS, records

SOURCES: dict[str, Source] = {source.name: source for source in (SERVICENOW, JIRA, GENERIC)}


@dataclass(frozen=True)
class Case:
    """A source, and how to write an export of its kind that holds the given keys."""

    source: Source
    write: Callable[[Path, list[str]], Path]
    keys: tuple[str, ...]


CASES = [
    Case(
        SERVICENOW,
        lambda folder, keys: samples.servicenow(folder, *(samples.a_row(key) for key in keys)),
        ("INC1001", "INC1002", "INC1003"),
    ),
    Case(
        JIRA,
        lambda folder, keys: samples.jira(folder, *(samples.an_issue(key) for key in keys)),
        ("HR-1", "HR-2", "HR-3"),
    ),
    Case(
        GENERIC,
        lambda folder, keys: samples.helpdesk(folder, *(samples.a_ticket(key) for key in keys)),
        ("T-1", "T-2", "T-3"),
    ),
]
every_source = pytest.mark.parametrize("case", CASES, ids=lambda case: case.source.name)
quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read_safely(source: Source, path: Path) -> None:
    """Recognise and read; only KbError may come out, and every record says where it stood."""
    try:
        recognise(path, SETTINGS, SOURCES)
    except KbError as error:
        assert error.problem
    try:
        for record in source.read(path, SETTINGS):
            assert isinstance(record, Incident | Rejection | Skip)
            if isinstance(record, Incident):
                assert record.raw is not None
                assert record.summary
    except KbError as error:
        assert str(path.parent) in str(error.path)


@every_source
def test_each_record_comes_out_once_and_in_order(case, tmp_path):
    path = case.write(tmp_path, list(case.keys))

    found = samples.incidents(case.source, path)

    assert [incident.ref.key for incident in found] == list(case.keys)


@every_source
def test_a_key_that_stands_twice_is_yielded_twice(case, tmp_path):
    path = case.write(tmp_path, [case.keys[0], case.keys[0]])

    assert [i.ref.key for i in samples.incidents(case.source, path)] == [case.keys[0]] * 2


@every_source
def test_dates_are_aware_and_in_utc(case, tmp_path):
    (incident,) = samples.incidents(case.source, case.write(tmp_path, [case.keys[0]]))

    dates = [incident.opened_at, incident.resolved_at, incident.updated_at]
    assert incident.opened_at is not None
    assert all(date.tzinfo is UTC for date in dates if date)


@every_source
def test_every_record_points_to_its_line(case, tmp_path):
    path = case.write(tmp_path, list(case.keys))

    text = path.read_text(encoding="utf-8").splitlines()
    for incident in samples.incidents(case.source, path):
        assert incident.raw.path == path
        assert any(incident.ref.key in line for line in text[incident.raw.line - 1 : incident.raw.line + 3])


@every_source
def test_reading_twice_gives_the_same(case, tmp_path):
    path = case.write(tmp_path, list(case.keys))

    assert records(case.source, path) == records(case.source, path)


@every_source
def test_each_recognises_its_own_and_no_other(case, tmp_path):
    path = case.write(tmp_path, list(case.keys))

    assert recognise(path, SETTINGS, SOURCES) is case.source
    assert [name for name, source in SOURCES.items() if source.sniff(path, SETTINGS)] == [case.source.name]


@every_source
def test_people_are_known_for_redaction(case, tmp_path):
    (incident,) = samples.incidents(case.source, case.write(tmp_path, [case.keys[0]]))

    known = {form for person in incident.people for form in (person.name, person.email)}
    assert incident.reporter in known


@every_source
@quick
@given(data=st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing_but_our_errors(case, data):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(data)
        read_safely(case.source, path)


@every_source
@quick
@given(data=st.data())
def test_a_damaged_export_raises_nothing_but_our_errors(case, data):
    with TemporaryDirectory() as folder:
        path = case.write(Path(folder), list(case.keys))
        whole = path.read_bytes()
        at = data.draw(st.integers(0, len(whole)))
        cut = data.draw(st.integers(0, 30))
        junk = data.draw(
            st.sampled_from([b"", b'"', b"\n", b",", b"\0", b"\xff", b"}", b"[", b"\r", b"\\ud800"])
        )
        path.write_bytes(whole[:at] + junk + whole[at + cut :])
        read_safely(case.source, path)


@every_source
@quick
@given(words=st.text(max_size=60))
def test_any_text_survives_as_clean_text(case, words):
    with TemporaryDirectory() as folder:
        path = case.write(Path(folder), [case.keys[0]])
        data = path.read_bytes().decode("utf-8")
        text = json.dumps(words)[1:-1] if case.source is JIRA else words.replace('"', '""')
        for stood in ("The payslip is *old*.", "The offer letter is white.", "The tray says so."):
            data = data.replace(stood, text)
        path.write_bytes(data.encode("utf-8", errors="replace"))

        (record,) = records(case.source, path)

        assert isinstance(record, Incident)
        record.description.encode()
        assert not any(ord(c) < 32 and c not in "\n\t" for c in record.description)
