"""
Ask what people asked before, and hold search to it: each incident an article answers, and what somebody wrote down.

An incident's own wording is left out of the index for its test: what is measured is whether the next person, who
words it in yet another way, finds the article. Pages are what is searched; whole incidents and bundles are not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kb.articles.without import without
from kb.config import Settings
from kb.drafting.title import clean
from kb.flows.portal import Knowledge, read
from kb.flows.synonyms import synonyms_of
from kb.flows.turn import writing
from kb.io.files import read_text
from kb.io.markdown_files import shown
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.progress import Progress, Silent
from kb.model.search import Document, Hit, Request
from kb.search import accepted
from kb.search.documents import documents
from kb.search.evaluate import DEPTH, Scores, mean, score
from kb.search.judgements import Judgement, parse
from kb.search.leaving_out import Whole

FOLDER = "_search"
JUDGEMENTS = f"{FOLDER}/judgements.yml"
ACCEPTED = f"{FOLDER}/accepted.json"

TOP = 3
"""Among how many answers the right one must be."""

NO_PRODUCT = "no product"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What one judgement found: the rank of the first right answer, 0 when it is not among the first ten.

    `instead` is what came first where that is no right answer. `was` is its rank in the accepted run, None when it
    was not in it. `products` are those of the right answers.
    """

    judgement: Judgement
    scores: Scores
    rank: int
    instead: Hit | None
    was: int | None
    products: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the right answer is among the first three."""
        return 0 < self.rank <= TOP

    @property
    def is_regression(self) -> bool:
        """Whether it held in the accepted run and does not any more."""
        return self.was is not None and 0 < self.was <= TOP and not self.holds

    @property
    def is_worse(self) -> bool:
        """Whether its answer stood higher in the accepted run."""
        return bool(self.was) and (self.rank or DEPTH + 1) > (self.was or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRun:
    """
    A run over all judgements of one audience.

    `left_out` counts the judgements that were not asked, by reason. `gone` are names in the accepted run that no
    judgement has any more.
    """

    audience: Audience
    outcomes: tuple[Outcome, ...]
    documents: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    has_accepted: bool = False
    gone: tuple[str, ...] = ()

    @property
    def scores(self) -> Scores:
        """Give the means over all."""
        return mean(each.scores for each in self.outcomes)

    @property
    def by_product(self) -> Mapping[str, Scores]:
        """Give the means by product, the one most asked about first; a judgement counts for each of its products."""
        groups: dict[str, list[Scores]] = {}
        for each in self.outcomes:
            for product in each.products or (NO_PRODUCT,):
                groups.setdefault(product, []).append(each.scores)
        order = sorted(groups, key=lambda product: (-len(groups[product]), product))
        return {product: mean(groups[product]) for product in order}

    @property
    def failing(self) -> tuple[Outcome, ...]:
        """Give those whose answer is not among the first three."""
        return tuple(each for each in self.outcomes if not each.holds)

    @property
    def regressions(self) -> tuple[Outcome, ...]:
        """Give those that held in the accepted run."""
        return tuple(each for each in self.outcomes if each.is_regression)

    @property
    def worse(self) -> tuple[Outcome, ...]:
        """Give those whose answer stood higher in the accepted run, those that do not hold any more first."""
        found = [each for each in self.outcomes if each.is_worse]
        return tuple(sorted(found, key=lambda each: (each.holds, each.judgement.name)))

    @property
    def broken(self) -> tuple[Outcome, ...]:
        """Give the hand-written ones that do not hold."""
        return tuple(each for each in self.failing if each.judgement.is_written)

    @property
    def ranks(self) -> dict[str, int]:
        """Give what is kept when the run is accepted."""
        return {each.judgement.name: each.rank for each in self.outcomes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What is asked in one audience's documents; each judgement with what is said otherwise for its test.

    `left_out` counts the judgements that are not asked, by reason.
    """

    documents: tuple[Document, ...]
    cases: tuple[tuple[Judgement, tuple[Document, ...]], ...]
    left_out: Mapping[str, int]


def run(settings: Settings, audience: Audience, *, progress: Progress | None = None) -> JudgedRun:
    """Ask every judgement of one audience; raise InputError for judgements that cannot be read."""
    progress = progress or Silent()
    runs = accepted.load(settings.content / ACCEPTED, shown=shown(settings.content, ACCEPTED))
    before = runs.get(audience.value, {})
    progress.start("reading and indexing")
    gathered = asked(settings, audience)
    whole = Whole(gathered.documents, synonyms_of(settings))
    visible = {document.id: document for document in gathered.documents}

    progress.start("asking", total=len(gathered.cases))
    outcomes: list[Outcome] = []
    for judgement, said in gathered.cases:
        hits = whole.search(Request(text=judgement.query, limit=DEPTH), said).hits
        outcomes.append(_outcome(judgement, hits, visible, before.get(judgement.name)))
        progress.advance()
    names = {each.judgement.name for each in outcomes}
    return JudgedRun(
        audience=audience,
        outcomes=tuple(outcomes),
        documents=len(gathered.documents),
        left_out=gathered.left_out,
        has_accepted=audience.value in runs,
        gone=tuple(sorted(before.keys() - names)),
    )


