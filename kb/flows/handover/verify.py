"""Is a pack what was handed over? And what can nobody tell from it?"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.archive import history_proof
from kb.archive.pack import opened
from kb.archive.verifier import verify as verifier
from kb.errors import ConfigError, InputError
from kb.model.progress import Progress, Silent
from kb.model.prose import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a pack is, what is wrong with it as (path, what), and sentences on the rest."""

    what: str
    name: str
    made_on: str
    fingerprint: str
    files: int
    damage: tuple[tuple[str, str], ...] = ()
    proven: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damage


def verify(
    path: Path,
    *,
    fingerprint: str = "",
    signers: Path | None = None,
    authority: Path | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """
    Hold a pack, a zip or a folder, against its seal, its history and what one was told of it.

    Raise InputError for what is no pack at all.
    """
    try:
        expected = verifier.spelled(fingerprint) if fingerprint else ""
    except ValueError as error:
        raise ConfigError(
            f"{fingerprint!r}: {error}", hint="copy it from the mail or the printed certificate"
        ) from error
    for trusted in (signers, authority):
        if trusted is not None and not trusted.is_file():
            raise InputError("no such file", path=trusted)
    with opened(path) as folder, tempfile.TemporaryDirectory(prefix="kb-verify-") as private:
        try:
            report = verifier.check(folder, expected, _steps(progress or Silent()))
            for beside in () if path.is_dir() else _beside(folder):
                _note_beside(beside, report)
            verifier.witness(folder, report, signers, authority)
        except verifier.UnreadableError as error:
            raise InputError(
                str(error), path=path, hint="it is not as it was handed over; ask for it again"
            ) from error
        _hear_history(folder, report, Path(private))
    about = report.about
    return Verdict(
        what=_shown(about["what"]),
        name=_shown(about["name"]),
        made_on=about["made_on"],
        fingerprint=about["fingerprint"],
        files=about["files"],
        damage=tuple((_shown(path), _shown(what)) for path, what in report.damage),
        proven=tuple(map(_shown, report.proven)),
        remarks=tuple(map(_shown, report.remarks)),
        unproven=tuple(map(_shown, report.unproven)),
    )


def _steps(progress: Progress) -> Callable[[int], None]:
    """Show how far it is: the first step tells how many there are."""
    started = False

    def step(left: int) -> None:
        nonlocal started
        if not started:
            progress.start("checking every file", left)
        started = True
        progress.advance()

    return step


def _shown(text: str) -> str:
    """Spell out what is not Unicode, as names of files may be."""
    return text.encode("utf-8", "backslashreplace").decode()


def _beside(folder: Path) -> list[str]:
    """Name what a zip holds beside its pack, the topmost paths only but for the folder of macOS."""
    top = folder.parent
    found = []
    for place in sorted(top.iterdir()):
        if place.name == "__MACOSX" and place.is_dir():
            found += [each.relative_to(top).as_posix() for each in sorted(place.rglob("*")) if each.is_file()]
        elif place != folder:
            found.append(place.name)
    return found


def _note_beside(name: str, report: verifier.Report) -> None:
    if verifier.is_system_file(name):
        report.remarks.append(f"added by an operating system, and not part of the pack: {name}")
    else:
        report.wrong(f"../{name}", "was added beside the pack")


def _hear_history(folder: Path, report: verifier.Report, private: Path) -> None:
    if not (folder / history_proof.TOLD).exists() and not (folder / history_proof.BUNDLE).exists():
        report.unproven.append("it holds no history: how its content came about is not told")
        return
    spoilt = {history_proof.TOLD, history_proof.BUNDLE} & {path for path, _ in report.damage}
    if spoilt:
        report.unproven.append(f"the history was not read, because of {' and '.join(sorted(spoilt))}")
        return
    previous = tuple((name, sha256) for name, sha256 in report.about["previous"])
    proof = history_proof.prove(folder, previous, private)
    for path, what in proof.damage:
        report.damage.append((path, what))
    for name in proof.older:
        report.unproven.append(
            f"nothing covers more than the files of {name}: it was archived before there were seals"
        )
    if not proof.damage:
        steps, bundles = count(proof.commits, "step"), count(proof.bundles, "archived bundle")
        report.proven.append(f"the history is whole: {steps}, {bundles}, each as it was archived")
