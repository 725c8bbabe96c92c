"""
What meaning adds to words, on judged sets, and what a question then costs.

Run by hand: `KB_SAMPLES=DIR python -m tests.bench.meaning [CACHE]`, DIR holding folders of `corpus.jsonl` (or `.gz`; `_id`,
`title`, `text` or `html`), `queries.jsonl` and `qrels.tsv`. CACHE is a folder in which vectors are kept between runs. A provider
that is not installed is left out, saying so. `measured` is the weight the base's own questions gave; the other weights stand
beside it. In a set whose queries are documents themselves, a query's own document does not count.
"""

import gzip
import json
import math
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from bs4 import BeautifulSoup

from kb.errors import ConfigError
from kb.model.article import Audience
from kb.model.search import Document, Request
from kb.search.calibration import weighed
from kb.search.meaning import load
from kb.search.memory_index import MemoryIndex
from kb.search.sense import Sense
from kb.search.vectors import make
from tests.search import corpus

PROVIDERS = ("wordllama", "minilm")
TRIED = (0.3, 0.5, 0.7)
Judged = tuple[str, str, Mapping[str, int]]


def main() -> None:
    """Print one line for each set, provider and weight."""
    cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for name, documents, asked in _sets():
        index = MemoryIndex(documents)
        print(f"{name}: {len(documents)} documents, {len(asked)} questions")
        _show("words alone", index, asked)
        for provider in PROVIDERS:
            _with(provider, index, documents, asked, cache / f"{provider}.kbv" if cache else None)


def _with(
    provider: str,
    index: MemoryIndex,
    documents: Sequence[Document],
    asked: Sequence[Judged],
    cache: Path | None,
) -> None:
    try:
        meaning = load(provider)
    except ConfigError as error:
        print(f"  {provider}: left out, {error} ({error.hint})")
        return
    assert meaning is not None
    began = time.process_time()
    vectors = make(documents, meaning, cache=cache)
    taken = time.process_time() - began
    began = time.process_time()
    measured = weighed(documents, meaning, vectors).weight
    measuring = time.process_time() - began
    print(
        f"  {provider}: {len(vectors.rows)} vectors in {taken:.1f} s of CPU; the base's own questions say {measured} ({measuring:.1f} s)"
    )
    for each in dict.fromkeys((measured, *TRIED)):
        index.sense = Sense(meaning, replace(vectors, weight=each))
        _show(f"  {each}{' measured' if each == measured else ''}", index, asked)
    index.sense = None


def _show(told: str, index: MemoryIndex, asked: Sequence[Judged]) -> None:
    taken = _time(index, asked)  # before anything is understood that could be remembered
    print(f"  {told:16} {_quality(index, asked)}  {taken:.1f} ms a question", flush=True)


def _sets() -> Iterator[tuple[str, Sequence[Document], Sequence[Judged]]]:
    yield (
        "the invented company",
        corpus.pages(),
        [(query, "", {id: 1}) for query, id in corpus.judged().items()],
    )
    samples = os.environ.get("KB_SAMPLES")
    for folder in sorted(Path(samples).iterdir()) if samples else ():
        if (folder / "qrels.tsv").is_file():
            yield folder.name, _documents(folder), _judged(folder)


def _documents(folder: Path) -> list[Document]:
    path = folder / "corpus.jsonl"
    packed = path.with_suffix(".jsonl.gz")
    text = (
        gzip.decompress(packed.read_bytes()).decode()
        if packed.is_file()
        else path.read_text(encoding="utf-8")
    )
    return [_document(json.loads(line)) for line in text.split("\n") if line.strip()]


def _document(row: Mapping[str, str]) -> Document:
    title, body, headings = row.get("title", ""), row.get("text", ""), ""
    if "html" in row:
        page = BeautifulSoup(row["html"], "html.parser")
        found = [heading.get_text() for heading in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
        title, *rest = (title, *found) if title else (*found, "")
        body, headings = page.get_text("\n"), "\n".join(rest)
    fields = {"title": title, "headings": headings, "body": body}
    return Document(
        id=row["_id"],
        title=title,
        url=row["_id"],
        kind="page",
        audience=Audience.PUBLIC,
        fields={name: text for name, text in fields.items() if text},
    )


def _judged(folder: Path) -> list[Judged]:
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").split("\n")[1:]:
        if line.strip():
            query, id, score = line.split("\t")
            relevant[query][id] = int(score)
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line.strip()]
    return [(row["text"], row["_id"], relevant[row["_id"]]) for row in rows if row["_id"] in relevant]


def _quality(index: MemoryIndex, asked: Sequence[Judged]) -> str:
    gains, recalls, firsts = [], [], []
    for text, own, relevant in asked:
        ids = [hit.id for hit in index.search(Request(text=text, limit=11)).hits if hit.id != own][:10]
        grades = sorted(relevant.values(), reverse=True)[:10]
        gains.append(_gain([relevant.get(id, 0) for id in ids]) / _gain(grades))
        recalls.append(sum(id in relevant for id in ids) / len(relevant))
        firsts.append(bool(ids) and ids[0] in relevant)
    mean: Callable[[Sequence[float]], float] = lambda values: sum(values) / len(values)  # noqa: E731
    return f"nDCG@10 {mean(gains):.4f}  R@10 {mean(recalls):.4f}  first {mean(firsts):.3f}"


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _time(index: MemoryIndex, asked: Sequence[Judged]) -> float:
    """Give the median of CPU time a question, of up to 100."""
    taken = []
    for text, _, _ in asked[:: max(1, len(asked) // 100)]:
        began = time.process_time()
        index.search(Request(text=text))
        taken.append(time.process_time() - began)
    return 1000 * median(taken)


if __name__ == "__main__":
    main()
