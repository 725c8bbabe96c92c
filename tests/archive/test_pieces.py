"""A large text comes piece by piece, and the pieces are the text."""

from pathlib import Path

import pytest

from kb.archive import pieces as module
from kb.archive.pieces import pieces


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", 200)
    monkeypatch.setattr(module, "WHOLE", 400)


def cut(tmp_path: Path, text: str | bytes, name: str = "a.log") -> list[str]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(pieces(path))


def test_pieces_end_where_lines_end_and_make_up_the_text(tmp_path: Path) -> None:
    text = "".join(f"line {number} Grüße\r\n" for number in range(90))

    found = cut(tmp_path, text)

    assert len(found) > 5
    assert all(piece.endswith("\n") for piece in found)
    assert max(map(len, found)) <= 200
    assert "".join(found) == text.replace("\r\n", "\n")


def test_utf_16_and_windows_text_come_in_pieces_too(tmp_path: Path) -> None:
    text = "".join(f"Zeile {number} für Zoë\n" for number in range(60))

    assert "".join(cut(tmp_path, text.encode("utf-16"))) == text
    assert "".join(cut(tmp_path, text.encode("cp1252"))) == text


def test_a_blank_line_is_the_better_place(tmp_path: Path) -> None:
    found = cut(tmp_path, ("x" * 90 + "\n" + "y" * 90 + "\n\nz\n") * 3)

    assert found[0].endswith("\n\n")


def test_a_key_is_not_cut(tmp_path: Path) -> None:
    key = "-----BEGIN PRIVATE KEY-----\n" + "MIIE\n" * 20 + "-----END PRIVATE KEY-----\n"

    found = cut(tmp_path, "x\n" * 60 + key + "y\n" * 60)

    assert any(key in piece for piece in found)


def test_a_cell_is_not_cut(tmp_path: Path) -> None:
    row = 'a,"' + "one\n" * 30 + '"\n'

    found = cut(tmp_path, row * 5, "a.csv")

    assert all(piece.count('"') % 2 == 0 for piece in found)
    assert "".join(found) == row * 5


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("x" * 900, "a.log", "no place"),
        ('a,"' + "one\n" * 300, "a.csv", "no place"),
        ("[" + "1,\n" * 300 + "1]", "a.json", "JSON Lines"),
        ("x\n" * 300 + "\0", "a.log", "NUL"),
    ],
)
def test_what_cannot_be_cut_is_said(tmp_path: Path, text: str, name: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        cut(tmp_path, text, name)
