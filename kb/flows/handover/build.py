"""Make the one file that hypercare hands over: gathered from one commit, checked for leftovers, sealed, and tried."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.archive import pack
from kb.archive.names import check_bundle
from kb.config import Settings
from kb.flows.handover import papers, trial
from kb.flows.handover.closing import close, refuse_history
from kb.flows.handover.library import library
from kb.flows.handover.origin import origin, ready
from kb.flows.handover.records import Kept, records
from kb.flows.handover.scorecard import scorecard
from kb.io.git import Repository
from kb.model.article import Audience
from kb.model.handover import Handover
from kb.model.progress import Progress, Silent
from kb.model.seal import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PackReport:
    """
    What was made; `changed` is false where the same pack stood there already.

    `replaced` is the fingerprint of another pack that stood there. On a dry run there is neither fingerprint nor
    hand-over.
    """

    target: Path
    as_of: date
    handover: Handover | None = None
    fingerprint: str = ""
    files: int = 0
    bytes: int = 0
    found: str = ""
    changed: bool = False
    replaced: str = ""
    dry_run: bool = False


def build(
    settings: Settings,
    name: str,
    *,
    audience: Audience = Audience.INTERNAL,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> PackReport:
    """
    Make `dist/handover-NAME.zip` of what is committed, whole or not at all; the same commit gives the same bytes.

    The settings say who takes over; everything else is read from a private copy of the commit. Raise RefusedError for
    what is not committed, for a leftover anywhere in the pack or its history, and for a name that not every system
    can store.
    """
    check_bundle(name)
    progress = progress or Silent()
    target = settings.root / "dist" / f"handover-{name}.zip"
    with Repository.open(settings.root) as repository:
        standing = trial.standing(target)
        if dry_run:
            return PackReport(target=target, as_of=ready(repository)[1], replaced=standing, dry_run=True)
        progress.start("copying what is committed")
        with origin(settings, repository) as told:
            kept = Kept(settings=told.settings, audience=audience, as_of=told.as_of, progress=progress)
            if kept.is_team:
                refuse_history(kept, told, settings)
            folder = told.folder / f"handover-{name}"
            made = _fill(kept, folder, name)
            seal = close(folder, kept, told, made, repository=repository, workspace=settings)
            changed = standing != seal.fingerprint or not trial.is_whole(target, seal)
            if changed:
                progress.start("packing")
                pack.zipped(folder, aside := told.folder / target.name, told.as_of)
                found = trial.tried(aside, kept, seal)
                trial.put(aside, target)
            else:
                found = trial.tried(target, kept, seal)
    return PackReport(
        target=target,
        as_of=told.as_of,
        handover=made,
        fingerprint=seal.fingerprint,
        files=sum(each.kind is not Kind.FOLDER for each in seal.entries),
        bytes=target.stat().st_size,
        found=found,
        changed=changed,
        replaced=standing if standing != seal.fingerprint else "",
    )


def _fill(kept: Kept, folder: Path, name: str) -> Handover:
    """Put in what people read and what is kept for later."""
    pages = library(kept, folder / papers.LIBRARY)
    kept.progress.start("gathering records")
    judged = scorecard(kept.settings, today=kept.as_of, progress=kept.progress) if kept.is_team else None
    for path, content in records(kept, judged):
        place = folder / papers.RECORDS / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    made = papers.handover(kept, name, judged, pages=pages)
    kept.progress.start("writing the report")
    papers.write(folder, kept, made)
    return made
