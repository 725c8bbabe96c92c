"""What happens to articles after they were drafted: reviewed, retired, merged, split, linked; each worked out first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date

from kb.articles import markdown
from kb.articles.carrying import answer_for
from kb.articles.lifecycle import has_answer
from kb.articles.merging import differing, joined, merged, recurrence
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.drafting.draft import draft, growth
from kb.drafting.likeness import codes
from kb.drafting.title import wordings
from kb.errors import ConfigError, StateError
from kb.flows.evidence import find, hidden, holders, known
from kb.flows.phases import review_interval
from kb.io import frontmatter
from kb.ledger.repository import Ledger
from kb.model.article import Article, Confidence
from kb.model.change import Change, ChangeKind
from kb.model.group import IncidentGroup
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.prose import slug

_Records = Mapping[IncidentRef, RedactedIncident]


def reviewed(settings: Settings, name: str, today: date) -> Change:
    """Say that somebody looked at an article today and found it right; its flags go, because they asked for this."""
    article, page = _read(settings, name)
    changes: dict[str, object] = {"last_reviewed_on": today, "flagged": None}
    if (interval := review_interval(settings, today, article.review_in)) != article.review_in:
        changes["review_in"] = interval
    change = _of_one(ChangeKind.REVIEW, "Review", article, page, changes)
    return replace(change, remarks=_retired(article))


def retire(settings: Settings, name: str, *, because: str = "", duplicate_of: str = "") -> Change:
    """Take an article out of what search offers; links to it still work. Its reason goes into the commit."""
    article, page = _read(settings, name)
    changes: dict[str, object] = {"confidence": Confidence.ARCHIVED.value, "flagged": None}
    if duplicate_of:
        other = ArticleRepository(settings.content).get(duplicate_of)
        if other.id == article.id:
            raise ConfigError(f"{article.id} cannot be a duplicate of itself", hint="name the other one")
        if other.confidence is Confidence.ARCHIVED:
            raise StateError(
                f"{other.id} is retired itself", path=f"content/{other.path}", hint="name one that is not"
            )
        changes["duplicate_of"] = other.id
    change = _of_one(ChangeKind.RETIRE, "Retire", article, page, changes)
    reason = " ".join(because.split())
    return replace(change, summary=f"{change.summary} ({reason})") if reason else change


def merge(settings: Settings, name: str, other_name: str, *, with_answer: bool = True) -> Change:
    """
    Take one article into another: evidence, wordings, redirects and, where it says more, its answer.

    Raise StateError when only the one that stays is retired, when only the one that would go has an answer, or
    when its answer is for fewer readers.
    """
    keep, page = _read(settings, name)
    other, gone = _read(settings, other_name)
    if keep.id == other.id:
        raise ConfigError(f"{keep.id} cannot be merged with itself", hint="name two articles")
    if keep.confidence is Confidence.ARCHIVED and other.confidence is not Confidence.ARCHIVED:
        raise StateError(
            f"{keep.id} is retired, and search would offer neither any more",
            path=f"content/{keep.path}",
            hint=f"merge them the other way round: kb merge {other.id} {keep.id}",
        )
    if has_answer(other) and not has_answer(keep):
        raise StateError(
            f"{keep.id} has no resolution, and {other.id} has one",
            path=f"content/{keep.path}",
            hint=f"merge them the other way round: kb merge {other.id} {keep.id}",
        )
    ledger = Ledger(settings.incidents).load()
    for_all = other.audience.width >= keep.audience.width
    begun = other.id in keep.aliases  # an earlier try was stopped before the other page went
    answer = answer_for(keep, other) if with_answer and not begun else None
    if answer and not for_all:
        raise StateError(
            f"{other.id} is for {other.audience.value}, and {keep.id} for {keep.audience.value}: "
            "its answer would reach readers it is not for",
            path=f"content/{other.path}",
            hint=f"leave its text out: kb merge --no-text {keep.id} {other.id}",
        )
    # what requestors asked is offered to everybody by a harvest, too; what a person wrote may not be
    asked = wordings(known(other.evidence, ledger))
    told = (other.title.partition(" – ")[0], *other.also_asked_as) if for_all else asked
    text = merged(
        keep,
        page,
        other,
        wordings=told,
        redactions=dict(hidden(known((*keep.evidence, *other.evidence), ledger))),
        answer=answer,
    )
    remarks = [f"the answer of {other.id} stands below the one of {keep.id}: read both"] if answer else []
    return Change(
        kind=ChangeKind.MERGE,
        summary=f"Merge {other.id} into {keep.id}: {keep.title}",
        articles=(keep.id, other.id),
        before={keep.path: page, other.path: gone},
        after={keep.path: text, other.path: None},
        evidence=tuple(ref for ref in other.evidence if ref not in keep.evidence),
        remarks=tuple(remarks),
    )


def split(settings: Settings, name: str, incidents: Sequence[str], *, title: str = "", today: date) -> Change:
    """Draft an article of its own from some of an article's incidents; each keeps what is its own."""
    article, page = _read(settings, name)
    ledger = Ledger(settings.incidents).load()
    moved = find(incidents, {*article.evidence, *ledger})
    _refuse_strangers(article, moved)
    if lost := [ref for ref in moved if ref not in ledger]:
        raise StateError(
            f"{lost[0]} is not in the ledger, so no article can be drafted from it",
            path=f"content/{article.path}",
            hint="harvest its export again",
        )
    rest = tuple(ref for ref in article.evidence if ref not in moved)
    if not rest:
        raise ConfigError(
            f"nothing would be left of {article.id}", hint="name fewer incidents, or give it another title"
        )
    taken = frozenset(each.id for each in ArticleRepository(settings.content).load()[0])
    gone = known(moved, ledger)
    made = draft(
        IncidentGroup(incidents=tuple(gone)),
        created=today,
        owner=article.owner,
        taken=taken,
        boilerplate=settings.harvest.boilerplate,
    )
    made = _named(made, title, hidden(gone))
    text = _without(article, page, moved, ledger)
    quoted = [receipt.label for receipt in article.receipts if receipt.ref in moved]
    remarks = [f"{article.id} still quotes what moved ({', '.join(quoted)}): read both"] if quoted else []
    return Change(
        kind=ChangeKind.SPLIT,
        summary=f"Split {made.id} from {article.id}: {made.title}",
        articles=(article.id, made.id),
        before={article.path: page, made.path: None},
        after={made.path: markdown.render(made), article.path: text},
        evidence=moved,
        remarks=tuple(remarks),
    )


