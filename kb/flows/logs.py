"""
Raw logs in, what an archive may keep of them out.

An export is kept as its records, redacted as a harvest redacts them, one a line: what is encoded in the
export (mail, JSON, XML) is read before anything is looked for, and the people whom a record names are known.
Any other text is kept as it is, redacted with the people whom the exports beside it name.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.archive import bag
from kb.archive.collect import Policy, Survey, collect, free, name_of
from kb.archive.links import Links, clean, links_in
from kb.archive.store import AS_THEY_ARE, LEFT_OUT, LINKS
from kb.config import Settings
from kb.errors import InputError, RefusedError
from kb.flows.crew import Crew
from kb.flows.exports import Export, find
from kb.flows.harvest import known_people
from kb.flows.keeping import Kept, Task, keep_as_it_is, keep_text
from kb.flows.plain import Known
from kb.io.cells import as_csv
from kb.ledger.jsonl import render
from kb.model.account import CUT, Rejection, Skip
from kb.model.incident import Incident, Person, RedactedText
from kb.model.progress import Progress
from kb.redact.base import PERSON, Redactor
from kb.redact.incident import redact_text
from kb.sources.base import ReadsFolders, Source
from kb.sources.propose import people_in

LINKED = "linked"
"""The folder of a bundle that holds what its texts link to."""

_LETTER = re.compile(r"\[person [A-Z]{1,3}\]")
_FEW = 4_000_000  # bytes that one process redacts sooner than two can be started
_BATCH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The files and folders to archive, what links lead to, (link, file), and what may be kept unredacted."""

    paths: tuple[Path, ...]
    linked: tuple[tuple[str, Path], ...] = ()
    policy: Policy = field(default_factory=Policy)


class SafeLogs:
    """
    What may be kept of some logs, file by file: nothing of it is held in memory but names.

    When the last file has come, `refused` are those left out, (name, reason), `unredacted` those that are kept as
    they are, `redactions` counts what was hidden, by kind, and `records` are the files in which the bundle says so.
    """

    def __init__(
        self,
        wanted: Wanted,
        settings: Settings,
        redactors: Sequence[Redactor],
        sources: Mapping[str, Source],
        progress: Progress,
    ) -> None:
        self.refused: list[tuple[str, str]] = []
        self.unredacted: list[tuple[str, Kept]] = []
        self.redactions: Counter[str] = Counter()
        self.records: dict[str, bytes] = {}
        self.links = Links()
        self._settings = settings
        self._redactors = redactors
        self._progress = progress
        progress.start("looking at the files")
        taken: set[str] = set()
        self._exports = _exports(wanted.paths, settings, sources, taken)
        claimed = {file for _, export in self._exports for file in _claims(export, settings)}
        self._survey = _survey(wanted, claimed, taken)
        self._linked = wanted.linked
        self.refused += [(each.name, each.reason) for each in self._survey.refused]

    @property
    def size(self) -> int:
        """How many files and exports were looked at."""
        survey = self._survey
        return sum(map(len, (self._exports, survey.texts, survey.opaque, survey.refused)))

    def files(self, scratch: Path | None) -> Iterator[tuple[str, bag.Part]]:
        """
        Give each file that is kept with its name, written redacted into a folder; None to look only.

        Raise RefusedError naming the file when a redactor fails.
        """
        places = _places(scratch)
        named: dict[Person, None] = {}
        records: dict[str, Kept] = {}
        for name, export in self._exports:
            self._progress.start(f"redacting {export.path.name}")
            kept = self._keep_records(name, export, next(places), named)
            if kept:
                records[name] = kept
        for found in self._survey.texts:
            named |= dict.fromkeys(Person(name=name) for name in people_in(found.path))
        known = Known(named=tuple(named), listed=known_people(self._settings))
        names = self._names(
            (*records, *(each.name for each in (*self._survey.texts, *self._survey.opaque))), known
        )
        for name, kept in records.items():
            yield self._take(names[name], kept)
        self._progress.start("redacting", len(self._survey.texts) + len(self._survey.opaque))
        for name, outcome in self._outcomes(known, places):
            self._progress.advance()
            if isinstance(outcome, Kept):
                yield self._take(names[name], outcome)
            else:
                self.refused.append((name, outcome))
        self._answer(names, known)
        self._describe(known)

    def _outcomes(self, known: Known, places: Iterator[Path | None]) -> Iterator[tuple[str, Kept | str]]:
        texts = self._survey.texts
        alone = len(texts) if sum(each.size for each in texts) < _FEW else 0
        tasks = (Task(path=each.path, name=each.name, place=next(places)) for each in texts)
        workers = self._settings.harvest.workers or None
        with Crew(self._redactors, known, alone=alone, workers=workers) as crew:
            for task, outcome in crew.each(keep_text, tasks, batch=_BATCH):
                yield task.name, outcome
        for each in self._survey.opaque:
            outcome = keep_as_it_is(Task(path=each.path, name=each.name, place=next(places)))
            if isinstance(outcome, Kept):
                self.unredacted.append((each.name, outcome))
            yield each.name, outcome

    def _take(self, name: str, kept: Kept) -> tuple[str, bag.Part]:
        self.redactions.update(kept.hidden)
        self.links.take(name, kept.links)
        return name, kept.part

    def _names(self, names: Iterable[str], known: Known) -> dict[str, str]:
        """Redact all names, and number those that are one then."""
        taken: set[str] = set()
        return {name: free(_safe_name(name, self._redactors, known), taken) for name in sorted(names)}

    def _answer(self, names: Mapping[str, str], known: Known) -> None:
        """Note which link each file that was given for one answers, as the redacted texts have it."""
        few, extra = known.split()
        left_out = {name for name, _ in self.refused}
        kept = {
            each.path: f"{bag.PAYLOAD}/{names[each.name]}"
            for each in (*self._survey.texts, *self._survey.opaque)
            if each.name not in left_out
        }
        for link, path in self._linked:
            safe = redact_text(link, self._redactors, people=few, extra=extra, where="a link")[0]
            self.links.kept[clean(safe)] = kept.get(path, "")

    def _describe(self, known: Known) -> None:
        self.refused.sort()
        few, extra = known.split()
        left_out = [
            (
                _safe_name(name, self._redactors, known),
                redact_text(why, self._redactors, people=few, extra=extra, where=name)[0],
            )
            for name, why in self.refused
        ]
        as_they_are = [
            (_safe_name(name, self._redactors, known), kept.part.size, kept.part.sha256)
            for name, kept in self.unredacted
        ]
        made = {
            LEFT_OUT: _csv(("file", "reason"), left_out),
            AS_THEY_ARE: _csv(("file", "bytes", "sha256"), as_they_are),
            LINKS: self.links.render(),
        }
        self.records.update((name, content) for name, content in made.items() if content)

    def _keep_records(
        self, path: str, export: Export, place: Path | None, people: dict[Person, None]
    ) -> Kept | None:
        """Keep an export's records, one a line; note the people it names, and what of it is left out."""
        left_out: Counter[str] = Counter()
        hidden: Counter[str] = Counter()
        links: set[str] = set()
        source = path.removesuffix(".jsonl")

        def records() -> Iterator[Incident]:
            for record in export.source.read(export.path, self._settings.harvest):
                if isinstance(record, Incident):
                    said = (record.reporter, record.resolver, *(entry.author for entry in record.entries))
                    people.update(dict.fromkeys(record.people))
                    people.update(dict.fromkeys(Person(name=each) for each in said if each.strip()))
                    yield record
                elif isinstance(record, Rejection):
                    where = f"{source}:{record.line}" if record.line else source
                    self.refused.append((where, record.reason))
                elif isinstance(record, Skip):
                    left_out[record.reason] += 1
                elif record.code == CUT:
                    self.refused.append((source, record.message))

        def lines() -> Iterator[bytes]:
            workers = self._settings.harvest.workers or None
            with Crew(self._redactors, known_people(self._settings), workers=workers) as crew:
                for _, (incident, counts) in crew.redact(records()):
                    line = render(incident)
                    hidden.update(counts)
                    links.update(links_in(RedactedText(line)))
                    self._progress.advance()
                    yield f"{line}\n".encode()

        try:
            part = bag.part(lines(), place)
        except InputError as error:
            self.refused.append((source, error.problem))
            return None
        self.refused += [(source, f"{count} × {reason}") for reason, count in sorted(left_out.items())]
        return Kept(part=part, hidden=hidden, links=frozenset(links)) if part.size else None


