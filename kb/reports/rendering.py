"""A report as HTML, as a mail, or as plain text; whatever it holds stays words."""

import base64
import hashlib
import textwrap
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kb.model.handover import Certificate, Handover, Place
from kb.model.kit import Sheet, letter
from kb.model.portal import page_url
from kb.model.prose import count, day, one_line
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
    style = _style()
    return (
        _templates()
        .get_template("report.html")
        .render(
            title=report.title,
            style=style,
            style_hash=_hash(style),
            **_values(report, site, charts=charts),
        )
    )


def _values(report: Report, site: str, *, charts: bool = True) -> dict[str, Any]:
    from markupsafe import Markup

    tables = [table for section in report.sections for table in section.tables]
    return {
        "report": report,
        "charts": {table: Markup(drawn(table)) for table in tables} if charts else None,  # noqa: S704 - its words are escaped
        "address": _addresses(site),
        "number": Markup(' class="number"'),
    }


def handover_page(report: Report, handover: Handover, *, site: str) -> str:
    """Write the handover report, with the place where it is signed."""
    return offline(
        "handover.html", title=report.title, handover=handover, signed=signatures(handover), **_values(report, site)
    )


def start_page(handover: Handover, buttons: Sequence[Place]) -> str:
    """Write the page that a pack is opened with."""
    return offline("start.html", title=handover.title, handover=handover, buttons=buttons, day=day)


def certificate_page(certificate: Certificate) -> str:
    """Write the page that shows a pack's fingerprint."""
    title = f"Certificate: {certificate.handover.title}"
    return offline(
        "certificate.html",
        title=title,
        told=certificate,
        handover=certificate.handover,
        facts=facts(certificate),
        signed=signatures(certificate.handover),
    )


def facts(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    """Give what a certificate says of its pack, the same on paper and on the screen; what is not known is left out."""
    told = certificate.handover
    found = (
        ("Project", told.project),
        ("Period", told.period),
        ("State of", day(told.as_of)),
        ("Handed over to", told.recipient),
        ("Readers", told.audience.value),
        ("Every incident accounted for", told.tally.told if told.tally else ""),
        ("What is in it", ", ".join(count(number, one, many) for (one, many), number in told.counts)),
        ("May hypercare end?", told.verdict),
        ("Signed by", certificate.signed_by),
    )
    return tuple((name, value) for name, value in found if value)


def signatures(handover: Handover) -> tuple[tuple[str, str], ...]:
    """Give who signs on paper: (for what, name)."""
    return (("Handed over by", handover.handed_by), ("Accepted by", handover.accepted_by))


def sheet_page(sheet: Sheet) -> str:
    """Write a workshop's sheet as one HTML file to print, that needs no other and runs nothing."""
    style = _style()
    return (
        _templates()
        .get_template("sheet.html")
        .render(sheet=sheet, title=sheet.title, style=style, style_hash=_hash(style), letter=letter)
    )


def offline(template: str, *, title: str, **values: Any) -> str:
    """Write a page of a template with the handover's own style: one HTML file that needs no other, and runs nothing."""
    style = _style("report.css", "handover.css")
    return _templates().get_template(template).render(title=title, style=style, style_hash=_hash(style), **values)


def _hash(style: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _style(*names: str) -> "Markup":
    from markupsafe import Markup

    folder = files("kb.reports") / "templates"
    texts = ((folder / name).read_text(encoding="utf-8") for name in names or ("report.css",))
    return Markup("".join(texts))  # noqa: S704 - ours


@cache
def _templates() -> "Environment":
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
        _templates()
        .get_template("status.html")
        .render(status=status, style=_style(), address=_addresses(site), count=count, moment=moment)
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
