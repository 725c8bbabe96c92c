"""Bundles below `archive/bundles/`, each a bag, one commit and one tag."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kb.archive import bag
from kb.archive.names import check_bundle, check_files
from kb.errors import InputError, RefusedError, StateError
from kb.io.files import walk
from kb.io.git import Repository
from kb.model.bundle import Bundle, Manifest
from kb.model.incident import RedactedText

TAG = "archive/"


class Archive:
    """The folder of bundles and the repository that proves them."""

    def __init__(self, folder: Path, repository: Repository, *, workshop: Path) -> None:
        self.folder = folder
        self.repository = repository
        self.workshop = workshop  # on the same disk as the folder, so that moving in is one step

    def add(
        self,
        name: str,
        files: Sequence[tuple[str, RedactedText]],
        *,
        archived_on: date,
        dry_run: bool = False,
    ) -> tuple[Bundle, bool]:
        """
        Keep files, (path, text), as a bundle; return it and whether anything was done.

        The same content again finishes what a crash left undone, or does nothing. Raise RefusedError
        when the name holds other content: a bundle never changes.
        """
        check_bundle(name)
        check_files(path for path, _ in files)
        place = self.folder / name
        self.workshop.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="bag-", dir=self.workshop) as workshop:
            made = Path(workshop) / "bag"
            for path, text in files:
                target = made / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode())
            bag.make(
                made,
                {
                    "Bagging-Date": archived_on.isoformat(),
                    "External-Identifier": name,
                    "Bag-Software-Agent": "hypercare-kb",
                },
            )
            digest = bag.digest_of(made)
            if place.exists():
                if bag.digest_of(place) != digest or any(bag.damage(bag.read_manifest(made), place)):
                    raise RefusedError(
                        f"the bundle {name} exists and holds other files; a bundle never changes",
                        path=place,
                        hint="give the new logs a name of their own, or see: kb archive verify " + name,
                    )
            elif not dry_run:
                self.folder.mkdir(parents=True, exist_ok=True)
                made.chmod(0o755)
                made.rename(place)
            if dry_run:
                manifest = bag.read_manifest(made)
                size = sum(len(text.encode()) for _, text in files)
                return Bundle(
                    name=name, files=len(manifest.entries), bytes=size, digest=digest
                ), not place.exists()
        return self._finish(name, digest)

    def _finish(self, name: str, digest: str) -> tuple[Bundle, bool]:
        """Commit and tag what is not yet; each step is done once."""
        place = self.folder / name
        message = f"Archive {name}\n\nKb-Bundle: {name}\nKb-Manifest: sha256:{digest}"
        commit = self.repository.commit_only(place, message)
        known = self.repository.tags(TAG).get(f"{TAG}{name}")
        wrong = self._unlike_commit(place, commit or self.repository.last_commit(place))
        if wrong:
            raise StateError(
                f"Git stored other bytes than were written: {wrong[0]}",
                path=place,
                hint="a filter or attribute changes them; see .gitattributes",
            )
        if known is None:
            # the tag comes last: a bundle without one is unfinished
            target = commit or self.repository.last_commit(place)
            self.repository.tag(f"{TAG}{name}", target, f"Bundle {name}\n\nKb-Manifest: sha256:{digest}")
        return self._bundle(place), bool(commit) or known is None

    def list(self) -> tuple[Bundle, ...]:
        """Describe every bundle, sorted by name."""
        if not self.folder.is_dir():
            return ()
        return tuple(
            self._bundle(place)
            for place in sorted(self.folder.iterdir())
            if place.is_dir() and not place.name.startswith(".")
        )

    def _bundle(self, place: Path) -> Bundle:
        try:
            entries = bag.read_manifest(place).entries
        except InputError:
            entries = ()
        commit, message = self.repository.tags(TAG).get(f"{TAG}{place.name}", ("", ""))
        digest = bag.digest_of(place)
        return Bundle(
            name=place.name,
            files=len(entries),
            bytes=sum((place / name).stat().st_size for name, _ in entries if (place / name).is_file()),
            digest=digest,
            commit=commit,
            archived_on=_archived_on(place),
            tagged=bool(digest) and f"sha256:{digest}" in message,
        )

    def verify(self, name: str) -> tuple[str, ...]:
        """Say in plain words what is wrong with a bundle; nothing when it is what was archived."""
        return tuple(self._verify(self.folder / name))

    def _verify(self, place: Path) -> Iterator[str]:
        digest = bag.digest_of(place)
        if not digest:
            yield f"missing: {bag.MANIFEST}"
            manifest = Manifest(entries=())
        else:
            try:
                manifest = bag.read_manifest(place)
            except InputError as error:
                yield f"changed: {bag.MANIFEST} ({error.problem})"
                manifest = Manifest(entries=())
            else:
                yield from bag.damage(manifest, place)
        known = self.repository.tags(TAG).get(f"{TAG}{place.name}")
        if known is None:
            yield f"no tag {TAG}{place.name}: the bundle is unfinished, or this clone has no tags (git fetch --tags)"
            return
        commit, message = known
        if f"Kb-Manifest: sha256:{digest}" not in message.split("\n"):
            yield f"the tag {TAG}{place.name} names another manifest"
        for line in self._unlike_commit(place, commit):
            payload = line.partition(": ")[2]
            if not (
                payload.startswith("data/") and manifest.entries
            ):  # payload files are named above already
                yield line

    def _unlike_commit(self, place: Path, commit: str) -> tuple[str, ...]:
        """Name the files that are not, byte for byte, what the commit holds."""
        committed = dict(self.repository.blobs(commit, place))
        there = {path.relative_to(place).as_posix(): path for path in _all_files(place)}
        ids = dict(zip(there, self.repository.blob_ids(list(there.values())), strict=True))
        lines = [f"changed: {name}" for name in there if name in committed and committed[name] != ids[name]]
        lines += [f"added: {name}" for name in there if name not in committed]
        lines += [f"missing: {name}" for name in committed if name not in there]
        return tuple(sorted(lines))


def _all_files(place: Path) -> Iterator[Path]:
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _archived_on(place: Path) -> str:
    for path in walk(place, "bag-info.txt"):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(": ")
            if name == "Bagging-Date":
                return value
    return ""
