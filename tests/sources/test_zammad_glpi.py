"""Zammad's and GLPI's tickets and their quirks."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.config import HarvestSettings
from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Attachment, EntryKind, Incident, IncidentRef, Person, ResolutionKind, Status
from kb.sources import glpi_csv, glpi_json, glpi_words, zammad
from kb.sources.glpi_record import prose
from tests.sources.cases.desks import (
    GLPI_HEADER,
    a_glpi_row,
    a_glpi_ticket,
    a_zammad_ticket,
    an_article,
)
from tests.sources.samples import csv_text


def write(folder: Path, value: object, name: str = "export.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def read(module: object, path: Path) -> list[object]:
    return list(module.SOURCE.read(path, HarvestSettings()))  # type: ignore[attr-defined]


def one(module: object, path: Path) -> Incident:
    (incident,) = read(module, path)
    assert isinstance(incident, Incident)
    return incident


def test_an_expanded_zammad_ticket_is_understood(tmp_path):
    incident = one(zammad, write(tmp_path, [a_zammad_ticket("10001", close_diff_in_min=-5, tags=["a", "b"])]))

    assert str(incident.ref) == "zammad:10001"
    assert (incident.status, incident.status_raw, incident.priority) == (Status.CLOSED, "closed", 3)
    assert (incident.description, incident.entries) == ("It is white since noon.", ())
    assert (incident.group, incident.reporter, incident.resolver) == (
        "HR",
        "jane.smith@example.com",
        "bob.roy@example.com",
    )
    assert incident.sla_met is False
    assert ("tags", "a, b") in incident.extra
    assert Person(name="Jane Smith", email="jane.smith@example.com") in incident.people


def test_zammad_articles_become_entries_without_their_signature(tmp_path):
    articles = [
        an_article(1),
        an_article(
            1,
            sender="Agent",
            content_type="text/html",
            created_at="2026-03-01T10:00:00Z",
            body='<p>Run it <b>again</b>.</p><span class="js-signatureMarker"></span><p>Bob Roy, 020</p>',
            attachments=[{"id": 1, "filename": "../x/cv.pdf", "size": "12"}],
        ),
        an_article(
            1,
            sender="Agent",
            type="note",
            internal=True,
            created_at="2026-03-01T11:00:00Z",
            body="Job was stuck.",
        ),
        an_article(1, sender="System", created_at="2026-03-01T09:01:00Z", body="We got your mail."),
    ]

    incident = one(zammad, write(tmp_path, [a_zammad_ticket("10001", articles=articles)]))

    assert [(entry.text, entry.kind) for entry in incident.entries] == [
        ("Run it **again**.", EntryKind.PUBLIC),
        ("Job was stuck.", EntryKind.INTERNAL),
    ]
    assert incident.attachments == (Attachment(name="cv.pdf", size=12),)


def test_zammad_articles_beside_and_names_are_found(tmp_path):
    ticket = a_zammad_ticket("10001")
    for name in ("articles", "group", "state", "priority", "customer", "owner"):
        del ticket[name]
    tickets = write(tmp_path, [ticket], "tickets.json")
    beside = write(tmp_path, [an_article(1), an_article(99)], "articles.json")
    write(
        tmp_path,
        [
            {
                "id": 7,
                "login": "jsmith",
                "firstname": "Jane",
                "lastname": "Smith",
                "email": "j@example.com",
                "role_ids": [3],
            }
        ],
        "users.json",
    )

    incident = one(zammad, tickets)

    assert (incident.reporter, incident.resolver) == ("Jane Smith", "3")
    assert (incident.status, incident.priority) == (Status.CLOSED, 3)
    assert incident.description == "It is white since noon."
    assert [each.reason for each in read(zammad, beside)] == ["article without its ticket"]


def test_a_search_of_zammad_brings_its_own_articles(tmp_path):
    ticket = a_zammad_ticket("10001")
    del ticket["articles"], ticket["group"]
    answer = {
        "tickets": [1],
        "tickets_count": 1,
        "assets": {
            "Ticket": {"1": ticket},
            "TicketArticle": {"1": an_article(1)},
            "Group": {"2": {"id": 2, "name": "HR desk"}},
        },
    }

    incident = one(zammad, write(tmp_path, answer))

    assert (incident.description, incident.group) == ("It is white since noon.", "HR desk")


def test_a_merged_zammad_ticket_names_where_it_went(tmp_path):
    note = an_article(1, sender="Agent", internal=True, body="This ticket was merged into #10009")

    incident = one(zammad, write(tmp_path, [a_zammad_ticket("10001", state="merged", articles=[note])]))

    assert (incident.status, incident.duplicate_of) == (Status.MERGED, IncidentRef("zammad", "10009"))


def test_a_full_page_of_zammad_is_suspicious_alone(tmp_path):
    path = write(tmp_path, [a_zammad_ticket(str(10000 + n)) for n in range(1, 101)])

    assert [each.code for each in read(zammad, path) if isinstance(each, Notice)] == ["cut"]
    write(tmp_path, [a_zammad_ticket("10500")], "page2.json")
    assert not any(isinstance(each, Notice) for each in read(zammad, path))


def test_a_row_of_glpi_is_understood(tmp_path):
    path = write(tmp_path, csv_text(GLPI_HEADER, a_glpi_row("10001"), delimiter=";"), "glpi.csv")

    incident = one(glpi_csv, path)

    assert str(incident.ref) == "glpi:10001"
    assert (incident.status, incident.priority, incident.category) == (Status.CLOSED, 2, "Recruiting")
    assert (incident.reporter, incident.resolver) == ("Smith Jane", "Roy Bob")
    assert (incident.resolution, incident.resolution_kind) == ("Made the template again.", ResolutionKind.FIX)
    assert (incident.opened_at, incident.zone_assumed) == (datetime(2026, 3, 1, 9, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("header", "row", "status", "priority"),
    [
        ("ID;Titre;Statut;Dernière modification;Date d'ouverture;Priorité", "7;Vide;Résolu;2026-03-03 10:00;2026-03-01 09:00;Très haute", Status.RESOLVED, 1),
        ("ID;Titel;Status;Letzte Änderung;Eröffnungsdatum;Priorität", "7;Leer;In Bearbeitung (zugewiesen);03.03.2026 10:00;01.03.2026 09:00;Niedrig", Status.OPEN, 4),
        ("ID;Título;Estado;Última actualización;Fecha de apertura;Prioridad", "7;Vacío;Cerrado;03-03-2026 10:00;01-03-2026 09:00;Media", Status.CLOSED, 3),
        ("ID;Título;Status;Última atualização;Data de abertura;Prioridade", "7;Vazio;Pendente;2026-03-03 10:00;2026-03-01 09:00;Muito baixa", Status.OPEN, 5),
        ("ID;Titolo;Stato;Ultimo aggiornamento;Data di apertura;Priorità", "7;Vuoto;Chiuso;2026-03-03 10:00;2026-03-01 09:00;Alta", Status.CLOSED, 2),
    ],
)  # fmt: skip
def test_glpi_speaks_many_languages(tmp_path, header, row, status, priority):
    incident = one(glpi_csv, write(tmp_path, f"{header}\n{row}\n", "glpi.csv"))

    assert (incident.ref.key, incident.status, incident.priority) == ("7", status, priority)
    assert incident.opened_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_cells_with_several_people_are_taken_apart(tmp_path):
    row = a_glpi_row("10001", **{"Assigned to - Technician": "Roy Bob$$##$$Moss Ada"})

    incident = one(glpi_csv, write(tmp_path, csv_text(GLPI_HEADER, row, delimiter=";"), "glpi.csv"))

    assert {person.name for person in incident.people} == {"Smith Jane", "Roy Bob", "Moss Ada"}


def test_rows_of_glpi_without_an_id_are_rejected(tmp_path):
    rows = [
        a_glpi_row("10001", ID=""),
        a_glpi_row("10002", ID="x1"),
        a_glpi_row("10003", Title="", Description=""),
    ]

    found = read(glpi_csv, write(tmp_path, csv_text(GLPI_HEADER, *rows, delimiter=";"), "glpi.csv"))

    assert [each.reason for each in found] == [
        "no ID",
        "'x1' is no ID",
        "ticket 10003 has neither title nor description",
    ]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("<p>It <b>is</b></p>", "It **is**"),
        ("&lt;p&gt;It &lt;b&gt;is&lt;/b&gt;&lt;/p&gt;", "It **is**"),
        ("&amp;lt;p&amp;gt;It is&amp;lt;/p&amp;gt;", "It is"),
        ("&#60;p&#62;Größe&#60;/p&#62;", "Größe"),
        ("a < b & c", "a < b & c"),
        ("fish &amp; chips", "fish & chips"),
    ],
)
def test_rich_text_is_decoded_at_most_twice(text, markdown):
    assert prose(text) == markdown


def test_a_ticket_of_glpis_rest_is_understood_with_what_hangs_on_it(tmp_path):
    tickets = write(tmp_path, [a_glpi_ticket("5"), a_glpi_ticket("6", is_deleted=1)], "tickets.json")
    base = {"itemtype": "Ticket", "items_id": 5, "users_id": "Ada Moss"}
    followups = [
        base
        | {
            "id": 1,
            "content": "&lt;p&gt;Looking.&lt;/p&gt;",
            "is_private": 1,
            "date_creation": "2026-03-01 10:00:00",
        },
        base | {"id": 2, "content": "Please try.", "is_private": 0, "date_creation": "2026-03-01 11:00:00"},
        base | {"id": 3, "content": "x", "is_private": 0, "itemtype": "Problem"},
        base | {"id": 4, "content": "x", "is_private": 0, "items_id": 77},
    ]
    beside = write(tmp_path, followups, "followups.json")
    write(
        tmp_path,
        [
            base
            | {
                "id": 9,
                "content": "<p>Use the workaround.</p>",
                "solutiontypes_id": 0,
                "status": 3,
                "date_creation": "2026-03-02 10:00:00",
            }
        ],
        "solutions.json",
    )

    incident, skipped = read(glpi_json, tickets)

    assert (incident.status, incident.resolution_kind) == (Status.CLOSED, ResolutionKind.WORKAROUND)
    assert incident.resolution == "Use the workaround."
    assert [(entry.text, entry.kind) for entry in incident.entries] == [
        ("Looking.", EntryKind.INTERNAL),
        ("Please try.", EntryKind.PUBLIC),
    ]
    assert incident.priority == 2
    assert ("type", "incident") in incident.extra
    assert {person.name for person in incident.people} == {"Jane Smith", "Bob Roy", "Ada Moss"}
    assert skipped.reason == "deleted"
    assert [each.reason for each in read(glpi_json, beside)] == [
        "remark of something else than a ticket",
        "remark without its ticket",
    ]


def test_a_search_by_numbers_is_understood(tmp_path):
    answer = {
        "totalcount": 90,
        "count": 1,
        "data": [
            {
                "1": "Blank",
                "2": 5,
                "12": 5,
                "15": "2026-03-01 09:00",
                "17": "2026-03-02 09:00",
                "3": 6,
                "4": ["Jane Smith", "Kim Ray"],
                "21": "x",
                "24": "Did it.",
            }
        ],
    }

    incident, notice = read(glpi_json, write(tmp_path, answer))

    assert (incident.ref.key, incident.status, incident.priority) == ("5", Status.RESOLVED, 1)
    assert (incident.reporter, incident.resolution) == ("Jane Smith", "Did it.")
    assert {person.name for person in incident.people} == {"Jane Smith", "Kim Ray"}
    assert notice.message == "1 tickets of 90"


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "5", "6", "10"])
def test_every_status_has_a_meaning_and_a_name(number):
    assert glpi_words.status(number) is glpi_words.status(glpi_words.NUMBERS[number])


@pytest.mark.parametrize("module", [zammad, glpi_json])
@pytest.mark.parametrize(
    "junk",
    [5, None, "x", [], {}, {"number": 1}, {"id": {}}, {"id": [], "name": 5, "title": {}, "number": None}],
)
def test_odd_values_are_rejected_not_raised(tmp_path, module, junk):
    found = read(module, write(tmp_path, [junk]))

    assert all(isinstance(each, Rejection | Skip) for each in found)
