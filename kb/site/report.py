"""A report as a page, for the team."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from kb.model.article import Audience
from kb.model.portal import Page
from kb.model.report import Item, Link, Report, Row, Table
from kb.site.words import attribute, code, front_matter, link, words

FOLDER = "reports"
_PLACE = re.compile(r'(<div\b[^<>]*\bdata-kb-chart="([0-9]{1,4})"[^<>]*>)')

MARK = "<!-- Made by `kb report`; it is written anew each time. -->"
"""Stands in every file made here, and so in none that a person wrote."""


def report_page(report: Report, charts: Mapping[Table, str]) -> Page:
    """
    Write a page of the site; every text stays words, whatever it holds.

    `charts` are SVG by the table they are made from; the page says where they go.
    """
    path = f"{FOLDER}/{report.name}.md"
    drawn = [table for section in report.sections for table in section.tables if charts.get(table)]
    body = _Writer(path, drawn).body(report)
    head = front_matter(title=report.title, searched=False)
    return Page(path=path, text=f"{head}{body}\n", charts=tuple(charts[table] for table in drawn))


def report_file(report: Report) -> str:
    """Write a file of its own, without charts and without links to articles, whose place it does not know."""
    head = f"---\ntitle: {json.dumps(attribute(report.title), ensure_ascii=False)}\naudience: {Audience.INTERNAL.value}\n---\n\n{MARK}\n\n"
    return f"{head}{_Writer('', ()).body(report)}\n"


def with_charts(html: str, charts: Sequence[str]) -> str:
    """Put charts where a page has places for them; a place on a page that has none stays empty."""

    def drawn(place: re.Match[str]) -> str:
        number = int(place[2])
        return f"{place[1]}{charts[number]}" if number < len(charts) else place[0]

    return _PLACE.sub(drawn, html)


class _Writer:
    """Writes one page; where it stands is known, or "", and links to articles become their words."""

    def __init__(self, path: str, drawn: list[Table] | tuple[()]) -> None:
        self._path = path
        self._drawn = drawn

    def body(self, report: Report) -> str:
        return "\n\n".join(part for part in self._parts(report) if part)

    def _parts(self, report: Report) -> Iterator[str]:
        yield f"# {words(report.title)}"
        yield f"{report.days}. {words(report.readers)}"
        yield "## What to do next"
        yield words(report.next)
        yield self._items(report.agenda, "1.")
        for section in report.sections:
            yield f"## {words(section.title)}"
            yield from map(words, section.words)
            yield self._items(section.items, "-")
            for table in section.tables:
                yield self._table(table) if table.rows else ""
            yield words(section.empty) if section.is_empty else ""
        if report.cannot_know:
            yield "## What this report cannot know"
            yield "\n".join(f"- {words(each)}" for each in report.cannot_know)
        if report.figures:
            yield "## Where the figures come from"
        for figure in report.figures:
            yield (
                f'<span id="measure-{figure.name}"></span>**{words(figure.title)}.** {words(figure.asks)}'
                f" It cannot know: {words(figure.cannot_know)}"
                f" The rows behind it: {code(f'kb measures {figure.name} --rows')}"
            )

    def _items(self, items: tuple[Item, ...], mark: str) -> str:
        return "\n".join(self._item(item, mark) for item in items).rstrip()

    def _item(self, item: Item, mark: str) -> str:
        lines = [f"{mark} {self._link(item)}"]
        lines += [words(item.why)] if item.why else []
        lines += [", ".join(map(self._link, item.links))] if item.links else []
        lines += [code(item.typed)] if item.command else []
        return "\n\n    ".join(lines) + "\n"

    def _table(self, table: Table) -> str:
        chart = ""
        if table in self._drawn:
            chart = f'<div class="kb-chart" data-kb-chart="{self._drawn.index(table)}"></div>\n\n'
        marks = ["--:" if table.is_number(at) else "---" for at in range(len(table.columns))]
        lines = [map(words, table.columns), marks, *(self._row(table, row) for row in table.rows)]
        told = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        return f"### {_measured(table.title, table.measure)}\n\n{chart}{told}"

    def _row(self, table: Table, row: Row) -> list[str]:
        first, *rest = table.told(row)
        return [self._link(row.link) if row.link else _measured(first, row.measure), *map(words, rest)]

    def _link(self, to: Link | Item) -> str:
        return link(to.text, to.page, source=self._path) if to.page and self._path else words(to.text)


def _measured(text: str, measure: str) -> str:
    return f"[{words(text)}](#measure-{measure})" if measure else words(text)
