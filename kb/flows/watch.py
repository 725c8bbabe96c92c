"""Keep a served site like what is written: an edited page at once, what follows from it once nobody types."""

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from kb import config
from kb.articles.repository import ArticleRepository
from kb.config import FILE
from kb.errors import KbError, RefusedError
from kb.flows.build import Standing, bring_up_to_date, build
from kb.flows.finish import finish_again
from kb.flows.portal import (
    Knowledge,
    alone,
    assemble_from,
    page_from,
    search_box,
    searchable,
    with_page,
)
from kb.flows.published import refuse_leftovers, refuse_too_wide
from kb.flows.quarantine import quarantine
from kb.io.engine import amended, inserted, put
from kb.io.files import read_text
from kb.io.markdown_files import is_page
from kb.io.stamped import Stamps, stamps
from kb.model.article import Article, Audience, Guide
from kb.model.portal import Asset, Page, Portal
from kb.redact.leftovers import leftovers
from kb.redact.load import load_redactors
from kb.search.static_index import FOLDER

INDEX = f"{FOLDER}/index"

LOOK = 0.2
"""Seconds between two looks at the files."""

SETTLED = 0.05
"""Seconds for which files must stay as they are before they are read: editors write in pieces."""

BACK = 0.5
"""The same where a file is gone: editors move the old one away before they write the new one."""

QUIET = 1.0
"""Seconds without a change before what follows from an edit is made."""

MOST = 60
"""Pages that are made again one by one; where more differ, everything is built."""


class _Everything(Exception):  # noqa: N818 - no error, but a turn of events
    """More has changed than the text of single pages."""


class _Busy(Exception):  # noqa: N818 - as above
    """Something was written meanwhile, or nobody watches any more."""


