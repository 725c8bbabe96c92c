"""
The only door to Git: fixed sub-commands, checked operands, no prompt, nothing left open.

The repository is the user's own, so its identity, signing and hooks apply; a hook that says no is a
StateError with the hook's words. Line ends are never converted here, because archived bytes are proof.
"""

import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from kb.errors import StateError
from kb.io.git_failures import NO_IDENTITY, failed, missing

if TYPE_CHECKING:
    from git import Repo

_ENVIRONMENT = {
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
_OPTIONS = tuple(part for setting in _SETTINGS for part in ("-c", setting))
_UNDER_WAY = {"MERGE_HEAD": "merge", "CHERRY_PICK_HEAD": "cherry-pick"}
_SEPARATOR = "\x00\x01"
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Repository:
    """One repository, held open for as short as it is used: `with Repository.open(root) as repository`."""

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

    def is_ignored(self, path: Path) -> bool:
        """Whether Git would leave a path alone: ignored, and not tracked already."""
        name = self._name(path)
        if self.is_tracked(path):
            return False
        return self._code("check-ignore", "-q", "--", f"./{name}") == 0

    def is_tracked(self, path: Path) -> bool:
        """Whether Git knows a file, or any file below a folder."""
        return bool(self._run("ls-files", "--", self._name(path)))

    def check_ready(self) -> None:
        """
        Raise StateError when a commit cannot be made now: no author, a lock left behind, a merge under way.

        Asked before anything is written, so that nothing is left half done.
        """
        if not self.has_identity():
            raise self._no_identity()
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

    def has_identity(self) -> bool:
        """Whether commits can name an author."""
        idents = ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")
        return all(self._run("var", ident, ok=(0, 128)) for ident in idents)

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

    def head(self) -> str:
        """Give the commit one stands on, "" before the first one."""
        return self._run("rev-parse", "--verify", "-q", "HEAD", ok=(0, 1))

    def branch(self) -> str:
        """Name the branch that is checked out, "" when none is and a commit would be on no branch."""
        return self._run("symbolic-ref", "-q", "--short", "HEAD", ok=(0, 1))

    def committed_at(self, commit: str) -> datetime:
        """Give when a commit was made, as its committer's clock and zone had it."""
        return datetime.fromisoformat(self._run("show", "-s", "--format=%cI", commit))

    def uncommitted(self) -> tuple[str, ...]:
        """Name what is changed, staged, or new and not ignored, from the root."""
        told = self._run("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames")
        return tuple(record[3:] for record in told.split("\x00") if record)

    def object_of(self, name: str) -> str:
        """Give the id of what a full name of a branch or tag stands for: an annotated tag's own, not its commit's."""
        return self._run("rev-parse", "--verify", name)

    def has_branch(self, name: str) -> bool:
        """Whether there is a branch of that name; raise StateError for what can be none."""
        if name.startswith("-") or self._code_of_name(name):
            raise StateError(f"{name!r} is no name of a branch", path=self.root, hint="name another one")
        return bool(self._run("rev-parse", "--verify", "-q", f"refs/heads/{name}", ok=(0, 1)))

    def _code_of_name(self, name: str) -> int:
        return self._execute("check-ref-format", f"refs/heads/{name}")[0]

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

    def last_commit(self, path: Path) -> str:
        """Give the last commit that touched a path, "" when none did."""
        # rev-list, because log listens to settings such as log.showSignature
        return self._run("rev-list", "-1", "HEAD", "--", self._name(path)) if self.head() else ""

    def removed(self, folder: Path) -> Mapping[str, str]:
        """Map each file that stood below a folder and is not there now to the last commit that took it away."""
        if not self.head():
            return {}
        prefix = self._name(folder).rstrip("/") + "/"
        form = "--format=%x01%H"
        out = self._run(
            "log", form, "--name-only", "-z", "--diff-filter=D", "--no-renames", "HEAD", "--", prefix
        )
        found: dict[str, str] = {}
        for record in out.split("\x01")[1:]:
            commit, _, rest = record.partition("\x00")
            for name in rest.replace("\n", "\x00").split("\x00"):
                path = name.removeprefix(prefix)
                if path and not (folder / path).exists():
                    found.setdefault(path, commit.strip())
        return found

    def is_shallow(self) -> bool:
        """Whether the clone was cut: older commits are not here."""
        return self._run("rev-parse", "--is-shallow-repository") == "true"

    def changes(self, folders: Sequence[Path]) -> str:
        r"""
        Tell what the first parents' commits changed below some folders, the oldest first.

        Each commit as `\x01`, its id, `\x02`, its committer's second, then `git log --raw -z`; "" before the first one.
        """
        if not self.head():
            return ""
        options = ("--first-parent", "-m", "--reverse", "--raw", "-z", "--no-renames", "--no-abbrev")
        return self._run("log", *options, "--format=%x01%H%x02%ct", "HEAD", "--", *map(self._name, folders))

    def text(self, commit: str, path: Path) -> str:
        """Give a file's text as a commit has it; raise StateError when it has none."""
        return self._run("show", "--no-textconv", f"{commit}:{self._name(path)}")

    def setting(self, name: str, kind: str = "") -> str:
        """Give a setting as Git has it for this repository, "" when it is not set; `kind` as `path` or `bool`."""
        typed = (f"--type={kind}",) if kind else ()
        return self._run("config", *typed, "--get", name, ok=(0, 1))

    def signs_tags(self) -> bool:
        """Whether the user's Git signs: told to, or holding a key and not told otherwise."""
        told = self.setting("tag.gpgSign", "bool")
        return told == "true" or (not told and bool(self.setting("user.signingkey")))

    def ssh_key(self) -> str:
        """Give the SSH key that Git signs with, its path or its own words, "" where it signs with none."""
        return self.setting("user.signingkey", "path") if self.setting("gpg.format") == "ssh" else ""

    def author(self) -> str:
        """Give the address commits are made under, "" when there is none."""
        ident = self._run("var", "GIT_COMMITTER_IDENT", ok=(0, 128))
        return ident.rpartition("<")[2].partition(">")[0]

    def tag(self, name: str, commit: str, message: str) -> None:
        """Make an annotated tag, signed where the user's Git signs; raise StateError, and make none, when it cannot."""
        how = "-s" if self.signs_tags() else "-a"
        self._run("tag", how, "-m", message, "--", name, commit)

    def is_before(self, commit: str, later: str) -> bool:
        """Whether a commit is part of another one's history; not when either is not here."""
        code, _, _ = self._execute("merge-base", "--is-ancestor", commit, later)
        return code == 0

    def branches_with(self, commit: str) -> tuple[str, ...]:
        """Name the branches, others' as one knows them too, that have a commit in their history."""
        form = "--format=%(refname:short)"
        out = self._run(
            "for-each-ref", form, "--contains", commit, "refs/heads", "refs/remotes", ok=(0, 128, 129)
        )
        return tuple(out.split("\n")) if out else ()

    def copy(self, object_id: str, target: BinaryIO) -> None:
        """Write an object's bytes to a file, piece by piece."""
        self._repo.git.update_environment(**_ENVIRONMENT)  # the reader stays open for the next one
        try:
            shutil.copyfileobj(self._repo.git.stream_object_data(object_id)[3], target)
        except ValueError as error:
            raise StateError(f"Git cannot read {object_id}", path=self.root, hint="git fsck") from error

    def tags(self, prefix: str, *, in_history: bool = False) -> Mapping[str, tuple[str, str]]:
        """
        Map each tag below a prefix to the commit it names and its message, "" for one without.

        `in_history` leaves out those whose commit is not part of what one stands on.
        """
        if in_history and not self.head():
            return {}
        form = "%00".join(
            ("%(refname:strip=2)", "%(objecttype)", "%(objectname)", "%(*objectname)", "%(contents)")
        )
        more = ("--merged", "HEAD") if in_history else ()
        out = self._run("for-each-ref", *more, f"--format={form}%00%01", f"refs/tags/{prefix}")
        found = {}
        for record in out.split(_SEPARATOR):
            parts = record.strip("\n").split("\x00")
            if len(parts) == 5:
                name, kind, own, named, message = parts
                # a lightweight tag has no message: what Git shows is its commit's
                found[name] = (named, message) if kind == "tag" else (own, "")
        return found

    def blobs(self, commit: str, path: Path) -> Mapping[str, str]:
        """Map each file of a commit below a path to its object id; names are relative to that path."""
        prefix = self._name(path).rstrip("/") + "/"
        out = self._run("ls-tree", "-r", "-z", commit, "--", prefix, ok=(0, 128))  # no tree: no files
        found = {}
        for record in out.split("\x00"):
            if record:
                meta, _, name = record.partition("\t")
                found[name.removeprefix(prefix)] = meta.split(" ")[2]
        return found

    def blob_ids(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Give the object ids Git would give these files, byte for byte."""
        if not paths:
            return ()
        out: list[str] = []
        for start in range(0, len(paths), 500):
            chunk = [str(path) for path in paths[start : start + 500]]
            out += self._run("hash-object", "--no-filters", "--", *chunk).split("\n")
        return tuple(out)

    def listed(self) -> tuple[str, ...]:
        """Name every file that Git holds or would take, from the root: tracked, or neither tracked nor ignored."""
        out = self._run("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
        return tuple(sorted({name for name in out.split("\x00") if name}))

    def staged(self) -> Mapping[str, str]:
        """Map each file that the next commit would change to the object id it would have."""
        held = {}
        for record in self._run("ls-files", "-z", "--stage").split("\x00"):
            meta, _, name = record.partition("\t")
            mode, _, rest = meta.partition(" ")
            if name and mode != "160000":  # another repository's commit
                held[name] = rest.split(" ")[0]
        if not self.head():
            return held
        changed = self._run("diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=AMT")
        return {name: held[name] for name in changed.split("\x00") if name in held}

    def objects(self) -> tuple[tuple[str, str, int], ...]:
        """List every object there is, reached by anything or not, as (id, kind, bytes)."""
        out = self._run(
            "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype) %(objectsize)"
        )
        rows = (line.split(" ") for line in out.split("\n") if line)
        return tuple((name, kind, int(size)) for name, kind, size in rows)

    def reached(self, tips: Sequence[str]) -> frozenset[str]:
        """Give the ids of all that some objects lead to, themselves included."""
        out = self._run("rev-list", "--objects", "--no-object-names", *tips)
        return frozenset(out.split("\n"))

    def paths_of_objects(self, tips: Sequence[str] = ()) -> Mapping[str, str]:
        """Map each object that a branch, a tag, the stash or the reflog reaches, or some tips do, to a path it had."""
        out = self._run("rev-list", "--objects", *(tips or ("--all", "--reflog")))
        pairs = (line.partition(" ") for line in out.split("\n"))
        return {name: path for name, _, path in pairs if path}

    def content(self, object_id: str) -> bytes:
        """Give the bytes of an object."""
        self._repo.git.update_environment(**_ENVIRONMENT)  # the reader stays open for the next one
        try:
            return bytes(self._repo.git.get_object_data(object_id)[3])
        except ValueError as error:
            raise StateError(f"Git cannot read {object_id}", path=self.root, hint="git fsck") from error

    def first_commit_with(self, object_id: str) -> str:
        """Give the earliest commit that brought an object in, "" when none that is reached did."""
        out = self._run("log", "--all", "--reflog", "--reverse", "--format=%H", f"--find-object={object_id}")
        return out.split("\n")[0]

    def holds(self, path: Path) -> bool:
        """Whether the commit one stands on has a file exactly as it is on disk."""
        return bool(self.head()) and self.is_tracked(path) and self.is_clean(path)

    def is_clean(self, path: Path) -> bool:
        """Whether a path is committed as it stands."""
        return not self._run("status", "--porcelain", "--untracked-files=all", "--", self._name(path))

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

    def _name(self, path: Path) -> str:
        """Name a path from the repository's root, as a literal pathspec."""
        try:
            name = path.resolve().relative_to(self.root).as_posix()
        except ValueError as error:
            raise StateError("lies outside the repository", path=path) from error
        return name

    def _run(
        self, command: str, *arguments: str, ok: tuple[int, ...] = (0,), extra: Mapping[str, str] = _NOTHING
    ) -> str:
        """Run a command and give what it prints; raise StateError for any exit code but those named."""
        code, out, problem = self._execute(command, *arguments, extra=extra)
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
        self, command: str, *arguments: str, extra: Mapping[str, str] = _NOTHING
    ) -> tuple[int, str, str]:
        # check-ignore takes paths, not patterns, and refuses the option
        literal = () if command == "check-ignore" else ("--literal-pathspecs",)
        return _execute(self._repo.git, ["git", *literal, *_OPTIONS, command, *arguments], extra)


def quiet(command: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Give a Git command with this door's options, and its environment, for who needs more than its words."""
    ours = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    return ["git", *_OPTIONS, *command], {**ours, **_ENVIRONMENT}


def _execute(
    runner: Any, command: Sequence[str], extra: Mapping[str, str] = _NOTHING
) -> tuple[int, str, str]:
    """Run a command through GitPython; give its exit code and what it printed and complained of."""
    git = _library()
    try:
        code, out, problem = runner.execute(
            list(command),
            with_extended_output=True,
            with_exceptions=False,
            env={**_ENVIRONMENT, **extra},
            strip_newline_in_stdout=True,
        )
    except git.GitCommandNotFound as error:
        raise missing() from error
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
