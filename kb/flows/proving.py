"""Hold bundles against everything that proves them, and say what nothing proves."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kb.archive import chain as chains
from kb.archive import proof
from kb.archive.proof import TAG, Tags
from kb.archive.store import Archive
from kb.archive.witnesses import Trust, Witnesses, hear
from kb.config import Settings
from kb.errors import ConfigError, InputError, StateError
from kb.flows.archive import archive_of
from kb.io.git import Repository
from kb.model.progress import Progress, Silent
from kb.model.proof import Proof, Stamped, Verification
from kb.model.seal import fingerprint as shortened


def verify(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    now: datetime,
    fingerprint: str = "",
    progress: Progress | None = None,
) -> Verification:
    """
    Check bundles against their seal, commit, tag, chain, signature and timestamp.

    A `fingerprint` is one that was given out when a bundle was archived, written anyhow.
    """
    asked = plain_fingerprint(fingerprint) if fingerprint else ""
    with Repository.open(settings.root) as repository:
        archive = archive_of(settings, repository)
        known = [bundle.name for bundle in archive.list()]
        check_known(names, known)
        chosen = list(names) or known
        tags, chain = archive.tags(), chains.links(archive.folder)
        trust = trust_of(settings, archive)
        covering = {name: chains.followers(chain, name) for name in chosen}
        heard = {
            name: hear(archive.folder / name, archive.stamps / f"{name}.tsr", trust, now=now)
            for name in sorted({*chosen, *(each for found in covering.values() for each in found)})
        }
        ours = repository.tags(TAG, in_history=True)
        shallow = repository.is_shallow()
        found = []
        for name in chosen:
            (progress or Silent()).start(f"verifying {name}", chain[name].entries if name in chain else None)
            damage = proof.damage(archive.folder / name, tags, repository, progress)
            past = tuple(_history(name, tags, ours, shallow=shallow))
            one = _one(name, archive, tags, heard[name], (*damage, *(() if shallow else past)))
            one = replace(one, unproved=(*one.unproved, *(past if shallow else ())))
            found.append(_covered(one, heard, covering[name]))
        notes = [*chains.forks(chain), *_uncommitted(archive)]
        lost = [] if names or shallow else list(_lost(tags, known, repository, notes))
        order = _order(tags, repository, shallow=shallow)
        if asked and asked not in [each.fingerprint for each in found]:
            lost.append(f"none of the bundles has the fingerprint {asked}")
        return Verification(
            bundles=tuple(found), damage=(*chains.breaks(chain, chosen, order), *lost), notes=tuple(notes)
        )


def check_known(names: Sequence[str], known: Sequence[str]) -> None:
    """Raise ConfigError for a name that no bundle has."""
    for name in names:
        if name not in known:
            raise ConfigError(
                f"no bundle named {name!r}", hint=f"archived: {', '.join(known) or 'nothing yet'}"
            )


def plain_fingerprint(told: str) -> str:
    """Write a fingerprint the one way, however it was typed; raise ConfigError when it is none."""
    digits = "".join(sign for sign in told.lower() if sign not in " -:\t")
    if len(digits) not in (32, 64) or set(digits) - set("0123456789abcdef"):
        raise ConfigError(
            f"{told!r} is no fingerprint", hint="eight groups of four digits and letters A–F, as on the mail"
        )
    return shortened(digits)


def trust_of(settings: Settings, archive: Archive) -> Trust:
    """Read what witnesses are held against: the archive's list of signers, and the authority's certificates."""
    signers = archive.signers.read_bytes() if archive.signers.is_file() else b""
    if not settings.archive.timestamp_ca:
        return Trust(signers=signers)
    path = settings.root / Path(settings.archive.timestamp_ca).expanduser()
    try:
        return Trust(signers=signers, authorities=path.read_bytes())
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", path=path, hint="mend archive.timestamp_ca"
        ) from error


def _one(name: str, archive: Archive, tags: Tags, heard: Witnesses, damage: Sequence[str]) -> Proof:
    place = archive.folder / name
    unproved = list(heard.unproved)
    if proof.is_older(place, tags.get(TAG + name, ("", ""))[1]):
        unproved.append("no seal: it was archived before there were seals")
    elif heard.signed is None and not heard.damage:
        unproved.append("not signed: that it is whole is shown, not who archived it")
    return Proof(
        name=name,
        fingerprint=proof.fingerprint_of(place),
        damage=tuple(dict.fromkeys((*damage, *heard.damage))),
        unproved=tuple(unproved),
        signed=heard.signed,
        stamped=heard.stamped,
    )


def _covered(one: Proof, heard: Mapping[str, Witnesses], later: frozenset[str]) -> Proof:
    """Take the earliest hour that is proven, of the bundle itself or of one that follows it."""
    proven = [
        Stamped(at=stamped.at, proven=True, through=name)
        for name in sorted(later)
        if (stamped := heard[name].stamped) and stamped.proven
    ]
    if one.stamped and (one.stamped.proven or not proven):
        return one
    if proven:
        return replace(one, stamped=min(proven, key=lambda each: each.at))
    return replace(one, unproved=(*one.unproved, "no timestamp: when it was sealed is its own word"))


def _history(name: str, tags: Tags, ours: Tags, *, shallow: bool) -> Iterator[str]:
    if TAG + name in tags and TAG + name not in ours:
        yield (
            "its history: this clone is a shallow one (git fetch --unshallow)"
            if shallow
            else f"the commit of the tag {TAG}{name} is not in the history one stands on: it was rewritten"
        )


def _lost(tags: Tags, known: Sequence[str], repository: Repository, notes: list[str]) -> Iterator[str]:
    """Name the tags of bundles whose commit no branch holds any more; those of other branches are worth a note."""
    for tag, (commit, message) in sorted(tags.items()):
        name = tag.removeprefix(TAG)
        if name in known or not proof.named(message):
            continue
        if branches := repository.branches_with(commit):
            notes.append(f"the bundle {name} stands on {', '.join(branches)}, and not here")
        else:
            yield f"missing: the bundle {name}, whose commit no branch holds; to have it back: kb archive restore {name} --in-place"


def _order(tags: Tags, repository: Repository, *, shallow: bool) -> Callable[[str, str], bool | None]:
    def is_before(first: str, second: str) -> bool | None:
        pair = [tags.get(TAG + name, ("", ""))[0] for name in (first, second)]
        return None if shallow or not all(pair) else repository.is_before(*pair)

    return is_before


def _uncommitted(archive: Archive) -> Iterator[str]:
    """Say when the list of signers is not the one that was committed."""
    if not archive.signers.is_file():
        return
    committed = ""
    with contextlib.suppress(StateError):
        committed = archive.repository.text(archive.repository.head(), archive.signers)
    here = archive.signers.read_text(encoding="utf-8", errors="replace")
    if here.rstrip("\n") != committed.rstrip("\n"):
        yield f"{archive.signers.name} is not what was committed: see git diff"
