"""Every form of a report says the same, and nothing in it is more than words."""

import base64
import email
import email.policy
import hashlib
import re

from bs4 import BeautifulSoup

from kb.model.report import Section
from kb.reports import rendering
from kb.reports.query import catalogue
from tests.support.reporting import HOSTILE, a_report, a_status

SITE = "https://kb.example/internal/"


def test_the_page_needs_no_other_file_and_its_policy_lets_its_own_style_through() -> None:
    soup = BeautifulSoup(rendering.page(a_report(HOSTILE)), "html.parser")

    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    style = soup.find("style")

    assert policy is not None and style is not None
    digest = base64.b64encode(hashlib.sha256(style.decode_contents().encode()).digest()).decode()
    assert policy["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not soup.find_all(["script", "img", "link", "iframe", "object", "form"])


def test_what_is_hostile_stays_words_in_the_page() -> None:
    soup = BeautifulSoup(rendering.page(a_report(HOSTILE), site=SITE), "html.parser")

    attributes = {name for tag in soup.find_all(True) for name in tag.attrs}

    assert not {name for name in attributes if name.startswith("on") or name == "style"}
    assert {a["href"] for a in soup.find_all("a")} == {
        f"{SITE}faq/vpn/",
        f"{SITE}faq/other/",
        "#measure-incidents_opened",
        "#measure-link_rate",
    }
    assert "<script>alert(1)</script>" in soup.get_text()
    assert "{{7*7}}" in soup.get_text()
    assert not re.search("[\x00\x1b\u202e]", soup.get_text())


def test_each_figure_leads_to_its_definition_and_to_the_rows_behind_it() -> None:
    soup = BeautifulSoup(rendering.page(a_report()), "html.parser")

    led = {str(a["href"])[1:] for a in soup.find_all("a", href=re.compile("^#"))}

    assert led == {"measure-incidents_opened", "measure-link_rate"}
    assert all(soup.find(id=each) for each in led)
    assert catalogue()["link_rate"].asks in soup.get_text()
    assert "kb measures link_rate --rows" in soup.get_text()


def test_a_chart_stands_beside_its_table_in_the_page_and_not_in_a_mail() -> None:
    page = BeautifulSoup(rendering.page(a_report()), "html.parser")
    mail = BeautifulSoup(rendering.page(a_report(), charts=False), "html.parser")

    assert [svg.find_next_sibling().name for svg in page.find_all("svg")] == ["table", "table"]
    assert (len(mail.find_all("svg")), len(mail.find_all("table"))) == (0, 2)


def test_what_is_not_known_is_a_dash_and_no_nought() -> None:
    soup = BeautifulSoup(rendering.page(a_report()), "html.parser")

    cells = [[cell.get_text() for cell in row.find_all("td")] for row in soup.find_all("tr")]

    assert ["VPN drops", "–"] in cells
    assert ["Link rate", "50%"] in cells
    assert ["2026-W31", "–"] in cells


def test_a_mail_holds_plain_text_and_html_and_is_the_same_each_time() -> None:
    def made() -> bytes:
        html = rendering.page(a_report(HOSTILE), charts=False)
        return rendering.mail(HOSTILE, rendering.text(a_report(HOSTILE)), html).as_bytes()

    message = email.message_from_bytes(made(), policy=email.policy.default)

    assert made() == made()
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert "\n" not in message["Subject"]
    assert message["To"] is None


def test_plain_text_tells_all_of_it_without_what_steers_a_terminal() -> None:
    text = rendering.text(a_report(HOSTILE))

    assert not re.search("[\x00\x1b\u202e]", text)
    assert "2026-W30       4" in text
    assert "kb measures link_rate --rows" in text


def test_an_empty_part_says_so_even_where_words_stand_above_it() -> None:
    report = a_report(sections=(Section(title="Late", words=("More than 3 days.",), empty="None is late."),))

    for told in (rendering.text(report), rendering.page(report)):
        assert "None is late." in told


def test_what_is_hostile_stays_words_in_the_mail_of_a_status() -> None:
    soup = BeautifulSoup(rendering.status_page(a_status(HOSTILE), site=SITE), "html.parser")

    assert not soup.find_all(["script", "img"])
    assert {a["href"] for a in soup.find_all("a")} == {f"{SITE}faq/vpn/"}
    assert "Amber" in soup.get_text()
    assert "Next update: 2026-09-03 08:00 UTC" in soup.get_text()
