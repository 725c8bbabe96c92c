"""What GLPI's exports hold beyond the first look: labels, numbers for names, what hangs on tickets."""

from datetime import UTC, datetime

import pytest

from kb.model.account import Notice, Rejection, Skip
from kb.model.incident import Attachment, EntryKind, IncidentRef, Person, ResolutionKind, Status
from kb.sources import glpi_words
from kb.sources.glpi_csv import SOURCE as CSV
from kb.sources.glpi_json import SOURCE as JSON
from kb.sources.glpi_record import prose
from tests.sources import samples
from tests.sources.cases.desks import a_glpi_ticket
from tests.sources.cases.glpi import a_french_row, a_row, a_search, french, written


def row(folder, **changes):
    (incident,) = samples.incidents(CSV, french(folder, a_french_row(**changes)))
    return incident


def one(folder, value, name="export.json"):
    (incident,) = samples.incidents(JSON, written(folder, value, name))
    return incident


def a_remark(number=1, ticket=5, **changes):
    """Make a public follow-up as a list gives it."""
    return {
        "id": number, "itemtype": "Ticket", "items_id": ticket, "users_id": "Ada Moss", "content": "Please try.",
        "is_private": 0, "date": "2026-03-01 11:00:00",
    } | changes  # fmt: skip


def a_solution(number=1, words="Made it again.", **changes):
    """Make an accepted solution as a list gives it."""
    found = a_remark(number, content=words, solutiontypes_id=0)
    del found["is_private"], found["date"]
    return found | {"status": 3, "date_creation": "2026-03-02 10:00:00"} | changes


def test_a_french_search_is_understood(tmp_path):
    incident = row(tmp_path)

    assert incident.ref == IncidentRef("glpi", "5732943")
    assert (incident.summary, incident.status, incident.priority) == ("Offre vide", Status.RESOLVED, 2)
    assert incident.opened_at == datetime(2026, 1, 5, 16, 24, tzinfo=UTC)
    assert incident.zone_assumed
    assert (incident.reporter, incident.resolver) == ("Smith Jane", "Roy Bob")
    assert incident.group == "RH > Support, RH > Paie"
    assert incident.resolution == "Modèle refait."
    assert [(entry.text, entry.kind, entry.at) for entry in incident.entries] == [
        ("On regarde.", EntryKind.INTERNAL, None)
    ]
    assert ("Observateur - Observateur", "Lee Kim") in incident.extra


def test_everybody_in_a_row_is_known_for_redaction(tmp_path):
    assert {person.name for person in row(tmp_path).people} == {
        "Smith Jane",
        "Roy Bob",
        "Moss Ada",
        "Lee Kim",
    }


@pytest.mark.parametrize(
    "key", ["5 732 943", "5\u00a0732\u00a0943", "5\u202f732\u202f943", "5,732,943", "5.732.943", "5732943"]
)
def test_blanks_between_thousands_are_no_part_of_an_id(tmp_path, key):
    assert row(tmp_path, ID=key).ref.key == "5732943"


@pytest.mark.parametrize(
    ("language", "labels", "status"),
    [
        ("English", "ID;Title;Status;Requester - Requester;Assigned to - Technician", "Solved"),
        ("French", "ID;Titre;Statut;Demandeur - Demandeur;Attribué à - Technicien", "Résolu"),
        ("German", "ID;Titel;Status;Anforderer - Anforderer;Bearbeiter - Techniker", "Gelöst"),
        ("Spanish", "ID;Título;Estado;Solicitante - Solicitante;Asignado a: - Técnico", "Resueltas"),
        ("Portuguese", "ID;Título;Status;Requerente - Requerente;Atribuído - Técnico", "Solucionado"),
        ("Italian", "ID;Titolo;Stato;Richiedente - Richiedente;Assegnatario - Tecnico", "Risolto"),
    ],
)
def test_the_default_columns_are_known_in_six_languages(tmp_path, language, labels, status):
    path = written(tmp_path, f"{labels}\n7;Leer;{status};Smith Jane;Roy Bob\n", f"{language}.csv")

    (incident,) = samples.incidents(CSV, path)

    assert CSV.sniff(path, samples.SETTINGS)
    assert (incident.status, incident.reporter, incident.resolver) == (
        Status.RESOLVED,
        "Smith Jane",
        "Roy Bob",
    )


