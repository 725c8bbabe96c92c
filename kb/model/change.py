"""What a command does to articles: worked out first, then written, then one commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.model.incident import IncidentRef


class ChangeKind(StrEnum):
    """What was done, as the commit's `Kb-Change` trailer says it."""

    NEW = "new"
    EDIT = "edit"
    PROMOTE = "promote"
    REVIEW = "review"
    RETIRE = "retire"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    UNLINK = "unlink"
    MARK = "mark"
    MOVE = "move"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    A change of pages in `content/`, nothing written yet.

    `before` and `after` map each page's path to its whole text, None where there is no such page. `articles`
    are the ids it is about, the one it is done to first; `evidence` the incidents that come, go or move.
    `remarks` are sentences for whoever asked for it.
    """

    kind: ChangeKind
    summary: str
    articles: tuple[str, ...]
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    evidence: tuple[IncidentRef, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything is as asked already."""
        return all(self.before.get(path) == text for path, text in self.after.items())

    @property
    def removed(self) -> tuple[str, ...]:
        """Name the pages that go."""
        return tuple(path for path, text in self.after.items() if text is None)
