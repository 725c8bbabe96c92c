"""One bundle that corrects another: told in the new one's own description, which its seal covers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.archive import bag
from kb.errors import ConfigError, RefusedError
from kb.model.bundle import Bundle, Correction

_OLD, _BECAUSE = "Kb-Supersedes", "Kb-Supersedes-Because"


def check(name: str, correction: Correction, bundles: Sequence[Bundle]) -> None:
    """Raise ConfigError unless the other bundle is there and is not superseded already."""
    known = {bundle.name: bundle for bundle in bundles}
    old = known.get(correction.old)
    if correction.old == name:
        raise ConfigError(
            f"the bundle {name} cannot supersede itself", hint="give the corrected logs a name of their own"
        )
    if old is None:
        names = ", ".join(known) or "nothing yet"
        raise ConfigError(f"no bundle named {correction.old!r} to supersede", hint=f"archived: {names}")
    if old.superseded_by not in ("", name):
        last = old
        while last.superseded_by in known:
            last = known[last.superseded_by]
        raise ConfigError(
            f"the bundle {old.name} is superseded by {old.superseded_by} already",
            hint=f"name the one that stands: --supersedes {last.name}",
        )


def told(correction: Correction | None) -> Mapping[str, str]:
    """Write a correction as lines of a bag's description."""
    if correction is None:
        return {}
    because = " ".join(correction.because.split())
    return {_OLD: correction.old} | ({_BECAUSE: because} if because else {})


def read(place: Path) -> Correction | None:
    """Read which bundle another one corrects, None when it corrects none."""
    old = bag.told(place, _OLD)
    return Correction(old=old, because=bag.told(place, _BECAUSE)) if old else None


def check_same(place: Path, correction: Correction | None) -> None:
    """Raise RefusedError when a bundle that is archived was to correct something else than it says."""
    if correction is not None and told(correction) != told(read(place)):
        raise RefusedError(
            f"the bundle {place.name} is archived already and does not say that; a bundle never changes",
            path=place,
            hint="archive the corrected logs under a new name, with --supersedes",
        )
