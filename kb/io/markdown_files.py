"""The Markdown files of a folder: each read, or the error that says why not."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kb.errors import InputError
from kb.io.files import read_text, walk


class MarkdownFile(NamedTuple):
    """One file: `path` is relative to its folder with forward slashes, `shown` is what messages name."""

    path: str
    shown: str
    text: str
    error: InputError | None = None


def shown(root: Path, path: str) -> str:
    """Give the name messages use: the folder's own name and the path in it, as `content/faq/vpn.md`."""
    return f"{root.name}/{path}"


def is_page(path: str) -> bool:
    """Whether a path in a folder is a page: Markdown, and not hidden; templates and the like, below `_…/`, are none."""
    hidden = any(part.startswith(".") for part in path.split("/"))
    return path.endswith(".md") and not (hidden or path.startswith("_") or "/_" in path.rpartition("/")[0])


def read_all(root: Path) -> Iterator[MarkdownFile]:
    """Read every `.md` file below a folder, sorted by path; hidden ones, links and what is below `_…/` are left out."""
    for path in sorted(file.relative_to(root).as_posix() for file in walk(root, "*.md")):
        if is_page(path):
            yield read_one(root, path)


def read_one(root: Path, path: str) -> MarkdownFile:
    """Read one of them."""
    name = shown(root, path)
    try:
        return MarkdownFile(path, name, read_text(root / path))
    except InputError as error:
        broken = InputError(error.problem, path=name, line=error.line, hint=error.hint)
        return MarkdownFile(path, name, "", broken)
