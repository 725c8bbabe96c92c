"""The site of a pack's readers, as it is read from a disk."""

from fnmatch import fnmatchcase
from pathlib import Path

from kb.flows.build import build
from kb.flows.handover.records import Kept
from kb.io.files import read_text, walk
from kb.site.from_disk import LEFT_OUT, settled

_UNUSED = ("assets/javascripts/lunr/*", "assets/javascripts/workers/*", "*.map")
"""A theme's own search, which ours takes the place of, and how its scripts were made."""


def library(kept: Kept, target: Path) -> int:
    """Build the site in the copy of what is committed and move it to its place; give the number of its pages."""
    report = build(kept.settings, kept.audience, today=kept.as_of, progress=kept.progress)
    target.parent.mkdir(parents=True, exist_ok=True)
    report.site.rename(target)
    for path in walk(target):
        name = path.relative_to(target).as_posix()
        if name in LEFT_OUT or any(fnmatchcase(name, unused) for unused in _UNUSED):
            path.unlink()
        elif path.suffix == ".html":
            path.write_bytes(settled(read_text(path)).encode())
    return report.pages
