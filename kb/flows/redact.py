"""Try redaction on any file, and count what it has hidden in everything that is kept."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb import registry
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import InputError
from kb.flows.harvest import known_people
from kb.flows.plain import MANY
from kb.io.files import read_text, walk
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.model.article import Audience
from kb.model.incident import Incident, Person, RedactedIncident
from kb.model.prose import digest
from kb.redact.base import Known, Redactor, kind_of, tally
from kb.redact.incident import Counts, redact_text
from kb.redact.leftovers import Finder
from kb.sources.base import Source
from kb.sources.recognise import recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """
    One text before and after; nothing was written.

    `places` are (1-based line, kind) of what is hidden, sorted. `source` is who reads the file as an export,
    "" for nobody, and `people` how many it named.
    """

    name: str
    before: str
    after: str
    counts: Counts
    places: tuple[tuple[int, str], ...]
    source: str
    people: int

    def diff(self) -> Iterator[str]:
        """Yield a unified diff, line by line."""
        yield from difflib.unified_diff(
            self.before.splitlines(),
            self.after.splitlines(),
            self.name,
            f"{self.name} (redacted)",
            lineterm="",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How much is hidden in one kind of thing: `touched` of `items` hold a placeholder."""

    what: str
    items: int
    touched: int
    counts: Mapping[str, int]


def try_file(
    path: Path,
    *,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    people: Sequence[Person] = (),
) -> Tried:
    """Redact a file in memory, knowing whom it names when it is an export."""
    if path.is_dir():
        raise InputError("is a folder", path=path, hint="name files; for a folder: kb archive add")
    text = read_text(path)
    source, named = people_of(path, settings, sources)
    return try_text(
        text, str(path), settings=settings, redactors=redactors, people=(*named, *people), source=source
    )


def try_text(
    text: str,
    name: str,
    *,
    settings: Settings,
    redactors: Sequence[Redactor],
    people: Sequence[Person] = (),
    source: str = "",
) -> Tried:
    """Redact a text in memory."""
    known = tuple(dict.fromkeys(people))
    few = known if len(known) <= MANY else ()
    extra = (*known_people(settings), *(() if few else known))
    after, counts = redact_text(text, redactors, people=few, extra=extra, where=name)
    return Tried(
        name=name,
        before=text,
        after=after,
        counts=counts,
        places=tuple(_places(text, redactors, Known(people=few, extra=extra))),
        source=source,
        people=len(known),
    )


def people_of(
    path: Path, settings: Settings, sources: Mapping[str, Source]
) -> tuple[str, tuple[Person, ...]]:
    """Give the source that reads a file and whom its records name; nobody for a file that is no export."""
    try:
        source = recognise(path, settings.harvest, sources)
    except InputError:
        return "", ()
    found: dict[Person, None] = {}
    for record in source.read(path, settings.harvest):
        if isinstance(record, Incident):
            named = (record.reporter, record.resolver, *(entry.author for entry in record.entries))
            found |= dict.fromkeys(record.people)
            found |= dict.fromkeys(Person(name=name) for name in named if name.strip())
    return source.name, tuple(found)


def _places(text: str, redactors: Sequence[Redactor], known: Known) -> list[tuple[int, str]]:
    """Say where something is hidden: as far as the redactors can tell, each by itself."""
    found = []
    for redactor in redactors:
        if isinstance(redactor, Finder):
            line, place = 1, 0
            for span in redactor.spans(text, known):
                line += text.count("\n", place, span.start)
                place = span.start
                found.append((line, kind_of(span.placeholder)))
    return sorted(found)


def report(settings: Settings) -> tuple[Row, ...]:
    """Count the placeholders in everything that is kept: the ledger by system, articles by audience, lessons, bundles."""
    by_system: dict[str, list[list[str]]] = {}
    for incident in Ledger(settings.incidents).load().values():
        by_system.setdefault(incident.ref.system, []).append(list(_texts(incident)))
    contents = ArticleRepository(settings.content).read()
    by_audience: dict[str, list[list[str]]] = {}
    for article in contents.articles:
        by_audience.setdefault(article.audience.value, []).append([_unescaped(contents.texts[article.path])])
    order = [audience.value for audience in Audience]
    rows = [_row(f"incidents of {system}", items) for system, items in sorted(by_system.items())]
    rows += [_row(f"articles for {name}", by_audience[name]) for name in order if name in by_audience]
    lessons = [
        [_unescaped(read_text(settings.lessons / each.path))]
        for each in LessonRepository(settings.lessons).load()[0]
    ]
    if lessons:
        rows.append(_row("lessons", lessons))
    if settings.bundles.is_dir():
        for bundle in sorted(folder for folder in settings.bundles.iterdir() if (folder / "data").is_dir()):
            rows.append(_row(f"bundle {bundle.name}", [[read_text(file)] for file in walk(bundle / "data")]))
    return tuple(rows)


def rules(settings: Settings) -> Mapping[str, object]:
    """Say under which rules: what is installed, how many people are known, and a digest of the settings."""
    return {
        "redactors": ", ".join(f"{name} ({package} {version})" for name, package, version in _installed()),
        "people": len(known_people(settings)),
        "settings": digest(repr(settings.redact))[:12],
    }


def _installed() -> Iterable[tuple[str, str, str]]:
    return registry.versions("kb.redactors")


def _texts(incident: RedactedIncident) -> Iterator[str]:
    yield from (
        incident.summary,
        incident.description,
        incident.resolution,
        incident.reporter,
        incident.resolver,
    )
    for entry in incident.entries:
        yield from (entry.author, entry.text)
    yield from (value for _, value in incident.extra)


def _row(what: str, items: Sequence[Sequence[str]]) -> Row:
    counts = [tally(texts) for texts in items]
    total: dict[str, int] = {}
    for each in counts:
        for kind, count in each.items():
            total[kind] = total.get(kind, 0) + count
    return Row(
        what=what, items=len(items), touched=sum(map(bool, counts)), counts=dict(sorted(total.items()))
    )


def _unescaped(markdown: str) -> str:
    r"""Undo what Markdown needs: an article has `\[person A\]`."""
    return markdown.replace("\\[", "[").replace("\\]", "]")
