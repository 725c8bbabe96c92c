"""Make the sample project and run the main job on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from kb import config, registry
from kb.config import Settings
from kb.errors import RefusedError
from kb.flows import archive as archiving
from kb.flows.articles import every
from kb.flows.build import BuildReport, build
from kb.flows.harvest import harvest
from kb.flows.init import Words, make
from kb.flows.outcome import HarvestReport
from kb.flows.promotion import Decisions, Desk, write
from kb.flows.search import search
from kb.io.files import write_if_changed
from kb.io.git import Repository
from kb.model.article import Audience, Confidence
from kb.model.incident import EntryKind
from kb.model.progress import Progress, Silent
from kb.model.search import Hit, Request
from kb.redact.load import load_redactors

QUESTION = "offer letter pdf is white"
BUNDLE = "2026-08-go-live-week"
TODAY = date(2026, 11, 23)
"""The sample project's own today, so that it is the same whenever it is made."""

WORDS = Words(
    name="Tarnbridge HR Help",
    description="Answers to what came up since HR, recruiting and payroll moved to Workday.",
    contact="Call the HR service desk on 4400, or write to hr-help@tarnbridge.example.",
    allow=("hr-help@tarnbridge.example", "Workday", "PeopleDesk"),
    phases=("2026-08-24", "2026-11-21", "2027-02-01"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What each step of the demo did."""

    folder: Path
    harvest: HarvestReport | None = None
    archive: archiving.ArchiveReport | None = None
    build: BuildReport | None = None
    hits: tuple[Hit, ...] = ()
    commits: tuple[str, ...] = ()
    made: Mapping[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Give the figures a script may want."""
        counts = dict(self.made)
        if self.harvest:
            account = self.harvest.account
            counts |= {
                "incidents": account.read,
                "articles": len(self.harvest.created) + len(self.harvest.grown) + self.harvest.unchanged,
            }
        if self.build:
            counts |= {"pages": self.build.pages, "documents": self.build.documents}
        return counts

    def story(self) -> list[str]:
        """Tell it in one line a step."""
        lines = [f"workspace  {self.folder}"]
        if self.harvest:
            a = self.harvest.account
            lines.append(
                f"harvest    read {a.read} = created {a.created} + updated {a.updated} + unchanged {a.unchanged}"
                f" + skipped {len(a.skipped)} + rejected {len(a.rejected)}"
            )
            lines.append(
                f"articles   created {len(self.harvest.created)}, grown {len(self.harvest.grown)},"
                f" unchanged {self.harvest.unchanged}"
            )
        if self.archive:
            bundle = self.archive.bundle
            word = "new" if self.archive.changed else "unchanged"
            lines.append(
                f"archive    {bundle.name}: {bundle.files} logs, {word}, sha256:{bundle.digest[:16]}…"
            )
        if self.build:
            lines.append(
                f"build      {self.build.pages} pages, {self.build.documents} searchable, in {self.build.site}"
            )
        return lines


def demo(
    folder: Path, *, build_site: bool = True, dry_run: bool = False, progress: Progress | None = None
) -> DemoReport:
    """Make the sample project in a folder of its own and harvest, archive, build and search it."""
    progress = progress or Silent()
    if folder.exists() and any(folder.iterdir()) and not _is_demo(folder):
        raise RefusedError(
            "is not empty, and not a sample project", path=folder, hint="name a new folder: kb demo my-demo"
        )
    if dry_run:
        return DemoReport(folder=folder)

    progress.start("making the sample project")
    folder.mkdir(parents=True, exist_ok=True)
    make(folder, WORDS)
    made = place(folder)
    settings = config.load(folder)
    commits = [_commit(folder, "Start the sample project")]

    redactors = load_redactors(settings.redact)
    first = not every(settings)
    harvested = harvest(
        [folder / "exports"],
        settings=settings,
        sources=registry.load_all("kb.sources"),
        redactors=redactors,
        today=TODAY,
        progress=progress,
    )
    if first:
        _review(settings)
    commits.append(_commit(folder, "Harvest the incidents of the first 90 days"))
    archived = archiving.add(
        folder / "logs",
        name=BUNDLE,
        settings=settings,
        redactors=redactors,
        sources=registry.load_all("kb.sources"),
        today=TODAY,
        progress=progress,
    )

    built = None
    hits: tuple[Hit, ...] = ()
    if build_site:
        built = build(settings, settings.project.audience, today=TODAY, progress=progress)
        request = Request(text=QUESTION, limit=3)
        hits = search(request, settings=settings, audience=settings.project.audience).hits
    return DemoReport(
        folder=folder,
        harvest=harvested,
        archive=archived,
        build=built,
        hits=hits,
        commits=tuple(commit for commit in commits if commit),
        made=made,
    )


def place(folder: Path) -> dict[str, int]:
    """Copy the sample's exports, logs, lessons, guides and synonyms to where a real project has them."""
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
            path = folder / target / name
            if not path.exists() or part in ("exports", "logs"):
                write_if_changed(path, content)
            counts[part] = counts.get(part, 0) + 1
    write_if_changed(folder / "exports" / "people.csv", (sample / "people.csv").read_bytes())
    return counts


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{prefix}{item.name}"
        if item.is_dir():
            found += _files(item, f"{name}/")
        elif PurePosixPath(name).suffix not in (".py", ".pyc"):
            found.append((name, item.read_bytes()))
    return found


def _is_demo(folder: Path) -> bool:
    path = folder / config.FILE
    return path.is_file() and f'name = "{WORDS.name}"' in path.read_text(encoding="utf-8")


def _review(settings: Settings) -> None:
    """Play the reviewer once: answers confirmed most often are validated, and shown to users if no internal note is quoted."""
    redactors = load_redactors(settings.redact)
    for article in every(settings):
        if article.confidence is not Confidence.NOT_VALIDATED or len(article.evidence) < 5:
            continue
        internal = any(receipt.kind is EntryKind.INTERNAL for receipt in article.receipts)
        audience = None if internal else Audience.USERS
        desk = Desk(settings, article.id, to=Confidence.VALIDATED, audience=audience, today=TODAY)
        made = desk.promote(Decisions(), redactors)
        # what looks like a name in the sample's answers is a town or a course: the reviewer lets it stand
        keep = tuple(dict.fromkeys(each.word for each in made.undecided))
        write(settings, desk.promote(Decisions(keep=keep), redactors) if keep else made)


def _commit(folder: Path, message: str) -> str:
    """Commit everything as the sample's own author, so that a machine without an identity can do it too."""
    with Repository.open(folder) as repository:
        repository.identify("Tarnbridge Sample", "sample@tarnbridge.example")
        return repository.commit_all(message)
