"""
What each search engine costs: to build, on disk, to open, to ask, to change one document; and whether all agree.

Run by hand: `.venv/bin/python -m tests.bench.search_backends [COUNT …] [--engines memory,whoosh,tantivy] [--unchanged]`. The
documents are invented: 300 words each, drawn so that the n-th word is about as frequent as 1/n. Times are CPU time of
this process, so that neighbours on the machine count less; tantivy's other threads are part of it.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from kb import registry
from kb.model.article import Audience
from kb.model.search import Answer, Document, Filters, Request
from kb.search.base import SearchBackend
from kb.search.memory_index import MemoryIndex

PRODUCTS = ("Payroll", "Recruiting", "Single sign-on", "Expenses", "Outlook", "Remote access")
TYPES = ("troubleshooting", "faq", "guide")
WORDS = 30_000
FILTERS = Filters(product=frozenset(PRODUCTS[:2]), type=frozenset({"faq"}))


def vocabulary(chance: random.Random) -> list[str]:
    """Make words that can be said."""
    syllables = [consonant + vowel for consonant in "bcdfghjklmnprstvwz" for vowel in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < WORDS:
        count = chance.choice((2, 2, 3, 3, 4))
        words["".join(chance.choices(syllables, k=count)) + chance.choice(("", "n", "r", "s", "t"))] = None
    return list(words)


def synthetic(count: int, seed: int = 7) -> list[Document]:
    """Make documents of 300 words each."""
    chance = random.Random(seed)
    words = vocabulary(chance)
    weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
    return [
        _document(number, chance.choices(words, cum_weights=weights, k=300), chance)
        for number in range(count)
    ]


def _document(number: int, said: Sequence[str], chance: random.Random) -> Document:
    product = chance.choice(PRODUCTS)
    title = f"{' '.join(said[:7]).capitalize()} – {product}"
    return Document(
        id=f"kb-{number:08x}",
        title=title,
        url=f"troubleshooting/{number}/",
        kind="article",
        audience=Audience.USERS,
        confidence=chance.choice(("validated", "not-validated", "wip")),
        evidence=chance.choice((0, 1, 2, 5, 20)),
        summary=" ".join(said[23:38]),
        type=chance.choice(TYPES),
        products=(product,),
        changed=date(2026, 1, 1) + timedelta(days=chance.randrange(300)),
        fields={
            "title": title,
            "also_asked_as": f"{' '.join(said[7:15])}\n{' '.join(said[15:23])}",
            "codes": f"ERR-{number % 5000}",
            "issue": " ".join(said[23:70]) + ".",
            "environment": product,
            "resolution": " ".join(said[70:150]) + ".",
            "body": " ".join(" ".join(said[at : at + 15]) + "." for at in range(150, 300, 15)),
        },
    )


def asked(documents: Sequence[Document], words: int, count: int) -> list[str]:
    """Make queries of words that stand in one document each."""
    chance = random.Random(words)
    return [" ".join(chance.choices(_said(chance.choice(documents)), k=words)) for _ in range(count)]


def _said(document: Document) -> list[str]:
    return " ".join(document.fields.values()).replace(".", "").split()


def sets(documents: Sequence[Document]) -> dict[str, list[Request]]:
    """Make what is asked, by name."""
    three, forty = asked(documents, 3, 200), asked(documents, 40, 100)
    chance = random.Random(1)
    return {
        "1 word": [Request(text=text) for text in asked(documents, 1, 100)],
        "3 words": [Request(text=text) for text in three],
        "3 words, filtered": [Request(text=text, filters=FILTERS) for text in three],
        "40 words": [Request(text=text) for text in forty],
        "a title": [Request(text=chance.choice(documents).title) for _ in range(50)],
        "a code": [Request(text=f"err-{chance.randrange(5000)}") for _ in range(50)],
    }


def timed(call: Callable[[], object]) -> float:
    """Give the CPU seconds of a call."""
    started = time.process_time()
    call()
    return time.process_time() - started


def ask(index: SearchBackend, requests: Sequence[Request]) -> tuple[list[Answer], list[float]]:
    """Give the answers, and the CPU seconds they took, sorted."""
    answers, times = [], []
    for request in requests:
        started = time.process_time()
        answers.append(index.search(request))
        times.append(time.process_time() - started)
    return answers, sorted(times)


def measure(
    name: str, index: SearchBackend, folder: Path, documents: list[Document]
) -> Mapping[str, list[Answer]]:
    """Print what one engine costs; give its answers."""
    wall = time.perf_counter()
    spent = timed(lambda: index.write(documents))
    wall = time.perf_counter() - wall
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"\n{name}, {len(documents):,} documents")
    print(f"  build: {spent / len(documents) * 1e3:.2f} ms of CPU a document, {wall:.0f} s in all")
    print(f"  disk: {size / len(documents) / 1e3:.1f} kB a document")
    print(f"  first answer: {timed(lambda: index.search(Request(text='x'))) * 1e3:.0f} ms")
    answers = {}
    for kind, requests in sets(documents).items():
        answers[kind], times = ask(index, requests)
        p50, p95 = times[len(times) // 2] * 1e3, times[len(times) * 95 // 100] * 1e3
        print(f"  {kind}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    return answers


def change(index: SearchBackend, documents: Sequence[Document]) -> None:
    """Print how long one changed document takes until it is found."""
    changed = [*documents]
    middle = len(documents) // 2
    fields = changed[middle].fields
    changed[middle] = replace(changed[middle], fields=fields | {"issue": f"{fields['issue']} Quixotic."})
    spent = timed(lambda: index.write(changed))
    (found,), (more,) = ask(index, [Request(text="quixotic")])
    assert found.hits[0].id == changed[middle].id
    print(f"  one changed document: {spent + more:.2f} s until it is found")


def compare(name: str, mine: Mapping[str, list[Answer]], theirs: Mapping[str, list[Answer]]) -> None:
    """Print how often an engine answers as the reference does."""
    print(f"\n{name} beside the reference")
    for kind, answers in mine.items():
        pairs = list(zip(answers, theirs[kind], strict=True))
        first = sum([h.id for h in a.hits[:1]] == [h.id for h in b.hits[:1]] for a, b in pairs)
        ten = sum([h.id for h in a.hits] == [h.id for h in b.hits] for a, b in pairs)
        whole = sum(a == b for a, b in pairs)
        print(f"  {kind}: first {first}, first ten {ten}, all that is said {whole} of {len(pairs)} the same")


def main() -> None:
    """Measure the engines named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="*", default=[10_000, 50_000])
    parser.add_argument("--engines", default="memory,whoosh,tantivy")
    parser.add_argument("--unchanged", action="store_true", help="do not change a document")
    options = parser.parse_args()
    for count in options.count:
        documents = synthetic(count)
        known: dict[str, Mapping[str, list[Answer]]] = {}
        for name in options.engines.split(","):
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                index = (
                    MemoryIndex() if name == "memory" else registry.load("kb.search_backends", name)(folder)
                )
                known[name] = measure(name, index, folder, documents)
                if not options.unchanged:
                    change(index, documents)
                del index
            if name != "memory" and "memory" in known:
                compare(name, known[name], known["memory"])


if __name__ == "__main__":
    main()
