"""What is indexed of each page, and how much each part weighs."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from kb.model.article import Article, Audience, Confidence, Guide
from kb.model.bundle import Bundle
from kb.model.incident import RedactedIncident
from kb.model.lesson import Lesson
from kb.model.portal import page_url
from kb.model.prose import error_codes, sentences
from kb.model.search import Document
from kb.search.languages import DEFAULT, normal
from kb.search.plain import plain, sections

WEIGHTS: dict[str, float] = {
    "title": 5.0,
    "also_asked_as": 4.0,
    "codes": 4.0,
    "issue": 3.0,
    "environment": 2.0,
    "headings": 2.0,
    "tags": 2.0,
    "ids": 2.0,
    "resolution": 1.2,
    "body": 1.0,
}
"""Field name → how many times a word there counts against one in running text."""

SUMMARY_LENGTH = 200

_ENTRIES = 4_000  # characters of an incident's remarks that are indexed

_SECTION_FIELD = {
    "issue": "issue",
    "event": "issue",
    "environment": "environment",
    "cause": "resolution",
    "resolution": "resolution",
    "workaround": "resolution",
    "lesson": "resolution",
    "recommendation": "resolution",
}
_TITLE = re.compile(r"\A\s*#[ \t][^\n]*")
_OWN_HEADINGS = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)


def documents(
    articles: Iterable[Article],
    guides: Iterable[Guide],
    lessons: Iterable[Lesson],
    *,
    audience: Audience,
    bundles: Iterable[tuple[Bundle, str]] = (),
    incidents: Iterable[RedactedIncident] = (),
    language: str = DEFAULT,
) -> tuple[Document, ...]:
    """
    Make what one audience may find, sorted by id; archived articles are left out.

    Incident numbers are indexed for those who can open them: the team and its support, not for users. Bundles, each
    with its page's address, and whole incidents are for the team alone. `language` is of pages that name none.
    """
    articles = tuple(articles)
    with_incidents = audience in (Audience.INTERNAL, Audience.SUPPORT)
    made = [
        _of_article(article, with_incidents, language)
        for article in articles
        if article.confidence is not Confidence.ARCHIVED and audience.may_read(article.audience)
    ]
    made += [_of_guide(guide, language) for guide in guides if audience.may_read(guide.audience)]
    made += [
        _of_lesson(lesson, with_incidents, language)
        for lesson in lessons
        if audience.may_read(lesson.audience)
    ]
    if audience is Audience.INTERNAL:
        answered = {ref: article for article in articles for ref in article.evidence}
        made += [_of_bundle(bundle, url, language) for bundle, url in bundles]
        made += [_of_incident(each, answered.get(each.ref), language) for each in incidents]
    return tuple(sorted(made, key=lambda document: document.id))


def _of_article(article: Article, with_incidents: bool, language: str) -> Document:
    numbers = [ref.key for ref in article.evidence] if with_incidents else []
    fields = _split(article.body)
    fields["environment"] = _joined(*article.environment, fields.get("environment", ""))
    fields |= {
        "title": article.title,
        "also_asked_as": _joined(*article.also_asked_as),
        "codes": _joined(*article.error_codes),
        "tags": _joined(*article.tags),
        "ids": _joined(article.id, *numbers, *_slug(article.path)),
    }
    days = (article.last_seen, article.last_reviewed_on, article.created)
    return Document(
        id=article.id,
        title=article.title,
        url=page_url(article.path),
        kind="article",
        audience=article.audience,
        confidence=article.confidence.value,
        evidence=len(article.evidence),
        summary=_summary(fields.get("issue", ""), fields.get("body", "")),
        type=article.type.value,
        language=normal(article.language or language),
        products=article.environment,
        changed=max((day for day in days if day), default=None),
        fields=_filled(fields),
    )


def _of_guide(guide: Guide, language: str) -> Document:
    fields = _split(guide.body) | {
        "title": guide.title,
        "tags": _joined(*guide.tags),
        "ids": _joined(*_slug(guide.path)),
    }
    kind = "guide" if guide.path.startswith("guides/") else "page"
    return Document(
        id=guide.path.removesuffix(".md"),
        title=guide.title,
        url=page_url(guide.path),
        kind=kind,
        audience=guide.audience,
        summary=_summary(fields.get("issue", ""), fields.get("body", "")),
        type=kind,
        language=normal(guide.language or language),
        fields=_filled(fields),
    )


def _of_lesson(lesson: Lesson, with_incidents: bool, language: str) -> Document:
    numbers = [ref.key for ref in lesson.evidence] if with_incidents else []
    fields = _split(lesson.body)
    fields |= {
        "title": lesson.title,
        "tags": _joined(*lesson.topics, lesson.phase),
        "ids": _joined(lesson.id, *numbers),
    }
    return Document(
        id=lesson.id,
        title=lesson.title,
        url=page_url(f"lessons/{PurePosixPath(lesson.path).name}"),
        kind="lesson",
        audience=lesson.audience,
        evidence=len(lesson.evidence),
        summary=_summary(fields.get("issue", ""), fields.get("body", "")),
        type="lesson",
        language=normal(language),
        changed=lesson.observed_on,
        fields=_filled(fields),
    )


def _of_bundle(bundle: Bundle, url: str, language: str) -> Document:
    return Document(
        id=f"bundle {bundle.name}",
        title=bundle.name,
        url=url,
        kind="bundle",
        audience=Audience.INTERNAL,
        summary=f"Archived logs of {bundle.archived_on[:10]}" if bundle.archived_on else "Archived logs",
        type="bundle",
        language=normal(language),
        fields=_filled({"title": bundle.name, "body": "archived logs bundle"}),
    )


def _of_incident(incident: RedactedIncident, answer: Article | None, language: str) -> Document:
    """Make a document of an incident; its address is its article's, "" where no article answers it."""
    told = _joined(*(entry.text for entry in incident.entries))
    fields = {
        "title": incident.summary,
        "issue": plain(incident.description),
        "environment": _joined(*incident.environment),
        "resolution": plain(incident.resolution),
        "codes": _joined(*error_codes(f"{incident.summary}\n{incident.description}")),
        "ids": _joined(incident.ref.key, str(incident.ref)),
        "body": plain(told)[:_ENTRIES],
    }
    return Document(
        id=str(incident.ref),
        title=f"{incident.ref.key} · {incident.summary}",
        url=page_url(answer.path) if answer else "",
        kind="incident",
        audience=Audience.INTERNAL,
        summary=_summary(fields["issue"], fields["resolution"]),
        type="incident",
        language=normal(language),
        products=incident.environment,
        changed=incident.opened_at.date() if incident.opened_at else None,
        fields=_filled(fields),
    )


