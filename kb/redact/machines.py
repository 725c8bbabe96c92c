"""Addresses of machines: IP and MAC."""

import ipaddress
import re
from collections.abc import Iterator

from kb.redact.spans import Span
from kb.redact.view import View

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
_PRODUCT_BEFORE = re.compile(
    r"(?<![\w./:-])[A-Z][A-Za-z]{1,24}/\Z"
)  # Chrome/126.0.0.0; a Java address is host/10.4.2.17:80
_PRODUCT_NAME = re.compile(r"\b[A-Z][A-Za-z]{2,24} \Z")
_VERSION_AFTER = re.compile(r"[ (]{0,2}(?:build|release|hotfix|patch|rc[0-9]|beta|alpha|ga\b|sp[0-9])")
_IP_BEFORE = re.compile(
    r"\b(?:ip|ips|address|host|hosts|server|servers|ping|gateway|dns|subnet|network|proxy|from|to|at|port|node|router|printer|client)\b.{0,12}\Z"
)
_MACHINES = re.compile(
    r"\b(?:ips?|devices?|gateway|mac|servers?|hosts?|hostname|subnet|dns|network|vlan|proxy|firewall|vpn|router|switch|printer|dhcp|ping|nodes?|interface|eth[0-9]|wlan[0-9]|lan)\b"
)
_OTHER_VERSIONS = re.compile(r"(?<![\w.])[0-9]{1,3}\.[0-9]{1,3}(?:\.[0-9]{1,3})?(?![\w]|\.[0-9])")


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
    yield from _ipv4(seen)


def _ipv4(seen: View) -> Iterator[Span]:
    text, version, told = seen.text, "", 0
    for found in _IPV4.finditer(text):
        head = text[max(0, found.start() - 3) : found.start()]
        start = _back(text, found.start(), len(head) - len(head.rstrip("0123456789")), "0123456789")
        if start is None:
            continue
        end = found.end()
        if _is_ipv4(seen, start, end):
            # "version 10.2.3.4 is certified, 10.2.3.3 is not"
            if start - told > 80 or not version or not text.startswith(version, start):
                yield Span(start, end, "[ip]")
        elif _VERSION_BEFORE.search(seen.lower, max(0, start - 24), start):
            version, told = ".".join(text[start:end].split(".")[:2]) + ".", end


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
    digits = seen.text[start:end].split(".")
    parts = [int(part) for part in digits]
    if any(len(part) > 1 and part[0] == "0" for part in digits):
        return False
    if max(parts) > 255 or parts[0] in (0, 127) or parts[:2] == [255, 255]:
        return False
    before = seen.lower[max(0, start - 24) : start]
    if _VERSION_BEFORE.search(before) or _VERSION_AFTER.match(seen.lower, end):
        return False
    if _PRODUCT_BEFORE.search(seen.text, max(0, start - 28), start) and seen.text[end : end + 1] != ":":
        return False
    if seen.text[end : end + 1] in (":", "/") or _IP_BEFORE.search(before):
        return True
    if parts[0] < 10 and max(parts) < 40:
        return False
    around = seen.lower[max(0, start - 80) : end + 40]
    if _MACHINES.search(around) or parts[0] >= 40:
        return True
    # nothing speaks of machines: a version, if it is small, or stands behind a product or among versions
    if parts[0] != 10:
        return max(parts) >= 40 and not _PRODUCT_NAME.search(seen.text, max(0, start - 26), start)
    return max(parts) >= 40 or not _OTHER_VERSIONS.search(around[:80])


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
