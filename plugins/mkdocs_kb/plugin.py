"""Replaces the files of `content/` by the pages one audience may read, and keeps what is rendered inert."""

import os
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils.templates import TemplateContext

from kb import config as settings_file
from kb.errors import ConfigError, KbError
from kb.io import clock
from kb.model.article import Audience
from kb.model.portal import Portal
from kb.site import rendered
from kb.site.configuration import defaults, names, pictures, without
from kb.site.indexes import WITH_SOMETHING
from kb.site.sanitise import inert
from mkdocs_kb.config import KbConfig


class KbPlugin(BasePlugin[KbConfig]):
    """A thin shell: asks a flow for the portal and hands it to MkDocs."""

    portal: Portal | None = None
    """What was assembled already by whoever started MkDocs."""

    heads: dict[str, str]
    """What each page's head holds besides the theme's, by path."""

    charts: dict[str, tuple[str, ...]]
    """The charts of each page, by path."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the workspace; its settings, not `mkdocs.yml`, name the site."""
        with _in_mkdocs_words():
            root = settings_file.find_root(Path(config.config_file_path).parent)
            self.settings = settings_file.load(root)
            self.audience = self._audience()
        project = self.settings.project
        config.update(names(project))
        for key, value in defaults(project, self.audience).items():
            config[key] = config[key] or value
        for key, file in pictures(self.settings.look).items():
            config.theme[key] = file
        return config

    def _audience(self) -> Audience:
        told = os.environ.get("KB_AUDIENCE") or self.config.audience
        if not told:
            return self.settings.project.audience
        try:
            return Audience(told)
        except ValueError as error:
            choices = ", ".join(audience.value for audience in Audience)
            raise ConfigError(f"KB_AUDIENCE is {told!r}, not one of {choices}") from error

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Drop whatever stands in `content/` and add what the audience may read."""
        portal = self.portal or self._assembled()
        self.heads = {page.path: page.head for page in portal.pages}
        self.charts = {page.path: page.charts for page in portal.pages}
        ours = [file for file in files if _from_docs(file, config)]
        for file in ours:
            files.remove(file)
        for file in _files(portal, config):
            files.append(file)
        # A list that this audience does not get leaves the navigation; a mistyped one stays and is reported.
        gone = ({file.src_uri for file in ours} | WITH_SOMETHING) - {page.path for page in portal.pages}
        config.nav = without(config.nav, gone)
        return files

    def _assembled(self) -> Portal:
        from kb.flows.portal import assemble  # reads the workspace; nothing to do for `mkdocs --help`

        with _in_mkdocs_words():
            looked_at = os.environ.get("KB_LOOKED_AT", "")
            return assemble(self.settings, self.audience, today=clock.today(), looked_at=looked_at)

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:
        """Keep metadata inert even where a page was not made by `kb.site`: themes print it as it is."""
        for key, value in page.meta.items():
            page.meta[key] = inert(value)
        return markdown

    def on_page_content(self, html: str, *, page: Page, **_: Any) -> str:
        """Let through what the policy names and nothing else but the forms of our own search page and feedback."""
        for heading in _headings(page.toc):
            heading.title = inert(heading.title)
        return rendered.content(html, page.url, self.charts.get(page.file.src_uri, ()))

    def on_post_page(self, output: str, *, page: Page, **_: Any) -> str:
        """Put what programs look for into the page's head, without a template of our own."""
        return rendered.headed(output, self.heads.get(page.file.src_uri, ""))

    def on_template_context(self, context: TemplateContext, **_: Any) -> TemplateContext:
        """Remember where the site begins, for the page about dead addresses."""
        self._base = str(context["base_url"])
        return context

    def on_post_template(self, output_content: str, *, template_name: str, **_: Any) -> str:
        """Help where an address is dead; the portal has a sitemap of its own, with the days pages changed."""
        if template_name == "sitemap.xml":
            return ""
        if template_name != "404.html":
            return output_content
        return rendered.not_found(output_content, self._base)


@contextmanager
def _in_mkdocs_words() -> Iterator[None]:
    try:
        yield
    except KbError as error:
        hint = f"\n{error.hint}" if error.hint else ""
        raise PluginError(f"{error}{hint}") from error


def _from_docs(file: File, config: MkDocsConfig) -> bool:
    # The theme's own files come from elsewhere, those of other plugins from nowhere.
    return file.src_dir is not None and Path(file.src_dir) == Path(config.docs_dir)


def _files(portal: Portal, config: MkDocsConfig) -> Iterator[File]:
    docs = posixpath.relpath(
        Path(config.docs_dir).as_posix(), Path(config.config_file_path).parent.as_posix()
    )
    for page in portal.pages:
        file = File.generated(config, page.path, content=page.text)
        file.edit_uri = posixpath.relpath(page.edit_path, docs) if page.edit_path else None
        yield file
    for asset in portal.assets:
        if asset.path.endswith(".md"):
            # MkDocs makes a page of it: it is copied under another name to where it belongs.
            name, included = f"{asset.path}.txt", InclusionLevel.INCLUDED
        else:
            name, included = asset.path, InclusionLevel.UNDEFINED
        file = File.generated(config, name, content=asset.content, inclusion=included)
        file.dest_uri = asset.path
        yield file


def _headings(toc: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    for heading in toc:
        yield heading
        yield from _headings(heading.children)
