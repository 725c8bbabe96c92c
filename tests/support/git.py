"""Real Git for tests."""

import os
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    """Run git and give what it prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def a_repository(folder: Path) -> Path:
    """Start a repository with an author of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "Test Author")
    git(folder, "config", "user.email", "author@example.org")
    return folder


def commit(folder: Path, message: str, at: str, *more: str) -> str:
    """Commit everything at a time, as `2026-09-01T08:00:00Z`, and give the commit."""
    git(folder, "add", "-A")
    times = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    subprocess.run(
        ["git", "commit", "-qm", message, *more], cwd=folder, check=True, env={**os.environ, **times}
    )
    return git(folder, "rev-parse", "HEAD")
