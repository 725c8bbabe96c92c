"""Refuse to publish what redaction would hide: in pages, in what search finds, in file names and in pictures."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from kb.config import Settings
from kb.errors import RefusedError
from kb.io.pictures import metadata
from kb.model.portal import Asset, Page
from kb.model.search import Document
from kb.redact.leftovers import leftovers
from kb.redact.load import load_redactors

_SHOWN = 5
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def refuse_leftovers(
    pages: Iterable[Page], documents: Iterable[Document], assets: Iterable[Asset], settings: Settings
) -> None:
    """Raise RefusedError naming the places; nothing has been written by then."""
    redactors = load_redactors(settings.redact)

    def found() -> Iterator[str]:
        for page in pages:
            name = page.edit_path or page.path
            # the lines of a made page are not those of the file it is made from
            yield from (f"{name}: {kind}" for _, kind in leftovers(page.text, redactors))
            yield from (f"{name}: {kind} in its name" for _, kind in leftovers(page.path, redactors))
        for document in documents:
            text = "\n\x02\n".join((document.title, document.summary, *document.fields.values()))
            yield from (
                f"{document.url} as search knows it: {kind}" for _, kind in leftovers(text, redactors)
            )
        for asset in assets:
            if PurePosixPath(asset.path).suffix.lower() in _PICTURES:
                yield from (f"{asset.path}: {told} (metadata)" for told in metadata(asset.content))
                yield from (
                    f"{asset.path}: {kind} in its name" for _, kind in leftovers(asset.path, redactors)
                )

    places = list(dict.fromkeys(found()))
    if places:
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        raise RefusedError(
            f"{len(places)} places still hold what redaction hides: {'; '.join(places[:_SHOWN])}{more}",
            hint="mask them, or allow them in kb.toml ([redact] allow); kb check names the lines",
        )
