"""
What a text means, as numbers, and how much that counts beside its words.

Optional: nothing here is needed, and numpy is imported only where a provider is.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from kb import registry
from kb.errors import ConfigError

GROUP = "kb.meanings"


class Meaning(Protocol):
    """Turns texts into vectors. Register what makes one, without arguments, under the `kb.meanings` entry point."""

    @property
    def name(self) -> str:
        """What it is, with its version; vectors made under another name are not compared."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def vectors(self, texts: Sequence[str]) -> Any:
        """
        Give a numpy array with one row for each text, of length 1, or all zeros for a text that says nothing.

        Promises: the same row for the same text, whatever texts stand beside it; safe to call from several
        threads; nothing is read but files of installed packages, and no socket is opened.
        """


def load(name: str) -> Meaning | None:
    """Make the provider of that name, none for ""; raise ConfigError where it or its package is missing."""
    if not name:
        return None
    factory = registry.load(GROUP, name)
    try:
        made: Meaning = factory()
        _ = made.name, made.dimension, made.vectors  # a guest without them fails here
    except ConfigError:
        raise
    except Exception as error:  # a guest may fail in any way
        raise ConfigError(
            f"the meaning {name!r} cannot be made: {error}", hint="update it, or uninstall it"
        ) from error
    return made
