"""Tickets of GLPI as a search gives them, by REST and as a CSV in French."""

import json
from pathlib import Path
from typing import Any

from kb.sources.glpi_csv import SOURCE as CSV
from kb.sources.glpi_json import SOURCE as JSON
from tests.sources.contract import Case, escaped, quoted
from tests.sources.samples import csv_text

WORDS = "Le fichier est vide."

FRENCH = (
    "ID", "Titre", "Statut", "Dernière modification", "Date d'ouverture", "Priorité", "Demandeur - Demandeur",
    "Attribué à - Technicien", "Attribué à - Groupe de techniciens", "Catégorie", "Description", "Suivis - Description",
    "Solution - Solution", "Observateur - Observateur", "",
)  # fmt: skip
"""As the product writes it: a semicolon at the end of each line, so that there is a column without a name."""


def a_french_row(key: str = "5 732 943", **changes: str) -> dict[str, str]:
    """Make a solved ticket's row."""
    values = (
        key, "Offre vide", "Résolu", "07-01-2026 10:05", "05-01-2026 16:24", "Haute", "Smith Jane",
        "Roy Bob\nMoss Ada", "RH > Support\nRH > Paie", "Recrutement", WORDS, "On regarde.", "Modèle refait.", "Lee Kim", "",
    )  # fmt: skip
    return dict(zip(FRENCH, values, strict=True)) | changes


def a_row(key: int = 5, **changes: Any) -> dict[str, Any]:
    """Make a row of a search by REST, its columns by number."""
    return {
        "1": "Offre vide", "2": key, "3": 4, "4": "Jane Smith", "5": "Bob Roy", "7": "Recrutement", "8": "RH", "12": 5, "14": 1,
        "15": "2026-01-05 16:24:00", "17": "2026-01-07 10:00:00", "19": "2026-01-07 10:05:00", "21": WORDS, "24": "Refait.",
        "80": "Racine",
    } | changes  # fmt: skip


def a_search(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Make the answer of a search."""
    return {"totalcount": len(rows), "count": len(rows), "data": list(rows)} | changes


def written(folder: Path, value: object, name: str = "export.json") -> Path:
    """Write a value as JSON, or a text as it is."""
    path = folder / name
    shown = value if isinstance(value, str) else json.dumps(value, indent=1)
    path.write_text(shown, encoding="utf-8", newline="")
    return path


def french(folder: Path, *rows: dict[str, str]) -> Path:
    """Write the CSV of a search in French."""
    return written(folder, "\ufeff" + csv_text(FRENCH, *rows, delimiter=";"), "glpi.csv")


CASES = [
    Case(
        source=JSON,
        name="glpi-json: search",
        write=lambda folder, keys: written(folder, a_search(*(a_row(int(key)) for key in keys))),
        keys=("5", "6", "7"),
        words=WORDS,
        escape=escaped,
    ),
    Case(
        source=CSV,
        name="glpi-csv: French",
        write=lambda folder, keys: french(folder, *(a_french_row(key) for key in keys)),
        keys=("5", "6", "7"),
        words=WORDS,
        escape=quoted,
    ),
]
