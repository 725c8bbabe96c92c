"""Every measure, by hand on a small ledger and in plain Python on large ones."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kb.errors import ConfigError, StateError
from kb.model.figure import Figure, Unit
from kb.reports.query import ABOUT, MEASURES, TABLES, catalogue, chosen, figures
from tests.support.figures import Plain, Points
from tests.support.tables import NAMES, invented, write

TODAY = date(2026, 9, 30)  # a Wednesday in week 40

# W36 is 31 August to 6 September, W37 the week after.
LEDGER = """
ref   group  opened_at         resolved_at       status     reopen  sla    satisfaction
a:1   Pay    2026-08-31T08:00  2026-08-31T10:00  closed     0       true   good
a:2   Pay    2026-09-01T08:00  2026-09-01T12:00  closed     1       false  bad
a:3   HR     2026-09-07T08:00  2026-09-08T08:00  resolved   0       true   4
a:4   HR     2026-09-08T08:00  2026-09-08T09:00  closed     -       -      offered
a:5   Pay    2026-09-29T08:00  -                 open       -       -      -
a:6   HR     2026-06-01T08:00  -                 open       -       -      -
a:7   Pay    2026-09-09T08:00  2026-09-09T07:00  closed     0       true   2/5
a:8   HR     -                 -                 open       -       -      -
a:9   Pay    2026-10-05T08:00  -                 open       -       -      -
a:10  Pay    2026-09-10T08:00  -                 cancelled  -       -      -
"""

# kb-1 answers a:1 and a:2, kb-2 answers a:3; a:4 and a:7 are one problem that waits.
ARTICLES = """
id    owner  created     review_due  confidence     duplicate_of
kb-1  Pay    2026-08-31  2026-09-29  validated      -
kb-2  HR     2026-09-20  2026-09-30  validated      -
kb-3  HR     2026-09-20  2026-09-01  archived       -
kb-4  HR     2026-09-20  2026-09-01  not-validated  kb-2
"""
STATES = """
article  confidence     from              until
kb-1     wip            2026-08-31T12:00  2026-09-02T10:00
kb-1     not-validated  2026-09-02T10:00  2026-09-12T10:00
kb-1     validated      2026-09-12T10:00  -
kb-2     validated      2026-09-05T10:00  -
"""
LINKS = (("kb-1", "a:1"), ("kb-1", "a:2"), ("kb-2", "a:3"))

# value/n of all days, of each week, and of one part over all days
EXPECTED = """
measure                 all     2026-W36  2026-W37  part
incidents_opened        7/7     2/2       3/3       Pay=4/4
incidents_resolved      5/5     2/2       3/3       HR=2/2
link_rate               3:5/5   1/2       1:3/3     Pay=2:3/3
known_share             2:5/5   1:2/2     1:3/3     HR=0/2
reuse_share             1:3/3   1:2/2     0/1       Pay=1:2/2
recurrence              1/1     1/1       none      kb-1=1/1
time_to_resolve_median  2/4     2/2       1/2       HR=1/2
time_to_resolve_p90     24/4    4/2       24/2      Pay=4/2
time_to_publish         2/1     2/1       none      Pay=2/1
time_to_validate        0/2     0/1       10/1      Pay=10/1
coverage                1:2/2   none      none      HR=0/1
stale_share             1:2/2   none      none      Pay=1/1
duplicate_pairs         1/1     none      none      Pay=1/1
unanswered_searches     3/2     2/1       1/1       users=2/1
helped_share            2:3/3   1:2/2     1/1       kb-1=1:2/2
replay_success          1:3/3   1:2/2     0/1       HR=0/1
lessons_applied         2:4/4   none      none      cutover=2:3/3
lessons_recurred        1:4/4   none      none      cutover=0/3
sla_attainment          3:4/4   1:2/2     1/2       Pay=2:3/3
reopen_rate             1:4/4   1:2/2     0/2       Pay=1:3/3
backlog                 3/3     none      none      00–07_days=1/1
satisfaction            2:4/4   1:2/2     1:2/2     Pay=1:3/3
doubtful_dates          3/3     none      none      opened_in_the_future=1/1
"""


def rows_of(text: str) -> list[dict[str, Any]]:
    head, *lines = (line.split() for line in text.strip().splitlines())
    return [
        {name: None if cell == "-" else cell for name, cell in zip(head, line, strict=True)} for line in lines
    ]


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    incidents = [
        {
            **row,
            "summary": "",
            "reopen_count": row["reopen"] and int(row["reopen"]),
            "sla_met": {"true": True, "false": False}.get(row["sla"] or ""),
            "extra": [["satisfaction.score", row["satisfaction"]]] if row["satisfaction"] else [],
            "opened_at": row["opened_at"] and f"{row['opened_at']}:00Z",
            "resolved_at": row["resolved_at"] and f"{row['resolved_at']}:00Z",
        }
        for row in rows_of(LEDGER)
    ]
    links = [{"article": article, "incident": ref} for article, ref in LINKS]
    waiting = [{"group": "a:4", "article": None, "incident": ref} for ref in ("a:4", "a:7")]
    lessons = (("applied", "cutover"), ("effective", "cutover"), ("observed", "cutover"), ("recurred", ""))
    tables = {
        "incidents": incidents,
        "articles": [
            {**row, "has_answer": True, "duplicate_of": row["duplicate_of"] or ""}
            for row in rows_of(ARTICLES)
        ],
        "states": rows_of(STATES),
        "links": links,
        "groups": [*({"group": each["article"], **each} for each in links), *waiting],
        "misses": [
            {"query": "vpn", "audience": "users", "at": "2026-09-01T10:00:00Z", "times": 2},
            {"query": "vpn", "audience": "support", "at": "2026-09-08T10:00:00Z", "times": 1},
        ],
        "votes": [
            {"article": article, "audience": "users", "helped": helped, "day": day}
            for article, helped, day in (
                ("kb-1", True, "2026-09-01"),
                ("kb-1", False, "2026-09-02"),
                ("kb-2", True, "2026-09-08"),
            )
        ],
        "lessons": [{"id": status, "status": status, "phase": phase} for status, phase in lessons],
        "twins": [{"keep": "kb-1", "other": "kb-2", "likeness": 0.5}],
        "replay": [
            {"incident": ref, "article": "kb-1", "existed": rank is not None, "rank": rank}
            for ref, rank in (("a:1", None), ("a:2", 2), ("a:3", 7))
        ],
    }
    folder = write(tmp_path_factory.mktemp("by-hand") / "made, [by] 'hand' *", tables)
    return {each.name: each for each in figures(folder, chosen(()), rows=True)}


@pytest.mark.parametrize("expected", rows_of(EXPECTED), ids=lambda row: row["measure"])
def test_by_hand(by_hand: dict[str, Figure], expected: dict[str, str]) -> None:
    """Each figure is what a person works out from the small ledger above."""
    figure = by_hand[expected["measure"]]
    part, _, told = expected["part"].partition("=")

    points = {(point.period, point.part): point for point in figure.points}
    for place, value in (
        (("all", ""), expected["all"]),
        (("2026-W36", ""), expected["2026-W36"]),
        (("2026-W37", ""), expected["2026-W37"]),
        (("all", part.replace("_", " ")), told),
    ):
        if value == "none":
            assert place not in points
            continue
        amount, _, n = value.partition("/")
        above, _, below = amount.partition(":")
        assert points[place].value == pytest.approx(int(above) / int(below or 1), abs=1e-12)
        assert points[place].n == int(n)


def test_every_measure_is_worked_out_by_hand() -> None:
    assert sorted(row["measure"] for row in rows_of(EXPECTED)) == sorted(catalogue())


@pytest.mark.parametrize("name", catalogue())
def test_the_rows_behind_a_figure_are_as_many_as_it_says(by_hand: dict[str, Figure], name: str) -> None:
    figure = by_hand[name]

    assert len(figure.rows) == figure.at().n > 0
    assert "part" in figure.columns


@pytest.mark.parametrize(
    ("seed", "by"), [(1, "week"), (2, "month"), (3, "quarter"), (4, "phase"), (5, "week")]
)
def test_plain_python_gives_the_same(tmp_path: Path, seed: int, by: str) -> None:
    """Exactly the same, for each period and part, whatever is missing, late or odd."""
    tables = invented(seed)
    folder = write(tmp_path / "tables", tables, by=by)
    plain = Plain(tables, today=TODAY, by=by)

    found = figures(folder, chosen(()))

    for figure in found:
        points: Points = {(each.period, each.part): (each.value, each.n) for each in figure.points}
        assert points == plain.take(figure.name), figure.name
    assert sum(figure.at().n > 0 for figure in found) == len(found)


def test_the_same_twice_is_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "tables", invented(6))

    assert figures(folder, chosen(()), rows=True) == figures(folder, chosen(()), rows=True)


def test_empty_tables_count_nothing_and_share_nothing(tmp_path: Path) -> None:
    """A count of none is 0; a share of none is not known."""
    for figure in figures(write(tmp_path / "tables", {}), chosen(())):
        assert figure.at().n == 0
        assert figure.at().value == (0 if figure.unit.is_count else None), figure.name
        assert figure.periods() == ()


@pytest.mark.parametrize("name", catalogue())
def test_a_measure_says_what_it_is(name: str) -> None:
    """Its head defines it, and names the tables that its SQL reads."""
    figure = catalogue()[name]
    body = re.sub(r"^--.*$", "", figure.query, flags=re.MULTILINE)
    tables = {"answered": "links"}
    read = {tables.get(word, word) for word in re.findall(r"(?:FROM|JOIN) (\w+)", body)}

    assert set(figure.reads) == read & set(NAMES)
    assert figure.about in ABOUT
    assert isinstance(figure.unit, Unit)
    assert figure.asks.endswith(".") and figure.cannot_know.endswith(".")
    assert "deflect" not in figure.query.casefold()


def test_a_query_reaches_nothing_but_the_tables(tmp_path: Path) -> None:
    """Once they are read, no file can be opened, and that cannot be undone."""
    folder = write(tmp_path / "tables", {})
    (tmp_path / "secret.csv").write_text("a\n1\n")
    shell = catalogue()["backlog"]
    for query in (
        f"SELECT 'all', '', 1, (SELECT count(*) FROM read_csv('{tmp_path}/secret.csv'))",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
    ):
        odd = Figure(**{f: getattr(shell, f) for f in ("name", "about", "title", "unit", "asks", "cannot_know", "parts", "reads")}, query=query)  # fmt: skip
        with pytest.raises(duckdb.Error, match=r"disabled|locked|configuration|Permission"):
            figures(folder, (odd,))
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["kb [ab]", "kb ?", "kb *", "kb's, own"])
def test_a_folders_name_is_no_pattern(tmp_path: Path, name: str) -> None:
    """Its tables are read, and never those of a folder that a pattern of this name would find."""
    write(tmp_path / "kb a", {"twins": [{"keep": "kb-1"}], "articles": [{"id": "kb-1"}]})
    folder = write(tmp_path / name, {})

    assert figures(folder, chosen(("duplicate_pairs",)))[0].at().value == 0


def test_a_table_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "tables", {})
    (folder / "votes.jsonl").unlink()

    with pytest.raises(StateError, match=r"votes\.jsonl"):
        figures(folder, chosen(()))


def test_an_unknown_name_is_an_error_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match="no measure 'link_rat'") as caught:
        chosen(("link_rat",))
    assert caught.value.hint == "did you mean link_rate?"


def test_every_table_is_read_with_its_columns_named() -> None:
    """No table's types are guessed, so that no row can change what the others are."""
    text = TABLES.read_text(encoding="utf-8")

    assert sorted(re.findall(r"read_json\('(\w+)\.jsonl'", text)) == sorted((*NAMES, "settings"))
    assert text.count("read_json(") == text.count("columns = {")
    assert all("read_" not in path.read_text(encoding="utf-8") for path in MEASURES.glob("*.sql"))
