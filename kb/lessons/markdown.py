"""One lesson as a Markdown file."""

from kb.io import frontmatter
from kb.io.fields import Fields
from kb.model.article import Audience
from kb.model.lesson import Detector, Lesson, LessonStatus

ORDER = (
    "id",
    "title",
    "status",
    "scope",
    "phase",
    "topics",
    "date",
    "audience",
    "evidence",
    "owner",
    "due",
    "applied_on",
    "detector",
    "recurrences",
    "source",
    "source_sha256",
    "imported",
)
"""The front matter's fields, as a new lesson has them."""

_ID = r"lesson-[a-z0-9][a-z0-9-]{0,98}"


def parse(text: str, *, path: str, shown: str = "") -> Lesson:
    """
    Read a lesson; `path` is relative to `lessons/`, `shown` is what messages name instead.

    Raise InputError with the line for a field that is missing or wrong. Fields nobody knows are left alone.
    """
    fields, body = Fields.read(text, path=shown or path)
    fields.required("id")
    return Lesson(
        id=fields.matching(
            "id", _ID, "lesson- and small letters, digits and hyphens, as lesson-dry-run-payroll"
        ),
        path=path,
        title=fields.required("title"),
        status=fields.choice("status", LessonStatus),
        phase=fields.text("phase"),
        scope=fields.text("scope", "project"),
        topics=fields.texts("topics"),
        observed_on=fields.date("date"),
        audience=fields.choice("audience", Audience, Audience.INTERNAL),
        evidence=fields.refs("evidence"),
        owner=fields.text("owner"),
        due=fields.date("due"),
        applied_on=fields.date("applied_on"),
        detector=_detector(fields.mapping("detector")),
        recurrences=fields.refs("recurrences"),
        source=fields.text("source"),
        source_sha256=fields.text("source_sha256"),
        imported=fields.text("imported"),
        body=body,
    )


def _detector(fields: Fields) -> Detector:
    likeness = fields.matching("likeness", r"0|1|0?\.\d+|1\.0+", "a share of 1, as 0.6")
    return Detector(
        codes=fields.texts("codes"),
        components=fields.texts("components"),
        phrases=fields.texts("phrases"),
        likeness=float(likeness or 0),
    )


def detector_fields(detector: Detector) -> dict[str, object] | None:
    """Give a detector as its front matter has it, None for an empty one."""
    told: dict[str, object] = {
        "codes": detector.codes,
        "components": detector.components,
        "phrases": detector.phrases,
        "likeness": detector.likeness or None,
    }
    return {name: value for name, value in told.items() if value} or None


def render(lesson: Lesson) -> str:
    """Write a new lesson; afterwards its text is people's and only single fields change."""
    found: dict[str, object | None] = {
        "id": lesson.id,
        "title": lesson.title,
        "status": lesson.status.value,
        "scope": lesson.scope,
        "phase": lesson.phase or None,
        "topics": lesson.topics or None,
        "date": lesson.observed_on,
        "audience": lesson.audience.value,
        "evidence": [str(ref) for ref in lesson.evidence] or None,
        "owner": lesson.owner or None,
        "due": lesson.due,
        "applied_on": lesson.applied_on,
        "detector": detector_fields(lesson.detector),
        "recurrences": [str(ref) for ref in lesson.recurrences] or None,
        "source": lesson.source or None,
        "source_sha256": lesson.source_sha256 or None,
        "imported": lesson.imported or None,
    }
    assert tuple(found) == ORDER
    return f"{frontmatter.render(found)}\n{lesson.body}"
