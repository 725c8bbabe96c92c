"""The same issues as REST JSON, CSV and XML are the same incidents; and the quirks of CSV and XML."""

import json
from dataclasses import replace
from html import escape as html
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from kb.errors import InputError
from kb.model.account import Notice, Rejection
from kb.model.incident import Attachment, EntryKind, Incident, IncidentRef, ResolutionKind, Status
from kb.sources import jira_csv, jira_json, jira_xml
from tests.sources.samples import SETTINGS, csv_text
from tests.support.build import at

USERS = {"jsmith": "Jane Smith", "broy": "Bob Roy", "zmueller": "Zoë Müller"}

ISSUES = [
    {
        "key": "HR-1", "summary": "Payslip shows last month", "words": ["The payslip is old; really.", "On every browser."],
        "status": "Resolved", "category": "done", "resolution": "Fixed", "created": "2026-03-08 10:11",
        "updated": "2026-03-09 12:00", "resolved": "2026-03-09 12:00", "reporter": "jsmith", "assignee": "broy",
        "priority": "High", "labels": ["hypercare", "payroll"], "components": ["Payroll"],
        "comments": [("2026-03-08 11:00", "broy", "Ran the job again; it works."), ("2026-03-09 12:00", "jsmith", "Thanks!")],
        "files": ["shot.png"], "links": [("Relates", "outward", "HR-4")],
    },
    {
        "key": "HR-2", "summary": "Größe fehlt – Lohnzettel", "words": ["Seit März."], "status": "Closed", "category": "done",
        "resolution": "Duplicate", "created": "2026-03-10 08:00", "updated": "2026-03-10 09:00", "resolved": "2026-03-10 09:00",
        "reporter": "zmueller", "assignee": "", "priority": "Low", "labels": [], "components": [], "comments": [],
        "files": [], "links": [("Duplicate", "outward", "HR-1")],
    },
    {
        "key": "HR-3", "summary": "Still open", "words": [], "status": "To Do", "category": "new", "resolution": "",
        "created": "2026-03-11 08:00", "updated": "2026-03-11 08:00", "resolved": "", "reporter": "jsmith", "assignee": "",
        "priority": "Medium", "labels": ["one"], "components": ["A", "B"], "comments": [("2026-03-11 09:00", "zmueller", "Wir schauen.")],
        "files": [], "links": [],
    },
    {
        "key": "HR-4", "summary": "Will not do", "words": ["<b> & \"quotes\""], "status": "Done", "category": "done",
        "resolution": "Won't Do", "created": "2026-03-12 08:00", "updated": "2026-03-13 08:00", "resolved": "2026-03-13 08:00",
        "reporter": "broy", "assignee": "broy", "priority": "Highest", "labels": [], "components": [], "comments": [],
        "files": ["a.txt", "b.txt"], "links": [("Relates", "inward", "HR-1")],
    },
    {
        "key": "HR-5", "summary": "Worked around", "words": ["x"], "status": "Resolved", "category": "done",
        "resolution": "Workaround", "created": "2026-03-14 08:00", "updated": "2026-03-14 18:00", "resolved": "2026-03-14 18:00",
        "reporter": "jsmith", "assignee": "zmueller", "priority": "Medium", "labels": [], "components": [],
        "comments": [("2026-03-14 17:00", "zmueller", "Use the other browser.")], "files": [], "links": [],
    },
]  # fmt: skip


def user(name: str) -> dict[str, str] | None:
    return {"name": name, "displayName": USERS[name]} if name else None


def adf(paragraphs: list[str]) -> dict[str, object]:
    return {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs
        ],
    }


