"""What leaves a repository whole: a clean copy of one commit, and a history in one file."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from kb.errors import StateError
from kb.io.git import Repository, quiet
from kb.io.git_failures import failed, missing

# All that says how objects are packed, so that nobody's settings and no earlier packing change a byte.
_PACKING = (
    "core.bigFileThreshold=16m", "core.compression=-1", "pack.allowPackReuse=false", "pack.compression=-1",
    "pack.depth=50", "pack.indexVersion=2", "pack.island=", "pack.packSizeLimit=0", "pack.preferBitmapTips=",
    "pack.usePathWalk=false", "pack.useSparse=false", "pack.window=10", "pack.windowMemory=100m",
    "core.commitGraph=false", "core.multiPackIndex=false",
)  # fmt: skip
_PRIVATE = "handover@"
_CHECKOUT = (
    "core.hooksPath=/dev/null",
    "core.symlinks=false",
    "core.attributesFile=/dev/null",
    "core.eol=lf",
)


@contextmanager
def copied(repository: Repository, commit: str, workshop: Path) -> Iterator[Path]:
    """
    Check out one commit in a private folder below the workshop, a repository of its own that has all tags.

    What is not committed is not in it, and what is made in it goes with it. Its objects are the repository's own.
    """
    try:
        workshop.mkdir(parents=True, exist_ok=True)
        _tidy(workshop)
        prefix = f"{_PRIVATE}{os.getpid()}-"
        with TemporaryDirectory(prefix=prefix, dir=workshop, ignore_cleanup_errors=True) as private:
            copy = Path(private) / "copy"
            source = str(repository.root)
            options = [part for each in _CHECKOUT for part in ("-c", each)]
            clone = ("clone", "-q", "--shared", "--no-checkout", "--template=", "--", source, str(copy))
            _run(options, clone, workshop)
            _run(options, ("checkout", "-q", "--detach", commit), copy)
            yield copy
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=error.filename or workshop, hint="check the disk"
        ) from error


def _tidy(workshop: Path) -> None:
    """Remove what one that was killed has left; the folder names its process."""
    for left in workshop.glob(f"{_PRIVATE}*"):
        number = left.name.removeprefix(_PRIVATE).partition("-")[0]
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (ValueError, OSError):
            continue  # somebody's own, or another user's process


def write_history(repository: Repository, refs: Mapping[str, str], target: Path) -> None:
    """
    Write a `git bundle` of all that some names lead to, name → object id; the same objects give the same bytes.

    Packed anew by one thread, so that it does not matter how the repository holds them; another version of Git or
    zlib may pack them otherwise.
    """
    head = "".join(f"{object_id} {name}\n" for name, object_id in sorted(refs.items()))
    options = [part for each in _PACKING for part in ("-c", each)]
    pack = (
        "pack-objects", "-q", "--revs", "--stdout", "--threads=1", "--no-reuse-delta", "--no-reuse-object",
        "--delta-base-offset", "--no-use-bitmap-index",
    )  # fmt: skip
    try:
        with target.open("xb") as file:
            file.write(f"# v2 git bundle\n{head}\n".encode())
            file.flush()
            tips = "".join(f"{each}\n" for each in sorted(set(refs.values())))
            _run(options, pack, repository.root, given=tips, out=file)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=target, hint="check the disk"
        ) from error


def _run(
    options: Sequence[str],
    command: Sequence[str],
    folder: Path,
    *,
    given: str = "",
    out: IO[bytes] | None = None,
) -> None:
    told, environment = quiet([*options, *command])
    try:
        done = subprocess.run(
            told,
            cwd=folder,
            env=environment,
            input=given.encode(),
            stdout=out or subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
    except FileNotFoundError as error:
        raise missing() from error
    if done.returncode:
        raise failed(command[0], done.stderr.decode(errors="replace"), folder)
