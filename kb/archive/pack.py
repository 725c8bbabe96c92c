"""A pack: a sealed bag whose certificates show its fingerprint, its zip, and a received one opened safely."""

import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kb.archive import names, sealing
from kb.archive.pack_bag import CHUNK, Listed, listed, tag_files
from kb.errors import InputError, RefusedError, StateError
from kb.io.zips import MEMBERS, RATIO, TOTAL_LIMIT, is_zip
from kb.model.seal import BLANK, Seal

SEAL = "proof/SEAL.json"
LONGEST = 180
"""How long a path may be, the pack's own folder included: Windows allows 260, and people unpack deep."""

Moment = tuple[int, int, int, int, int, int]
_BESIDE = "Kb-Beside-Seal"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def close(
    folder: Path,
    *,
    name: str,
    made_on: date,
    info: Mapping[str, str],
    previous: Iterable[tuple[str, str]],
    certificates: Iterable[str],
    what: str = "handover",
    sign: Callable[[Path], object] | None = None,
    beside: Iterable[str] = (),
) -> Seal:
    """
    Make a bag of a folder that has its payload in `data/`, seal it, and show the fingerprint in its certificates.

    Nothing may be written into the folder afterwards. `certificates` show `BLANK` now; `sign` gets the written
    seal and puts beside it what `beside` names, `SEAL.json.sig` or `SEAL.json.tsr`; the bag names them too, so that
    one that is gone is missed. Folders without a file are removed, since not every
    zip keeps them. Raise RefusedError for a name that not every system can store, StateError for a certificate
    without a place for the fingerprint, or the disk's own words.
    """
    forms = sorted(certificates)
    try:
        _prune(folder)
        found = [path for path, place in _walk(folder) if not place.is_dir()]
        _check_names(folder.name, found)
        told = {"External-Identifier": name, **info, _BESIDE: " ".join(sorted(beside)) or "nothing"}
        _describe(folder, found, forms, told, made_on)
        seal = sealing.seal(
            folder, what=what, name=name, made_on=made_on, previous=previous, at=SEAL, certificates=forms
        )
        for form in forms:
            _fill(folder / form, seal)
        _put(folder / SEAL, seal.render())
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=error.filename or folder, hint="check the disk"
        ) from error
    if sign:
        sign(folder / SEAL)
    there = sorted(place.name for place in (folder / SEAL).parent.glob("SEAL.json.*"))
    if there != sorted(beside):
        raise StateError(
            f"the bag names {told[_BESIDE]} beside its seal, and there is {' '.join(there) or 'nothing'}",
            path=folder,
        )
    # against accidents: a bit of a timestamp can fall over that no program looks at
    lines = (f"{_listed(folder / 'proof', each).sha256}  {each}\n" for each in ("SEAL.json", *there))
    _put(folder / f"{SEAL}.sha256", "".join(lines).encode())
    return seal


def _check_names(top: str, found: Iterable[str]) -> None:
    paths = [f"{top}/{path}" for path in found]
    for path, problem in names.problems(paths):
        raise RefusedError(f"cannot go into a pack: {problem}", path=path, hint="rename it and try again")
    for path in paths:
        if len(path) > LONGEST:
            raise RefusedError(
                f"cannot go into a pack: its path has more than {LONGEST} characters",
                path=path,
                hint="give it a shorter name",
            )


def _walk(folder: Path) -> list[tuple[str, Path]]:
    places = (Path(where) / name for where, folders, files in os.walk(folder) for name in (*folders, *files))
    return sorted((place.relative_to(folder).as_posix(), place) for place in places)


def _prune(folder: Path) -> None:
    for _, place in reversed(_walk(folder)):
        if place.is_dir() and not place.is_symlink() and not any(place.iterdir()):
            place.rmdir()


def _describe(
    folder: Path, found: list[str], forms: list[str], info: Mapping[str, str], made_on: date
) -> None:
    """Write the bag's own files around the payload."""
    files = [_listed(folder, path) for path in found if path not in forms]
    payload = [each for each in files if each.path.startswith("data/")]
    others = [each for each in files if not each.path.startswith("data/")]
    for name, content in tag_files(payload, others, info, made_on).items():
        _put(folder / name, content)


def _listed(folder: Path, path: str) -> Listed:
    with (folder / path).open("rb") as file:
        return listed(path, file)


def _fill(form: Path, seal: Seal) -> None:
    content = form.read_bytes()
    if BLANK.encode() not in content:
        raise StateError(f"has no {BLANK}, and so no place for the fingerprint", path=form)
    form.write_bytes(content.replace(BLANK.encode(), seal.fingerprint.encode()))


