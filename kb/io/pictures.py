"""What a picture says besides what it shows: where it was taken, by whom, with which program."""

import struct
from collections.abc import Iterator

_GPS, _ARTIST, _OWNER, _AUTHOR = 0x8825, 0x013B, 0xA430, 0x9C9D
_TOLD = {
    _GPS: "the place it was taken",
    _ARTIST: "who made it",
    _OWNER: "whose camera it was",
    _AUTHOR: "who made it",
}
_EXIF_IFD = 0x8769
_PNG_SAYS = (b"author", b"artist", b"creator", b"copyright", b"comment", b"description", b"xml:com.adobe.xmp")


def metadata(content: bytes) -> tuple[str, ...]:
    """
    Name what a JPEG, PNG or WebP tells of people, each once, sorted; nothing for one that is damaged or tells nothing.

    Read are the EXIF tags of place, artist and owner (CIPA DC-008), XMP packets, and PNG's text chunks.
    """
    try:
        return tuple(sorted(set(_found(content))))
    except (struct.error, IndexError):
        return ()


def _found(content: bytes) -> Iterator[str]:
    if content.startswith(b"\xff\xd8"):
        for kind, part in _jpeg(content):
            if kind == 0xE1 and part.startswith(b"Exif\0\0"):
                yield from _exif(part[6:])
            elif kind == 0xE1 and b"ns.adobe.com/xap" in part[:64]:
                yield from _xmp(part)
            elif kind == 0xFE and part.strip(b"\0 "):
                yield "a comment"
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        for name, part in _chunks(content, 8, ">", swapped=True):
            if name == b"eXIf":
                yield from _exif(part)
            elif name in (b"tEXt", b"iTXt", b"zTXt") and part.partition(b"\0")[0].lower() in _PNG_SAYS:
                yield "a text about its author or content"
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        for name, part in _chunks(content, 12, "<", swapped=False):
            if name == b"EXIF":
                yield from _exif(part.removeprefix(b"Exif\0\0"))
            elif name == b"XMP ":
                yield from _xmp(part)


def _jpeg(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != 0xDA:
        size = struct.unpack_from(">H", content, place + 2)[0]
        yield content[place + 1], content[place + 4 : place + 2 + size]
        place += 2 + max(size, 2)


def _chunks(content: bytes, place: int, order: str, *, swapped: bool) -> Iterator[tuple[bytes, bytes]]:
    while place + 8 <= len(content):
        first, second = content[place : place + 4], content[place + 4 : place + 8]
        name, size = (second, first) if swapped else (first, second)
        length = struct.unpack(f"{order}I", size)[0]
        yield name, content[place + 8 : place + 8 + length]
        place += 8 + length + (4 if swapped else length % 2)


def _exif(tiff: bytes) -> Iterator[str]:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return
    waiting, seen = [struct.unpack_from(f"{order}I", tiff, 4)[0]], set()
    while waiting:
        place = waiting.pop()
        if place in seen or place + 2 > len(tiff):
            continue
        seen.add(place)
        for number in range(struct.unpack_from(f"{order}H", tiff, place)[0]):
            tag, _, _, value = struct.unpack_from(f"{order}HHII", tiff, place + 2 + 12 * number)
            if tag in _TOLD:
                yield _TOLD[tag]
            elif tag == _EXIF_IFD:
                waiting.append(value)


def _xmp(packet: bytes) -> Iterator[str]:
    if b"GPSLatitude" in packet:
        yield _TOLD[_GPS]
    if b"dc:creator" in packet or b"photoshop:Author" in packet:
        yield _TOLD[_ARTIST]
