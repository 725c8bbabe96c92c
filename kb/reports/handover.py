"""What the office opens: the start page, the handover report and the certificate, each one HTML file that runs nothing."""

from collections.abc import Sequence
from typing import Any

from kb.model.article import Audience
from kb.model.handover import Certificate, Handover, Place
from kb.model.prose import count, day
from kb.model.report import Report
from kb.reports.rendering import css, style_hash, templates, values

_READERS = {
    Audience.INTERNAL: "the team and whoever takes over",
    Audience.SUPPORT: "support",
    Audience.USERS: "users",
    Audience.PUBLIC: "everybody",
}


def _offline(template: str, *, title: str, **told: Any) -> str:
    style = css("report.css", "handover.css")
    return (
        templates()
        .get_template(template)
        .render(title=title, style=style, style_hash=style_hash(style), **told)
    )


def handover_page(report: Report, handover: Handover, *, site: str) -> str:
    """Write the handover report, with the place where it is signed."""
    return _offline(
        "handover.html",
        title=report.title,
        handover=handover,
        signed=signatures(handover),
        **values(report, site),
    )


def start_page(handover: Handover, buttons: Sequence[Place]) -> str:
    """Write the page that a pack is opened with."""
    return _offline("start.html", title=handover.title, handover=handover, buttons=buttons, day=day)


def certificate_page(certificate: Certificate) -> str:
    """Write the page that shows a pack's fingerprint."""
    title = f"Certificate: {certificate.handover.title}"
    return _offline(
        "certificate.html",
        title=title,
        told=certificate,
        handover=certificate.handover,
        facts=facts(certificate),
        signed=signatures(certificate.handover),
    )


def facts(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    """Give what a certificate says of its pack, the same on paper and on the screen; what is not known is left out."""
    told = certificate.handover
    found = (
        ("Project", told.project),
        ("Period", told.period),
        ("State of", day(told.as_of)),
        ("Handed over to", told.recipient),
        ("Who may read it", _READERS[told.audience]),
        ("Every incident accounted for", told.tally.told if told.tally else ""),
        ("What is in it", ", ".join(count(number, one, many) for (one, many), number in told.counts)),
        ("May hypercare end?", told.verdict),
        ("Signed by", certificate.signed_by),
    )
    return tuple((name, value) for name, value in found if value)


def signatures(handover: Handover) -> tuple[tuple[str, str], ...]:
    """Give who signs on paper: (for what, name)."""
    return (("Handed over by", handover.handed_by), ("Accepted by", handover.accepted_by))
