"""Write a change of articles and commit it, with trailers that a log can be searched by."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from kb.articles.repository import ArticleRepository
from kb.config import Settings
from kb.errors import StateError
from kb.flows.turn import committing, writing
from kb.io.files import read_text
from kb.io.git import Repository
from kb.io.git_failures import NO_IDENTITY
from kb.model.change import Change, ChangeKind
from kb.model.incident import IncidentRef

_SUBJECT = 100
_NOBODY = f"not committed, because Git does not know who you are: {NO_IDENTITY}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a change: the commit that holds it, "" for none, and sentences on what to know of it."""

    changed: bool
    commit: str = ""
    remarks: tuple[str, ...] = ()


def write(settings: Settings, change: Change, *, commit: bool | None = None) -> Done:
    """
    Write all pages of a change, those that go last, and commit exactly these; `commit` overrides the setting.

    Raise StateError when a page is no longer as it was read, when Git cannot commit now, or when a page would
    go whose text Git does not hold: nothing has been written then.
    """
    if change.is_empty:
        return Done(changed=False)
    with writing(settings, f"{change.kind.value} {' '.join(change.articles[:1])}"):
        return _written(settings, change, commit)


def _written(settings: Settings, change: Change, commit: bool | None) -> Done:
    paths = {path: settings.content / path for path in change.after}
    _refuse_changed(settings, change)
    wanted = settings.articles.commit if commit is None else commit
    repository = Repository.find(settings.root)
    if repository is None:
        _refuse_loss([paths[path] for path in change.removed])
        _write(settings, change)
        return Done(changed=True)
    with repository:
        remarks: list[str] = []
        if wanted and not repository.has_identity():
            wanted = False
            remarks.append(_NOBODY)
        if wanted:
            repository.check_ready()
        own = [paths[path] for path, text in change.before.items() if text is not None and path in paths]
        written = {paths[path] for path, text in change.after.items() if _now(paths[path]) == text}
        unsaved = [path for path in own if path not in written and not repository.holds(path)]
        gone = [paths[path] for path in change.removed]
        if loss := [path for path in gone if path in unsaved]:
            if not wanted or any(repository.is_ignored(path) for path in loss):
                _refuse_loss(loss)
            repository.commit_paths(loss, f"Keep {_names(loss)} as it is before it goes")
            unsaved = [path for path in unsaved if path not in loss]
        if not wanted:
            _write(settings, change)
            return Done(changed=True, remarks=tuple(remarks))
        remarks += [_along(path, settings) for path in unsaved]
        last = {paths[path]: text for path, text in change.after.items()}
        with committing(settings, message(change), paths.values(), last):
            _write(settings, change)
            done = repository.commit_paths(list(paths.values()), message(change))
        remarks += _adrift(repository)
    return Done(changed=True, commit=done, remarks=tuple(remarks))


def commit_written(
    settings: Settings,
    paths: Sequence[Path],
    kind: ChangeKind,
    summary: str,
    articles: Sequence[str],
    *,
    evidence: Iterable[IncidentRef] = (),
    commit: bool | None = None,
) -> Done:
    """Commit files that were written already, where this is wanted and possible."""
    wanted = settings.articles.commit if commit is None else commit
    repository = Repository.find(settings.root) if wanted and paths else None
    if repository is None:
        return Done(changed=True)
    with repository:
        if not repository.has_identity():
            return Done(changed=True, remarks=(_NOBODY,))
        change = Change(
            kind=kind,
            summary=summary,
            articles=tuple(articles),
            before={},
            after={},
            evidence=tuple(evidence),
        )
        done = repository.commit_paths(paths, message(change))
        return Done(changed=True, commit=done, remarks=tuple(_adrift(repository)))


def noting(
    settings: Settings,
    paths: Sequence[Path],
    last: Mapping[Path, str],
    kind: ChangeKind,
    summary: str,
    articles: Sequence[str],
    *,
    commit: bool | None = None,
) -> AbstractContextManager[None]:
    """Note what `commit_written` is to commit before it is written; `last` is what is written last."""
    if not (settings.articles.commit if commit is None else commit):
        return nullcontext()
    change = Change(kind=kind, summary=summary, articles=tuple(articles), before={}, after={})
    return committing(settings, message(change), paths, last)


def ready(settings: Settings, paths: Sequence[Path], *, commit: bool | None = None) -> tuple[str, ...]:
    """
    Raise StateError when a change of these files could not be committed now; asked before anything is written.

    Return what to know of the commit: whose changes go along.
    """
    if not (settings.articles.commit if commit is None else commit):
        return ()
    repository = Repository.find(settings.root)
    if repository is None:
        return ()
    with repository:
        if not repository.has_identity():
            return ()
        repository.check_ready()
        return tuple(
            _along(path, settings) for path in paths if path.is_file() and not repository.holds(path)
        )


def _adrift(repository: Repository) -> list[str]:
    """Say that a commit is on no branch, where the next checkout would leave it behind."""
    return [] if repository.branch() else ["this commit is on no branch; keep it on one: git switch -c NAME"]


def message(change: Change) -> str:
    """Word the commit: one line, and trailers that `git log --grep` finds."""
    summary = " ".join(change.summary.split())
    subject = summary if len(summary) <= _SUBJECT else f"{summary[: _SUBJECT - 1].rstrip()}…"
    about = "Lesson" if change.kind is ChangeKind.LESSON else "Article"
    trailers = [
        f"Kb-Change: {change.kind.value}",
        *(f"Kb-{about}: {id_}" for id_ in change.articles),
        *(f"Kb-Evidence: {ref}" for ref in change.evidence),
    ]
    return "\n".join((subject, "", *trailers))


def _refuse_changed(settings: Settings, change: Change) -> None:
    for path, text in change.before.items():
        file = settings.content / path
        now = _now(file)
        if now not in (text, change.after.get(path, text)):  # an editor, or an earlier try, has written it
            problem = "is there already" if text is None else "was changed meanwhile"
            raise StateError(problem, path=file, hint="run the command again")


def _now(file: Path) -> str | None:
    return read_text(file) if file.exists() else None


def _refuse_loss(paths: Sequence[Path]) -> None:
    if paths:
        raise StateError(
            "would go, and Git does not hold its text",
            path=paths[0],
            hint="commit it first; or keep it, and only say whose duplicate it is: kb retire --duplicate-of",
        )


def _write(settings: Settings, change: Change) -> None:
    """Write what stays first: stopped halfway, an incident stands in two articles rather than in none."""
    articles = ArticleRepository(settings.content)
    for path, text in change.after.items():
        if text is not None:
            articles.put(path, text)
    for path in change.removed:
        articles.remove(path)


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.stem for path in paths)


def _along(path: Path, settings: Settings) -> str:
    return f"{_shown(path, settings)} had changes that were not committed; they are in this commit, too"


def _shown(path: Path, settings: Settings) -> str:
    return path.relative_to(settings.root).as_posix()
