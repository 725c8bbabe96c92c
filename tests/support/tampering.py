"""An archive of three bundles, and all that can be done to it: each harm with the words that must name it."""

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import bagit

from kb.archive import bag, proof, sealing
from kb.config.keeping import ArchiveSettings
from kb.config.settings import Settings
from kb.flows.archive import archive_of, notary_of
from kb.flows.proving import verify
from kb.io import signing
from kb.io.git import Repository
from kb.model.incident import RedactedText
from kb.model.proof import Verification
from tests.support.git import a_repository, git

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
FIRST, MIDDLE, LAST = NAMES = ("2026-08-week1", "2026-08-week2", "2026-08-week3")


def settings_for(root: Path, **more: str) -> Settings:
    """Give the settings of an archive below `root`, signed with the key beside it."""
    key = root.parent / "key"
    return Settings(root=root, archive=ArchiveSettings(signing_key=str(key) if key.exists() else "", **more))


def an_archive(root: Path) -> Path:
    """Archive three bundles, one after the other."""
    a_repository(root)
    (root / "README.md").write_text("ours\n")
    git(root, "add", "README.md")
    git(root, "commit", "-qm", "start")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", root.parent / "key"], check=True)
    for week, name in enumerate(NAMES, start=1):
        archive(root, name, f"week {week}")
    return root


def archive(root: Path, name: str, text: str) -> None:
    files = [
        ("2026-08-24.md", RedactedText(f"09:12 lead: {text}\n")),
        ("chat/day one.txt", RedactedText("Grüße 100%\n")),
        ("table.csv", RedactedText("a,b\n1,2\n")),
    ]
    with Repository.open(root) as repository:
        settings = settings_for(root)
        notary = notary_of(settings, repository)
        archive_of(settings, repository, notary).add(name, files, archived_on=date(2026, 8, 28))


def place(root: Path, name: str = MIDDLE) -> Path:
    return root / "archive" / "bundles" / name


@dataclass(frozen=True)
class Harm:
    """What is done, and the words of which each must be said of it."""

    name: str
    do: Callable[[Path], object]
    words: tuple[str, ...]
    beside: bool = False
    """Whether it can be done together with the others of its kind, and each is still named."""


def flip(path: Path, chance: random.Random) -> None:
    """Flip one bit."""
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def files_of(root: Path, name: str = MIDDLE) -> Iterator[str]:
    """Name every file of a bundle."""
    return iter(sorted(bag.contents(place(root, name))))


def _swap(root: Path) -> None:
    one, two = place(root) / "data/2026-08-24.md", place(root) / "data/table.csv"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def _link(root: Path) -> None:
    path = place(root) / "data/table.csv"
    path.rename(root / "elsewhere.csv")
    path.symlink_to(root / "elsewhere.csv")


def _link_folder(root: Path) -> None:
    (place(root) / "data").rename(root / "elsewhere")
    (place(root) / "data").symlink_to(root / "elsewhere")


def forge(root: Path, name: str = MIDDLE, *, sealed: bool = False, key: Path | None = None) -> None:
    """Change a file together with the manifests, and with the seal and a signature where asked for."""
    folder = place(root, name)
    (folder / "data/2026-08-24.md").write_text("09:12 lead: never happened\n")
    bagit.Bag(str(folder)).save(manifests=True)
    if not sealed:
        return
    old = sealing.read(folder)
    new = sealing.seal(folder, what="bundle", name=name, made_on=old.made_on, previous=old.previous)
    (folder / sealing.SEAL).write_bytes(new.render())
    (folder / sealing.SIGNATURE).unlink(missing_ok=True)
    if key:
        (folder / sealing.SIGNATURE).write_bytes(signing.sign(new.render(), str(key)))


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "tidy up")


def retag(root: Path, name: str, commit: str = "HEAD", *, anew: bool = False) -> None:
    """Move a bundle's tag; its message stays, or is written as for what the bundle is now."""
    message = git(root, "tag", "-l", "--format=%(contents)", f"archive/{name}")
    if anew:
        folder = place(root, name)
        lines = (proof.MANIFEST + bag.digest_of(folder), proof.SEAL + proof.seal_digest(folder))
        message = f"Bundle {name}\n\nKb-Bundle: {name}\n" + "\n".join(lines)
    git(root, "tag", "-f", "-a", "-m", message, f"archive/{name}", commit)


def forge_all(root: Path, name: str = MIDDLE, *, key: Path | None = None) -> None:
    """Do all that somebody can who may write to the repository."""
    forge(root, name, sealed=True, key=key)
    commit(root)
    retag(root, name, anew=True)


def _stranger(root: Path) -> Path:
    key = root.parent / f"{root.name}-stranger"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    return key