def _put(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:  # what stands there was not made by us
        file.write(content)


def zipped(folder: Path, target: Path, made_on: date) -> None:
    """
    Put a folder's files into a zip, whole or not at all.

    The same files give the same bytes with the same zlib: sorted, the day as every time, one mode for all.
    """
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
                for path, place in _walk(folder):
                    if not place.is_dir():
                        _pack(made, f"{folder.name}/{path}", place, moment(made_on))
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(target)
    except OSError as error:
        raise StateError(
            f"cannot be written: {error.strerror}", path=target, hint="check the disk"
        ) from error
    finally:
        Path(aside).unlink(missing_ok=True)


def _pack(made: zipfile.ZipFile, name: str, place: Path, day: Moment) -> None:
    with place.open("rb") as source, made.open(zip_member(name, place.stat().st_size, day), "w") as into:
        shutil.copyfileobj(source, into, CHUNK)


def zip_member(name: str, size: int, day: Moment) -> zipfile.ZipInfo:
    """Describe a file of a zip, the same way wherever it is made."""
    info = zipfile.ZipInfo(name, day)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # Unix
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.file_size = size
    return info


def moment(day: date) -> Moment:
    """Give a day as a zip tells time; no zip knows one before 1980."""
    return (max(day.year, 1980), day.month, day.day, 0, 0, 0)


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """
    Give the folder of a pack that was received as a zip or as a folder.

    A zip is unpacked into a private folder, and what it holds beside the pack stands beside it there; a folder is
    given as it is, to be read and nothing else. Raise InputError for what is no pack or cannot be unpacked safely.
    """
    if path.is_dir():
        yield _pack_in(path.resolve(), path)
        return
    if not is_zip(path):
        raise InputError(
            "is neither a folder nor a zip" if path.exists() else "no such file",
            path=path,
            hint="name the pack as you received it, or the folder you unpacked it to",
        )
    with tempfile.TemporaryDirectory(prefix="kb-pack-") as private:
        into = Path(private) / "unpacked"
        into.mkdir()
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, into, path)
        except (
            zipfile.BadZipFile,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            zlib.error,
        ) as error:
            raise InputError(
                f"cannot be unpacked: {error}", path=path, hint="it was damaged; ask for it again"
            ) from error
        except (FileExistsError, NotADirectoryError) as error:
            raise InputError("holds a file and a folder of one name", path=path) from error
        except OSError as error:
            raise StateError(
                f"cannot be unpacked: {error.strerror}",
                path=private,
                hint="make room there, or check the disk",
            ) from error
        yield _pack_in(into, path)


def _pack_in(folder: Path, path: Path) -> Path:
    """Find a pack: the folder itself, or the one folder in it that is one."""
    inside = [each for each in sorted(folder.iterdir()) if each.is_dir() and not each.is_symlink()]
    for mark in (SEAL, "bagit.txt", "proof"):
        found = [each for each in (folder, *inside) if (each / mark).exists()]
        if len(found) == 1:
            return found[0]
        if found:
            break
    raise InputError("holds no pack, or more than one", path=path, hint="name the pack's own folder")


def _unpack(archive: zipfile.ZipFile, into: Path, path: Path) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise _bomb(path)
    for member in members:
        if problem := _unsafe(member):
            raise _unpackable(path, member.filename, problem)
    files = [each.filename for each in members if not each.is_dir()]
    folders = [each.filename.rstrip("/") for each in members if each.is_dir()]
    for group in (files, *([each] for each in folders)):
        for name, problem in names.problems(group, received=True):
            raise _unpackable(path, name, problem)
    left = min(TOTAL_LIMIT, max(path.stat().st_size * RATIO, CHUNK))
    for member in members:
        place = into / member.filename
        if member.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, place.open("xb") as file:
            while piece := source.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise _bomb(path)
                file.write(piece)


def _unsafe(member: zipfile.ZipInfo) -> str:
    mode = member.external_attr >> 16
    kind = stat.S_IFDIR if member.is_dir() else stat.S_IFREG
    if member.orig_filename != member.filename:
        return "its name holds what no name may hold"
    if member.flag_bits & 0x1:
        return "is encrypted"
    if mode and stat.S_IFMT(mode) not in (0, kind):
        return "is neither a file nor a folder"
    if member.compress_type not in _METHODS:
        return "is packed in a way that packs are not"
    return ""


def _unpackable(path: Path, name: str, problem: str) -> InputError:
    return InputError(
        f"holds {name[:200]!r}, which cannot be unpacked safely: {problem}",
        path=path,
        hint="it is not as it was handed over; ask for it again",
    )


def _bomb(path: Path) -> InputError:
    return InputError(
        f"unpacks to more than {RATIO} times its size, or to more than {TOTAL_LIMIT // 1024**3} GB, or to more than {MEMBERS:,} files",
        path=path,
        hint="no pack does; ask whoever sent it",
    )