def _survey(wanted: Wanted, claimed: set[Path], taken: set[str]) -> Survey:
    found = collect(wanted.paths, wanted.policy, taken=taken)
    linked = collect([path for _, path in wanted.linked], wanted.policy, below=f"{LINKED}/", taken=taken)
    texts = (*(each for each in found.texts if each.path not in claimed), *linked.texts)
    opaque = (*found.opaque, *linked.opaque)
    total = sum(each.size for each in (*texts, *opaque)) + sum(path.stat().st_size for path in claimed)
    if total > wanted.policy.total:
        raise RefusedError(
            f"the files are {total // 1_000_000:,} MB, more than a bundle may hold ({wanted.policy.total // 1_000_000:,})",
            hint="make several bundles of them, or raise archive.total_mb in kb.toml",
        )
    refused = (*(each for each in found.refused if each.path not in claimed), *linked.refused)
    return Survey(texts=texts, opaque=opaque, refused=refused)


def _places(scratch: Path | None) -> Iterator[Path | None]:
    number = 0
    while True:
        number += 1
        yield scratch / str(number) if scratch else None


def _csv(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    return as_csv(heads, [[str(cell) for cell in row] for row in rows]).encode() if rows else b""


def _exports(
    roots: Sequence[Path], settings: Settings, sources: Mapping[str, Source], taken: set[str]
) -> tuple[tuple[str, Export], ...]:
    """Give the exports below some roots, each with the name its records get."""
    found: dict[Path, tuple[str, Export]] = {}
    for root in roots:
        try:
            exports = find([root], settings.harvest, sources)[0]
        except InputError:
            continue  # logs that no source reads are what an archive is for
        for export in exports:
            name = name_of(export.path, root, is_alone=len(roots) == 1)
            name = export.source.name if name == "." else name
            if export.path.absolute() not in found:
                found[export.path.absolute()] = free(f"{name}.jsonl", taken), export
    return tuple(found.values())


def _claims(export: Export, settings: Settings) -> Iterator[Path]:
    """Name the files that an export accounts for."""
    if export.path.is_dir() and isinstance(export.source, ReadsFolders):
        return iter(export.source.claims(export.path, settings.harvest))
    return iter((export.path,))


def _safe_name(path: str, redactors: Sequence[Redactor], known: Known) -> str:
    """Redact a file's name part by part: a folder is called after somebody, too."""
    few, extra = known.split()
    stem, suffix = posixpath.splitext(path)  # `ann@example.com.md` would be an address in Moldova

    def safe(part: str) -> str:
        text = redact_text(part, redactors, people=few, extra=extra, where=path)[0]
        return _LETTER.sub(PERSON, text).replace("/", " ")

    return "/".join(map(safe, stem.split("/"))) + suffix
