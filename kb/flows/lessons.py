"""Bring post-mortems and registers of lessons into `lessons/`, and list what is there."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.config import Settings
from kb.errors import InputError
from kb.flows.harvest import known_people
from kb.flows.raw import refuse_raw
from kb.flows.turn import writes
from kb.io.files import walk
from kb.lessons import compose, documents, exchange, registers
from kb.lessons.compose import Draft
from kb.lessons.found import Found
from kb.lessons.repository import LessonRepository
from kb.model.account import Account, Rejection, Skip
from kb.model.incident import Person
from kb.model.lesson import Lesson
from kb.model.progress import Progress, Silent
from kb.redact.base import Redactor
from kb.redact.incident import redact_text

_MARK = "\x02"  # no cleaned text holds one, and no rule reaches across it
_BETWEEN = f"\n{_MARK}\n"
_TWICE = "the same lesson twice in what was given"
_ANOTHER_KIND = "neither Markdown, CSV nor JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did; `edited` are lessons people changed here while their source changed too: left alone."""

    account: Account
    created: tuple[Lesson, ...]
    updated: tuple[Lesson, ...]
    edited: tuple[Lesson, ...]  # counted as unchanged
    files: int
    redactions: Mapping[str, int]
    dry_run: bool


def every(settings: Settings) -> tuple[Lesson, ...]:
    """Read all lessons, by path."""
    return LessonRepository(settings.lessons).lessons()


