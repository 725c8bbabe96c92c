"""
What suggestions are made from, kept below `.kb/` so that a question is answered at once.

An SQLite file maps each term to the articles and incidents that hold it, with its weight; a question reads only
the terms it has. It holds nothing that the ledger and the articles do not. It is made anew when the ledger changed;
when articles did, only these are put in anew.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from kb.drafting.likeness import Vector
from kb.errors import StateError
from kb.model.article import Article, Audience
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.suggestion import Known, Like

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE idf (term TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE page (path TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL, audience TEXT NOT NULL);
CREATE TABLE incident (number INTEGER PRIMARY KEY, ref TEXT NOT NULL, article INTEGER NOT NULL, summary TEXT NOT NULL);
CREATE TABLE held (term TEXT, part INTEGER, number INTEGER, weight REAL, PRIMARY KEY (term, part, number)) WITHOUT ROWID;
"""
_TEXT, _TOGETHER, _INCIDENT = range(3)
_VERSION = "2"

Pair = tuple[Article, Known]


class Store:
    """One file, open for reading; `with` closes it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.unknown = float(self._one("SELECT value FROM meta WHERE name = 'unknown'"))

    @classmethod
    def open(cls, path: Path, key: str) -> "Store | None":
        """Open the file when it is of this state; None when it is of another one, missing or broken."""
        if not path.is_file():
            return None
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            found = database.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
            if found == (f"{_VERSION} {key}",):
                return cls(database)
        except (sqlite3.DatabaseError, TypeError):
            pass  # it can be made again
        database.close()
        return None

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def differing(self, pages: Mapping[str, str]) -> frozenset[str]:
        """Name the pages, path → digest, that are not as they were put in, and those that are gone."""
        kept = dict(self._database.execute("SELECT path, digest FROM page").fetchall())
        return frozenset(path for path in {*kept, *pages} if kept.get(path) != pages.get(path))

    def rarity(self) -> Mapping[str, float]:
        """Say how rare each term is."""
        return dict(self._database.execute("SELECT term, value FROM idf").fetchall())

    def idf(self, terms: Sequence[str]) -> Mapping[str, float]:
        """Say how rare terms are; those nobody used are left out."""
        return dict(self._of("SELECT term, value FROM idf WHERE term IN ({})", terms))

    def known(self, terms: Sequence[str], audience: Audience) -> Iterator[Known]:
        """Give what these readers may see and what shares a term, each with the weights of these terms alone."""
        wide = [each.value for each in Audience if audience.may_read(each)]
        articles = dict(
            self._of("SELECT number, id FROM article WHERE audience IN ({})", wide),
        )
        texts: defaultdict[int, dict[str, float]] = defaultdict(dict)
        together: defaultdict[int, dict[str, float]] = defaultdict(dict)
        incidents: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for term, part, number, weight in self._of(
            "SELECT term, part, number, weight FROM held WHERE term IN ({})", terms
        ):
            (texts, together, incidents)[part][number][term] = weight
        of_article: defaultdict[int, dict[IncidentRef, Vector]] = defaultdict(dict)
        wanted = [number for number in incidents if number]
        for start in range(0, len(wanted), 500):
            part_of = wanted[start : start + 500]
            rows = self._of("SELECT number, ref, article FROM incident WHERE number IN ({})", part_of)
            for number, ref, article in rows:
                of_article[article][IncidentRef.parse(ref)] = incidents[number]
        for number in sorted({*texts, *together, *of_article} & set(articles)):
            yield Known(
                id=articles[number],
                text=texts.get(number, {}),
                together=together.get(number, {}),
                incidents=of_article.get(number, {}),
            )

    def path_of(self, id_: str) -> str:
        """Give the path of an article."""
        return str(self._one("SELECT path FROM article WHERE id = ?", id_))

    def like(self, ref: IncidentRef) -> Like:
        """Give an incident as a suggestion names it."""
        return Like(ref, str(self._one("SELECT summary FROM incident WHERE ref = ?", str(ref))))

    def _of(self, query: str, values: Sequence[object]) -> list[Any]:
        marks = ", ".join("?" * len(values))
        return self._database.execute(query.format(marks), list(values)).fetchall()

    def _one(self, query: str, *values: object) -> str:
        found = self._database.execute(query, values).fetchone()
        if found is None:
            raise StateError("what is kept for suggestions is broken", hint="delete .kb/suggest.sqlite")
        return str(found[0])


def make(
    path: Path,
    key: str,
    *,
    idf: Mapping[str, float],
    unknown: float,
    pages: Mapping[str, str],
    known: Iterable[Pair],
    ledger: Mapping[IncidentRef, RedactedIncident],
) -> None:
    """Write the file whole, beside the old one, then in its place; nothing is flushed, it can be made again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial)) as database:
            database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
            database.executemany("INSERT INTO idf VALUES (?, ?)", idf.items())
            database.executemany("INSERT INTO page VALUES (?, ?)", pages.items())
            _put(database, known, ledger)
            meta = (("unknown", repr(unknown)), ("key", f"{_VERSION} {key}"))
            database.executemany("INSERT INTO meta VALUES (?, ?)", meta)
            database.commit()
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def change(
    path: Path,
    pages: Mapping[str, str | None],
    known: Iterable[Pair],
    ledger: Mapping[IncidentRef, RedactedIncident],
) -> bool:
    """
    Put these pages in anew, path → digest, None for one that is gone; tell whether the file could be changed.

    An article gets another number, and what its old one held leads nowhere from then on.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
            for page, digest in pages.items():
                database.execute(
                    "DELETE FROM incident WHERE article IN (SELECT number FROM article WHERE path = ?)",
                    (page,),
                )
                database.execute("DELETE FROM article WHERE path = ?", (page,))
                database.execute("DELETE FROM page WHERE path = ?", (page,))
                if digest is not None:
                    database.execute("INSERT INTO page VALUES (?, ?)", (page, digest))
            _put(database, known, ledger)
    except sqlite3.DatabaseError:
        return False  # in use, or broken: it can be made again
    return True


def _put(
    database: sqlite3.Connection, known: Iterable[Pair], ledger: Mapping[IncidentRef, RedactedIncident]
) -> None:
    # numbers are not given twice: `held` still has those of articles that were put in anew
    given = dict(database.execute("SELECT name, value FROM meta WHERE name IN ('articles', 'incidents')"))
    number, count = int(given.get("articles", 0)), int(given.get("incidents", 0))
    held: list[tuple[str, int, int, float]] = []
    for article, one in known:
        number += 1
        database.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?)",
            (number, article.id, article.path, article.audience.value),
        )
        held += [(term, _TEXT, number, weight) for term, weight in one.text.items()]
        held += [(term, _TOGETHER, number, weight) for term, weight in one.together.items()]
        for ref, vector in one.incidents.items():
            count += 1
            row = (count, str(ref), number, ledger[ref].summary)
            database.execute("INSERT INTO incident VALUES (?, ?, ?, ?)", row)
            held += [(term, _INCIDENT, count, weight) for term, weight in vector.items()]
    held.sort()
    database.executemany("INSERT INTO held VALUES (?, ?, ?, ?)", held)
    counts = (("articles", str(number)), ("incidents", str(count)))
    database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", counts)
