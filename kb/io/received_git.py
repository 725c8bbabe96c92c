"""Somebody else's history, read out of a `git bundle` in a private folder: objects only, by a Git without settings."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kb.errors import StateError
from kb.io.git_failures import missing

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "protocol.allow=never",
    "protocol.file.allow=always",
    "transfer.bundleURI=false",
    "fetch.fsckObjects=false",  # fsck comes afterwards, and its words are kept
    "gc.auto=0",
    "maintenance.auto=false",
)


class DamagedHistoryError(Exception):
    """The history is not whole, in plain words."""


class ReceivedHistory:
    """A bare copy of a bundle's objects; nothing of it is ever checked out."""

    def __init__(self, private: Path) -> None:
        self._private = private
        self._folder = private / "history.git"

    @classmethod
    def read(cls, bundle: Path, private: Path) -> "ReceivedHistory":
        """Copy a bundle into a private folder and read its objects there; raise DamagedHistoryError when it cannot be."""
        shutil.copyfile(bundle, private / "history.bundle", follow_symlinks=False)
        made = cls(private)
        made._run("clone", "-q", "--mirror", "--template=", "--", "history.bundle", "history.git")
        made._run("fsck", "--full", "--strict", "--no-dangling", "--no-progress", inside=True)
        return made

    def refs(self) -> Mapping[str, str]:
        """Map each name the history has to the object it stands for; an annotated tag's own, not its commit."""
        lines = self._lines("for-each-ref", "--format=%(objectname) %(refname)")
        return {name: found for found, _, name in (line.partition(" ") for line in lines)}

    def commits(self, head: str) -> int:
        """Count the steps that lead to a commit."""
        return int(self._lines("rev-list", "--count", head)[0])

    def commit_of(self, tag: str) -> str:
        """Give the commit an annotated tag names."""
        return self._lines("rev-parse", "--verify", f"{tag}^{{commit}}")[0]

    def is_before(self, commit: str, head: str) -> bool:
        """Whether a commit is one of the steps that lead to another."""
        return self._done("merge-base", "--is-ancestor", commit, head).returncode == 0

    def content(self, found: str) -> bytes:
        """Give an object's bytes."""
        return self._run("cat-file", "-p", found, inside=True)

    def files(self, commit: str) -> Mapping[str, tuple[str, str]]:
        """Map each path of a commit to (mode, object)."""
        listed = {}
        for record in self._run("ls-tree", "-r", "-z", "--full-tree", commit, inside=True).split(b"\0"):
            meta, _, name = record.partition(b"\t")
            if name:
                mode, _, found = meta.decode().split(" ")
                listed[name.decode("utf-8", "surrogateescape")] = (mode, found)
        return listed

    @contextmanager
    def digests(self) -> Iterator["_Digests"]:
        """Hold one Git open that gives objects, to take their SHA-256 piece by piece."""
        with subprocess.Popen(
            self._command("cat-file", "--batch", inside=True),
            cwd=self._private,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdin and process.stdout
            yield _Digests(process.stdin, process.stdout)

    def _command(self, *arguments: str, inside: bool) -> list[str]:
        options = [part for each in _SETTINGS for part in ("-c", each)]
        place = [f"--git-dir={self._folder}"] if inside else []
        return ["git", "--no-pager", *place, *options, *arguments]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self._private),
            "TMPDIR": str(self._private),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_CEILING_DIRECTORIES": str(self._private.parent),
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "file",
            "GIT_OPTIONAL_LOCKS": "0",
        }

    def _done(self, *arguments: str, inside: bool = True) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                self._command(*arguments, inside=inside),
                cwd=self._private,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise missing() from error

    def _run(self, *arguments: str, inside: bool = False) -> bytes:
        done = self._done(*arguments, inside=inside)
        if done.returncode:
            words = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
            raise DamagedHistoryError(words or f"git {arguments[0]} ended with {done.returncode}")
        return done.stdout

    def _lines(self, *arguments: str) -> Sequence[str]:
        return self._run(*arguments, inside=True).decode("utf-8", "surrogateescape").splitlines()


class _Digests:
    def __init__(self, asked: IO[bytes], answers: IO[bytes]) -> None:
        self._asked = asked
        self._answers = answers

    def of(self, found: str) -> str:
        """Give the SHA-256 of an object's bytes, "" when it is not there."""
        self._asked.write(f"{found}\n".encode())
        self._asked.flush()
        head = self._answers.readline().split()
        if len(head) != 3:
            return ""
        left, digest = int(head[2]), hashlib.sha256()
        while left:
            piece = self._answers.read(min(left, 1024 * 1024))
            if not piece:
                raise StateError("Git ended before it had told all", path="history.bundle")
            digest.update(piece)
            left -= len(piece)
        self._answers.read(1)
        return digest.hexdigest()
