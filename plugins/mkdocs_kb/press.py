"""
Renders the pages that another process asks for, so that several can share a site, or one page be made again.

    python -m mkdocs_kb.press mkdocs.yml SITE STRICT < jobs > answers

Jobs are pickled tuples of a method's name and its arguments, answers what it gives; the first thing read is the portal
that was assembled, or None. Where `mkdocs.yml` names other plugins or hooks, pages cannot be shared: some look at
all of them. Then only `whole` works, and that is MkDocs' own build.
"""

import logging
import os
import pickle
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.__main__ import State
from mkdocs.commands.build import (
    _build_extra_template,
    _build_page,
    _build_theme_template,
    _populate_page,
    build,
)
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError, MkDocsException
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from kb.model.portal import Page as Made
from kb.model.portal import Portal
from mkdocs_kb.plugin import KbPlugin

OURS = "hypercare-kb"


class Press:
    """MkDocs with everything laid out but the pages."""

    def __init__(self, config: MkDocsConfig, portal: Portal | None) -> None:
        self._config = config
        self._plugin: KbPlugin | None = None
        plugin = config.plugins.get(OURS)
        if portal and isinstance(plugin, KbPlugin):
            self._plugin = plugin
            plugin.portal = portal
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
        config.plugins.on_startup(command="build", dirty=False)

    def shared(self) -> tuple[str, ...]:
        """Give the paths of all pages where several may share them, and lay out what they have in common; else nothing."""
        if set(self._config.plugins) != {OURS} or self._plugin is None:
            return ()
        logging.getLogger("mkdocs").addHandler(self._warnings)
        config = self._config = self._config.plugins.on_config(self._config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        self._env = config.theme.get_env()
        files.add_files_from_theme(self._env, config)
        self._files: Files = config.plugins.on_files(files, config=config)
        set_exclusions(self._files, config)
        self._nav = config.plugins.on_nav(
            get_navigation(self._files, config), config=config, files=self._files
        )
        self._pages: Sequence[File] = self._files.documentation_pages()
        for file in self._pages:
            if file.page is None:
                Page(None, file, config)
        for page in self._nav.pages:  # others may name these
            _populate_page(page, config, self._files)
        self._env = config.plugins.on_env(self._env, config=config, files=self._files)
        return tuple(file.src_uri for file in self._pages)

    def whole(self) -> None:
        """Build everything as `mkdocs build` does."""
        build(self._config)

    def rest(self) -> None:
        """Write what is no page."""
        self._files.copy_static_files()
        for template in self._config.theme.static_templates:
            _build_theme_template(template, self._env, self._files, self._config, self._nav)
        for template in self._config.extra_templates:
            _build_extra_template(template, self._files, self._config, self._nav)

    def pages(self, paths: Sequence[str]) -> dict[str, set[str]]:
        """Render and write pages; give the anchors of each."""
        found: dict[str, set[str]] = {}
        for path in paths:
            page = self._page(path)
            if page.content is None:
                _populate_page(page, self._config, self._files)
            _build_page(page, self._config, self._pages, self._nav, self._env)
            found[path] = page.present_anchor_ids or set()
            page.content = ""  # it is written
        return found

    def anchors(self, known: Mapping[str, set[str]]) -> int:
        """Check the links of the pages rendered here against everybody's anchors, and give how often something was warned of."""
        for path, anchors in known.items():
            self._page(path).present_anchor_ids = anchors
        return self._warned(self._pages)

    def _warned(self, pages: Iterable[File]) -> int:
        level = self._config.validation.links.anchors
        for file in pages:
            assert file.page is not None
            file.page.validate_anchor_links(files=self._files, log_level=level)
        return sum(number for _, number in self._warnings.get_counts())

    def again(self, site: str, made: Sequence[Made]) -> int:
        """Write pages whose text has changed into another folder, and give how often something was warned of."""
        assert self._plugin is not None
        self._config.site_dir = site
        self._warnings.counts.clear()
        for one in made:
            page = self._page(one.path)
            page.file.content_string = one.text
            page.file.dest_dir = site
            page.file.__dict__.pop("abs_dest_path", None)  # MkDocs keeps it once it was asked for
            page.content = None
            self._plugin.heads[one.path] = one.head
        self.pages([one.path for one in made])
        return self._warned([self._page(one.path).file for one in made])

    def _page(self, path: str) -> Page:
        file = self._files.get_file_from_path(path)
        assert file is not None and file.page is not None
        return file.page


def main(configuration: str, site: str, strict: bool) -> None:
    """Answer jobs until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no answer
    state = State()  # MkDocs' own log, for as long as this lives
    try:
        portal = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        config = load_config(configuration, site_dir=site, strict=strict)
        press = Press(config, portal)
        while job := _next():
            name, *arguments = job
            pickle.dump(getattr(press, name)(*arguments), answers)
            answers.flush()
        config.plugins.on_shutdown()
    except BuildError as error:
        state.logger.error(str(error))
        sys.exit(1)
    except MkDocsException as error:
        error.show()
        sys.exit(1)


def _next() -> tuple[Any, ...] | None:
    try:
        job: tuple[Any, ...] = pickle.load(sys.stdin.buffer)  # noqa: S301 - as above
    except EOFError:
        return None
    return job


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()), sys.argv[2], sys.argv[3] == "strict")
