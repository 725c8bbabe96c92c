"""
Raw logs in, what an archive may keep of them out.

An export is kept as its records, redacted as a harvest redacts them, one a line: what is encoded in the
export (mail, JSON, XML) is read before anything is looked for, and the people whom a record names are known.
Any other text is kept as it is, redacted with the people whom the exports beside it name.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.archive.collect import Raw, collect
from kb.config import Settings
from kb.errors import InputError
from kb.flows.crew import Crew
from kb.flows.exports import Export, find
from kb.flows.harvest import known_people
from kb.flows.plain import Known, safe_text
from kb.ledger.jsonl import render
from kb.model.account import CUT, Rejection, Skip
from kb.model.incident import Incident, Person, RedactedText
from kb.model.progress import Progress
from kb.redact.base import PERSON, Redactor
from kb.redact.incident import redact_text
from kb.sources.base import ReadsFolders, Source
from kb.sources.propose import people_in

_LETTER = re.compile(r"\[person [A-Z]{1,3}\]")


@dataclass(slots=True, kw_only=True)
class SafeLogs:
    """
    What may be kept, (path below the folder, text), sorted, and what is left out, (path, reason).

    `redactions` counts what was hidden, by kind.
    """

    files: list[tuple[str, RedactedText]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    redactions: Counter[str] = field(default_factory=Counter)


def redact_logs(
    folder: Path,
    settings: Settings,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    progress: Progress,
) -> SafeLogs:
    """Redact everything below a folder, in memory; raise RefusedError naming the file when a redactor fails."""
    raw = collect(folder)
    exports = _exports(folder, settings, sources)
    claimed = {name for export in exports for name in _claims(export, folder, settings)}
    logs = SafeLogs(refused=[(path, why) for path, why in raw.refused if path not in claimed])
    named: dict[Person, None] = {}
    for export in exports:
        progress.start(f"redacting {export.path.name}")
        named |= _keep_records(export, folder, logs, settings, redactors, progress)
    plain = Raw(tuple((path, text) for path, text in raw.files if path not in claimed), ())
    for path, _ in plain.files:
        named |= dict.fromkeys(Person(name=name) for name in people_in(folder / path))
    known = Known(named=tuple(named), listed=known_people(settings))
    progress.start("redacting", len(plain.files))
    for path, text in plain.files:
        try:
            safe, hidden = safe_text(path, text, redactors, known)
        except InputError as error:
            logs.refused.append((path, error.problem))
        else:
            logs.redactions.update(hidden)
            logs.files.append((path, safe))
        progress.advance()
    taken: set[str] = set()
    logs.files = [
        (_free(_safe_name(path, redactors, known), taken), text) for path, text in sorted(logs.files)
    ]
    logs.files.sort()
    logs.refused.sort()
    return logs


def _exports(folder: Path, settings: Settings, sources: Mapping[str, Source]) -> tuple[Export, ...]:
    try:
        return find([folder], settings.harvest, sources)[0]
    except InputError:
        return ()  # logs that no source reads are what an archive is for


def _claims(export: Export, folder: Path, settings: Settings) -> Iterator[str]:
    """Name the files that an export accounts for."""
    files: Iterator[Path] = iter((export.path,))
    if export.path.is_dir() and isinstance(export.source, ReadsFolders):
        files = export.source.claims(export.path, settings.harvest)
    return (file.relative_to(folder).as_posix() for file in files)


def _keep_records(
    export: Export,
    folder: Path,
    logs: SafeLogs,
    settings: Settings,
    redactors: Sequence[Redactor],
    progress: Progress,
) -> dict[Person, None]:
    """Keep an export's records; give the people it names."""
    path = export.path.relative_to(folder).as_posix()
    name = f"{export.source.name}.jsonl" if path == "." else f"{path}.jsonl"
    left_out: Counter[str] = Counter()
    people: dict[Person, None] = {}
    lines: list[str] = []
    hidden: Counter[str] = Counter()

    def records() -> Iterator[Incident]:
        for record in export.source.read(export.path, settings.harvest):
            if isinstance(record, Incident):
                said = (record.reporter, record.resolver, *(entry.author for entry in record.entries))
                people.update(dict.fromkeys(record.people))
                people.update(dict.fromkeys(Person(name=each) for each in said if each.strip()))
                yield record
            elif isinstance(record, Rejection):
                logs.refused.append((f"{path}:{record.line}" if record.line else path, record.reason))
            elif isinstance(record, Skip):
                left_out[record.reason] += 1
            elif record.code == CUT:
                logs.refused.append((path, record.message))

    try:
        with Crew(redactors, known_people(settings), workers=settings.harvest.workers or None) as crew:
            for _, (incident, counts) in crew.redact(records()):
                lines.append(render(incident))
                hidden.update(counts)
                progress.advance()
    except InputError as error:
        logs.refused.append((path, error.problem))
        return people
    logs.refused += [(path, f"{count} × {reason}") for reason, count in sorted(left_out.items())]
    if lines:
        logs.files.append((name, RedactedText("".join(f"{line}\n" for line in lines))))
        logs.redactions.update(hidden)
    return people


def _free(path: str, taken: set[str]) -> str:
    """Number a name that another file has already: `Ann.md` and `Ben.md` are both called `[person].md` now."""
    stem, suffix = posixpath.splitext(path)
    number, free = 1, path
    while free.casefold() in taken:
        number += 1
        free = f"{stem} {number}{suffix}"
    taken.add(free.casefold())
    return free


def _safe_name(path: str, redactors: Sequence[Redactor], known: Known) -> str:
    """Redact a file's name part by part: a folder is called after somebody, too."""
    few, extra = known.split()
    stem, suffix = posixpath.splitext(path)  # `ann@example.com.md` would be an address in Moldova

    def safe(part: str) -> str:
        text = redact_text(part, redactors, people=few, extra=extra, where=path)[0]
        return _LETTER.sub(PERSON, text).replace("/", " ")

    return "/".join(map(safe, stem.split("/"))) + suffix
