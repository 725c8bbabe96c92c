"""
Words and phrases that mean the same to the people who search: `cv`, `resume`, `curriculum vitae`.

A group has one term of its own. A document that says any of its members gets the term, and a query that says any of
them asks for it, so that a phrase finds a word and a word finds a phrase, in every engine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from kb.search.analysis import cut, tokens
from kb.search.languages import DEFAULT, stem, stop_words

JOINED_WORDS = 4  # a phrase of no more words is also known where some of them are written as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Ways to say one thing, as somebody wrote them; `line` is where in their file, 0 for what is built in."""

    words: tuple[str, ...]
    language: str = DEFAULT
    comment: str = ""
    line: int = 0


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
        known = self._known.setdefault(language, {})
        for number, chunk in enumerate(found):
            members = known.get(chunk)
            if members is None:
                members = known[chunk] = self._beginning(cut(chunk), language)
            for member in members:
                rest = found[number : number + len(member.words)]
                if len(rest) == len(member.words) and all(
                    self._is(cut(each), word, term, language)
                    for each, word, term in zip(rest, member.words, member.stems, strict=True)
                ):
                    counts[member.group] += 1
                    break
        return counts

    @cached_property
    def _known(self) -> dict[str, dict[str, tuple[Member, ...]]]:
        """By language and run of letters: most runs begin no member, and come again in the next text."""
        return {}

    def _beginning(self, words: Sequence[str], language: str) -> tuple[Member, ...]:
        if not words:
            return ()
        return self.by_first.get(words[0]) or self.by_first.get(stem(words[0], language)) or ()

    @staticmethod
    def _is(words: Sequence[str], word: str, term: str, language: str) -> bool:
        return bool(words) and (words[0] == word or stem(words[0], language) == term)


def synonyms(groups: Iterable[Iterable[str]], language: str = DEFAULT) -> Synonyms:
    """Make groups of what people wrote; a group of fewer than two members says nothing and is left out."""
    return in_force(Group(words=tuple(group), language=language) for group in groups)


def in_force(groups: Iterable[Group]) -> Synonyms:
    """
    Make one term of each group.

    A way to say something belongs to the first group that has it; one that only has words that say nothing belongs
    to none. Hyphens do not matter: `two-factor` is also `two factor`, and `log in` also `login`.
    """
    members: list[Member] = []
    taken: set[tuple[str, ...]] = set()
    for group in groups:
        said = [
            [way for way in each if way not in taken]
            for each in (ways(text, group.language) for text in group.words)
        ]
        if len({tuple(each[0]) for each in said if each}) < 2:
            continue
        every = list(dict.fromkeys(way for each in said for way in each))
        taken.update(every)
        key = " ".join(min(every))
        members += [
            Member(group=key, words=way, stems=tuple(stem(word, group.language) for word in way))
            for way in every
        ]
    return Synonyms(members=tuple(sorted(members, key=lambda m: (m.group, m.words))))


def ways(text: str, language: str = DEFAULT) -> tuple[tuple[str, ...], ...]:
    """Give how a word or phrase may be written, folded: as it is, without its hyphens, and with words joined."""
    silent = stop_words((language,))
    found: dict[tuple[str, ...], None] = {}
    for written in (text, text.replace("-", " ")):
        words = tuple(token.surface for token in tokens(written) if not token.part)
        if not words or all(word in silent for word in words):
            continue
        found[words] = None
        if len(words) <= JOINED_WORDS:
            found |= dict.fromkeys(_joined(words))
    return tuple(found)


def _joined(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Write some neighbours as one word, in every way there is."""
    for signs in product((" ", ""), repeat=len(words) - 1):
        text = words[0] + "".join(sign + word for sign, word in zip(signs, words[1:], strict=True))
        yield tuple(text.split(" "))


NONE = Synonyms()
