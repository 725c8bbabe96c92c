"""Begin a lesson from what is known: an article's incidents, incidents, or a bundle."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kb.archive.bag import read_manifest
from kb.articles.repository import ArticleRepository
from kb.articles.sections import sections
from kb.config import Settings
from kb.drafting.boilerplate import says_nothing
from kb.errors import ConfigError, InputError, RefusedError
from kb.flows import detecting
from kb.flows.evidence import find
from kb.ledger.repository import Ledger
from kb.lessons import compose
from kb.lessons.begin import Known, Quote, body
from kb.lessons.detector import opened
from kb.lessons.found import Section
from kb.lessons.markdown import parse
from kb.lessons.proposing import propose
from kb.model.article import Article
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.lesson import Lesson, LessonStatus
from kb.model.prose import count, day, digest, slug
from kb.redact.base import Redactor
from kb.redact.leftovers import leftovers
from kb.site.phases import stage

QUOTES = 5
"""So many passages are quoted in a section; the incidents hold the rest."""

_HELPED = "What helped, as the incidents have it; it may tell the cause:"

LARGEST = 5_000_000
"""Bytes of an archived file that are looked into."""


@dataclass(slots=True)
class _Sources:
    """What was named, put together."""

    title: str = ""
    owner: str = ""
    topics: tuple[str, ...] = ()
    refs: set[IncidentRef] = field(default_factory=set)
    cause: list[Quote] = field(default_factory=list)
    told: list[Quote] = field(default_factory=list)  # by archived files
    bundles: list[str] = field(default_factory=list)


def begin(settings: Settings, names: Sequence[str], *, title: str = "", owner: str = "") -> Lesson:
    """
    Begin a lesson, with a detector proposed; nothing is written.

    Each name is an article's id, an incident, or a bundle. Raise ConfigError for one that is none of them.
    """
    ledger = Ledger(settings.incidents).load()
    sources = _read(settings, names, ledger)
    incidents = [ledger[ref] for ref in sorted(sources.refs) if ref in ledger]
    named = " ".join(title.split()) or sources.title or (incidents[0].summary if incidents else "")
    if not named:
        raise ConfigError("a lesson needs a title", hint='kb lessons new --title "…" --from …')
    days = sorted(at for each in incidents if (at := opened(each)))
    first = days[0] if days else None
    now = stage(settings.phases, first) if first else None
    mark = digest("\n".join((named, *map(str, sorted(sources.refs)), *sources.bundles)))[:8]
    name = f"{slug(named)}-{mark}"
    ground = detecting.field(ledger.values())
    return compose.normal(
        Lesson(
            id=f"lesson-{name}",
            path=f"{name}.md",
            title=named,
            status=LessonStatus.OBSERVED,
            phase=now.phase.value if now else "",
            topics=sources.topics or _topics(incidents),
            observed_on=first,
            evidence=tuple(each.ref for each in incidents),
            owner=owner or sources.owner or _most(each.group for each in incidents),
            detector=propose(sources.refs, ground),
            body=body(_known(incidents, days, sources)),
        )
    )


def written(settings: Settings, lesson: Lesson, text: str, redactors: Sequence[Redactor]) -> Lesson:
    """Read a lesson as somebody left it; raise RefusedError where it holds what must not be kept."""
    made = parse(text, path=lesson.path, shown="the new lesson")
    if made.id != lesson.id:
        raise ConfigError("the id was changed", hint=f"leave it as it is: {lesson.id}")
    for line, what in leftovers(text, redactors):
        raise RefusedError(
            f"holds {what}, so it was not kept",
            path=f"{settings.lessons.name}/{lesson.path}",
            line=line,
            hint="take it out and try again; or allow it in kb.toml ([redact] allow)",
        )
    return made


def _read(
    settings: Settings, names: Sequence[str], ledger: Mapping[IncidentRef, RedactedIncident]
) -> _Sources:
    found = _Sources()
    for name in names:
        bundle = settings.bundles / name
        if re.fullmatch(r"[\w.-]+", name) and bundle.is_dir():
            _bundle(bundle, ledger, found)
        elif article := _article(settings, name):
            _from_article(article, found)
        else:
            found.refs.update(_incident(name, ledger))
    return found


def _incident(name: str, ledger: Mapping[IncidentRef, RedactedIncident]) -> tuple[IncidentRef, ...]:
    try:
        return find([name], ledger)
    except ConfigError as error:
        if "in the ledger" not in error.problem:
            raise
        raise ConfigError(
            f"{name!r} is no article, no incident of the ledger and no bundle",
            hint=error.hint or "kb list, kb archive list",
        ) from error


def _article(settings: Settings, name: str) -> Article | None:
    if ":" in name:
        return None  # an incident's reference
    try:
        return ArticleRepository(settings.content).get(name)
    except ConfigError:
        return None


def _from_article(article: Article, found: _Sources) -> None:
    found.title = found.title or article.title
    found.owner = found.owner or article.owner
    found.topics = found.topics or tuple(article.tags)
    found.refs.update(article.evidence)
    for each in sections(article.body):
        if each.title.casefold() == "cause" and each.text.strip():
            found.cause.append(_quote(each.text, f"{article.id}, Cause"))


def _bundle(folder: Path, ledger: Mapping[IncidentRef, RedactedIncident], found: _Sources) -> None:
    """Take the incidents an archived bundle names, and the lines that name them; else how its files begin."""
    found.title = found.title or folder.name.replace("-", " ")
    found.bundles.append(folder.name)
    keys = {ref.key.casefold(): ref for ref in ledger}
    naming: list[Quote] = []
    opening: list[Quote] = []
    for path, sha256 in read_manifest(folder).entries:
        for number, line in enumerate(_lines(folder / path), start=1):
            refs = [keys[word] for word in re.findall(r"[\w:.-]*\w", line.casefold()) if word in keys]
            passage = Quote(text=_plain(line), source=f"{folder.name}/{path}, line {number}", sha256=sha256)
            if refs:
                found.refs.update(refs)
                naming.append(passage)
            elif number == 1 and line.strip():
                opening.append(passage)
    found.told += (naming or opening)[:QUOTES]


def _lines(path: Path) -> list[str]:
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return []
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []  # a picture, or another file that is no text
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path, hint="kb archive verify") from error


def _known(
    incidents: Sequence[RedactedIncident], days: Sequence[date], sources: _Sources
) -> Mapping[Section, Known]:
    """Say for each section what is known; what nobody wrote down is left to people."""
    helped = tuple(_quotes(incidents, "resolution"))
    known = {
        Section.EVENT: Known(
            facts=tuple(_event(incidents, days, sources)),
            quotes=(*_quotes(incidents, "summary"), *sources.told),
        ),
        Section.EFFECT: Known(
            facts=tuple(_effect(incidents)), quotes=tuple(_quotes(incidents, "description"))
        ),
        Section.CAUSE: Known(quotes=tuple(sources.cause))
        if sources.cause
        else Known(facts=(_HELPED,) if helped else (), quotes=helped),
    }
    if days:
        known[Section.EARLY_WARNING] = Known(facts=(f"The first of them was opened on {day(days[0])}.",))
    return known


def _event(incidents: Sequence[RedactedIncident], days: Sequence[date], sources: _Sources) -> Iterator[str]:
    if incidents:
        where = [
            name for name, _ in Counter(n for each in incidents for n in each.environment).most_common(3)
        ]
        about = f", in {compose.inline(', '.join(where))}" if where else ""
        when = ""
        if days:
            when = (
                f" on {day(days[0])}" if days[0] == days[-1] else f" from {day(days[0])} to {day(days[-1])}"
            )
        yield f"{count(len(incidents), 'incident')}{when}{about}."
    for name in sources.bundles:
        yield f"Archived as {compose.inline(name)}."


def _effect(incidents: Sequence[RedactedIncident]) -> Iterator[str]:
    urgent = sum(each.priority in (1, 2) for each in incidents)
    if urgent:
        yield f"{urgent} of {count(len(incidents), 'incident')} had priority 1 or 2."
    hours = [
        (each.resolved_at - each.opened_at).total_seconds() / 3600
        for each in incidents
        if each.resolved_at and each.opened_at and each.resolved_at >= each.opened_at
    ]
    if hours:
        half = statistics.median(hours)
        took = f"{half:.0f} hours" if half < 48 else f"{half / 24:.0f} days"
        yield f"Half of them were solved within {took}."
    missed = sum(each.sla_met is False for each in incidents)
    if missed:
        yield f"{missed} missed what was agreed with the business."


def _quotes(incidents: Sequence[RedactedIncident], part: str) -> Iterator[Quote]:
    found: dict[str, Quote] = {}
    for each in incidents:
        text = getattr(each, part)
        if text and not (part == "resolution" and says_nothing(text)):
            found.setdefault(_plain(text).casefold(), _quote(text, f"{each.ref}, {part}"))
    yield from list(found.values())[:QUOTES]


def _quote(text: str, source: str) -> Quote:
    return Quote(text=_plain(text), source=source, sha256=digest(text))


def _plain(text: str) -> str:
    """Give the beginning of a text on one line, without code, footnotes and comments."""
    bare = re.sub(r"```.*?(?:```|\Z)|<!--.*?(?:-->|\Z)|\[\^[^\]\n]{1,80}\]", " ", text, flags=re.DOTALL)
    line = " ".join(bare.split())
    return line if len(line) <= 300 else f"{line[:300].rsplit(' ', 1)[0]} …"


def _topics(incidents: Sequence[RedactedIncident]) -> tuple[str, ...]:
    names = Counter(slug(name) for each in incidents for name in each.environment)
    return tuple(sorted(name for name, times in names.items() if 2 * times >= len(incidents)))[:3]


def _most(names: Iterator[str]) -> str:
    counts = Counter(name for name in names if name)
    return min(counts, key=lambda name: (-counts[name], name), default="")
