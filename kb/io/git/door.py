"""
The only door to Git: fixed sub-commands, checked operands, no prompt, nothing left open.

The repository is the user's own, so its identity, signing and hooks apply; a hook that says no is a
StateError with the hook's words. Line ends are never converted here, because archived bytes are proof.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from kb.errors import StateError
from kb.io.git import stale
from kb.io.git_failures import failed, missing
from kb.io.lock import Lock, held

if TYPE_CHECKING:
    from git import Repo

ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "file",
    "GIT_OPTIONAL_LOCKS": "0",  # who only asks takes no lock
    "LC_ALL": "C",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,  # what a commit follows is what it says
}
# A hook that starts us leaves these behind; they are about its repository, not about ours.
_NOT_OURS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
_SETTINGS = (
    "core.autocrlf=false",
    "core.safecrlf=false",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.fsync=committed",  # objects too: what is archived outlives a power cut
    "core.fsyncMethod=batch",
    "gc.auto=0",  # it would go on in the background after we have left
    "maintenance.auto=false",
    "log.showRoot=true",  # what `log` says is read by us, however somebody likes to see it
    "log.showSignature=false",
    "log.diffMerges=separate",
    "advice.graftFileDeprecated=false",  # an empty one is what we name
)
_CHANGING = frozenset(
    {"add", "branch", "commit", "config", "reset", "restore", "rm", "switch", "tag", "update-ref"}
)
"""What takes a lock of Git's, and is told to whoever finds that lock left behind."""
_OPTIONS = tuple(part for setting in _SETTINGS for part in ("-c", setting))
NOTHING: Mapping[str, str] = MappingProxyType({})


class Door:
    """A repository held open, and the one way to run Git in it."""

    def __init__(self, repo: "Repo") -> None:
        self._repo = repo
        self.root = Path(str(repo.working_tree_dir)).resolve()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the repository that holds a folder; raise StateError when there is none."""
        found = cls.find(folder)
        if found is None:
            raise StateError("is not in a Git repository", path=folder, hint=f"git init {folder}")
        return found

    @classmethod
    def find(cls, folder: Path) -> Self | None:
        """Open the repository that holds a folder, or give None."""
        git = _library()
        try:
            # the path as it is: "$" in a folder's name is no variable
            repo = git.Repo(folder.absolute(), search_parent_directories=True, expand_vars=False)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError):
            return None
        except (ValueError, OSError) as error:  # a damaged .git
            raise StateError(
                f"Git cannot open the repository: {error}", path=folder, hint="git fsck"
            ) from error
        if repo.bare or repo.working_tree_dir is None:
            repo.close()
            raise StateError("is a bare repository", path=folder, hint="work in a clone of it")
        return cls(repo)

    @classmethod
    def init(cls, folder: Path) -> None:
        """Start a repository in a folder, with `main` as its branch."""
        git = _library()
        # not Repo.init, which expands "$" in a folder's name
        command = ["git", "init", "-q", "--initial-branch=main", "--", str(folder.absolute())]
        code, out, problem = _execute(git.Git(), command)
        if code:
            raise failed("init", problem or out, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._repo.close()

    def _name(self, path: Path) -> str:
        """Name a path from the repository's root, as a literal pathspec."""
        try:
            name = path.resolve().relative_to(self.root).as_posix()
        except ValueError as error:
            raise StateError("lies outside the repository", path=path) from error
        return name

    def _run(
        self,
        command: str,
        *arguments: str,
        ok: tuple[int, ...] = (0,),
        extra: Mapping[str, str] = NOTHING,
        given: IO[bytes] | None = None,
    ) -> str:
        """Run a command and give what it prints; raise StateError for any exit code but those named."""
        code, out, problem = self._execute(command, *arguments, extra=extra, given=given)
        if code not in ok:
            raise failed(command, problem or out, self.root)
        return out

    def _code(self, command: str, *arguments: str) -> int:
        """Run a command whose exit code is its answer, 0 or 1."""
        code, out, problem = self._execute(command, *arguments)
        if code not in (0, 1):
            raise failed(command, problem or out, self.root)
        return code

    def _execute(
        self,
        command: str,
        *arguments: str,
        extra: Mapping[str, str] = NOTHING,
        given: IO[bytes] | None = None,
    ) -> tuple[int, str, str]:
        # check-ignore takes paths, not patterns, and refuses the option
        literal = () if command == "check-ignore" else ("--literal-pathspecs",)
        # in a batch, a folder that cannot be made there is passed over without a word
        each = ("-c", "core.fsyncMethod=fsync") if command == "commit" else ()
        line = ["git", *literal, *_OPTIONS, *each, command, *arguments]
        locks = self._locks() if command in _CHANGING else ()
        if not locks:
            return _execute(self._repo.git, line, extra, given)
        self._tidy()
        for lock in locks:
            lock.git_begins()
        code, out, problem = _execute(
            self._repo.git, line, extra, given, handles=tuple(lock.handle for lock in locks)
        )
        if not any(stale.found(self._git_dirs(), lock.git_since) for lock in locks):
            for lock in locks:
                lock.git_ended()
        return code, out, problem

    def _tidy(self) -> None:
        """Remove the locks that a killed Git of ours left; only the holder of our own lock knows of them."""
        for lock in self._locks():
            if lock.git_since:
                stale.remove(self._git_dirs(), self.root, lock.git_since)

    def _locks(self) -> tuple[Lock, ...]:
        return tuple(lock for lock in held() if lock.path.resolve().is_relative_to(self.root))

    def _git_dirs(self) -> tuple[Path, ...]:
        own, shared = Path(str(self._repo.git_dir)), Path(str(self._repo.common_dir))
        return tuple(dict.fromkeys((own.resolve(), shared.resolve())))


def quiet(command: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Give a Git command with this door's options, and its environment, for who needs more than its words."""
    ours = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    return ["git", *_OPTIONS, *command], {**ours, **ENVIRONMENT}


def _execute(
    runner: Any,
    command: Sequence[str],
    extra: Mapping[str, str] = NOTHING,
    given: IO[bytes] | None = None,
    *,
    handles: tuple[int, ...] = (),
) -> tuple[int, str, str]:
    """Run a command through GitPython; give its exit code and what it printed and complained of."""
    git = _library()
    keep = {"pass_fds": handles, "close_fds": True} if handles else {}
    try:
        code, out, problem = runner.execute(
            list(command),
            with_extended_output=True,
            with_exceptions=False,
            env={**ENVIRONMENT, **extra},
            strip_newline_in_stdout=True,
            istream=given,
            **keep,
        )
    except git.GitCommandNotFound as error:
        raise missing() from error
    except OSError as error:
        raise StateError(
            f"Git cannot be started: {error.strerror}", path=error.filename, hint="try again"
        ) from error
    return int(code), str(out), str(problem)


def _library() -> Any:
    """Import GitPython, which looks for the program when it is imported."""
    if shutil.which("git") is None:
        raise missing()
    for name in _NOT_OURS:
        os.environ.pop(name, None)
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    import git

    return git
