"""Measures over a workspace: what is on disk becomes tables, and what cannot be known is said."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.articles import markdown
from kb.config import PhaseSettings, Settings, SignalsSettings
from kb.errors import ConfigError, RefusedError
from kb.flows.measured import Asked, tables
from kb.flows.measures import export, latest, measure
from kb.model.article import Audience, Confidence
from kb.model.figure import By, Figure
from kb.model.incident import IncidentRef, RedactedText, Status
from kb.model.signal import Miss, Vote
from kb.reports.query import catalogue
from kb.signals.misses import Misses
from kb.signals.sqlite import Sqlite
from kb.signals.votes import Votes
from tests.support.build import a_redacted_incident, an_article, at
from tests.support.desk import a_desk, badges, blank_letter, letters, new_badge, refs
from tests.support.git import a_repository, commit
from tests.support.workspace import files_of, without_git

TODAY = date(2026, 11, 20)


def one(settings: Settings, name: str, **asked: Any) -> Figure:
    return measure(settings, (name,), today=TODAY, **asked)[0]


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Settings:
    return a_desk(
        tmp_path / "desk", incidents=[*letters(), *badges()], articles=[blank_letter(), new_badge()]
    )


def test_tables_hold_the_ledgers_own_lines_and_each_link(desk: Settings, tmp_path: Path) -> None:
    tables(desk, tmp_path, Asked(today=TODAY))

    ledger = "".join(path.read_text() for path in sorted(desk.incidents.glob("*.jsonl")))
    assert sorted((tmp_path / "incidents.jsonl").read_text().splitlines()) == sorted(ledger.splitlines())
    assert table(tmp_path, "links") == [
        {"article": "kb-b1a2c3d4", "incident": "servicenow:INC1"},
        {"article": "kb-b1a2c3d4", "incident": "servicenow:INC2"},
        {"article": "kb-bad9e001", "incident": "servicenow:INC3"},
    ]


def test_tables_are_the_same_twice(desk: Settings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        tables(desk, tmp_path / name, Asked(today=TODAY))

    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_nothing_is_left_behind(desk: Settings) -> None:
    before = files_of(desk.root)
    measure(desk, today=TODAY)

    assert files_of(desk.root) == before
    assert list((desk.derived / "measures").iterdir()) == []


def test_only_what_a_measure_reads_is_made(desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A single figure does not wait for groups, Git or pairs."""

    def never(*_: object) -> None:
        raise AssertionError("not needed")

    for name in ("waiting", "Past", "twins"):
        monkeypatch.setattr(f"kb.flows.measured.{name}", never)

    assert one(desk, "link_rate").at().n > 0
    with pytest.raises(AssertionError, match="not needed"):
        one(desk, "coverage")


@pytest.mark.parametrize("count", [0, 1])
def test_an_empty_ledger_and_a_single_incident_have_figures(tmp_path: Path, count: int) -> None:
    incidents = [a_redacted_incident()][:count]
    settings = a_desk(tmp_path, incidents=incidents)

    found = {each.name: each for each in measure(settings, today=TODAY)}

    assert found["incidents_opened"].at().value == count
    assert found["link_rate"].at().value == (0 if count else None)
    assert found["time_to_resolve_median"].at().value == (4 if count else None)
    assert found["sla_attainment"].at().value is None
    assert latest(list(found.values())) == ("2026-W36" if count else "")


def test_no_folder_at_all_is_an_empty_ledger(tmp_path: Path) -> None:
    assert one(Settings(root=tmp_path), "incidents_opened").at().value == 0


def test_a_gap_of_weeks_is_no_week(tmp_path: Path) -> None:
    """Weeks without an incident have none, and the one before the last is the calendar's."""
    days = ("2026-09-01", "2026-10-20")
    incidents = [
        a_redacted_incident(f"INC{n}", opened_at=at(d), resolved_at=at(d)) for n, d in enumerate(days)
    ]
    settings = a_desk(tmp_path, incidents=incidents)

    opened, link_rate = measure(settings, ("incidents_opened", "link_rate"), today=TODAY)

    assert opened.periods() == ("2026-W36", "2026-W43")
    assert opened.at("2026-W42").value == 0
    assert link_rate.at("2026-W42").value is None


