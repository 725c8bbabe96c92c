"""Bytes and the charset a mail claims in, text out; with a word where the claim was not true."""

import codecs
import re

from kb.io.lines import decode as mixed

_DANGEROUS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
_WESTERN = {"ascii", "iso8859-1", "cp1252", "iso8859-15", "latin-1"}
# What a charset's name stands for in practice: the larger one that programs really write.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "ks_c_5601": "cp949",
           "big5": "big5hkscs", "iso2022_jp": "iso2022_jp_ext", "iso8859-9": "cp1254", "iso8859-8": "cp1255"}  # fmt: skip
_PLAUSIBLE = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "iso8859_2", "koi8_r", "cp932", "gb18030", "big5", "cp949",
]  # fmt: skip
_SAMPLE = 32 * 1024
_ENCODED_WORD = re.compile(
    r"=\?([^?\s=]{1,60})\?([bqBQ])\?([^?\r\n]{0,4000}?)\?=(?:\s{1,20}(?==\?[^?\s=]{1,60}\?[bqBQ]\?))?"
)


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """
    Give the text, never failing, and "declared x, read as y" when the charset named was not the one used.

    An honest charset is used as it is; Western ones that hold valid UTF-8 or bytes of Windows-1252 are read as such.
    """
    declared = declared.strip().strip("\"'").lower()[:60]
    if data.isascii() and b"\x1b" not in data and b"~{" not in data:
        return data.decode("ascii"), ""
    name = _known(declared)
    if name in _WESTERN or not name:
        found = _by_content(data, western=bool(name) or not declared)
    else:
        found = _as_declared(data, name) or _by_content(data, western=False)
    text, used = found
    same = used == name or (used == "cp1252" and name == "iso8859-1" and not re.search(rb"[\x80-\x9f]", data))
    if same or (not declared and used == "utf-8"):
        return text, ""
    return text, f"declared {declared if declared.isprintable() and declared else 'nothing'}, read as {used}"


def _known(declared: str) -> str:
    try:
        name = codecs.lookup(declared.encode("ascii", "ignore").decode() or "?").name
        b"    ".decode(name)
    except UnicodeError:
        pass  # a real one, to which these are nothing
    except (LookupError, ValueError):
        return ""
    return "" if name.replace("_", "-") in _DANGEROUS else name


def _as_declared(data: bytes, name: str) -> tuple[str, str] | None:
    """Read as it says, forgiving a few broken characters; None when it is something else."""
    try:
        return data.decode(name), name
    except (UnicodeError, ValueError):
        pass
    for codec in (_LARGER.get(name, name), name):
        try:
            text = data.decode(codec, errors="replace")
        except (UnicodeError, ValueError, LookupError):
            continue
        if text.count("\ufffd") * 50 <= len(text) and name != "utf-8":
            return text, name
    return None


def _by_content(data: bytes, *, western: bool) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if len(data.decode("utf-8", errors="ignore")) - sum(map(data.count, _ASCII)) > 1:
        # some of it is UTF-8: broken in places, or with something else pasted in between
        return _patched(data), "utf-8"
    high = len(data) - sum(map(data.count, _ASCII))
    if high >= 16 and (not western or high * 4 > len(data)):
        codec = _guess(data)
        if codec:
            return data.decode(codec, errors="replace"), codec
    return data.decode("cp1252", errors="replace"), "cp1252"


_ASCII = [bytes([code]) for code in range(128)]


def _patched(data: bytes) -> str:
    """Read as UTF-8, line by line as Windows-1252 where it is not."""
    return "\n".join(mixed(line) for line in data.split(b"\n"))


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE], cp_isolation=_PLAUSIBLE, enable_fallback=False).best()
    return found.encoding if found else ""


def words(text: str) -> str:
    """Read the encoded words of a header (RFC 2047); what is none stays as it is."""
    if "=?" not in text:
        return text
    out: list[str] = []
    waiting: list[bytes] = []
    charset = ""
    end = 0
    for match in _ENCODED_WORD.finditer(text):
        name = match[1].partition("*")[0].lower()
        if match.start() > end or name != charset:
            # a character may be cut in two by two words of one charset, so these are joined first
            out.append(decode(b"".join(waiting), charset)[0])
            waiting = []
            out.append(text[end : match.start()])
        charset = name
        waiting.append(
            _quoted(match[3]) if match[2] in "qQ" else unpacked(match[3].encode("ascii", "ignore"))[0]
        )
        end = match.end()
    out.append(decode(b"".join(waiting), charset)[0])
    out.append(text[end:])
    return "".join(out)


def _quoted(text: str) -> bytes:
    import binascii

    return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)


def unpacked(data: bytes) -> tuple[bytes, bool]:
    """Give the bytes that base64 stands for, as far as it is whole, and whether it was."""
    import binascii

    packed, _, rest = data.partition(b"=")
    kept = packed.translate(None, _NO_BASE64)
    whole = len(kept) % 4 != 1 and not rest.translate(None, b"= \t\r\n")
    whole = whole and not packed.translate(None, _BASE64)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4)), whole


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ \t\r\n"
_NO_BASE64 = bytes(set(range(256)) - set(_BASE64.strip()))
