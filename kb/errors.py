"""
What can go wrong, each class with the exit code the command line ends with.

    KbError              1   the tool worked, the answer is "not good"
    ├── ConfigError      2   settings or usage
    ├── InputError       3   an export, article, lesson or manifest cannot be read
    ├── StateError       4   Git, the index or the disk is not as it must be
    └── RefusedError     5   going on could leak or lose something

Any other exception ends with 70 (our bug), Ctrl-C with 130.
"""

from pathlib import Path

BUG = 70
INTERRUPTED = 130


class KbError(Exception):
    """
    Say where, then what, then a hint one can type.

    `path` and `line` (1-based) are printed in front of the problem as `path:line:`.
    """

    code = 1

    def __init__(
        self,
        problem: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.problem = problem
        self.path = path
        self.line = line
        self.hint = hint
        super().__init__(problem)

    def __str__(self) -> str:
        where = ""
        if self.path is not None:
            where = f"{self.path}:{self.line}: " if self.line is not None else f"{self.path}: "
        return f"{where}{self.problem}"


class ConfigError(KbError):
    """Settings or usage are wrong."""

    code = 2


class InputError(KbError):
    """An export, an article, a lesson or a manifest cannot be read."""

    code = 3


class StateError(KbError):
    """Git, the index or the disk is not as it must be."""

    code = 4


class RefusedError(KbError):
    """Going on could leak or lose something."""

    code = 5
