"""Try a lesson's detector, or another one, on the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.config import Settings
from kb.errors import ConfigError
from kb.flows.detecting import field
from kb.flows.turn import writing
from kb.ledger.repository import Ledger
from kb.lessons.detector import Match
from kb.lessons.markdown import detector_fields
from kb.lessons.proposing import propose
from kb.lessons.repository import LessonRepository
from kb.model.incident import IncidentRef
from kb.model.lesson import Detector, Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How to change a lesson's detector before it is tried; None leaves a part as it is, empty takes it away."""

    codes: Sequence[str] | None = None
    components: Sequence[str] | None = None
    phrases: Sequence[str] | None = None
    likeness: float | None = None
    propose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """
    What a detector finds: `evidence` of the lesson's own, `before` and `after` the day of others.

    `missed` is evidence it does not find, `gone` evidence that is not in the ledger. Without a day, or opened on one
    that is not known, an incident counts as before.
    """

    lesson: Lesson
    detector: Detector
    since: date | None
    evidence: tuple[Match, ...]
    missed: tuple[IncidentRef, ...]
    gone: tuple[IncidentRef, ...]
    before: tuple[Match, ...]
    after: tuple[Match, ...]
    incidents: int
    summaries: Mapping[IncidentRef, str]
    changed: bool


def attempt(
    settings: Settings,
    name: str,
    change: Attempt,
    *,
    since: date | None = None,
    write: bool = False,
    dry_run: bool = False,
) -> Trial:
    """Try a lesson's detector as it would be changed; `write` keeps it in the lesson, and only there."""
    repository = LessonRepository(settings.lessons)
    lesson = repository.get(name)
    ground = field(Ledger(settings.incidents).load().values())
    detector = propose(lesson.evidence, ground) if change.propose else lesson.detector
    detector = Detector(
        codes=_given(change.codes, detector.codes),
        components=_given(change.components, detector.components),
        phrases=_given(change.phrases, detector.phrases),
        likeness=detector.likeness if change.likeness is None else change.likeness,
    )
    if write and detector.is_empty:
        raise ConfigError(
            "this detector can find nothing, so it was not written",
            hint="give it a --code, a --phrase or a --likeness; or --propose one",
        )
    found = ground.find(detector, lesson.evidence)
    own = tuple(each for each in found if each.ref in lesson.evidence)
    others = [each for each in found if each.ref not in lesson.evidence]
    day = since or lesson.applied_on
    after = tuple(each for each in others if day and each.opened and each.opened > day)
    known = [ref for ref in lesson.evidence if ref in ground.place]
    changed = detector != lesson.detector
    if write and changed and not dry_run:
        with writing(settings, f"lessons try {lesson.id}"):
            repository.change(lesson, {"detector": detector_fields(detector)})
    return Trial(
        lesson=replace(lesson, detector=detector),
        detector=detector,
        since=day,
        evidence=own,
        missed=tuple(ref for ref in known if all(each.ref != ref for each in own)),
        gone=tuple(ref for ref in lesson.evidence if ref not in ground.place),
        before=tuple(each for each in others if each not in after),
        after=after,
        incidents=len(ground.incidents),
        summaries={each.ref: ground.incidents[ground.place[each.ref]].summary for each in found},
        changed=changed,
    )


def _given(wanted: Sequence[str] | None, stored: tuple[str, ...]) -> tuple[str, ...]:
    if wanted is None:
        return stored
    return tuple(dict.fromkeys(" ".join(each.split()) for each in wanted if each.strip()))
