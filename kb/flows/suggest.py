"""
Name the article that answers a ticket, and say why.

The ticket's words are compared with three things: the article itself, the incidents it answered taken together, and
the one of them that is most alike. Measured by leaving each known incident out in turn: tests/bench/suggest.py.
The ticket's text is kept nowhere: it may hold personal data.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import kb
from kb.articles.markdown import parse
from kb.articles.repository import article_in
from kb.articles.sections import answers, issue
from kb.config import Settings
from kb.drafting.likeness import WEIGHTS, Vector, dot, terms, total, unit, words
from kb.errors import InputError
from kb.flows.outcome import state
from kb.flows.suggest_store import Store, change, make
from kb.flows.ticket import asked
from kb.io.files import read_text
from kb.io.markdown_files import MarkdownFile, read_all
from kb.ledger.repository import Ledger
from kb.model.article import Article, Audience, Confidence
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.progress import Progress, Silent
from kb.model.prose import digest, error_codes
from kb.model.suggestion import Known, Suggestion
from kb.search.plain import plain

LEAST = 0.15
"""Below this score no article is named; chosen on the sample project, see tests/bench/suggest.py."""

MOST_CHANGED = 50
"""With more pages changed than these, what is kept is made anew, which also drops what no longer leads anywhere."""

_REASONS = 5
_LONGEST = 4_000
_TOKEN = re.compile(r"[^\W_]{1,40}(?:[-'’_][^\W_]{1,40}){0,5}")


class Memory:
    """Everything that can be suggested, weighed by how rare its words are in the ledger."""

    def __init__(self, articles: Sequence[Article], ledger: Mapping[IncidentRef, RedactedIncident]) -> None:
        told = {ref: _asked_terms(incident) for ref, incident in ledger.items()}
        held = Counter(term for each in told.values() for term in each)
        self.unknown = math.log(2 + len(told))
        self.idf = {term: math.log(1 + (1 + len(told)) / count) for term, count in held.items()}
        self._vectors = {ref: self._weighed(each) for ref, each in told.items()}
        self.articles = articles

    def known(self, article: Article) -> Known:
        """Weigh one article."""
        incidents = {ref: self._vectors[ref] for ref in article.evidence if ref in self._vectors}
        return _known(article, incidents, self.idf, self.unknown)

    def query(self, ticket: str) -> Vector:
        """Weigh a ticket's words."""
        return self._weighed(_ticket_terms(ticket, self.idf))

    def _weighed(self, found: Vector) -> Vector:
        return _weighed(found, self.idf, self.unknown)


def suggest(
    text: str, *, settings: Settings, audience: Audience, limit: int = 3, progress: Progress | None = None
) -> tuple[Suggestion, ...]:
    """Name the articles that answer a ticket or a mail, best first, none when nothing fits; the text is not kept."""
    ticket = asked(text)
    with closing(_store(settings, progress or Silent())) as store:
        possible = _ticket_terms(ticket, None)
        idf = store.idf(list(possible))
        query = _weighed(_ticket_terms(ticket, idf), idf, store.unknown)
        sees_incidents = audience in (Audience.INTERNAL, Audience.SUPPORT)
        ranked = sorted(
            ((score(query, known), known) for known in store.known(list(query), audience)),
            key=lambda each: (-round(each[0], 9), each[1].id),
        )
        return tuple(
            _suggestion(ticket, query, known, points, store, settings, sees_incidents)
            for points, known in ranked[:limit]
            if points >= LEAST
        )


def _store(settings: Settings, progress: Progress) -> Store:
    """Open what is kept: put anew where articles changed since, made anew where an incident did."""
    path = settings.derived / "suggest.sqlite"
    code = (Path(kb.__file__).parent / "drafting" / "likeness.py").stat().st_mtime_ns
    key = state((kb.__version__, str(code)), settings.incidents)
    files = {file.path: file for file in read_all(settings.content)}
    pages = {each.path: digest(each.text) for each in files.values()}
    store = Store.open(path, key)
    differing = store.differing(pages) if store else frozenset()
    if store and not differing:
        return store
    ledger = Ledger(settings.incidents).load()
    if store:
        with closing(store):
            idf, unknown = store.rarity(), store.unknown
        if len(differing) <= MOST_CHANGED:
            offered = _offered(files[each] for each in sorted(differing) if each in files)
            changed = change(
                path,
                {each: pages.get(each) for each in differing},
                ((each, _known_anew(each, ledger, idf, unknown)) for each in offered),
                ledger,
            )
            if changed and (found := Store.open(path, key)):
                return found
    progress.start("learning what is known, for this question and the next")
    articles = _offered(files.values())
    memory = Memory(articles, ledger)
    pairs = ((article, memory.known(article)) for article in articles)
    make(path, key, idf=memory.idf, unknown=memory.unknown, pages=pages, known=pairs, ledger=ledger)
    made = Store.open(path, key)
    assert made is not None
    return made


