"""Hold every page against the rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.articles.standard import linked, own, prose, state
from kb.articles.standard.page import PageText, page_of
from kb.articles.standard.rules import RULES
from kb.model.article import Article, Finding, Guide
from kb.model.incident import IncidentRef, RedactedIncident

_OF_ARTICLES = (
    state.title,
    state.answer,
    state.evidence,
    state.footnotes,
    state.receipts,
    state.review,
    state.audience,
    state.notes,
    state.flags,
    prose.length,
    prose.ease,
    prose.steps,
    own.own_words,
)


def check(
    articles: Sequence[Article],
    guides: Sequence[Guide],
    lessons_paths: Iterable[str] = (),
    *,
    ledger: Mapping[IncidentRef, RedactedIncident],
    files: frozenset[str],
    texts: Mapping[str, str],
    today: date,
    folder: str = "content",
    only: str = "",
) -> tuple[Finding, ...]:
    """
    Hold every page against the rules, or `only` one, sorted by path and line.

    Paths are relative to `content/`: `texts` maps them to whole pages, `files` are all that a link may
    name, `lessons_paths` the pages made of lessons. Findings name `folder` in front of the path.
    """
    pages = {path: PageText(path, text) for path, text in texts.items()}
    known = files | frozenset(texts) | frozenset(lessons_paths)
    found: list[Finding] = []

    def add(code: str, path: str, line: int, message: str) -> None:
        found.append(finding(code, f"{folder}/{path}", line, message))

    for article in articles:
        if only and article.path != only:
            continue
        page = page_of(article, pages)
        for rule in _OF_ARTICLES:
            for code, line, message in rule(article, page, ledger, today):
                add(code, article.path, line, message)
    for each in (
        *linked.duplicates(articles, pages),
        *linked.old_names(articles, pages),
        *linked.orphans(guides, pages),
    ):
        if only in ("", each[1]):
            add(*each)
    for path in sorted({article.path for article in articles} | {guide.path for guide in guides}):
        if path in pages and only in ("", path):
            for code, line, message in linked.links_of(pages[path], pages, known):
                add(code, path, line, message)
    return in_order(found)


def finding(code: str, path: str, line: int, message: str) -> Finding:
    """Make a finding as severe as its rule is by default."""
    return Finding(path=path, line=line, code=code, message=message, severity=RULES[code].by_default)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by place."""
    return tuple(sorted(findings, key=lambda each: (each.path, each.line, each.code, each.message)))
