"""What cannot be redacted gets in only when it is what it says, and says nothing about people."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.archive.collect import Policy, collect
from kb.archive.kinds import kept
from kb.io.pictures import metadata


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def a_png(*more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(more)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def segment(kind: int, content: bytes) -> bytes:
    return bytes((0xFF, kind)) + struct.pack(">H", len(content) + 2) + content


# big-endian TIFF with one tag: the artist, in four letters
EXIF = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">HHHI4s", 1, 0x013B, 2, 4, b"Ann\0") + bytes(4)


def a_jpeg(*more: bytes) -> bytes:
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\2\1" + bytes(6))
        + b"".join(more)
        + segment(0xDB, bytes(65))
        + segment(0xDA, bytes(10))
        + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9"
    )


def test_a_png_is_kept_without_what_it_tells() -> None:
    told = a_png(chunk(b"tEXt", b"Author\0Ann"), chunk(b"eXIf", EXIF), chunk(b"iTXt", b"x"))
    assert metadata(told)

    assert kept(".png", told + b"more behind the end") == a_png()


def test_a_jpeg_is_kept_without_what_it_tells() -> None:
    told = a_jpeg(
        segment(0xE1, b"Exif\0\0" + EXIF), segment(0xFE, b"by Ann"), segment(0xED, b"Photoshop Ann")
    )
    assert metadata(told)

    clean = kept(".jpg", told + a_jpeg())

    assert b"Ann" not in clean
    assert clean.endswith(b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9")
    assert kept(".jpg", clean) == clean
    assert b"JFIF\0\1\2\0\0\1\0\1\0\0" in clean  # without its small picture


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".png", a_png()[:-6]),
        (".png", a_png().replace(b"IHDR", b"IHDX")),
        (".png", a_png(b"\0\0\0\1tEXtx1234")),
        (".png", a_png(chunk(b"XXXX", b""))),
        (".jpg", a_jpeg()[:-2]),
        (".jpg", b"\xff\xd8\xff"),
        (".jpg", b"\xff\xd8\xff\xe1\0\1"),
    ],
)
def test_a_damaged_picture_is_refused(suffix: str, content: bytes) -> None:
    with pytest.raises(ValueError, match="picture"):
        kept(suffix, content)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 << /S /JavaScript >>",
        b"%PDF-1.7 << /S /J#61vaScript >>",
        b"%PDF-1.7 << /Type /EmbeddedFile >>",
        b"%PDF-1.7 << /Author (Ann Smith) >>",
        b"%PDF-1.7 stream\n" + zlib.compress(b"<< /Launch 1 >>"),
        b"%PDF-1.7 stream\r\n" + zlib.compress(b"<x><dc:creator>Ann"),
        b"%PDF-1.7 << /Encrypt 4 0 R >>",
        b"%PDF-1.7 stream\n" + zlib.compress(bytes(30_000_000)),
    ],
)
def test_a_pdf_that_runs_hides_or_names_something_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="a PDF"):
        kept(".pdf", content)


def test_a_plain_pdf_is_kept() -> None:
    content = b"%PDF-1.7 << /Title (x) /Author () >> stream\n" + zlib.compress(b"BT (hello) Tj ET")

    assert kept(".pdf", content) == content


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", b"<svg onload='x'/>", "called .png, and is a page with markup"),
        ("a.png", b"PK\x03\x04", "called .png, and is a zip archive, or an office file"),
        ("a.jpg", a_png(), "called .jpg, and is a PNG picture"),
        ("a.log", b"MZ\0\0", "not text: it is a program"),
        ("a.txt", b"%PDF-1.7", "not text: it is a PDF"),
        ("a.svg", b"<svg/>", "not a text file (.svg)"),
        ("a.xlsm", b"PK\x03\x04", "not a text file (a zip archive, or an office file)"),
        ("a.pdf", b"%PDF-1.7", "a PDF, which redaction cannot look into; archive.allow does not name it"),
    ],
)
def test_a_file_is_judged_by_its_content_too(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)

    [refused] = collect([tmp_path], Policy(opaque=frozenset((".png", ".jpg")))).refused

    assert refused.reason == reason


def test_a_picture_is_left_out_unless_somebody_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "board.PNG").write_bytes(a_png())
    looked: Callable[[Policy], int] = lambda policy: len(collect([tmp_path], policy).opaque)  # noqa: E731

    assert looked(Policy()) == 0
    assert looked(Policy(opaque=frozenset((".png",)))) == 1
