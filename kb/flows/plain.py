"""Texts that no source reads, redacted so that a table stays a table and JSON stays JSON."""

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from kb.errors import InputError, RefusedError
from kb.model.incident import Person, RedactedText
from kb.redact.base import Redactor
from kb.redact.incident import Counts, redact_text, redact_texts

MANY = 200
"""With more people than this only full names, addresses and user names are looked for: first names would be words."""

_ENCODED = re.compile(
    r"^Content-Transfer-Encoding:[ \t]*(?:base64|quoted-printable)", re.MULTILINE | re.IGNORECASE
)
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\/")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = frozenset("<>&\"'\xa0\xad\u200b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom the logs name, and whom the project's own list names."""

    named: tuple[Person, ...] = ()
    listed: tuple[Person, ...] = ()

    def split(self, text: str = "") -> tuple[tuple[Person, ...], tuple[Person, ...]]:
        """Give those of whom every form counts, in the order a text names them, and the others."""
        everybody = tuple(dict.fromkeys((*self.named, *self.listed)))
        if len(everybody) > MANY:
            return (), everybody
        first = {person: text.find(person.name) if person.name else -1 for person in everybody}
        return tuple(sorted(everybody, key=lambda person: (first[person] < 0, first[person]))), ()


def safe_text(
    path: str,
    text: str,
    redactors: Sequence[Redactor],
    known: Known,
    strangers: frozenset[str] = frozenset(),
) -> tuple[RedactedText, Counts]:
    """
    Redact one text, or a piece of one that greets strangers elsewhere.

    Raise InputError when it is encoded, and cannot be looked into.
    """
    if _ENCODED.search(text):
        raise InputError("holds mail whose text is encoded, and no source reads it", path=path)
    keep = _FORMS.get(PurePosixPath(path).suffix.lower())
    few, extra = known.split(text)

    def redact(told: str) -> tuple[RedactedText, Counts]:
        return redact_text(told, redactors, people=few, extra=extra, strangers=strangers, where=path)

    def redact_all(told: Sequence[str]) -> tuple[tuple[RedactedText, ...], Counts]:
        return redact_texts(told, redactors, people=few, extra=extra, strangers=strangers, where=path)

    return keep(path, text, redact, redact_all) if keep else redact(text)


_One = Callable[[str], tuple[RedactedText, Counts]]
_All = Callable[[Sequence[str]], tuple[tuple[RedactedText, ...], Counts]]


def _markup(_path: str, text: str, redact: _One, _all: _All) -> tuple[RedactedText, Counts]:
    """Write characters out that stand as references: `Ren&#233;` is a name too."""

    def written_out(match: re.Match[str]) -> str:
        sign = html.unescape(match.group())
        return match.group() if any(each in _MARKUP or each < " " for each in sign) else sign

    return redact(_REFERENCE.sub(written_out, text))


def _table(path: str, text: str, redact: _One, redact_all: _All) -> tuple[RedactedText, Counts]:
    mark = _delimiter(text)
    before = _rows(text, mark)
    safe, counts = redact(text)
    if before is None or _shape(_rows(safe, mark)) == _shape(before):
        return safe, counts
    # something reached from one cell into the next: each is looked at by itself as well
    cells, counts = redact_all([cell for row in before for cell in row])
    left = iter(cells)
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(
        [[next(left) for _ in row] for row in before]
    )
    again, more = redact(out.getvalue())
    if _shape(_rows(again, mark)) != _shape(before):
        raise RefusedError(
            "cannot be redacted and stay a table", path=path, hint="keep it as .txt, or mend it"
        )
    return again, _sum(counts, more)


def _rows(text: str, mark: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error:
        return None


def _shape(rows: list[list[str]] | None) -> list[int] | None:
    return None if rows is None else [len(row) for row in rows]


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max((",", ";", "\t", "|"), key=first.count)


def _json(path: str, text: str, redact: _One, redact_all: _All) -> tuple[RedactedText, Counts]:
    return _parsed(path, text, redact, redact_all, indent=1)


def _json_lines(path: str, text: str, redact: _One, redact_all: _All) -> tuple[RedactedText, Counts]:
    lines: list[str] = []
    total: Counter[str] = Counter()
    for line in text.split("\n"):
        safe, counts = _parsed(path, line, redact, redact_all, indent=None)
        lines.append(safe)
        total.update(counts)
    return RedactedText("\n".join(lines)), dict(sorted(total.items()))


def _parsed(
    path: str, text: str, redact: _One, redact_all: _All, *, indent: int | None
) -> tuple[RedactedText, Counts]:
    """Redact JSON as text; where that breaks it, and where signs are escaped, string by string first."""
    value = _value(text)
    if value is None:
        return redact(text)
    if not _ESCAPE.search(text):
        safe, counts = redact(text)
        if _value(safe) is not None:
            return safe, counts
    strings = list(_strings(value))
    cells, counts = redact_all(strings)
    written = json.dumps(
        _with(value, dict(zip(strings, cells, strict=True))), ensure_ascii=False, indent=indent
    )
    again, more = redact(written + ("\n" if text.endswith("\n") else ""))
    if _value(again) is None:
        raise RefusedError("cannot be redacted and stay JSON", path=path, hint="keep it as .txt")
    return again, _sum(counts, more)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)


def _with(value: Any, safe: dict[str, RedactedText]) -> Any:
    if isinstance(value, str):
        return safe[value]
    if isinstance(value, list):
        return [_with(item, safe) for item in value]
    if isinstance(value, dict):
        return {safe[key]: _with(item, safe) for key, item in value.items()}
    return value


def _sum(one: Counts, two: Counts) -> Counts:
    return dict(sorted((Counter(one) + Counter(two)).items()))


_FORMS = {
    ".csv": _table,
    ".tsv": _table,
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".xml": _markup,
    ".html": _markup,
}
