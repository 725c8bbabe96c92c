"""An answer on its way from one page into another: its footnotes get free labels, its receipts go with it."""

import re
from dataclasses import dataclass, replace

from kb.articles.lifecycle import has_answer
from kb.articles.links import footnotes, headings, without_code
from kb.articles.sections import answers
from kb.io import frontmatter
from kb.model.article import Article, Receipt
from kb.model.prose import fold

_DEFINED = re.compile(
    r"^[ ]{0,3}\[\^([^\]\s]{1,99})\]:[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)(?:\n|\Z)", re.MULTILINE
)
_REFERRED = re.compile(r"\[\^([^\]\s]{1,99})\](?!:)")
_NOT_WORDS = re.compile(r"\[\^[^\]\s]{1,99}\]|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page says to do, for another page: `notes` are the footnotes it needs, as (label, text)."""

    text: str
    notes: tuple[tuple[str, str], ...]
    receipts: tuple[Receipt, ...]


def answer_for(keep: Article, other: Article) -> Answer | None:
    """Take the other's answer, with labels that are free in `keep`; None when it adds nothing."""
    if not has_answer(other):
        return None
    parts = [_without_notes(part.text) for part in answers(other.body.replace("\r\n", "\n"))]
    text = "\n\n".join(part for part in parts if part)
    said = {_words(_without_notes(part.text)) for part in answers(keep.body)}
    if _words(text) in said:
        return None
    defined = _notes(other.body.replace("\r\n", "\n"))
    told = {receipt.label: receipt for receipt in other.receipts}
    used, written = footnotes(keep.body)
    taken = {*used, *written, *(receipt.label for receipt in keep.receipts)}
    labels: dict[str, str] = {}
    notes: list[tuple[str, str]] = []
    receipts: list[Receipt] = []
    for label in sorted(footnotes(text)[0], key=footnotes(text)[0].__getitem__):
        receipt = told.get(label)
        same = [each.label for each in keep.receipts if receipt and replace(each, label=label) == receipt]
        if same and same[0] in written:
            labels[label] = same[0]
            continue
        labels[label] = new = _free(taken)
        taken.add(new)
        if label in defined:
            notes.append((new, defined[label]))
        if receipt:
            receipts.append(replace(receipt, label=new))
    return Answer(text=_relabelled(text, labels), notes=tuple(notes), receipts=tuple(receipts))


def with_answer(page: str, answer: Answer, title: str) -> str:
    """Put an answer below the page's own one, and its footnotes last; every other byte stays."""
    newline = "\r\n" if "\r\n" in page else "\n"
    _, body, _ = frontmatter.split(page)
    head = page[: len(page) - len(body)]
    lines = body.split("\n")
    place = _end_of_answer(body.replace("\r\n", "\n"), len(lines))
    block = f"### As in “{title}”\n\n{answer.text}".replace("\n", newline)
    before = "\n".join(lines[:place]).rstrip("\r\n ")
    after = "\n".join(lines[place:]).lstrip("\r\n")
    joined = f"{before}{newline * 2}{block}{newline}"
    joined += f"{newline}{after}" if after else ""
    if answer.notes:
        notes = "\n".join(f"[^{label}]: {text}" for label, text in answer.notes).replace("\n", newline)
        gap = "" if _ends_in_note(joined) else newline
        joined = f"{joined.rstrip()}{newline}{gap}{notes}{newline}"
    return head + joined


def _end_of_answer(body: str, count: int) -> int:
    """Count the lines up to the end of the last part that says what to do, its footnotes not included."""
    parts = answers(body)
    start = parts[-1].line if parts else 0
    stops = [heading.line - 1 for heading in headings(body) if heading.level <= 2 and heading.line > start]
    stops += [
        number
        for number, line in enumerate(without_code(body).split("\n"))
        if number >= start and _DEFINED.match(line)
    ]
    return min(stops, default=count)


def _ends_in_note(text: str) -> bool:
    last = text.rstrip().rpartition("\n")[2]
    return bool(_DEFINED.match(last))


def _without_notes(text: str) -> str:
    spans = [found.span() for found in _DEFINED.finditer(without_code(text))]
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text.strip()


def _notes(body: str) -> dict[str, str]:
    # the text itself, because a footnote may hold code; where it stands, because code may look like one
    return {found[1]: body[found.start(2) : found.end(2)] for found in _DEFINED.finditer(without_code(body))}


def _relabelled(text: str, labels: dict[str, str]) -> str:
    for found in reversed(list(_REFERRED.finditer(without_code(text)))):
        if found[1] in labels:
            text = f"{text[: found.start()]}[^{labels[found[1]]}]{text[found.end() :]}"
    return text


def _free(taken: set[str]) -> str:
    number = 1
    while f"r{number}" in taken:
        number += 1
    return f"r{number}"


def _words(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", fold(text)).split())
