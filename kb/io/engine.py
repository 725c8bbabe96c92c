"""Run a site generator: its own process, a staging folder, and the old site until the new one is whole."""

import ctypes
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from kb.errors import ConfigError, StateError
from kb.io.files import walk
from kb.io.press import Press, Presses
from kb.model.article import Audience
from kb.model.portal import Asset, Portal

ENGINES = ("mkdocs",)
LOOK = 0.2
"""Seconds between two looks at whether a build is to be stopped."""


def build(
    root: Path,
    out: Path,
    *,
    audience: Audience,
    engine: str = "mkdocs",
    strict: bool = True,
    portal: Portal | None = None,
    meanwhile: Callable[[Path], None] | None = None,
    finish: Callable[[Path], None] | None = None,
    keep: Callable[[Press | None], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """
    Build one audience's site of the workspace `root` into `out`.

    With `portal` the generator is handed what to build; else it reads the workspace. `meanwhile` gets the folder
    of the new site while the generator works, `finish` once it is whole, and nothing is put in place when one of
    them raises. `keep` gets a process that can render single pages again, where there can be one. Once `stopped` is
    true it gives up with StateError. A failed build leaves the old site as it
    was and raises StateError with what the generator said.
    """
    if engine not in ENGINES:
        raise ConfigError(f"no site generator named {engine!r}", hint=f"known: {', '.join(ENGINES)}")
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        raise ConfigError(
            "no such file; it says how the site is built",
            path=configuration,
            hint="copy the one that this makes: kb init /tmp/fresh",
        )
    if importlib.util.find_spec("mkdocs") is None:
        raise StateError("MkDocs is not installed", hint="pip install hypercare-kb")
    staging = _staging(out)
    try:
        with closing(
            Presses(configuration, staging, audience=audience, strict=strict, portal=portal)
        ) as presses:
            other = partial(meanwhile, staging) if meanwhile else None
            _at_once(presses.build, other, stop=presses.close, stopped=stopped)
            if finish:
                finish(staging)
            swap(staging, out)
            if keep:
                keep(presses.keep_one())
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with suppress(OSError):
            out.parent.rmdir()  # where nothing else is in it


def _at_once(
    work: Callable[[], None],
    other: Callable[[], None] | None,
    *,
    stop: Callable[[], None],
    stopped: Callable[[], bool],
) -> None:
    """Do both, the other one in this thread; when that raises, `stop` ends the work."""
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        try:
            if other:
                other()
            while not wait([working], timeout=LOOK).done:
                if stopped():
                    raise StateError("the build was stopped", hint="kb build")
            working.result()
        except BaseException:
            stop()
            raise


@contextmanager
def inserted(out: Path) -> Iterator[Path]:
    """Give an empty folder; each file put there takes its place in the site, whole, unless something is raised."""
    staging = _staging(out)
    try:
        yield staging
        for path in walk(staging):
            path.replace(out / path.relative_to(staging))
    except OSError as error:
        raise StateError(f"cannot be changed: {error.strerror}", path=out, hint="kb build") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def amended(out: Path) -> Iterator[Path]:
    """Give a copy of a site to put other files in; it takes the site's place in one step, unless something is raised."""
    staging = _staging(out)
    try:
        shutil.copytree(out, staging, copy_function=_linked, dirs_exist_ok=True)
        yield staging
        swap(staging, out)
    except OSError as error:
        raise StateError(f"cannot be changed: {error.strerror}", path=out, hint="kb build") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _linked(source: str, target: str) -> None:
    """Give a file a second name, which takes no room; copy it where a disk has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _staging(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".new", dir=out.parent))
    except OSError as error:
        raise StateError(f"cannot be written: {error.strerror}", path=out.parent) from error
    return staging


def put(site: Path, files: Iterable[Asset]) -> None:
    """Write files into the folder of a site that nobody reads yet; raise StateError when the disk says no."""
    for file in files:
        path = site / file.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # it may be one with the file of the site that is read now
            path.write_bytes(file.content)
        except OSError as error:
            raise StateError(f"cannot be written: {error.strerror}", path=path) from error


def swap(staging: Path, out: Path) -> None:
    """
    Put the new site in the old one's place.

    In one step where the system can exchange two folders; elsewhere readers miss it for the time between two renames.
    """
    aside = staging.with_suffix(".old")
    try:
        staging.chmod(0o755)  # until now nobody else could read it; a web server may run as somebody else
        if not out.exists():
            staging.rename(out)
            return
        if _exchange(staging, out):
            staging.rename(aside)
        else:
            out.rename(aside)
            try:
                staging.rename(out)
            except OSError:
                aside.rename(out)
                raise
    except OSError as error:
        raise StateError(f"the new site cannot be put in place: {error.strerror}", path=out) from error
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step (Linux 3.15 and its usual file systems); False where that is not known."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = renameat2(here, os.fsencode(one), here, os.fsencode(other), swap)
    return done == 0
