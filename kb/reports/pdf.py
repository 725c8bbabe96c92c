"""
A report and a certificate as PDF, from the same values as their HTML; the only place that knows fpdf2.

Nothing is embedded: the fonts are those every reader has, and hold the letters of Western Europe. Other letters lose
their accents, or become question marks; the paper then says so itself.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from kb.model.handover import Certificate, Handover
from kb.model.prose import one_line
from kb.model.report import Item, Report, Table
from kb.reports.handover import facts, signatures

if TYPE_CHECKING:
    from fpdf import FPDF

_CODE = "cp1252"
_PLAIN = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "→": "->", "≥": ">=", "≤": "<="}
)
_GREEN = (23, 99, 95)
_GREY = (86, 98, 95)
_LINE = (200, 210, 208)
_NOTE = "Letters that this file's fonts do not have were written without accents, or as a question mark: {} has them."


def printable(text: str) -> str:
    """Write a text with the letters that the fonts have."""
    return "".join(map(_letter, one_line(text)))


def _letter(letter: str) -> str:
    if _has(letter):
        return letter
    plain = unicodedata.normalize("NFKD", letter.translate(_PLAIN))
    return "".join(part for part in plain if not unicodedata.combining(part) and _has(part)) or "?"


def _has(letter: str) -> bool:
    try:
        return bool(letter.encode(_CODE))
    except UnicodeEncodeError:
        return False


class _Paper:
    """Words onto pages, from top to bottom."""

    def __init__(self, title: str, made_on: date, *, foot: str, see: str, compressed: bool = True) -> None:
        self._see = see
        self._lost = False
        self._foot = self._told(foot)
        self.pdf = self._sheet(self._told(title), made_on)
        self.pdf.set_compression(compressed)
        self.pdf.add_page()

    def _sheet(self, title: str, made_on: date) -> "FPDF":
        from fpdf import FPDF

        paper = self

        class Sheet(FPDF):
            def footer(self) -> None:
                self.set_y(-12)
                self.set_font("helvetica", size=8)
                self.set_text_color(*_GREY)
                self.cell(self.epw - 20, 5, paper._foot)
                self.cell(20, 5, f"{self.page_no()} / {{nb}}", align="R")

        pdf = Sheet(format="A4")
        pdf.core_fonts_encoding = _CODE
        pdf.set_margins(18, 16, 18)
        pdf.set_auto_page_break(True, margin=18)
        pdf.set_title(title)
        pdf.set_lang("en")
        pdf.set_creator("hypercare-kb")
        pdf.set_creation_date(datetime.combine(made_on, time(), UTC))
        return pdf

    def _told(self, text: str) -> str:
        told = printable(text)
        self._lost = self._lost or told != one_line(text)
        return told

    def heading(self, text: str, level: int = 1) -> None:
        """Begin a part, which stands among the file's bookmarks as well."""
        size = (16, 12.5, 10.5)[level]
        if self.pdf.will_page_break(22):
            self.pdf.add_page()
        self.pdf.ln(0 if level == 0 else 3)
        told = self._told(text)
        self.pdf.start_section(told, level=max(0, level - 1))
        self.words(told, size=size, style="B", color=_GREEN if level < 2 else (0, 0, 0))
        self.pdf.ln(0.8)

    def words(
        self,
        text: str,
        *,
        size: float = 10,
        style: str = "",
        color: tuple[int, int, int] = (0, 0, 0),
        indent: float = 0,
        font: str = "helvetica",
    ) -> None:
        """Write a paragraph."""
        if not text:
            return
        self.pdf.set_font(font, style, size)
        self.pdf.set_text_color(*color)
        self.pdf.set_x(self.pdf.l_margin + indent)
        self.pdf.multi_cell(
            self.pdf.epw - indent, size * 0.5, self._told(text), align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def items(self, items: Iterable[Item]) -> None:
        """Write a list."""
        for item in items:
            self.words(f"• {item.text}", indent=2)
            self.words(item.why, size=9, color=_GREY, indent=5)
            self.words(", ".join(link.text for link in item.links), size=9, color=_GREY, indent=5)
            self.pdf.ln(0.6)

    def table(self, table: Table) -> None:
        """Write a table; its head stands on each page it goes on to."""
        from fpdf.fonts import FontFace

        self.words(table.title, style="B", size=10.5)
        self.pdf.set_font("helvetica", size=8.5)
        self.pdf.set_text_color(0, 0, 0)
        self.pdf.set_draw_color(*_LINE)
        self.pdf.set_line_width(0.15)
        rows = [tuple(map(self._told, table.told(row))) for row in table.rows]
        heads = tuple(map(self._told, table.columns))
        with self.pdf.table(
            col_widths=_widths([heads, *rows]),
            text_align=tuple("RIGHT" if table.is_number(at) else "LEFT" for at in range(len(heads))),
            headings_style=FontFace(emphasis="BOLD", color=_GREY),
            borders_layout="HORIZONTAL_LINES",
            line_height=4.4,
            padding=0.6,
        ) as drawn:
            for row in (heads, *rows):
                drawn.row(row)
        self.pdf.ln(2)

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Write names with what they are beside them."""
        for name, value in pairs:
            top = self.pdf.get_y()
            self.words(name, size=9.5, style="B", color=_GREY)
            self.pdf.set_y(top)
            self.words(value, size=9.5, indent=52)
            self.pdf.ln(0.7)

    def sign(self, signed: Sequence[tuple[str, str]]) -> None:
        """Leave room for signatures."""
        if self.pdf.will_page_break(30):
            self.pdf.add_page()
        self.pdf.ln(13)
        width = (self.pdf.epw - 10) / 2
        top = self.pdf.get_y()
        for at, (what, who) in enumerate(signed):
            left = self.pdf.l_margin + at * (width + 10)
            self.pdf.set_draw_color(*_GREY)
            self.pdf.line(left, top, left + width, top)
            self.pdf.set_xy(left, top + 1)
            self.pdf.set_font("helvetica", size=8.5)
            self.pdf.set_text_color(*_GREY)
            words = self._told(f"{what}: {who}" if who else what)
            self.pdf.multi_cell(width, 4, f"{words}\nPlace, date, signature", align="L")

    def output(self) -> bytes:
        """Give the file."""
        if self._lost:
            self.pdf.set_y(max(self.pdf.get_y() + 4, 0))
            self.words(_NOTE.format(self._see), size=8, color=_GREY)
        return bytes(self.pdf.output())


def _widths(rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Give each column room by the longest of its cells, within limits: a long text breaks, a short one does not."""
    columns = zip(*rows, strict=True)
    return tuple(float(min(44, max(9, *(len(cell) + 2 for cell in column)))) for column in columns)


def report_pdf(report: Report, handover: Handover, *, see: str) -> bytes:
    """Write the handover report; `see` names the file that holds every letter."""
    paper = _Paper(report.title, report.made_on, foot=report.title, see=see)
    paper.heading(report.title, level=0)
    told = f" Handed over to {handover.recipient}." if handover.recipient else ""
    paper.words(f"{handover.period}, state of {report.days}.{told}", color=_GREY)
    paper.heading("What to do next")
    paper.words(report.next)
    paper.items(report.agenda)
    for section in report.sections:
        paper.heading(section.title)
        for words in section.words:
            paper.words(words)
        paper.items(section.items)
        for table in section.tables:
            if table.rows:
                paper.table(table)
        if section.is_empty:
            paper.words(section.empty, color=_GREY)
    if report.cannot_know:
        paper.heading("What this report cannot know")
        paper.items(Item(text=words) for words in report.cannot_know)
    paper.heading("Sign-off")
    paper.words(
        "By signing, both sides say that they have read the open items above and know who owns each of them from now on."
    )
    paper.sign(signatures(handover))
    return paper.output()


def certificate_pdf(certificate: Certificate, *, see: str) -> bytes:
    """Write the certificate on one page, uncompressed, so that the fingerprint stands in the file's bytes as it is read."""
    handover = certificate.handover
    title = f"Certificate: {handover.title}"
    paper = _Paper(title, handover.as_of, foot=title, see=see, compressed=False)
    paper.heading(title, level=0)
    _boxed(paper.pdf, certificate.fingerprint)
    paper.pairs(facts(certificate))
    paper.heading("How to check it")
    for number, step in enumerate(certificate.steps, start=1):
        paper.words(f"{number}. {step}", size=9.5)
    paper.heading("Digests")
    for name, path, digest in certificate.digests:
        paper.words(f"{name} ({path})" if path else name, size=8.5, style="B")
        paper.words(digest, size=8, font="courier")
    paper.sign(signatures(handover))
    return paper.output()


def _boxed(pdf: Any, fingerprint: str) -> None:
    pdf.ln(2)
    pdf.set_draw_color(*_GREEN)
    top = pdf.get_y()
    pdf.rect(pdf.l_margin, top, pdf.epw, 19)
    pdf.set_xy(pdf.l_margin, top + 2)
    pdf.set_font("helvetica", size=9)
    pdf.set_text_color(*_GREY)
    pdf.cell(pdf.epw, 5, "Fingerprint of everything in this folder", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("courier", "B", 16)
    pdf.set_text_color(0, 0, 0)
    pdf.cell(pdf.epw, 9, fingerprint, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(top + 22)