def test_clocks_that_jump_and_dates_that_miss_are_listed_and_left_out(tmp_path: Path) -> None:
    incidents = [
        a_redacted_incident("INC1"),
        a_redacted_incident("INC2", opened_at=None, resolved_at=None, status=Status.OPEN),
        a_redacted_incident("INC3", opened_at=at("2027-01-01"), resolved_at=at("2027-01-02")),
        a_redacted_incident("INC4", opened_at=at("2026-09-02"), resolved_at=at("2026-09-01")),
    ]
    settings = a_desk(tmp_path, incidents=incidents)

    doubtful = one(settings, "doubtful_dates", rows=True)

    assert {(row[1], row[0]) for row in doubtful.rows} == {
        ("servicenow:INC2", "no opening date"),
        ("servicenow:INC3", "opened in the future"),
        ("servicenow:INC3", "resolved in the future"),
        ("servicenow:INC4", "resolved before it was opened"),
    }
    assert doubtful.at().value == 3
    assert one(settings, "incidents_opened").at().value == 2
    assert one(settings, "time_to_resolve_median").at().n == 1


def test_what_lies_ahead_does_not_count_even_when_asked_for(tmp_path: Path) -> None:
    ahead = a_redacted_incident(opened_at=at("2026-11-21"), resolved_at=at("2026-11-21"))
    settings = a_desk(tmp_path, incidents=[ahead])

    assert one(settings, "incidents_opened", until=date(2026, 11, 30)).at().value == 0


def test_only_the_days_asked_for_count(desk: Settings) -> None:
    whole = one(desk, "incidents_opened", rows=True)
    days = sorted(row[-1].date() for row in whole.rows)
    first = sum(day == days[0] for day in days)

    assert one(desk, "incidents_opened", until=days[0]).at().value == first
    assert one(desk, "incidents_opened", since=days[0], until=days[0]).at().value == first
    assert one(desk, "incidents_opened", since=days[-1], until=date(2030, 1, 1)).at().value > 0
    with pytest.raises(ConfigError, match="is after"):
        one(desk, "incidents_opened", since=days[-1], until=days[0])


def test_phases_have_their_own_periods(desk: Settings) -> None:
    with pytest.raises(ConfigError, match="no phases"):
        one(desk, "incidents_opened", by=By.PHASE)
    days = PhaseSettings(hypercare="2000-01-01", steady="2030-01-01")
    phased = Settings(root=desk.root, phases=days)

    assert one(phased, "incidents_opened", by=By.PHASE).periods() == ("hypercare",)


