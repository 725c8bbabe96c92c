"""Raw files as a pack of their own, sealed after the handover's and encrypted as it is written: never on disk in between."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from kb.archive import names
from kb.archive.pack import SEAL, moment, zip_member
from kb.archive.pack_bag import CHUNK, Listed, listed, tag_files
from kb.archive.verifier.parts import parts
from kb.errors import InputError, RefusedError, StateError
from kb.io import age
from kb.model.progress import Progress
from kb.model.seal import Entry, Kind, Seal


def gather(folder: Path) -> Mapping[str, Path]:
    """Name every file below a folder; raise RefusedError for a link, or a name that not every system can store."""
    if not folder.is_dir():
        raise InputError("no such folder", path=folder, hint="name the folder that holds the originals")
    found = {}
    for where, folders, files in os.walk(folder):
        for place in (Path(where) / name for name in (*folders, *files)):
            if place.is_symlink() or not (place.is_dir() or place.is_file()):
                raise RefusedError("is neither a file nor a folder", path=place, hint="leave it out")
            if place.is_file():
                found[place.relative_to(folder).as_posix()] = place
    for name, problem in names.problems(found):
        raise RefusedError(f"cannot go into a pack: {problem}", path=name, hint="rename it and try again")
    if not found:
        raise InputError("holds no file", path=folder, hint="name the folder that holds the originals")
    return dict(sorted(found.items()))


def write(
    files: Mapping[str, Path],
    target: Path,
    *,
    name: str,
    made_on: date,
    after: tuple[str, str],
    to: Sequence[Any],
    progress: Progress,
) -> Seal:
    """
    Write an encrypted pack of files, path → place, whole or not at all; `after` is the seal it follows.

    Each file is read twice: to seal it, and to encrypt it. Raise StateError where it changed in between.
    """
    top = f"originals-{name}"
    progress.start("sealing the originals", len(files))
    payload = []
    for path, place in files.items():
        with place.open("rb") as file:
            payload.append(listed(f"data/{path}", file))
        progress.advance()
    texts = {"proof/verify.py": parts()["verify.py"]}
    others = [listed(path, BytesIO(content)) for path, content in texts.items()]
    info = {"External-Identifier": top, "Kb-Beside-Seal": "nothing"}
    texts |= tag_files(payload, others, info, made_on)
    seal = _seal(payload, texts, name=name, made_on=made_on, after=after)
    texts[SEAL] = seal.render()
    texts[f"{SEAL}.sha256"] = f"{seal.digest}  SEAL.json\n".encode()
    progress.start("encrypting the originals", len(files))
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            with age.encrypting(file, to) as stream, zipfile.ZipFile(stream, "w") as made:
                for path, content in texts.items():
                    made.writestr(zip_member(f"{top}/{path}", len(content), moment(made_on)), content)
                for told, place in zip(payload, files.values(), strict=True):
                    info_of = zip_member(f"{top}/{told.path}", told.size, moment(made_on))
                    with place.open("rb") as source, made.open(info_of, "w") as into:
                        _copy(source, into, told, place)
                    progress.advance()
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(target)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=target, hint="check the disk"
        ) from error
    finally:
        Path(aside).unlink(missing_ok=True)
    return seal


def _seal(
    payload: Sequence[Listed], texts: Mapping[str, bytes], *, name: str, made_on: date, after: tuple[str, str]
) -> Seal:
    digests = {each.path: each.sha256 for each in payload}
    digests |= {path: hashlib.sha256(content).hexdigest() for path, content in texts.items()}
    folders = {str(parent) for path in digests for parent in Path(path).parents if str(parent) != "."}
    entries = [
        *(Entry(path=path, kind=Kind.FILE, sha256=digest) for path, digest in digests.items()),
        *(Entry(path=path, kind=Kind.FOLDER) for path in folders),
    ]
    return Seal(
        what="originals", name=name, made_on=made_on, entries=tuple(sorted(entries)), previous=(after,)
    )


def _copy(source: IO[bytes], into: IO[bytes], told: Listed, place: Path) -> None:
    digest = hashlib.sha256()
    while piece := source.read(CHUNK):
        digest.update(piece)
        into.write(piece)
    if digest.hexdigest() != told.sha256:
        raise StateError("changed while it was being read", path=place, hint="try again when nobody writes")