def _offered(files: Iterable[MarkdownFile]) -> list[Article]:
    """Read the articles that may be suggested; one that cannot be read must not keep the others."""
    found = []
    for file in files:
        try:
            article = article_in(file)
        except InputError:
            continue
        if article and article.confidence is not Confidence.ARCHIVED and not article.duplicate_of:
            found.append(article)
    return found


def _known_anew(
    article: Article,
    ledger: Mapping[IncidentRef, RedactedIncident],
    idf: Mapping[str, float],
    unknown: float,
) -> Known:
    incidents = {
        ref: _weighed(_asked_terms(ledger[ref]), idf, unknown) for ref in article.evidence if ref in ledger
    }
    return _known(article, incidents, idf, unknown)


def _known(
    article: Article,
    incidents: Mapping[IncidentRef, Vector],
    idf: Mapping[str, float],
    unknown: float,
) -> Known:
    return Known(
        id=article.id,
        text=_weighed(_article_terms(article), idf, unknown),
        together=unit(total(incidents.values())),
        incidents=incidents,
    )


def _suggestion(
    ticket: str,
    query: Vector,
    known: Known,
    points: float,
    store: Store,
    settings: Settings,
    sees_incidents: bool,
) -> Suggestion:
    # who may not see incidents learns nothing of what stands in them only
    seen = (known.text, known.together) if sees_incidents else (known.text,)
    strength = {term: weight * sum(each.get(term, 0.0) for each in seen) for term, weight in query.items()}
    best = sorted((term for term in strength if strength[term] > 0), key=lambda t: (-strength[t], t))
    codes = tuple(term.removeprefix("code:") for term in best if term.startswith("code:"))
    surface = {stem: word for stem, word in _surfaces(ticket).items() if word.upper() not in codes}
    like = max(known.incidents, key=lambda ref: (dot(query, known.incidents[ref]), ref), default=None)
    path = store.path_of(known.id)
    return Suggestion(
        article=parse(read_text(settings.content / path), path=path),
        score=points,
        words=tuple(surface[term] for term in best if term in surface)[:_REASONS],
        codes=codes,
        like=store.like(like) if like is not None and sees_incidents else None,
    )


def score(query: Vector, known: Known) -> float:
    """Say how well an article fits, from 0 to 1: the mean of the three likenesses."""
    text = dot(query, known.text)
    if not known.incidents:
        return text
    nearest = max(dot(query, each) for each in known.incidents.values())
    return (text + dot(query, known.together) + nearest) / 3


def _ticket_terms(ticket: str, known: Mapping[str, float] | None) -> Vector:
    """Take a ticket's terms; a code in small letters counts where somebody knows it, or all that may be one."""
    ticket = ticket[:_LONGEST]
    found = {term: 1 + math.log(count) for term, count in Counter(words(ticket)).items()}
    said = {*error_codes(ticket)}
    said |= {code for code in error_codes(ticket.upper()) if known is None or f"code:{code}" in known}
    return found | {f"code:{code}": WEIGHTS["code"] for code in said}


def _weighed(found: Vector, idf: Mapping[str, float], unknown: float) -> Vector:
    return unit({term: weight * idf.get(term, unknown) for term, weight in found.items()})


def _asked_terms(incident: RedactedIncident) -> Vector:
    """Take an incident's terms without its environment, which no ticket's words name."""
    return {term: weight for term, weight in terms(incident).items() if not term.startswith("env:")}


def _article_terms(article: Article) -> Vector:
    answer = " ".join(part.text for part in answers(article.body))
    weighed: defaultdict[str, float] = defaultdict(float)
    parts = (
        (article.title, 2.0),
        (" ".join(article.also_asked_as), 1.5),
        (plain(issue(article.body)), 1.0),
        (plain(answer), 0.6),
    )
    for text, weight in parts:
        for term, count in Counter(words(text)).items():
            weighed[term] += weight * (1 + math.log(count))
    for code in article.error_codes:
        weighed[f"code:{code}"] += WEIGHTS["code"]
    return weighed


def _surfaces(ticket: str) -> Mapping[str, str]:
    """Map each stem to the ticket's first word that has it."""
    found: dict[str, str] = {}
    for token in _TOKEN.findall(ticket[:_LONGEST]):
        for stem in words(token):
            found.setdefault(stem, token)
    return found