def rest(folder: Path, *, version: int) -> Path:
    def prose(paragraphs: list[str]) -> object:
        return (adf(paragraphs) if paragraphs else None) if version == 3 else "\n\n".join(paragraphs)

    def moment(text: str) -> str | None:
        return f"{text.replace(' ', 'T')}:00.000+0000" if text else None

    found = []
    for issue in ISSUES:
        links = [{"type": {"name": kind}, f"{side}Issue": {"key": key}} for kind, side, key in issue["links"]]
        fields = {
            "summary": issue["summary"],
            "description": prose(issue["words"]),
            "status": {"name": issue["status"], "statusCategory": {"key": issue["category"]}},
            "resolution": {"name": issue["resolution"]} if issue["resolution"] else None,
            "created": moment(issue["created"]),
            "updated": moment(issue["updated"]),
            "resolutiondate": moment(issue["resolved"]),
            "reporter": user(issue["reporter"]),
            "assignee": user(issue["assignee"]),
            "priority": {"name": issue["priority"]},
            "issuetype": {"name": "Bug"},
            "project": {"key": "HR", "name": "HR desk"},
            "labels": issue["labels"],
            "components": [{"name": name} for name in issue["components"]],
            "issuelinks": links,
            "attachment": [{"filename": name} for name in issue["files"]],
            "comment": {
                "comments": [
                    {"author": user(who), "created": moment(when), "body": prose([text])}
                    for when, who, text in issue["comments"]
                ]
            },
        }
        found.append({"key": issue["key"], "fields": fields})
    path = folder / f"v{version}.json"
    path.write_text(json.dumps({"startAt": 0, "total": 5, "issues": found}, indent=1))
    return path


def shown(text: str) -> str:
    """Write a moment as the CSV does."""
    if not text:
        return ""
    moment = at(text)
    return f"{moment:%d/%b/%y %I:%M %p}"


def table(folder: Path) -> Path:
    header = [
        "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name", "Priority", "Resolution",
        "Assignee", "Reporter", "Created", "Updated", "Resolved", "Component/s", "Component/s", "Labels", "Labels", "Description",
        "Attachment", "Attachment", "Comment", "Comment", "Outward issue link (Relates)", "Inward issue link (Relates)",
        "Outward issue link (Duplicate)",
    ]  # fmt: skip
    lines = [header]
    for issue in ISSUES:
        links = {(kind, side): key for kind, side, key in issue["links"]}
        files = [
            f"{shown(issue['created'])};jsmith;{name};https://jira.example.com/{name}"
            for name in issue["files"]
        ]
        comments = [f"{shown(when)};{USERS[who]};{text}" for when, who, text in issue["comments"]]
        lines.append(
            [
                issue["summary"],
                issue["key"],
                "1",
                "Bug",
                issue["status"],
                "HR",
                "HR desk",
                issue["priority"],
                issue["resolution"],
                USERS.get(issue["assignee"], ""),
                USERS[issue["reporter"]],
                shown(issue["created"]),
                shown(issue["updated"]),
                shown(issue["resolved"]),
                *_filled(issue["components"]),
                *_filled(issue["labels"]),
                "\n\n".join(issue["words"]),
                *_filled(files),
                *_filled(comments),
                links.get(("Relates", "outward"), ""),
                links.get(("Relates", "inward"), ""),
                links.get(("Duplicate", "outward"), ""),
            ]
        )
    path = folder / "jira.csv"
    path.write_text(
        "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in lines),
        encoding="utf-8-sig",
        newline="",
    )
    return path


def _filled(cells: list[str]) -> list[str]:
    return [*cells, "", ""][:2]


