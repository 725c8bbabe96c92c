"""
A Markdown extension for generators that do not run the plugin: pages are sanitised and sealed as they are rendered.

What stands between the seals is what `kb build` sanitises again when the site is built; a page without them ends the build.
"""

from collections.abc import Iterable
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from kb.site.rendered import outline, sealed


class Seal(Extension):  # type: ignore[misc] # Markdown comes without types
    """Seals what `Markdown.convert` gives: postprocessors also see each heading alone."""

    def __init__(self, **options: Any) -> None:
        self.config = {"mark": ["", "What only this build knows"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Take the place of the method that renders a page."""
        render, mark = md.convert, self.getConfig("mark")

        def convert(source: str) -> str:
            rendered = sealed(render(source), mark)
            _plain(getattr(md, "toc_tokens", []))
            return rendered

        md.convert = convert


def _plain(tokens: Iterable[dict[str, Any]]) -> None:
    for token in tokens:
        token["html"], token["data-toc-label"] = outline(token["name"]), ""
        _plain(token["children"])


def makeExtension(**options: Any) -> Seal:  # noqa: N802 - Markdown looks for this name
    """Make it, as Markdown asks."""
    return Seal(**options)
