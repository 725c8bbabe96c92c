"""What synonyms are proposed from, and what is proposed."""

import re
from dataclasses import dataclass

from kb.search.languages import DEFAULT

EXAMPLES = 3
HIDDEN = re.compile(r"\[[a-z][a-z _-]*\d*\]")  # what redaction put in


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article's own words and those of its incidents, each with the incident's number ("" for none)."""

    article: str
    title: str
    issue: str = ""
    wordings: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()  # what else is said about it, for phrases and their initials
    language: str = DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    Two ways to say one thing, ours last. `kind` is `wording`, `abbreviation` or `spelling`.

    `said` counts the incidents that speak for it, of `among`; `elsewhere` those of other articles that say it too.
    """

    words: tuple[str, str]
    kind: str
    score: float
    said: int
    among: int = 0
    elsewhere: int = 0
    articles: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    reason: str = ""
