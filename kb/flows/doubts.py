"""What in a page may still be a person's name, judged by all that the knowledge base and the ledger say."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kb.articles.repository import Contents
from kb.config import Settings
from kb.io import frontmatter
from kb.model.incident import IncidentRef, RedactedIncident
from kb.redact.candidates import Candidate, candidates
from kb.redact.view import fold
from kb.redact.vocabulary import ordinary_words

_WORD = re.compile(r"[^\W\d_]+")


class Doubts:
    """The vocabulary of one workspace, collected once."""

    def __init__(
        self, settings: Settings, contents: Contents, ledger: Mapping[IncidentRef, RedactedIncident]
    ) -> None:
        self._contents = contents
        self._ledger = ledger
        self._allowed = frozenset(settings.redact.allow) | frozenset(self._names())
        said = {word for name in self._allowed for word in _WORD.findall(fold(name).lower())}
        self._ordinary = ordinary_words(self.texts()) | said

    def of(self, page: str, *, kept: Sequence[str]) -> tuple[Candidate, ...]:
        """List what may be a name in an article's whole text; lines are those of the file."""
        lower = fold(page).lower()
        allowed = sorted(name for name in self._allowed if fold(name).lower() in lower)
        return candidates(_readable(page), ordinary=self._ordinary, allowed=allowed, kept=kept)

    def texts(self) -> Iterator[str]:
        """Yield every page and every text of the ledger."""
        yield from self._contents.texts.values()
        for incident in self._ledger.values():
            yield from (incident.summary, incident.description, incident.resolution)
            yield from (entry.text for entry in incident.entries)

    def _names(self) -> Iterator[str]:
        """Yield the names of products, teams and topics: no people."""
        for incident in self._ledger.values():
            yield from (*incident.environment, incident.group, incident.category)
        for article in self._contents.articles:
            yield from (*article.environment, *article.tags, article.owner)


def _readable(page: str) -> str:
    """Blank out the front matter but for the words readers see, and leave every line in its place."""
    fields, body = frontmatter.parse(page)
    places = frontmatter.Places(page)
    lines = [""] * page[: len(page) - len(body)].count("\n")
    asked = fields.get("also_asked_as") or []
    shown: list[tuple[tuple[str | int, ...], str]] = [(("title",), fields.get("title", ""))]
    shown += [
        (("also_asked_as", number), each)
        for number, each in enumerate(asked if isinstance(asked, list) else [asked])
    ]
    for where, value in shown:
        line = places.line(*where) - 1
        lines[line] = f"{lines[line]} {value}.".strip()
    return "\n".join([*lines, body.replace("\r\n", "\n")])
