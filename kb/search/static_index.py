"""
Documents in, plain scripts out: the same postings in small files that a page reads, also from `file://`.

    assets/kb/search.js, search.css       the engine and the box
    assets/kb/index/meta.js               numbers, constants, what every document is, the first key of every shard
    assets/kb/index/words-<n>.js          word forms: `form frequency [stem …]`
    assets/kb/index/tails-<n>.js          word forms without their first letter: `form letters`
    assets/kb/index/terms-<n>.js          postings: `term gap impact gap impact …`
    assets/kb/index/docs-<n>.js           what a result card shows, and the passages it chooses from
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

from kb.model.portal import Asset
from kb.model.search import Document
from kb.search import passages, query, ranking, table, weighing
from kb.search.analysis import LONGEST, PARTS, VERSION
from kb.search.answering import CLOSEST
from kb.search.documents import WEIGHTS
from kb.search.languages import endings
from kb.search.lexicon import Lexicon, gather, line_of
from kb.search.plain import plain
from kb.search.synonyms import NONE, Synonyms
from kb.search.table import Table
from kb.search.weighing import Weighed, weigh_all

FOLDER = "assets/kb"

_WORDS_SHARD = 12_000  # characters; about 4 kB compressed
_TERMS_SHARD = 14_000
_DOCS_SHARD = 4  # documents; about 3 kB compressed
_COMMENT = re.compile(rb"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(rb"^[ \t]*//.*\n|^[ \t]+|^\n", re.MULTILINE)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def export(
    documents: Sequence[Document], *, contact: str = "", synonyms: Synonyms = NONE, by_words: bool = False
) -> tuple[Asset, ...]:
    """
    Make the files of one audience's search box; the same documents give the same bytes.

    `contact` is the line of Markdown whose words are shown when nothing was found; with `by_words` the box says that it
    does not search by meaning, as the served search does. Only what the documents hold is exported:
    hand in what the audience may read.
    """
    weighed = weigh_all(documents, synonyms)
    every = Table(table.row(one.document) for one in weighed)
    forms = gather(one.surfaces for one in weighed)
    shards = {
        "words": _shards(
            ((form, line_of(form, *forms[form])) for form in sorted(forms, key=_order)), _WORDS_SHARD
        ),
        "tails": _shards(_tails(forms), _WORDS_SHARD),
        "terms": _shards(_terms(weighed), _TERMS_SHARD),
    }
    cards = [_card(one.document) for one in weighed]
    docs = [cards[start : start + _DOCS_SHARD] for start in range(0, len(cards), _DOCS_SHARD)]
    numbers, traits = every.traits
    lexicon = Lexicon((), every.languages)
    meta = {
        "documents": len(weighed),
        "docsShard": _DOCS_SHARD,
        "levels": "".join(_DIGITS[level] for level in every.levels),
        "traitOf": " ".join(map(str, numbers)),
        "traits": traits,
        **{kind: [first for first, _ in made] for kind, made in shards.items()},
        "contact": plain(contact),
        "byWords": by_words,
        "stopWords": sorted(lexicon.stop_words),
        "endings": sorted(endings(every.languages)),
        "foreign": {code: sorted(words) for code, words in lexicon.foreign.items()},
        "compounds": lexicon.compounds,
        "umlauts": lexicon.umlauts,
        "synonyms": [[member.group, member.words, member.stems] for member in synonyms.members],
        "is": _constants(),
    }
    data: list[tuple[str, int, object]] = [
        (kind, number, text) for kind, made in shards.items() for number, (_, text) in enumerate(made)
    ]
    data += [("docs", number, shard) for number, shard in enumerate(docs)]
    # every shard names the build it belongs to, as a browser may hold an older one
    build = hashlib.sha256(_json([meta, data]).encode()).hexdigest()[:12]
    made = [
        Asset(path=f"{FOLDER}/index/{kind}-{number}.js", content=_script(build, kind, number, value))
        for kind, number, value in data
    ]
    made.append(
        Asset(path=f"{FOLDER}/index/meta.js", content=_script(build, "meta", 0, {"build": build, **meta}))
    )
    made.append(Asset(path=f"{FOLDER}/search.js", content=_lean(_own("engine.js") + b"\n" + _own("box.js"))))
    made.append(Asset(path=f"{FOLDER}/search.css", content=_own("search.css")))
    return tuple(sorted(made, key=lambda asset: asset.path))


def _own(name: str) -> bytes:
    return (files("kb.search") / "assets" / name).read_bytes()


def _lean(script: bytes) -> bytes:
    """Leave out lines of comment and indents, which each first reader would wait for."""
    return _INDENT.sub(b"", _COMMENT.sub(b"", script))


def _constants() -> dict[str, object]:
    """Give the numbers of the modules that the engine follows, so that they stand in one place."""
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
        "apart": query.APART,
        "headLetters": query.HEAD_LETTERS,
        "partLetters": query.PART_LETTERS,
        "umlauts": query.UMLAUTS,
        "joints": query.JOINTS,
        "part": query.PART,
        "joined": query.JOINED,
        "split": query.SPLIT,
        "completed": query.COMPLETED,
        "same": query.SAME,
        "pair": query.PAIR,
        "mistyped": [0, query.MISTYPED[1], query.MISTYPED[2]],
        "titleLength": weighing.TITLE_LENGTH,
        "scale": weighing.SCALE,
        "k1": ranking.K1,
        "coverage": ranking.COVERAGE,
        "exactTitle": ranking.EXACT_TITLE,
        "exactCode": ranking.EXACT_CODE,
        "perLevel": table.PER_LEVEL,
        "later": table.LATER,
        "shown": passages.SHOWN,
        "snippet": passages.LENGTH,
        "lead": passages.LEAD,
        "ending": passages.ENDING,
        "closest": CLOSEST,
        "weights": WEIGHTS,
    }


def _tails(forms: Iterable[str]) -> list[tuple[str, str]]:
    """Give the words that a wrong first letter may hide: what follows it → the letters that stand there."""
    letters: dict[str, str] = {}
    for form in sorted(forms):
        if len(form) > 3 and form.isalpha():
            letters[form[1:]] = letters.get(form[1:], "") + form[0]
    return [(tail, f"{tail}\t{letters[tail]}") for tail in sorted(letters, key=_order)]


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


def _card(document: Document) -> list[object]:
    return [
        document.id,
        document.title,
        document.url,
        document.kind,
        document.summary,
        passages.passages(document),
    ]


def _script(build: str, kind: str, number: int, value: object) -> bytes:
    return f'kbSearch.load("{build}","{kind}",{number},{_json(value)});\n'.encode()


def _json(value: object) -> str:
    """Write JSON that is safe inside any script: nothing in it can end one, or a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode("utf-8", "backslashreplace").decode()