@pytest.mark.parametrize(
    ("labels", "status"),
    [
        ("New|Nouveau|Neu|Nuevo|Novo|Nuova|Processing (planned)|En cours (Planifié)|In Bearbeitung (mit Zeitplan)", Status.OPEN),
        ("En curso (planificada)|Em atendimento (planejado)|In lavorazione (assegnata)|In sospeso|Convalida|4|10", Status.OPEN),
        ("Resuelto|Risolto|Solucionado|Gelöst|5", Status.RESOLVED),
        ("Closed|Clos|Geschlossen|Cerrado|Fechado|Chiusa|6", Status.CLOSED),
        ("Auf Halde", None),
    ],
)  # fmt: skip
def test_statuses_are_known_as_labels_and_numbers(labels, status):
    assert {glpi_words.status(label) for label in labels.split("|")} == {status}


@pytest.mark.parametrize(
    ("labels", "ours"),
    [("6|5|Major|Majeure|Kritisch|Bloqueante|Massima|Très haute|Sehr hoch", 1), ("4|High|Haute|Hoch|Alta", 2),
     ("3|Medium|Moyenne|Mittel|Media", 3), ("2|Basse|Niedrig|Baja|Baixa", 4), ("1|Très basse|Muito baixa", 5), ("0|?", None)],
)  # fmt: skip
def test_priorities_are_known_as_labels_and_numbers(labels, ours):
    assert {glpi_words.priority(label) for label in labels.split("|")} == {ours}


@pytest.mark.parametrize(
    "header",
    ["ID,Title,Status,Priority,Description", "ID,Title,Status,Requester,Technician", "ID;Titel;Status;Erstellungsdatum",
     "id,name,status,opening date,last update", "Ticket,Subject,Status,Requester - Requester"],
)  # fmt: skip
def test_other_tables_are_not_taken_for_it(tmp_path, header):
    assert not CSV.sniff(written(tmp_path, f"{header}\n1,2,3,4,5\n", "x.csv"), samples.SETTINGS)


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_the_mark_between_cells_is_the_users_choice(tmp_path, mark):
    labels = ("ID", "Title", "Status", "Requester - Requester")
    path = written(
        tmp_path,
        "\n".join(mark.join(cells) for cells in (labels, ("7", "Blank", "New", "Smith Jane"))),
        "x.csv",
    )

    (incident,) = samples.incidents(CSV, path)

    assert incident.reporter == "Smith Jane"


def test_day_and_month_are_decided_for_the_whole_file(tmp_path):
    label = "Date d'ouverture"
    rows = [
        a_french_row("1", **{label: "03-04-2026 10:00"}),
        a_french_row("2", **{label: "01-30-2026 10:00"}),
    ]
    for each in rows:
        each["Dernière modification"] = ""

    first, second = samples.incidents(CSV, french(tmp_path, *rows))

    assert (first.opened_at.month, first.opened_at.day) == (3, 4)
    assert (second.opened_at.month, second.opened_at.day) == (1, 30)


def test_a_date_nobody_can_read_is_kept(tmp_path):
    incident = row(tmp_path, **{"Date d'ouverture": "yesterday"})

    assert incident.opened_at is None
    assert ("opened_at", "yesterday") in incident.extra


def test_a_row_with_too_few_cells_costs_itself_only(tmp_path):
    path = french(tmp_path, a_french_row("1"), a_french_row("2"))
    path.write_text(path.read_text(encoding="utf-8") + "3;x\n", encoding="utf-8", newline="")

    found = samples.records(CSV, path)

    assert [type(record).__name__ for record in found] == ["Incident", "Incident", "Rejection"]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("<p>write &lt;br&gt;</p>", "write <br>"),
        ("&#60;p&#62;a &#38;lt; b&#60;/p&#62;", "a < b"),
        ("&nbsp;", ""),
    ],
)
def test_what_people_write_about_tags_stays(text, markdown):
    assert prose(text) == markdown


