"""
How long answers and changes take in a base of 10,000 documents of 300 words.

Run by hand: `.venv/bin/python -m tests.bench.search.latency`; `--documents N`, `--questions N`, `--engine memory|whoosh`.
Each question asks for ten hits with snippets and counts, narrowed to a product or a confidence every other time.
Beside the time on the clock stands that of the processor, which others on the machine do not lengthen.
"""

import argparse
import gc
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from kb.model.search import Document, Filters, Request
from kb.search.base import SearchBackend
from kb.search.memory_index import MemoryIndex
from tests.bench.search.synthetic import PRODUCTS, Base


def main() -> None:
    """Print the figures of each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--engine", choices=("memory", "whoosh"), action="append")
    given = parser.parse_args()
    base = Base()
    documents = [base.document(number) for number in range(given.documents)]
    short, long = asked(base, documents, 3, given.questions), asked(base, documents, 40, given.questions)
    for name in given.engine or ("memory", "whoosh"):
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}, {given.documents:,} documents")
            measure(_engine(name, Path(folder) / "index"), documents, {"3": short, "40": long})


def _engine(name: str, folder: Path) -> SearchBackend:
    if name == "memory":
        return MemoryIndex()
    from kb.search.whoosh_index import WhooshIndex

    return WhooshIndex(folder)


def asked(base: Base, documents: Sequence[Document], length: int, count: int) -> list[Request]:
    """Make questions about pages all over the base."""
    step = max(1, len(documents) // count)
    requests = []
    for number in range(count):
        filters = Filters()
        if number % 4 == 1:
            filters = Filters(product=frozenset({PRODUCTS[number % len(PRODUCTS)]}))
        elif number % 4 == 3:
            filters = Filters(confidence=frozenset({"validated", "not-validated"}))
        text = base.question(length, documents[number * step % len(documents)])
        requests.append(Request(text=text, filters=filters))
    return requests


def measure(index: SearchBackend, documents: Sequence[Document], questions: dict[str, list[Request]]) -> None:
    """Index, ask, change one article and ask for it."""
    cpu, wall = timed(lambda: index.write(documents))
    print(
        f"  indexing            {1000 * cpu / len(documents):8.2f} ms of CPU a document ({wall:.1f} s in all)"
    )
    _, first = timed(lambda: index.search(questions["3"][0]))
    print(f"  first answer        {1000 * first:8.1f} ms")
    for length, requests in questions.items():
        taken = []
        for request in requests:
            gc.collect(0)
            taken.append(timed(lambda request=request: index.search(request)))  # type: ignore[misc]
        for what, seconds in zip(("CPU", "wall"), zip(*taken, strict=True), strict=True):
            cuts = statistics.quantiles(seconds, n=20)
            print(
                f"  {length:>2} words, {what:4}      p50 {1000 * cuts[9]:6.1f} ms  p95 {1000 * cuts[18]:6.1f} ms"
                f"  most {1000 * max(seconds):6.1f} ms"
            )
    page = documents[len(documents) // 2]
    changed = replace(page, fields=page.fields | {"issue": "Zonkquibble appeared overnight."})
    after = [changed if each is page else each for each in documents]

    def change() -> None:
        index.write(after)
        found = index.search(Request(text="zonkquibble")).hits
        assert [hit.id for hit in found] == [page.id]

    cpu, wall = timed(change)
    print(f"  one changed article {1000 * wall:8.1f} ms until it is found ({1000 * cpu:.1f} ms of CPU)")
    print(
        f"  memory              {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB at most"
    )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds of CPU and of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


if __name__ == "__main__":
    main()
