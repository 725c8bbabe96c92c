"""A pack is a valid bag with one fingerprint; its zip is the same bytes each time; a hostile one is not unpacked."""

import io
import os
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.archive import bag, pack
from kb.archive.verifier import verify as verifier
from kb.errors import InputError, RefusedError, StateError
from kb.model.seal import BLANK, Seal

DAY = date(2026, 11, 23)


def a_folder(root: Path) -> Path:
    folder = root / "handover-acme"
    for path, content in {
        "data/library/index.html": b"<p>Hello</p>\n",
        "data/records/Gr\u00fc\u00dfe.csv": b"a,b\r\n",
        "START-HERE.html": b"<p>Start</p>\n",
        "Certificate.html": f"<p>{BLANK}</p>".encode(),
        "proof/history.json": b"{}\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def closed(folder: Path, **more: object) -> Seal:
    return pack.close(
        folder,
        name="acme",
        made_on=DAY,
        info={"Contact-Name": "Jane\nDoe"},
        previous=[("week", "0" * 64)],
        certificates=["Certificate.html"],
        **more,  # type: ignore[arg-type]
    )


def test_a_closed_pack_is_a_bag_and_is_what_its_seal_says(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "data/empty/deeper").mkdir(parents=True)
    signed: list[bytes] = []

    seal = closed(folder, sign=lambda place: signed.append(place.read_bytes()))

    bag.check(folder)
    assert verifier.check(folder).damage == []
    assert (folder / "Certificate.html").read_text() == f"<p>{seal.fingerprint}</p>"
    assert signed == [seal.render()]
    assert (folder / "proof/SEAL.json.sha256").read_text() == f"{seal.digest}  SEAL.json\n"
    assert not (folder / "data/empty").exists()
    assert "Contact-Name: Jane Doe\n" in (folder / "bag-info.txt").read_text()


def test_the_tag_manifests_list_all_but_what_shows_the_fingerprint(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    closed(folder)

    for algorithm in ("sha256", "sha512"):
        lines = (folder / f"tagmanifest-{algorithm}.txt").read_text().splitlines()
        assert [line.split("  ")[1] for line in lines] == [
            "START-HERE.html",
            "bag-info.txt",
            "bagit.txt",
            "manifest-sha256.txt",
            "manifest-sha512.txt",
            "proof/history.json",
        ]


@pytest.mark.parametrize("name", ["aux.html", "a:b", ".gitattributes", "100%.html", "x" * 170])
def test_a_name_that_not_every_system_can_store_is_refused(tmp_path: Path, name: str) -> None:
    folder = a_folder(tmp_path)
    (folder / "data" / name).touch()

    with pytest.raises(RefusedError, match="cannot go into a pack"):
        closed(folder)


def test_a_certificate_without_a_place_for_the_fingerprint_is_told(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "Certificate.html").write_text("<p>none</p>")

    with pytest.raises(StateError, match="no place for the fingerprint"):
        closed(folder)


def test_what_is_announced_beside_the_seal_has_to_be_there(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)

    with pytest.raises(StateError, match=r"SEAL.json.sig beside its seal, and there is nothing"):
        closed(folder, beside=["SEAL.json.sig"])


def test_a_zip_is_the_same_bytes_each_time_and_opens_as_the_folder(tmp_path: Path) -> None:
    folders = [a_folder(tmp_path / each) for each in ("one", "two")]
    for number, folder in enumerate(folders):
        closed(folder)
        (folder / "START-HERE.html").chmod(0o600 if number else 0o755)
        os.utime(folder / "START-HERE.html", (number, number))
        pack.zipped(folder, folder.parent / "x.zip", DAY)

    one, two = ((each.parent / "x.zip").read_bytes() for each in folders)
    assert one == two
    with pack.opened(tmp_path / "one/x.zip") as found:
        assert stat.S_IMODE(found.parent.parent.stat().st_mode) == 0o700
        assert verifier.check(found).damage == []
    assert not found.exists()
    with pack.opened(folders[0].parent) as found:
        assert found == folders[0].resolve()


def test_a_zip_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(tmp_path)
    target = tmp_path / "x.zip"
    target.write_bytes(b"old")
    monkeypatch.setattr("shutil.copyfileobj", _no_room)

    with pytest.raises(StateError, match="No space left"):
        pack.zipped(folder, target, DAY)

    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["handover-acme", "x.zip"]


def _no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def _named(*names: str) -> Callable[[zipfile.ZipFile], None]:
    def write(archive: zipfile.ZipFile) -> None:
        for name in names:
            archive.writestr(name, b"x")

    return write


def _link(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("handover-x/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


def _bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("handover-x/zeros", b"\0" * 50_000_000, zipfile.ZIP_DEFLATED)


def _many(archive: zipfile.ZipFile) -> None:
    for number in range(101):
        archive.writestr(f"handover-x/{number}", b"")


HOSTILE: dict[str, Callable[[zipfile.ZipFile], None]] = {
    "leaves": _named("handover-x/../../evil"),
    "absolute": _named("/tmp/evil"),
    "drive": _named("C:/evil"),
    "backslash": _named("handover-x\\..\\..\\evil"),
    "device": _named("handover-x/COM1.txt"),
    "twice": _named("handover-x/a", "handover-x/A"),
    "accents": _named("handover-x/\u00e9", "handover-x/e\u0301"),
    "a file and a folder": _named("handover-x/a", "handover-x/a/b"),
    "steers the terminal": _named("handover-x/\x1b[2J"),
    "link": _link,
    "bomb": _bomb,
    "too many": _many,
    "no pack": _named("one/a", "two/a"),
}


@pytest.mark.parametrize("trap", HOSTILE)
def test_a_hostile_zip_is_told_and_writes_nothing(
    tmp_path: Path, trap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "private").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    monkeypatch.setattr("kb.archive.pack.MEMBERS", 100)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        if trap != "no pack":
            archive.writestr("handover-x/bagit.txt", b"")
        HOSTILE[trap](archive)
    (tmp_path / "x.zip").write_bytes(content.getvalue())

    with pytest.raises(InputError), pack.opened(tmp_path / "x.zip"):
        pass

    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["private", "x.zip"]


def test_an_encrypted_or_broken_zip_is_told(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    pack.zipped(folder, tmp_path / "x.zip", DAY)
    good = (tmp_path / "x.zip").read_bytes()
    central = good.index(b"PK\x01\x02")
    encrypted = bytearray(good)
    encrypted[central + 8] |= 1

    for content in (bytes(encrypted), good[: len(good) // 2], b"PK\x03\x04", b"hello"):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(InputError), pack.opened(tmp_path / "x.zip"):
            pass