def test_without_git_times_to_publish_are_not_known(
    desk: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = one(desk, "time_to_publish")
    assert (figure.points, figure.at().value) == ((), None)
    assert "not in a Git repository" in figure.remarks[0]

    without_git(monkeypatch, tmp_path / "empty")
    assert "what stood when is not known" in one(desk, "time_to_validate").remarks[0]


def test_git_tells_when_an_article_was_published_and_validated(tmp_path: Path) -> None:
    """From wip to not-validated to validated, with a clock that jumps back between them."""
    root = a_repository(tmp_path / "base")
    resolved = a_redacted_incident("INC1", resolved_at=at("2026-09-01 12:00"))
    settings = a_desk(root, incidents=[resolved])
    path = settings.content / an_article().path
    path.parent.mkdir(parents=True)
    for confidence, when in (
        (Confidence.WIP, "2026-09-02T12:00:00Z"),
        (Confidence.NOT_VALIDATED, "2026-09-07T12:00:00Z"),
        (Confidence.NOT_VALIDATED, "2026-09-06T12:00:00Z"),
        (Confidence.VALIDATED, "2026-09-17T12:00:00Z"),
    ):
        text = markdown.render(an_article(evidence=refs("INC1"), confidence=confidence))
        path.write_text(text + ("\nMore.\n" if when.startswith("2026-09-06") else ""))
        commit(root, confidence.value, when)

    publish, validate = measure(settings, ("time_to_publish", "time_to_validate"), today=TODAY)
    tables(settings, tmp_path, Asked(today=TODAY), only={"states"})

    assert publish.at().value == 6
    assert latest((publish, one(settings, "link_rate"))) == "2026-W36"
    assert latest((validate,)) == "2026-W38"
    assert validate.at().value == 10
    assert "the clock of commit" in publish.remarks[0]
    assert [(row["confidence"], row["from"][:10], (row["until"] or "-")[:10]) for row in table(tmp_path, "states")] == [
        ("wip", "2026-09-02", "2026-09-07"),
        ("not-validated", "2026-09-07", "2026-09-17"),
        ("validated", "2026-09-17", "-"),
    ]  # fmt: skip


def test_an_article_that_goes_has_an_end(tmp_path: Path) -> None:
    root = a_repository(tmp_path / "base")
    settings = a_desk(root, articles=[an_article()])
    commit(root, "there", "2026-09-02T12:00:00Z")
    (settings.content / an_article().path).unlink()
    commit(root, "gone", "2026-09-05T12:00:00Z")

    tables(settings, tmp_path, Asked(today=TODAY))

    assert [row["until"] for row in table(tmp_path, "states")] == ["2026-09-05T12:00:00+00:00"]
    assert one(settings, "time_to_validate").at().value is None


def test_readers_are_measured_by_what_kb_serve_kept(desk: Settings) -> None:
    database = Sqlite(desk.derived / "signals.db")
    misses = [
        Miss(query=RedactedText("vpn"), audience=Audience.USERS, at=at(day), times=times)
        for day, times in (("2026-11-02", 2), ("2026-11-10", 5))
    ]
    Misses(database).add(misses, left_out=4, on=TODAY)
    for reader, helped in (("r1", True), ("r2", False), ("r3", False), ("r4", False)):
        Votes(database).cast(
            Vote(
                article="kb-b1a2c3d4",
                audience=Audience.USERS,
                reader=reader,
                at=at("2026-11-10"),
                helped=helped,
            )
        )

    assert one(desk, "unanswered_searches").at().value == 7
    assert one(desk, "unanswered_searches").remarks == ("4 more were counted and not kept",)
    assert one(desk, "unanswered_searches").at("2026-W45").value == 2
    assert one(desk, "helped_share").at(part="kb-b1a2c3d4").value == 0.25


def test_where_nothing_is_kept_it_says_so(desk: Settings) -> None:
    closed = Settings(root=desk.root, signals=SignalsSettings(url=""))

    for name in ("unanswered_searches", "helped_share"):
        figure = one(closed, name)
        assert figure.at().value is None
        assert "signals.url is empty" in figure.remarks[0]


def test_a_broken_place_for_signals_spoils_no_other_figure(desk: Settings) -> None:
    (desk.derived / "signals.db").parent.mkdir(exist_ok=True)
    (desk.derived / "signals.db").write_bytes(b"no database at all" * 100)

    found = {each.name: each for each in measure(desk, today=TODAY)}

    assert found["helped_share"].points == found["unanswered_searches"].points == ()
    assert "signals.db" in found["helped_share"].remarks[0]
    assert found["incidents_opened"].at().n > 0


def test_before_a_replay_its_measure_names_the_command(desk: Settings) -> None:
    figure = one(desk, "replay_success")

    assert figure.at().value is None
    assert figure.remarks == ("no replay was made yet: kb replay",)


def test_what_the_last_replay_found_is_a_table(desk: Settings) -> None:
    kept = desk.derived / "replay" / "replay.jsonl"
    kept.parent.mkdir(parents=True)
    found = (("INC1", None), ("INC2", 3), ("INC3", 4), ("INC9", 1))  # the last is not in the ledger
    kept.write_text(
        "".join(
            json.dumps({"incident": f"servicenow:{key}", "week": "2026-W36", "audience": "users", "article": None, "existed": True, "rank": rank, "existed_for_support": True, "rank_for_support": rank}) + "\n"
            for key, rank in found
        )
    )  # fmt: skip
    assert one(desk, "replay_success").at().value == pytest.approx(1 / 3)
    assert one(desk, "replay_success").remarks == ()

    for torn in ("{", "[]", '{"incident": "servicenow:INC1"}'):
        kept.write_text(torn)
        assert one(desk, "replay_success").points == ()
        assert "make it again" in one(desk, "replay_success").remarks[0]


def test_an_article_that_cannot_be_read_is_named(desk: Settings) -> None:
    (desk.content / "faq").mkdir(exist_ok=True)
    (desk.content / "faq" / "torn.md").write_text("---\nid: kb-00000009\ntitle: [\n---\n")

    figure = one(desk, "link_rate")

    assert figure.at().n > 0
    assert "torn.md" in figure.remarks[0]


def test_coverage_and_duplicates_come_from_groups_and_pairs(tmp_path: Path) -> None:
    settings = a_desk(
        tmp_path,
        incidents=[*letters(), *badges(), replace(badges()[0], ref=IncidentRef("servicenow", "INC4"))],
        articles=[blank_letter(), blank_letter("kb-b1a2c3d5", evidence=())],
    )

    assert one(settings, "duplicate_pairs").at().value == 1
    coverage = one(settings, "coverage", rows=True)
    answers = {row[coverage.columns.index("article")] for row in coverage.rows}
    assert answers == {"kb-b1a2c3d4", None}
    assert coverage.at().value == 0.5


@pytest.fixture
def exported(desk: Settings, tmp_path: Path) -> Path:
    export(desk, tmp_path / "out", today=TODAY)
    return tmp_path / "out"


def test_an_export_runs_without_us(desk: Settings, exported: Path) -> None:
    """The lines its README shows give the same figures in a Python that cannot import kb."""
    lines = re.search(r"```python\n(.*?)```", (exported / "README.md").read_text(), re.DOTALL)
    assert lines
    shown = next(iter(catalogue()))
    code = "import sys; sys.modules['kb'] = None\n"
    for name in catalogue():
        code += lines[1].replace(f"measures/{shown}.sql", f"measures/{name}.sql")
    assert len(re.findall(r"^.", lines[1], re.MULTILINE)) == 3

    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=exported, capture_output=True, text=True, check=True)  # fmt: skip

    said = [eval(line) for line in done.stdout.splitlines()]
    taken = measure(desk, today=TODAY)
    expected = [each for each in taken if each.points]
    assert len(said) == len(taken)
    for rows, figure in zip(said, taken, strict=True):
        if figure in expected:
            assert rows == [(p.period, p.part, p.value, p.n) for p in figure.points], figure.name


