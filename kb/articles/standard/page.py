"""One page's text with what the rules ask of it, worked out once."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from kb.articles import links
from kb.errors import InputError
from kb.io import frontmatter
from kb.model.article import Article
from kb.model.incident import IncidentRef, RedactedIncident

Found = Iterator[tuple[str, int, str]]
"""What a rule finds: (code, 1-based line in the file, message)."""
Records = Mapping[IncidentRef, RedactedIncident]


class PageText:
    """A page's whole text; a front matter that cannot be read counts as body."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        try:
            _, body, self.body_line = frontmatter.split(text)
        except InputError:
            body, self.body_line = text, 1
        self.body = body.replace("\r\n", "\n")

    def field_line(self, *where: str | int) -> int:
        """Tell the line of a front-matter field, or of an item in it."""
        return self._places.line(*where)

    def body_position_line(self, position: int) -> int:
        """Tell the line of a character of the body."""
        return self.body_line + self.body.count("\n", 0, position)

    def evidence_line(self, ref: IncidentRef) -> int:
        """Tell the line on which an incident is named as evidence."""
        number = self._evidence.get(str(ref))
        return self.field_line("evidence", *(() if number is None else (number,)))

    @cached_property
    def _places(self) -> frontmatter.Places:
        return frontmatter.Places(self.text)

    @cached_property
    def _evidence(self) -> Mapping[str, int]:
        listed = frontmatter.parse(self.text)[0].get("evidence", "")
        return {str(value): number for number, value in enumerate(listed)} if isinstance(listed, list) else {}

    @cached_property
    def links(self) -> tuple[links.Link, ...]:
        """List the body's links and images."""
        return tuple(links.links(self.body))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Name what can be pointed at in the body."""
        return links.anchors(self.body)


def page_of(article: Article, pages: Mapping[str, PageText]) -> PageText:
    """Give an article's page, or one made of its body alone."""
    return pages.get(article.path) or PageText(article.path, article.body)
