"""A report with every part, and texts nobody should trust."""

from datetime import UTC, date, datetime
from typing import Any

from kb.model.figure import Unit
from kb.model.report import Chart, Item, Kind, Link, Report, Row, Section, Table
from kb.model.scorecard import Criterion, Light
from kb.model.status import Problem, Rag, StakeholderStatus
from kb.reports.query import catalogue

HOSTILE = (
    "</style></title><script>alert(1)</script><img src=x onerror=alert(2)> "
    "| `x` [a](javascript:alert(3)) <https://evil.example> {{7*7}} {{ app_id }} & \x00\x1b[31m\u202e *b* ![](http://x)"
)


def a_table(*values: float | None, **changes: Any) -> Table:
    """Make a table of weeks with a chart."""
    rows = tuple(Row(cells=(f"2026-W{30 + at}", value)) for at, value in enumerate(values))
    chart = Chart(kind=Kind.COLUMNS, columns=("Opened",), says="Opened fell.")
    told: dict[str, Any] = {
        "title": "Opened by week",
        "columns": ("Week", "Opened"),
        "rows": rows,
        "unit": Unit.INCIDENTS,
        "measure": "incidents_opened",
        "chart": chart,
    }
    return Table(**(told | changes))


def a_report(text: str = "VPN drops", **changes: Any) -> Report:
    """Make a report in which each text is the one given."""
    item = Item(
        text=text,
        page="faq/vpn.md",
        why=text,
        links=(Link(text=text, page="faq/other.md"), Link(text=text)),
        command=("kb", "new", text),
    )
    chart = Chart(kind=Kind.BARS, columns=("Now",), says=text)
    rows = (
        Row(cells=(text, 3), link=Link(text=text, page="faq/vpn.md")),
        Row(cells=(text, None)),
        Row(cells=("Link rate", 0.5), unit=Unit.SHARE, measure="link_rate"),
    )
    table = Table(title=text, columns=("What", "Now"), rows=rows, unit=Unit.INCIDENTS, chart=chart)
    told: dict[str, Any] = {
        "name": "weekly",
        "title": text,
        "since": date(2026, 8, 31),
        "until": date(2026, 9, 6),
        "made_on": date(2026, 9, 8),
        "next": text,
        "agenda": (item,),
        "sections": (
            Section(title=text, words=(text,), items=(item,), tables=(table, a_table(4, None, 7))),
            Section(title="Nothing", empty=text),
        ),
        "figures": (catalogue()["incidents_opened"], catalogue()["link_rate"]),
        "cannot_know": (text,),
    }
    return Report(**(told | changes))


def a_status(text: str = "VPN drops", *, problems: int = 2, **changes: Any) -> StakeholderStatus:
    """Make a status in which each text is the one given."""
    told: dict[str, Any] = {
        "project": text,
        "rag": Rag.AMBER,
        "reason": text,
        "day": date(2026, 9, 2),
        "made_at": datetime(2026, 9, 2, 8, tzinfo=UTC),
        "next_update": datetime(2026, 9, 3, 8, tzinfo=UTC),
        "counts": (("Opened since yesterday", 1200), ("Open now", 3)),
        "problems": (Problem(title=text, incidents=4, what_to_do=text, page="faq/vpn.md"),) * problems,
        "lately": "27 August 2026 to 2 September 2026",
        "cannot_know": (text,),
        "contact": text,
    }
    return StakeholderStatus(**(told | changes))


def a_criterion(light: Light = Light.RED, text: str = "Open incidents", **changes: Any) -> Criterion:
    """Make a criterion in which each text is the one given."""
    told: dict[str, Any] = {
        "name": f"open_{light.value}",
        "title": text,
        "asks": text,
        "light": light,
        "value": 3,
        "told": text,
        "green": text,
        "amber": text,
        "query": f"-- {text}\nSELECT 1;",
        "columns": ("met", "summary", "days_open", "opened_at"),
        "rows": ((False, text, 3, datetime(2026, 9, 1, 8)), (True, None, 12, None)),
        "remarks": (text,),
    }
    return Criterion(**told | changes)