def link(settings: Settings, name: str, incidents: Sequence[str], *, move: bool = False) -> Change:
    """
    Say that an article answers incidents; wordings, codes and days grow as with a harvest.

    Raise StateError for one that another article has, unless it is to move.
    """
    article, page = _read(settings, name)
    ledger = Ledger(settings.incidents).load()
    refs = tuple(ref for ref in find(incidents, ledger) if ref not in article.evidence)
    others = holders(each for each in ArticleRepository(settings.content).load()[0] if each.id != article.id)
    before: dict[str, str | None] = {article.path: page}
    after: dict[str, str | None] = {article.path: page}  # it grows before the others shrink
    sources: list[str] = []
    for ref in refs:
        other = others.get(ref)
        if other is None:
            continue
        if not move:
            raise StateError(
                f"{ref} is evidence of {other.id} ({other.title})",
                path=f"content/{other.path}",
                hint=f"take it from there: kb link --move {ref} {article.id}",
            )
        if other.path not in before:
            sources.append(other.id)
            before[other.path] = ArticleRepository(settings.content).text(other.path)
            after[other.path] = _without(other, str(before[other.path]), refs, ledger)
    grown = growth(article, IncidentGroup(incidents=tuple(known((*article.evidence, *refs), ledger))))
    after[article.path] = _grown(article, page, grown, ledger)
    return Change(
        kind=ChangeKind.LINK,
        summary=f"Link {_incidents(refs)} to {article.id}: {article.title}",
        articles=(article.id, *sources),
        before=before,
        after=after,
        evidence=refs,
        remarks=_retired(article),
    )


