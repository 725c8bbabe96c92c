"""
Have a site generator make the pages of a portal.

MkDocs and ProperDocs run the plugin, which hands them the pages and works on what they render. Zensical does not: it
gets everything as files, each page sealed as it is rendered, and what the plugin does is done to the built pages.
"""

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from kb.config import Settings
from kb.errors import StateError
from kb.flows.finish import finish, refuse
from kb.io.engine import ZENSICAL, configured
from kb.io.engine import build as run_engine
from kb.io.files import read_text, walk
from kb.io.press import Press
from kb.model.portal import Page, Portal
from kb.site import rendered
from kb.site.configuration import DOCS, Standalone, standalone
from kb.site.dead_links import DeadLinks
from kb.site.indexes import WITH_SOMETHING
from kb.site.policy import REFERENCE

STAGE = "stage"
UNASKED = ("search.json", "sitemap.xml")
"""What Zensical writes beside the pages: an index for a search we do not use, and a list with retired pages in it."""


def generate(
    settings: Settings,
    portal: Portal,
    *,
    engine: str,
    meanwhile: Callable[[], None],
    put_besides: Callable[[Path], None],
    keep: Callable[[Press | None], None] | None,
    stopped: Callable[[], bool],
) -> None:
    """
    Build the site of a portal's audience into its place; a failed build leaves the old one.

    `put_besides` puts files into the folder of the new site that the portal does not hold; the rest is as in `kb.io.engine.build`.
    """
    run = partial(
        run_engine,
        out=settings.site(portal.audience),
        audience=portal.audience,
        engine=engine,
        portal=portal,
        meanwhile=meanwhile,
        keep=keep,
        stopped=stopped,
    )
    if engine != ZENSICAL:

        def finished(site: Path) -> None:
            put_besides(site)
            finish(site)

        run(settings.root, finish=finished)
        return
    written, mark = configured(settings.root), f"kb-{secrets.token_hex(16)}"
    made = _configuration(written, settings, portal, mark)

    def completed(site: Path) -> None:
        put_besides(site)
        complete(site, portal, mark=mark, root=made.root)
        finish(site)

    with _staged(settings, portal, made.text) as folder:
        run(folder, finish=completed, written=written)


def _configuration(path: Path, settings: Settings, portal: Portal, mark: str) -> Standalone:
    there = {page.relative_to(settings.content).as_posix() for page in walk(settings.content, "*.md")}
    return standalone(
        read_text(path),
        path,
        project=settings.project,
        look=settings.look,
        audience=portal.audience,
        gone=(there | WITH_SOMETHING) - {page.path for page in portal.pages},
        mark=mark,
    )


@contextmanager
def _staged(settings: Settings, portal: Portal, configuration: str) -> Iterator[Path]:
    """Write the pages and their configuration below `.kb/`, for as long as the generator runs."""
    parent = settings.derived / STAGE
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{portal.audience.value}.", dir=parent))
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=parent) from error
    try:
        (folder / "mkdocs.yml").write_text(configuration, encoding="utf-8")
        for page in portal.pages:
            _write(folder / DOCS / page.path, page.text.encode())
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def complete(site: Path, portal: Portal, *, mark: str, root: str) -> None:
    """
    Do to a built site what the plugin does while a site is built, and put the portal's files into it.

    Raise StateError for a page that nobody asked for, that is missing, or whose content cannot be told from what is
    around it, and for links that lead nowhere.
    """
    pages = {f"{page.url}index.html": page for page in portal.pages}
    written = {name: _completed(site, name, pages.get(name), mark, root) for name in _built(site, pages)}
    for name, text in written.items():
        _write(site / name, text.encode())
    for unasked in UNASKED:
        (site / unasked).unlink(missing_ok=True)
    for asset in portal.assets:
        _write(site / asset.path, asset.content)
    _refuse_dead_links(site, written, pages, root)


def _built(site: Path, pages: Mapping[str, Page]) -> list[str]:
    there = {path.relative_to(site).as_posix() for path in walk(site, "*.html")}
    asked = {*pages, REFERENCE}
    for names, what in ((there - asked, "a page that nobody asked for"), (asked - there, "was not built")):
        refuse(
            (f"{name}: {what}" for name in sorted(names)),
            site,
            "the generator made other pages than it was given",
        )
    return sorted(there)


def _completed(site: Path, name: str, page: Page | None, mark: str, root: str) -> str:
    text = read_text(site / name)
    if page is None:
        return rendered.not_found(text, root)
    parts = rendered.unsealed(text, mark)
    if parts is None:
        raise StateError(
            f"{name}: where its content begins and ends cannot be told, so it cannot be kept inert",
            path=site.parent,
            hint="a template of the theme must print the content of a page once, as it is",
        )
    before, inside, after = parts
    inert = rendered.settled(rendered.content(inside, page.url, page.charts), page.url)
    return rendered.headed(f"{before}{inert}{after}", page.head)


def _refuse_dead_links(site: Path, written: Mapping[str, str], pages: Mapping[str, Page], root: str) -> None:
    files = {path.relative_to(site).as_posix() for path in walk(site)}
    links = DeadLinks(files=files, pages=written, root=f"{root.rstrip('/')}/")
    refuse(
        (f"{_source(name, pages)}: leads nowhere: {target}" for name in written for target in links.of(name)),
        site,
        "correct the links, in the page or in mkdocs.yml",
    )


def _source(name: str, pages: Mapping[str, Page]) -> str:
    return pages[name].edit_path or pages[name].path if name in pages else name


def _write(path: Path, content: bytes) -> None:
    # Nobody reads these folders yet.
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
