"""Other engines as they come, filled with a title and a text for each document, and asked what people typed."""

import json
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import mkdocs

from kb.model.search import Document, Request
from kb.search.evaluate import DEPTH
from kb.search.leaving_out import Whole

Case = tuple[Sequence[Document], Sequence[str]]
Found = list[list[list[str]]]
Engine = Callable[[Sequence[Case]], tuple[Found, float]]
"""Cases in; for each of them the ids found for each query, and the seconds of CPU it took."""

MOST = DEPTH + 1


def text_of(document: Document) -> str:
    """Give all that we index of a document but its title, field after field."""
    return "\n".join(text for name, text in document.fields.items() if name != "title")


def _timed(each: Callable[[Sequence[Document], Sequence[str]], list[list[str]]]) -> Engine:
    def engine(cases: Sequence[Case]) -> tuple[Found, float]:
        start = time.process_time()
        found = [each(documents, queries) for documents, queries in cases]
        return found, time.process_time() - start

    return engine


def _ours(documents: Sequence[Document], queries: Sequence[str]) -> list[list[str]]:
    whole = Whole(documents)
    return [[hit.id for hit in whole.search(Request(text=query, limit=MOST)).hits] for query in queries]


def _whoosh(grouped: str) -> Engine:
    def ask(documents: Sequence[Document], queries: Sequence[str]) -> list[list[str]]:
        from whoosh.fields import ID, TEXT, Schema
        from whoosh.filedb.filestore import RamStorage
        from whoosh.qparser import AndGroup, MultifieldParser, OrGroup

        index = RamStorage().create_index(Schema(id=ID(stored=True), title=TEXT, text=TEXT))
        writer = index.writer()
        for each in documents:
            writer.add_document(id=each.id, title=each.fields.get("title", ""), text=text_of(each))
        writer.commit()
        group = AndGroup if grouped == "all" else OrGroup
        parser = MultifieldParser(["title", "text"], index.schema, group=group)
        with index.searcher() as searcher:
            return [
                [hit["id"] for hit in searcher.search(parser.parse(query), limit=MOST)] for query in queries
            ]

    return _timed(ask)


def _sqlite(joined: str) -> Engine:
    def ask(documents: Sequence[Document], queries: Sequence[str]) -> list[list[str]]:
        base = sqlite3.connect(":memory:")
        base.execute("CREATE VIRTUAL TABLE page USING fts5(id UNINDEXED, title, text)")
        base.executemany(
            "INSERT INTO page VALUES (?, ?, ?)",
            ((each.id, each.fields.get("title", ""), text_of(each)) for each in documents),
        )
        select = "SELECT id FROM page WHERE page MATCH ? ORDER BY rank LIMIT ?"
        found = []
        for query in queries:
            # in quotes: bare, most questions are syntax errors
            words = joined.join(f'"{word}"' for word in re.findall(r"\w+", query))
            found.append([id for (id,) in base.execute(select, (words, MOST))] if words else [])
        return found

    return _timed(ask)


def _tantivy(documents: Sequence[Document], queries: Sequence[str]) -> list[list[str]]:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("title")
    schema.add_text_field("text")
    index = tantivy.Index(schema.build())
    writer = index.writer(num_threads=1)
    for each in documents:
        writer.add_document(
            tantivy.Document(id=each.id, title=each.fields.get("title", ""), text=text_of(each))
        )
    writer.commit()
    index.reload()
    searcher = index.searcher()
    found = []
    for query in queries:
        parsed, _ = index.parse_query_lenient(query, ["title", "text"])
        hits = searcher.search(parsed, MOST).hits
        found.append([searcher.doc(address)["id"][0] for _, address in hits])
    return found


def _lunr(cases: Sequence[Case]) -> tuple[Found, float]:
    here = Path(__file__)
    library = Path(mkdocs.__file__).parent / "contrib" / "search" / "templates" / "search" / "lunr.js"
    asked = [
        {
            "documents": [
                {"location": each.id, "title": each.fields.get("title", ""), "text": text_of(each)}
                for each in documents
            ],
            "queries": list(queries),
        }
        for documents, queries in cases
    ]
    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copy(library, Path(folder) / "lunr.js")
        done = subprocess.run(
            ["node", str(here.with_name("lunr.cjs")), str(copied)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            check=True,
        )
    told = json.loads(done.stdout)
    return told["found"], told["seconds"]


def engines() -> Iterable[tuple[str, Engine]]:
    """Give ours and the others that are there, with what each is called."""
    yield "ours", _timed(_ours)
    yield "Whoosh, as it comes", _whoosh("all")
    yield "Whoosh, any word", _whoosh("any")
    yield "SQLite FTS5, as it comes", _sqlite(" ")
    yield "SQLite FTS5, any word", _sqlite(" OR ")
    try:
        import tantivy  # noqa: F401 - only whether it is there
    except ImportError:
        print("tantivy is not installed: left out\n")
    else:
        yield "tantivy, as it comes", _timed(_tantivy)
    if shutil.which("node"):
        yield "lunr, as MkDocs has it", _lunr
    else:
        print("node is not installed: lunr is left out\n")