def asked(settings: Settings, audience: Audience) -> Asked:
    """Gather what is asked for one audience: what somebody wrote down, then every incident its articles answer."""
    knowledge = read(settings, audience)
    found = _documents(knowledge, audience)
    visible = {document.id: document for document in found}
    ledger = Ledger(settings.incidents).load()
    told = _told(knowledge.articles, ledger, visible)
    left_out: Counter[str] = Counter()
    written = [(each, ()) for each in _open(_written(settings, knowledge), audience, visible, left_out)]
    of_incidents = [
        (judgement, _without(told[ref], ledger[ref], audience, knowledge.language))
        for judgement, ref in _of_incidents(told, ledger, left_out)
    ]
    return Asked(documents=found, cases=(*written, *of_incidents), left_out=dict(left_out))


def accept(report: JudgedRun, settings: Settings, *, dry_run: bool = False) -> bool:
    """Keep a run as the one that later ones are compared with; return whether that differs from what was kept."""
    path = settings.content / ACCEPTED
    runs = accepted.load(path, shown=shown(settings.content, ACCEPTED))
    now = runs | {report.audience.value: report.ranks}
    if not dry_run:
        with writing(settings, "search test"):
            return accepted.save(path, now)
    return now != runs


def _documents(knowledge: Knowledge, audience: Audience) -> tuple[Document, ...]:
    return documents(
        knowledge.articles,
        knowledge.guides,
        knowledge.lessons,
        audience=audience,
        language=knowledge.language,
    )


def _written(settings: Settings, knowledge: Knowledge) -> tuple[Judgement, ...]:
    path = settings.content / JUDGEMENTS
    if not path.is_file():
        return ()
    known = {document.id for document in _documents(knowledge, Audience.INTERNAL)}
    aliases = {alias: article.id for article in knowledge.articles for alias in article.aliases}
    return parse(read_text(path), path=shown(settings.content, JUDGEMENTS), known=known, aliases=aliases)


def _open(
    judgements: Iterable[Judgement],
    audience: Audience,
    visible: Mapping[str, Document],
    left_out: Counter[str],
) -> Iterator[Judgement]:
    for each in judgements:
        if each.audience not in (None, audience):
            left_out["for another audience"] += 1
        elif not each.finds & visible.keys():
            left_out["finds what this audience may not read"] += 1
        else:
            yield each


def _told(
    articles: Iterable[Article],
    ledger: Mapping[IncidentRef, RedactedIncident],
    visible: Mapping[str, Document],
) -> dict[IncidentRef, list[Article]]:
    """Map each incident that is in the ledger to the articles that answered it and can be found."""
    told: dict[IncidentRef, list[Article]] = {}
    for article in articles:
        for ref in article.evidence if article.id in visible else ():
            if ref in ledger:
                told.setdefault(ref, []).append(article)
    return told


def _of_incidents(
    told: Mapping[IncidentRef, Sequence[Article]],
    ledger: Mapping[IncidentRef, RedactedIncident],
    left_out: Counter[str],
) -> Iterator[tuple[Judgement, IncidentRef]]:
    for ref in sorted(told):
        query = " ".join(ledger[ref].summary.split())
        if not query:
            left_out["incident without a short description"] += 1
            continue
        finds = frozenset(article.id for article in told[ref])
        yield Judgement(name=str(ref), query=query, finds=finds), ref


def _without(
    articles: Sequence[Article], incident: RedactedIncident, audience: Audience, language: str
) -> tuple[Document, ...]:
    """Make the documents of an incident's articles as if they had never been told its wording."""
    wordings = (incident.summary, clean(incident.summary))
    less = (without(article, incident.ref, wordings) for article in articles)
    return documents(less, (), (), audience=audience, language=language)


def _outcome(
    judgement: Judgement, hits: Sequence[Hit], visible: Mapping[str, Document], was: int | None
) -> Outcome:
    right = [visible[id] for id in sorted(judgement.finds) if id in visible]
    ids = [hit.id for hit in hits]
    rank = next((place for place, id in enumerate(ids, start=1) if id in judgement.finds), 0)
    return Outcome(
        judgement=judgement,
        scores=score(ids, {document.id: 1.0 for document in right}),
        rank=rank,
        instead=hits[0] if hits and rank != 1 else None,
        was=was,
        products=tuple(dict.fromkeys(product for document in right for product in document.products)),
    )
