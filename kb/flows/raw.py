"""Keep raw exports and logs, which hold personal data, out of Git."""

from collections.abc import Iterable
from pathlib import Path

from kb.errors import RefusedError
from kb.io.git import Repository


def refuse_raw(paths: Iterable[Path], root: Path) -> None:
    """
    Raise RefusedError for a raw file inside the workspace's work tree that Git does not ignore.

    Git never forgets: one `git add .` would publish what redaction is there to hide.
    """
    root = root.resolve()
    inside = [path.resolve() for path in paths if path.resolve().is_relative_to(root)]
    if not inside:
        return
    with Repository.open(root) as repository:
        for path in inside:
            if not repository.is_ignored(path):
                name = path.relative_to(root).as_posix()
                raise RefusedError(
                    "holds raw records inside the workspace, and Git does not ignore it",
                    path=path,
                    hint=f"move it out, or: echo '/{name}' >> {root / '.gitignore'}",
                )
