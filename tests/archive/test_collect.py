"""Only text is archived, as it was written, and what is left out is named."""

from pathlib import Path

import pytest

from kb.archive.collect import Policy, collect
from kb.archive.pieces import pieces
from kb.errors import InputError


def read(*paths: Path, policy: Policy | None = None) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Give the texts by name, and what is left out."""
    found = collect(paths, policy or Policy())
    return (
        {each.name: "".join(pieces(each.path)) for each in found.texts},
        [(each.name, each.reason) for each in found.refused],
    )


def test_text_files_are_read_and_others_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Gr\xfc\xdfe\r\n".encode("cp1252"))
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to("/etc/hostname")

    texts, refused = read(tmp_path)

    assert texts == {"a.md": "Grüße\n"}
    assert [name for name, _ in refused] == [".hidden.txt", "b.png", "link.txt"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        read(tmp_path / "nowhere")


def test_files_and_folders_come_together_each_once_and_under_a_name_of_its_own(tmp_path: Path) -> None:
    for name in ("a/logs/day.md", "b/logs/day.md", "b/one.md"):
        _write(tmp_path, name, name.encode())

    texts, _ = read(
        tmp_path / "a/logs", tmp_path / "b/logs", tmp_path / "b/one.md", tmp_path / "a/logs/day.md"
    )

    assert texts == {
        "logs/day.md": "a/logs/day.md",
        "logs/day 2.md": "b/logs/day.md",
        "one.md": "b/one.md",
    }


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

    assert read(tmp_path)[0] == {"a.tsv": text}


def test_hidden_folders_are_named_once_and_not_entered(tmp_path: Path) -> None:
    """A log folder may be a work tree: its `.git` holds text nobody meant to archive."""
    _write(tmp_path, ".git/logs/notes.txt", b"x")
    _write(tmp_path, "day/.cache/a.md", b"x")
    _write(tmp_path, "day/a.md", b"x")

    texts, refused = read(tmp_path)

    assert list(texts) == ["day/a.md"]
    assert refused == [(".git", "a hidden folder"), ("day/.cache", "a hidden folder")]


def test_linked_folders_are_named_and_not_entered(tmp_path: Path) -> None:
    _write(tmp_path / "elsewhere", "a.md", b"x")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "more").symlink_to(tmp_path / "elsewhere")

    assert read(tmp_path / "logs") == ({}, [("more", "a link")])


def test_a_file_too_large_is_named_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "a.log").open("wb") as file:
        file.truncate(50_000_001)

    assert read(tmp_path)[1] == [("a.log", "larger than 50 MB")]


@pytest.mark.parametrize("content", [b"\xff\xfea\x00\x00\xd8", b"a\0b"])
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes) -> None:
    _write(tmp_path, "a.txt", content)

    with pytest.raises(ValueError, match="not text: "):
        read(tmp_path)


def test_a_name_that_is_no_text_can_still_be_shown(tmp_path: Path) -> None:
    try:
        (tmp_path / "a\udcff.txt").write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")

    assert read(tmp_path)[1] == [("a?.txt", "its name is not UTF-8")]
