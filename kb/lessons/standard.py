"""What a lesson has to say, and a detector has to find, before others can rely on them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kb.lessons.begin import TO_WRITE
from kb.lessons.detector import Field, opened
from kb.lessons.found import Section
from kb.lessons.headings import cut
from kb.model.incident import IncidentRef
from kb.model.lesson import WATCHED, Lesson, LessonStatus
from kb.model.prose import count

MANY = 20
"""Other incidents that a detector may find; one that finds more, and more than `SHARE`, finds what is not meant."""

SHARE = 0.05

Found = Iterator[tuple[str, str, str]]
"""What a rule finds: (code, the front matter's field it is about or "" for the body, message)."""


def judge(lesson: Lesson, ledger: Iterable[IncidentRef], today: date) -> Found:
    """Yield what a lesson lacks; of its detector, see `judge_detector`."""
    yield from _sections(lesson)
    if missing := [
        name for name, value in (("date", lesson.observed_on), ("phase", lesson.phase)) if not value
    ]:
        yield "KB302", missing[0], f"it has no {' and no '.join(missing)}"
    yield from _action(lesson)
    yield from _applied(lesson, today)
    known = frozenset(ledger)
    if gone := [str(ref) for ref in lesson.evidence if ref not in known]:
        more = f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
        yield "KB308", "evidence", f"{gone[0]}{more} is not in the ledger"


def judge_detector(lesson: Lesson, field: Field) -> Found:
    """Yield what a detector finds too little or too much of."""
    if lesson.detector.is_empty:
        return
    found = field.find(lesson.detector, lesson.evidence)
    own = sum(each.ref in lesson.evidence for each in found)
    known = sum(ref in field.place for ref in lesson.evidence)
    if known and not own:
        yield "KB306", "detector", f"its detector finds none of its own {count(known, 'incident')}"
    others = len(found) - own
    if others > max(MANY, SHARE * len(field.incidents)):
        total = count(len(field.incidents), "incident")
        yield "KB307", "detector", f"its detector finds {others:,} others of {total}"


def back_again(lesson: Lesson, days: Mapping[IncidentRef, date]) -> Found:
    """Yield that a lesson is called applied although it came back since."""
    day = lesson.applied_on
    later = [ref for ref in lesson.recurrences if day and ref in days and days[ref] > day]
    if later and lesson.status is not LessonStatus.RECURRED:
        yield "KB304", "status", f"it is {lesson.status.value} on {day}, and {later[0]} came later"


def opening_days(field: Field) -> Mapping[IncidentRef, date]:
    """Map incidents to the day they were opened on, where it is known."""
    return {each.ref: day for each in field.incidents if (day := opened(each))}


def _sections(lesson: Lesson) -> Found:
    written = _below(lesson.body)
    texts = {section: written.get(section.value.casefold(), "") for section in Section}
    missing = [section.value for section, text in texts.items() if not text.strip() or TO_WRITE in text]
    if missing:
        yield "KB301", "", f"nobody has written its {', '.join(missing)}"


def _below(body: str) -> Mapping[str, str]:
    """Map each heading of ours to all that stands below it, smaller headings included."""
    found: dict[str, str] = {}
    name = ""
    for each in cut(body):
        if 0 < each.level <= 2:
            name = each.heading.casefold()
        found[name] = f"{found.get(name, '')}\n{each.text}"
    return found


def _action(lesson: Lesson) -> Found:
    agreed = lesson.status in (LessonStatus.ACTION_AGREED, *WATCHED)
    if agreed and not lesson.owner:
        yield "KB303", "owner", f"its action is {_word(lesson)}, and nobody owns it"
    if lesson.status is LessonStatus.ACTION_AGREED and lesson.due is None:
        yield "KB303", "due", "its action is agreed, and has no due date"


def _applied(lesson: Lesson, today: date) -> Found:
    if lesson.status not in WATCHED:
        return
    if lesson.applied_on is None:
        yield "KB304", "applied_on", f"it is {_word(lesson)}, and does not say since when"
    elif lesson.applied_on > today:
        yield "KB304", "applied_on", f"it is {_word(lesson)} on a day to come, {lesson.applied_on}"
    if lesson.detector.is_empty:
        yield "KB305", "detector", f"it is {_word(lesson)}, and nothing tells when it comes back"


def _word(lesson: Lesson) -> str:
    return lesson.status.value.replace("action-", "")
