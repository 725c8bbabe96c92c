"""
The sample project's first weeks, lived through: what was known, harvested, reviewed and committed on which day.

On some Mondays the exports are harvested as they would have been that morning; on Wednesday the reviewer merges what is
one problem and promotes what has proved itself. So the sample has the history a real project has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from kb import registry
from kb.archive.daily import parse
from kb.articles.repository import ArticleRepository
from kb.config import FILE, Settings
from kb.flows import changes, log
from kb.flows.articles import every
from kb.flows.harvest import harvest
from kb.flows.lifecycle import merge
from kb.flows.outcome import HarvestReport
from kb.flows.promotion import Decisions, Desk, summary, write
from kb.flows.writing import edited
from kb.io.files import read_text, write_if_changed
from kb.io.frontmatter import split
from kb.io.git import Repository
from kb.model.article import Article, Audience, Confidence
from kb.model.incident import EntryKind
from kb.model.progress import Progress, Silent
from kb.redact.base import Redactor

TODAY = date(2026, 11, 23)
"""The sample project's own today, so that it is the same whenever it is made."""

START = date(2026, 8, 21)
"""The Friday before go-live: there are guides, and nobody has asked anything."""

SYNONYMS = date(2026, 9, 28)
"""When somebody wrote down what people call things here, and what search is tested with."""

MONDAYS = tuple(
    date.fromisoformat(f"2026-{day}") for day in ("09-07", "09-14", "09-28", "10-12", "10-26", "11-09")
)
"""
The days of harvest before today: two weeks running, then every second one.

Harvested every week, a problem told once joins the article next to it before its second telling comes.
"""

TWINS = (date(2026, 11, 11), "kb-12eacde2", "kb-d1092d53")
"""The day on which the reviewer sees that two articles tell of one problem, the one that stays, and the other."""

TITLES = {
    date(2026, 9, 16): {
        "kb-92335c25": "Punch import stops, hours missing – Time Clock Integration",
        "kb-cba3cf45": "Holiday request goes to old manager – Workday Absence",
    },
    TWINS[0]: {"kb-12eacde2": "Endless redirect when opening Workday – Workday Sign-in"},
}
"""The days on which the reviewer gives articles titles that tell them from others, or say what was merged into them."""

SETTINGS = """
[replay]
# The project's own issues and the hypercare channel are asked by those who help.
asked_by = ["jira=support", "slack=support"]

[handover]
recipient = "HR Service Desk"
handed_by = "Programme office"
accepted_by = "Head of the HR Service Desk"

# What `kb handover scorecard` is held to.
[[handover.criteria]]
# So few incidents a week say little: the desk and the project agreed on this.
name = "service_levels"
green = 0.9
amber = 0.7

[[handover.training]]
team = "Integration Support"
on = 2026-11-12
by = "HR Integrations"
people = 6

[[handover.waivers]]
criterion = "open_priority_2"
by = "Programme board"
reason = "All nine are tasks of the project's own plan, none is an incident; HR Integrations finishes them by January."
on = 2026-11-20
"""

OWNERS = (
    'steady = "2027-02-01"\n',
    'owners = ["HR Integrations=Integration Support", "HR Learning=HR Service Desk"]\n',
)
"""The line of the settings after which it is said who takes over, and how."""

_PROVEN = 5


def live(settings: Settings, redactors: Sequence[Redactor], progress: Progress) -> tuple[str, ...]:
    """Live through the weeks before today in a new workspace; give the commits that were made."""
    made: list[str] = []
    toml = settings.root / FILE
    write_if_changed(toml, read_text(toml).replace(OWNERS[0], "".join(OWNERS)) + SETTINGS)
    progress.start("living through the weeks", len(MONDAYS))
    place(settings.root, START)
    made.append(commit(settings, "Start the sample project", at(START)))
    for monday in MONDAYS:
        place(settings.root, monday)
        gather(settings, redactors, monday, as_of=at(monday))
        made.append(commit(settings, f"Harvest the exports of {monday}", at(monday)))
        wednesday = monday + timedelta(days=2)
        if wednesday == TWINS[0]:
            made.append(_merge(settings, *TWINS))
        for name, title in TITLES.get(wednesday, {}).items():
            made.append(_retitle(settings, redactors, name, title, wednesday))
        made += review(settings, redactors, wednesday)
        progress.advance()
    return tuple(each for each in made if each)


