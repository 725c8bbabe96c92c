"""Patterns that a project declares, refused when some text could keep them busy for hours."""

import re

from kb.errors import ConfigError

_WAYS = 50_000
"""In how many ways a pattern may be tried at one place of a text."""
_ENDS = (1000, 1000, 200)
"""How far a repeat without end counts, by how many of them a pattern has."""
_MANY = 100
"""A repeat that counts further than this counts as one without end."""

_REPEAT = re.compile(r"([*+?]|\{([0-9]*)(,?)([0-9]*)\})([?+]?)")
_OPENING = re.compile(r"\(\?(?:P?<[A-Za-z_]\w*>|<?[=!]|>|[aiLmsux]*(?:-[imsx]+)?:)|\((?!\?)")
_ASIDE = re.compile(r"\(\?(?:P=\w+|[aiLmsux]+|#[^)]*)\)")
_ANYTHING = (".", r"\S", r"\D", r"\W")


def compile_declared(pattern: str) -> re.Pattern[str]:
    """
    Compile a declared pattern; raise ConfigError for one that is none, matches nothing, or may take for ever.

    A repeat without end counts to 1,000, or to 200 when there are two, so that time grows with the text.
    """
    try:
        compiled = re.compile(pattern)
        bounded = re.compile(_Reader(pattern).bounded())
    except (re.error, OverflowError, RecursionError) as error:
        raise ConfigError(f"redact.patterns holds {pattern!r}, not a regular expression: {error}") from error
    if compiled.match(""):
        raise ConfigError(f"redact.patterns holds {pattern!r}, which matches nothing at all")
    return bounded


class _Reader:
    """Walks once through a pattern that compiles and counts in how many ways its repeats can share out a text."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._place = 0
        self._pieces: list[str] = []
        self._open: list[tuple[int, int]] = []  # which pieces are repeats without end, and how often at least
        self._after_endless = False
        self._wide = 0

    def bounded(self) -> str:
        """Write the pattern with an end for each repeat; raise ConfigError when it can be slow."""
        if self._alternatives() > _WAYS or len(self._open) > 2:
            raise self._slow("can share out one text in too many ways")
        end = _ENDS[len(self._open)]
        for piece, least in self._open:
            self._pieces[piece] = f"{{{least},{max(end, least)}}}"
        return "".join(self._pieces)

    def _alternatives(self) -> int:
        ways = self._sequence()
        while self._pattern.startswith("|", self._place):
            self._take(self._place + 1)
            self._after_endless = False
            ways += self._sequence()
        return ways

    def _sequence(self) -> int:
        ways = 1
        while self._place < len(self._pattern) and self._pattern[self._place] not in "|)":
            ways = min(ways * self._repeated(), _WAYS + 1)
        return ways

    def _repeated(self) -> int:
        """Read an atom and its repeat."""
        after, start, endless_before = self._after_endless, self._place, len(self._open)
        ways = self._atom()
        inner_endless = len(self._open) > endless_before
        wide = self._pattern[start : self._place] in _ANYTHING or self._pattern.startswith("[^", start)
        found = _REPEAT.match(self._pattern, self._place)
        if found is None or not (found[2] or found[4] or found[1] in "*+?"):
            self._after_endless = inner_endless
            return ways
        least, most = _bounds(found)
        many = most is None or most > _MANY
        if many and (ways > 1 or inner_endless):
            raise self._slow("repeats what is itself repeated")
        if many and after:
            raise self._slow("has two repeats without end side by side")
        self._wide += many and wide
        if self._wide > 1:
            raise self._slow("repeats twice without end what may be anything")
        self._after_endless = many or inner_endless or (after and least == 0)
        self._take(found.end())
        if many and found.end() == len(self._pattern):
            return 1  # nothing follows, so nothing makes it go back
        if most is None:
            self._pieces[-1] = ""
            self._open.append((len(self._pieces) - 1, least))
            self._pieces.append(found[5])
            most = least + _ENDS[-1]
        return _powers(ways, least, most)

    def _atom(self) -> int:
        pattern, place = self._pattern, self._place
        if aside := _ASIDE.match(pattern, place):
            self._take(aside.end())
            return 1
        if opening := _OPENING.match(pattern, place):
            self._take(opening.end())
            ways = self._alternatives()
            self._take(self._place + 1)
            return ways
        if pattern[place] == "(":
            raise self._slow("has a group of a kind that cannot be judged")
        self._take(_atom_end(pattern, place))
        return 1

    def _take(self, end: int) -> None:
        self._pieces.append(self._pattern[self._place : end])
        self._place = end

    def _slow(self, why: str) -> ConfigError:
        return ConfigError(
            f"redact.patterns holds {self._pattern!r}, which {why}: some text could keep it busy for hours",
            hint=r"say how often at most, as in \d{1,12}",
        )


def _bounds(found: re.Match[str]) -> tuple[int, int | None]:
    if found[1] in "*+":
        return int(found[1] == "+"), None
    if found[1] == "?":
        return 0, 1
    least = int(found[2] or 0)
    if not found[3]:
        return least, least
    return least, int(found[4]) if found[4] else None


def _powers(ways: int, least: int, most: int) -> int:
    """Add up the ways of all numbers of turns; more than _WAYS is as good as endless."""
    total = 0
    turn = ways**least if least < 20 else 1 if ways == 1 else _WAYS + 1
    for _ in range(least, most + 1):
        total += turn
        turn *= ways
        if total > _WAYS:
            return _WAYS + 1
    return total


def _atom_end(pattern: str, place: int) -> int:
    if pattern[place] == "\\":
        return place + 2
    if pattern[place] != "[":
        return place + 1
    end = place + 2 if pattern.startswith("^", place + 1) else place + 1
    end += pattern.startswith("]", end)  # a bracket that comes first is a sign like others
    while pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1
