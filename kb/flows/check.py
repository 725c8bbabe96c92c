"""Look for everything that is wrong with a knowledge base, and for what must never have been kept."""

from collections.abc import Mapping, Sequence
from datetime import date

from kb.articles.repository import ArticleRepository, Contents
from kb.articles.standard import own
from kb.articles.standard.check import check as check_articles
from kb.articles.standard.check import in_order
from kb.articles.standard.page import PageText
from kb.articles.standard.score import Score, scores
from kb.config import Settings
from kb.flows.changes import Done, write
from kb.flows.lessons_check import of_lessons, unreadable
from kb.flows.quarantine import unrenderable
from kb.flows.standard import as_set, lost_addresses, pairs, refuse_wrong_codes, unknown_languages
from kb.flows.sweep import Sweep, Swept
from kb.flows.synonyms import doubtful_synonyms
from kb.io.files import walk
from kb.ledger.repository import Ledger
from kb.lessons.repository import LessonRepository
from kb.model.article import Finding
from kb.model.change import Change, ChangeKind
from kb.model.incident import IncidentRef, RedactedIncident
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
    standard = _standard(settings, contents, ledger=Ledger(settings.incidents).load(), today=today)
    swept = Sweep(settings, redactors, sources, progress).tree()
    return in_order((*as_set(standard, settings.check), *swept.findings)), swept


def score(settings: Settings, *, today: date) -> tuple[Score, ...]:
    """Score every article by the content standard, the worst first; what is switched off counts all the same."""
    contents = ArticleRepository(settings.content).read()
    found = _standard(settings, contents, ledger=Ledger(settings.incidents).load(), today=today)
    return scores(contents.articles, found, settings.content.name)


def judge(settings: Settings, path: str, today: date) -> tuple[Finding, ...]:
    """Say what the content standard has against one page."""
    contents = ArticleRepository(settings.content).read()
    ledger = Ledger(settings.incidents).load()
    found = _standard(settings, contents, ledger=ledger, today=today, only=path)
    return as_set((each for each in found if each.path == f"{settings.content.name}/{path}"), settings.check)


def mark(
    settings: Settings,
    today: date,
    names: Sequence[str] = (),
    *,
    commit: bool | None = None,
    dry_run: bool = False,
) -> tuple[tuple[str, ...], Done]:
    """Mark what people say in articles as their own words; give the paths of the pages that change."""
    articles = ArticleRepository(settings.content)
    chosen = [articles.get(name) for name in names] if names else articles.articles()
    ledger = Ledger(settings.incidents).load()
    before = {article.path: articles.text(article.path) for article in chosen}
    after = {
        article.path: text
        for article in chosen
        if (text := own.mark(article, before[article.path], ledger, today)) != before[article.path]
    }
    count = f"{len(after)} article{'' if len(after) == 1 else 's'}"
    change = Change(
        kind=ChangeKind.MARK,
        summary=f"Mark people's own words in {count}",
        articles=tuple(sorted(article.id for article in chosen if article.path in after)),
        before={path: before[path] for path in after},
        after=after,
    )
    done = Done(changed=bool(after)) if dry_run else write(settings, change, commit=commit)
    return tuple(sorted(after)), done


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


def _standard(
    settings: Settings,
    contents: Contents,
    *,
    ledger: Mapping[IncidentRef, RedactedIncident],
    today: date,
    only: str = "",
) -> tuple[Finding, ...]:
    """Find everything the standard has against articles, guides and lessons; of pages, perhaps of `only` one."""
    refuse_wrong_codes(settings.check)
    lessons, lesson_errors = LessonRepository(settings.lessons).load()
    findings = [unreadable(error, settings) for error in (*contents.errors, *lesson_errors)]
    if not only:
        findings += of_lessons(settings, lessons, ledger, today)
    findings += check_articles(
        contents.articles,
        contents.guides,
        [f"lessons/{lesson.path}" for lesson in lessons],
        ledger=ledger,
        files=frozenset(path.relative_to(settings.content).as_posix() for path in walk(settings.content)),
        texts=contents.texts,
        today=today,
        only=only,
    )
    pages = {path: PageText(path, text) for path, text in contents.texts.items()}
    findings += pairs(contents.articles, pages, settings.content.name)
    findings += lost_addresses(settings, contents.articles)
    findings += unknown_languages(settings, (*contents.articles, *contents.guides), pages)
    findings += doubtful_synonyms(settings)
    findings += unrenderable(
        [
            *(
                (f"{settings.content.name}/{path}", text)
                for path, text in contents.texts.items()
                if only in ("", path)
            ),
            *((f"lessons/{lesson.path}", lesson.body) for lesson in lessons if not only),
        ],
        settings,
    )
    return tuple(findings)
