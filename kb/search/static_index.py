"""
Documents in, plain scripts out: the same postings in small files that a page reads, also from `file://`.

    assets/kb/search.js, search.css       the box and the engine
    assets/kb/index/meta.js               numbers, constants, and the first key of every shard
    assets/kb/index/words-<n>.js          surface forms: `form frequency [stem]`
    assets/kb/index/terms-<n>.js          postings: `stem gap impact gap impact …`
    assets/kb/index/docs-<n>.js           what a result card shows
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib.resources import files

from kb.model.portal import Asset
from kb.model.search import Document
from kb.search import query, ranking, weighing
from kb.search.analysis import ENDINGS, LONGEST, PARTS, STOP_WORDS, VERSION, stem
from kb.search.plain import plain
from kb.search.weighing import Weighed, weigh

FOLDER = "assets/kb"

_WORDS_SHARD = 12_000  # characters; about 4 kB compressed
_TERMS_SHARD = 14_000
_DOCS_SHARD = 24  # documents


def export(documents: Sequence[Document], *, contact: str = "") -> tuple[Asset, ...]:
    """
    Make the files of one audience's search box; the same documents give the same bytes.

    `contact` is the line of Markdown whose words are shown when nothing was found. Only what the documents hold is exported:
    hand in what the audience may read.
    """
    weighed = list(weigh(documents))
    words = _shards(_words(weighed), _WORDS_SHARD)
    terms = _shards(_terms(weighed), _TERMS_SHARD)
    cards = [_card(one.document) for one in weighed]
    docs = [cards[start : start + _DOCS_SHARD] for start in range(0, len(cards), _DOCS_SHARD)]
    levels = "".join(str(one.level) for one in weighed)
    meta = {
        "documents": len(weighed),
        "docsShard": _DOCS_SHARD,
        "levels": levels,
        "words": [first for first, _ in words],
        "terms": [first for first, _ in terms],
        "contact": plain(contact),
        "stopWords": sorted(STOP_WORDS),
        "endings": sorted(ENDINGS),
        "is": _constants(),
    }
    data: list[tuple[str, int, object]] = [("words", n, text) for n, (_, text) in enumerate(words)]
    data += [("terms", n, text) for n, (_, text) in enumerate(terms)]
    data += [("docs", n, shard) for n, shard in enumerate(docs)]
    # every shard names the build it belongs to, as a browser may hold an older one
    build = hashlib.sha256(_json([meta, data]).encode()).hexdigest()[:12]
    made = [
        Asset(path=f"{FOLDER}/index/{kind}-{number}.js", content=_script(build, kind, number, value))
        for kind, number, value in data
    ]
    made.append(
        Asset(path=f"{FOLDER}/index/meta.js", content=_script(build, "meta", 0, {"build": build, **meta}))
    )
    for name in ("search.js", "search.css"):
        made.append(Asset(path=f"{FOLDER}/{name}", content=_own(name)))
    return tuple(sorted(made, key=lambda asset: asset.path))


def _own(name: str) -> bytes:
    return (files("kb.search") / "assets" / name).read_bytes()


def _constants() -> dict[str, object]:
    """Give the numbers of `kb.search.query` and `kb.search.ranking`, so that they stand in one place."""
    return {
        "version": VERSION,
        "longest": LONGEST,
        "parts": PARTS,
        "length": query.LENGTH,
        "tokens": query.TOKENS,
        "scored": query.SCORED,
        "corrected": query.CORRECTED,
        "prefixLetters": query.PREFIX_LETTERS,
        "completions": query.COMPLETIONS,
        "nearest": query.NEAREST,
        "part": query.PART,
        "joined": query.JOINED,
        "completed": query.COMPLETED,
        "mistyped": [0, query.MISTYPED[1], query.MISTYPED[2]],
        "titleLength": weighing.TITLE_LENGTH,
        "scale": weighing.SCALE,
        "k1": ranking.K1,
        "coverage": ranking.COVERAGE,
        "exactTitle": ranking.EXACT_TITLE,
        "exactCode": ranking.EXACT_CODE,
        "perLevel": ranking.PER_LEVEL,
    }


def _words(weighed: Iterable[Weighed]) -> list[tuple[str, str]]:
    frequency: dict[str, int] = {}
    for one in weighed:
        for surface in one.surfaces:
            frequency[surface] = frequency.get(surface, 0) + 1
    lines = []
    for surface in sorted(frequency, key=_order):
        term = stem(surface)
        lines.append((surface, f"{surface} {frequency[surface]}" + (f" {term}" if term != surface else "")))
    return lines


def _terms(weighed: Iterable[Weighed]) -> list[tuple[str, str]]:
    postings: dict[str, list[str]] = {}
    last: dict[str, int] = {}
    for number, one in enumerate(weighed):
        for term, impact in one.impacts.items():
            postings.setdefault(term, []).append(f"{number - last.get(term, 0)} {impact}")
            last[term] = number
    return [(term, "\t".join((term, " ".join(postings[term])))) for term in sorted(postings, key=_order)]


def _order(key: str) -> bytes:
    """Sort as a browser compares strings: by UTF-16 code units."""
    return key.encode("utf-16-be")


def _shards(lines: Iterable[tuple[str, str]], size: int) -> list[tuple[str, str]]:
    """Cut sorted lines into files of about `size` characters; a longer line stands alone. Give each one's first key."""
    shards: list[tuple[str, list[str]]] = []
    room = 0
    for key, line in lines:
        if not shards or len(line) > room:
            shards.append((key, []))
            room = size
        shards[-1][1].append(line)
        room -= len(line) + 1
    return [(first, "\n".join(held)) for first, held in shards]


def _card(document: Document) -> list[str]:
    return [
        document.id,
        document.title,
        document.url,
        document.kind,
        document.confidence,
        document.summary,
    ]


def _script(build: str, kind: str, number: int, value: object) -> bytes:
    return f'kbSearch.load("{build}","{kind}",{number},{_json(value)});\n'.encode()


def _json(value: object) -> str:
    """Write JSON that is safe inside any script: nothing in it can end one, or a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode("utf-8", "backslashreplace").decode()
