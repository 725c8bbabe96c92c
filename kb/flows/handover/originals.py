"""The raw files beside a handover, for whoever may read them: sealed after it, and encrypted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.archive import originals as room
from kb.archive.pack import SEAL, opened
from kb.archive.sealing import read
from kb.config import Settings
from kb.errors import InputError, StateError
from kb.flows.handover.verify import verify
from kb.io import age
from kb.model.progress import Progress, Silent


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalsReport:
    """What was, or would be, written; no fingerprint on a dry run."""

    target: Path
    files: int
    bytes: int
    recipients: int
    fingerprint: str = ""


def originals(
    settings: Settings,
    name: str,
    *,
    source: Path,
    recipients: Sequence[str],
    dry_run: bool = False,
    progress: Progress | None = None,
) -> OriginalsReport:
    """
    Put every file of a folder, unredacted, into `dist/originals-NAME.zip.age`, for the recipients only.

    Its seal follows that of `dist/handover-NAME.zip`, which has to be there and whole.
    """
    pack = settings.root / "dist" / f"handover-{name}.zip"
    target = pack.with_name(f"originals-{name}.zip.age")
    to = age.recipients(recipients)
    if not pack.is_file():
        raise InputError("no such pack", path=pack, hint=f"kb handover build {name}")
    followed, made_on = _sealed(pack)
    files = room.gather(source)
    report = OriginalsReport(
        target=target,
        files=len(files),
        bytes=sum(place.stat().st_size for place in files.values()),
        recipients=len(to),
    )
    if dry_run:
        return report
    seal = room.write(
        files,
        target,
        name=name,
        made_on=made_on,
        after=(name, followed),
        to=to,
        progress=progress or Silent(),
    )
    return OriginalsReport(
        target=target,
        files=report.files,
        bytes=report.bytes,
        recipients=report.recipients,
        fingerprint=seal.fingerprint,
    )


def _sealed(pack: Path) -> tuple[str, date]:
    found = verify(pack)
    if not found.is_whole:
        path, what = found.damage[0]
        raise StateError(f"is not as it was sealed: {path}: {what}", path=pack, hint="build it again")
    with opened(pack) as folder:
        seal = read(folder, SEAL)
    return seal.digest, seal.made_on
