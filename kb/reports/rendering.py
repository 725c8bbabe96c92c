"""A report as HTML, as a mail, or as plain text; whatever it holds stays words."""

import base64
import hashlib
import textwrap
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kb.model.checklist import Checklist
from kb.model.kit import Sheet, letter
from kb.model.portal import page_url
from kb.model.prose import count, one_line
from kb.model.report import Item, Link, Report, Table
from kb.model.status import Problem, StakeholderStatus
from kb.reports.cards import moment
from kb.reports.charts import drawn

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

WIDTH = 78


def page(report: Report, *, site: str = "", charts: bool = True) -> str:
    """
    Write one HTML file that needs no other, and runs nothing.

    `site` is where articles are read; without it they are named and not linked. A mail goes without charts, which
    few clients show, and without links from figures to their definitions.
    """
    style = css()
    return (
        templates()
        .get_template("report.html")
        .render(
            title=report.title,
            style=style,
            style_hash=style_hash(style),
            **values(report, site, charts=charts),
        )
    )


def values(report: Report, site: str, *, charts: bool = True) -> dict[str, Any]:
    """Give what the template of a report is filled with."""
    from markupsafe import Markup

    tables = [table for section in report.sections for table in section.tables]
    return {
        "report": report,
        "charts": {table: Markup(drawn(table)) for table in tables} if charts else None,  # noqa: S704 - its words are escaped
        "address": _addresses(site),
        "number": Markup(' class="number"'),
        "brief": Markup(' class="brief"'),
    }


def sheet_page(sheet: Sheet) -> str:
    """Write a workshop's sheet as one HTML file to print, that needs no other and runs nothing."""
    style = css()
    return (
        templates()
        .get_template("sheet.html")
        .render(sheet=sheet, title=sheet.title, style=style, style_hash=style_hash(style), letter=letter)
    )


def style_hash(style: str) -> str:
    """Give what a policy calls a style by, so that no other is applied."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def checklist_page(told: Checklist) -> str:
    """Write a checklist as one HTML file to print, with boxes to tick, that needs no other and runs nothing."""
    style = css()
    return (
        templates()
        .get_template("checklist.html")
        .render(told=told, title=told.title, style=style, style_hash=style_hash(style))
    )


def css(*names: str) -> "Markup":
    """Give style sheets of ours, that of reports when none is named, as one."""
    from markupsafe import Markup

    folder = files("kb.reports") / "templates"
    texts = ((folder / name).read_text(encoding="utf-8") for name in names or ("report.css",))
    return Markup("".join(texts))  # noqa: S704 - ours


@cache
def templates() -> "Environment":
    """Give the templates of this room; whatever they are filled with stays words, on one line."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def plain(value: Any) -> Any:
        return value if isinstance(value, Markup) else one_line(str(value))

    return Environment(
        loader=PackageLoader("kb.reports"),
        autoescape=True,
        finalize=plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _addresses(site: str) -> Callable[[Link | Item | Problem], str]:
    return lambda link: f"{site}{quote(page_url(link.page), safe='/')}" if site and link.page else ""


def status_page(status: StakeholderStatus, *, site: str = "") -> str:
    """Write the HTML of a status's mail."""
    return (
        templates()
        .get_template("status.html")
        .render(status=status, style=css(), address=_addresses(site), count=count, moment=moment)
    )


def mail(subject: str, plain: str, html: str) -> EmailMessage:
    """Write a mail of plain text and HTML, without sender and recipients; the same words give the same bytes."""
    message = EmailMessage()
    message["Subject"] = one_line(subject)
    message["X-Unsent"] = "1"  # a mail client opens it as a draft
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"kb-{hashlib.sha256(plain.encode()).hexdigest()[:32]}")
    return message


def text(report: Report) -> str:
    """Write it as a terminal and a plain mail show it."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from (one_line(report.title), report.days, "", *_titled("What to do next"), *_wrapped(report.next))
    yield from _items(report.agenda, numbered=True)
    for section in report.sections:
        yield from ("", *_titled(section.title))
        for words in section.words:
            yield from _wrapped(words)
        yield from _items(section.items)
        for table in section.tables:
            yield from _table(table) if table.rows else ()
        if section.is_empty:
            yield from _wrapped(section.empty)
    if report.cannot_know:
        yield from ("", *_titled("What this report cannot know"))
        for words in report.cannot_know:
            yield from _wrapped(words, "- ")
    if report.figures:
        yield from ("", *_titled("Where the figures come from"))
        for figure in report.figures:
            yield from _wrapped(f"{figure.title}: {figure.asks} It cannot know: {figure.cannot_know}", "- ")
            yield f"  kb measures {figure.name} --rows"


def _titled(title: str) -> tuple[str, str]:
    return one_line(title), "-" * len(one_line(title))


def _wrapped(words: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        one_line(words),
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _items(items: tuple[Item, ...], *, numbered: bool = False) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if numbered else "- "
        yield from _wrapped(item.text, mark)
        yield from _wrapped(item.why, " " * len(mark))
        yield from _wrapped(", ".join(link.text for link in item.links), " " * len(mark))
        if item.command:
            yield f"{' ' * len(mark)}$ {item.typed}"


def _table(table: Table) -> Iterator[str]:
    yield from ("", one_line(table.title))
    rows = [table.columns, *map(table.told, table.rows)]
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(table.columns))]
    for row in cells:
        told = (
            cell.rjust(width) if table.is_number(at) else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(told).rstrip()}"
