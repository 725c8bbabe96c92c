"""Search the texts of all bundles."""

from collections.abc import Sequence

from kb.archive.finding import Found, Index
from kb.config import Settings
from kb.errors import ConfigError
from kb.model.progress import Progress, Silent

_SUPERSEDES = "Kb-Supersedes: "


def search(
    words: str,
    *,
    settings: Settings,
    names: Sequence[str] = (),
    limit: int = 20,
    superseded: bool = False,
    progress: Progress | None = None,
) -> tuple[Found, ...]:
    """Find words in bundles, in some only if they are named, in those that are superseded only if asked for."""
    there = settings.bundles
    places = (
        sorted(path for path in there.iterdir() if (path / "bagit.txt").is_file()) if there.is_dir() else []
    )
    known = {place.name: place for place in places}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"no bundle named {name!r}", hint=f"archived: {', '.join(known) or 'nothing yet'}"
            )
    old = {
        line.removeprefix(_SUPERSEDES).split(" ")[0]
        for place in places
        for line in (place / "bag-info.txt").read_text(encoding="utf-8", errors="replace").split("\n")
        if line.startswith(_SUPERSEDES)
    }
    chosen = [
        place
        for place in places
        if place.name in names or (not names and (superseded or place.name not in old))
    ]
    progress = progress or Silent()
    progress.start("indexing", len(places))
    index = Index(settings.derived / "archive")
    for _ in index.prepare(places):
        progress.advance()
    return index.find(words, chosen, limit)