def _slug(path: str) -> tuple[str, ...]:
    """Give the words of a file's name, without the id at its end."""
    stem = re.sub(r"-kb-[0-9a-z-]+$", "", PurePosixPath(path).stem)
    return (stem.replace("-", " "),) if stem != "index" else ()


def _split(body: str) -> dict[str, str]:
    """Sort the sections of a body into fields; a template's own headings are not worth finding."""
    texts: dict[str, list[str]] = {}
    headings: list[str] = []
    for heading, text in sections(_TITLE.sub("", body)):
        field = _SECTION_FIELD.get(heading.casefold(), "body")
        if heading and heading.casefold() not in _SECTION_FIELD:
            headings.append(heading)
        headings += [plain(found) for found in _OWN_HEADINGS.findall(text)]
        texts.setdefault(field, []).append(plain(text))
    fields = {name: _joined(*parts) for name, parts in texts.items()}
    return fields | {"headings": _joined(*headings)}


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _filled(fields: dict[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in WEIGHTS if fields.get(name)}


def _summary(*texts: str) -> str:
    """Take the first sentence of the first text that has one."""
    for text in texts:
        found = sentences(text.split("\n\n")[0])
        if found:
            first = found[0]
            if len(first) <= SUMMARY_LENGTH:
                return first
            return first[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    return ""
