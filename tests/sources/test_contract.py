"""What every source promises."""

import pkgutil
import re
from datetime import UTC
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import registry
from kb.errors import KbError
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Incident
from kb.sources.base import Source
from kb.sources.recognise import recognise
from tests.sources import cases, samples
from tests.sources.contract import Case
from tests.sources.samples import SETTINGS, records

CASES: list[Case] = [
    case
    for module in sorted(pkgutil.iter_modules(cases.__path__), key=lambda found: found.name)
    for case in import_module(f"{cases.__name__}.{module.name}").CASES
]
SOURCES: dict[str, Source] = {case.source.name: case.source for case in CASES}
every_source = pytest.mark.parametrize("case", CASES, ids=str)
quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read_safely(source: Source, path: Path) -> None:
    """Recognise and read; only KbError may come out, and every record says where it stood."""
    try:
        recognise(path, SETTINGS, SOURCES)
    except KbError as error:
        assert error.problem
    try:
        for record in source.read(path, SETTINGS):
            assert isinstance(record, Incident | Rejection | Skip | Notice)
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
    if not case.repeats:
        return
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

    for incident in samples.incidents(case.source, path):
        assert incident.raw.path == path or incident.raw.path.is_relative_to(path)
        if case.is_text and incident.raw.line:
            text = incident.raw.path.read_text(encoding="utf-8").splitlines()
            near = text[incident.raw.line - 1 : incident.raw.line + 3]
            assert any(incident.ref.key.rpartition("#")[2] in line for line in near)


@every_source
def test_every_record_has_a_digest_of_its_own(case, tmp_path):
    path = case.write(tmp_path, list(case.keys))

    digests = {incident.raw.sha256 for incident in samples.incidents(case.source, path)}

    assert len(digests) == len(case.keys)
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)


def test_every_registered_source_stands_under_this_contract():
    assert set(registry.names("kb.sources")) == set(SOURCES)


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

    known = {form for person in incident.people for form in (person.name, person.email, person.user)}
    assert known
    assert incident.reporter in known or (case.anonymous and not incident.reporter)


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
        target = case.damaged(path)
        whole = target.read_bytes()
        at = data.draw(st.integers(0, 2**20)) % (len(whole) + 1)  # a workbook's size differs from run to run
        cut = data.draw(st.integers(0, 30))
        junk = data.draw(
            st.sampled_from([b"", b'"', b"\n", b",", b"\0", b"\xff", b"}", b"[", b"\r", b"\\ud800"])
        )
        target.write_bytes(whole[:at] + junk + whole[at + cut :])
        read_safely(case.source, path)


@every_source
@quick
@given(words=st.text(max_size=60))
def test_any_text_survives_as_clean_text(case, words):
    if not case.words:
        return
    with TemporaryDirectory() as folder:
        path = case.write(Path(folder), [case.keys[0]])
        target = case.damaged(path)
        data = target.read_bytes().decode("utf-8")
        assert case.words in data
        target.write_bytes(data.replace(case.words, case.escape(words)).encode("utf-8", errors="replace"))

        (record,) = [record for record in records(case.source, path) if not isinstance(record, Notice)]

        assert isinstance(record, Incident | Skip)  # a chat or a mail without words is none
        if isinstance(record, Incident):
            record.description.encode()
            assert not any(ord(c) < 32 and c not in "\n\t" for c in record.description)
