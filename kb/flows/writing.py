"""Articles that people write: a new one from a template or from incidents, and what an editor leaves behind."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib import resources

from kb.articles import markdown
from kb.articles.repository import ArticleRepository
from kb.articles.standard.own import mark
from kb.config import Settings
from kb.drafting.draft import draft
from kb.errors import ConfigError, RefusedError, StateError
from kb.flows.evidence import find, hidden, holders, known
from kb.flows.turn import writing
from kb.io.files import read_text
from kb.ledger.repository import Ledger
from kb.model.article import Article, ArticleType, Audience, Confidence
from kb.model.change import Change, ChangeKind
from kb.model.group import IncidentGroup
from kb.model.prose import slug
from kb.redact.base import Redactor
from kb.redact.leftovers import leftovers

TEMPLATES = "_templates"
"""The folder in `content/` where a project's own templates stand, one for each type, as `faq.md`."""


def new(
    settings: Settings,
    title: str,
    *,
    kind: ArticleType | None = None,
    incidents: Sequence[str] = (),
    environment: Sequence[str] = (),
    owner: str = "",
    today: date,
) -> Change:
    """
    Begin an article: from a template, or drafted from incidents that no article has.

    Raise ConfigError for an empty title, StateError for an incident that another article has.
    """
    name = " ".join(title.split())
    if not name:
        raise ConfigError("an article needs a title", hint='kb new "Offer letter is blank – Workday"')
    articles = ArticleRepository(settings.content).load()[0]
    taken = frozenset(each.id for each in articles)
    if incidents:
        made = _drafted(settings, articles, incidents, taken, today)
        made = replace(made, type=kind or made.type, environment=tuple(environment) or made.environment)
    else:
        kind = kind or ArticleType.TROUBLESHOOTING
        made = Article(
            id=_identity(f"{today.isoformat()} {name}", taken),
            path="",
            title="",
            type=kind,
            confidence=Confidence.WIP,
            audience=Audience.SUPPORT,
            environment=tuple(environment),
            tags=tuple(slug(each) for each in environment),
            created=today,
            body=template(settings, kind),
        )
    made = replace(
        made,
        title=name,
        path=f"{made.type.folder}/{slug(name)}-{made.id}.md",
        owner=owner or made.owner or settings.harvest.owner,
    )
    return Change(
        kind=ChangeKind.NEW,
        summary=f"Begin {made.id}: {name}",
        articles=(made.id,),
        before={made.path: None},
        after={made.path: markdown.render(made)},
        evidence=made.evidence,
    )


def template(settings: Settings, kind: ArticleType) -> str:
    """Give the text a new article of a type begins with: the project's own, else ours."""
    own = settings.content / TEMPLATES / f"{kind.value}.md"
    if own.is_file():
        return read_text(own)
    return (resources.files("kb.articles") / "templates" / f"{kind.value}.md").read_text(encoding="utf-8")


def written(settings: Settings, path: str, text: str, today: date) -> str:
    """Give a page as somebody wrote it, with what no incident says marked as their own words."""
    return mark(markdown.parse(text, path=path), text, Ledger(settings.incidents).load(), today)


def edited(
    settings: Settings, article: Article, before: str, redactors: Sequence[Redactor], today: date
) -> Change:
    """
    Say what an editor made of a page, which is on disk already; what no incident says is marked as their own.

    Raise InputError when it cannot be read any more, RefusedError when it holds what must not be kept.
    """
    file = settings.content / article.path
    text = read_text(file)
    now = markdown.parse(text, path=article.path, shown=f"content/{article.path}")
    if now.id != article.id:
        raise StateError(
            f"the id is {now.id} now; links and evidence know it as {article.id}",
            path=f"content/{article.path}",
            line=2,
            hint=f"write id: {article.id} again",
        )
    if text != before:
        refuse_leftovers(article.path, text, redactors)
        text = written(settings, article.path, text, today)
        with writing(settings, f"edit {article.id}"):
            ArticleRepository(settings.content).save(article.path, text)
    return Change(
        kind=ChangeKind.EDIT,
        summary=f"Edit {now.id}: {now.title}",
        articles=(now.id,),
        before={article.path: before},
        after={article.path: text},
    )


def refuse_leftovers(path: str, text: str, redactors: Sequence[Redactor]) -> None:
    """Raise RefusedError for a page that holds what redaction would hide."""
    for line, what in leftovers(text, redactors):
        raise RefusedError(
            f"holds {what}, so it was not kept",
            path=f"content/{path}",
            line=line,
            hint="take it out and save it again; or allow it in kb.toml ([redact] allow)",
        )


def _drafted(
    settings: Settings, articles: Sequence[Article], names: Sequence[str], taken: frozenset[str], today: date
) -> Article:
    ledger = Ledger(settings.incidents).load()
    refs = find(names, ledger)
    having = holders(articles)
    for ref in refs:
        if other := having.get(ref):
            raise StateError(
                f"{ref} is evidence of {other.id} ({other.title})",
                path=f"content/{other.path}",
                hint=f"part it from there: kb split {other.id} {ref}",
            )
    gone = known(refs, ledger)
    made = draft(
        IncidentGroup(incidents=tuple(gone)),
        created=today,
        taken=taken,
        boilerplate=settings.harvest.boilerplate,
    )
    return replace(made, redactions=hidden(gone))


def _identity(seed: str, taken: frozenset[str]) -> str:
    digest = hashlib.sha256(seed.encode()).hexdigest()
    length = 8
    while f"kb-{digest[:length]}" in taken:
        length += 2
    return f"kb-{digest[:length]}"
