"""List, show and check articles."""

from collections.abc import Sequence
from datetime import date

from kb.articles.checks import check as check_articles
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import KbError
from kb.io.files import read_text, walk
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.model.article import Article, Finding
from kb.redact.base import Redactor
from kb.redact.leftovers import leftovers


def every(settings: Settings) -> tuple[Article, ...]:
    """Read all articles, those that solved most incidents first."""
    return tuple(
        sorted(ArticleRepository(settings.content).articles(), key=lambda a: (-len(a.evidence), a.id))
    )


def one(settings: Settings, name: str) -> Article:
    """Find one article by its id, the start of its id, or its file's name."""
    return ArticleRepository(settings.content).get(name)


def check(settings: Settings, *, redactors: Sequence[Redactor], today: date) -> tuple[Finding, ...]:
    """Look for everything that is wrong with articles, guides and lessons, by path and line."""
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
    texts = {f"content/{path}": text for path, text in contents.texts.items()}
    texts |= {f"lessons/{lesson.path}": read_text(settings.lessons / lesson.path) for lesson in lessons}
    for name, text in texts.items():
        for line, kind in leftovers(text, redactors):
            findings.append(
                Finding(path=name, line=line, code="KB201", message=f"holds {kind} that redaction hides")
            )
    return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.code, f.message)))


def _unreadable(error: KbError, settings: Settings) -> Finding:
    path = str(error.path or settings.content)
    prefix = f"{settings.root}/"
    return Finding(path=path.removeprefix(prefix), line=error.line or 1, code="KB001", message=error.problem)
