"""What follows from the phase of a go-live: which reports are due, when articles are reviewed, and who owns them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kb.articles import markdown
from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import ConfigError, StateError
from kb.flows.changes import Done, message
from kb.flows.turn import writing
from kb.io import frontmatter
from kb.io.git import Repository
from kb.model.article import Article
from kb.model.change import Change, ChangeKind
from kb.model.prose import count
from kb.model.review import DEFAULT
from kb.site.phases import Phase, Stage, stage

BRANCH = "phase-owners"
NAMED = 1000
"""A commit names so many articles at most: its message has to fit."""

RHYTHM: Mapping[Phase, tuple[tuple[str, str], ...]] = {
    Phase.HYPERCARE: (("daily", "each day"), ("weekly", "each Monday")),
    Phase.TRANSITION: (("weekly", "each Monday"),),
    Phase.STEADY: (("quarter", "each first day of a quarter"),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A report of a phase: how often, on which day it was due last, and on which it is next."""

    report: str
    rhythm: str
    last: date
    next: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """How many articles go from one owner to another; "" is nobody."""

    old: str
    new: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a go-live stands: its phase, None before the first one; what comes next and when, and what follows from it."""

    now: Stage | None
    next: Phase | None
    begins: date | None
    review_in: str
    reports: tuple[Due, ...]
    handovers: tuple[Handover, ...]
    articles: int


def where(settings: Settings, *, today: date) -> Where:
    """Say where the go-live stands today."""
    now = stage(settings.phases, today)
    coming = [(first, phase) for phase, first in _first_days(settings) if first > today]
    begins, following = min(coming, default=(None, None))
    articles = ArticleRepository(settings.content).articles()
    return Where(
        now=now,
        next=following,
        begins=begins,
        review_in=review_interval(settings, today),
        reports=due(settings, today=today),
        handovers=_counted(to_move(settings, articles)),
        articles=len(articles),
    )


def _first_days(settings: Settings) -> Iterator[tuple[Phase, date]]:
    for phase in Phase:
        if first := getattr(settings.phases, phase.value):
            yield phase, date.fromisoformat(first)


def due(settings: Settings, *, today: date) -> tuple[Due, ...]:
    """Say which reports the phase has; none before the first one, and where there are none."""
    now = stage(settings.phases, today)
    found = RHYTHM[now.phase] if now else ()
    return tuple(
        Due(report=report, rhythm=rhythm, last=_last(report, today), next=_next(report, today))
        for report, rhythm in found
    )


def _last(report: str, today: date) -> date:
    if report == "quarter":
        return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return today - timedelta(days=today.weekday()) if report == "weekly" else today


def _next(report: str, today: date) -> date:
    if report == "quarter":
        years, month = divmod(today.year * 12 + (today.month - 1) // 3 * 3 + 3, 12)
        return date(years, month + 1, 1)
    return _last(report, today) + timedelta(days=7 if report == "weekly" else 1)


def review_interval(settings: Settings, today: date, own: str = "") -> str:
    """Say after how long an article is reviewed again: its own interval, unless that came from a phase."""
    intervals = settings.phases.intervals
    if own and own not in intervals.values():
        return own
    now = stage(settings.phases, today)
    return intervals.get(now.phase.value, DEFAULT) if now else own or DEFAULT


def moved(settings: Settings) -> Change:
    """
    Work out who owns which article once it is handed over; only the line of the owner changes.

    Raise ConfigError where nobody said who takes over, InputError for an article that cannot be read.
    """
    if not settings.phases.owners:
        raise ConfigError(
            "nobody takes over", hint='say who in kb.toml: [phases] owners = ["HR Hypercare=HR Service Desk"]'
        )
    repository = ArticleRepository(settings.content)
    changes = to_move(settings, repository.articles())
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    for article, owner in changes:
        text = repository.text(article.path)
        before[article.path] = text
        after[article.path] = frontmatter.replace_fields(
            text, {"owner": owner}, path=f"content/{article.path}", order=markdown.ORDER
        )
    told = ", ".join(f"{each.old or 'nobody'} to {each.new} ({each.articles})" for each in _counted(changes))
    ids = tuple(article.id for article, _ in changes)
    return Change(
        kind=ChangeKind.MOVE,
        summary=f"Hand over {count(len(changes), 'article')}: {told}",
        articles=ids[:NAMED],
        before=before,
        after=after,
    )


def to_move(settings: Settings, articles: Sequence[Article]) -> list[tuple[Article, str]]:
    """Give the articles that somebody takes over and does not own yet, each with who does."""
    handover = settings.phases.handover
    taken = {new.casefold() for new in handover.values()}
    found = []
    for article in articles:
        old = article.owner.casefold()
        new = handover.get(old, "" if old in taken else handover.get("*", ""))
        if new:
            found.append((article, new))
    return found


def _counted(changes: Sequence[tuple[Article, str]]) -> tuple[Handover, ...]:
    counts = Counter((article.owner, new) for article, new in changes)
    return tuple(Handover(old=old, new=new, articles=number) for (old, new), number in sorted(counts.items()))


def propose(settings: Settings, change: Change, *, branch: str = BRANCH) -> Done:
    """
    Commit a change on a branch of its own, and come back: somebody reviews it, and merges it or not.

    Raise StateError where anything is not committed, and where the branch holds something else: nothing is written
    then. What fails on the way is taken back.
    """
    if change.is_empty:
        return Done(changed=False)
    with writing(settings, "phase move"), Repository.open(settings.root) as repository:
        repository.check_ready()
        back = _refuse_dirty(repository)
        paths = {settings.content / path: str(text) for path, text in change.after.items()}
        if repository.has_branch(branch):
            return _proposed(repository, branch, paths)
        if loose := [path for path in paths if not repository.holds(path)]:
            raise StateError("is not held by Git", path=loose[0], hint="git add it, and commit it first")
        repository.switch(branch, new=True)
        try:
            _write(settings, change)
            done = repository.commit_paths(list(paths), message(change))
        except BaseException:
            repository.give_up(branch, list(paths), back)
            raise
        repository.switch(back)
    return Done(changed=True, commit=done)


def _refuse_dirty(repository: Repository) -> str:
    if not repository.is_clean(repository.root):
        raise StateError(
            "has changes that are not committed",
            path=repository.root,
            hint="commit them, or put them aside with git stash -u; or --no-commit, and commit all yourself",
        )
    back = repository.branch()
    if not back:
        raise StateError("is on no branch", path=repository.root, hint="git switch main")
    return back


def _proposed(repository: Repository, branch: str, paths: Mapping[Path, str]) -> Done:
    """Tell that a branch holds the change already; raise StateError where it holds something else."""
    if all(_holds(repository, branch, path, text) for path, text in paths.items()):
        return Done(changed=False, remarks=(f"branch {branch} proposes it already",))
    raise StateError(
        f"there is a branch {branch} that proposes something else",
        path=repository.root,
        hint=f"merge it, drop it with git branch -D {branch}, or name another one: --branch",
    )


def _holds(repository: Repository, branch: str, path: Path, text: str) -> bool:
    try:
        return repository.text(f"refs/heads/{branch}", path) == text.removesuffix("\n")
    except StateError:
        return False


def stage_only(settings: Settings, change: Change) -> Done:
    """Write a change, and leave the commit to whoever asked for it; staged where there is a repository."""
    if change.is_empty:
        return Done(changed=False)
    with writing(settings, "phase move"):
        _write(settings, change)
        repository = Repository.find(settings.root)
        if repository is not None:
            paths = [settings.content / name for name in change.after]
            with repository:
                repository.stage([path for path in paths if not repository.is_ignored(path)])
    return Done(changed=True)


def _write(settings: Settings, change: Change) -> None:
    articles = ArticleRepository(settings.content)
    for path, text in change.after.items():
        articles.put(path, str(text))
