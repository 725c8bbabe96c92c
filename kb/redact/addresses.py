"""Addresses of people and machines: mail, IP, MAC, home folders, domain accounts, links with credentials."""

import ipaddress
import re
from collections.abc import Iterator

from kb.redact.spans import Span
from kb.redact.view import BLANK, View
from kb.redact.words import NO_ONES_HOME

_AT = re.compile("@|%40")
_LOCAL = re.compile(r"[\w.!#$&*+?^{}~'-]{1,64}")
_DOMAIN = re.compile(r"(?![0-9.]+\b)[^\W_](?:[^\W_]|-(?=[^\W_-]))*(?:\.[^\W_](?:[^\W_]|-+(?=[^\W_]))*){1,8}")
_TOP = re.compile(r"\.[^\W\d_]{2,24}\Z|\.xn--[a-z0-9]+\Z", re.IGNORECASE)


def emails(seen: View) -> Iterator[Span]:
    """Find mail addresses, also written with %40."""
    text = seen.text
    if "@" not in text and "%40" not in text:
        return
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end(), at.end() + 254)
        if domain is None or not _TOP.search(domain.group()):
            continue
        before = text[max(0, at.start() - 64) : at.start()]
        local = _LOCAL.match(before[::-1])
        if local is None:
            continue
        start = at.start() - local.end()
        name = text[start : at.start()]
        start += len(name) - len(name.lstrip("'.*_&?~"))  # quotes, emphasis and link syntax around it
        # git@ is how everybody logs in to a code host, nobody's address
        # and the user in front of a link's host is found with the link
        if start < at.start() and text[start : at.start()] != "git" and text[start - 3 : start] != "://":
            mentioned = text[start - 2 : start] == "[~" and text[domain.end() : domain.end() + 1] == "]"
            yield Span(start - 2 * mentioned, domain.end() + mentioned, "[email]")


