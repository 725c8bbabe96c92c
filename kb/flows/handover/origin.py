"""Which state is handed over: one commit that everybody has, with nothing beside it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path

from kb import config
from kb.archive.proof import TAG, named
from kb.config import Settings
from kb.errors import RefusedError, StateError
from kb.io.git import Repository
from kb.io.handing import copied
from kb.model.prose import count

_SHOWN = 5
CHECKED_BEFORE = ("*.pdf", "data/library/assets/*")
"""A PDF says what its page says; what search knows was looked at when the site was built, and the rest is the theme's."""
BRANCH = "refs/heads/main"
"""What the state is called in a pack's history, however its branch was called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """
    What is handed over: the commit, the day it was made, and the settings of a private copy of it in `folder`.

    `refs` are what the history is written from, name → object id. What is made in the folder goes with it.
    """

    commit: str
    as_of: date
    settings: Settings
    refs: Mapping[str, str]
    folder: Path


@contextmanager
def origin(settings: Settings, repository: Repository) -> Iterator[Origin]:
    """
    Copy what is committed, and give it for as long as the pack is made.

    Raise RefusedError for what is not committed, StateError where no state can be named or a part of its history
    is missing.
    """
    commit, as_of = ready(repository)
    tags = {
        f"refs/tags/{name}": repository.object_of(f"refs/tags/{name}")
        for name, (_, message) in repository.tags(TAG, in_history=True).items()
        if named(message)
    }
    below = settings.root.resolve().relative_to(repository.root)
    with copied(repository, commit, settings.derived / "tmp") as copy:
        root = copy / below
        if not (root / config.FILE).is_file() and not (root / "pyproject.toml").is_file():
            raise StateError(
                "is not committed",
                path=settings.root / config.FILE,
                hint=f"git add {config.FILE}, and commit it",
            )
        yield Origin(
            commit=commit,
            as_of=as_of,
            settings=replace(_inert(config.load(root)), handover=settings.handover),
            refs={"HEAD": commit, BRANCH: commit, **tags},
            folder=copy.parent,
        )


def ready(repository: Repository) -> tuple[str, date]:
    """Give the commit that would be handed over, and its day; raise as `origin` does."""
    commit = repository.head()
    if not commit:
        raise StateError(
            "holds no commit yet, so there is nothing to hand over", path=repository.root, hint="git commit"
        )
    if repository.is_shallow():
        raise StateError(
            "a part of the history is not here", path=repository.root, hint="git fetch --unshallow"
        )
    if left := repository.uncommitted():
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        raise RefusedError(
            f"{count(len(left), 'file is', 'files are')} not committed: {', '.join(left[:_SHOWN])}{more}",
            path=repository.root,
            hint="commit them, so that what is handed over can be found again; or put them aside: git stash -u",
        )
    if not repository.branch() and not repository.branches_with(commit):
        raise StateError(
            "stands on a commit that no branch leads to, and that would be lost",
            path=repository.root,
            hint="git switch -c handover",
        )
    return commit, repository.committed_at(commit).astimezone(UTC).date()


def _inert(settings: Settings) -> Settings:
    """Leave out what is not in the commit: the readers' votes and searches, and the list of people, which is checked apart."""
    return replace(
        settings,
        signals=replace(settings.signals, url=""),
        redact=replace(settings.redact, people=""),
    )


def checked_as(settings: Settings, told: Settings, signer: str = "") -> Settings:
    """Give the settings under which what is handed over is checked: with this workspace's list of people."""
    signed = (told.handover.recipient, told.handover.handed_by, told.handover.accepted_by, signer)
    names = (part for each in signed for part in (each, each.partition(",")[0].strip()) if part)
    allow = (*told.redact.allow, *names)  # they are named on purpose
    return replace(
        told,
        root=settings.root,
        redact=replace(told.redact, people=settings.redact.people, allow=allow),
        check=replace(told.check, exclude=CHECKED_BEFORE),
    )
