"""See after each harvest which lessons came back, and write it into their files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.config import Settings
from kb.errors import InputError, KbError, StateError
from kb.flows.detecting import field
from kb.lessons.detector import Field, Match
from kb.lessons.repository import LessonRepository
from kb.model.account import Rejection
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.lesson import Lesson, LessonStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A lesson as it stands now, and the incidents that are news: all of them where it was not known to recur."""

    lesson: Lesson
    matches: tuple[Match, ...]
    summaries: Mapping[IncidentRef, str]


def recurrences(
    settings: Settings, incidents: Iterable[RedactedIncident]
) -> tuple[tuple[Recurrence, ...], tuple[Rejection, ...]]:
    """
    Say which lessons came back, by path, and which cannot be read; nothing is written.

    A lesson recurs when its detector finds an incident that opened after the day it was applied on. Once it has, it
    stays so until somebody says that more was done, on which day: then only what is later counts.
    """
    lessons, errors = LessonRepository(settings.lessons).load()
    watched = [each for each in lessons if each.is_watched]
    ground = field(incidents) if watched else None
    found = [each for lesson in watched if ground and (each := _recurrence(lesson, ground))]
    return tuple(found), tuple(_broken(settings, error) for error in errors)


def note(
    settings: Settings, found: Iterable[Recurrence]
) -> tuple[tuple[Recurrence, ...], tuple[Rejection, ...]]:
    """Write what recurred into the lessons, two fields of each; give those that were written, and why others were not."""
    repository = LessonRepository(settings.lessons)
    written: list[Recurrence] = []
    failed: list[Rejection] = []
    for each in found:
        changes = {
            "status": each.lesson.status.value,
            "recurrences": [str(ref) for ref in each.lesson.recurrences],
        }
        try:
            repository.change(each.lesson, changes)
            written.append(each)
        except (InputError, StateError) as error:
            failed.append(_broken(settings, error))
    return tuple(written), tuple(failed)


def since(lesson: Lesson, opened: Mapping[IncidentRef, date]) -> tuple[IncidentRef, ...]:
    """Give the recurrences that opened after the day it was applied on; all of them where that day is not known."""
    day = lesson.applied_on
    return tuple(ref for ref in lesson.recurrences if day is None or (ref in opened and opened[ref] > day))


def _recurrence(lesson: Lesson, ground: Field) -> Recurrence | None:
    matches = ground.recurred(lesson)
    new = tuple(each for each in matches if each.ref not in lesson.recurrences)
    if not matches or (not new and lesson.status is LessonStatus.RECURRED):
        return None
    refs = tuple(sorted({*lesson.recurrences, *(each.ref for each in matches)}))
    news = new or matches
    return Recurrence(
        lesson=replace(lesson, status=LessonStatus.RECURRED, recurrences=refs),
        matches=news,
        summaries={each.ref: ground.incidents[ground.place[each.ref]].summary for each in news},
    )


def _broken(settings: Settings, error: KbError) -> Rejection:
    path = Path(error.path or settings.lessons)
    return Rejection(path=path, line=error.line or 0, reason=error.problem)
