"""
Words and phrases that mean the same to the people who search: `cv`, `resume`, `curriculum vitae`.

A group has one term of its own. A document that says any of its members gets the term, and a query that says any of
them asks for it, so that a phrase finds a word and a word finds a phrase, in every engine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.search.analysis import cut, tokens
from kb.search.languages import DEFAULT, stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One way to say it: the folded words and their stems, side by side; `group` is the key of its group."""

    group: str
    words: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Synonyms:
    """All groups of one base."""

    members: tuple[Member, ...] = ()

    @cached_property
    def by_first(self) -> dict[str, tuple[Member, ...]]:
        """Members by their first word and by its stem, the longest first."""
        found: dict[str, list[Member]] = {}
        for member in self.members:
            for key in {member.words[0], member.stems[0]}:
                found.setdefault(key, []).append(member)
        return {key: tuple(sorted(each, key=lambda m: -len(m.words))) for key, each in found.items()}

    def in_text(self, found: Sequence[str], language: str) -> Counter[str]:
        """Count the groups that the runs of a text name."""
        if not self.members:
            return Counter()
        counts: Counter[str] = Counter()
        for number, chunk in enumerate(found):
            words = cut(chunk)
            if not words:
                continue
            for member in self._beginning(words[0], language):
                rest = found[number : number + len(member.words)]
                if len(rest) == len(member.words) and all(
                    self._is(cut(each), word, term, language)
                    for each, word, term in zip(rest, member.words, member.stems, strict=True)
                ):
                    counts[member.group] += 1
                    break
        return counts

    def _beginning(self, word: str, language: str) -> tuple[Member, ...]:
        return self.by_first.get(word) or self.by_first.get(stem(word, language)) or ()

    @staticmethod
    def _is(words: Sequence[str], word: str, term: str, language: str) -> bool:
        return bool(words) and (words[0] == word or stem(words[0], language) == term)


def synonyms(groups: Iterable[Iterable[str]], language: str = DEFAULT) -> Synonyms:
    """Make groups of what people wrote; a group of fewer than two members says nothing and is left out."""
    members: list[Member] = []
    for group in groups:
        said = [tuple(token.surface for token in tokens(text) if not token.part) for text in group]
        ways = list(dict.fromkeys(way for way in said if way))
        if len(ways) < 2:
            continue
        key = " ".join(min(ways))
        members += [
            Member(group=key, words=way, stems=tuple(stem(word, language) for word in way)) for way in ways
        ]
    return Synonyms(members=tuple(sorted(members, key=lambda m: (m.group, m.words))))


NONE = Synonyms()
