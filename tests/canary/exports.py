"""An export of every shape of every source, with a canary in each."""

import base64
import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl

from tests.canary.plants import Canary, Somebody
from tests.sources import servicenow_shapes as servicenow
from tests.sources.cases import desks, freshdesk, glpi, operations, slack, teams, zendesk
from tests.sources.samples import an_issue, csv_text
from tests.sources.servicenow_shapes import Remark, Told

MAP = """
[[harvest.map]]
name = "helpdesk"
key = "Ticket"
summary = "Subject"
status = "Status"
description = "Body"
resolution = "Answer"
notes = "Remarks"
reporter = "From"
resolver = "Solver"
people = ["Watchers"]
opened_at = "Opened"
zone = "Europe/Berlin"
"""
"""What `kb.toml` says of the table of a tool nobody knows."""


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A shape with its canary, and the keys of its incidents as far as they are telling."""

    source: str
    canary: Canary
    keys: tuple[str, ...]
    write: "Writer"


Writer = Callable[[Path, Canary, tuple[str, ...]], None]


def written(path: Path, value: object) -> None:
    """Write JSON, accents as escapes as many products do."""
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")


# a table of the project's own


def _ticket(canary: Canary, key: str) -> dict[str, str]:
    return {
        "Ticket": key, "Subject": canary.summary, "Status": "Solved", "Body": canary.told, "Answer": canary.answer,
        "Remarks": f"{canary.remark}\n\n{canary.whisper}", "From": canary.reporter.name, "Solver": canary.agent.name,
        "Watchers": canary.remarker.name, "Opened": "2026-07-01T10:00:00", "Floor": f"3, {canary.reporter.name}",
    }  # fmt: skip


def map_csv(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    rows = [_ticket(canary, key) for key in keys]
    (folder / "tickets.csv").write_text(csv_text(tuple(rows[0]), *rows), encoding="utf-8", newline="")


def map_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    written(folder / "tickets.json", [_ticket(canary, key) for key in keys])


def map_xlsx(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    rows = [_ticket(canary, key) for key in keys]
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Tickets", 0)
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(folder / "tickets.xlsx")


# ServiceNow


def _told(canary: Canary, keys: tuple[str, ...]) -> list[Told]:
    remarks = (
        Remark(at="2026-03-06 10:15:00", who=canary.remarker.name, user=canary.remarker.user, text=canary.remark, public=True),
        Remark(at="2026-03-06 11:15:00", who=canary.agent.name, user=canary.agent.user, text=canary.whisper),
    )  # fmt: skip
    return [
        Told(
            number=key,
            short_description=canary.summary,
            description=canary.told,
            caller=canary.reporter.name,
            resolver=canary.agent.name,
            notes="" if canary.unanswered else canary.answer,
            remarks=remarks,
            files=((f"photo of {canary.reporter.name}.png", "a" * 64, 2048),),
        )
        for key in keys
    ]


def servicenow_csv(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    servicenow.list_csv(folder, _told(canary, keys), encoding="utf-8")


def servicenow_labels(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    servicenow.labelled_csv(folder, _told(canary, keys))


def servicenow_table(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    told = _told(canary, keys)
    servicenow.table_api(folder, told, shown_as="all")
    servicenow.journal_json(folder, told)


def servicenow_service(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    servicenow.web_service(folder, _told(canary, keys), displayed=True)


def servicenow_unload(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    servicenow.unload(folder, _told(canary, keys))


def servicenow_list(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    servicenow.list_xml(folder, _told(canary, keys))


def servicenow_xlsx(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    servicenow.workbook(folder, _told(canary, keys))


# Jira


def _jira_user(who: Somebody) -> dict[str, str]:
    return {"name": who.user, "displayName": who.name, "emailAddress": who.mail}


def jira_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def comment(who: Somebody, body: str, hour: int, *, public: bool) -> dict[str, Any]:
        return {"author": _jira_user(who), "body": body, "jsdPublic": public, "created": f"2024-03-26T{hour}:11:12.000+0200"}  # fmt: skip

    comments = [comment(canary.remarker, canary.remark, 12, public=True), comment(canary.agent, canary.whisper, 13, public=False),
                comment(canary.agent, canary.answer, 14, public=True)]  # fmt: skip
    issues = [
        an_issue(
            key,
            summary=canary.summary,
            description=canary.told,
            reporter=_jira_user(canary.reporter),
            creator=_jira_user(canary.reporter),
            assignee=_jira_user(canary.agent),
            comment={"comments": comments, "total": 3},
            attachment=[
                {"filename": f"{canary.reporter.name}.png", "size": 5, "author": _jira_user(canary.reporter)}
            ],
        )
        for key in keys
    ]
    written(folder / "search.json", {"total": len(issues), "issues": issues})


def jira_csv(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    rows = [
        [
            ("Summary", canary.summary), ("Issue key", key), ("Status", "Done"), ("Created", "2026-03-08 10:11"),
            ("Reporter", canary.reporter.name), ("Assignee", canary.agent.name), ("Watchers", canary.remarker.name),
            ("Watchers", canary.remarker.user), ("Description", canary.told), ("Resolution", "Fixed"),
            ("Comment", f"08/Mar/26 10:11 AM;{canary.remarker.user};{canary.remark}"),
            ("Comment", f"08/Mar/26 10:12 AM;{canary.agent.user};{canary.whisper}"),
            ("Comment", f"08/Mar/26 10:13 AM;{canary.agent.user};{canary.answer}"),
        ]
        for key in keys
    ]  # fmt: skip
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow([name for name, _ in rows[0]])
    table.writerows([[cell for _, cell in row] for row in rows])
    (folder / "jira.csv").write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def jira_xml(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def html(text: str) -> str:
        return escape("".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))).replace(
            "\n", "&lt;br/&gt;\n"
        )

    def comment(who: Somebody, text: str, place: int) -> str:
        return f"<comment id='{place}' author={quoteattr(who.user)} created='Sun, 8 Mar 2026 1{place}:11:00 +0000'>{html(text)}</comment>"  # fmt: skip

    items = [
        f"<item><key>{key}</key><summary>{escape(canary.summary)}</summary><description>{html(canary.told)}</description>"
        f"<status>Done</status><resolution>Fixed</resolution>"
        f"<reporter username={quoteattr(canary.reporter.user)}>{canary.reporter.name}</reporter>"
        f"<assignee username={quoteattr(canary.agent.user)}>{canary.agent.name}</assignee>"
        f"<created>Sun, 8 Mar 2026 10:11:00 +0000</created><comments>"
        f"{comment(canary.remarker, canary.remark, 1)}{comment(canary.agent, canary.whisper, 2)}"
        f"{comment(canary.agent, canary.answer, 3)}</comments></item>"
        for key in keys
    ]
    (folder / "jira.xml").write_text(
        f'<rss version="0.92"><channel><title>Jira</title>\n{"".join(items)}\n</channel></rss>\n',
        encoding="utf-8",
    )


# help desks


def _zendesk(canary: Canary, key: str, **changes: Any) -> dict[str, Any]:
    comments = [
        zendesk.a_comment(1, canary.told, author_id=7001),
        zendesk.a_comment(2, canary.remark, author_id=7003),
        zendesk.a_comment(3, canary.whisper, author_id=7002, public=False),
        zendesk.a_comment(4, canary.answer, author_id=7002),
    ]
    return zendesk.a_ticket(
        int(key), subject=canary.summary, raw_subject=canary.summary, description=canary.told, comments=comments,
        via={"channel": "email", "source": {"from": {"name": canary.reporter.name, "address": canary.reporter.mail}, "to": {}, "rel": None}},
        **changes,
    )  # fmt: skip


def _zendesk_users(canary: Canary) -> list[dict[str, Any]]:
    people = (canary.reporter, canary.agent, canary.remarker)
    return [zendesk.a_user(7001 + n, who.name, who.mail) for n, who in enumerate(people)]


def zendesk_list(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    written(
        folder / "tickets.json",
        {"tickets": [_zendesk(canary, key) for key in keys], "users": _zendesk_users(canary)},
    )


def zendesk_account(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    users = _zendesk_users(canary)
    written(folder / "users.json", {"users": users})
    lines = [json.dumps(_zendesk(canary, key, requester=users[0], assignee=users[1])) for key in keys]
    (folder / "account.json").write_text("\n".join(lines) + "\n", encoding="utf-8")


def freshdesk_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def talk(key: str) -> list[dict[str, Any]]:
        said = ((canary.remark, 8003, False), (canary.whisper, 8002, True), (canary.answer, 8002, False))
        return [
            freshdesk.a_conversation(
                int(key) * 10 + n, words, user_id=who, private=private, ticket_id=int(key)
            )
            for n, (words, who, private) in enumerate(said)
        ]

    reporter = {"id": 8001, "name": canary.reporter.name, "email": canary.reporter.mail}
    tickets = [
        freshdesk.a_ticket(
            int(key),
            subject=canary.summary,
            description_text=canary.told,
            requester=reporter,
            conversations=talk(key),
        )
        for key in keys
    ]
    written(folder / "tickets.json", tickets)
    people = ((8002, canary.agent), (8003, canary.remarker))
    written(
        folder / "agents.json", [freshdesk.an_agent(number, who.name, who.mail) for number, who in people]
    )


def zammad_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def letter(who: Somebody, body: str, number: int, **changes: Any) -> dict[str, Any]:
        return desks.an_article(
            number, id=number, body=body, **{"from": f"{who.name} <{who.mail}>"}, **changes
        )

    def ticket(key: str) -> dict[str, Any]:
        number = int(key) - 10000
        articles = [
            letter(canary.reporter, canary.told, number),
            letter(canary.remarker, canary.remark, number + 1),
            letter(
                canary.agent,
                canary.whisper,
                number + 2,
                internal=True,
                sender="Agent",
                sender_id=1,
                type="note",
            ),
            letter(canary.agent, canary.answer, number + 3, sender="Agent", sender_id=1),
        ]
        return desks.a_zammad_ticket(
            key,
            title=canary.summary,
            customer=canary.reporter.mail,
            owner=canary.agent.mail,
            articles=articles,
        )

    written(folder / "export.json", [ticket(key) for key in keys])


def glpi_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def remark(key: str, who: Somebody, words: str, **changes: Any) -> dict[str, Any]:
        return {"id": 1, "itemtype": "Ticket", "items_id": int(key), "users_id": who.name, "content": words,
                "is_private": 0, "date": "2026-03-01 11:00:00"} | changes  # fmt: skip

    tickets = [
        desks.a_glpi_ticket(
            key,
            name=canary.summary,
            content=canary.told,
            users_id_recipient=canary.reporter.name,
            users_id_lastupdater=canary.agent.name,
            _followups=[
                remark(key, canary.remarker, canary.remark),
                remark(key, canary.agent, canary.whisper, id=2, is_private=1),
            ],
            _solutions=[
                {
                    "id": 1,
                    "itemtype": "Ticket",
                    "items_id": int(key),
                    "users_id": canary.agent.name,
                    "content": canary.answer,
                    "status": 3,
                    "date_creation": "2026-03-02 10:00:00",
                }
            ],
        )
        for key in keys
    ]
    written(folder / "export.json", tickets)


def glpi_search(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    changes = {
        "1": canary.summary,
        "4": canary.reporter.turned,
        "5": canary.agent.turned,
        "21": canary.told,
        "24": canary.answer,
    }
    written(folder / "search.json", glpi.a_search(*(glpi.a_row(int(key), **changes) for key in keys)))


def glpi_csv(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    changes = {
        "Titre": canary.summary, "Demandeur - Demandeur": canary.reporter.turned, "Attribué à - Technicien": canary.agent.turned,
        "Observateur - Observateur": canary.remarker.turned, "Description": canary.told,
        "Suivis - Description": f"{canary.remark}\n{canary.whisper}", "Solution - Solution": canary.answer,
    }  # fmt: skip
    glpi.french(folder, *(glpi.a_french_row(key, **changes) for key in keys))


# operations


def github_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def comment(key: str, who: Somebody, body: str) -> dict[str, Any]:
        address = f"/{key.replace('#', '/issues/')}"
        return {"html_url": f"https://github.com{address}#issuecomment-1", "issue_url": f"https://api.example.com/repos{address}",
                "user": {"login": who.user, "type": "User"}, "author_association": "MEMBER",
                "created_at": "2026-03-01T10:00:00Z", "body": body}  # fmt: skip

    def issue(key: str) -> dict[str, Any]:
        return operations.an_issue(
            key, title=canary.summary, body=canary.told, user={"login": canary.reporter.user, "type": "User"},
            closed_by={"login": canary.agent.user, "type": "User"}, comments=3,
        )  # fmt: skip

    written(folder / "issues.json", [issue(key) for key in keys])
    said = ((canary.remarker, canary.remark), (canary.agent, canary.whisper), (canary.agent, canary.answer))
    written(folder / "comments.json", [comment(key, *each) for key in keys for each in said])


def pagerduty_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def user(who: Somebody) -> dict[str, str]:
        return {"id": f"P{who.user[:3]}".upper(), "type": "user_reference", "summary": who.name}

    said = ((canary.reporter, "Looking."), (canary.remarker, canary.remark), (canary.agent, canary.whisper), (canary.agent, canary.answer))  # fmt: skip
    found = [
        operations.an_incident(
            key,
            title=canary.summary,
            body={"type": "incident_body", "details": canary.told},
            last_status_change_by=user(canary.agent),
            acknowledgements=[{"acknowledger": user(canary.reporter)}],
            notes=[
                {"id": f"N{n}", "content": words, "created_at": f"2026-03-01T09:3{n}:00Z", "user": user(who)}
                for n, (who, words) in enumerate(said)
            ],
        )
        for key in keys
    ]
    written(folder / "incidents.json", {"incidents": found})


def opsgenie_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    said = ((canary.reporter, "Looking."), (canary.remarker, canary.remark), (canary.agent, canary.whisper), (canary.agent, canary.answer))  # fmt: skip
    found = [
        operations.an_alert(
            key,
            message=canary.summary,
            description=canary.told,
            owner=canary.agent.mail,
            notes=[
                {"note": words, "owner": who.mail, "createdAt": f"2026-03-01T09:3{n}:00Z", "offset": str(n)}
                for n, (who, words) in enumerate(said)
            ],
        )
        for key in keys
    ]
    written(folder / "alerts.json", {"data": found})


# conversations


def _slack(canary: Canary, keys: tuple[str, ...]) -> dict[str, object]:
    day: list[dict[str, Any]] = []
    for key in keys:
        stamp = key.rpartition("-")[2]
        said = (("U01", f"{canary.summary}?\n{canary.told}"), ("U02", canary.whisper), ("U03", f"<@U01> {canary.remark}"),
                ("U02", canary.answer), ("U01", "Thanks, that fixed it."))  # fmt: skip
        for number, (user, text) in enumerate(said):
            at = f"{int(stamp.partition('.')[0]) + number * 60}.{stamp.partition('.')[2]}"
            day.append({"type": "message", "user": user, "ts": at, "thread_ts": stamp, "text": escape(text)})
    files = slack.files([])
    people = (("U01", canary.reporter), ("U02", canary.agent), ("U03", canary.remarker))
    return {
        "channels.json": [{"id": "C01", "name": "perch"}],
        "users.json": [
            {"id": key, "name": who.user, "real_name": who.name, "profile": {"email": who.mail}} for key, who in people
        ],
        "perch/2026-03-01.json": day,
    } | {name: value for name, value in files.items() if name not in ("channels.json", "users.json", "hr/2026-03-01.json")}  # fmt: skip


def slack_folder(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    for name, value in _slack(canary, keys).items():
        path = folder / "slack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        written(path, value)


def slack_zip(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    with zipfile.ZipFile(folder / "slack.zip", "w", zipfile.ZIP_DEFLATED) as box:
        for name, value in _slack(canary, keys).items():
            box.writestr(f"my export/{name}", json.dumps(value))


def teams_json(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    def thread(id: str) -> dict[str, object]:
        said = ((canary.agent, canary.whisper), (canary.remarker, canary.remark), (canary.agent, canary.answer),
                (canary.reporter, "Thanks, that fixed it."))  # fmt: skip
        replies = [
            teams.a_message(
                f"{id[:-1]}{n + 1}", who.name, words, createdDateTime=f"2026-03-01T09:0{n + 5}:00Z"
            )
            for n, (who, words) in enumerate(said)
        ]
        return teams.a_message(id, canary.reporter.name, f"{canary.summary}?\n{canary.told}", replies=replies)

    value = [thread(key.rpartition("#")[2]) for key in keys]
    written(folder / "messages.json", {"@odata.context": "x", "value": value})


def _letters(canary: Canary, key: str) -> list[EmailMessage]:
    said = (
        (canary.reporter, canary.told, "8bit"),
        (canary.remarker, canary.remark, "quoted-printable"),
        (canary.agent, f"{canary.answer}\n\n{canary.agent.name}\n{canary.phone}", "base64"),
        (canary.reporter, f"Thanks, that fixed it.\n\n{canary.reporter.name}", "8bit"),
    )
    letters: list[EmailMessage] = []
    for number, (who, text, coding) in enumerate(said):
        letter = EmailMessage()
        letter["From"] = f"{who.name} <{who.mail}>"
        letter["To"] = f"help@example.com, {canary.agent.name} <{canary.agent.mail}>"
        letter["Cc"] = f"{canary.remarker.name} <{canary.remarker.mail}>"
        at = datetime(2026, 9, 8, 8, 5, tzinfo=timezone(timedelta(hours=2))) + timedelta(minutes=number * 10)
        letter["Date"] = at
        letter["Subject"] = ("Re: " if number else "") + canary.summary
        letter["Message-ID"] = f"<{key}.{number}@{canary.domain}>"
        if number:
            letter["In-Reply-To"] = f"<{key}.0@{canary.domain}>"
            letter["References"] = f"<{key}.0@{canary.domain}>"
            text += (
                f"\n\nOn {at:%d.%m.%Y} {canary.reporter.name} <{canary.reporter.mail}> wrote:\n"
                + "".join(f"> {line}\n" for line in canary.told.split("\n"))
            )
        letter.set_content(text, cte=coding)
        if not number:
            picture = base64.b64decode("iVBORw0KGgo=") + canary.reporter.name.encode()
            letter.add_attachment(
                picture, maintype="image", subtype="png", filename=f"{canary.reporter.name}.png"
            )
        letters.append(letter)
    return letters


def mail_mbox(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    letters = [letter for key in keys for letter in _letters(canary, key)]
    packed = b"\n".join(b"From - Tue Sep  8 08:05:00 2026\n" + letter.as_bytes() for letter in letters)
    (folder / "support.mbox").write_bytes(packed)


def mail_eml(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    (folder / "mails").mkdir()
    for key in keys:
        for number, letter in enumerate(_letters(canary, key)):
            (folder / "mails" / f"{key}-{number}.eml").write_bytes(letter.as_bytes())


def mail_maildir(folder: Path, canary: Canary, keys: tuple[str, ...]) -> None:
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True)
    for key in keys:
        for number, letter in enumerate(_letters(canary, key)):
            (folder / "Maildir" / "cur" / f"{key}{number}.M1P2.host:2,S").write_bytes(letter.as_bytes())


def _planted() -> tuple[Planted, ...]:
    shapes: list[tuple[str, str, Writer, tuple[str, str], dict[str, Any]]] = [
        ("map", "map-csv", map_csv, ("T-77101", "T-77102"), {}),
        ("map", "map-json", map_json, ("T-77111", "T-77112"), {}),
        ("map", "map-xlsx", map_xlsx, ("T-77121", "T-77122"), {}),
        ("servicenow-csv", "servicenow-csv", servicenow_csv, ("INC7710201", "INC7710202"), {}),
        ("servicenow-csv", "servicenow-csv-labels", servicenow_labels, ("INC7710211", "INC7710212"), {}),
        ("servicenow-json", "servicenow-json-table", servicenow_table, ("INC7710301", "INC7710302"), {"accounts": "am", "unanswered": True}),
        ("servicenow-json", "servicenow-json-service", servicenow_service, ("INC7710311", "INC7710312"), {}),
        ("servicenow-xml", "servicenow-xml-unload", servicenow_unload, ("INC7710401", "INC7710402"), {"accounts": "am", "by_account": "m"}),
        ("servicenow-xml", "servicenow-xml-list", servicenow_list, ("INC7710411", "INC7710412"), {}),
        ("servicenow-xlsx", "servicenow-xlsx", servicenow_xlsx, ("INC7710501", "INC7710502"), {}),
        ("jira-json", "jira-json", jira_json, ("PERCH-77101", "PERCH-77102"), {"accounts": "ram"}),
        ("jira-csv", "jira-csv", jira_csv, ("LOFT-77101", "LOFT-77102"), {"accounts": "am"}),
        ("jira-xml", "jira-xml", jira_xml, ("NEST-77101", "NEST-77102"), {"accounts": "ram", "by_account": "m"}),
        ("zendesk-json", "zendesk-list", zendesk_list, ("7710601", "7710602"), {"accounts": "ram"}),
        ("zendesk-json", "zendesk-account", zendesk_account, ("7710611", "7710612"), {"accounts": "ram"}),
        ("freshdesk-json", "freshdesk", freshdesk_json, ("7710701", "7710702"), {"accounts": "ram"}),
        ("zammad-json", "zammad", zammad_json, ("7710801", "7710802"), {"accounts": "ram"}),
        ("glpi-json", "glpi-json", glpi_json, ("7710901", "7710902"), {}),
        ("glpi-json", "glpi-search", glpi_search, ("7710911", "7710912"), {}),
        ("glpi-csv", "glpi-csv", glpi_csv, ("7711001", "7711002"), {}),
        ("github-json", "github", github_json, ("acme/aviary#77111", "acme/aviary#77112"), {"accounts": "ram", "by_account": "ram"}),
        ("pagerduty-json", "pagerduty", pagerduty_json, ("PCANARY1", "PCANARY2"), {}),
        ("opsgenie-json", "opsgenie", opsgenie_json, ("canary-77111", "canary-77112"), {"accounts": "ram", "by_account": "ram"}),
        ("slack-export", "slack-folder", slack_folder, ("perch-1772355600.000100", "perch-1772365700.000200"), {"accounts": "ram"}),
        ("slack-export", "slack-zip", slack_zip, ("perch-1772455600.000100", "perch-1772465700.000200"), {"accounts": "ram"}),
        ("teams-json", "teams", teams_json, (f"{teams.CHANNEL}#1772355600000", f"{teams.CHANNEL}#1772355700000"), {}),
        ("mail", "mail-mbox", mail_mbox, ("mbox1", "mbox2"), {"accounts": "ram"}),
        ("mail", "mail-eml", mail_eml, ("eml1", "eml2"), {"accounts": "ram"}),
        ("mail", "mail-maildir", mail_maildir, ("maildir1", "maildir2"), {"accounts": "ram"}),
    ]  # fmt: skip
    return tuple(
        Planted(source=source, canary=Canary(place=place, number=number, **more), keys=keys, write=write)
        for number, (source, place, write, keys, more) in enumerate(shapes)
    )


PLANTED = _planted()


def write_all(folder: Path) -> None:
    """Write every export into a folder of its own."""
    for each in PLANTED:
        place = folder / each.canary.place
        place.mkdir(parents=True)
        each.write(place, each.canary, each.keys)
