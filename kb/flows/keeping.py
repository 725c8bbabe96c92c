"""One raw file in, what a bundle may keep of it written beside the bundle, on any core."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.archive import kinds
from kb.archive.bag import Part, part
from kb.archive.links import links_in
from kb.archive.pieces import PIECE, pieces
from kb.errors import InputError
from kb.flows.plain import Known, safe_text
from kb.redact.base import Redactor
from kb.redact.greetings import greeted
from kb.redact.incident import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A raw file, the name it has in messages, and the new file for what is kept; None to look only."""

    path: Path
    name: str
    place: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a file, what was hidden in it, and where it links to."""

    part: Part
    hidden: Counts
    links: frozenset[str] = frozenset()


def keep_text(redactors: Sequence[Redactor], known: Known, task: Task) -> Kept | str:
    """Redact a text piece by piece; give the reason where it cannot be kept."""
    hidden: Counter[str] = Counter()
    links: set[str] = set()

    def safe() -> Iterator[bytes]:
        strangers: frozenset[str] = frozenset()
        if task.path.stat().st_size > PIECE:  # whom one piece greets is known in the others
            strangers = strangers.union(*map(greeted, pieces(task.path)))
        for text in pieces(task.path):
            clean, counts = safe_text(task.name, text, redactors, known, strangers)
            hidden.update(counts)
            links.update(links_in(clean))
            yield clean.encode(errors="replace")

    try:
        return Kept(part=part(safe(), task.place), hidden=dict(hidden), links=frozenset(links))
    except (InputError, ValueError) as error:
        return error.problem if isinstance(error, InputError) else str(error)


def keep_as_it_is(task: Task) -> Kept | str:
    """Keep a picture or a PDF that redaction cannot look into; give the reason where it cannot be kept."""
    try:
        clean = kinds.kept(task.path.suffix.lower(), task.path.read_bytes())
    except ValueError as error:
        return str(error)
    return Kept(part=part((clean,), task.place), hidden={})
