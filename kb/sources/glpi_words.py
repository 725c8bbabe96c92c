"""What GLPI calls things: columns in its languages, the numbers of its search, statuses, priorities."""

import re
from collections.abc import Collection
from functools import lru_cache

from kb.model.incident import Status
from kb.model.prose import fold

COLUMNS = {
    "key": "id",
    "summary": "title|titre|titel|titulo|titolo",
    "status": "status|statut|estado|stato",
    "opened_at": (
        "opening date|date d ouverture|erstellungsdatum|eroffnungsdatum|fecha de apertura|data de abertura|data di apertura"
    ),
    "updated_at": (
        "last update|derniere modification|letzte anderung|letzte aktualisierung|ultima actualizacion|ultima modificacion|"
        "ultima atualizacao|ultimo aggiornamento|ultima modifica"
    ),
    "resolved_at": (
        "resolution date|date de resolution|date de solution|datum der losung|losungsdatum|fecha de resolucion|"
        "fecha de solucion|data da solucao|data de solucao|data di risoluzione|data di soluzione"
    ),
    "closed_at": (
        "closing date|date de cloture|abschlussdatum|schliessungsdatum|fecha de cierre|data de fechamento|data di chiusura"
    ),
    "priority": "priority|priorite|prioritat|prioridad|prioridade|priorita",
    "reporter": (
        "requester requester|demandeur demandeur|anforderer anforderer|antragsteller antragsteller|"
        "solicitante solicitante|requerente requerente|richiedente richiedente|"
        "requester|demandeur|anforderer|antragsteller|solicitante|requerente|richiedente"
    ),
    "resolver": (
        "assigned to technician|attribue a technicien|bearbeiter techniker|zugewiesen an techniker|zugewiesen techniker|"
        "asignado a tecnico|asignada a tecnico|atribuido tecnico|atribuido a tecnico|atribuido para tecnico|"
        "assegnatario tecnico|assegnato a tecnico|technician|technicien|techniker|tecnico"
    ),
    "group": (
        "assigned to technician group|attribue a groupe de techniciens|attribue a groupe technique|"
        "bearbeiter technikergruppe|zugewiesen an technikergruppe|zugewiesen technikergruppe|"
        "asignado a grupo de tecnicos|asignada a grupo de tecnicos|asignado a grupo tecnico|atribuido grupo tecnico|"
        "atribuido a grupo tecnico|atribuido para grupo tecnico|assegnatario gruppo tecnico|assegnato a gruppo tecnico|"
        "technician group|groupe de techniciens|technikergruppe|grupo de tecnicos|grupo tecnico|gruppo tecnico"
    ),
    "category": "category|categorie|kategorie|categoria",
    "description": "description|beschreibung|descripcion|descricao|descrizione",
    "resolution": (
        "solution solution|losung losung|solucion solucion|soluciones soluciones|solucao solucao|soluzione soluzione|"
        "solution|losung|solucion|solucao|soluzione"
    ),
    "remarks": (
        "followups description|suivis description|nachverfolgungen beschreibung|seguimientos descripcion|"
        "acompanhamentos descricao|commenti descrizione|followup description|"
        "tasks description|taches description|aufgaben beschreibung|tareas descripcion|tarefas descricao|"
        "attivita descrizione"
    ),
    "type": "type|typ|tipo",
}
"""Role → the labels of its column in English, French, German, Spanish, Portuguese and Italian; folded."""

_ROLE = {label: role for role, labels in COLUMNS.items() for label in labels.split("|")}

_ACTORS = (
    "requester", "assigned to", "watcher", "observer", "demandeur", "attribue a", "observateur", "anforderer",
    "antragsteller", "bearbeiter", "zugewiesen", "beobachter", "solicitante", "asignado a", "asignada a", "observador",
    "requerente", "atribuido", "richiedente", "assegnatario", "assegnato a", "osservatore", "approval approver",
    "validation valideur", "last edit by", "writer", "dernier modificateur", "derniere modification par", "redacteur",
    "letzte anderung durch", "autor", "ultima edicion por", "ultima atualizacao por", "ultima modifica di",
)  # fmt: skip
_NOT_PEOPLE = frozenset({
    "group", "groups", "groupe", "groupes", "gruppe", "gruppen", "technikergruppe", "grupo", "grupos", "gruppo", "gruppi",
    "supplier", "fournisseur", "lieferant", "proveedor", "fornecedor", "fornitore", "status", "statut", "estado", "stato",
    "date", "datum", "fecha", "data", "comment", "commentaire",
})  # fmt: skip

OPTIONS = {
    "1": "summary", "2": "key", "3": "priority", "4": "reporter", "5": "resolver", "7": "category", "8": "group",
    "12": "status", "14": "type", "15": "opened_at", "16": "closed_at", "17": "resolved_at", "18": "due_at",
    "19": "updated_at", "21": "description", "24": "resolution", "25": "remarks", "26": "remarks",
}  # fmt: skip
"""Search option → role, for tickets."""

