"""What the office reads first: the start page, the handover report and the certificate, from the same values."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb.flows.handover.records import Kept
from kb.flows.reports.facts import SHOWN, priority_of, told
from kb.model.article import ArticleType
from kb.model.handover import Certificate, Handover, Place
from kb.model.incident import RedactedIncident
from kb.model.portal import page_url
from kb.model.prose import count, day
from kb.model.report import Item, Link, Report, Row, Section, Table
from kb.model.scorecard import Criterion, Scorecard
from kb.model.work import Need
from kb.reports import handover as pages_of
from kb.reports import pdf
from kb.reports.scorecard import WORDS, verdict
from kb.site.from_disk import settled

LIBRARY = "data/library/"
RECORDS = "data/records/"
REPORT = ("Handover-report.html", "Handover-report.pdf")
CERTIFICATES = ("Certificate.html", "Certificate.pdf")
START = "START-HERE.html"

STEPS = (
    "Take the fingerprint from the mail, ticket or printed page by which it reached you, not from this folder.",
    "Open proof/VERIFY.html in a browser, choose this folder, and type that fingerprint in. Nothing is installed or sent.",
    "Green: nothing was changed, added or removed since. Red: each such file is named; ask for the folder again. "
    "Other ways, without a browser, are in proof/HOW-TO-VERIFY.txt.",
)

_NEEDS = {
    Need.FLAGGED: "an incident says it is wrong",
    Need.DISLIKED: "a reader says it did not help",
    Need.NO_ARTICLE: "no answer is written down",
    Need.GAP: "searched for in vain",
    Need.NO_RESOLUTION: "does not say what to do",
    Need.DUPLICATE: "two say the same",
    Need.READY: "waits for somebody to validate it",
    Need.OVERDUE: "its review is overdue",
    Need.TOO_FEW: "seen once, no answer written down",
}

_NO_VERDICT = "Whether hypercare may end is told in the team's own pack."

LEFT_OUT = (
    "Incidents, the logs and the history, the exit scorecard and the search tests: only the team may read them.",
    "Articles, guides and lessons that are for fewer readers than this folder.",
)


def handover(kept: Kept, name: str, scorecard: Scorecard | None, *, pages: int) -> Handover:
    """Gather what the pack says of itself."""
    settings = kept.settings
    since, until = _period(kept)
    told = settings.handover
    return Handover(
        name=name,
        project=settings.project.name,
        contact=settings.project.contact,
        as_of=kept.as_of,
        since=since,
        until=until,
        audience=kept.audience,
        recipient=told.recipient,
        accepted_by=told.accepted_by,
        handed_by=told.handed_by,
        scorecard=scorecard,
        verdict=verdict(scorecard) if scorecard else _NO_VERDICT,
        tally=kept.tally if kept.is_team else None,
        counts=tuple(_counts(kept, pages)),
        places=tuple(_places(kept)),
        left_out=() if kept.is_team else LEFT_OUT,
    )


def _period(kept: Kept) -> tuple[date | None, date]:
    phases = kept.settings.phases
    since = date.fromisoformat(phases.hypercare) if phases.hypercare else None
    ended = date.fromisoformat(phases.transition) if phases.transition else None
    until = min(kept.as_of, date.fromordinal(ended.toordinal() - 1)) if ended else kept.as_of
    return (since if since and since <= until else None), until


def _counts(kept: Kept, pages: int) -> Iterator[tuple[tuple[str, str], int]]:
    if kept.is_team:
        yield ("incident", "incidents"), kept.tally.total
    yield ("article", "articles"), len(kept.articles)
    yield ("guide", "guides"), len(kept.guides)
    yield ("lesson", "lessons"), len(kept.lessons)
    if kept.is_team:
        yield ("archived set of logs", "archived sets of logs"), len(kept.bundles)
    yield ("page of the library", "pages of the library"), pages


def _places(kept: Kept) -> Iterator[Place]:
    """Say what stands where; a spreadsheet opens the tables."""
    yield Place(
        title="Library", about="All answers, guides and lessons, with search.", path=f"{LIBRARY}index.html"
    )
    yield Place(
        title="Handover report", about="Scope, figures, open items, lessons, sign-off.", path=REPORT[0]
    )
    yield Place(
        title="Certificate",
        about="One page that says what this folder is and how to check it.",
        path=CERTIFICATES[0],
    )
    if kept.is_team:
        yield Place(
            title="Exit scorecard",
            about="Each criterion in red, amber or green, with what is behind it.",
            path=f"{RECORDS}scorecard.html",
        )
        yield Place(
            title="Open incidents",
            about="What was not resolved at handover, as a table.",
            path=f"{RECORDS}open-incidents.csv",
        )
        yield Place(
            title="Open work", about="What answers still need, as a table.", path=f"{RECORDS}open-work.csv"
        )
    yield Place(
        title="Known errors",
        about="What is known and not mended, with its owner.",
        path=f"{RECORDS}known-errors.csv",
    )
    yield Place(title="Owners", about="Who owns each page, and who takes over.", path=f"{RECORDS}owners.csv")
    yield Place(
        title="Reviews",
        about="When each answer is to be looked at again, for your calendar.",
        path=f"{RECORDS}reviews.ics",
    )
    yield Place(
        title="Lessons",
        about="What to do next time.",
        path=f"{RECORDS}{'lessons-report.html' if kept.is_team else 'lessons.csv'}",
    )
    if kept.is_team:
        yield Place(
            title="Incidents",
            about="Every incident, without people's names, as a table.",
            path=f"{RECORDS}incidents.csv",
        )


def buttons() -> tuple[Place, ...]:
    """Give the five things people come for."""
    return (
        Place(title="Read", about="the answers", path=f"{LIBRARY}index.html"),
        Place(title="Search", about="for an answer", path=f"{LIBRARY}find/index.html"),
        Place(title="Print", about="the handover report", path=REPORT[1]),
        Place(title="Check", about="that nothing was changed", path="proof/VERIFY.html"),
        Place(title="Contacts", about="whom to ask", path=f"{LIBRARY}contact/index.html"),
    )


def report(kept: Kept, handover: Handover) -> Report:
    """Tell in one report what is handed over, what is open, and who has it now."""
    criteria = handover.scorecard.criteria if handover.scorecard else ()
    agenda = [each for each in criteria if each.holds_up]
    return Report(
        name="handover",
        title=handover.title,
        since=handover.as_of,
        until=handover.as_of,
        made_on=handover.as_of,
        next=handover.verdict if not agenda else f"{handover.verdict} Decide on these first:",
        agenda=tuple(Item(text=f"{each.title}: {each.told}", why=each.asks) for each in agenda),
        sections=tuple(_sections(kept, handover)),
        cannot_know=tuple(_cannot_know(kept, criteria)),
    )


def _sections(kept: Kept, handover: Handover) -> Iterator[Section]:
    rows = tuple(Row(cells=(many.capitalize(), number)) for (_, many), number in handover.counts)
    words = (f"Every incident is accounted for: {handover.tally.told}.",) if handover.tally else ()
    table = Table(title="What is handed over", columns=("What", "How many"), rows=rows)
    yield Section(title="Scope", words=words, tables=(table,))
    if handover.scorecard:
        yield _scorecard(handover.scorecard)
    if kept.is_team:
        yield from _open(kept)
    yield Section(
        title="Known errors",
        words=("Analysed and not mended: the workaround is what there is.",) if kept.known_errors else (),
        items=tuple(
            Item(
                text=each.title,
                page=each.path,
                why=f"{'Known error' if each.type is ArticleType.KNOWN_ERROR else 'Workaround only'}. {_owner(kept, each.owner)}",
            )
            for each in kept.known_errors
        ),
        empty="None: every problem written down has an answer.",
    )
    yield _takes_over(kept)
    yield _reviews(kept)
    yield _lessons(kept)
    if kept.is_team:
        rows = tuple(Row(cells=(each.name, each.files, each.archived_on)) for each in kept.bundles)
        table = Table(title="Sets of logs", columns=("Set", "Files", "Archived on"), rows=rows)
        yield Section(title="Archived logs", tables=(table,), empty="No logs were archived.")


def _scorecard(scorecard: Scorecard) -> Section:
    def row(each: Criterion) -> Row:
        waived = f"waived by {each.waiver.by}: {each.waiver.reason}" if each.waiver else ""
        return Row(cells=(each.title, WORDS[each.light], each.told, waived))

    table = Table(
        title="Exit criteria",
        columns=("Criterion", "Light", "How it stands", "Waiver"),
        rows=tuple(map(row, scorecard.criteria)),
    )
    return Section(title="May hypercare end?", tables=(table,), empty="No criterion was declared.")


def _open(kept: Kept) -> Iterator[Section]:
    yield Section(
        title="Open incidents",
        items=_some((told(kept.facts, each) for each in _pressing(kept)), "open-incidents.csv"),
        empty="None: every incident was resolved, cancelled or merged.",
    )
    paths = {article.id: article.path for article in kept.articles}
    yield Section(
        title="Open work on answers",
        items=_some(
            [
                Item(
                    text=each.title,
                    page=next((paths[id] for id in each.articles if id in paths), ""),
                    why=f"{_NEEDS[each.need].capitalize()}. {_owner(kept, each.owner)}",
                )
                for each in kept.facts.worklist.work
            ],
            "open-work.csv",
        ),
        empty="None.",
    )


def _pressing(kept: Kept) -> list[RedactedIncident]:
    """Give what was not resolved at handover, the most pressing and then the oldest first."""
    return sorted(kept.facts.open(), key=lambda each: (priority_of(each), str(each.opened_at), each.ref))


def _some(items: Iterable[Item], table: str) -> tuple[Item, ...]:
    """Keep what there is room for, and say where the rest is."""
    found = list(items)
    more = len(found) - SHOWN
    if more <= 0:
        return tuple(found)
    return (*found[:SHOWN], Item(text=f"… and {more:,} more, in {RECORDS}{table}"))


def _owner(kept: Kept, owner: str) -> str:
    to = kept.takes_over(owner)
    if not to:
        return "Nobody owns it."
    return f"Owner: {to}." if to == owner or not owner else f"Owner: {to}, until now {owner}."


def _takes_over(kept: Kept) -> Section:
    owned: Counter[str] = Counter(each.owner for pages in (kept.articles, kept.guides) for each in pages)
    learnt: Counter[str] = Counter(each.owner for each in kept.lessons if not each.status.is_done)
    rows = tuple(
        Row(cells=(owner or "nobody", kept.takes_over(owner) or "nobody", owned[owner], learnt[owner]))
        for owner in sorted({*owned, *learnt}, key=str.casefold)
    )
    table = Table(
        title="Owners", columns=("Until now", "From now on", "Pages", "Lessons not applied yet"), rows=rows
    )
    return Section(title="Who takes over", tables=(table,), empty="There is no page yet.")


def _reviews(kept: Kept) -> Section:
    months: Counter[str] = Counter(f"{when:%Y-%m}" for when, _ in kept.reviews)
    late = sum(when < kept.as_of for when, _ in kept.reviews)
    table = Table(
        title="Answers to look at again",
        columns=("Month", "How many"),
        rows=tuple(Row(cells=(month, number)) for month, number in sorted(months.items())),
    )
    words = (f"{count(late, 'review was', 'reviews were')} due before {day(kept.as_of)}.",) if late else ()
    return Section(title="Reviews to come", words=words, tables=(table,), empty="No review has a date.")


def _lessons(kept: Kept) -> Section:
    def why(status: str, owner: str, due: date | None, late: bool) -> str:
        when = f", due {day(due)}{' (overdue)' if late else ''}" if due else ""
        return f"{status.capitalize()}{when}. {_owner(kept, owner)}"

    return Section(
        title="Lessons",
        items=tuple(
            Item(
                text=each.title,
                page=f"lessons/{each.path}",
                why=why(
                    each.status.value.replace("-", " "), each.owner, each.due, each.is_overdue(kept.as_of)
                ),
            )
            for each in kept.lessons
        ),
        empty="No lesson was written down.",
    )


def _cannot_know(kept: Kept, criteria: Iterable[Criterion]) -> Iterator[str]:
    if not kept.is_team:
        return
    yield from dict.fromkeys(f"{each.title}: {remark}" for each in criteria for remark in each.remarks)
    if kept.facts.is_late:
        yield kept.facts.since_newest
    yield "What readers voted and searched for is not part of what is handed over."


def write(folder: Path, kept: Kept, handover: Handover) -> None:
    """Write the start page and the report beside the data."""
    made = report(kept, handover)
    _put(folder / START, pages_of.start_page(handover, buttons()))
    _put(folder / REPORT[0], pages_of.handover_page(_linked(made, folder), handover, site=LIBRARY))
    (folder / REPORT[1]).write_bytes(pdf.report_pdf(made, handover, see=REPORT[0]))


def certify(
    folder: Path, handover: Handover, digests: tuple[tuple[str, str, str], ...], signed_by: str
) -> None:
    """Write the certificates, with a blank where the fingerprint goes."""
    told = Certificate(handover=handover, digests=digests, signed_by=signed_by, steps=STEPS)
    _put(folder / CERTIFICATES[0], pages_of.certificate_page(told))
    (folder / CERTIFICATES[1]).write_bytes(pdf.certificate_pdf(told, see=CERTIFICATES[0]))


def _linked(made: Report, folder: Path) -> Report:
    """Keep the links to pages that the library has."""

    def there(page: str) -> str:
        return page if page and (folder / LIBRARY / page_url(page) / "index.html").is_file() else ""

    def item(each: Item) -> Item:
        links = tuple(Link(text=link.text, page=there(link.page)) for link in each.links)
        return replace(each, page=there(each.page), links=links)

    sections = (replace(each, items=tuple(map(item, each.items))) for each in made.sections)
    return replace(made, sections=tuple(sections))


def _put(path: Path, text: str) -> None:
    path.write_text(settled(text), encoding="utf-8", newline="\n")
