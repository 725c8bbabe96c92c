"""The scorecard's page says first whether hypercare may end, runs nothing, and its tables calculate nothing."""

import base64
import csv
import hashlib
import io
import re
from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup

from kb.model.scorecard import Criterion, Light, Scorecard, Waiver
from kb.reports.scorecard import SHOWN, counted, groups, page, sheets, verdict
from tests.support.reporting import HOSTILE, a_criterion


def a_card(*criteria: Criterion, project: str = "Help") -> Scorecard:
    return Scorecard(project=project, as_of=date(2026, 9, 30), criteria=criteria)


def soup(card: Scorecard, **links: str) -> BeautifulSoup:
    return BeautifulSoup(page(card, links), "html.parser")


WAIVED = {"waiver": Waiver(by="Board", reason="None is an incident.", on=date(2026, 9, 20))}


@pytest.mark.parametrize(
    ("criteria", "says"),
    [
        ([a_criterion(Light.RED)], "Hypercare may not end yet: 1 of 1 condition is not met."),
        (
            [a_criterion(Light.UNKNOWN), a_criterion(Light.RED), a_criterion(Light.GREEN)],
            "Hypercare may not end yet: 2 of 3 conditions are not met.",
        ),
        (
            [a_criterion(Light.RED, **WAIVED), a_criterion(Light.GREEN), a_criterion(Light.AMBER)],
            "Hypercare may end.",
        ),
    ],
)
def test_the_verdict_comes_first(criteria: list[Criterion], says: str) -> None:
    card = a_card(*criteria)

    assert verdict(card) == says
    assert soup(card).select_one("main > section p").get_text() == says  # type: ignore[union-attr]


def test_what_holds_it_up_stands_before_what_was_waived_and_what_is_met() -> None:
    card = a_card(
        a_criterion(Light.GREEN),
        a_criterion(Light.AMBER),
        a_criterion(Light.RED, name="waived", **WAIVED),
        a_criterion(Light.UNKNOWN),
        a_criterion(Light.RED),
    )

    assert [[each.name for each in group.criteria] for group in groups(card)] == [
        ["open_red", "open_unknown"],
        ["waived"],
        ["open_amber"],
        ["open_green"],
    ]
    assert [told for _, told in counted(card)] == ["2 red, 1 waived", "1 not known", "1 amber", "1 green"]
    shown = soup(card)
    assert [each["id"] for each in shown.find_all("article")] == [
        "open_red",
        "open_unknown",
        "waived",
        "open_amber",
        "open_green",
    ]
    assert "Waived by Board on 20 September 2026: None is an incident." in shown.get_text()
    assert "30 September 2026" in shown.get_text()


def test_a_waiver_of_what_is_green_says_nothing() -> None:
    card = a_card(a_criterion(Light.GREEN, **WAIVED))

    assert "Waived" not in soup(card).get_text()
    assert counted(card) == ((Light.GREEN, "1 green"),)


def test_every_colour_stands_beside_its_word() -> None:
    shown = soup(a_card(*map(a_criterion, Light)))

    assert [each.get_text(" ", strip=True) for each in shown.select(".light")] == [
        "■ Red",
        "? Not known",
        "▲ Amber",
        "● Green",
    ]


def test_the_page_needs_no_other_file_and_runs_nothing() -> None:
    shown = soup(a_card(a_criterion(text=HOSTILE, **WAIVED), project=HOSTILE), open_red="open red.csv")
    style = shown.find("style")
    policy = shown.find("meta", attrs={"http-equiv": "Content-Security-Policy"})

    assert style is not None and policy is not None
    digest = base64.b64encode(hashlib.sha256(style.decode_contents().encode()).digest()).decode()
    assert (
        policy["content"]
        == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style.decode_contents()
    assert not shown.find_all(["script", "img", "link", "iframe", "object", "form"])


def test_what_is_hostile_stays_words() -> None:
    waiver = {"waiver": Waiver(by=HOSTILE, reason=HOSTILE)}
    shown = soup(a_card(a_criterion(text=HOSTILE, **waiver), project=HOSTILE), open_red='x" onclick="y')

    attributes = {name for tag in shown.find_all(True) for name in tag.attrs}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}
    assert [a["href"] for a in shown.find_all("a")] == ['x" onclick="y']
    assert "<script>alert(1)</script>" in shown.get_text() and "{{7*7}}" in shown.get_text()
    shown.pre.decompose()  # type: ignore[union-attr] - the query is ours
    assert not re.search("[\x00\x1b\u202e]", shown.get_text())


def test_a_figure_opens_its_rows_its_query_and_what_it_cannot_know() -> None:
    shown = soup(a_card(a_criterion(remarks=("It cannot know: tomorrow.",))))
    details = shown.select_one("article > details")

    assert details is not None
    assert "Open incidents" in details.summary.get_text()  # type: ignore[union-attr]
    assert [
        [cell.get_text() for cell in row.find_all(["th", "td"])] for row in details.table.find_all("tr")
    ] == [  # type: ignore[union-attr]
        ["Met", "Summary", "Days open", "Opened at"],
        ["no", "Open incidents", "3", "2026-09-01 08:00"],
        ["yes", "–", "12", "–"],
    ]
    assert details.pre.get_text() == "-- Open incidents\nSELECT 1;"  # type: ignore[union-attr]
    assert "tomorrow" in details.get_text()
    assert "There are no rows behind it" in soup(a_card(a_criterion(rows=()))).get_text()


def test_many_rows_are_cut_and_said_so() -> None:
    many = a_criterion(columns=("ref",), rows=tuple((f"a:{at}",) for at in range(SHOWN + 1)))
    shown = soup(a_card(many), open_red="rows/open_red.csv")

    assert len(shown.select("tbody tr")) == SHOWN
    assert shown.caption.get_text() == "501 rows, of which the first 500 are shown. All as a table"  # type: ignore[union-attr]
    assert shown.caption.a["href"] == "rows/open_red.csv"  # type: ignore[union-attr,index]


def test_rows_as_a_table_calculate_nothing() -> None:
    rows = ((True, "=HYPERLINK(1)", 3, None), (False, "+1", -2, datetime(2026, 9, 1, 8)))
    told = sheets(a_card(a_criterion(rows=rows)))["open_red"]

    assert list(csv.reader(io.StringIO(told))) == [
        ["met", "summary", "days_open", "opened_at"],
        ["yes", "'=HYPERLINK(1)", "3", ""],
        ["no", "'+1", "'-2", "2026-09-01 08:00"],
    ]
