"""
What the pages of one index mean, as numbers: computed when the index is made, looked up when it is asked.

A file is plain: a line of JSON that says what follows, then the numbers, two bytes each. Nothing in it can run.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.errors import StateError
from kb.io.files import write_if_changed
from kb.model.progress import Progress, Silent
from kb.model.prose import sentences
from kb.model.search import Document
from kb.search.meaning import Meaning

FILE = "vectors.kbv"
"""The file's name inside the folder of an index's generation."""

PASSAGE = 400  # characters, about, that one vector stands for
READ = 6_000  # characters of a page's text that are read
LINES = 12  # other wordings that have a vector each

_FORMAT = "kb vectors 1"
_CUT = "1"  # raise it when pages are cut otherwise: all vectors are then computed again
_DIGEST = 32
_WIDER = 10  # how many times what is asked for is looked at row by row
_SPARED = 4  # how many times the pages that are needed now the cache may hold
_LEAST_SPARED = 100
_HINT = "make it again with: kb build"


@dataclass(frozen=True, kw_only=True)
class Vectors:
    """
    Rows of numbers by key: a document's id, or in the cache the digest of its texts.

    `rows` is an array of 16-bit floats, each row of length 1; a key's rows stand together. `weight` is how much
    meaning counts beside words in this base, 0 to 1; at 0 it is not asked. `asked` names the pages it was measured on.
    """

    maker: str
    dimension: int
    counts: Mapping[str, int]
    rows: Any
    weight: float = 0.0
    asked: str = ""

    @cached_property
    def places(self) -> dict[str, tuple[int, int]]:
        """Where the rows of each key begin and end."""
        found, begin = {}, 0
        for key, count in self.counts.items():
            found[key] = (begin, begin + count)
            begin += count
        return found

    def similarities(self, asked: Any, keys: Iterable[str]) -> list[float]:
        """
        Say how near each key is to a vector, from -1 to 1; 0 where a key has no rows.

        Half of it is its nearest row, half the middle of all its rows: one passage that fits, on a page that is about it.
        """
        import numpy as np

        places = [self.places.get(key, (0, 0)) for key in keys]
        held = [(begin, end) for begin, end in places if end > begin]
        if not held:
            return [0.0] * len(places)
        rows = np.concatenate([self.rows[begin:end] for begin, end in held]).astype("f4")
        starts = np.cumsum([0, *(end - begin for begin, end in held[:-1])])
        near = (np.maximum.reduceat(rows @ asked, starts) + _middles(rows, starts) @ asked) / 2
        values = iter(near.tolist())
        return [round(next(values), 4) if end > begin else 0.0 for begin, end in places]

    def nearest(self, asked: Any, most: int) -> list[tuple[str, float]]:
        """Give the keys nearest to a vector of all there are, the nearest first, ties by key."""
        keys, middles = self._by_middle
        near = middles @ asked
        first = [keys[place] for place in near.argsort()[::-1][: most * _WIDER].tolist()]
        best = zip(first, self.similarities(asked, first), strict=True)
        return sorted(best, key=lambda one: (-one[1], one[0]))[:most]

    @cached_property
    def _by_middle(self) -> tuple[list[str], Any]:
        """Give the keys that have rows, and the middle of each one's rows."""
        import numpy as np

        held = {key: begin for key, (begin, end) in self.places.items() if end > begin}
        if not held:
            return [], np.zeros((0, self.dimension), dtype="f4")
        return list(held), _middles(self.rows.astype("f4"), list(held.values()))

    def without(self, rows: Mapping[str, int]) -> "Vectors":
        """Give the same without one row of some keys, each named by its place among its key's rows."""
        import numpy as np

        gone = [self.places[key][0] + row for key, row in rows.items()]
        counts = {key: count - (key in rows) for key, count in self.counts.items()}
        return replace(self, counts=counts, rows=np.delete(self.rows, gone, axis=0))

    def write(self, path: Path) -> bool:
        """Write the file whole, or leave one that already says this."""
        data = self.rows.tobytes()
        head = {
            "format": _FORMAT,
            "maker": self.maker,
            "dimension": self.dimension,
            "weight": self.weight,
            "asked": self.asked,
            "check": zlib.crc32(data),
            "counts": list(self.counts.items()),
        }
        return write_if_changed(path, json.dumps(head, separators=(",", ":")).encode() + b"\n" + data)


def _middles(rows: Any, starts: Any) -> Any:
    """Add up each run of rows, and make the sums one long."""
    import numpy as np

    sums = np.add.reduceat(rows, starts, axis=0)
    return sums / np.maximum(np.sqrt((sums * sums).sum(axis=1, keepdims=True)), 1e-9)


