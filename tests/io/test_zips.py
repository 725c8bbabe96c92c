"""Archives from outside: only what is safe can be read, and nothing touches the disk."""

import stat
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.io.zips import open_archive


def pack(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def test_members_are_named_and_read(tmp_path):
    path = pack(tmp_path / "a.zip", general__day=b"hello", users=b"{}")

    with open_archive(path) as archive:
        assert [member.name for member in archive.members] == ["general/day", "users"]
        assert archive.read("general/day") == b"hello"
        assert archive.problems == ()


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "..\\x", "C:\\x", "C:/x"])
def test_names_that_lead_out_are_refused(tmp_path, name):
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"x")
        archive.writestr("fine", b"x")

    with open_archive(path) as archive:
        assert [member.name for member in archive.members] == ["fine"]
        assert [problem.reason.rpartition(": ")[2] for problem in archive.problems] == [
            "its name leads out of the archive"
        ]


def test_links_are_refused(tmp_path):
    path = tmp_path / "link.zip"
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")

    with open_archive(path) as archive:
        assert archive.members == ()
        assert "no regular file" in archive.problems[0].reason


def test_a_bomb_stops_at_the_limit(tmp_path):
    path = pack(tmp_path / "bomb.zip", zeros=b"\0" * 200_000_000)

    with open_archive(path) as archive, pytest.raises(InputError, match="100 times its size"):
        archive.read("zeros")


def test_many_small_bombs_stop_too(tmp_path):
    path = pack(tmp_path / "bombs.zip", **{f"m{n}": b"\0" * 900_000 for n in range(60)})

    with open_archive(path) as archive, pytest.raises(InputError, match="100 times its size"):
        for member in archive.members:
            archive.read(member.name)


def test_damage_is_a_clear_error(tmp_path):
    path = pack(tmp_path / "a.zip", day=b"hello world " * 500)
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)

    with open_archive(path) as archive, pytest.raises(InputError, match="cannot be unpacked"):
        archive.read("day")


@given(at=st.integers(0, 400), junk=st.binary(max_size=8))
def test_arbitrary_damage_raises_nothing_else(at, junk):
    with TemporaryDirectory() as folder:
        path = pack(Path(folder) / "a.zip", day=b"hello", other=b"there")
        data = path.read_bytes()
        path.write_bytes(data[:at] + junk + data[at + len(junk) :])
        try:
            with open_archive(path) as archive:
                for member in archive.members:
                    archive.read(member.name)
        except InputError as error:
            assert error.path == path
