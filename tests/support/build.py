"""Small valid nouns; a test names only what it is about."""

from datetime import UTC, date, datetime
from typing import Any

from kb.model.article import Article, ArticleType, Audience, Confidence
from kb.model.incident import Incident, IncidentRef, RedactedIncident, ResolutionKind, Status


def at(text: str) -> datetime:
    """Read `2026-09-01` or `2026-09-01 10:00` as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def an_incident(key: str = "INC0048001", **changes: Any) -> Incident:
    """Make a resolved incident; `ref` may be given whole, or its key only."""
    values: dict[str, Any] = {
        "ref": IncidentRef("servicenow", key),
        "summary": "Offer letter PDF is blank",
        "description": "When I open the offer letter in Workday the PDF is white. Code WDR-5031.",
        "status": Status.CLOSED,
        "resolution": "Regenerated the document template and asked the recruiter to generate the offer again.",
        "resolution_kind": ResolutionKind.FIX,
        "environment": ("Workday Recruiting",),
        "group": "HR Recruiting Support",
        "opened_at": at("2026-09-01 08:00"),
        "resolved_at": at("2026-09-01 12:00"),
    }
    return Incident(**(values | changes))


def a_redacted_incident(key: str = "INC0048001", **changes: Any) -> RedactedIncident:
    """Make one as if it had been through `kb.redact`."""
    return RedactedIncident(an_incident(key, **changes))


def an_article(id: str = "kb-0a1b2c3d", **changes: Any) -> Article:
    """Make a not-validated troubleshooting article for the support team."""
    values: dict[str, Any] = {
        "id": id,
        "path": f"troubleshooting/offer-letter-pdf-is-blank-{id}.md",
        "title": "Offer letter PDF is blank – Workday Recruiting",
        "type": ArticleType.TROUBLESHOOTING,
        "confidence": Confidence.NOT_VALIDATED,
        "audience": Audience.SUPPORT,
        "owner": "HR Recruiting Support",
        "environment": ("Workday Recruiting",),
        "error_codes": ("WDR-5031",),
        "evidence": (IncidentRef("servicenow", "INC0048001"),),
        "first_seen": date(2026, 9, 1),
        "last_seen": date(2026, 9, 1),
        "created": date(2026, 9, 2),
        "body": "## Issue\n\nThe offer letter PDF is white.\n\n## Resolution\n\nGenerate the document again.\n",
    }
    return Article(**(values | changes))