def gather(
    settings: Settings,
    redactors: Sequence[Redactor],
    day: date,
    *,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> HarvestReport:
    """Harvest the exports on a day."""
    return harvest(
        [settings.root / "exports"],
        settings=settings,
        sources=registry.load_all("kb.sources"),
        redactors=redactors,
        today=day,
        as_of=as_of,
        progress=progress or Silent(),
    )


def review(settings: Settings, redactors: Sequence[Redactor], day: date) -> Iterator[str]:
    """Play the reviewer: answers confirmed most often are validated, and shown to users if no internal note is quoted."""
    for article in every(settings):
        if article.confidence is Confidence.NOT_VALIDATED and len(article.evidence) >= _PROVEN:
            yield _promote(settings, redactors, article, day)


def _promote(settings: Settings, redactors: Sequence[Redactor], article: Article, day: date) -> str:
    internal = any(receipt.kind is EntryKind.INTERNAL for receipt in article.receipts)
    audience = None if internal else Audience.USERS
    desk = Desk(settings, article.id, to=Confidence.VALIDATED, audience=audience, today=day)
    made = desk.promote(Decisions(), redactors)
    # what looks like a name in the sample's answers is a town or a course: the reviewer lets it stand
    keep = tuple(dict.fromkeys(each.word for each in made.undecided))
    made = desk.promote(Decisions(keep=keep), redactors) if keep else made
    write(settings, made)
    return commit(settings, summary(made), at(day, hour=10))


def _retitle(settings: Settings, redactors: Sequence[Redactor], name: str, title: str, day: date) -> str:
    articles = ArticleRepository(settings.content)
    article = articles.get(name)
    before = articles.text(article.path)
    articles.update(article.id, {"title": title})
    change = edited(settings, article, before, redactors, day)
    return commit(settings, changes.message(change), at(day, hour=9))


def _merge(settings: Settings, day: date, keep: str, other: str) -> str:
    change = merge(settings, keep, other, with_answer=False)  # the one that stays says it in steps
    changes.write(settings, change, commit=False)
    return commit(settings, changes.message(change), at(day, hour=9))


def at(day: date, hour: int = 7) -> datetime:
    """Give the time of a day's work."""
    return datetime.combine(day, time(hour), UTC)


def commit(settings: Settings, words: str, when: datetime | None) -> str:
    """Commit everything as the sample's own author, so that a machine without an identity can do it too."""
    with Repository.open(settings.root) as repository:
        repository.identify("Tarnbridge Sample", "sample@tarnbridge.example")
        return repository.commit_all(words, at=when)


def place(folder: Path, day: date) -> dict[str, int]:
    """Copy the sample's exports, logs, guides, and the lessons and synonyms of a day, to where a real project has them."""
    sample = resources.files("kb") / "sample"
    counts: dict[str, int] = {}
    for part, target in (
        ("exports", "exports"),
        ("logs", "logs"),
        ("lessons", "lessons"),
        ("guides", "content/guides"),
        ("search", "content/_search"),
    ):
        for name, content in _files(sample / part):
            if _is_later(part, content, day):
                continue
            path = folder / target / name
            if not path.exists() or part in ("exports", "logs"):
                write_if_changed(path, content)
            counts[part] = counts.get(part, 0) + 1
    write_if_changed(folder / "exports" / "people.csv", (sample / "people.csv").read_bytes())
    return counts


def command_center(settings: Settings, redactors: Sequence[Redactor]) -> tuple[str, ...]:
    """Write the log of the last days as the command center did, close those before today, and give their bundles."""
    closed = []
    written = replace(settings, articles=replace(settings.articles, commit=False))  # a day is one commit here
    for name, content in _files(resources.files("kb") / "sample" / "command-center"):
        day = date.fromisoformat(PurePosixPath(name).stem)
        if log.is_closed(settings, day) or log.log_file(settings, day).exists():
            continue
        for entry in parse(content.decode(), name):
            told = log.Told(
                text=entry.text,
                kind=entry.kind,
                by=entry.by,
                at=f"{day}T{entry.at:%H:%M}",
                owner=entry.owner,
                due=entry.due,
            )
            log.add(told, settings=written, redactors=redactors, now=at(TODAY))
        if day < TODAY:
            log.close(day, settings=settings, redactors=redactors, sources={}, today=TODAY)
            closed.append(log.bundle_of(day))
        else:
            commit(settings, f"Log of {day}", at(TODAY))
    return tuple(closed)


def _is_later(part: str, content: bytes, day: date) -> bool:
    if part == "search":
        return day < SYNONYMS
    return part == "lessons" and day.isoformat() < _written(content)


def _written(lesson: bytes) -> str:
    front, _, _ = split(lesson.decode())
    return next((line[6:].strip() for line in front.splitlines() if line.startswith("date: ")), "")


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{prefix}{item.name}"
        if item.is_dir():
            found += _files(item, f"{name}/")
        elif PurePosixPath(name).suffix not in (".py", ".pyc"):
            found.append((name, item.read_bytes()))
    return found
