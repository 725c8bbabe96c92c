"""What is indexed of each page, and how much each part weighs."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from kb.model.article import Article, Audience, Confidence, Guide
from kb.model.lesson import Lesson
from kb.model.portal import page_url
from kb.model.prose import sentences
from kb.model.search import Document
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
    articles: Iterable[Article], guides: Iterable[Guide], lessons: Iterable[Lesson], *, audience: Audience
) -> tuple[Document, ...]:
    """
    Make what one audience may find, sorted by id; archived articles are left out.

    Incident numbers are indexed for those who can open them: the team and its support, not for users.
    """
    with_incidents = audience in (Audience.INTERNAL, Audience.SUPPORT)
    made = [
        _of_article(article, with_incidents)
        for article in articles
        if article.confidence is not Confidence.ARCHIVED and audience.may_read(article.audience)
    ]
    made += [_of_guide(guide) for guide in guides if audience.may_read(guide.audience)]
    made += [_of_lesson(lesson, with_incidents) for lesson in lessons if audience.may_read(lesson.audience)]
    return tuple(sorted(made, key=lambda document: document.id))


def _of_article(article: Article, with_incidents: bool) -> Document:
    numbers = [ref.key for ref in article.evidence] if with_incidents else []
    fields = _split(article.body)
    fields["environment"] = _joined(*article.environment, fields.get("environment", ""))
    fields |= {
        "title": article.title,
        "also_asked_as": _joined(*article.also_asked_as),
        "codes": _joined(*article.error_codes),
        "tags": _joined(*article.tags),
        "ids": _joined(article.id, *numbers),
    }
    return Document(
        id=article.id,
        title=article.title,
        url=page_url(article.path),
        kind="article",
        audience=article.audience,
        confidence=article.confidence.value,
        evidence=len(article.evidence),
        summary=_summary(fields.get("issue", ""), fields.get("body", "")),
        fields=_filled(fields),
    )


def _of_guide(guide: Guide) -> Document:
    fields = _split(guide.body) | {"title": guide.title, "tags": _joined(*guide.tags)}
    return Document(
        id=guide.path.removesuffix(".md"),
        title=guide.title,
        url=page_url(guide.path),
        kind="guide" if guide.path.startswith("guides/") else "page",
        audience=guide.audience,
        summary=_summary(fields.get("issue", ""), fields.get("body", "")),
        fields=_filled(fields),
    )


def _of_lesson(lesson: Lesson, with_incidents: bool) -> Document:
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
        fields=_filled(fields),
    )


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
