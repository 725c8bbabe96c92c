"""What can be done to a pack, by accident, by a system that unpacks it, or by somebody who knows how it is made."""

import os
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.git import git
from tests.support.packs import BESIDE, CERTIFICATES, Yard

Change = Callable[[Path, Yard], None]


@dataclass(frozen=True)
class Tampering:
    """`named` is said of each; `resealed` needs a fingerprint or a signer; a browser does not see all."""

    change: Change
    named: tuple[str, ...]
    resealed: bool = False
    in_browser: bool = True


def _swap(folder: Path, _: Yard) -> None:
    one, other = folder / "data/library/index.html", folder / "START-HERE.html"
    one.rename(folder / "aside")
    other.rename(one)
    (folder / "aside").rename(other)


def _edit(path: str, old: bytes, new: bytes) -> Change:
    def change(folder: Path, _: Yard) -> None:
        content = (folder / path).read_bytes()
        assert old in content
        (folder / path).write_bytes(content.replace(old, new))

    return change


def _add(path: str, content: bytes = b"x") -> Change:
    def change(folder: Path, _: Yard) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

    return change


def _remove(path: str) -> Change:
    return lambda folder, _: (folder / path).unlink()


def _rename(path: str, other: str) -> Change:
    return lambda folder, _: shutil.move(folder / path, folder / other)


def _link(folder: Path, _: Yard) -> None:
    path = folder / "data/library/logo.png"
    path.rename(folder.parent / "logo.png")
    path.symlink_to(folder.parent / "logo.png")


CSV = "data/records/incidents.csv"


def _with_manifest(folder: Path, _: Yard) -> None:
    from hashlib import sha256, sha512

    old = (folder / CSV).read_bytes()
    (folder / CSV).write_bytes(old + b"INC2,Mail\r\n")
    for name, digest in (("sha256", sha256), ("sha512", sha512)):
        listed = folder / f"manifest-{name}.txt"
        new = digest((folder / CSV).read_bytes()).hexdigest()
        listed.write_text(listed.read_text().replace(digest(old).hexdigest(), new))


def _unseal(folder: Path) -> None:
    from kb.archive import pack, sealing
    from kb.model.seal import BLANK

    fingerprint = sealing.read(folder, pack.SEAL).fingerprint
    for form in CERTIFICATES:
        content = (folder / form).read_bytes()
        (folder / form).write_bytes(content.replace(fingerprint.encode(), BLANK.encode()))
    tags = ("bagit.txt", "bag-info.txt", *(f"{prefix}manifest-{name}.txt" for prefix in ("", "tag") for name in ("sha256", "sha512")))  # fmt: skip
    for name in (*tags, "proof/SEAL.json", "proof/SEAL.json.sha256", *(f"proof/{each}" for each in BESIDE)):
        (folder / name).unlink(missing_ok=True)


def _all_manifests(folder: Path, yard: Yard) -> None:
    """Make a good bag of a forged payload, as any BagIt tool does."""
    kept = {
        name: (folder / "proof" / name).read_bytes() for name in ("SEAL.json", "SEAL.json.sha256", *BESIDE)
    }
    forms = {form: (folder / form).read_bytes() for form in CERTIFICATES}
    _reseal(_edit(CSV, b"VPN", b"LAN"))(folder, yard)
    for name, content in kept.items():
        (folder / "proof" / name).write_bytes(content)
    for form, content in forms.items():
        (folder / form).write_bytes(content)


def _reseal(change: Change, *, key: str = "other/key", witnesses: bool = True) -> Change:
    def again(folder: Path, yard: Yard) -> None:
        _unseal(folder)
        change(folder, yard)
        yard.close(folder, key=yard.folder / key, witnesses=witnesses)

    return again


def _history(change: Callable[[Path, Path], None]) -> Change:
    """Change the history in a copy of the repository, and let the pack tell of it as it is."""

    def again(folder: Path, yard: Yard) -> None:
        work = folder.parent / "work"
        shutil.copytree(yard.root, work)
        change(work, folder / "proof")

    return again


def _bundle(work: Path, proof: Path) -> None:
    git(work, "bundle", "create", "-q", str(proof / "history.bundle"), "HEAD", "main", "--tags")


