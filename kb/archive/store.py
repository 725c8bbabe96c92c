"""Bundles below `archive/bundles/`, each a bag, one commit and one tag."""

import contextlib
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb.archive import bag, chain, proof, sealing, superseding
from kb.archive.bag import Filling, Part
from kb.archive.names import check_bundle
from kb.archive.notary import SIGNERS, Notary
from kb.archive.proof import MANIFEST, SEAL, TAG, Tags
from kb.errors import InputError, RefusedError, StateError
from kb.io.folders import settle
from kb.io.git import Repository
from kb.model.bundle import Bundle, Correction, Manifest
from kb.model.incident import RedactedText

_HIDDEN = "Kb-Redactions"


class Archive:
    """The folder of bundles and the repository that proves them."""

    def __init__(
        self, folder: Path, repository: Repository, *, workshop: Path, notary: Notary | None = None
    ) -> None:
        self.folder = folder
        self.notary = notary or Notary()
        self.signers = folder.parent / SIGNERS
        self.stamps = folder.parent / "stamps"
        self.repository = repository
        self.workshop = workshop  # on the same disk as the folder, so that moving in is one step

    def add(
        self,
        name: str,
        files: Iterable[tuple[str, RedactedText | Part]],
        *,
        archived_on: date,
        redactions: Mapping[str, int] | None = None,
        correction: Correction | None = None,
        records: Mapping[str, bytes] | None = None,
        dry_run: bool = False,
    ) -> tuple[Bundle, bool]:
        """
        Keep files, (path, text or what `bag.part` wrote), as a bundle; return it and whether anything was done.

        `redactions` and `records`, tag files that say what is in the bundle and what is not, are read when the last
        file has come. The same content again finishes what a crash left undone, or does nothing. Raise RefusedError
        when the name holds other content: a bundle never changes. Raise StateError when it holds this content no
        more: what is damaged is not archived over.
        """
        check_bundle(name)
        place = self.folder / name
        tags = self.repository.tags(TAG)
        if correction:
            superseding.check(name, correction, self.list())
        is_new = TAG + name not in tags and not os.path.lexists(place)
        if is_new and not dry_run:
            self._check_ready()
        with self._aside(name, is_new=is_new and not dry_run) as aside:
            filling = Filling(aside)
            for path, content in files:
                filling.put(path, content)
            manifest = filling.manifest()
            if not manifest.entries:
                raise InputError(f"the bundle {name} needs a file", hint="name a folder that holds logs")
            if TAG + name in tags:
                self._check_finished(name, manifest, tags)
                superseding.check_same(place, correction)
                return self._bundle(place, tags), False
            if not is_new:
                _check_unfinished(place, manifest)
                superseding.check_same(place, correction)
            hidden = dict(sorted((redactions or {}).items()))
            if dry_run:
                return Bundle(
                    name=name,
                    files=len(manifest.entries),
                    bytes=filling.bytes,
                    digest=manifest.digest,
                    redactions=tuple(hidden.items()),
                    supersedes=correction,
                ), True
            if aside:
                about = superseding.told(correction)
                self._close(filling, aside, place, archived_on, hidden, about, records or {})
            else:
                self._check_ready()
        return self._finish(place, manifest), True

    def _check_ready(self) -> None:
        self.repository.check_ready()
        self.notary.check_ready()

    def is_new(self, name: str) -> bool:
        """Whether adding a bundle of that name would have to write its files."""
        return TAG + name not in self.tags() and not os.path.lexists(self.folder / name)

    def _check_finished(self, name: str, manifest: Manifest, tags: Tags) -> None:
        _, message = tags[TAG + name]
        if proof.named(message) != manifest.digest:
            raise _used(name, self.folder / name)
        damage = proof.damage(self.folder / name, tags, self.repository)
        if damage:
            raise StateError(
                f"the bundle {name} is no longer what was archived: {damage[0]}",
                path=self.folder / name,
                hint=f"kb archive verify {name}; to have it back: kb archive restore {name} --in-place",
            )

    @contextlib.contextmanager
    def _aside(self, name: str, *, is_new: bool) -> Iterator[Path | None]:
        """Give a folder that a new bag is made in, None where there is nothing to write."""
        if not is_new:
            yield None
            return
        try:
            self.workshop.mkdir(parents=True, exist_ok=True)
            for left in self.workshop.glob(f"{name}@*"):
                shutil.rmtree(left, ignore_errors=True)  # by one that was killed
            with tempfile.TemporaryDirectory(prefix=f"{name}@", dir=self.workshop) as aside:
                yield Path(aside) / "bag"
        except OSError as error:
            raise StateError(
                f"cannot be written: {error.strerror}",
                path=error.filename or self.folder / name,
                hint="check the disk and its permissions",
            ) from error

    def _close(
        self,
        filling: Filling,
        made: Path,
        place: Path,
        archived_on: date,
        redactions: Mapping[str, int],
        about: Mapping[str, str],
        records: Mapping[str, bytes],
    ) -> None:
        """Seal the bag and move it in whole, once all of it is on disk."""
        info = {
            **about,
            "Bagging-Date": archived_on.isoformat(),
            "Bag-Software-Agent": "hypercare-kb",
            "External-Identifier": place.name,
            _HIDDEN: ", ".join(f"{kind} {count}" for kind, count in redactions.items()) or "none",
        }
        filling.close(info, records)
        bag.check(made)
        sealed = sealing.seal(made, what="bundle", name=place.name, made_on=archived_on, previous=self.tips())
        self.notary.put(made, sealed)
        settle(made)
        self.folder.mkdir(parents=True, exist_ok=True)
        made.rename(place)

    def _finish(self, place: Path, manifest: Manifest) -> Bundle:
        """Commit and tag what is not yet; each step is done once."""
        name = place.name
        trailer = f"{MANIFEST}{manifest.digest}\n{SEAL}{proof.seal_digest(place)}"
        if self.notary.list_key(place, self.signers) and not self.repository.holds(self.signers):
            self.repository.commit_only(self.signers, "List who signs the archive")
        commit = self.repository.commit_only(place, f"Archive {name}\n\nKb-Bundle: {name}\n{trailer}")
        commit = commit or self.repository.last_commit(place)
        unlike = tuple(proof.unlike_commit(place, commit, self.repository))
        if unlike:
            raise StateError(
                f"Git stored other bytes than were written: {unlike[0]}",
                path=place,
                hint="a filter or attribute changes them; add to .gitattributes: archive/bundles/** -text -filter",
            )
        # the tag comes last: a bundle without one is unfinished
        self.repository.tag(TAG + name, commit, f"Bundle {name}\n\nKb-Bundle: {name}\n{trailer}")
        return self._bundle(place, self.repository.tags(TAG + name))

    def tips(self) -> tuple[tuple[str, str], ...]:
        """Give the seals that no other follows, (bundle, SHA-256): the next one follows them all."""
        return chain.tips(chain.links(self.folder))

    def list(self) -> tuple[Bundle, ...]:
        """Describe every bundle, sorted by name; one whose folder was removed has no files."""
        tags = self.repository.tags(TAG)
        ours = self.repository.tags(TAG, in_history=True)  # another branch's bundles are not missing here
        # people call tags of retired branches archive/… too
        names = {name.removeprefix(TAG) for name, (_, message) in ours.items() if proof.named(message)}
        if self.folder.is_dir():
            names |= {path.name for path in self.folder.iterdir() if path.is_dir() and path.name[0] != "."}
        found = [self._bundle(self.folder / name, tags) for name in sorted(names)]
        later = {each.supersedes.old: each.name for each in found if each.supersedes}
        return tuple(replace(each, superseded_by=later.get(each.name, "")) for each in found)

    def _bundle(self, place: Path, tags: Tags) -> Bundle:
        try:
            entries = bag.read_manifest(place).entries
        except InputError:
            entries = ()
        commit, message = tags.get(TAG + place.name, ("", ""))
        digest = bag.digest_of(place)
        return Bundle(
            name=place.name,
            files=len(entries),
            bytes=sum((place / name).stat().st_size for name, _ in entries if (place / name).is_file()),
            digest=digest,
            commit=commit,
            archived_on=bag.told(place, "Bagging-Date"),
            redactions=_redactions(bag.told(place, _HIDDEN)),
            tagged=bool(digest) and proof.named(message) == digest,
            fingerprint=proof.fingerprint_of(place),
            signed=(place / sealing.SIGNATURE).is_file(),
            stamped=any(
                file.is_file() for file in (place / sealing.TIMESTAMP, self.stamps / f"{place.name}.tsr")
            ),
            supersedes=superseding.read(place),
        )

    def verify(self, name: str) -> tuple[str, ...]:
        """Say in plain words what is wrong with a bundle; nothing when it is what was archived."""
        return proof.damage(self.folder / name, self.tags(), self.repository)

    def tags(self) -> Tags:
        """Read the tags of all bundles."""
        return self.repository.tags(TAG)


