"""
What a browser may do with the built pages: one content security policy, and what in a page would break it.

Only scripts of the theme are allowed, by their hash. A script counts as the theme's when it also stands in the
page about dead addresses, which no article, incident or setting has a word in; so the policy holds even where a
script of somebody else's got into a page.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

REFERENCE = "404.html"
"""The page whose inline scripts are the theme's own."""

_FIXED = (
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
)

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(
    r"<script\b([^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE
)
TAG = re.compile(r"<([a-z][a-z0-9-]*)\b([^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_SUSPECT = re.compile(
    r"(?i)[\s\"'/](?:(?:on[a-z]+|style|src|srcset|action|formaction|data|poster)\s*=|href\s*=[\s\"']*(?![.\w/]+[\"'])[^#h])"
)
_NEVER = {"style", "iframe", "object", "embed", "base"}
_ALWAYS = _NEVER | {"link", "meta"}
_RUNS = {"", "module", "importmap", "speculationrules", "text/javascript", "application/javascript"}
_TO_ROOT = re.compile(r'new URL\("[A-Za-z0-9._~%@/-]*",location\)')
"""Material tells each page the way to the site's root in its first script: dots, or the path of its address."""
_ELSEWHERE = re.compile(r"\s*(?:(?:https?|wss?|ftp):)?[/\\]{2}", re.IGNORECASE)
_LOADED = {"src", "srcset", "poster", "data"}
_LOADING = {
    "stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest",
    "apple-touch-icon",
}  # fmt: skip
_IN_STYLE = re.compile(r"(?:@import\s*(?:url\()?|url\()\s*[\"']?\s*((?:https?:)?//[^\s\"')]+)", re.IGNORECASE)
_CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_HASH = re.compile(r"'(sha256-[A-Za-z0-9+/=]+)'")
_META = '<meta http-equiv="Content-Security-Policy" content="{}">'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the policy would break, or a call to another host, and the page it stands in."""

    page: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is allowed, for all pages of one site."""

    scripts: tuple[str, ...] = ()

    @property
    def meta(self) -> str:
        """The policy as a page itself can hold it."""
        sources = " ".join(["'self'", *(f"'{each}'" for each in self.scripts)])
        return "; ".join(("default-src 'none'", f"script-src {sources}", *_FIXED))

    @property
    def header(self) -> str:
        """The policy as a server sends it: a page cannot say itself who may frame it."""
        return f"{self.meta}; frame-ancestors 'none'"

    @classmethod
    def of(cls, header: str) -> "Policy":
        """Read it from what a server sends."""
        return cls(scripts=tuple(_HASH.findall(header)))


class Inspector:
    """Takes in a site page by page, the reference first, and gives the policy that fits it."""

    def __init__(self, reference: str) -> None:
        self._theme = {_shape(body) for body in _running(reference)}
        self._hashes: set[str] = set()
        self._harmless: set[str] = set()

    def page(self, path: str, html: str) -> Iterator[Fault]:
        """Look at one page and say what in it would break."""
        for body in _running(html):
            if _shape(body) in self._theme:
                self._hashes.add(_hash(body))
            else:
                yield Fault(page=path, what=f"an inline script that is not the theme's: {_short(body)}")
        for tag in tags(html):
            if tag[0] in self._harmless:
                continue  # most of a page stands in every page
            name = tag[1].lower()
            faults: tuple[str, ...] = ()
            if name in _ALWAYS or _SUSPECT.search(tag[2]):
                faults = tuple(_wrong(name, dict(attributes(tag[2]))))
            if not faults:
                self._harmless.add(tag[0])
            for what in faults:
                yield Fault(page=path, what=what)

    def style(self, path: str, css: str) -> Iterator[Fault]:
        """Look at one style sheet for what it would load from elsewhere."""
        for found in _IN_STYLE.finditer(css):
            yield Fault(page=path, what=f"loads {_short(found[1])}")

    def policy(self) -> Policy:
        """Give the policy for all that was taken in; the order of the pages does not matter."""
        return Policy(scripts=tuple(sorted(self._hashes)))


def with_policy(html: str, policy: Policy) -> str:
    """Write the policy into a page: after the line that names its encoding, before any script."""
    head = _HEAD.search(html)
    if head is None:
        return html
    charset = _CHARSET.search(html, head.end())
    script = html.find("<script", head.end())
    first = charset if charset and (script < 0 or charset.end() <= script) else head
    if html.startswith(_META.partition("content=")[0], first.end()):
        return html  # it stands where only we write; the words alone may stand in any page
    return f"{html[: first.end()]}{_META.format(escape(policy.meta, quote=False))}{html[first.end() :]}"


def tags(html: str) -> Iterator[re.Match[str]]:
    """Yield each tag of a page that opens something, as its name and its attributes; a script's text holds none."""
    return TAG.finditer(_COMMENT.sub("", _SCRIPT.sub(r"<script\1></script>", html)))


def _running(html: str) -> Iterator[str]:
    for found in _SCRIPT.finditer(html):
        given = dict(attributes(found[1]))
        if "src" not in given and given.get("type", "").strip().lower() in _RUNS:
            yield found[2].replace("\r\n", "\n")


def attributes(text: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a tag, names in small letters."""
    for found in _ATTRIBUTE.finditer(text):
        yield found[1].lower(), unescape(found[2] or found[3] or found[4] or "")


def _wrong(name: str, attributes: dict[str, str]) -> Iterator[str]:
    if name in _NEVER:
        yield f"an element the policy has no room for: {name}"
    for attribute, value in attributes.items():
        if attribute.startswith("on"):
            yield f"an event handler, {attribute} of {name}"
        elif attribute == "style":
            yield f"a style attribute of {name}"
        elif attribute in ("href", "action", "formaction") and "".join(value.split()).lower().startswith(
            "javascript:"
        ):
            yield f"a script as an address, {attribute} of {name}"
        elif attribute in _LOADED and any(map(_ELSEWHERE.match, value.split(","))):
            yield f"{name} loads {_short(value)}"
        elif attribute in ("action", "formaction") and _ELSEWHERE.match(value):
            yield f"a form that is sent to {_short(value)}"
    loads = name == "link" and _LOADING & set(attributes.get("rel", "").lower().split())
    if loads and _ELSEWHERE.match(attributes.get("href", "")):
        yield f"link loads {_short(attributes['href'])}"
    if name == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        _, _, target = attributes.get("content", "").partition("url=")
        if _ELSEWHERE.match(target):
            yield f"leads at once to {_short(target)}"


def _shape(script: str) -> str:
    return _TO_ROOT.sub('new URL("",location)', script)


def _hash(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode('utf-8', 'replace')).digest()).decode()}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"
