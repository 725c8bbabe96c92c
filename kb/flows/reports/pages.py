"""The reports that stand in the team's site, made anew with each build."""

from datetime import date

from kb.config import Settings
from kb.flows.reports.daily import daily
from kb.flows.reports.dashboard import dashboard
from kb.flows.reports.facts import Facts
from kb.flows.reports.gaps import gaps
from kb.flows.reports.weekly import weekly
from kb.model.portal import Page
from kb.model.report import Report
from kb.reports.charts import drawn
from kb.site.report import report_page


def report_pages(settings: Settings, *, today: date) -> tuple[Page, ...]:
    """Make a page of each report of the newest day that the ledger knows of."""
    facts = Facts(settings, today=today)
    made = (dashboard(facts), daily(facts), weekly(facts), gaps(facts))
    return tuple(_page(report) for report in made)


def _page(report: Report) -> Page:
    tables = [table for section in report.sections for table in section.tables]
    return report_page(report, {table: drawn(table) for table in tables})