def test_an_export_is_whole_the_same_twice_and_takes_its_own_place(desk: Settings, exported: Path) -> None:
    before = files_of(exported)
    (exported / "stray.txt").write_text("left by somebody")

    export(desk, exported, today=TODAY)

    assert files_of(exported) == before
    assert [path for path in exported.parent.iterdir() if path.name.startswith(".")] == []
    assert "only" in before["README.md"].decode()
    assert before["measures/link_rate.sql"].decode() == catalogue()["link_rate"].query


def test_an_export_that_fails_leaves_the_old_one(
    desk: Settings, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(exported)
    monkeypatch.setattr("kb.flows.measures.readme", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        export(desk, exported, today=date(2026, 12, 1))

    assert files_of(exported) == before
    assert [path.name for path in exported.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("is_dry", [True, False])
def test_an_export_stays_away_from_what_is_somebodys_own(
    desk: Settings, tmp_path: Path, is_dry: bool
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "README.md").write_text("# Mine\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for folder in (
        own,
        tmp_path / "link",
        desk.content / "out",
        desk.root / "site" / "users",
        tmp_path / "own" / "README.md",
    ):
        with pytest.raises(RefusedError):
            export(desk, folder, today=TODAY, dry_run=is_dry)
    assert files_of(own) == {"README.md": b"# Mine\n"}
    assert not (desk.content / "out").exists()


def test_an_export_can_be_tried(desk: Settings, tmp_path: Path) -> None:
    names = export(desk, tmp_path / "out", today=TODAY, dry_run=True)

    assert not (tmp_path / "out").exists()
    assert names == export(desk, tmp_path / "out", today=TODAY)
    assert "tables.sql" in names and "incidents.jsonl" in names
