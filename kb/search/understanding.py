"""Meaning as an index keeps it: vectors beside its generation, and the provider only where it is asked."""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from kb.errors import StateError
from kb.model.progress import Progress
from kb.model.search import Document
from kb.search import vectors
from kb.search.meaning import Meaning, load
from kb.search.sense import Sense
from kb.search.synonyms import Synonyms


class Understanding:
    """What one setting asks for: the provider of that name, none for "". Vectors are cached below `cache`."""

    def __init__(self, provider: str = "", cache: Path | None = None) -> None:
        self.provider = provider
        self._cache = cache / f"{provider}.kbv" if cache and provider else None

    @property
    def maker(self) -> str:
        """Name the provider and its version, "" for none; raise ConfigError where its package is missing."""
        return self._meaning.name if self._meaning else ""

    @cached_property
    def _meaning(self) -> Meaning | None:
        return load(self.provider)

    def add(
        self,
        generation: Path,
        documents: Sequence[Document],
        synonyms: Synonyms,
        *,
        before: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write the vectors of documents into a generation that is being made; nothing where there is no provider."""
        from kb.search import calibration  # asks questions of an index of its own; searching needs none of it

        meaning = self._meaning
        if meaning is None:
            return
        known = None
        with suppress(StateError):
            known = vectors.read(before / vectors.FILE, meaning.name) if before else None
        made = vectors.make(documents, meaning, cache=self._cache, progress=progress)
        calibration.weighed(documents, meaning, made, synonyms, before=known).write(generation / vectors.FILE)

    def sense(self, generation: Path) -> Sense | None:
        """
        Open what a generation knows of meaning; None where it has none, or is better off without.

        Raise StateError where it was made by another provider or version.
        """
        path = generation / vectors.FILE
        if not self.provider or not path.is_file():
            return None
        if not vectors.weight(path):
            return None  # the provider is not even loaded
        meaning = self._meaning
        return Sense(meaning, vectors.read(path, meaning.name)) if meaning else None


NOTHING = Understanding()