def test_numbers_of_people_get_their_names_from_the_list_of_users(tmp_path):
    ticket = a_glpi_ticket("5", users_id_recipient=7, users_id_lastupdater=8, itilcategories_id=12)
    written(
        tmp_path,
        [
            {"id": 7, "name": "jsmith", "realname": "Smith", "firstname": "Jane", "authtype": 1},
            {"id": 8, "name": "broy", "realname": "Roy", "firstname": "Bob", "authtype": 1},
        ],
        "users.json",
    )  # fmt: skip
    actors = [
        {"id": 1, "tickets_id": 5, "users_id": 8, "type": 2, "use_notification": 1, "alternative_email": ""},
        {"id": 2, "tickets_id": 5, "users_id": 0, "type": 1, "use_notification": 1, "alternative_email": "kim@example.com"},
    ]  # fmt: skip
    written(tmp_path, actors, "actors.json")

    incident = one(tmp_path, [ticket], "tickets.json")

    assert (incident.reporter, incident.resolver) == ("kim@example.com", "Bob Roy")
    assert {Person(name="Jane Smith", user="jsmith"), Person(name="Bob Roy", user="broy"), Person(name="", email="kim@example.com")} <= set(
        incident.people
    )  # fmt: skip
    assert ("itilcategories_id", "12") in incident.extra


def test_a_blank_stands_for_nobody(tmp_path):
    """With expand_dropdowns an empty reference is `&nbsp;`."""
    incident = one(tmp_path, [a_glpi_ticket("5", users_id_recipient="&nbsp;", itilcategories_id="&nbsp;")])

    assert (incident.reporter, incident.category) == ("", "")
    assert {person.name for person in incident.people} == {"Bob Roy"}


def test_names_are_decoded(tmp_path):
    incident = one(
        tmp_path, [a_glpi_ticket("5", users_id_recipient="O&#39;Neil Ann", itilcategories_id="HR &#62; Pay")]
    )

    assert (incident.reporter, incident.category) == ("O'Neil Ann", "HR > Pay")


def test_the_last_solution_that_was_not_refused_is_the_resolution(tmp_path):
    solutions = [
        a_solution(1, "Restart it."),
        a_solution(2, "Install again.", status=4, date_creation="2026-03-02 11:00:00"),
    ]
    written(tmp_path, solutions, "solutions.json")

    incident = one(tmp_path, [a_glpi_ticket("5")], "tickets.json")

    assert incident.resolution == "Restart it."
    assert [entry.text for entry in incident.entries] == ["Install again."]


def test_remarks_inside_a_ticket_are_read_and_not_twice(tmp_path):
    written(tmp_path, [a_remark()], "followups.json")
    ticket = a_glpi_ticket(
        "5", _followups=[a_remark()], _solutions=[a_solution()], _tasks=[a_remark(taskcategories_id=0, content="Called.")],
        _documents=[{"filename": "..\\x\\cv.pdf", "filesize": 12}],
    )  # fmt: skip

    incident = one(tmp_path, [ticket], "tickets.json")

    assert [entry.text for entry in incident.entries] == ["Please try.", "Called."]
    assert incident.resolution == "Made it again."
    assert incident.attachments == (Attachment(name="cv.pdf", size=12),)


def test_tasks_find_their_ticket_by_link_or_by_the_files_name(tmp_path):
    """Where names stand for ids, `tickets_id` is the ticket's title."""
    task = a_remark(tickets_id="Offer letter is blank", taskcategories_id=0)
    del task["itemtype"], task["items_id"]
    linked = task | {
        "id": 2,
        "content": "By link.",
        "links": [{"rel": "Ticket", "href": "https://x/apirest.php/Ticket/5"}],
    }
    written(tmp_path, [linked], "tasks.json")
    written(tmp_path, [task | {"content": "By name."}], "tasks-5.json")

    incident = one(tmp_path, [a_glpi_ticket("5")], "tickets.json")

    assert sorted(entry.text for entry in incident.entries) == ["By link.", "By name."]
    assert (
        samples.records(JSON, tmp_path / "tasks.json")
        == samples.records(JSON, tmp_path / "tasks-5.json")
        == []
    )


def test_a_duplicate_points_to_the_other_ticket_and_a_link_links(tmp_path):
    links = [
        {"id": 1, "tickets_id_1": 5, "tickets_id_2": 6, "link": 2},
        {"id": 2, "tickets_id_1": 5, "tickets_id_2": 7, "link": 1},
    ]
    written(tmp_path, links, "links.json")

    first, second = samples.incidents(
        JSON, written(tmp_path, [a_glpi_ticket("5"), a_glpi_ticket("6")], "tickets.json")
    )

    assert (first.resolution_kind, first.duplicate_of) == (ResolutionKind.DUPLICATE, IncidentRef("glpi", "6"))
    assert first.links == (IncidentRef("glpi", "6"), IncidentRef("glpi", "7"))
    assert (second.resolution_kind, second.duplicate_of) == (ResolutionKind.FIX, None)
    assert second.links == (IncidentRef("glpi", "5"),)