def rss(folder: Path) -> Path:
    def moment(text: str) -> str:
        return f"{at(text):%a, %d %b %Y %H:%M:%S} +0000" if text else ""

    parts = ['<rss version="0.92">\n<channel><title>Jira</title>\n<issue start="0" end="5" total="5"/>']
    for issue in ISSUES:
        body = "".join(f"<p>{html(text)}</p>" for text in issue["words"])
        people = "".join(
            f"<{role} username={quoteattr(issue[role])}>{escape(USERS[issue[role]])}</{role}>"
            if issue[role]
            else f'<{role} username="-1">Unassigned</{role}>'
            for role in ("assignee", "reporter")
        )
        links = "".join(
            f"<issuelinktype><name>{kind}</name><{side}links><issuelink><issuekey>{key}</issuekey></issuelink></{side}links></issuelinktype>"
            for kind, side, key in issue["links"]
        )
        comments = "".join(
            f"<comment author={quoteattr(who)} created={quoteattr(moment(when))}>{escape(f'<p>{html(text)}</p>')}</comment>"
            for when, who, text in issue["comments"]
        )
        parts.append(
            f'<item>\n<title>[{issue["key"]}]</title><project key="HR">HR desk</project><key id="1">{issue["key"]}</key>'
            f"<summary>{escape(issue['summary'])}</summary><description>{escape(body)}</description><type>Bug</type>"
            f'<status>{issue["status"]}</status><statusCategory key="{issue["category"]}"/>'
            f"<resolution>{escape(issue['resolution'] or 'Unresolved')}</resolution><priority>{issue['priority']}</priority>{people}"
            f"<created>{moment(issue['created'])}</created><updated>{moment(issue['updated'])}</updated>"
            f"<resolved>{moment(issue['resolved'])}</resolved>"
            f"<labels>{''.join(f'<label>{label}</label>' for label in issue['labels'])}</labels>"
            f"{''.join(f'<component>{name}</component>' for name in issue['components'])}"
            f"<issuelinks>{links}</issuelinks><comments>{comments}</comments>"
            f"<attachments>{''.join(f'<attachment name={quoteattr(name)}/>' for name in issue['files'])}</attachments></item>"
        )
    path = folder / "jira.xml"
    path.write_text("\n".join([*parts, "</channel></rss>"]), encoding="utf-8")
    return path


def read(module: object, path: Path) -> list[Incident]:
    found = list(module.SOURCE.read(path, SETTINGS))  # type: ignore[attr-defined]
    assert [each for each in found if not isinstance(each, Incident)] == []
    return found


def bare(incident: Incident) -> Incident:
    """
    Take off what a shape cannot hold.

    Accounts, the zone of a date, how a list of labels is called; and XML knows who commented by the account only.
    """
    accounts = {name: account for account, name in USERS.items()}
    entries = tuple(
        replace(entry, author=accounts.get(entry.author, entry.author)) for entry in incident.entries
    )
    extra = tuple(
        sorted(
            (name.lower(), text)
            for name, text in incident.extra
            if name.lower() in ("labels", "project", "resolution")
        )
    )
    return replace(incident, raw=None, people=(), entries=entries, zone_assumed=False, extra=extra)


