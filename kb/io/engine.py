"""Run a site generator: its own process, a staging folder, and the old site until the new one is whole."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from kb.errors import ConfigError, StateError
from kb.io.files import walk
from kb.io.folders import staged, swap
from kb.io.press import Press, Presses
from kb.io.program import Program
from kb.model.article import Audience
from kb.model.portal import Asset, Portal

MKDOCS, PROPERDOCS, ZENSICAL = "mkdocs", "properdocs", "zensical"
ENGINES = {
    MKDOCS: "hypercare-kb",
    PROPERDOCS: "'hypercare-kb[properdocs]'",
    ZENSICAL: "'hypercare-kb[zensical]'",
}
"""The site generators by the name of their package, and what brings it."""

LOOK = 0.2
"""Seconds between two looks at whether a build is to be stopped."""


class Generator(Protocol):
    """What makes the pages of one site in a folder."""

    def build(self) -> None:
        """Make them; raise StateError with what the generator said."""

    def keep_one(self) -> Press | None:
        """End it but for a process that can render single pages again, where there can be one."""

    def close(self) -> None:
        """End it, whatever it is doing."""


def require(engine: str) -> None:
    """Raise ConfigError for a generator that is not known, and StateError for one that is not installed."""
    if engine not in ENGINES:
        raise ConfigError(f"no site generator named {engine!r}", hint=f"known: {', '.join(ENGINES)}")
    if importlib.util.find_spec(engine) is None:
        raise StateError(f"{engine} is not installed", hint=f"pip install {ENGINES[engine]}")


def configured(root: Path) -> Path:
    """Give the file that says how a workspace's site is built."""
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        raise ConfigError(
            "no such file; it says how the site is built",
            path=configuration,
            hint="copy the one that this makes: kb init /tmp/fresh",
        )
    return configuration


def build(
    root: Path,
    out: Path,
    *,
    audience: Audience,
    engine: str = MKDOCS,
    strict: bool = True,
    portal: Portal | None = None,
    written: Path | None = None,
    meanwhile: Callable[[], None] | None = None,
    finish: Callable[[Path], None] | None = None,
    keep: Callable[[Press | None], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """
    Build one audience's site of the workspace `root` into `out`.

    With `portal` MkDocs is handed what to build, and ProperDocs told that it was looked through; else they read the
    workspace. `written` is the configuration that people write, where the one in `root` was made from it.
    `meanwhile` is called while the generator works, `finish` with the folder of the new site once it is whole, and
    nothing is put in place when one of them raises. `keep` gets a process that can render single pages again, where
    there can be one. Once `stopped` is true it gives up with StateError. A failed build leaves the old site as it was
    and raises StateError with what the generator said.
    """
    require(engine)
    configuration = configured(root)
    is_first = not out.parent.exists()
    staging = staged(out)
    try:
        generator: Generator
        if engine == MKDOCS:
            generator = Presses(configuration, staging, audience=audience, strict=strict, portal=portal)
        else:
            generator = Program(
                engine,
                configuration,
                staging,
                strict=strict,
                fetched=engine == ZENSICAL,
                told={"KB_AUDIENCE": audience.value, "KB_LOOKED_AT": portal.digest if portal else ""},
                written=written or configuration,
            )
        with closing(generator):
            _at_once(generator.build, meanwhile, stop=generator.close, stopped=stopped)
            if finish:
                finish(staging)
            swap(staging, out)
            if keep:
                keep(generator.keep_one())
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if is_first:
            with suppress(OSError):
                out.parent.rmdir()  # where nothing was put into it


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
    staging = staged(out)
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
    staging = staged(out)
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