@pytest.mark.parametrize(
    ("due", "met"), [("2026-03-02 10:00:00", True), ("2026-03-02 09:59:00", False), (None, None)]
)
def test_the_time_to_resolve_is_held_against_the_solution(tmp_path, due, met):
    assert one(tmp_path, [a_glpi_ticket("5", time_to_resolve=due)]).sla_met is met


def test_a_ticket_that_is_open_again_is_not_resolved(tmp_path):
    incident = one(tmp_path, [a_glpi_ticket("5", status=2)])

    assert (incident.status, incident.resolved_at, incident.resolver) == (Status.OPEN, None, "")


def test_a_search_keeps_every_column_and_finds_what_hangs_on_its_tickets(tmp_path):
    written(tmp_path, [a_remark()], "followups.json")
    columns = {
        "66": "Lee Kim$#$9",
        "76665": "7",
        "25": ["One.", "Two."],
        "5": ["Bob Roy$#$3", "Ada Moss$#$4"],
    }

    incident = one(tmp_path, a_search(a_row(**columns)), "search.json")

    assert {("entity", "Racine"), ("type", "incident"), ("76665", "7")} <= set(incident.extra)
    assert [entry.text for entry in incident.entries] == ["One.", "Two.", "Please try."]
    assert {"Bob Roy", "Ada Moss", "Jane Smith"} <= {person.name for person in incident.people}


def test_rows_by_their_id_are_read_too(tmp_path):
    row = a_row()
    del row["2"]
    path = written(tmp_path, {"totalcount": 2, "count": 2, "data": {"11": row, "7": row}})

    assert JSON.sniff(path, samples.SETTINGS)
    assert [incident.ref.key for incident in samples.incidents(JSON, path)] == ["11", "7"]


def test_rows_without_their_id_say_so(tmp_path):
    row = a_row()
    del row["2"]

    assert samples.refused(samples.records(JSON, written(tmp_path, a_search(row))))[0][1] == "no ID"


def test_a_search_of_computers_is_not_taken_for_tickets(tmp_path):
    row = {"1": "PC-5", "2": 5, "80": "Root", "23": "ACME", "31": "In use", "19": "2026-01-01 00:00:00"}

    assert not JSON.sniff(written(tmp_path, a_search(row)), samples.SETTINGS)


def test_pages_of_a_search_are_added_up(tmp_path):
    path = written(tmp_path, a_search(a_row(5), totalcount=2), "page1.json")

    assert [record.message for record in samples.records(JSON, path) if isinstance(record, Notice)] == [
        "1 tickets of 2"
    ]

    written(tmp_path, a_search(a_row(6), totalcount=2), "page2.json")

    assert not any(isinstance(record, Notice) for record in samples.records(JSON, path))


def test_a_list_as_long_as_the_usual_range_warns(tmp_path):
    path = written(tmp_path, [a_glpi_ticket(str(key)) for key in range(1, 52)])

    assert [record.code for record in samples.records(JSON, path) if isinstance(record, Notice)] == ["cut"]


def test_names_alone_hold_nothing_and_remarks_alone_are_skipped(tmp_path):
    users = written(
        tmp_path,
        [{"id": 7, "name": "jsmith", "realname": "S", "firstname": "J", "authtype": 1}],
        "users.json",
    )
    remarks = written(tmp_path, [a_remark(), 5], "followups.json")

    assert samples.records(JSON, users) == []
    skip, rejection = samples.records(JSON, remarks)
    assert isinstance(skip, Skip)
    assert isinstance(rejection, Rejection)


def nested(depth=400):
    value = "x"
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "change",
    [{"content": nested()}, {"_followups": [nested(), 5, {"content": 5}]}, {"status": nested()}, {"date": 5}, {"id": 10**300},
     {"name": "\ud800"}, {"users_id_recipient": ["x"]}, {"_documents": {"a": 1}}, {"requester_users": [5, None, "Kim Ray"]},
     {"date": "9999-99-99"}, {"solvedate": "0000-00-00 00:00:00"}, {"priority": True}],
)  # fmt: skip
def test_one_odd_ticket_costs_itself_at_most(tmp_path, change):
    path = written(tmp_path, [a_glpi_ticket("5", **change), a_glpi_ticket("6")])

    _, second = samples.records(JSON, path)

    assert second.ref.key == "6"
