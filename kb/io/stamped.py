"""What stands in a workspace, by name, size and time: enough to see that something was written."""

import os
from collections.abc import Iterator
from pathlib import Path

Stamps = dict[str, tuple[int, int, int]]
"""A file's time in nanoseconds, its size and its number on the disk, by its path from the workspace."""

WATCHED = ("content", "lessons", "archive/incidents")
ALONE = ("kb.toml", "pyproject.toml", "mkdocs.yml", "archive/bundles")
KINDS = (".md", ".yml", ".jsonl", ".png", ".jpg", ".jpeg", ".gif", ".webp")
"""Editors write other files beside the one they edit."""


def stamps(root: Path) -> Stamps:
    """Stamp every file that a site is made from; links and hidden files are left out."""
    found: Stamps = {}
    for name in ALONE:
        try:
            about = (root / name).stat()
        except OSError:
            continue
        found[name] = (about.st_mtime_ns, about.st_size, about.st_ino)
    for name in WATCHED:
        found.update(_below(f"{root}/", name))
    return found


def _below(root: str, folder: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    try:
        with os.scandir(f"{root}{folder}") as entries:
            for entry in entries:
                name = f"{folder}/{entry.name}"
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _below(root, name)
                elif entry.name.endswith(KINDS) and entry.is_file(follow_symlinks=False):
                    about = entry.stat(follow_symlinks=False)
                    yield name, (about.st_mtime_ns, about.st_size, about.st_ino)
    except OSError:
        return  # it went away meanwhile
