"""What Git holds: commits, tags, files as they were; none of these changes anything."""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from kb.errors import StateError
from kb.io.git.door import ENVIRONMENT, Door

_SEPARATOR = "\x00\x01"


class Reading(Door):
    """All that is asked of a repository."""

    def is_ignored(self, path: Path) -> bool:
        """Whether Git would leave a path alone: ignored, and not tracked already."""
        name = self._name(path)
        if self.is_tracked(path):
            return False
        return self._code("check-ignore", "-q", "--", f"./{name}") == 0

    def is_tracked(self, path: Path) -> bool:
        """Whether Git knows a file, or any file below a folder."""
        return bool(self._run("ls-files", "--", self._name(path)))

    def has_identity(self) -> bool:
        """Whether commits can name an author."""
        idents = ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")
        return all(self._run("var", ident, ok=(0, 128)) for ident in idents)

    def author_name(self) -> str:
        """Name who commits, "" when Git does not know."""
        return self._run("var", "GIT_AUTHOR_IDENT", ok=(0, 128)).rpartition(" <")[0]

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
        self._repo.git.update_environment(**ENVIRONMENT)  # the reader stays open for the next one
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
        if any(end in str(path) for path in paths for end in "\r\n"):
            return tuple(self._run("hash-object", "--no-filters", "--", str(path)) for path in paths)
        with tempfile.TemporaryFile() as names:  # one child for 20,000 files
            names.write(b"".join(os.fsencode(path) + b"\n" for path in paths))
            names.seek(0)
            out = self._run("hash-object", "--no-filters", "--stdin-paths", given=names)
        return tuple(out.split("\n"))

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
        self._repo.git.update_environment(**ENVIRONMENT)  # the reader stays open for the next one
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