def _remove(root: Path, name: str = MIDDLE) -> None:
    shutil.rmtree(place(root, name))
    commit(root)


def _remove_all(root: Path) -> None:
    _remove(root)
    git(root, "tag", "-d", f"archive/{MIDDLE}")


def _older_folder(root: Path) -> None:
    shutil.rmtree(place(root))
    shutil.copytree(place(root, FIRST), place(root))


def _older_with_tag(root: Path) -> None:
    _older_folder(root)
    commit(root)
    retag(root, MIDDLE, anew=True)


def _amend(root: Path) -> None:
    git(root, "commit", "-q", "--amend", "-m", "another message")


def _drop(root: Path) -> None:
    git(root, "reset", "-q", "--hard", "HEAD~1")


def _reorder(root: Path) -> None:
    base, middle, last = (git(root, "rev-parse", f"archive/{name}^{{}}") for name in NAMES)
    git(root, "reset", "-q", "--hard", base)
    for each in (last, middle):
        git(root, "cherry-pick", each)


def _reorder_with_tags(root: Path) -> None:
    _reorder(root)
    retag(root, LAST, "HEAD~1")
    retag(root, MIDDLE, "HEAD")


def _squash(root: Path) -> None:
    git(root, "reset", "-q", "--soft", f"archive/{FIRST}^{{}}")
    git(root, "commit", "-qm", "both at once")


def _hide(root: Path, how: str) -> None:
    path = place(root) / "data/table.csv"
    git(root, "update-index", how, str(path))
    path.write_text("a,b\n1,3\n")


def _replace(root: Path) -> None:
    """Git shows other bytes for what was committed, in every command that does not say no."""
    path = place(root) / "data/table.csv"
    real = git(root, "rev-parse", f"HEAD:{path.relative_to(root).as_posix()}")
    path.write_text("a,b\n1,3\n")
    git(root, "replace", real, git(root, "hash-object", "-w", str(path)))


def _graft(root: Path) -> None:
    """The history one stands on is made to leave out the bundle's commit, and the other way round."""
    _amend(root)
    old, new = git(root, "rev-parse", f"archive/{LAST}^{{}}"), git(root, "rev-parse", "HEAD")
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/grafts").write_text(f"{new} {old}\n")