class Watch:
    """Watches the sources of one audience's site and tells what it does; `run` returns once `stop` was called."""

    def __init__(
        self, root: Path, audience: Audience, *, tell: Callable[[str], None], today: Callable[[], date]
    ) -> None:
        self._root = root
        self._audience = audience
        self._tell = tell
        self._today = today
        self._over = threading.Event()
        self._standing: Standing | None = None
        self._seen: Stamps = {}

    def stop(self) -> None:
        """End what is going on; nothing half done stays."""
        self._over.set()

    def run(self) -> None:
        """Build, then follow every change; what is wrong is told, and its page stays as it was."""
        self._seen = stamps(self._root)
        changed = {FILE}
        wrong: dict[str, str] = {}
        behind, last = False, 0.0
        try:
            while not self._over.is_set():
                if changed:
                    behind |= self._bring(changed | wrong.keys(), wrong)
                    last = time.monotonic()
                elif behind and time.monotonic() - last > QUIET:
                    behind = self._follow()
                changed = self._changed()
        finally:
            self._keep(None)

    def _changed(self) -> set[str]:
        """Wait for one look, and give the files that were written, made or deleted since the one before."""
        self._over.wait(LOOK)
        now = stamps(self._root)
        if now == self._seen:
            return set()
        pause = BACK if self._seen.keys() - now.keys() else SETTLED
        while not self._over.wait(pause) and (later := stamps(self._root)) != now:
            now, pause = later, SETTLED
        before, self._seen = self._seen, now
        return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}

    def _bring(self, changed: set[str], wrong: dict[str, str]) -> bool:
        """Show what was changed; keep in `wrong` what could not be, and why. Give whether something else follows."""
        shown = False
        for name in sorted(changed):
            try:
                started = time.monotonic()
                if self._again(name):
                    shown = True
                    self._tell(f"{name} is shown, {time.monotonic() - started:.1f} s after it was seen")
                wrong.pop(name, None)
            except _Everything:
                self._anew(changed, wrong)
                return False
            except KbError as error:
                self._complain(name, error, wrong)
        return shown

    def _complain(self, name: str, error: KbError, wrong: dict[str, str]) -> None:
        told = f"{error}; what is shown stays as it was" + (f"\n  hint: {error.hint}" if error.hint else "")
        if wrong.get(name) != told and not self._over.is_set():
            self._tell(told)
        wrong[name] = told

    def _again(self, name: str) -> bool:
        """Show one edited page; False where these readers do not see it. Raise _Everything where that is not enough."""
        standing = self._standing
        folder, _, path = name.partition("/")
        if not standing or not standing.press or folder != "content" or not path.endswith(".md"):
            raise _Everything
        if not is_page(path):
            return False
        if standing.press.is_over or name not in self._seen:
            raise _Everything
        page = ArticleRepository(standing.settings.content).page(path)
        knowledge = with_page(standing.knowledge, page)
        if knowledge is None:
            raise _Everything
        if not self._audience.may_read(page.audience):
            self._standing = replace(standing, knowledge=knowledge)
            return False
        self._refuse(page, name)
        made = self._made(page, knowledge, standing)
        self._put(standing, [made])
        pages = tuple(made if each.path == made.path else each for each in standing.portal.pages)
        self._standing = replace(standing, knowledge=knowledge, portal=replace(standing.portal, pages=pages))
        return True

    def _made(self, page: Article | Guide, knowledge: Knowledge, standing: Standing) -> Page:
        """Make a page that may be published, with the head it had."""
        settings, audience = standing.settings, self._audience
        text = page_from(page, knowledge, settings, audience, today=self._today())
        here, _ = quarantine(Portal(audience=audience, pages=(text,), assets=()), settings)
        found = searchable(alone(page, knowledge.language), audience)
        refuse_leftovers(here.pages, found, (), settings)
        head = next((each.head for each in standing.portal.pages if each.path == text.path), "")
        return replace(here.pages[0], head=head)

    def _refuse(self, page: Article | Guide, name: str) -> None:
        """Raise RefusedError, with the line, for what must not be published."""
        assert self._standing is not None
        settings = self._standing.settings
        if isinstance(page, Article):
            refuse_too_wide((page,), self._audience, settings)
        for line, kind in leftovers(read_text(self._root / name), load_redactors(settings.redact)):
            raise RefusedError(
                f"still holds what redaction hides: {kind}",
                path=name,
                line=line,
                hint="mask it, or allow it in kb.toml ([redact] allow)",
            )

    def _put(self, standing: Standing, pages: Sequence[Page], assets: Sequence[Asset] | None = None) -> None:
        """Put pages into the served site; with files, all of them in one step."""
        assert standing.press is not None
        site = standing.settings.site(self._audience)
        with inserted(site) if assets is None else amended(site) as folder:
            standing.press.again(folder, pages)
            if assets:
                shutil.rmtree(folder / INDEX)  # there may be fewer files now
                put(folder, assets)
            if not finish_again(folder, [folder / page.url / "index.html" for page in pages], site):
                raise _Everything

    def _follow(self) -> bool:
        """Bring lists, files for programs and the search index up to date; give whether that is still to do."""
        standing = self._standing
        assert standing is not None
        settings, audience = standing.settings, self._audience
        try:
            made = assemble_from(standing.knowledge, settings, audience, today=self._today())
            self._free()
            portal, _ = quarantine(made, settings)
            found = searchable(standing.knowledge, audience)
            pages = _other(portal.pages, standing.portal.pages)
            assets = _other(portal.assets, standing.portal.assets)
            if len(pages) > MOST:
                raise _Everything
            known = {each.id: each for each in standing.found}
            refuse_leftovers(pages, [each for each in found if each != known.get(each.id)], assets, settings)
            self._free()
            bring_up_to_date(settings, audience, found, _Stoppable(self._over))
            self._free()
            self._put(standing, pages, (*assets, *search_box(found, settings)))
            self._standing = replace(standing, portal=portal, found=found)
        except _Busy:
            return True
        except _Everything:
            self._anew(set(), {})
        except KbError as error:
            self._complain("", error, {})
        return False

    def _anew(self, changed: set[str], wrong: dict[str, str]) -> None:
        """Build everything, while what stands is served."""
        self._tell("building the whole site again; what stands is served meanwhile")
        started = time.monotonic()
        try:
            report = build(
                config.load(self._root),
                self._audience,
                today=self._today(),
                progress=_Stoppable(self._over),
                keep=self._keep,
                stopped=self._over.is_set,
            )
        except _Busy:
            return
        except KbError as error:
            self._complain(FILE, error, wrong)
            wrong.update(dict.fromkeys(changed, wrong[FILE]))
            return
        wrong.clear()
        for each in report.quarantined:
            self._tell(f"warning: {each.path} {each.why}; its page says so instead")
        self._tell(f"the whole site is shown, built in {time.monotonic() - started:.0f} s")

    def _keep(self, standing: Standing | None) -> None:
        if self._standing and self._standing.press:
            self._standing.press.close()
        self._standing = standing

    def _free(self) -> None:
        """Raise _Busy where there is something else to do."""
        if self._over.is_set() or stamps(self._root) != self._seen:
            raise _Busy


class _Stoppable:
    """Ends what is going on with the next step it tells of, once nobody watches any more."""

    def __init__(self, over: threading.Event) -> None:
        self._over = over

    def start(self, _label: str, _total: int | None = None) -> None:
        """Go on, or not."""
        self.advance()

    def advance(self, _count: int = 1) -> None:
        """Go on, or not."""
        if self._over.is_set():
            raise _Busy


_Made = TypeVar("_Made", Page, Asset)


def _other(new: Sequence[_Made], old: Sequence[_Made]) -> list[_Made]:
    """Give those that are not as they were; raise _Everything where one came or went."""
    before = {each.path: each for each in old}
    if before.keys() != {each.path for each in new}:
        raise _Everything
    return [each for each in new if each != before[each.path]]