SHAPES = {
    "v3": (jira_json, lambda folder: rest(folder, version=3)),
    "csv": (jira_csv, table),
    "xml": (jira_xml, rss),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_issues_of_the_rest_answer(tmp_path, shape):
    module, write = SHAPES[shape]
    expected = [bare(each) for each in read(jira_json, rest(tmp_path, version=2))]

    found = [bare(each) for each in read(module, write(tmp_path))]

    assert found == expected
    assert [each.ref.key for each in found] == ["HR-1", "HR-2", "HR-3", "HR-4", "HR-5"]
    assert found[1].duplicate_of == IncidentRef("jira", "HR-1")
    assert [each.resolution_kind for each in found] == [
        ResolutionKind.FIX,
        ResolutionKind.DUPLICATE,
        ResolutionKind.NONE,
        ResolutionKind.WONT_FIX,
        ResolutionKind.WORKAROUND,
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_names_everybody(tmp_path, shape):
    module, write = SHAPES[shape]

    for incident in read(module, write(tmp_path)):
        names = {form for person in incident.people for form in (person.name, person.user)}
        assert {incident.reporter, *(entry.author for entry in incident.entries)} <= names


def a_csv(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "jira.csv"
    header = tuple(dict.fromkeys(name for row in rows for name in row))
    path.write_text(csv_text(header, *rows), encoding="utf-8-sig", newline="")
    return path


def test_a_comments_semicolons_and_account_ids_are_understood(tmp_path):
    row = {
        "Summary": "x",
        "Issue key": "HR-1",
        "Reporter": "Jane Smith",
        "Reporter Id": "557058:abc",
        "Comment": "08/Mar/26 10:11 AM;557058:abc;One; two; three",
        "Custom field (Story [x])": "{code}y{code}",
        "Custom field (Resolution notes)": "Ran *it* again.",
        "Attachment": "08/Mar/26 10:11 AM;broy;../x/cv.pdf;https://x",
        "Sprint": "S1",
    }

    (incident,) = read(jira_csv, a_csv(tmp_path, row))

    (entry,) = incident.entries
    assert (entry.author, entry.text, entry.at, entry.kind) == (
        "Jane Smith",
        "One; two; three",
        at("2026-03-08 10:11"),
        EntryKind.INTERNAL,
    )
    assert incident.resolution == "Ran **it** again."
    assert incident.attachments == (Attachment(name="cv.pdf"),)
    assert ("Sprint", "S1") in incident.extra
    assert ("Story [x]", "```\ny\n```") in incident.extra
    assert {(p.name, p.user) for p in incident.people} == {("Jane Smith", "557058:abc"), ("", "broy")}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("08/Mar/26 10:11 AM", "2026-03-08 10:11"),
        ("08/Mar/2026 10:11 PM", "2026-03-08 22:11"),
        ("8/März/26 10:11", "2026-03-08 10:11"),
        ("08/Okt/26 10:11", "2026-10-08 10:11"),
        ("08/Déc/26 10:11", "2026-12-08 10:11"),
        ("2026-03-08 10:11", "2026-03-08 10:11"),
        ("08.03.2026 10:11", "2026-03-08 10:11"),
        ("2026-03-08T10:11:00.000+0000", "2026-03-08 10:11"),
    ],
)
def test_dates_come_in_many_layouts(tmp_path, text, moment):
    (incident,) = read(jira_csv, a_csv(tmp_path, {"Summary": "x", "Issue key": "HR-1", "Created": text}))

    assert incident.opened_at == at(moment)
    assert incident.zone_assumed is ("+" not in text)


def test_day_and_month_are_decided_for_the_file(tmp_path):
    rows = [
        {"Summary": "x", "Issue key": f"HR-{n}", "Created": created, "Updated": "03/20/26 9:00"}
        for n, created in enumerate(("03/04/26 9:00", "03/18/26 9:00"))
    ]

    assert read(jira_csv, a_csv(tmp_path, *rows))[0].opened_at == at("2026-03-04 09:00")


def test_exactly_a_thousand_rows_are_suspicious(tmp_path):
    path = tmp_path / "jira.csv"
    path.write_text("Summary,Issue key\n" + "".join(f"x,HR-{n}\n" for n in range(1, 1001)))

    assert [each.code for each in jira_csv.SOURCE.read(path, SETTINGS) if isinstance(each, Notice)] == ["cut"]


def test_a_csv_with_the_fewest_columns_is_read(tmp_path):
    (incident,) = read(jira_csv, a_csv(tmp_path, {"Summary": "x", "Issue key": "HR-1"}))

    assert (incident.status, incident.entries) == (Status.OPEN, ())


def test_an_answer_with_more_issues_than_are_there_says_so(tmp_path):
    path = rss(tmp_path)
    path.write_text(path.read_text().replace('total="5"', 'total="900"'))

    *_, notice = jira_xml.SOURCE.read(path, SETTINGS)

    assert notice.message == "5 issues of 900"


def test_a_broken_item_costs_itself(tmp_path):
    path = rss(tmp_path)
    path.write_text(path.read_text().replace("<summary>Still open</summary>", "<summary>Still & open"))

    found = list(jira_xml.SOURCE.read(path, SETTINGS))

    assert [each.ref.key for each in found if isinstance(each, Incident)] == ["HR-1", "HR-2", "HR-4", "HR-5"]
    assert len([each for each in found if isinstance(each, Rejection)]) == 1


def test_entities_are_refused(tmp_path):
    path = tmp_path / "jira.xml"
    path.write_text(
        '<!DOCTYPE x [<!ENTITY a "b">]><rss><channel><title>Jira</title><item><key>&a;</key></item></channel></rss>'
    )

    with pytest.raises(InputError, match="document type"):
        list(jira_xml.SOURCE.read(path, SETTINGS))


def test_restricted_comments_of_xml_are_internal(tmp_path):
    path = tmp_path / "jira.xml"
    path.write_text(
        "<rss><channel><title>Jira</title><item><key>HR-1</key><summary>x</summary><comments>"
        '<comment author="broy" created="x" rolelevel="Team">no</comment></comments></item></channel></rss>'
    )

    (incident,) = read(jira_xml, path)

    assert [(entry.kind, entry.at) for entry in incident.entries] == [(EntryKind.INTERNAL, None)]
