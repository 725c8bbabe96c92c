"""Raw files leave encrypted only, sealed after the handover; who may read them can verify them."""

from pathlib import Path

import pyrage
import pytest

from kb.archive import originals as room
from kb.archive.pack import SEAL, opened, zipped
from kb.archive.sealing import read
from kb.errors import StateError
from kb.flows.handover.verify import verify
from kb.model.progress import Silent
from tests.support.packs import DAY
from tests.support.workspace import kb

SECRET = b"Ravi's password is hunter2\n"


@pytest.fixture
def workspace(tmp_path: Path, whole: Path) -> Path:
    root = tmp_path / "work"
    (root / "dist").mkdir(parents=True)
    (root / "kb.toml").touch()
    zipped(whole, root / "dist/handover-acme.zip", DAY)
    (tmp_path / "raw/chat").mkdir(parents=True)
    (tmp_path / "raw/chat/day.txt").write_bytes(SECRET)
    (tmp_path / "raw/empty.log").touch()
    return root


def test_only_a_recipient_can_read_them_and_then_verifies_them(
    workspace: Path, tmp_path: Path, fingerprint: str
) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()

    done = kb(workspace, "handover", "originals", "acme", "--from", str(tmp_path / "raw"), "--recipient", str(mine.to_public()))  # fmt: skip

    assert done.code == 0, done.err
    sealed = workspace / "dist/originals-acme.zip.age"
    assert sorted(path.name for path in (workspace / "dist").iterdir()) == [
        "handover-acme.zip",
        "originals-acme.zip.age",
    ]
    assert SECRET not in sealed.read_bytes()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.read_bytes(), [other])
    plain = tmp_path / "originals.zip"
    plain.write_bytes(pyrage.decrypt(sealed.read_bytes(), [mine]))
    found = verify(plain)
    assert found.is_whole, found.damage
    assert (found.what, found.files) == ("originals", 9)
    assert found.fingerprint in done.out
    with opened(plain) as folder:
        assert (folder / "data/chat/day.txt").read_bytes() == SECRET
        ((name, digest),) = read(folder, SEAL).previous
    with opened(workspace / "dist/handover-acme.zip") as folder:
        assert (name, digest) == ("acme", read(folder, SEAL).digest)


def test_nothing_is_written_on_a_dry_run_or_to_nobody(workspace: Path, tmp_path: Path) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    raw = str(tmp_path / "raw")

    for code, more in (
        (0, ("acme", "--from", raw, "--recipient", key, "--dry-run")),
        (2, ("acme", "--from", raw)),
        (2, ("acme", "--from", raw, "--recipient", "age1nobody")),
        (3, ("other", "--from", raw, "--recipient", key)),
        (3, ("acme", "--from", f"{raw}/none", "--recipient", key)),
    ):
        assert kb(workspace, "handover", "originals", *more).code == code, more

    assert [path.name for path in (workspace / "dist").iterdir()] == ["handover-acme.zip"]


def test_a_link_is_refused(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "raw/link").symlink_to("/etc/hostname")
    key = str(pyrage.x25519.Identity.generate().to_public())

    done = kb(workspace, "handover", "originals", "acme", "--from", str(tmp_path / "raw"), "--recipient", key)

    assert done.code == 5


@pytest.mark.parametrize("harm", ["a file that changes", "a full disk"])
def test_what_fails_half_way_leaves_nothing(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    raw = tmp_path / "raw/chat/day.txt"
    raw.write_bytes(SECRET * 100_000)
    if harm == "a full disk":
        monkeypatch.setattr("pyrage.encrypt_io", _no_room)
    else:
        parts = room.parts
        monkeypatch.setattr(room, "parts", lambda: (raw.write_bytes(b"other"), parts())[1])

    with pytest.raises(StateError):
        room.write(
            room.gather(tmp_path / "raw"),
            workspace / "dist/o.age",
            name="acme",
            made_on=DAY,
            after=("acme", "0" * 64),
            to=room.age.recipients([str(pyrage.x25519.Identity.generate().to_public())]),
            progress=Silent(),
        )

    assert [path.name for path in (workspace / "dist").iterdir()] == ["handover-acme.zip"]


def _no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")