def weight(path: Path) -> float:
    """Say how much meaning counts in a base, from its file's first line alone; raise StateError where there is none."""
    try:
        with path.open("rb") as file:
            return float(json.loads(file.readline())["weight"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StateError(f"the vectors cannot be read: {error}", path=path, hint=_HINT) from error


def read(path: Path, of: str = "") -> Vectors:
    """Read what `Vectors.write` wrote; raise StateError for anything else, and for the vectors of another maker."""
    import numpy as np

    try:
        data = path.read_bytes()
        end = data.index(b"\n") + 1
        head = json.loads(data[:end])
        if head["format"] != _FORMAT:
            raise ValueError(f"the format is {head['format']!r}")
        rows = np.frombuffer(data, dtype="<f2", offset=end).reshape(-1, int(head["dimension"]))
        counts = {str(key): int(count) for key, count in head["counts"]}
        maker, asked, weight = str(head["maker"]), str(head["asked"]), float(head["weight"])
        if (
            zlib.crc32(memoryview(data)[end:]) != head["check"]
            or sum(counts.values()) != len(rows)
            or min(counts.values(), default=0) < 0
            or not 0 <= weight <= 1
        ):
            raise ValueError("the numbers are not those that were written")
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise StateError(f"the vectors cannot be read: {error}", path=path, hint=_HINT) from error
    if of and maker != of:
        raise StateError(f"the vectors are of {maker}, not of {of}", path=path, hint=_HINT)
    return Vectors(
        maker=maker,
        dimension=int(rows.shape[1]),
        counts=counts,
        rows=rows,
        weight=weight,
        asked=asked,
    )


def pieces(document: Document) -> tuple[str, ...]:
    """Give the texts of a page that have a vector each: its title, each other wording, and its passages."""
    fields = document.fields
    title = fields.get("title") or document.title
    lines = [line for line in fields.get("also_asked_as", "").split("\n")[:LINES] if line.strip()]
    text = "\n".join(fields[name] for name in _READ if fields.get(name))[:READ]
    return tuple(dict.fromkeys(text for text in (title, *lines, *_passages(text)) if text.strip()))


_READ = ("issue", "resolution", "body")


def _passages(text: str) -> Iterable[str]:
    """Join sentences to passages of about PASSAGE characters."""
    held = ""
    for line in text.split("\n"):
        for sentence in sentences(line):
            if held and len(held) + len(sentence) > PASSAGE:
                yield held
                held = ""
            held = f"{held} {sentence[: 3 * PASSAGE]}".strip()
    if held:
        yield held


def make(
    documents: Sequence[Document],
    meaning: Meaning,
    *,
    cache: Path | None = None,
    weight: float = 0.0,
    progress: Progress | None = None,
) -> Vectors:
    """
    Compute the vectors of documents, by their ids, sorted.

    `cache` names a file that keeps them by the texts they were made of, so that only new texts are computed.
    """
    import numpy as np

    progress = progress or Silent()
    progress.start("understanding", len(documents))
    known = _cached(cache, meaning)
    used: dict[str, Any] = {}
    counts: dict[str, int] = {}
    parts = []
    for document in sorted(documents, key=lambda document: document.id):
        digest = _named(document)
        rows = used.get(digest)
        if rows is None:
            rows = known.pop(digest, None)
        if rows is None:
            rows = np.asarray(meaning.vectors(pieces(document)), dtype="<f2")
        used[digest] = rows
        counts[document.id] = len(rows)
        parts.append(rows)
        progress.advance()
    if cache:
        _keep(cache, meaning, used, known)
    return Vectors(
        maker=meaning.name,
        dimension=meaning.dimension,
        counts=counts,
        rows=_stacked(parts, meaning),
        weight=weight,
    )


def _named(document: Document) -> str:
    """Name what `pieces` are cut from, and how."""
    told = (
        _CUT,
        document.title,
        *(document.fields.get(name, "") for name in ("title", "also_asked_as", *_READ)),
    )
    return hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()[:_DIGEST]


def _cached(cache: Path | None, meaning: Meaning) -> dict[str, Any]:
    """Give the rows a cache holds, by digest; a cache that cannot be read is none."""
    if cache is None or not cache.is_file():
        return {}
    try:
        kept = read(cache, meaning.name)
    except StateError:
        return {}
    return {key: kept.rows[begin:end] for key, (begin, end) in kept.places.items()}


def _keep(cache: Path, meaning: Meaning, used: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    """Write the cache again: what was used, then what other audiences or former texts left, as far as there is room."""
    room = (_SPARED - 1) * max(len(used), _LEAST_SPARED)
    kept = dict(sorted(used.items())) | dict(list(known.items())[:room])
    Vectors(
        maker=meaning.name,
        dimension=meaning.dimension,
        counts={key: len(rows) for key, rows in kept.items()},
        rows=_stacked(list(kept.values()), meaning),
    ).write(cache)


def _stacked(parts: Sequence[Any], meaning: Meaning) -> Any:
    import numpy as np

    return np.concatenate(parts) if parts else np.zeros((0, meaning.dimension), dtype="<f2")
