"""What the next project should do, by phase and topic; no incident of this one is named in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kb.errors import ConfigError
from kb.lessons.actions import to_do
from kb.lessons.chosen import chosen, key
from kb.lessons.found import Section
from kb.lessons.prose import one_line
from kb.lessons.sections import split
from kb.model.article import Audience
from kb.model.checklist import Checklist, Line, Topic
from kb.model.lesson import Lesson
from kb.model.prose import fold

ELSE = "Everything else"
_NUMBER = re.compile(r"\b(?:[a-z][a-z0-9-]{1,30}:)?INC\d{4,12}\b")


def checklist(
    lessons: Iterable[Lesson], *, project: str, audience: Audience, phase: str = "", scope: str = ""
) -> Checklist:
    """
    Make the list of what one audience may read; raise ConfigError for a phase that no lesson has.

    `Cut-over` and `cutover` are one phase, a lesson of scope `both` is of either.
    """
    readable = [each for each in lessons if audience.may_read(each.audience)]
    known = {key(each.phase): each.phase for each in readable if each.phase}
    if phase and key(phase) not in known:
        told = ", ".join(sorted(set(known.values()))) or "none of them names one"
        raise ConfigError(
            f"no lesson that {audience.value} may read is of phase {phase!r}", hint=f"phases: {told}"
        )
    wanted = map(without_incidents, chosen(readable, phase=phase, scope=scope))
    names: dict[str, str] = {}
    groups: dict[tuple[str, str], list[Lesson]] = defaultdict(list)
    for each in wanted:
        topic = each.topics[0] if each.topics else ""
        groups[known.get(key(each.phase), ""), names.setdefault(key(topic), topic)].append(each)
    topics = [
        Topic(phase=of or ELSE, name=name or ELSE, lines=tuple(sorted(map(_line, group), key=_order)))
        for (of, name), group in groups.items()
    ]
    topics.sort(key=lambda each: (each.phase == ELSE, fold(each.phase), each.name == ELSE, fold(each.name)))
    return Checklist(
        project=project, phase=known.get(key(phase), ""), audience=audience, topics=tuple(topics)
    )


def without_incidents(lesson: Lesson) -> Lesson:
    """Take the incidents' numbers out of a lesson's words; how many there were stays in `evidence`."""
    known = {name for ref in (*lesson.evidence, *lesson.recurrences) for name in (str(ref), ref.key)}
    exact = "|".join(re.escape(name) for name in sorted(known, key=lambda name: (-len(name), name)))
    named = re.compile(rf"(?<![\w-])(?:{exact})(?![\w-])|{_NUMBER.pattern}" if exact else _NUMBER.pattern)

    def safe(text: str) -> str:
        return named.sub("an incident", text)

    return replace(lesson, title=safe(lesson.title), body=safe(lesson.body), source=safe(lesson.source))


def _line(lesson: Lesson) -> Line:
    sections, _ = split(lesson.body)
    todo, learned = to_do(lesson), one_line(sections.get(Section.LESSON, ""))
    return Line(
        lesson=lesson.id,
        todo=todo,
        why=learned if learned != todo else "",
        scope=lesson.scope,
        status=lesson.status,
        seen=len(lesson.evidence),
        again=len(lesson.recurrences),
    )


def _order(line: Line) -> tuple[bool, int, int, str, str]:
    return not line.is_wide, -line.again, -line.seen, line.todo, line.lesson
