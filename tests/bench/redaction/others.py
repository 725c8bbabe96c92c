"""Other tools on the same text, each in an interpreter that has it."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.redaction.hidden import Hidden
from tests.redact.labelled import Document

TOOLS = ("presidio", "scrubadub", "detect-secrets")
_ADAPTER = Path(__file__).with_name("adapter.py")
_SURE = {"presidio": (0.0, 0.5)}
"""Its weakest rules take any number for an account; with a score of a half or more it is more careful."""
_NOT_ASKED = frozenset({"DATE_TIME", "LOCATION", "NRP", "ORGANIZATION", "URL", "url"})
"""What we do not call personal in a ticket by itself: left out, so that no tool loses precision by it."""
_KINDS = {
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "iban",
    "CREDIT_CARD": "card",
    "credit_card": "card",
    "PHONE_NUMBER": "phone",
    "PERSON": "person",
    "credential": "secret",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a tool found in each of the documents, and how long it took, set-up not counted."""

    about: str
    seconds: float
    hidden: tuple[tuple[Hidden, ...], ...]


def ask(python: Path, documents: Sequence[Document]) -> Iterator[Answer]:
    """Run each tool the interpreter has over some documents; Presidio counts twice, see `_SURE`."""
    for tool in TOOLS:
        ran = subprocess.run(
            [python, _ADAPTER, tool],
            input=json.dumps([document.text for document in documents]),
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            continue
        answer = json.loads(ran.stdout)
        for least in _SURE.get(tool, (0.0,)):
            yield Answer(
                about=answer["about"] + (f", score at least {least}" if least else ""),
                seconds=answer["seconds"],
                hidden=tuple(tuple(_united(tool, spans, least)) for spans in answer["spans"]),
            )


def _united(tool: str, spans: Sequence[tuple[int, int, str, float]], least: float) -> list[Hidden]:
    """Leave out what is not asked for, and unite what overlaps, as a redactor would."""
    united: list[Hidden] = []
    for start, end, kind, sure in sorted(spans):
        if kind in _NOT_ASKED or start >= end or sure < least:
            continue
        name = "secret" if tool == "detect-secrets" else _KINDS.get(kind, kind)
        if united and start < united[-1].end:
            last = united[-1]
            united[-1] = Hidden(last.start, max(last.end, end), last.kind)
        else:
            united.append(Hidden(start, end, name))
    return united
