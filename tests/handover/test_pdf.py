"""What is printed: the same values as on the screen, the same bytes each time, and letters that are there."""

from dataclasses import replace
from datetime import date

from kb.model.article import Audience
from kb.model.handover import Certificate, Handover, Tally
from kb.model.report import Item, Report, Row, Section, Table
from kb.model.scorecard import Scorecard
from kb.model.seal import BLANK
from kb.reports.handover import certificate_page
from kb.reports.pdf import certificate_pdf, printable, report_pdf

DAY = date(2026, 11, 23)

HANDOVER = Handover(
    name="2026-11",
    project="Poznań HR",
    contact="Call 4400.",
    as_of=DAY,
    since=date(2026, 8, 24),
    until=DAY,
    audience=Audience.INTERNAL,
    recipient="HR Service Desk",
    accepted_by="Jane Example",
    handed_by="Ravi Example",
    scorecard=Scorecard(project="Poznań HR", as_of=DAY, criteria=()),
    verdict="Hypercare may not end yet.",
    tally=Tally(total=3, parts=(("answered", 2), ("still open", 1))),
    counts=((("article", "articles"), 1),),
)
CERTIFICATE = Certificate(
    handover=HANDOVER,
    digests=(("Incidents", "data/records/incidents.jsonl", "0" * 64),) * 4,
    signed_by="pmo@example.org",
    steps=("Take it.", "Open it.", "Look."),
)


def test_the_fingerprint_stands_in_the_certificates_bytes_once_for_all_readers() -> None:
    for content in (certificate_pdf(CERTIFICATE, see="x"), certificate_page(CERTIFICATE).encode()):
        assert content.count(BLANK.encode()) == 1


def test_the_certificate_is_one_page_however_much_it_says() -> None:
    long = "A team with quite a long name and a second half of it, as there are some in big houses"
    told = replace(
        CERTIFICATE,
        handover=replace(HANDOVER, recipient=long, project=long, handed_by=long, accepted_by=long),
    )

    assert certificate_pdf(told, see="x").count(b"/Type /Page\n") == 1


def test_the_same_values_give_the_same_bytes_with_a_title_a_language_and_bookmarks() -> None:
    content = certificate_pdf(CERTIFICATE, see="Certificate.html")

    assert content == certificate_pdf(CERTIFICATE, see="Certificate.html")
    assert b"/Lang (en)" in content
    assert b"/Title (Certificate: Handover of Poznan HR)" in content
    assert b"/Outlines" in content
    assert b"D:20261123000000" in content


def test_letters_that_the_fonts_lack_are_replaced_and_the_paper_says_so() -> None:
    assert printable("Łódź, “Größe” – 5 € ✔ 日本") == "Lódz, “Größe” – 5 € ? ??"
    content = certificate_pdf(CERTIFICATE, see="Certificate.html")
    assert b"Certificate.html has them" in content
    plain = replace(CERTIFICATE, handover=replace(HANDOVER, project="Leeds HR"))
    assert b"has them" not in certificate_pdf(plain, see="Certificate.html")


def test_a_report_with_anything_in_it_becomes_a_file() -> None:
    table = Table(
        title="Much",
        columns=("What", "How many"),
        rows=tuple(
            Row(cells=("x" * 300 if number == 7 else f"Row {number} ✔", number)) for number in range(90)
        ),
    )
    report = Report(
        name="handover",
        title="Handover",
        since=DAY,
        until=DAY,
        made_on=DAY,
        next="Go on.",
        agenda=(Item(text="First **this** --that-- \\ (x)", why="because"),),
        sections=(
            Section(title="All", items=(Item(text="a" * 500),), tables=(table,)),
            Section(title="None", empty="Nothing."),
        ),
        cannot_know=("Much.",),
    )

    content = report_pdf(report, HANDOVER, see="Handover-report.html")

    assert content == report_pdf(report, HANDOVER, see="Handover-report.html")
    assert content.count(b"/Type /Page\n") > 2
