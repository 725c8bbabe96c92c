"""Lessons as a test needs them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from kb.lessons import markdown
from kb.lessons.compose import normal
from kb.model.article import Audience
from kb.model.incident import IncidentRef
from kb.model.lesson import Detector, Lesson, LessonStatus

BODY = "## Event\n\nIt stopped.\n\n## Lesson\n\nTest with real files.\n\n## Recommendation\n\nAdd a broken file to the test.\n"


def a_lesson(id: str = "lesson-import", **changes: Any) -> Lesson:
    """Make one that was observed, with something to do."""
    values: dict[str, Any] = {
        "path": f"{id.removeprefix('lesson-')}.md",
        "title": "One bad line",
        "status": LessonStatus.OBSERVED,
        "body": BODY,
    }
    return Lesson(id=id, **(values | changes))


def refs(*keys: str) -> tuple[IncidentRef, ...]:
    """Name incidents by their numbers."""
    return tuple(sorted(IncidentRef("servicenow", key) for key in keys))


def text_of(lesson: Lesson) -> str:
    """Write its file."""
    return markdown.render(lesson)


_cells = st.text("abc é:#'\"=+-@,;|\t＝\\", max_size=10).map(lambda text: " ".join(text.split()))
_lists = st.lists(_cells.filter(bool), unique=True, max_size=3).map(tuple)
_evidence = st.lists(st.sampled_from(refs("INC1", "INC2", "=1+1")), unique=True, max_size=2).map(
    lambda found: tuple(sorted(found))
)
_bodies = st.sampled_from(
    [
        "",
        BODY,
        "## Lesson\n\n- ask first\n- ask again\n",
        "=1+1\n",
        "'=1+1 in quotes\n",
        "## Cause\n\n+ a\n\n## Event\n\nout of order\n",
        '## Event\n\nx\n\n### Part\n\ny\n\n## Where it comes from\n\n@me, "quoted"\n',
        "## Event\n\n\n\ntwo empty lines,\nlesson-x,title,observed\n",
        "# Other\n\n```\n## Lesson\n```\n\ntext without an end",
    ]
)

lessons = st.builds(
    Lesson,
    id=st.sampled_from(["lesson-a", "lesson-b", "lesson-c-0a1b2c3d"]),
    path=st.sampled_from(["a.md", "2026/b c.md", "c.md"]),
    title=_cells.filter(bool),
    status=st.sampled_from(LessonStatus),
    phase=_cells,
    scope=_cells.filter(bool),
    topics=_lists,
    observed_on=st.none() | st.dates(),
    audience=st.sampled_from(Audience),
    evidence=_evidence,
    owner=_cells,
    due=st.none() | st.dates(min_value=date(2026, 1, 1)),
    applied_on=st.none() | st.dates(),
    detector=st.builds(
        Detector, codes=_lists, components=_lists, phrases=_lists, likeness=st.sampled_from([0.0, 0.5, 0.75])
    ),
    recurrences=_evidence,
    source=_cells,
    source_sha256=_cells,
    imported=_cells,
    body=_bodies,
).map(normal)
"""Lessons as they are when they were written and read back."""
