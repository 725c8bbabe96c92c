"""A workspace as a support author finds it in the morning."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.ledger.repository import Ledger
from kb.model.article import Article, Confidence
from kb.model.incident import Incident, IncidentRef, RedactedIncident
from tests.support.build import a_redacted_incident, an_article, at


def a_desk(folder: Path, *, incidents: Iterable[Incident] = (), articles: Iterable[Article] = ()) -> Settings:
    """Make a workspace that holds these, without Git."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kb.toml").write_text('[project]\nname = "Test help"\n', encoding="utf-8")
    (folder / "content").mkdir(exist_ok=True)
    settings = config.load(folder)
    settings.incidents.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(settings.incidents)
    ledger.save(ledger.merge((RedactedIncident(each), None) for each in incidents))
    for article in articles:
        ArticleRepository(settings.content).create(article)
    return settings


def refs(*keys: str) -> tuple[IncidentRef, ...]:
    """Name incidents by their numbers."""
    return tuple(sorted(IncidentRef("servicenow", key) for key in keys))


BLANK = "## Issue\n\nThe offer letter PDF is white.\n\n## Resolution\n\nGenerate the document again.\n"
BADGE = "## Issue\n\nThe clock terminal refuses a new badge.\n\n## Resolution\n\nRegister its number at the kiosk.\n"
NO_ANSWER = "## Issue\n\nThe cost centre is missing in my expenses.\n"


def blank_letter(id: str = "kb-b1a2c3d4", **changes: Any) -> Article:
    """Make an article that nobody needs to look at: validated, reviewed, not flagged."""
    values: dict[str, Any] = {
        "title": "Offer letter is blank – Workday Recruiting",
        "confidence": Confidence.VALIDATED,
        "evidence": refs("INC1", "INC2"),
        "body": BLANK,
    }
    return an_article(id, **values | changes)


def new_badge(id: str = "kb-bad9e001", **changes: Any) -> Article:
    """Make another such article, about something else."""
    values: dict[str, Any] = {
        "title": "Badge refused – Time Clock Kiosk",
        "confidence": Confidence.VALIDATED,
        "evidence": refs("INC3"),
        "error_codes": (),
        "environment": ("Time Clock Kiosk",),
        "owner": "Time and Absence",
        "body": BADGE,
    }
    return an_article(id, **values | changes)


def letters() -> list[RedactedIncident]:
    """Give the incidents of the blank letter, the second of them late."""
    return [
        a_redacted_incident("INC1", opened_at=at("2026-09-01")),
        a_redacted_incident("INC2", summary="Letter to a candidate is empty", opened_at=at("2026-11-10")),
    ]


def badges(*, opened: str = "2026-11-12") -> list[RedactedIncident]:
    """Give the incident of the badge."""
    return [
        a_redacted_incident(
            "INC3",
            summary="New badge does not clock in",
            description="The terminal at the gate refuses my new badge.",
            resolution="Registered the number of the badge at the kiosk.",
            environment=("Time Clock Kiosk",),
            group="Time and Absence",
            opened_at=at(opened),
        )
    ]
