"""
A folder of documents, queries and judgements in, as test collections are shared: JSON Lines and a table.

`corpus.jsonl` or `corpus.jsonl.gz` has `_id`, `title` and `text` or `html`; `queries.jsonl` has `_id` and `text`;
`qrels.tsv` has `query-id`, `corpus-id` and `score`, more being better and 0 not relevant.
"""

import gzip
import json
import math
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InputError
from kb.io.html import is_html, to_markdown
from kb.model.article import Audience
from kb.model.search import Document
from kb.search.plain import plain

_HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
_CORPUS = ("corpus.jsonl", "corpus.jsonl.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSet:
    """
    What a folder holds: documents sorted by id, queries by id, and for each query the grades of documents.

    `problems` are the lines that were passed over, each with its file and line.
    """

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, float]]
    problems: tuple[InputError, ...] = ()


def read(folder: Path) -> JudgedSet:
    """Read a folder; a bad line is a problem beside the others. Raise InputError when a file is not there."""
    reader = _Reader()
    documents = reader.documents(_found(folder, *_CORPUS))
    queries = reader.queries(_found(folder, "queries.jsonl"))
    judgements = reader.judgements(_found(folder, "qrels.tsv"), documents.keys(), queries.keys())
    if not judgements:
        raise InputError(
            "no judgement of a query and a document that are there",
            path=folder / "qrels.tsv",
            hint="each line has a query's id, a document's id and a score, with tabs between them",
        )
    return JudgedSet(
        documents=tuple(documents[id] for id in sorted(documents)),
        queries=queries,
        judgements=judgements,
        problems=tuple(reader.problems),
    )


def _found(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise InputError(
        "no such file",
        path=folder / names[0],
        hint="a set is a folder with corpus.jsonl, queries.jsonl and qrels.tsv",
    )


class _Reader:
    def __init__(self) -> None:
        self.problems: list[InputError] = []

    def documents(self, path: Path) -> dict[str, Document]:
        found: dict[str, Document] = {}
        for line, id, values in self._records(path):
            if id in found:
                self._bad(path, line, f"the id {id!r} stands twice")
            elif not any(values.get(name) for name in ("title", "text", "html")):
                self._bad(path, line, f"{id!r} has neither title, text nor html")
            else:
                found[id] = _document(id, values)
        return found

    def queries(self, path: Path) -> dict[str, str]:
        found: dict[str, str] = {}
        for line, id, values in self._records(path):
            text = values.get("text", "")
            if id in found:
                self._bad(path, line, f"the id {id!r} stands twice")
            elif not text.strip():
                self._bad(path, line, f"the query {id!r} has no text")
            else:
                found[id] = text
        return found

    def judgements(
        self, path: Path, documents: Collection[str], queries: Collection[str]
    ) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for line, text in self._lines(path):
            columns = text.split("\t")
            if line == 1 and columns[:2] == ["query-id", "corpus-id"]:
                continue
            if len(columns) != 3:
                self._bad(path, line, f"{len(columns)} columns, not 3")
                continue
            query, document, score = (column.strip() for column in columns)
            grade = _grade(score)
            if grade is None:
                self._bad(path, line, f"the score {score!r} is not a number")
            elif query not in queries:
                self._bad(path, line, f"no query {query!r}")
            elif document not in documents:
                self._bad(path, line, f"no document {document!r}")
            elif grade > 0 and query != document:  # a document asked for itself would be found for nothing
                found.setdefault(query, {})[document] = grade
        return found

    def _records(self, path: Path) -> Iterator[tuple[int, str, dict[str, str]]]:
        for line, text in self._lines(path):
            try:
                values = json.loads(text)
            except (ValueError, RecursionError) as error:
                self._bad(path, line, f"not JSON: {error}")
                continue
            id = values.get("_id") if isinstance(values, dict) else None
            if not isinstance(id, str | int) or isinstance(id, bool) or id == "":
                self._bad(path, line, "no object with an `_id`")
                continue
            told = {name: values.get(name) or "" for name in ("title", "text", "html")}
            wrong = [name for name, value in told.items() if not isinstance(value, str)]
            if wrong:
                self._bad(path, line, f"{wrong[0]} is not a text")
            else:
                yield line, str(id), told

    def _lines(self, path: Path) -> Iterator[tuple[int, str]]:
        """Yield what is on each line that has something, with its number."""
        try:
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    try:
                        text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                    except UnicodeDecodeError:
                        self._bad(path, number, "not UTF-8")
                        continue
                    if text.strip():
                        yield number, text
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"cannot be read: {error}", path=path, hint="unpack or copy it again") from error

    def _bad(self, path: Path, line: int, problem: str) -> None:
        self.problems.append(InputError(problem, path=path, line=line))


def _grade(score: str) -> float | None:
    try:
        grade = float(score)
    except ValueError:
        return None
    return min(grade, 30.0) if math.isfinite(grade) else None  # a gain doubles with each grade


def _document(id: str, values: Mapping[str, str]) -> Document:
    """Make a document; of HTML headings count as such, and the first one is the title where there is none."""
    title, text = values["title"], values["html"] or values["text"]
    headings: list[str] = []
    if values["html"] or is_html(text):
        text = to_markdown(text)
        headings = [plain(found) for found in _HEADING.findall(text)]
        text = plain(text)
        title = title or next(iter(headings), "")
    fields = {"title": title, "headings": "\n".join(headings), "body": text}
    return Document(
        id=id,
        title=title or id,
        url="",
        kind="page",
        audience=Audience.PUBLIC,
        type="page",
        fields={name: value for name, value in fields.items() if value},
    )
