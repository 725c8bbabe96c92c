"""Only text is archived, and what is left out is named."""

from pathlib import Path

import pytest

from kb.archive.collect import collect
from kb.errors import InputError


def test_text_files_are_read_and_others_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Gr\xfc\xdfe\r\n".encode("cp1252"))
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    (tmp_path / "c.txt").write_bytes(b"a\0b")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to("/etc/hostname")

    raw = collect(tmp_path)

    assert raw.files == (("a.md", "Grüße\n"),)
    assert [name for name, _ in raw.refused] == [".hidden.txt", "b.png", "c.txt", "link.txt"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        collect(tmp_path / "nowhere")


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")

    with pytest.raises(InputError, match="is a file"):
        collect(tmp_path / "a.md")
