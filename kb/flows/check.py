"""Look for everything that is wrong with a knowledge base, and for what must never have been kept."""

from collections.abc import Mapping, Sequence
from datetime import date

from kb.articles.checks import check as check_articles
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import KbError
from kb.flows.sweep import Sweep, Swept
from kb.io.files import walk
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.model.article import Finding
from kb.model.progress import Progress
from kb.redact.base import Redactor
from kb.sources.base import Source


def check(
    settings: Settings,
    *,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    today: date,
    progress: Progress | None = None,
) -> tuple[tuple[Finding, ...], Swept]:
    """Judge articles, guides and lessons, and look for leftovers in every file that Git would take."""
    contents = ArticleRepository(settings.content).read()
    lessons, lesson_errors = LessonRepository(settings.lessons).load()
    findings = [_unreadable(error, settings) for error in (*contents.errors, *lesson_errors)]
    findings += check_articles(
        contents.articles,
        contents.guides,
        [f"lessons/{lesson.path}" for lesson in lessons],
        ledger=Ledger(settings.incidents).load(),
        files=frozenset(path.relative_to(settings.content).as_posix() for path in walk(settings.content)),
        texts=contents.texts,
        today=today,
    )
    swept = Sweep(settings, redactors, sources, progress).tree()
    return in_order((*findings, *swept.findings)), swept


def check_staged(
    settings: Settings, *, redactors: Sequence[Redactor], sources: Mapping[str, Source]
) -> tuple[tuple[Finding, ...], Swept]:
    """Look for leftovers in what the next commit would bring."""
    swept = Sweep(settings, redactors, sources).staged()
    return in_order(swept.findings), swept


def check_history(
    settings: Settings,
    *,
    redactors: Sequence[Redactor],
    sources: Mapping[str, Source],
    progress: Progress | None = None,
) -> tuple[tuple[Finding, ...], Swept]:
    """Look for leftovers in everything that Git has ever held."""
    swept = Sweep(settings, redactors, sources, progress).history()
    return in_order(swept.findings), swept


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Sort by place."""
    return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.code, f.message)))


def _unreadable(error: KbError, settings: Settings) -> Finding:
    path = str(error.path or settings.content)
    prefix = f"{settings.root}/"
    return Finding(path=path.removeprefix(prefix), line=error.line or 1, code="KB001", message=error.problem)
