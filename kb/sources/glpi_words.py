"""What GLPI calls things: columns in its languages, the numbers of its search, statuses, priorities."""

import re

from kb.model.incident import Status
from kb.model.prose import fold

COLUMNS = {
    "key": "id",
    "summary": "title|titre|titel|titulo|titolo|name",
    "status": "status|statut|estado|estados|stato",
    "opened_at": "opening date|date d ouverture|eroffnungsdatum|fecha de apertura|data de abertura|data di apertura",
    "updated_at": (
        "last update|derniere modification|letzte anderung|letzte aktualisierung|ultima actualizacion|ultima modificacion|"
        "ultima atualizacao|ultimo aggiornamento|ultima modifica"
    ),
    "resolved_at": (
        "resolution date|solution date|solve date|date de resolution|date de solution|losungsdatum|fecha de resolucion|"
        "fecha de solucion|data da solucao|data de solucao|data di risoluzione|data soluzione"
    ),
    "closed_at": (
        "closing date|date de cloture|abschlussdatum|schliessungsdatum|fecha de cierre|data de fechamento|data di chiusura"
    ),
    "priority": "priority|priorite|prioritat|prioridad|prioridade|priorita",
    "reporter": (
        "requester|requester requester|demandeur|demandeur demandeur|anforderer|anforderer anforderer|antragsteller|"
        "solicitante|solicitante solicitante|requerente|requerente requerente|richiedente|richiedente richiedente"
    ),
    "resolver": (
        "technician|assigned to technician|technicien|attribue a technicien|techniker|zugewiesen an techniker|tecnico|"
        "asignado a tecnico|atribuido para tecnico|atribuido a tecnico|assegnato a tecnico|tecnico assegnato"
    ),
    "group": (
        "technician group|assigned to technician group|groupe de techniciens|attribue a groupe de techniciens|"
        "technikergruppe|zugewiesen an technikergruppe|grupo de tecnicos|asignado a grupo de tecnicos|grupo tecnico|"
        "atribuido para grupo tecnico|gruppo tecnico|assegnato a gruppo tecnico"
    ),
    "category": "category|categorie|kategorie|categoria",
    "description": "description|beschreibung|descripcion|descricao|descrizione",
    "resolution": "solution|solution solution|losung|losung losung|solucion|solucion solucion|solucao|solucao solucao|soluzione",
    "kind": "type|typ|tipo",
}
"""Role → the labels of its column in English, French, German, Spanish, Portuguese and Italian; folded."""

_ROLE = {label: role for role, labels in COLUMNS.items() for label in labels.split("|")}

OPTIONS = {
    "1": "summary", "2": "key", "3": "priority", "4": "reporter", "5": "resolver", "7": "category", "8": "group", "12": "status",
    "14": "kind", "15": "opened_at", "16": "closed_at", "17": "resolved_at", "19": "updated_at", "21": "description",
    "24": "resolution",
}  # fmt: skip
"""Search option → role, for tickets."""

_STATUS = {
    "1": Status.OPEN, "2": Status.OPEN, "3": Status.OPEN, "4": Status.OPEN, "5": Status.RESOLVED, "6": Status.CLOSED,
    "10": Status.OPEN,
}  # fmt: skip
_LABELS = {
    Status.OPEN: (
        "new|processing|processing assigned|processing planned|pending|approval|nouveau|en cours|en cours attribue|"
        "en cours planifie|en attente|validation|neu|in bearbeitung|in bearbeitung zugewiesen|in bearbeitung geplant|wartend|"
        "nuevo|en curso|en curso asignado|en curso asignada|en curso planificado|en curso planificada|en espera|novo|"
        "em atendimento|em atendimento atribuido|em atendimento planejado|pendente|nuovo|in corso|in corso assegnato|"
        "in corso pianificato|in attesa"
    ),
    Status.RESOLVED: "solved|resolved|resolu|gelost|resuelto|resuelta|solucionado|risolto",
    Status.CLOSED: "closed|clos|cloture|geschlossen|cerrado|cerrada|fechado|chiuso",
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
    1: "major|very high|majeure|tres haute|sehr hoch|wichtigste|mayor|muy alta|muito alta|critica|molto alta|maggiore",
    2: "high|haute|hoch|alta",
    3: "medium|moyenne|mittel|media|mediana",
    4: "low|basse|niedrig|baja|baixa|bassa",
    5: "very low|tres basse|sehr niedrig|muy baja|muito baixa|molto bassa",
}
_WORDS = {word: number for number, words in _PRIORITY.items() for word in words.split("|")}


def bare(label: str) -> str:
    """Fold a label: `Assigned to - Technician` → `assigned to technician`."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(label)))


def role(label: str) -> str:
    """Give the role of a column, "" for one of no role."""
    return _ROLE.get(bare(label), "")


def status(text: str) -> Status | None:
    """Read a status, number or label."""
    return _STATUS.get(text.strip()) or _STATE.get(bare(text))


def priority(text: str) -> int | None:
    """Read a priority, 1 (very low) to 6 (major) or its label, as ours: 1 is the highest."""
    return _PRIORITIES.get(text.strip()) or _WORDS.get(bare(text))
