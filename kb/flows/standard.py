"""The content standard as a project has set it up, and what only the whole workspace can tell."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from kb.articles.standard.check import finding
from kb.articles.standard.page import PageText
from kb.articles.standard.rules import RULES
from kb.config import FILE, CheckSettings, Settings
from kb.errors import ConfigError, InputError, StateError
from kb.flows.masking import Mask, listed
from kb.flows.twins import twins
from kb.io.git import Repository
from kb.model.article import Article, Confidence, Finding, Guide
from kb.search.languages import LANGUAGES, normal

_ID = re.compile(r"\bkb-[a-z0-9-]{4,62}\Z")


def refuse_wrong_codes(settings: CheckSettings) -> None:
    """Raise ConfigError for a rule that is not known, or that protects people and would be made milder."""
    for name in ("off", "errors", "warnings"):
        for code in getattr(settings, name):
            rule = RULES.get(code)
            if rule is None:
                near = difflib.get_close_matches(code.upper(), RULES, n=1, cutoff=0.5)
                hint = f"did you mean {near[0]}?" if near else "the manual lists them: Checks"
                raise ConfigError(f"check.{name}: there is no rule {code}", path=FILE, hint=hint)
            if rule.guards and name != "errors":
                raise ConfigError(
                    f"check.{name}: {code} protects people and cannot be switched off",
                    path=FILE,
                    hint=rule.mend,
                )


def as_set(findings: Iterable[Finding], settings: CheckSettings) -> tuple[Finding, ...]:
    """Leave out what is switched off, and give the rest the severity the project wants."""
    kept = (each for each in findings if each.code not in settings.off)
    return tuple(
        replace(each, severity="error")
        if each.code in settings.errors
        else replace(each, severity="warning")
        if each.code in settings.warnings
        else each
        for each in kept
    )


def pairs(articles: Sequence[Article], pages: dict[str, PageText], folder: str) -> Iterator[Finding]:
    """Yield articles that look like one, each pair once, at the one that would go."""
    for pair in twins(articles):
        page = pages.get(pair.other.path)
        line = page.field_line("title") if page else 1
        message = f"looks like {pair.keep.id} ({pair.keep.title}): {pair.likeness:.0%} alike"
        yield finding("KB118", f"{folder}/{pair.other.path}", line, message)


def lost_addresses(settings: Settings, articles: Sequence[Article]) -> Iterator[Finding]:
    """Yield validated articles that Git had under a path which leads nowhere now."""
    repository = Repository.find(settings.root)
    if repository is None:
        return
    names = {name for each in articles for name in (each.path, *each.aliases)}
    by_id = {each.id: each for each in articles}
    hidden = listed(settings)
    mask = Mask(tuple(hidden)) if hidden else None
    with repository:
        for path, commit in sorted(repository.removed(settings.content).items()):
            known = _ID.search(PurePosixPath(path).stem)
            if path in names or not path.endswith(".md") or path.startswith("_"):
                continue
            if mask and mask.is_in(path.replace("-", " ").title()):
                continue  # it was renamed because of that name
            try:
                text = repository.text(f"{commit}^", settings.content / path)
            except StateError:
                continue
            if not re.search(r"^id: *kb-", text, re.MULTILINE) or not _was_validated(text):
                continue
            now = by_id.get(known.group()) if known else None
            if now:
                yield finding(
                    "KB121",
                    f"{settings.content.name}/{now.path}",
                    2,
                    f"it stood at {path}: add this to aliases",
                )
            else:
                where = f"{settings.content.name}/{path}"
                yield finding("KB121", where, 1, "the page is gone, and no article has its path as an alias")


def unknown_languages(
    settings: Settings, everything: Iterable[Article | Guide], pages: dict[str, PageText]
) -> Iterator[Finding]:
    """Yield pages in a language whose words search cannot cut, and the base's own language when it is one."""
    own = settings.project.language
    if normal(own) not in LANGUAGES:
        yield finding("KB123", FILE, 1, f"project.language is {own}, {_NO_STEMMER}")
    for each in everything:
        if each.language and normal(each.language) not in LANGUAGES:
            page = pages.get(each.path)
            line = page.field_line("language") if page else 1
            where = f"{settings.content.name}/{each.path}"
            yield finding("KB123", where, line, f"language is {each.language}, {_NO_STEMMER}")


_NO_STEMMER = f"which search cannot cut; it knows {', '.join(sorted(LANGUAGES))}"


def _was_validated(text: str) -> bool:
    from kb.articles import markdown

    try:
        article = markdown.parse(text, path="gone.md")
    except InputError:
        return False
    return article.confidence in (Confidence.VALIDATED, Confidence.ARCHIVED)
