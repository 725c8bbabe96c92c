"""One text that cannot be rendered in time does not stop a build: its page says so, and so does `kb check`."""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kb import __version__
from kb.articles.standard.check import finding
from kb.config import Settings
from kb.errors import KbError, StateError
from kb.io import frontmatter
from kb.io.files import write_if_changed
from kb.io.trial import POSTPONED, refused
from kb.model.article import Finding
from kb.model.portal import Page, Portal
from kb.site.quarantine import line_of, may_be_slow, quarantine_page

BUDGET = 2.0
"""Seconds of processor time that one text may take."""

SHARED = 20.0
"""Seconds that all texts which fail may take on each core, so that many of them cost a build half a minute at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A page that is not shown, by its source, and why."""

    path: str
    why: str


def quarantine(
    portal: Portal, settings: Settings, *, keep: bool = True, trials: bool = True
) -> tuple[Portal, tuple[Quarantined, ...]]:
    """
    Put another page in the place of each that cannot be rendered in time.

    Only texts that people or exports wrote are tried, and of these only what a cheap look finds suspicious. With
    `keep` the verdicts are remembered, so that each text is tried once; without `trials` only what is remembered
    counts, because somebody tried them a moment ago.
    """
    tried = {page.path: page.text for page in portal.pages if page.edit_path and may_be_slow(page.text)}
    why = verdicts(tried, settings, keep=keep, trials=trials)
    if not why:
        return portal, ()
    contact = settings.project.contact
    pages = tuple(
        quarantine_page(page, _title(page), why[page.path], contact) if page.path in why else page
        for page in portal.pages
    )
    found = (
        Quarantined(path=page.edit_path, why=why[page.path]) for page in portal.pages if page.path in why
    )
    return replace(portal, pages=pages), tuple(sorted(found, key=lambda each: each.path))


def unrenderable(texts: Iterable[tuple[str, str]], settings: Settings) -> Iterator[Finding]:
    """Yield the pages, given as path and text, whose text cannot be rendered in time."""
    tried = {path: text for path, text in texts if may_be_slow(text)}
    for path, why in sorted(verdicts(tried, settings, keep=True).items()):
        yield finding("KB124", path, line_of(tried[path]), f"{why}: the site shows a notice instead")


def verdicts(
    texts: Mapping[str, str], settings: Settings, *, keep: bool, trials: bool = True
) -> Mapping[str, str]:
    """Give why each text that cannot be rendered in time cannot be; those that can are left out."""
    configuration = settings.root / "mkdocs.yml"
    if not texts or not configuration.is_file():
        return {}
    file = settings.derived / "cache" / "trials.json"
    setting = f"{__version__}\0{BUDGET}\0{configuration.read_text(encoding='utf-8', errors='replace')}"
    keys = {name: hashlib.sha256(f"{setting}\0{text}".encode()).hexdigest() for name, text in texts.items()}
    known = _remembered(file)
    new = {name: text for name, text in texts.items() if keys[name] not in known}
    found = _tried(configuration, new, trials=trials)
    if found is None:
        return {}
    known |= {keys[name]: why for name in new if (why := found.get(name, "")) != POSTPONED}
    if keep and new and trials:
        with contextlib.suppress(StateError):  # it is only tried again
            write_if_changed(file, json.dumps(known, indent=1, sort_keys=True))
    return {name: why for name in texts if (why := known.get(keys[name], POSTPONED))}


def _tried(configuration: Path, texts: Mapping[str, str], *, trials: bool) -> Mapping[str, str] | None:
    if not trials:
        return dict.fromkeys(texts, POSTPONED)
    return refused(configuration, texts, seconds=BUDGET, shared=SHARED) if texts else {}


def _remembered(file: Path) -> dict[str, str]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # it is made anew
    return {str(key): str(why) for key, why in told.items()} if isinstance(told, dict) else {}


def _title(page: Page) -> str:
    try:
        fields, _ = frontmatter.parse(page.text)
    except KbError:
        return page.path
    return str(fields.get("title") or page.path)
