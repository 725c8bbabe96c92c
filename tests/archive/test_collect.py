"""Only text is archived, as it was written, and what is left out is named."""

from pathlib import Path

import pytest

from kb.archive.collect import LARGEST, collect
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


def _write(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfa\r\nb\r", "a\nb\n"),
        ("Grüße".encode("utf-16"), "Grüße"),
        ("Gru\u0308ße".encode(), "Grüße"),
        (b"caf\xe9", "café"),
        (b"a\t\t\n\n\n\nb  ", "a\t\t\n\n\n\nb  "),
        (b"\x1b[31mred\x07", "[31mred"),
        (b"", ""),
    ],
)
def test_text_is_decoded_and_otherwise_left_alone(tmp_path: Path, content: bytes, text: str) -> None:
    _write(tmp_path, "a.tsv", content)

    assert collect(tmp_path).files == (("a.tsv", text),)


def test_hidden_folders_are_named_once_and_not_entered(tmp_path: Path) -> None:
    """A log folder may be a work tree: its `.git` holds text nobody meant to archive."""
    _write(tmp_path, ".git/logs/notes.txt", b"x")
    _write(tmp_path, "day/.cache/a.md", b"x")
    _write(tmp_path, "day/a.md", b"x")

    raw = collect(tmp_path)

    assert [name for name, _ in raw.files] == ["day/a.md"]
    assert raw.refused == ((".git", "a hidden folder"), ("day/.cache", "a hidden folder"))


def test_linked_folders_are_named_and_not_entered(tmp_path: Path) -> None:
    _write(tmp_path / "elsewhere", "a.md", b"x")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "more").symlink_to(tmp_path / "elsewhere")

    raw = collect(tmp_path / "logs")

    assert raw.files == ()
    assert raw.refused == (("more", "a link"),)


def test_a_file_too_large_is_named_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "a.log").open("wb") as file:
        file.truncate(LARGEST + 1)

    assert collect(tmp_path).refused == (("a.log", "larger than 50 MB"),)


@pytest.mark.parametrize("content", [b"\xff\xfea\x00\x00\xd8", b"a\0b"])
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes) -> None:
    _write(tmp_path, "a.txt", content)

    ((name, reason),) = collect(tmp_path).refused

    assert name == "a.txt"
    assert reason.startswith("not text: ")


def test_a_name_that_is_no_text_can_still_be_shown(tmp_path: Path) -> None:
    try:
        (tmp_path / "a\udcff.txt").write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")

    assert collect(tmp_path).refused == (("a?.txt", "its name is not UTF-8"),)
