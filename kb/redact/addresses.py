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
        start += len(name) - len(name.lstrip("'.*_&?"))  # quotes, emphasis and link syntax around it
        # git@ is how everybody logs in to a code host, nobody's address
        if start < at.start() and text[start : at.start()] != "git":
            yield Span(start, domain.end(), "[email]")


_IPV4 = re.compile(r"(?<![\w.-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w-]|\.[0-9])")
_VERSION_BEFORE = re.compile(
    r"(?:\bv|\b(?:version|versions|ver|release|build|rev|revision|sdk|firmware|driver|patch|hotfix|section"
    r"|chapter|upgrade|upgraded|update|updated|client|agent|plugin|java|jre|jdk|chrome|edge|firefox)"
    r"(?: to| is| was| from| number)?)[ .:=#(]{0,3}\Z"
)
_VERSION_AFTER = re.compile(r"[ (]{0,2}(?:build|release|hotfix|patch|rc[0-9]|beta|alpha|ga\b|sp[0-9])")
_IP_BEFORE = re.compile(
    r"\b(?:ip|ips|address|host|server|ping|gateway|dns|subnet|proxy|from|to|at|port)\b.{0,12}\Z"
)
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_MAC = re.compile(
    r"(?<![\w:.-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])"
    r"|(?<![\w.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.]\w)"
)


def machines(seen: View) -> Iterator[Span]:
    """Find MAC, IPv4 and IPv6 addresses; loopback, masks and versions are none."""
    if not seen.has_digits:
        return
    text = seen.text
    if text.count(":") > 1:
        for found in _MAC.finditer(text):
            yield Span(*found.span(), "[mac]")
        for found in _IPV6.finditer(text):
            if _is_ipv6(found.group()):
                yield Span(*found.span(), "[ip]")
    elif text.count("-") > 4 or text.count(".") > 1:
        for found in _MAC.finditer(text):
            if any(c.isdigit() for c in found.group()) and any(c.isalpha() for c in found.group()):
                yield Span(*found.span(), "[mac]")
    if text.count(".") > 2:
        for found in _IPV4.finditer(text):
            if _is_ipv4(seen, *found.span()):
                yield Span(*found.span(), "[ip]")


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
    r"(?:(?<![\w./])/(?:home|Users)/|\b[A-Za-z]:(?:\\{1,2}|/)(?:Users|Documents and Settings)(?:\\{1,2}|/))"
    rf"([^\\/\s\"'<>|:*?;,)$%{BLANK}\]]{{1,64}})"
)
_DOMAIN_USER = re.compile(
    r"(?<![\w\\:/.$%-])[A-Z][A-Z0-9-]{2,14}\\{1,2}([A-Za-z][\w.-]{1,62}[A-Za-z0-9])(?![\w\\])"
)
_NOT_DOMAINS = ("HKLM", "HKCU", "HKCR", "HKU", "HKEY", "AND", "AUTHORITY", "BUILTIN")
_FILE = re.compile(
    r"\.(?:log|txt|exe|dll|csv|xlsx?|pdf|zip|xml|json|ini|bat|cmd|ps1|dat|bak|tmp|docx?|js|py|java)\Z",
    re.IGNORECASE,
)


def accounts(seen: View) -> Iterator[Span]:
    r"""Find the user in `/home/<user>`, `C:\Users\<user>` and `CONTOSO\user`."""
    text = seen.text
    if "/home/" in text or "sers" in text or "Documents and" in text:
        for found in _HOME.finditer(text):
            if found.group(1).lower().rstrip(".") not in NO_ONES_HOME:
                yield Span(*found.span(1), "[user]")
    if "\\" in text:
        for found in _DOMAIN_USER.finditer(text):
            domain, _, user = found.group().partition("\\")
            if not domain.startswith(_NOT_DOMAINS) and not _FILE.search(user):
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
