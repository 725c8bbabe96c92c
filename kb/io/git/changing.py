"""What we change in a repository: commits of named paths, tags, branches; nothing else that is staged goes along."""

import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kb.errors import StateError
from kb.io.git.reading import Reading
from kb.io.git_failures import NO_IDENTITY

_UNDER_WAY = {"MERGE_HEAD": "merge", "CHERRY_PICK_HEAD": "cherry-pick"}


class Repository(Reading):
    """One repository, held open for as short as it is used: `with Repository.open(root) as repository`."""

    def check_ready(self) -> None:
        """
        Raise StateError when a commit cannot be made now: no author, a lock left behind, a merge under way.

        Asked before anything is written, so that nothing is left half done.
        """
        if not self.has_identity():
            raise self._no_identity()
        self._tidy()
        git_dir = Path(str(self._repo.git_dir))
        lock = git_dir / "index.lock"
        if lock.exists():
            raise StateError(
                "another git is at work, or was stopped and left its lock",
                path=lock,
                hint=f"when no git is running: rm {shlex.quote(str(lock))}",
            )
        for name, word in _UNDER_WAY.items():
            if (git_dir / name).exists():
                raise StateError(
                    f"a {word} is under way, and Git commits nothing else until it is done",
                    path=self.root,
                    hint=f"git {word} --continue, or git {word} --abort",
                )

    def identify(self, name: str, email: str) -> None:
        """Set this repository's own author, unless somebody is set already."""
        if not self._run("config", "--get", "user.email", ok=(0, 1)):
            self._run("config", "user.name", name)
            self._run("config", "user.email", email)

    def commit_all(self, message: str, *, at: datetime | None = None) -> str:
        """
        Commit everything that changed and is not ignored; return the commit, "" when nothing changed.

        `at` dates it, for a history that is played; now when not given.
        """
        self._run("add", "--all", "--", ".")
        if not self._run("status", "--porcelain"):
            return ""
        return self._commit(message, at=at)

    def commit_only(self, path: Path, message: str) -> str:
        """Commit exactly one path, whatever else is staged; return the commit, "" when it was committed already."""
        name = self._name(path)
        # -f: what is archived is archived on purpose, whatever .gitignore says of its name
        self._run("add", "--force", "--", name)
        if not self._run("status", "--porcelain", "--", name):
            # what an earlier try stored through a filter since switched off looks unchanged, and is not
            self._run("add", "--renormalize", "--", name)
            if not self._run("status", "--porcelain", "--", name):
                return ""
        return self._commit(message, "--only", "--", name)

    def commit_paths(self, paths: Sequence[Path], message: str) -> str:
        """
        Commit exactly these files as they stand, one that is gone as removed, whatever else is staged.

        What Git ignores is left out. Return the commit, "" when nothing of them changed.
        """
        here = [path for path in paths if path.exists() and not self.is_ignored(path)]
        if here:
            self._run("add", "--", *map(self._name, here))
        gone = [path for path in paths if not path.exists() and self.is_tracked(path)]
        names = [self._name(path) for path in (*here, *gone)]
        if not names or not self._run("status", "--porcelain", "--", *names):
            return ""
        return self._commit(message, "--only", "--", *names)

    def switch(self, name: str, *, new: bool = False) -> None:
        """Stand on a branch, a new one if asked for; what is not committed comes along."""
        self._run("switch", "-q", *(("-c",) if new else ()), name)

    def give_up(self, branch: str, paths: Sequence[Path], back: str) -> None:
        """Take files back to what is committed, stand on another branch, and drop the one that was begun."""
        self._run("restore", "--staged", "--worktree", "--", *map(self._name, paths))
        self.switch(back)
        self._run("branch", "-q", "-D", branch)

    def stage(self, paths: Sequence[Path]) -> None:
        """Put files as they stand into what the next commit would hold."""
        self._run("add", "--", *map(self._name, paths))

    def tag(self, name: str, commit: str, message: str) -> None:
        """Make an annotated tag, signed where the user's Git signs; raise StateError, and make none, when it cannot."""
        how = "-s" if self.signs_tags() else "-a"
        self._run("tag", how, "-m", message, "--", name, commit)

    def _commit(self, message: str, *more: str, at: datetime | None = None) -> str:
        if not self.has_identity():
            raise self._no_identity()
        dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), at.isoformat()) if at else {}
        self._run("commit", "-q", "-m", message, *more, extra=dates)
        return self.head()

    def _no_identity(self) -> StateError:
        return StateError(
            "Git does not know who you are, so it cannot commit", path=self.root, hint=NO_IDENTITY
        )
