"""The shapes of Jira."""

from pathlib import Path
from xml.sax.saxutils import escape

from kb.sources.jira_csv import SOURCE as CSV
from kb.sources.jira_json import SOURCE as JSON
from kb.sources.jira_xml import SOURCE as XML
from tests.sources import samples
from tests.sources.contract import Case, escaped, quoted

KEYS = ("HR-1", "HR-2", "HR-3")


def write_csv(folder: Path, keys: list[str]) -> Path:
    header = ("Summary", "Issue key", "Status", "Created", "Reporter", "Description")
    row = {"Summary": "Blank", "Status": "Done", "Created": "2026-03-08 10:11", "Reporter": "Jane Smith"}
    rows = [row | {"Issue key": key, "Description": "The payslip is old."} for key in keys]
    path = folder / "jira.csv"
    path.write_text(samples.csv_text(header, *rows), encoding="utf-8", newline="")
    return path


def write_xml(folder: Path, keys: list[str]) -> Path:
    items = [
        f"<item>\n<key>{key}</key><summary>Blank</summary><description>The payslip is old.</description>"
        '<status>Done</status><reporter username="jsmith">Jane Smith</reporter>'
        "<created>Sun, 8 Mar 2026 10:11:00 +0000</created></item>"
        for key in keys
    ]
    path = folder / "jira.xml"
    path.write_text(
        f'<rss version="0.92"><channel><title>Jira</title>\n{chr(10).join(items)}\n</channel></rss>\n'
    )
    return path


def in_html_in_xml(text: str) -> str:
    return escape(escape("".join(c for c in text if c in "\n\t" or ord(c) >= 32)))


CASES = [
    Case(
        source=JSON,
        write=lambda folder, keys: samples.jira(folder, *(samples.an_issue(key) for key in keys)),
        keys=KEYS,
        words="The payslip is *old*.",
        escape=escaped,
    ),
    Case(source=CSV, write=write_csv, keys=KEYS, words="The payslip is old.", escape=quoted),
    Case(source=XML, write=write_xml, keys=KEYS, words="The payslip is old.", escape=in_html_in_xml),
]