OTHER_OPTIONS = {
    "9": "request source", "10": "urgency", "11": "impact", "13": "associated items", "22": "writer", "64": "last edit by",
    "65": "watcher group", "66": "watcher", "71": "requester group", "80": "entity", "82": "time to resolve exceeded",
    "83": "location",
}  # fmt: skip
"""Search option → what its column is called, where it has no role."""
PEOPLE_OPTIONS = frozenset({"22", "64", "66"})

TYPES = {"1": "incident", "2": "request"}

_STATUS = {
    "1": Status.OPEN, "2": Status.OPEN, "3": Status.OPEN, "4": Status.OPEN, "5": Status.RESOLVED, "6": Status.CLOSED,
    "10": Status.OPEN,
}  # fmt: skip
_LABELS = {
    Status.OPEN: (
        "new|processing|processing assigned|processing planned|pending|approval|"
        "nouveau|en cours|en cours attribue|en cours planifie|en attente|validation|"
        "neu|in bearbeitung|in bearbeitung zugewiesen|in bearbeitung geplant|in bearbeitung mit zeitplan|wartend|genehmigung|"
        "nuevo|en curso|en curso asignado|en curso asignada|en curso planificado|en curso planificada|en espera|aprobacion|"
        "novo|em atendimento|em atendimento atribuido|em atendimento planejado|pendente|validacao|aprovacao|"
        "nuovo|nuova|in corso|in corso assegnato|in corso pianificato|in lavorazione|in lavorazione assegnata|"
        "in lavorazione pianificata|in attesa|in sospeso|convalida"
    ),
    Status.RESOLVED: (
        "solved|resolved|resolu|gelost|resuelto|resuelta|resueltas|resueltos|solucionado|resolvido|risolto|risolta"
    ),
    Status.CLOSED: (
        "closed|clos|cloture|ferme|geschlossen|abgeschlossen|cerrado|cerrada|fechado|encerrado|chiuso|chiusa"
    ),
}
_STATE = {label: status for status, labels in _LABELS.items() for label in labels.split("|")}
NUMBERS = {
    "1": "New",
    "2": "Processing (assigned)",
    "3": "Processing (planned)",
    "4": "Pending",
    "5": "Solved",
    "6": "Closed",
    "10": "Approval",
}

_PRIORITIES = {"6": 1, "5": 1, "4": 2, "3": 3, "2": 4, "1": 5}
_PRIORITY = {
    1: (
        "major|very high|majeure|tres haute|sehr hoch|kritisch|wichtigste|mayor|bloqueante|muy alta|muito alta|muito alto|"
        "critica|principal|molto alta|maggiore|massima"
    ),
    2: "high|haute|hoch|alta|alto",
    3: "medium|moyenne|mittel|media|medio|mediana",
    4: "low|basse|niedrig|baja|baixa|baixo|bassa",
    5: "very low|tres basse|sehr niedrig|muy baja|muito baixa|muito baixo|molto bassa",
}
_WORDS = {word: number for number, words in _PRIORITY.items() for word in words.split("|")}


@lru_cache(maxsize=2048)
def bare(label: str) -> str:
    """Fold a label: `Assigned to - Technician` → `assigned to technician`."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(label)))


@lru_cache(maxsize=2048)
def role(label: str) -> str:
    """Give the role of a column, "" for one of no role."""
    return _ROLE.get(bare(label), "")


@lru_cache(maxsize=2048)
def is_of_people(label: str) -> bool:
    """Whether a column holds people, though it has no role: `Watcher - Watcher`, `Requester - Writer`."""
    words = bare(label)
    return words.startswith(_ACTORS) and not _NOT_PEOPLE & set(words.split())


def is_telling(labels: Collection[str]) -> bool:
    """
    Whether labels are those of a search of tickets: id, title and status, and what only GLPI calls so.

    That is an actor with his role in front (`Requester - Requester`), or both dates every list shows.
    """
    found = {bare(label) for label in labels}
    roles = {_ROLE.get(label) for label in found}
    actors = {label for label in found if " " in label and _ROLE.get(label) in ("reporter", "resolver")}
    return {"key", "summary", "status"} <= roles and (bool(actors) or {"opened_at", "updated_at"} <= roles)


def status(text: str) -> Status | None:
    """Read a status, number or label."""
    return _STATUS.get(text.strip()) or _STATE.get(bare(text[:100]))


def priority(text: str) -> int | None:
    """Read a priority, 1 (very low) to 6 (major) or its label, as ours: 1 is the highest."""
    return _PRIORITIES.get(text.strip()) or _WORDS.get(bare(text[:100]))