def _tell(work: Path, proof: Path) -> None:
    import json

    _bundle(work, proof)
    lines = git(work, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    refs = dict(line.split(" ") for line in lines) | {"HEAD": git(work, "rev-parse", "HEAD")}
    (proof / "history.json").write_text(json.dumps({"format": "kb-history/1", "refs": refs}) + "\n")


def _move_tag(work: Path, proof: Path) -> None:
    git(work, "tag", "-f", "-a", "-m", "moved", "archive/2026-week1", "HEAD")
    _bundle(work, proof)


def _rewrite(work: Path, proof: Path) -> None:
    git(work, "commit", "--amend", "-q", "-m", "never happened")
    _bundle(work, proof)


def _shorten(work: Path, proof: Path) -> None:
    git(work, "tag", "-d", "archive/2026-week2")
    git(work, "reset", "-q", "--hard", "HEAD~1")
    _tell(work, proof)


def _forge(work: Path, proof: Path) -> None:
    day = work / "archive/bundles/2026-week1/data/day.md"
    day.write_text("nothing happened\n")
    git(work, "commit", "-q", "-a", "-m", "forge")
    message = git(work, "tag", "-l", "--format=%(contents)", "archive/2026-week1")
    git(work, "tag", "-f", "-a", "-m", message, "archive/2026-week1", "HEAD")
    _tell(work, proof)


def _replace(work: Path, proof: Path) -> None:
    """Hide what a commit holds behind `refs/replace`, which a plain `git show` would follow."""
    other = git(work, "commit-tree", "-m", "other", "HEAD~1^{tree}")
    git(work, "replace", "HEAD", other)
    git(work, "bundle", "create", "-q", str(proof / "history.bundle"), "--all", "HEAD")


TAMPERINGS: dict[str, Tampering] = {
    "a word": Tampering(_edit(CSV, b"VPN", b"LAN"), (CSV,)),
    "a file added to the payload": Tampering(_add("data/more.txt"), ("data/more.txt",)),
    "a file added to the proof": Tampering(_add("proof/more.py"), ("proof/more.py",)),
    "a hidden file added": Tampering(_add("data/.gitattributes"), ("data/.gitattributes",)),
    "a fetch.txt added": Tampering(_add("fetch.txt", b"https://example.org/x 1 data/x\n"), ("fetch.txt",)),
    "a second signature added": Tampering(_add("proof/SEAL.json.sig2"), ("proof/SEAL.json.sig2",)),
    "a folder added": Tampering(lambda folder, _: (folder / "data/new").mkdir(), ("data/new",), in_browser=False),
    "a file removed": Tampering(_remove("data/library/site.css"), ("data/library/site.css",)),
    "a manifest removed": Tampering(_remove("manifest-sha512.txt"), ("manifest-sha512.txt",)),
    "the seal removed": Tampering(_remove("proof/SEAL.json"), ("proof/SEAL.json",)),
    "the signature removed": Tampering(_remove("proof/SEAL.json.sig"), ("proof/SEAL.json.sig",)),
    "the timestamp removed": Tampering(_remove("proof/SEAL.json.tsr"), ("proof/SEAL.json.tsr",)),
    "a file renamed": Tampering(_rename(CSV, "data/records/x.csv"), (CSV, "data/records/x.csv")),
    "two files swapped": Tampering(_swap, ("data/library/index.html", "START-HERE.html")),
    "a file cut short": Tampering(lambda folder, _: os.truncate(folder / "proof/history.bundle", 99), ("proof/history.bundle",)),
    "a file emptied": Tampering(lambda folder, _: os.truncate(folder / CSV, 0), (CSV,)),
    "a link for a file": Tampering(_link, ("data/library/logo.png",), in_browser=False),
    "one line end": Tampering(_edit("data/records/articles/Gr\u00fc\u00dfe.md", b"Text\n", b"Text\r\n"), ("data/records/articles/Gr\u00fc\u00dfe.md",)),
    "line ends of a picture": Tampering(_edit("data/library/logo.png", b"\r\n", b"\n"), ("data/library/logo.png",)),
    "a file with its manifests": Tampering(_with_manifest, (CSV, "manifest-sha256.txt", "manifest-sha512.txt")),
    "all manifests made again": Tampering(_all_manifests, (CSV, "manifest-sha256.txt")),
    "a digest in capitals": Tampering(
        lambda folder, _: (folder / "manifest-sha256.txt").write_text((folder / "manifest-sha256.txt").read_text().upper()), ("manifest-sha256.txt",)
    ),
    "a certificate that shows the blank": Tampering(
        lambda folder, _: (folder / "Certificate.html").write_text("<p>0000-0000-0000-0000-0000-0000-0000-0000</p>\n"), ("Certificate.html",)
    ),
    "sealed again, signed by another": Tampering(_reseal(_edit(CSV, b"VPN", b"LAN")), ("proof/SEAL.json",), resealed=True),
    "sealed again, not signed": Tampering(_reseal(_edit(CSV, b"VPN", b"LAN"), witnesses=False), ("proof/SEAL.json",), resealed=True),
    "the history one bundle shorter": Tampering(_reseal(_history(_shorten), key="key"), ("2026-week2",), resealed=True),
    "a forged bundle under its tag": Tampering(_reseal(_history(_forge), key="key"), ("2026-week1",), resealed=True),
    "a tag moved": Tampering(_reseal(_history(_move_tag), key="key"), ("2026-week1",), resealed=True),
    "the history rewritten": Tampering(_reseal(_history(_rewrite), key="key"), ("refs/heads/main",), resealed=True),
    "a commit replaced": Tampering(_reseal(_history(_replace), key="key"), ("refs/replace",), resealed=True),
}  # fmt: skip


def _names_of_mac(folder: Path, _: Yard) -> None:
    for path in list(folder.rglob("*")):
        path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))


def _line_ends(folder: Path, _: Yard) -> None:
    """Do to every text what `unzip -a` does on Windows."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in {".png", ".pdf", ".bundle", ".tsr"}:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _modes(folder: Path, _: Yard) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o777)
        os.utime(path, (0, 0))


HARMLESS: dict[str, Change] = {
    "as it is": lambda folder, _: None,
    "line ends of Windows": _line_ends,
    "names as macOS writes them": _names_of_mac,
    "modes and times": _modes,
    "what macOS leaves": _add("data/.DS_Store", b"\0\0\0\1Bud1"),
    "what macOS leaves beside": _add("data/library/._index.html", b"\0\5\x16\7"),
    "what Windows leaves": _add("data/library/Thumbs.db"),
}
