"""Refuse to publish what redaction would hide, in pages, search, names and pictures, and what is not for so many."""

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from kb.articles.lifecycle import why_not
from kb.articles.notes import repeated_notes
from kb.config import Settings
from kb.errors import RefusedError
from kb.io.pictures import metadata
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience, Confidence
from kb.model.portal import Asset, Page
from kb.model.search import Document
from kb.redact.leftovers import leftovers
from kb.redact.load import load_redactors
from kb.site.machines.machines import PAGES

_SHOWN = 5
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def refuse_too_wide(articles: Iterable[Article], audience: Audience, settings: Settings) -> None:
    """
    Raise RefusedError for an article that users or the public must not see, whatever its front matter says.

    A promotion would not have let it pass: it is not validated, or it quotes or repeats an internal note.
    """
    wide = [each for each in articles if each.audience.width >= Audience.USERS.width]
    shown = sorted((each for each in wide if audience.may_read(each.audience)), key=lambda each: each.path)
    ledger = Ledger(settings.incidents).load() if shown else {}
    for article in shown:
        # a retired article was validated once; its page stays for those who have the address
        retired = article.confidence is Confidence.ARCHIVED
        confidence = Confidence.VALIDATED if retired else article.confidence
        reason = why_not(article, confidence, article.audience)
        told = "\n".join((article.title, *article.also_asked_as, article.body))
        for _, ref in () if reason else repeated_notes(told, article, ledger):
            reason = f"it repeats an internal note of {ref}, which {article.audience.value} must not read"
            break
        if reason:
            raise RefusedError(
                f"is for {article.audience.value}, but {reason}",
                path=settings.content / article.path,
                hint=f"kb promote {article.id} says what is missing; or set its audience to support",
            )


def refuse_leftovers(
    pages: Iterable[Page], documents: Iterable[Document], assets: Iterable[Asset], settings: Settings
) -> None:
    """Raise RefusedError naming the places."""
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
            if asset.path == PAGES:
                # what feeds, lists and heads say beyond the pages' own text stands here, too
                text = "\n\x02\n".join(_texts(json.loads(asset.content)))
                yield from (f"{asset.path}: {kind}" for _, kind in leftovers(text, redactors))
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


def _texts(told: Any) -> Iterator[str]:
    """Give every text of a JSON value but addresses, whose host the settings name on purpose."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, list):
        yield from (text for each in told for text in _texts(each))
    elif isinstance(told, dict):
        kept = (value for name, value in told.items() if name not in ("url", "markdown"))
        yield from (text for value in kept for text in _texts(value))
