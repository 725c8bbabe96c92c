"""A PNG or JPEG in, the same picture without what it tells besides what it shows out."""

import struct
import zlib
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"bKGD", b"pHYs")
)
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_JPEG_DROPPED = frozenset((*range(0xE1, 0xF0), 0xFE)) - {0xEE}
"""Application data and comments; APP14 (Adobe) stays, for it says how colours are coded, APP0 (JFIF) is cut to its own fields."""


def stripped(content: bytes) -> bytes:
    """
    Keep of a picture only what is needed to draw it; raise ValueError in plain words for one that is damaged.

    PNG (ISO 15948): the chunks that draw, each with its checksum held against it, and nothing behind the last.
    JPEG (ISO 10918-1): all but application data and comments, and nothing behind the end of the image; the turn
    of a camera goes too, so that a photo may lie on its side.
    """
    try:
        if content.startswith(_PNG):
            return _PNG + b"".join(_png(content))
        if content.startswith(b"\xff\xd8"):
            return b"\xff\xd8" + b"".join(_jpeg(content))
    except (struct.error, IndexError) as error:
        raise ValueError("a damaged picture") from error
    raise ValueError("neither a PNG nor a JPEG picture")


def _png(content: bytes) -> Iterator[bytes]:
    place, first = len(_PNG), True
    while True:
        size, name = struct.unpack_from(">I4s", content, place)
        end = place + 12 + size
        if end > len(content) or (first and name != b"IHDR"):
            raise ValueError("a damaged picture")
        if zlib.crc32(content[place + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            raise ValueError("a damaged picture")
        if name in _PNG_KEPT:
            yield content[place:end]
        elif not name[0] & 0x20:
            raise ValueError(f"a picture with a part we do not know, {name.decode('ascii', 'replace')}")
        if name == b"IEND":
            return
        place, first = end, False


def _jpeg(content: bytes) -> Iterator[bytes]:
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("a damaged picture")
        kind = content[place + 1]
        if kind == 0xFF:  # a fill byte
            place += 1
            continue
        if kind == 0xD9:
            yield b"\xff\xd9"
            return
        if kind in _ALONE:
            place += 2
            continue
        size = struct.unpack_from(">H", content, place + 2)[0]
        end = place + 2 + size
        if size < 2 or end > len(content):
            raise ValueError("a damaged picture")
        if kind == 0xE0:
            if content[place + 4 : place + 9] == b"JFIF\0" and size >= 16:
                # without the small picture, which may show what was cut away
                yield b"\xff\xe0\x00\x10" + content[place + 4 : place + 16] + b"\0\0"
        elif kind not in _JPEG_DROPPED:
            yield content[place:end]
        place = end
        if kind == 0xDA:
            end = _scan_end(content, place)
            yield content[place:end]
            place = end


def _scan_end(content: bytes, place: int) -> int:
    """Find the marker behind the coded data: neither a stuffed byte nor a restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise ValueError("a damaged picture")
        after = content[place + 1]
        if after != 0x00 and not 0xD0 <= after <= 0xD7 and after != 0xFF:
            return place
        place += 1 if after == 0xFF else 2
