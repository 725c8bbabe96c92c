"""What every engine that keeps generations in a folder does alike: name a state, write it aside, find it again."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from kb.errors import KbError, StateError
from kb.model.progress import Progress
from kb.model.search import Document
from kb.search import generations, state
from kb.search.synonyms import NONE, Synonyms
from kb.search.understanding import NOTHING, Understanding

T = TypeVar("T")


class Generational:
    """
    One audience's index in one folder, without its postings: an engine adds how these are filled and read.

    `sealed` names the generation that this object found whole, or wrote and sealed itself.
    """

    def __init__(self, folder: Path, understanding: Understanding = NOTHING) -> None:
        self.folder = folder
        self.understanding = understanding
        self.sealed = ""

    def maker(self) -> str:
        """Name the versions of what writes this index; another maker's is made anew."""
        raise NotImplementedError

    def update(
        self, aside: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
    ) -> bool:
        """Fill a folder with a changed copy of the current generation; return False where it must be made anew."""
        raise NotImplementedError

    def fill(
        self, aside: Path, documents: Sequence[Document], digests: Mapping[str, str], synonyms: Synonyms
    ) -> None:
        """Fill an empty folder from the documents alone."""
        raise NotImplementedError

    def is_there(self) -> bool:
        """Whether there is an index to open; it may still turn out broken."""
        try:
            generations.current(self.folder)
        except StateError:
            return False
        return True

    def is_missing(self) -> bool:
        """Whether nothing was ever written here."""
        return not (self.folder / generations.CURRENT).exists()

    def state(self) -> str:
        """Name the current state, by its content; raise StateError when there is none."""
        return generations.current(self.folder).name

    def write(
        self, documents: Sequence[Document], synonyms: Synonyms = NONE, progress: Progress | None = None
    ) -> bool:
        """
        Make these documents findable as a new generation; return False when they already are the current one.

        What has not changed is taken over from the generation before, where that is quicker.
        """
        maker, understood = self.maker(), self.understanding.maker
        digests = {document.id: state.digest(document) for document in documents}
        name = generations.name_of(state.name(digests, synonyms, f"{maker} {understood}".strip()))

        def fill(aside: Path) -> None:
            try:
                done = self.update(aside, documents, digests, synonyms)
            except (KbError, OSError, ValueError, KeyError):
                done = False  # the generation before cannot be read: it is a cache, so make all anew
            if not done:
                for left in aside.iterdir():
                    left.unlink()
                self.fill(aside, documents, digests, synonyms)
            if understood:
                before = generations.current(self.folder) if self.is_there() else None
                self.understanding.add(aside, documents, synonyms, before=before, progress=progress)

        changed = generations.build(self.folder, name, maker, fill)
        self.sealed = name
        return changed

    def check(self, generation: Path) -> None:
        """Raise StateError unless a generation is what was sealed; one that was sealed here is."""
        if generation.name != self.sealed:
            generations.check(generation, self.maker())

    def of_current(self, look: Callable[[Path], T]) -> T:
        """Look at the current generation, again where a writer has moved on and removed what was being opened."""
        for attempt in range(3):
            generation = generations.current(self.folder)
            try:
                return look(generation)
            except KbError:
                if attempt == 2 or generations.current(self.folder) == generation:
                    raise
        raise AssertionError("unreachable")