@writes("lessons import")
def import_lessons(
    paths: Sequence[Path],
    *,
    settings: Settings,
    redactors: Sequence[Redactor],
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Read post-mortems and registers, redact them, and write each lesson as a file.

    All paths of one call are one batch: their order does not matter. Nothing is written before everything
    has been read and redacted, and nothing at all on a dry run. A lesson that people changed stays theirs.
    """
    progress = progress or Silent()
    refuse_raw(paths, settings.root)
    repository = LessonRepository(settings.lessons)
    known = repository.lessons()

    progress.start("reading and redacting lessons")
    people = known_people(settings)
    drafts: list[Draft] = []
    skipped: list[Skip] = []
    rejected: list[Rejection] = []
    redactions: Counter[str] = Counter()
    own: list[tuple[Path, Lesson]] = []
    files = list(_files(paths))
    for path, name in files:
        for record in _read(path, name, named=path in paths):
            if isinstance(record, Found):
                drafts.append(compose.draft(_redact(record, redactors, people, redactions)))
            elif isinstance(record, Lesson):
                own.append((path, _redact_lesson(record, redactors, people, redactions)))
            elif isinstance(record, Skip):
                skipped.append(record)
            else:
                rejected.append(record)
            progress.advance()

    plan = _plan(drafts, known, repository)
    _plan_own(own, known, repository, plan)
    if not dry_run:
        progress.start("writing lessons", len(plan.created) + len(plan.updated))
        for lesson in plan.created:
            repository.create(lesson)
            progress.advance()
        for lesson, before in plan.updated:
            repository.replace(lesson, before)
            progress.advance()
    return ImportReport(
        account=Account(
            created=len(plan.created),
            updated=len(plan.updated),
            unchanged=plan.unchanged + len(plan.edited),
            skipped=(*skipped, *plan.twins),
            rejected=tuple(rejected),
        ),
        created=tuple(plan.created),
        updated=tuple(lesson for lesson, _ in plan.updated),
        edited=tuple(plan.edited),
        files=len(files),
        redactions=dict(sorted(redactions.items())),
        dry_run=dry_run,
    )


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Give the files that were named and those of folders, each once, with its place in its folder."""
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise InputError("no such file", path=path, hint="check the name, or list the folder")
        for file in walk(path) if path.is_dir() else [path]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, file.relative_to(path).as_posix() if path.is_dir() else file.name


def _read(path: Path, name: str, *, named: bool) -> Iterable[Found | Lesson | Skip | Rejection]:
    suffix = path.suffix.lower()
    if suffix == ".json":
        return exchange.from_json(path) if exchange.is_own_json(path) else _read_json(path, named=named)
    if suffix == ".csv" and exchange.is_own_table(path):
        return exchange.from_table(path)
    if suffix in documents.SUFFIXES and (lesson := exchange.from_markdown(path, name)):
        return [lesson]
    if suffix in registers.SUFFIXES:
        if named and registers.recognise(path) is None:
            raise InputError(
                "its columns are not those of a lessons register",
                path=path,
                hint="it needs a column Lesson, or two of Effect, Cause, Early warning, Recommendation beside a title",
            )
        return registers.read(path)
    if suffix in documents.SUFFIXES or named or " " in suffix:  # `7.2 Outage of payroll` has no suffix
        return [documents.read(path)]
    return [Skip(path=path, line=0, reason=_ANOTHER_KIND)]


def _read_json(path: Path, *, named: bool) -> Iterable[Found | Skip | Rejection]:
    records = list(registers.read_json(path))
    if named and records and records[0] == Skip(path=path, line=1, reason=registers.NO_JSON):
        raise InputError(
            "is neither an export of lessons nor a list of them",
            path=path,
            hint="each object needs a member Lesson, or two of Effect, Cause, Early warning, Recommendation beside a title",
        )
    return records


def _redact(
    found: Found, redactors: Sequence[Redactor], house: Sequence[Person], counts: Counter[str]
) -> Found:
    """Hide people and secrets in all texts of a lesson as one: who is greeted in one of them is known in the others."""
    return found.with_texts(_redacted(found.texts(), redactors, (*found.people, *house), counts))


def _redact_lesson(
    lesson: Lesson, redactors: Sequence[Redactor], house: Sequence[Person], counts: Counter[str]
) -> Lesson:
    """Hide what a lesson from another workspace should not have brought along."""
    finds = lesson.detector
    lists = (lesson.topics, finds.codes, finds.components, finds.phrases)
    one = (lesson.title, lesson.body, lesson.owner, lesson.phase, lesson.scope, lesson.source)
    parts = iter(_redacted([*one, *(text for texts in lists for text in texts)], redactors, house, counts))
    title, body, owner, phase, scope, source = (next(parts) for _ in one)
    topics, codes, components, phrases = (tuple([next(parts) for _ in texts]) for texts in lists)
    return replace(
        lesson,
        title=title,
        body=body,
        owner="" if compose.is_hidden(owner) else owner,
        phase=phase,
        scope=scope,
        source=source,
        topics=topics,
        detector=replace(finds, codes=codes, components=components, phrases=phrases),
    )


def _redacted(
    told: Sequence[str], redactors: Sequence[Redactor], people: Sequence[Person], counts: Counter[str]
) -> list[str]:
    texts = [text.replace(_MARK, "") for text in told]
    safe, hidden = redact_text(_BETWEEN.join(texts), redactors, people=people)
    parts = safe.split(_BETWEEN)
    if len(parts) != len(texts):  # something reached from one text into the next
        hidden, parts = Counter(), []
        for text in texts:
            part, more = redact_text(text, redactors, people=people)
            hidden.update(more)
            parts.append(part)
    counts.update(hidden)
    return parts


@dataclass(slots=True)
class _Plan:
    created: list[Lesson]
    updated: list[tuple[Lesson, str]]  # with the text it replaces
    edited: list[Lesson]
    twins: list[Skip]
    unchanged: int = 0


def _plan(drafts: Sequence[Draft], known: Sequence[Lesson], repository: LessonRepository) -> _Plan:
    """Decide what becomes of each: known by its source's digest, else by its id."""
    plan = _Plan([], [], [], [])
    by_source = {lesson.source_sha256 for lesson in known if lesson.source_sha256}
    by_id = {lesson.id: lesson for lesson in known}
    by_path = {lesson.path: lesson for lesson in known}
    identities: Counter[str] = Counter()
    seen: set[str] = set()
    distinct: list[Draft] = []
    for draft in drafts:
        if draft.source_sha256 in seen:
            plan.twins.append(Skip(path=draft.found.path, line=draft.found.line, reason=_TWICE))
            continue
        seen.add(draft.source_sha256)
        identities[draft.identity] += 1
        distinct.append(draft)
    for draft in distinct:
        if draft.source_sha256 in by_source:
            plan.unchanged += 1
            continue
        lesson = compose.lesson(draft, is_twin=identities[draft.identity] > 1)
        old = by_id.get(lesson.id) or by_path.get(lesson.path)  # its id may have been changed here
        if old is None:
            plan.created.append(lesson)
            continue
        text = repository.text(old)
        if compose.is_untouched(text, old):
            plan.updated.append((replace(lesson, path=old.path), text))
        else:
            plan.edited.append(old)
    return plan


def _plan_own(
    own: Sequence[tuple[Path, Lesson]], known: Sequence[Lesson], repository: LessonRepository, plan: _Plan
) -> None:
    """Decide what becomes of lessons that bring their id along."""
    by_id = {lesson.id: lesson for lesson in known}
    places = {lesson.path for lesson in (*known, *plan.created)}
    seen: set[str] = {lesson.id for lesson in plan.created}
    for path, lesson in own:
        old = by_id.get(lesson.id)
        if lesson.id in seen:
            plan.twins.append(Skip(path=path, line=0, reason=_TWICE))
        elif old is None:
            made = replace(lesson, path=exchange.own_path(lesson.id)) if lesson.path in places else lesson
            plan.created.append(compose.imported(made))
            places.add(made.path)
        elif _same(lesson, old):
            plan.unchanged += 1
        elif compose.is_untouched(text := repository.text(old), old):
            plan.updated.append((compose.imported(replace(lesson, path=old.path)), text))
        else:
            plan.edited.append(old)
        seen.add(lesson.id)


def _same(one: Lesson, other: Lesson) -> bool:
    """Whether two lessons say the same, wherever they stand."""
    return replace(one, path="", imported="") == replace(other, path="", imported="")