def _check_unfinished(place: Path, manifest: Manifest) -> None:
    """Raise unless a folder without a tag is the whole bag that was to be archived."""
    name = place.name
    if bag.digest_of(place) != manifest.digest:
        raise _used(name, place)
    added = [path for path in bag.contents(place) if not path.startswith("data/") and path not in _TAG_FILES]
    damage = [*bag.damage(manifest, place), *(f"added: {path}" for path in added)]
    if damage:
        raise StateError(
            f"the bundle {name} was not finished, and has changed since: {damage[0]}",
            path=place,
            hint=f"remove the folder and add it again: rm -r {shlex.quote(str(place))}",
        )
    bag.check(place)


LEFT_OUT, AS_THEY_ARE, LINKS = "left-out.csv", "not-redacted.csv", "links.csv"
"""Tag files that say what did not get in, what got in without redaction, and what the texts link to."""

RECORDS = (LEFT_OUT, AS_THEY_ARE, LINKS)

_TAG_FILES = frozenset((*sealing.BESIDE, *RECORDS)) | frozenset(
    f"{name}.txt"
    for name in (
        "bagit",
        "bag-info",
        "manifest-sha256",
        "manifest-sha512",
        "tagmanifest-sha256",
        "tagmanifest-sha512",
    )
)


def _used(name: str, place: Path) -> RefusedError:
    return RefusedError(
        f"the bundle {name} exists and holds other files; a bundle never changes",
        path=place,
        hint=f"give the new logs a name of their own, or see: kb archive verify {name}",
    )


def _redactions(told: str) -> tuple[tuple[str, int], ...]:
    found = (each.rpartition(" ") for each in told.split(", "))
    return tuple((kind, int(count)) for kind, _, count in found if kind and count.isdecimal())