# each begins with its rarest character, so that texts without it are passed at once
_IPV4 = re.compile(r"\.(?<=[0-9]\.)[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![\w-]|\.[0-9])")
_COLON = re.compile(r":(?=[0-9A-Fa-f]{0,4}:)")
_COLONS = re.compile(r"[0-9A-Fa-f:]{2,64}")
_MAC_DASH = re.compile(r"-(?:[0-9A-Fa-f]{2}-){4}[0-9A-Fa-f]{2}(?![\w-])")
_MAC_DOT = re.compile(r"\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w]|\.\w)")
_MAC_COLON = re.compile(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")
_HEX = "0123456789ABCDEFabcdef"
_VERSION_BEFORE = re.compile(
    r"(?:\bv|\b(?:version|versions|ver|release|build|rev|revision|sdk|firmware|driver|patch|hotfix|section"
    r"|chapter|upgrade|upgraded|update|updated|client|agent|plugin|java|jre|jdk|chrome|edge|firefox)"
    r"(?: to| is| was| from| number)?)[ .:=#(]{0,3}\Z"
)
_VERSION_AFTER = re.compile(r"[ (]{0,2}(?:build|release|hotfix|patch|rc[0-9]|beta|alpha|ga\b|sp[0-9])")
_IP_BEFORE = re.compile(
    r"\b(?:ip|ips|address|host|server|ping|gateway|dns|subnet|proxy|from|to|at|port)\b.{0,12}\Z"
)


def machines(seen: View) -> Iterator[Span]:
    """Find MAC, IPv4 and IPv6 addresses; loopback, masks and versions are none."""
    if not seen.has_digits:
        return
    text = seen.text
    yield from _with_colons(text)
    for found in _MAC_DASH.finditer(text):
        if (start := _back(text, found.start(), 2, _HEX)) is not None:
            yield Span(start, found.end(), "[mac]")
    for found in _MAC_DOT.finditer(text):
        start = _back(text, found.start(), 4, _HEX)
        if start is not None and any(c.isalpha() for c in text[start : found.end()]):
            yield Span(start, found.end(), "[mac]")
    for found in _IPV4.finditer(text):
        head = text[max(0, found.start() - 3) : found.start()]
        start = _back(text, found.start(), len(head) - len(head.rstrip("0123456789")), "0123456789")
        if start is not None and _is_ipv4(seen, start, found.end()):
            yield Span(start, found.end(), "[ip]")


def _back(text: str, place: int, size: int, letters: str) -> int | None:
    """Go back over so many letters to the beginning of a word; None when it does not begin there."""
    start = place - size
    if start < 0 or text[start:place].strip(letters):
        return None
    before = text[start - 1 : start]
    return None if before.isalnum() or (before and before in "_.-:") else start


def _with_colons(text: str) -> Iterator[Span]:
    done = 0
    for colon in _COLON.finditer(text):
        if colon.start() < done:
            continue
        head = text[max(done, colon.start() - 4) : colon.start()]
        start = colon.start() - len(head) + len(head.rstrip(_HEX))
        found = _COLONS.match(text, start)
        assert found is not None
        done = found.end()
        word = found.group() if found.group().endswith("::") else found.group().rstrip(":")
        before, after = text[start - 1 : start], text[done : done + 1]
        if (
            (word.count(":") < 3 and "::" not in word)
            or before.isalnum()
            or after.isalnum()
            or before in ("_", ".")
        ):
            continue
        if _MAC_COLON.fullmatch(word):
            yield Span(start, start + len(word), "[mac]")
        elif _is_ipv6(word):
            yield Span(start, start + len(word), "[ip]")


def _is_ipv4(seen: View, start: int, end: int) -> bool:
    parts = [int(part) for part in seen.text[start:end].split(".")]
    if max(parts) > 255 or parts[0] in (0, 127) or parts[:2] == [255, 255]:
        return False
    before = seen.lower[max(0, start - 24) : start]
    if _VERSION_BEFORE.search(before) or _VERSION_AFTER.match(seen.lower, end):
        return False
    # four small numbers are a version unless something says they are not
    small = parts[0] < 10 and max(parts) < 40
    return not small or _IP_BEFORE.search(before) is not None or seen.text[end : end + 1] in (":", "/")


def _is_ipv6(text: str) -> bool:
    groups = [group for group in text.split(":") if group]
    if not any(c.isdigit() for c in text) or len(groups) < 2:
        return False
    if len(groups) == 2 and not (len(groups[0]) == 4 and text.startswith(("2", "3", "f", "F"))):
        return False
    try:
        return not ipaddress.IPv6Address(text).is_loopback
    except ValueError:
        return False


_HOME = re.compile(
    r"(?:(?:(?<![\w./])|(?<=file://))/home/|(?<!\.)/Users/|\b[A-Za-z]:(?:\\{1,2}|/)(?:Users|Documents and Settings)(?:\\{1,2}|/))"
    rf"([^\\/\s\"'<>|:*?;,)$%{BLANK}\]]{{1,64}})"
)
_DOMAIN_USER = re.compile(r"\\{1,2}([A-Za-z][\w.-]{1,62}[A-Za-z0-9])(?![\w\\])")
_BEFORE_USER = re.compile(r"(?<![\w\\:/.$%-])[A-Z][A-Z0-9-]{2,14}\Z")
_NOT_DOMAINS = ("HKLM", "HKCU", "HKCR", "HKU", "HKEY", "AND", "AUTHORITY", "BUILTIN")
_FILE = re.compile(
    r"\.(?:log|txt|exe|dll|csv|xlsx?|pdf|zip|xml|json|ini|bat|cmd|ps1|dat|bak|tmp|docx?|js|py|java)\Z",
    re.IGNORECASE,
)


def accounts(seen: View) -> Iterator[Span]:
    r"""Find the user in `/home/<user>`, `C:\Users\<user>` and `CONTOSO\user`."""
    text = seen.text
    if "/home/" in text or "Users" in text or "Documents and" in text:
        for found in _HOME.finditer(text):
            if found.group(1).lower().rstrip(".") not in NO_ONES_HOME:
                yield Span(*found.span(1), "[user]")
    if "\\" in text:
        for found in _DOMAIN_USER.finditer(text):
            domain = _BEFORE_USER.search(text, max(0, found.start() - 16), found.start())
            if domain is None or domain.group().startswith(_NOT_DOMAINS):
                continue
            if not _FILE.search(found.group(1)):
                yield Span(*found.span(1), "[user]")


_USERINFO = re.compile(rf"://([^\s/@:\"'<>?#{BLANK}]{{1,128}})@")
_QUERY = re.compile(
    r"[?&;#](?:amp;)?(?:(?:access_|refresh_|id_|auth_?|session_?|csrf_?|user_?)?token|sig|signature|api_?key|apikey|auth"
    r"|jwt|sid|session_?id|jsessionid|phpsessid|password|passwd|pwd|secret|client_secret|sharedaccesskey"
    rf"|x-amz-signature|x-amz-credential|x-amz-security-token|samlresponse|samlrequest)=([^\s&;#\"'<>)\]{BLANK}]+)",
    re.IGNORECASE,
)
_LONG_QUERY = re.compile(
    rf"[?&](?:code|key|ticket|state|sysparm_ck|hash|t|u)=([^\s&;#\"'<>)\]{BLANK}]{{20,}})"
)


def links(seen: View) -> Iterator[Span]:
    """Find what opens a door in an address: the user before the host, tokens in the query."""
    text = seen.text
    if "://" in text and "@" in text:
        for found in _USERINFO.finditer(text):
            if found.group(1) != "git":
                yield Span(*found.span(1), "[token]")
    if "=" in text and ("?" in text or "&" in text or ";" in text or "#" in text):
        for found in _QUERY.finditer(text):
            yield Span(*found.span(1), "[token]")
        for found in _LONG_QUERY.finditer(text):
            if any(c.isdigit() for c in found.group(1)):
                yield Span(*found.span(1), "[token]")
