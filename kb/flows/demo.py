"""Make the sample project and run the main job on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kb import config, registry
from kb.errors import RefusedError
from kb.flows import archive as archiving
from kb.flows import story
from kb.flows.articles import every
from kb.flows.build import BuildReport, build
from kb.flows.init import Words, make
from kb.flows.outcome import HarvestReport
from kb.flows.search import search
from kb.flows.story import TODAY
from kb.model.progress import Progress, Silent
from kb.model.search import Hit, Request
from kb.redact.load import load_redactors

QUESTION = "offer letter pdf is white"
BUNDLE = "2026-08-go-live-week"
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
    closed: tuple[str, ...] = ()

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
        if self.closed:
            lines.append(f"log        {', '.join(self.closed)} closed")
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
    settings = config.load(folder)
    redactors = load_redactors(settings.redact)
    first = not every(settings)
    commits = list(story.live(settings, redactors, progress)) if first else []
    made = story.place(folder, TODAY)
    harvested = story.gather(settings, redactors, TODAY, progress=progress)
    # a workspace that somebody has worked in since is not dated back
    when = story.at(TODAY) if first else None
    commits.append(story.commit(settings, f"Harvest the exports of {TODAY}", when))
    if first:
        commits += story.review(settings, redactors, TODAY)
    archived = archiving.add(
        [folder / "logs"],
        name=BUNDLE,
        settings=settings,
        redactors=redactors,
        sources=registry.load_all("kb.sources"),
        today=TODAY,
        progress=progress,
    )

    closed = story.command_center(settings, redactors)

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
        closed=closed,
    )


def _is_demo(folder: Path) -> bool:
    path = folder / config.FILE
    return path.is_file() and f'name = "{WORDS.name}"' in path.read_text(encoding="utf-8")