def unlink(settings: Settings, name: str, incidents: Sequence[str]) -> Change:
    """Say that an article does not answer incidents; what it quotes of them stays."""
    article, page = _read(settings, name)
    ledger = Ledger(settings.incidents).load()
    refs = find(incidents, {*article.evidence, *ledger})
    _refuse_strangers(article, refs)
    quoted = [receipt.label for receipt in article.receipts if receipt.ref in refs]
    remarks = [f"{article.id} still quotes them ({', '.join(quoted)})"] if quoted else []
    return Change(
        kind=ChangeKind.UNLINK,
        summary=f"Unlink {_incidents(refs)} from {article.id}: {article.title}",
        articles=(article.id,),
        before={article.path: page},
        after={article.path: _without(article, page, refs, ledger)},
        evidence=refs,
        remarks=tuple(remarks),
    )


def _read(settings: Settings, name: str) -> tuple[Article, str]:
    articles = ArticleRepository(settings.content)
    article = articles.get(name)
    return article, articles.text(article.path)


def _refuse_strangers(article: Article, refs: Sequence[IncidentRef]) -> None:
    for ref in refs:
        if ref not in article.evidence:
            raise ConfigError(
                f"{ref} is not evidence of {article.id}", hint=f"see which are: kb show {article.id}"
            )


def _incidents(refs: Sequence[IncidentRef]) -> str:
    return f"{len(refs)} incident{'' if len(refs) == 1 else 's'}"


def _retired(article: Article) -> tuple[str, ...]:
    """Say that readers do not find it, where somebody works on it as if they did."""
    if article.confidence is not Confidence.ARCHIVED:
        return ()
    return (
        f"{article.id} is retired, so search does not offer it: kb promote {article.id} --to not-validated",
    )


def _of_one(
    kind: ChangeKind, verb: str, article: Article, page: str, changes: Mapping[str, object | None]
) -> Change:
    text = frontmatter.replace_fields(page, changes, path=article.path, order=markdown.ORDER)
    return Change(
        kind=kind,
        summary=f"{verb} {article.id}: {article.title}",
        articles=(article.id,),
        before={article.path: page},
        after={article.path: text},
    )


def _named(made: Article, title: str, redactions: tuple[tuple[str, int], ...]) -> Article:
    made = replace(made, redactions=redactions)
    name = " ".join(title.split())
    if not name:
        return made
    asked = joined((made.title.partition(" – ")[0],), made.also_asked_as, but=(name,))
    return replace(
        made, title=name, path=f"{made.type.folder}/{slug(name)}-{made.id}.md", also_asked_as=asked
    )


def _grown(article: Article, page: str, grown: Article, ledger: _Records) -> str:
    wanted: dict[str, object] = {
        "evidence": [str(ref) for ref in grown.evidence],
        "recurrence": recurrence(len(grown.evidence), grown.first_seen, grown.last_seen),
        "redactions": dict(hidden(known(grown.evidence, ledger))),
        "also_asked_as": grown.also_asked_as,
        "error_codes": grown.error_codes,
    }
    return frontmatter.replace_fields(
        page, differing(article, wanted), path=article.path, order=markdown.ORDER
    )


def _without(article: Article, page: str, refs: Sequence[IncidentRef], ledger: _Records) -> str:
    """Take incidents out of an article's fields, with the wordings and codes that only they have."""
    rest = tuple(ref for ref in article.evidence if ref not in refs)
    gone, left = known(refs, ledger), known(rest, ledger)
    asked = {each.casefold() for each in wordings(gone)} - {each.casefold() for each in wordings(left)}
    named = {code for each in gone for code in codes(each)} - {code for each in left for code in codes(each)}
    days = sorted(each.opened_at.astimezone(UTC).date() for each in left if each.opened_at)
    first, last = (days[0], days[-1]) if days else (None, None)
    wanted: dict[str, object] = {
        "evidence": [str(ref) for ref in rest],
        "recurrence": recurrence(len(rest), first, last) if rest else None,
        "redactions": dict(hidden(left)),
        "also_asked_as": tuple(each for each in article.also_asked_as if each.casefold() not in asked),
        "error_codes": tuple(code for code in article.error_codes if code not in named),
    }
    return frontmatter.replace_fields(
        page, differing(article, wanted), path=article.path, order=markdown.ORDER
    )
