"""Read exports, redact them, keep them in the ledger, bring `content/` up to date, and see which lessons came back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import kb
from kb import registry
from kb.articles.repository import ArticleRepository
from kb.config import HarvestSettings, Settings
from kb.drafting.boilerplate import says_nothing
from kb.drafting.draft import draft
from kb.drafting.grouping import group
from kb.errors import KbError
from kb.flows.crew import Crew
from kb.flows.evidence import hidden
from kb.flows.exports import Export, digests, find, fingerprint
from kb.flows.growing import grown
from kb.flows.outcome import ExportReport, HarvestReport, again, recall, remember, state
from kb.flows.raw import refuse_raw
from kb.flows.recurring import note, recurrences
from kb.flows.turn import writes
from kb.ledger.known import known_at
from kb.ledger.readings import Reading, Readings
from kb.ledger.repository import Ledger, Merge
from kb.model.account import CUT, Account, Notice, Rejection, Skip
from kb.model.article import Article
from kb.model.group import IncidentGroup
from kb.model.incident import Incident, Person, RawPointer, RedactedIncident, ResolutionKind
from kb.model.progress import Progress, Silent
from kb.model.prose import digest
from kb.redact.base import Redactor
from kb.redact.load import read_people
from kb.sources.base import Source


@writes("harvest")
def harvest(
    exports: Sequence[Path],
    *,
    settings: Settings,
    sources: Mapping[str, Source],
    redactors: Sequence[Redactor],
    today: date,
    source: str | None = None,
    dry_run: bool = False,
    strict: bool = False,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> HarvestReport:
    """
    Do the main job: exports in, ledger and articles up to date.

    All exports of one call are one batch: their order does not matter. Nothing is written before
    everything has been read and redacted, and nothing at all on a dry run. `strict` raises KbError
    where an export was cut at its source, a record was rejected or a file is read by nobody. `as_of` harvests
    the exports as they would have been at a time: what came later is skipped.
    """
    progress = progress or Silent()
    rules = rules_digest(settings, redactors)
    given = fingerprint(exports)
    inputs = (rules, str(source), given, str(as_of))
    last = settings.derived / "harvest.json"
    kept = (settings.incidents, settings.content, settings.lessons)
    if given and (last_time := recall(last, state(inputs, *kept), exports)):
        refuse_raw(exports, settings.root)
        if strict:
            _refuse_doubts(last_time.notices, last_time.account.rejected, last_time.unread)
        return replace(last_time, dry_run=dry_run)

    chosen, unread = find(exports, settings.harvest, sources, forced=source)
    own = (settings.root / settings.redact.people).resolve()  # read for redaction, and no export
    unread = tuple(path for path in unread if path.resolve() != own)
    refuse_raw(exports, settings.root)
    memory = Readings(settings.derived / "readings", rules)
    readings = _read(chosen, tuple(digests(chosen)), memory, settings, redactors, progress)
    notices = tuple(notice for _, reading, _ in readings for notice in reading.notices)
    rejected = tuple(rejection for _, reading, _ in readings for rejection in reading.rejected)
    if strict:
        _refuse_doubts(notices, rejected, unread)
    ledger = Ledger(settings.incidents)
    offered = [pair for _, reading, _ in readings for pair in reading.incidents]
    known_then, later = _known(offered, as_of) if as_of else (offered, ())
    merge = ledger.merge(known_then)

    progress.start("grouping")
    articles = ArticleRepository(settings.content)
    known = {article.id: article for article in articles.articles()}
    groups = _groups(merge.incidents.values(), known, settings.harvest)
    drafts, growths, waiting = _articles(groups, known, merge, settings.harvest, today)

    progress.start("looking for lessons that came back")
    recurred, broken = recurrences(settings, merge.incidents.values())

    created: list[Article] = []
    grown: list[Article] = []
    if dry_run:
        created = drafts
        grown = [article for article in growths if article != known[article.id]]
    else:
        progress.start("writing", len(drafts) + len(growths))
        for key, reading, is_known in readings:
            if not is_known:
                memory.put(key, reading)
        memory.prune()
        ledger.save(merge)  # first: a receipt must find its record even when we are stopped here
        for article in drafts:
            articles.create(article)
            created.append(article)
            progress.advance()
        for article in growths:
            if article != known[article.id] and articles.grow(article):
                grown.append(article)
            progress.advance()
        recurred, failed = note(settings, recurred)
        broken = (*broken, *failed)

    report = HarvestReport(
        exports=tuple(
            ExportReport(
                path=export.path,
                source=export.source.name,
                records=reading.records,
                skipped=len(reading.skipped),
                rejected=len(reading.rejected),
                known=is_known,
            )
            for export, (_, reading, is_known) in zip(chosen, readings, strict=True)
        ),
        unread=unread,
        notices=notices,
        account=Account(
            created=merge.created,
            updated=merge.updated,
            unchanged=merge.unchanged,
            skipped=(
                *(skip for _, reading, _ in readings for skip in reading.skipped),
                *merge.skipped,
                *later,
            ),
            rejected=rejected,
        ),
        redactions=_total(reading.redactions or {} for _, reading, _ in readings),
        resolved=sum(1 for incident in merge.incidents.values() if incident.is_resolved),
        boilerplate=sum(
            1
            for incident in merge.incidents.values()
            if incident.is_resolved
            and incident.resolution
            and says_nothing(incident.resolution, settings.harvest.boilerplate)
        ),
        groups=sum(1 for each in groups if _is_big_enough(each, settings.harvest)),
        created=tuple(created),
        grown=tuple(grown),
        unchanged=len(growths) - len(grown),
        not_drafted=_not_drafted(merge.incidents.values(), waiting),
        dry_run=dry_run,
        flagged=tuple(each for each in growths if len(each.flagged) > len(known[each.id].flagged)),
        recurred=recurred,
        broken=broken,
    )
    if not dry_run and given:
        remember(last, state(inputs, *kept), again(report))
    return report


def _read(
    chosen: Sequence[Export],
    keys: Sequence[str],
    memory: Readings,
    settings: Settings,
    redactors: Sequence[Redactor],
    progress: Progress,
) -> list[tuple[str, Reading, bool]]:
    """Give what each export holds, from memory where it is unchanged, with the key it is kept under."""
    readings: list[tuple[str, Reading, bool]] = []
    with Crew(redactors, known_people(settings), workers=settings.harvest.workers or None) as crew:
        for export, key in zip(chosen, keys, strict=True):
            progress.start(f"reading {export.path.name}")
            known = memory.get(key, export.path)
            readings.append((key, known or _read_one(export, settings, crew, progress), known is not None))
    return readings


def _read_one(export: Export, settings: Settings, crew: Crew, progress: Progress) -> Reading:
    """Read and redact record by record: unredacted text never outlives its turn of the loop."""
    skipped: list[Skip] = []
    rejected: list[Rejection] = []
    notices: list[Notice] = []

    def unredacted() -> Iterator[Incident]:
        for record in export.source.read(export.path, settings.harvest):
            if isinstance(record, Incident):
                yield record
            elif isinstance(record, Notice):
                notices.append(record)  # says something of the whole, and is no record
            elif isinstance(record, Skip):
                skipped.append(record)
                progress.advance()
            else:
                rejected.append(record)
                progress.advance()

    incidents: list[tuple[RedactedIncident, RawPointer | None]] = []
    redactions: Counter[str] = Counter()
    for raw, (incident, counts) in crew.redact(unredacted()):
        incidents.append((incident, raw.raw))
        redactions.update(counts)
        progress.advance()
    return Reading(
        incidents=tuple(incidents),
        skipped=tuple(skipped),
        rejected=tuple(rejected),
        notices=tuple(notices),
        redactions=redactions,
    )


def _known(
    offered: Iterable[tuple[RedactedIncident, RawPointer | None]], at: datetime
) -> tuple[list[tuple[RedactedIncident, RawPointer | None]], tuple[Skip, ...]]:
    """Give the records as they were known at a time, and skip those that came later."""
    known: list[tuple[RedactedIncident, RawPointer | None]] = []
    later: list[Skip] = []
    for incident, pointer in offered:
        cut = known_at(incident, at)
        if cut:
            known.append((cut, pointer))
        else:
            place = pointer or RawPointer(path=Path())
            later.append(Skip(path=place.path, line=place.line, reason="not opened yet"))
    return known, tuple(later)


def _total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _refuse_doubts(notices: Sequence[Notice], rejected: Sequence[Rejection], unread: Sequence[Path]) -> None:
    doubts = [f"{notice.path}: {notice.message}" for notice in notices if notice.code == CUT]
    doubts += [str(rejection) for rejection in rejected]
    doubts += [f"{path}: no source reads this file" for path in unread]
    if doubts:
        more = f" (and {len(doubts) - 1} more)" if len(doubts) > 1 else ""
        raise KbError(
            f"{doubts[0]}{more}; nothing was written",
            hint="without --strict these are warnings; --dry-run lists them all",
        )


def rules_digest(settings: Settings, redactors: Sequence[Redactor]) -> str:
    """Digest all that the outcome of reading depends on besides the export: settings, people and the code itself."""
    people = settings.root / settings.redact.people
    code = sorted(
        (file.as_posix(), file.stat().st_mtime_ns, file.stat().st_size)
        for file in Path(kb.__file__).parent.rglob("*.py")
    )
    parts = (
        repr(replace(settings.harvest, workers=0)),
        repr(settings.redact),
        people.read_bytes() if settings.redact.people and people.is_file() else b"",
        [(redactor.name, type(redactor).__module__) for redactor in redactors],
        registry.versions("kb.sources", "kb.redactors"),
        code,
    )
    return digest(repr(parts))


def known_people(settings: Settings) -> tuple[Person, ...]:
    """Read the people whom the settings name, after making sure that Git does not hold the file."""
    if not settings.redact.people:
        return ()
    path = settings.root / settings.redact.people
    if not path.exists():
        return ()  # the file is kept out of Git, so a colleague's clone has none
    refuse_raw([path], settings.root)
    return read_people(path)


def _groups(
    incidents: Iterable[RedactedIncident],
    known: Mapping[str, Article],
    settings: HarvestSettings,
) -> tuple[IncidentGroup, ...]:
    anchors = {article.id: frozenset(article.evidence) for article in known.values() if article.evidence}
    groups = group(
        incidents,
        anchors=anchors,
        likeness=settings.likeness,
        min_incidents=settings.min_incidents,
    )
    return _redirected(groups, known)


def _redirected(groups: Sequence[IncidentGroup], known: Mapping[str, Article]) -> tuple[IncidentGroup, ...]:
    """Give what newly joined a duplicate to the article that took its place; what it had before stays with it."""
    found = {each.article_id: each for each in groups if each.article_id}
    names = {alias: each.id for each in known.values() for alias in each.aliases} | {
        id_: id_ for id_ in known
    }
    for id_ in sorted(found):
        seen = {id_}
        target = names.get(known[id_].duplicate_of, "")
        while target and target not in seen and known[target].duplicate_of:
            seen.add(target)
            target = names.get(known[target].duplicate_of, "")
        new = [each for each in found[id_].incidents if each.ref not in known[id_].evidence]
        if not target or target in seen or not new:
            continue
        there = found.get(target, IncidentGroup(incidents=(), article_id=target))
        together = sorted((*there.incidents, *new), key=lambda each: each.ref)
        found[target] = replace(there, incidents=tuple(together))
        stay = tuple(each for each in found[id_].incidents if each not in new)
        found[id_] = replace(found[id_], incidents=stay)
    return (*found.values(), *(each for each in groups if each.article_id is None))


def _is_big_enough(each: IncidentGroup, settings: HarvestSettings) -> bool:
    return each.article_id is not None or len(each.incidents) >= settings.min_incidents


def _articles(
    groups: Sequence[IncidentGroup],
    known: Mapping[str, Article],
    merge: Merge,
    settings: HarvestSettings,
    today: date,
) -> tuple[list[Article], list[Article], int]:
    """Draft what is new and grow what is known; count the incidents of groups too small for an article."""
    drafts: list[Article] = []
    growths: list[Article] = []
    waiting = 0
    taken = set(known)
    for each in groups:
        if each.article_id is not None:
            growths.append(grown(known[each.article_id], each, merge, settings))
        elif _is_big_enough(each, settings):
            article = draft(
                each,
                created=today,
                owner=settings.owner,
                taken=frozenset(taken),
                boilerplate=settings.boilerplate,
            )
            taken.add(article.id)
            drafts.append(replace(article, redactions=hidden(each.incidents)))
        else:
            waiting += len(each.incidents)
    met = {each.article_id for each in groups}
    for article in known.values():
        if article.id not in met:  # none of its incidents is solved any more
            growths.append(
                grown(article, IncidentGroup(incidents=(), article_id=article.id), merge, settings)
            )
    return drafts, growths, waiting


def _not_drafted(incidents: Iterable[RedactedIncident], waiting: int) -> dict[str, int]:
    reasons: Counter[str] = Counter()
    for incident in incidents:
        if not incident.is_resolved:
            reasons[incident.status.value] += 1
        elif incident.resolution_kind is ResolutionKind.DUPLICATE and incident.duplicate_of is None:
            reasons["duplicate of something unnamed"] += 1
    if waiting:
        reasons["seen once"] = waiting
    return dict(sorted(reasons.items()))


def with_threshold(settings: Settings, min_incidents: int | None) -> Settings:
    """Give the settings with another size of group, as the command line may ask."""
    if min_incidents is None:
        return settings
    return replace(settings, harvest=replace(settings.harvest, min_incidents=min_incidents))
