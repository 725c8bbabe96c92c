"""Measure, and print the figures as Markdown."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.redaction import samples, table
from tests.bench.redaction.hidden import Hidden
from tests.bench.redaction.others import ask
from tests.bench.redaction.ours import judged
from tests.bench.redaction.score import Score, Share, score
from tests.bench.redaction.speed import speeds
from tests.bench.redaction.table import Column
from tests.redact.labelled import HELD_OUT, TUNING, Document, clean, tickets
from tests.redact.labelled.secrets import KINDS, negatives, secrets

Sets = Mapping[str, Sequence[Document]]

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def main() -> None:
    """Read the command line, measure, print or write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.redaction", description=__doc__)
    parser.add_argument(
        "--versus", action="store_true", help="run Presidio, scrubadub and detect-secrets too"
    )
    parser.add_argument(
        "--python", type=Path, default=Path(sys.executable), help="an interpreter that has them"
    )
    parser.add_argument("--speed", action="store_true", help="time the redactors")
    parser.add_argument("--misses", action="store_true", help="list what is missed in the half for tuning")
    parser.add_argument(
        "--markdown", type=Path, help="a file to write the tables to; in a page, between its marks"
    )
    chosen = parser.parse_args()
    text = "\n".join(_report(_sets(), chosen))
    if chosen.markdown:
        _write(chosen.markdown, text)
    else:
        print(text)


def _sets() -> Sets:
    sets: dict[str, Sequence[Document]] = {
        "tickets": tickets(),
        "clean": clean(),
        "secrets": secrets(),
        "negatives": negatives(),
    }
    if folder := samples.folder():
        sets["sentences, told"] = samples.sentences(folder, told=True)
        sets["sentences"] = samples.sentences(folder, told=False)
    return sets


def _report(sets: Sets, chosen: argparse.Namespace) -> Iterator[str]:
    pairs = {name: list(judged(documents)) for name, documents in sets.items()}
    columns = [Column(title="ours", scores={name: score(found) for name, found in pairs.items()})]
    held_out = {name: score(_of(HELD_OUT, found)) for name, found in pairs.items()}
    notes = []
    if chosen.versus:
        documents = [document for some in sets.values() for document in some]
        for answer in ask(chosen.python, documents):
            columns.append(Column(title=_short(answer.about), scores=_shared(sets, answer.hidden)))
            notes.append(f"{answer.about}: {len(documents) / answer.seconds:,.0f} texts a second")
    spans = sum(share.total for share in columns[0].scores["tickets"].found.values())
    yield (
        f"{len(tickets())} tickets with {spans} spans, {len(clean())} clean tickets, "
        f"{len(secrets())} texts with generated secrets of {len(KINDS)} kinds, {len(negatives())} look-alikes."
    )
    yield from ("", *table.recall(columns, held_out), "", *table.precision(columns, held_out), "")
    if notes:
        yield from (*(f"- {note}" for note in notes), "")
    if folder := samples.folder():
        yield from (_searched(folder), "")
    if chosen.speed:
        yield from (*table.speed(*speeds()), "")
    yield from table.secrets(columns)
    if chosen.misses:
        yield from ("", *_misses(pairs))


def _of(
    part: str, pairs: Sequence[tuple[Document, Sequence[Hidden]]]
) -> Iterator[tuple[Document, Sequence[Hidden]]]:
    return (pair for pair in pairs if pair[0].part == part)


def _shared(sets: Sets, hidden: Sequence[Sequence[Hidden]]) -> dict[str, Score]:
    answers = iter(hidden)
    return {
        name: score((document, next(answers)) for document in documents) for name, documents in sets.items()
    }


def _short(about: str) -> str:
    """Name a column: the tool, and how sure it must be."""
    name, _, rest = about.partition(" ")
    return f"{name}, ≥ {rest.rpartition(' ')[2]}" if "at least" in rest else name


def _searched(folder: Path) -> str:
    count, share = 0, Share()
    for incident in samples.issues(folder):
        share += samples.search(incident)[0]
        count += 1
    return (
        f"Jira sample: {count} issues; of {share.total} places where a plain search finds the display name, "
        f"user name or mail address of somebody on the record, {share.hits} are hidden ({share.value:.3f})."
    )


def _misses(pairs: Mapping[str, Sequence[tuple[Document, Sequence[Hidden]]]]) -> Iterator[str]:
    yield "In the half for tuning:"
    yield ""
    for found in pairs.values():
        counted = score(_of(TUNING, found))
        for document, label in counted.missed:
            yield f"- {document.id} {document.group}: missed {label.kind} {document.quote(label)[:60]!r}"
        for document, one in counted.wrong:
            yield f"- {document.id}: hidden as {one.kind} {document.text[one.start : one.end]!r}"


def _write(path: Path, text: str) -> None:
    page = path.read_text("utf-8") if path.exists() else ""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}" if begin and end else f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
