"""Read exports, redact them, keep them in the ledger, and bring `content/` up to date."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.articles.repository import ArticleRepository
from kb.config import HarvestSettings, Settings
from kb.drafting.draft import draft, growth
from kb.drafting.grouping import group
from kb.errors import InputError
from kb.flows.raw import refuse_raw
from kb.io.files import walk
from kb.ledger.repository import Ledger
from kb.model.account import Account, Rejection, Skip
from kb.model.article import Article
from kb.model.group import IncidentGroup
from kb.model.incident import Incident, Person, RawPointer, RedactedIncident, ResolutionKind
from kb.model.progress import Progress, Silent
from kb.redact.base import Redactor
from kb.redact.incident import redact_incident
from kb.redact.load import read_people
from kb.sources.base import Source
from kb.sources.recognise import recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestReport:
    """
    What a harvest did. `account` holds the records' sum; the rest is about articles.

    `not_drafted` says in words why resolved or open incidents led to no article, with their number.
    """

    sources: tuple[tuple[str, str], ...]  # (path, source name)
    unread: tuple[Path, ...]  # files of a folder that no source reads
    account: Account
    redactions: Mapping[str, int]
    resolved: int
    groups: int
    created: tuple[Article, ...]
    grown: tuple[Article, ...]
    unchanged: int
    not_drafted: Mapping[str, int]
    dry_run: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    safe: tuple[tuple[RedactedIncident, RawPointer | None], ...]
    skipped: tuple[Skip, ...]
    rejected: tuple[Rejection, ...]
    redactions: Mapping[str, int]


def harvest(
    exports: Sequence[Path],
    *,
    settings: Settings,
    sources: Mapping[str, Source],
    redactors: Sequence[Redactor],
    today: date,
    source: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> HarvestReport:
    """
    Do the main job: exports in, ledger and articles up to date.

    All exports of one call are one batch: their order does not matter. Nothing is written before
    everything has been read and redacted, and nothing at all on a dry run.
    """
    progress = progress or Silent()
    chosen, unread = _recognised(exports, settings.harvest, sources, source)
    refuse_raw(exports, settings.root)

    reading = _read(chosen, settings, redactors, progress)
    ledger = Ledger(settings.incidents)
    merge = ledger.merge(reading.safe)

    progress.start("grouping")
    articles = ArticleRepository(settings.content)
    known = {article.id: article for article in articles.articles()}
    groups = _groups(merge.incidents.values(), known, settings.harvest)
    drafts, growths, waiting = _articles(groups, known, settings.harvest, today)

    created: list[Article] = []
    grown: list[Article] = []
    if dry_run:
        created = drafts
        grown = [article for article in growths if article != known[article.id]]
    else:
        progress.start("writing", len(drafts) + len(growths))
        ledger.save(merge)  # first: a receipt must find its record even when we are stopped here
        for article in drafts:
            articles.create(article)
            created.append(article)
            progress.advance()
        for article in growths:
            if articles.grow(article):
                grown.append(article)
            progress.advance()

    return HarvestReport(
        sources=tuple((str(path), reader.name) for path, reader in chosen),
        unread=unread,
        account=Account(
            created=merge.created,
            updated=merge.updated,
            unchanged=merge.unchanged,
            skipped=reading.skipped + merge.skipped,
            rejected=reading.rejected,
        ),
        redactions=reading.redactions,
        resolved=sum(1 for incident in merge.incidents.values() if incident.is_resolved),
        groups=sum(1 for each in groups if _is_big_enough(each, settings.harvest)),
        created=tuple(created),
        grown=tuple(grown),
        unchanged=len(growths) - len(grown),
        not_drafted=_not_drafted(merge.incidents.values(), waiting),
        dry_run=dry_run,
    )


def _recognised(
    exports: Sequence[Path], settings: HarvestSettings, sources: Mapping[str, Source], forced: str | None
) -> tuple[list[tuple[Path, Source]], tuple[Path, ...]]:
    """
    Find who reads each export. A folder is one export of many small files, or it holds several exports.

    What stands in a folder and is read by nobody is returned, so that nothing is passed over in silence.
    """
    chosen: list[tuple[Path, Source]] = []
    unread: list[Path] = []
    for path in exports:
        if not path.is_dir() or forced:
            chosen.append((path, recognise(path, settings, sources, forced=forced)))
            continue
        found: list[tuple[Path, Source]] = []
        problem: InputError | None = None
        try:
            found.append((path, recognise(path, settings, sources)))
        except InputError as error:
            problem = error
        for file in walk(path):
            if found and found[0][0] == path and file.suffix.lower() == ".json":
                continue  # the folder's own reader accounts for these
            try:
                found.append((file, recognise(file, settings, sources)))
            except InputError:
                unread.append(file)
        if not found and problem:
            raise problem
        chosen += found
    return chosen, tuple(unread)


def _read(
    chosen: Sequence[tuple[Path, Source]],
    settings: Settings,
    redactors: Sequence[Redactor],
    progress: Progress,
) -> _Reading:
    """Read and redact record by record: unredacted text never outlives its turn of the loop."""
    others = known_people(settings)
    safe: list[tuple[RedactedIncident, RawPointer | None]] = []
    skipped: list[Skip] = []
    rejected: list[Rejection] = []
    redactions: Counter[str] = Counter()
    for path, reader in chosen:
        progress.start(f"reading {path.name}")
        for record in reader.read(path, settings.harvest):
            if isinstance(record, Incident):
                incident, counts = redact_incident(record, redactors, extra_people=others)
                safe.append((incident, record.raw))
                redactions.update(counts)
            elif isinstance(record, Skip):
                skipped.append(record)
            else:
                rejected.append(record)
            progress.advance()
    return _Reading(tuple(safe), tuple(skipped), tuple(rejected), dict(sorted(redactions.items())))


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
    return group(
        incidents,
        anchors=anchors,
        likeness=settings.likeness,
        min_incidents=settings.min_incidents,
    )


def _is_big_enough(each: IncidentGroup, settings: HarvestSettings) -> bool:
    return each.article_id is not None or len(each.incidents) >= settings.min_incidents


def _articles(
    groups: Sequence[IncidentGroup], known: Mapping[str, Article], settings: HarvestSettings, today: date
) -> tuple[list[Article], list[Article], int]:
    """Draft what is new and grow what is known; count the incidents of groups too small for an article."""
    drafts: list[Article] = []
    growths: list[Article] = []
    waiting = 0
    taken = set(known)
    for each in groups:
        if each.article_id is not None:
            growths.append(growth(known[each.article_id], each))
        elif _is_big_enough(each, settings):
            article = draft(
                each,
                created=today,
                owner=settings.owner,
                taken=frozenset(taken),
                boilerplate=settings.boilerplate,
            )
            taken.add(article.id)
            drafts.append(article)
        else:
            waiting += len(each.incidents)
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
