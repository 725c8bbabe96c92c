"""The laws of the ledger: order does not matter, twice is once, and no step loses an incident."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import InputError
from kb.ledger.jsonl import parse, render
from kb.ledger.repository import Ledger, beats
from kb.model.incident import Person, RawPointer, RedactedIncident, Status
from tests.support.build import a_redacted_incident, at

days = st.none() | st.sampled_from([at("2026-08-31"), at("2026-09-01"), at("2026-10-02")])
incidents = st.builds(
    a_redacted_incident,
    st.sampled_from(["INC1", "INC2", "INC3", "INC4"]),
    summary=st.sampled_from(["a", "b", "[person] b"]),
    status=st.sampled_from(Status),
    opened_at=days,
    updated_at=days,
)
batches = st.lists(incidents, max_size=8)


def _keep(folder: Path, offered: list[RedactedIncident]) -> None:
    ledger = Ledger(folder)
    ledger.save(ledger.merge((each, None) for each in offered))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*")}


@settings(max_examples=40, deadline=None)  # it waits for the disk
@given(batches, batches)
def test_exports_may_come_in_any_order(one: list[RedactedIncident], two: list[RedactedIncident]) -> None:
    """One after the other, the other way round, or in one batch: the same bytes."""
    with tempfile.TemporaryDirectory() as root:
        for name, steps in {"ab": (one, two), "ba": (two, one), "together": (one + two,)}.items():
            (Path(root) / name).mkdir()
            for step in steps:
                _keep(Path(root) / name, step)

        assert _bytes(Path(root) / "ab") == _bytes(Path(root) / "ba") == _bytes(Path(root) / "together")


@settings(max_examples=40, deadline=None)  # it waits for the disk
@given(batches)
def test_merging_twice_changes_nothing(offered: list[RedactedIncident]) -> None:
    with tempfile.TemporaryDirectory() as root:
        ledger = Ledger(Path(root))
        ledger.save(ledger.merge((each, None) for each in offered))

        again = ledger.merge((each, None) for each in offered)

        assert (again.created, again.updated) == (0, 0)
        assert again.unchanged + len(again.skipped) == len(offered)
        assert ledger.save(again) == 0


@settings(max_examples=60, deadline=None)  # it waits for the disk
@given(batches, batches)
def test_no_step_of_saving_loses_an_incident(
    old: list[RedactedIncident], new: list[RedactedIncident]
) -> None:
    """Stopped after any file, the ledger holds each incident as it was or as it will be."""
    with tempfile.TemporaryDirectory() as root:
        _keep(Path(root), old)
        ledger = Ledger(Path(root))
        before, merge = ledger.load(), ledger.merge((each, None) for each in new)
        for path, text in list(ledger.steps(merge)):
            if text:
                path.write_text(text)
            else:
                path.unlink()

            now = ledger.load()

            assert all(now[ref] in (before[ref], merge.incidents[ref]) for ref in before)
        assert ledger.load() == merge.incidents


@given(incidents, incidents)
def test_of_two_different_records_exactly_one_wins(one: RedactedIncident, two: RedactedIncident) -> None:
    assert beats(one, two) + beats(two, one) == (render(one) != render(two))


def test_a_better_redaction_replaces_a_worse_one(tmp_path: Path) -> None:
    """The same export, read again after a name was added to the list."""
    _keep(tmp_path, [a_redacted_incident(description="zoe called, ask zoe")])

    _keep(tmp_path, [a_redacted_incident(description="[person A] called, ask [person A]")])

    assert "zoe" not in (tmp_path / "2026-09.jsonl").read_text()


def test_lines_of_two_merged_branches_count_once(tmp_path: Path) -> None:
    old = a_redacted_incident(updated_at=at("2026-09-01"), opened_at=at("2026-08-31"))
    new = a_redacted_incident(updated_at=at("2026-09-02"))
    (tmp_path / "2026-08.jsonl").write_text(f"{render(old)}\n")
    (tmp_path / "2026-09.jsonl").write_text(f"{render(new)}\n{render(old)}\n")
    ledger = Ledger(tmp_path)

    assert ledger.load() == {new.ref: new}

    ledger.save(ledger.merge([]))

    assert _bytes(tmp_path) == {"2026-09.jsonl": f"{render(new)}\n".encode()}


def test_marks_of_a_merge_are_named(tmp_path: Path) -> None:
    (tmp_path / "2026-09.jsonl").write_text(f"<<<<<<< HEAD\n{render(a_redacted_incident())}\n=======\n")

    with pytest.raises(InputError, match="a merge left its marks") as caught:
        Ledger(tmp_path).load()

    assert caught.value.line == 1
    assert "both sides" in (caught.value.hint or "")


def test_a_stranger_among_the_months_is_named(tmp_path: Path) -> None:
    (tmp_path / "2026-09 (copy).jsonl").write_text("")

    with pytest.raises(InputError, match=r"YYYY-MM\.jsonl"):
        Ledger(tmp_path).load()


def test_what_is_merged_is_what_is_read_back(tmp_path: Path) -> None:
    incident = a_redacted_incident(people=(Person(name="Somebody"),), raw=RawPointer(path=Path("x.csv")))
    ledger = Ledger(tmp_path)
    merge = ledger.merge([(incident, None)])

    ledger.save(merge)

    assert ledger.load() == merge.incidents


def test_half_a_character_does_not_reach_the_disk(tmp_path: Path) -> None:
    """Writing a lone surrogate would fail, with the file already half written."""
    offered = [a_redacted_incident(summary="a\ud800b")]
    _keep(tmp_path, offered)

    again = Ledger(tmp_path).merge((each, None) for each in offered)

    assert (again.updated, again.unchanged) == (0, 1)
    assert "a\ufffdb" in (tmp_path / "2026-09.jsonl").read_text()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("summary", "5"),
        ("environment", '"Workday"'),
        ("links", '["nothing"]'),
        ("opened_at", '"2026-09-01"'),
        ("opened_at", '"0001-01-01T00:00:00+14:00"'),
        ("opened_at", "7"),
        ("priority", "true"),
        ("sla_met", "1"),
        ("extra", '[["a"]]'),
        ("entries", '[{"author":"x","kind":"public"}]'),
        ("entries", '[{"author":"x","kind":"public","text":"y","more":1}]'),
        ("description", '"\\ud800"'),
        ("people", "[]"),
        ("raw", "null"),
        ("extra", "[" * 100_000 + "]" * 100_000),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error_of_the_line(field: str, value: str) -> None:
    line = f'{{"ref":"servicenow:INC1","status":"open","summary":"x","{field}":{value}}}'

    with pytest.raises(ValueError, match=r"field|nested|surrogate"):
        parse(line)


def test_an_incident_without_a_date_or_from_a_far_year_has_its_month(tmp_path: Path) -> None:
    _keep(
        tmp_path,
        [a_redacted_incident("A", opened_at=None), a_redacted_incident("B", opened_at=at("0987-03-01"))],
    )

    assert sorted(_bytes(tmp_path)) == ["0987-03.jsonl", "undated.jsonl"]
    assert len(Ledger(tmp_path).load()) == 2
