"""The law of receipts: what a passage is, and when a receipt holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.model.article import Receipt
from kb.model.incident import RedactedIncident
from kb.model.prose import digest, sentences

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_RULE = re.compile(r"^\s{0,3}([-_=*])\1+$")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_STEP = re.compile(r"^\s*(?:(?P<number>\d{1,2})[.)]|[-*•–])\s+(?P<text>\S.*)$")
_INLINE_STEPS = re.compile(r"(?:^|(?<=[.;:,\s]))\(?(\d{1,2})[.)]\s+(?=\S)")


SIGNATURE = "--"
"""The line that mail programs put above a sender's card (RFC 3676), a passage of its own."""


class PassageKind(StrEnum):
    """How a passage stood in its text."""

    SENTENCE = "sentence"
    STEP = "step"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, step or block of code, as it stands in a field of the ledger."""

    kind: PassageKind
    text: str


def passages(text: str) -> tuple[Passage, ...]:
    """Cut a field's text into passages, in order; receipts digest exactly these."""
    found: list[Passage] = []
    paragraph: list[str] = []
    code: list[str] = []
    fence = ""

    def flush() -> None:
        if paragraph:
            found.extend(_prose(" ".join(paragraph)))
            paragraph.clear()

    lines = text.split("\n")
    for number, raw in enumerate(lines):
        line = raw
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip("`~"):
                found.append(Passage(PassageKind.CODE, "\n".join(code)))
                code.clear()
                fence = ""
            else:
                code.append(line)
            continue
        line = _QUOTE.sub("", line)
        step = _STEP.match(line)
        if mark:
            flush()
            fence = mark[1]
        elif step and not _INLINE_STEPS.search(step["text"], 1):
            flush()
            found.append(Passage(PassageKind.STEP, step["text"].strip()))
        elif not line.strip():
            flush()
        elif _RULE.match(line):
            flush()
            if line.strip() == SIGNATURE:
                found.append(Passage(PassageKind.SENTENCE, SIGNATURE))
        elif _shouts(line) and not _shouts("".join(lines[number + 1 : number + 2])):
            flush()  # a heading, as nothing below it is in capitals
            found.append(Passage(PassageKind.SENTENCE, line.strip()))
        elif found and found[-1].kind is PassageKind.STEP and line.startswith((" ", "\t")) and not paragraph:
            found[-1] = Passage(PassageKind.STEP, f"{found[-1].text} {line.strip()}")
        else:
            paragraph.append(line.strip())
    flush()
    if code:  # the fence was never closed
        found.append(Passage(PassageKind.CODE, "\n".join(code)))
    return tuple(passage for passage in found if passage.text.strip())


def _shouts(line: str) -> bool:
    """Whether a line is some words in capitals and nothing else."""
    return line.isupper() and len(line.split()) >= 2 and not any(c.isdigit() for c in line)


def _prose(text: str) -> list[Passage]:
    """Cut a paragraph into sentences, or into steps when it counts them: `1. Open … 2. Set …`."""
    marks = list(_INLINE_STEPS.finditer(text))
    numbers = [int(mark[1]) for mark in marks]
    if len(marks) >= 2 and numbers == list(range(1, len(numbers) + 1)):
        before = [Passage(PassageKind.SENTENCE, each) for each in sentences(text[: marks[0].start()])]
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        steps = [text[mark.end() : end].strip(" ;,") for mark, end in zip(marks, ends, strict=True)]
        return before + [Passage(PassageKind.STEP, step) for step in steps if step]
    return [Passage(PassageKind.SENTENCE, each) for each in sentences(text)]


def fields(incident: RedactedIncident, name: str) -> Iterator[str]:
    """Yield the texts a receipt's field may name: one, or every entry's."""
    if name == "entry":
        yield from (entry.text for entry in incident.entries)
    elif name in ("summary", "description", "resolution"):
        yield getattr(incident, name)


def holds(receipt: Receipt, incident: RedactedIncident) -> bool:
    """Whether the record still says, word for word, what the receipt was written for."""
    for text in fields(incident, receipt.field):
        if receipt.field == "summary" and digest(text) == receipt.sha256:
            return True
        if any(digest(passage.text) == receipt.sha256 for passage in passages(text)):
            return True
    return False
