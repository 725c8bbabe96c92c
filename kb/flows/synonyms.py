"""Words that mean the same in one base: what counts, what is wrong with it, and what its evidence proposes."""

from collections.abc import Iterator, Mapping

from kb.articles.repository import ArticleRepository
from kb.articles.standard.check import finding
from kb.config import Settings, SynonymLists
from kb.errors import InputError
from kb.io.files import read_text
from kb.ledger.repository import Ledger
from kb.model.article import Article, Confidence, Finding
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.progress import Progress
from kb.search.abbreviations import beside
from kb.search.languages import normal
from kb.search.mining import propose
from kb.search.plain import plain, sections
from kb.search.synonyms import Group, Synonyms, in_force
from kb.search.synonyms_file import faults, read
from kb.search.told import Proposal, Told

FILE = "_search/synonyms.yml"
"""Where a project keeps its own, below `content/`."""


def own_groups(settings: Settings) -> tuple[Group, ...]:
    """Read the project's own groups; none without a file; raise InputError with its line."""
    path = settings.content / FILE
    if not path.is_file():
        return ()
    shown = f"{settings.content.name}/{FILE}"
    try:
        text = read_text(path)
    except InputError as error:
        raise InputError(error.problem, path=shown, line=error.line, hint=error.hint) from error
    return read(text, path=shown, language=settings.project.language)


def synonyms_then(settings: Settings, text: str) -> Synonyms:
    """Make what search looked up when the project's own file had this text; one that cannot be read held nothing."""
    try:
        own = read(text, path=FILE, language=settings.project.language) if text else ()
    except InputError:
        own = ()
    return in_force(_with_general(own, settings))


def groups(settings: Settings) -> tuple[Group, ...]:
    """Give the groups in force: the project's own first, then general ones, unless a setting leaves those out."""
    return _with_general(own_groups(settings), settings)


def _with_general(own: tuple[Group, ...], settings: Settings) -> tuple[Group, ...]:
    if settings.search.synonyms is SynonymLists.OWN:
        return own
    return (*own, *beside(own, normal(settings.project.language)))


def synonyms_of(settings: Settings) -> Synonyms:
    """Make what search looks up; equal to NONE where there is no group."""
    return in_force(groups(settings))


def doubtful_synonyms(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with the project's own groups."""
    path = f"{settings.content.name}/{FILE}"
    try:
        own = own_groups(settings)
    except InputError as error:
        hint = f"; {error.hint}" if error.hint else ""
        yield finding("KB001", path, error.line or 1, f"{error.problem}{hint}")
        return
    for line, message in faults(own):
        yield finding("KB122", path, line, message)


def proposals(settings: Settings, progress: Progress | None = None) -> tuple[Proposal, ...]:
    """Propose groups that articles' incidents speak for and that are not in force."""
    ledger = Ledger(settings.incidents).load()
    articles, errors = ArticleRepository(settings.content).load()
    if errors:
        raise errors[0]
    told = [
        _told(article, ledger, settings.project.language)
        for article in articles
        if article.confidence is not Confidence.ARCHIVED
    ]
    return propose(told, synonyms_of(settings), progress)


def _told(article: Article, ledger: Mapping[IncidentRef, RedactedIncident], language: str) -> Told:
    incidents = [ledger[ref] for ref in article.evidence if ref in ledger]
    summaries = {" ".join(each.summary.casefold().split()) for each in incidents}
    asked = [text for text in article.also_asked_as if " ".join(text.casefold().split()) not in summaries]
    parts = {heading.casefold(): text for heading, text in sections(article.body)}
    return Told(
        article=article.id,
        title=article.title,
        issue=plain(parts.get("issue", "")),
        wordings=(*((each.ref.key, each.summary) for each in incidents), *(("", text) for text in asked)),
        texts=(*(each.description for each in incidents), plain(article.body)),
        language=normal(article.language or language),
    )
