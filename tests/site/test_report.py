"""A report as a page of the site: its texts stay words, its charts stand where the page has places for them."""

import pytest
from markdown import Markdown

from kb.model.article import Audience
from kb.model.report import Table
from kb.site.machines.portable import portable
from kb.site.report import MARK, report_file, report_page, with_charts
from kb.site.sanitise import sanitise
from kb.site.shelf import fill
from tests.support.reporting import HOSTILE, a_report


def charts(report: object) -> dict[Table, str]:
    tables = [table for section in a_report(HOSTILE).sections for table in section.tables]
    return {table: f"<svg>{number}</svg>" for number, table in enumerate(tables)}


def rendered(text: str) -> str:
    _, _, body = text.removeprefix("---\n").partition("---\n")
    return sanitise(Markdown(extensions=["tables", "sane_lists"]).convert(body))


def test_what_is_hostile_stays_words_and_no_cell_breaks_its_table() -> None:
    html = rendered(report_page(a_report(HOSTILE), {}).text)

    assert "<script" not in html
    assert "<img" not in html
    assert "evil.example&gt;" in html
    assert html.count("<td") == 3 * 2 + 3 * 2
    assert 'href="../faq/vpn.md"' in html
    assert "javascript:" not in html.replace("(javascript:alert(3))", "")


def test_charts_come_after_the_sanitiser_and_only_where_the_page_has_its_own() -> None:
    page = report_page(a_report(HOSTILE), charts(a_report(HOSTILE)))

    html = with_charts(rendered(page.text), page.charts)

    assert page.charts == ("<svg>0</svg>", "<svg>1</svg>")
    assert html.index("<svg>0</svg>") < html.index("<svg>1</svg>")
    assert with_charts('<div data-kb-chart="0"></div>', ()) == '<div data-kb-chart="0"></div>'


def test_the_page_for_programs_holds_no_place_of_a_chart() -> None:
    page = report_page(a_report(), charts(a_report()))
    drawn = report_page(a_report(HOSTILE), charts(a_report(HOSTILE)))

    assert "kb-chart" not in portable(page.text).body
    assert "data-kb-chart" in drawn.text
    assert "kb-chart" not in portable(drawn.text).body


def test_a_file_of_its_own_is_internal_leads_nowhere_and_is_known_as_made() -> None:
    text = report_file(a_report(HOSTILE))

    assert text.startswith('---\ntitle: "&lt;/style&gt;')
    assert "\naudience: internal\n" in text
    assert MARK in text
    assert "faq/vpn.md" not in text


@pytest.mark.parametrize("audience", [Audience.SUPPORT, Audience.USERS, Audience.PUBLIC])
def test_only_the_team_gets_reports(audience: Audience) -> None:
    from kb.config import FeedbackSettings, PhaseSettings, ProjectSettings

    def shelf(readers: Audience) -> int:
        told = fill(
            audience=readers,
            project=ProjectSettings(),
            phases=PhaseSettings(),
            articles=(),
            guides=(),
            lessons=(),
            bundles=(),
            today=a_report().made_on,
            feedback=FeedbackSettings(),
            reports=(report_page(a_report(), {}),),
        )
        return len(told.reports)

    assert (shelf(audience), shelf(Audience.INTERNAL)) == (0, 1)