def _empty_commit_tag(root: Path) -> None:
    empty = git(root, "commit-tree", "-m", "nothing", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    retag(root, MIDDLE, empty)


def _tag_of_a_tree(root: Path) -> None:
    retag(root, MIDDLE, "HEAD^{tree}")


def _swap_tags(root: Path) -> None:
    message = git(root, "tag", "-l", "--format=%(contents)", f"archive/{FIRST}")
    git(root, "tag", "-f", "-a", "-m", message, f"archive/{MIDDLE}", f"archive/{FIRST}^{{}}")


def _shout(folder: Path) -> None:
    path = folder / "manifest-sha256.txt"
    lines = (line.partition("  ") for line in path.read_text().splitlines())
    path.write_text("".join(f"{digest.upper()}  {name}\n" for digest, _, name in lines))


def _keep_signature(root: Path) -> None:
    old = (place(root, LAST) / sealing.SIGNATURE).read_bytes()
    forge(root, LAST, sealed=True)
    (place(root, LAST) / sealing.SIGNATURE).write_bytes(old)
    commit(root)
    retag(root, LAST, anew=True)


def _put(path: str, text: str = "x\n") -> Callable[[Path], object]:
    return lambda root: (place(root) / path).write_text(text)


def _unlink(path: str) -> Callable[[Path], object]:
    return lambda root: (place(root) / path).unlink()


HARMS = (
    Harm("add a file", _put("data/extra.md"), ("added: data/extra.md",), beside=True),
    Harm("add a tag file", _put("notes.txt"), ("added: notes.txt",), beside=True),
    Harm("add fetch.txt", _put("fetch.txt", "http://x - data/x\n"), ("added: fetch.txt",), beside=True),
    Harm(
        "add a folder", lambda root: (place(root) / "data/more").mkdir(), ("added: data/more",), beside=True
    ),
    Harm("add a link", lambda root: (place(root) / "etc").symlink_to("/etc"), ("added: etc",), beside=True),
    Harm("remove a file", _unlink("data/table.csv"), ("missing: data/table.csv",)),
    Harm("remove a manifest", _unlink("manifest-sha512.txt"), ("missing: manifest-sha512.txt",), beside=True),
    Harm("remove the list", _unlink("manifest-sha256.txt"), ("missing: manifest-sha256.txt",)),
    Harm("remove the seal", _unlink("SEAL.json"), ("missing: SEAL.json",)),
    Harm("remove the signature", _unlink("SEAL.json.sig"), ("missing: SEAL.json.sig",), beside=True),
    Harm(
        "rename a file",
        lambda root: (place(root) / "data/table.csv").rename(place(root) / "data/Table.csv"),
        ("missing: data/table.csv", "added: data/Table.csv"),
    ),
    Harm("swap two files", _swap, ("changed: data/2026-08-24.md", "changed: data/table.csv")),
    Harm("truncate a file", _put("data/table.csv", "a,b\n"), ("changed: data/table.csv",)),
    Harm("empty a file", _put("data/table.csv", ""), ("changed: data/table.csv",)),
    Harm("put a link in a file's place", _link, ("a link: data/table.csv",)),
    Harm("put a link in a folder's place", _link_folder, ("a link: data",)),
    Harm("change a file's line ends", _put("data/table.csv", "a,b\r\n1,2\r\n"), ("changed: data/table.csv",)),
    Harm(
        "write the digests in capitals", lambda root: _shout(place(root)), ("changed: manifest-sha256.txt",)
    ),
    Harm("edit a file with its manifests", forge, ("changed: data/2026-08-24.md", "names another manifest")),
    Harm(
        "and with its seal",
        lambda root: forge(root, sealed=True),
        ("names another seal", f"the seal of {MIDDLE} is not the one that {LAST} follows"),
    ),
    Harm(
        "and commit it, and move the tag",
        forge_all,
        (f"the seal of {MIDDLE} is not the one that {LAST} follows",),
    ),
    Harm(
        "and sign it with another key",
        lambda root: forge_all(root, LAST, key=_stranger(root)),
        ("signed with a key that the list of signers does not name",),
    ),
    Harm(
        "and keep the signature of what was",
        _keep_signature,
        ("changed: SEAL.json.sig (is not the signature of this seal)",),
    ),
    Harm("remove a bundle", _remove, ("missing: the whole bundle",)),
    Harm(
        "remove a bundle with its tag",
        _remove_all,
        (f"missing: the bundle {MIDDLE} with its seal, which {LAST} follows",),
    ),
    Harm(
        "put an older bundle in its place", _older_folder, (f"the seal is that of another bundle, {FIRST}",)
    ),
    Harm(
        "and move the tag",
        _older_with_tag,
        (f"the seal is that of another bundle, {FIRST}", "is not the one that"),
    ),
    Harm(
        "remove the tag",
        lambda root: git(root, "tag", "-d", f"archive/{MIDDLE}"),
        (f"no tag archive/{MIDDLE}",),
    ),
    Harm(
        "move the tag",
        lambda root: git(root, "tag", "-f", "-a", "-m", "mine", f"archive/{MIDDLE}"),
        ("names another seal",),
    ),
    Harm(
        "make it a tag without a message",
        lambda root: git(root, "tag", "-f", f"archive/{MIDDLE}"),
        ("names another seal",),
    ),
    Harm("give it another bundle's tag", _swap_tags, ("names another manifest", "does not hold the bundle")),
    Harm("tag a commit that does not hold it", _empty_commit_tag, ("does not hold the bundle",)),
    Harm("tag no commit", _tag_of_a_tree, ("is not in the history",)),
    Harm("amend the commit", _amend, (f"the commit of the tag archive/{LAST} is not in the history",)),
    Harm("drop the last commit", _drop, (f"missing: the bundle {LAST}, whose commit no branch holds",)),
    Harm("reorder the history", _reorder, (f"the commit of the tag archive/{LAST} is not in the history",)),
    Harm("and move the tags", _reorder_with_tags, (f"reordered: {LAST} was committed before {MIDDLE}",)),
    Harm("squash the history", _squash, (f"the commit of the tag archive/{MIDDLE} is not in the history",)),
    Harm(
        "hide a change from git status",
        lambda root: _hide(root, "--assume-unchanged"),
        ("changed: data/table.csv",),
    ),
    Harm(
        "hide it as not checked out",
        lambda root: _hide(root, "--skip-worktree"),
        ("changed: data/table.csv",),
    ),
    Harm("replace an object", _replace, ("changed: data/table.csv",)),
    Harm("graft the history", _graft, (f"the commit of the tag archive/{LAST} is not in the history",)),
)


def verified(root: Path, *names: str, fingerprint: str = "", timestamp_ca: str = "") -> Verification:
    """Verify on a fixed day."""
    settings = settings_for(root, timestamp_ca=timestamp_ca)
    return verify(settings, names, now=NOW, fingerprint=fingerprint)


def said(found: Verification) -> str:
    """Put all that a verification found wrong into one text."""
    lines = [*found.damage, *(f"{each.name}: {line}" for each in found.bundles for line in each.damage)]
    return "\n".join(lines)
