"""What a workshop is held with: sheets of blocks, no rendering."""

from dataclasses import dataclass

from kb.model.article import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """
    One part of a sheet: words, what people say, then numbered steps or choices, and lines to write on.

    `link` is the address it can be read at, "" where nobody said where the site stands.
    """

    title: str
    words: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    lines: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet to print; `name` is its file's, without an ending."""

    name: str
    title: str
    intro: str
    blocks: tuple[Block, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a quiz; `right` is the place of the right answer among the choices."""

    article: str
    asked: str
    choices: tuple[str, ...]
    right: int

    @property
    def letter(self) -> str:
        """The letter of the right answer."""
        return letter(self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """All sheets of a workshop, for one audience: none holds what its readers may not read."""

    title: str
    audience: Audience
    sheets: tuple[Sheet, ...]
    questions: tuple[Question, ...]


def letter(place: int) -> str:
    """Give the letter of a choice: 0 is A."""
    return "ABCDEFGH"[place]
