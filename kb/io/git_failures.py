"""Git's complaints in, our errors with a next step out."""

import re
import shlex
from pathlib import Path

from kb.errors import StateError

NO_IDENTITY = 'git config user.name "Your Name" && git config user.email you@example.org'

_LOCK = re.compile(r"[Uu]nable to create '([^']+\.lock)'")


def failed(command: str, problem: str, root: Path) -> StateError:
    """Say what Git complained of, and what to type where the complaint is a known one."""
    words = " ".join(problem.split()) or "it does not say why"
    hint = "run the same git command by hand to see more"
    lock = _LOCK.search(problem)
    if lock:
        hint = f"when no git is running: rm {shlex.quote(lock[1])}"
    elif "empty ident" in problem or "tell me who you are" in problem:
        hint = NO_IDENTITY
    elif "to sign" in problem:
        hint = "unlock the key that Git signs with, for example: echo | gpg --clearsign, or ssh-add; then try again"
    elif "dubious ownership" in problem:
        hint = f"git config --global --add safe.directory {root}"
    return StateError(f"git {command} failed: {words}", path=root, hint=hint)


def missing() -> StateError:
    """Say that there is no Git."""
    return StateError("Git is not installed, or not on PATH", hint="install it, for example: apt install git")
